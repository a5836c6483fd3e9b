"""The doors: every one for every role, tricks with paths, other sites, other machines, other names."""

import pytest
from fastapi import FastAPI
from starlette.websockets import WebSocketDisconnect

from coach.errors import SettingsError
from coach.store.accounts import LIFETIME, Accounts
from coach.store.values import ACCOUNT_ROLES
from coach.web.access import DOORS, PAGES, check_host
from tests.web.served import PASSWORD, Clock, ask, browser, make_server, open_accounts

# Address → the least role. Written out once more: a door that opens too far must not open its own test.
LEAST = {
    "/": "agent",
    "/archive": "trainer",
    "/archive/": "trainer",
    "/?page=archive": "trainer",
    "/config": "agent",
    "/config?page=archive": "trainer",
    "/gradio_api/component_server/": "agent",
    "/gradio_api/queue/data": "agent",
    "/gradio_api/heartbeat/abc": "agent",
    "/gradio_api/info": "agent",
    "/gradio_api/startup-events": "agent",
    "/api/me": "agent",
    "/api/shared": "agent",
    "/api/shared/read": "agent",
    "/api/items": "trainer",
    "/api/items/7/verdicts/irony": "trainer",
    "/api/imports": "trainer",
    "/api/imports/progress": "trainer",
    "/api/export/items.csv": "trainer",
    "/api/rounds": "trainer",
    "/api/rounds/3/grades": "trainer",
    "/api/insights": "trainer",
    "/api/blocks": "trainer",
    "/api/settings": "lead",
    "/api/purge": "lead",
    "/api/customers/erase": "lead",
    "/api/criteria/irony/silenced": "lead",
}
SHUT = [
    "/api", "/api/", "/api/unknown", "/api/item", "/api/itemsx", "/api/items.json", "/api/me2", "/API/items", "/Api/me",
    "/archive2", "/archive/x", "/ARCHIVE", "/docs", "/redoc", "/openapi.json", "/logout", "/login/", "/monitoring",
    "/monitoring/summary", "/gradio_api/upload", "/gradio_api/proxy=https://a.hf.space/", "/gradio_api/file=/etc/passwd",
    "/gradio_api/deep_link", "/gradio_api/api/x", "/gradio_api/call/x", "/gradio_api/token", "/gradio_api/vibe-code",
    "/?page=unknown",
]  # fmt: skip
TRICKS = [
    "//api/items", "/api//items", "/api/./items", "/api/../items", "/api/shared/../items", "/api/me/..", "/api/..",
    "/./api/items", "/assets/../api/items", "/assets/../config", "/static/..", "/api\\items", "/assets\\..\\config",
    "/api/%69tems", "/api/shared/%2e%2e/items", "/api/me;/items", "/api/items\x00", "/api/\nitems", "//", "/.", "/..",
    "", "api/items", "*",
]  # fmt: skip


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Accounts:
    made = open_accounts(tmp_path_factory.mktemp("doors") / "archive.db")
    for role in ACCOUNT_ROLES:
        made.add(role.title(), role, PASSWORD)
    return made


@pytest.fixture(scope="module")
def server(accounts: Accounts) -> FastAPI:
    return make_server(accounts)


@pytest.fixture(scope="module")
def tokens(accounts: Accounts) -> dict[str, str]:
    return {role: accounts.open_session(accounts.check(role.title(), PASSWORD).id) for role in ACCOUNT_ROLES}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """A server without accounts."""
    return make_server(open_accounts(tmp_path_factory.mktemp("alone") / "archive.db"))


# ---- doors


def test_access_tests_know_every_door():
    named = {path.split("?")[0] for path in LEAST}
    assert all(any(path == door or path.startswith(door + "/") for path in named) for door in (*DOORS, *PAGES))


@pytest.mark.parametrize("role", ACCOUNT_ROLES)
def test_access_lets_a_role_in_at_its_doors_and_at_no_other(server, tokens, role):
    client = browser(server, tokens[role])
    for path, least in LEAST.items():
        answer = client.get(path)
        allowed = ACCOUNT_ROLES.index(role) >= ACCOUNT_ROLES.index(least)
        assert answer.status_code == (200 if allowed else 403), path
        if allowed:
            assert answer.json() == {"behind": path.split("?")[0], "role": role, "name": role.title()}
        elif path.startswith("/api/"):
            assert answer.json()["error"]["type"] == "not_allowed"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD"])
def test_access_doors_are_the_same_for_every_method(server, tokens, method):
    client = browser(server, tokens["agent"])
    for path, least in LEAST.items():
        answer = client.request(method, path, headers={"content-type": "application/json"})
        assert answer.status_code == (200 if least == "agent" else 403), path


def test_access_without_a_session_pages_lead_to_the_login_and_all_else_is_refused(server):
    client = browser(server)
    for path in LEAST:
        answer = client.get(path)
        if path.split("?")[0].rstrip("/") in ("", "/archive"):
            assert answer.status_code == 303, path
            assert answer.headers["location"] in ("/login", "/login?next=%2Farchive")
        else:
            assert answer.status_code == 401, path
            assert answer.json()["error"]["type"] == "not_signed_in"


@pytest.mark.parametrize("path", ["/assets/index.js", "/static/img.svg", "/svelte/x.js", "/favicon.ico", "/theme.css"])
def test_access_static_files_are_open(server, path):
    assert browser(server).get(path).status_code == 200


@pytest.mark.parametrize("path", SHUT)
def test_access_what_has_no_door_is_not_there_even_for_the_lead(server, alone, tokens, path):
    assert browser(server, tokens["lead"]).get(path).status_code == 404
    assert browser(alone).get(path).status_code == 404
    assert browser(server).get(path).status_code in (303, 401, 404)


@pytest.mark.parametrize("path", TRICKS)
def test_access_a_path_that_can_be_read_in_two_ways_leads_nowhere(server, alone, tokens, path):
    assert (
        ask(server, path) == ask(server, path, token=tokens["agent"]) == ask(server, path, token=tokens["lead"]) == 404
    )
    assert ask(alone, path) == 404


def test_access_judges_the_path_as_it_is_routed_not_as_it_was_written(server, tokens):
    written = {"raw_path": b"/%61pi%2Fitems"}
    assert ask(server, "/api/items", token=tokens["agent"], **written) == 403
    assert ask(server, "/api/items", token=tokens["trainer"], **written) == 200
    assert ask(server, "/api/items", **written) == 401


def test_access_takes_no_other_root(server, tokens):
    assert ask(server, "/api/me/api/items", token=tokens["agent"], root_path="/api/me") == 404
    assert ask(server, "/x/api/me", token=tokens["agent"], root_path="/x") == 404


@pytest.mark.parametrize("method", ["OPTIONS", "PATCH", "TRACE", "CONNECT", "get", "FOO"])
def test_access_knows_five_methods(server, tokens, method):
    assert ask(server, "/api/me", token=tokens["lead"], method=method) == 405


@pytest.mark.parametrize("path", ["/login", "/assets/index.js", "/theme.css"])
def test_access_open_doors_are_for_reading(server, alone, path):
    for client in (browser(server), browser(alone)):
        assert client.post(path, json={}).status_code == 405


def test_access_refuses_web_sockets(server, alone, tokens):
    for client in (browser(server, tokens["lead"]), browser(alone)):
        with pytest.raises(WebSocketDisconnect), client.websocket_connect("/gradio_api/queue/join"):
            pass


# ---- sessions


@pytest.fixture
def short(tmp_path) -> tuple[FastAPI, str, Clock]:
    """A server, a session and the clock."""
    clock = Clock()
    made = open_accounts(tmp_path / "archive.db", clock)
    return make_server(made), made.open_session(made.add("Jule", "trainer", PASSWORD).id), clock


def test_access_session_ends_after_eight_hours_and_the_login_says_so(short):
    server, token, clock = short
    client = browser(server, token)
    clock.now += LIFETIME - 1
    assert client.get("/archive").status_code == 200
    clock.now += 1
    answer = client.get("/archive")
    assert answer.headers["location"] == "/login?next=%2Farchive&expired=1"
    assert 'four-ears=""' in answer.headers["set-cookie"]
    assert client.get("/api/items").status_code == 401
    assert client.post("/gradio_api/component_server/", json={}).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "../../etc", "null", "four-ears"])
def test_access_a_made_up_token_opens_nothing(server, token):
    client = browser(server)
    client.headers["cookie"] = f"four-ears={token}"
    assert client.get("/api/me").status_code == 401


def test_access_first_account_ends_the_time_without_login(tmp_path):
    made = open_accounts(tmp_path / "archive.db")
    client = browser(make_server(made))
    assert client.get("/api/settings").json()["role"] == "lead"
    made.add("Jule", "trainer", PASSWORD)
    assert client.get("/api/settings").status_code == 401


# ---- without accounts


def test_access_without_accounts_everybody_here_is_the_lead(alone):
    for path in LEAST:
        assert browser(alone).get(path).json()["role"] == "lead", path
    assert browser(alone).get("/login").headers["location"] == "/"


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "127.0.0.1", "localhost:1", "LOCALHOST", "[::1]:7860", "127.0.0.2"])
def test_access_without_accounts_takes_names_of_this_machine(alone, host):
    assert browser(alone).get("/api/me", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "evil.example:7860", "127.0.0.1.evil.example", "localhost.evil.example", "192.168.0.4:7860",
        "0.0.0.0:7860", "[::]:7860", "", "127.0.0.1@evil.example", "evil.example#127.0.0.1", "127.0.0.1:7860/x", "[::1",
        "127.0.0.1:99999999", "127.0.0.1:port", " ", "localhost,evil.example",
    ],
)  # fmt: skip
def test_access_without_accounts_refuses_names_that_only_lead_here(alone, host):
    for path in ("/", "/api/me", "/assets/index.js", "/login"):
        assert browser(alone).get(path, headers={"host": host}).status_code == 400, path


@pytest.mark.parametrize("address", ["192.168.0.4", "10.0.0.1", "::2", "8.8.8.8", "testclient", ""])
def test_access_without_accounts_refuses_other_machines(alone, address):
    for path in ("/", "/api/me", "/assets/index.js", "/login", "/api/login"):
        assert browser(alone, address=address).get(path).status_code == 403, path
    assert ask(alone, "/", client=None) == 403


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Forwarded-Host"])
def test_access_without_accounts_refuses_what_a_proxy_brings(alone, header):
    assert browser(alone).get("/", headers={header: "10.0.0.1"}).status_code == 403


def test_access_with_accounts_answers_on_any_name_and_to_other_machines(server, tokens):
    client = browser(server, tokens["agent"], address="192.168.0.9", base="https://ohren.example")
    assert client.get("/api/me").status_code == 200
    assert browser(server, address="192.168.0.9").get("/api/me").status_code == 401


@pytest.mark.parametrize("hosts", [[], [b"127.0.0.1", b"evil.example"], [b"a/api/me?"], [b"a b"]])
def test_access_wants_one_host(server, tokens, hosts):
    headers = [(b"cookie", f"four-ears={tokens['lead']}".encode()), *((b"host", host) for host in hosts)]
    assert ask(server, "/api/me", headers=headers) == 400


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.0.0.53"])
def test_access_listens_on_loopback_without_accounts(host):
    check_host(host, accounts_exist=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.4", "ohren.example", ""])
def test_access_refuses_to_listen_beyond_loopback_without_accounts(host):
    check_host(host, accounts_exist=True)
    with pytest.raises(SettingsError, match="FOUR_EARS_HOST: expected this machine"):
        check_host(host, accounts_exist=False)


# ---- other sites


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"}, {"origin": "http://127.0.0.1:7861"}, {"origin": "null"}, {"origin": ""},
        {"origin": "http://127.0.0.1"}, {"origin": "http://127.0.0.1:7860.evil.example"}, {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"}, {"sec-fetch-site": "what"}, {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:7860"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"},
    ],
    ids=str,
)  # fmt: skip
def test_access_refuses_what_another_site_asks(server, alone, tokens, method, headers):
    given = {"content-type": "application/json", **headers}
    for client in (browser(server, tokens["lead"]), browser(alone)):
        for path in ("/api/me", "/api/purge", "/gradio_api/component_server/", "/api/login"):
            assert client.request(method, path, headers=given).status_code == 403, path
        assert client.get("/assets/index.js", headers=given).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": "http://127.0.0.1:7860"}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}],
    ids=str,
)
def test_access_takes_what_its_own_page_asks(server, tokens, headers):
    for path in ("/api/purge", "/gradio_api/component_server/"):
        assert browser(server, tokens["lead"]).post(path, json={}, headers=headers).status_code == 200, path


def test_access_takes_its_page_s_requests_behind_a_proxy_with_encryption(server, tokens):
    client = browser(server, tokens["lead"], base="http://ohren.example")
    assert client.post("/api/purge", json={}, headers={"origin": "https://ohren.example"}).status_code == 200


def test_access_a_link_elsewhere_leads_to_the_page_with_the_session(server, tokens):
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    answer = browser(server).get('/archive?item=7&x="><script>', headers=link)  # the browser keeps the cookie back
    assert answer.status_code == 200
    assert 'content="0; url=/archive?item=7&amp;x=' in answer.text
    assert "<script" not in answer.text
    again = {"sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate"}
    assert browser(server, tokens["trainer"]).get("/archive?item=7", headers=again).json()["role"] == "trainer"
    assert browser(server).get("/archive?item=7", headers=again).status_code == 303
    assert browser(server, tokens["lead"]).post("/", headers=link).status_code == 403


# ---- bodies


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_access_the_api_takes_no_form_of_another_site(server, tokens, kind, method):
    headers = {"content-type": kind} if kind else {}
    for path in ("/api/purge", "/api/imports", "/api/logout", "/api/login", "/api/shared"):
        answer = browser(server, tokens["lead"]).request(method, path, content=b"{}", headers=headers)
        assert answer.status_code == 400, path
        assert answer.json()["error"]["type"] == "bad_request"


def test_access_takes_uploads_with_their_header_and_only_where_there_are_some(server, tokens):
    client = browser(server, tokens["lead"])
    for path, status in (("/api/imports", 200), ("/api/imports/look", 200), ("/api/blocks", 200), ("/api/shared", 400)):
        assert client.post(path, files={"file": b"x"}, headers={"x-four-ears": "1"}).status_code == status, path


def _sized(tokens, length, **headers):
    given = {"host": "127.0.0.1", "cookie": f"four-ears={tokens['lead']}", "content-length": length, **headers}
    return {"method": "POST", "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in given.items()]}


def test_access_limits_bodies_by_their_announced_length(server, tokens):
    json, form = (
        {"content_type": "application/json"},
        {"content_type": "multipart/form-data; boundary=x", "x_four_ears": "1"},
    )
    for path, kind, length, status in (
        ("/api/me", json, "2000000", 200),
        ("/api/me", json, "2000001", 413),
        ("/api/imports", json, "2000001", 413),
        ("/api/imports", form, "210000000", 200),
        ("/api/imports", form, "210000001", 413),
        ("/api/me", form, "2000001", 413),
        ("/gradio_api/queue/join", json, "2000001", 413),
        ("/api/me", json, "9" * 400, 413),
        ("/api/me", json, "-1", 411),
        ("/api/me", json, "many", 411),
    ):
        assert ask(server, path, **_sized(tokens, length, **kind)) == status, (path, length)
    assert ask(server, "/api/me", **_sized(tokens, "2", transfer_encoding="chunked", **json)) == 411


# ---- headers


@pytest.mark.parametrize("path", ["/", "/login", "/api/me", "/api/unknown", "/assets/index.js", "//", "/archive"])
def test_access_every_answer_carries_the_headers_that_keep_it_here(server, tokens, path):
    for client in (browser(server), browser(server, tokens["agent"])):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        kept_back = path.startswith(("/api/", "/login"))
        assert headers.get("cache-control") == ("no-store" if kept_back else None)
