"""Signing in and out, and the page for it in both languages."""

import re

import pytest

from coach.web.login import TEXTS, preferred_language
from coach.web.throttle import Throttle
from tests.web.served import PASSWORD, Clock, browser, make_server, open_accounts


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def accounts(tmp_path, clock):
    made = open_accounts(tmp_path / "archive.db", clock)
    made.add("Jürgen", "trainer", PASSWORD)
    return made


@pytest.fixture
def server(accounts, clock):
    return make_server(accounts, Throttle(clock))


def _sign_in(client, name="Jürgen", password=PASSWORD, **headers):
    return client.post("/api/login", json={"name": name, "password": password}, headers=headers)


def test_login_gives_a_session_that_opens_the_doors_of_the_role(server):
    client = browser(server)
    answer = _sign_in(client)
    assert answer.json() == {"role": "trainer"}
    assert client.get("/api/items").json() == {"behind": "/api/items", "role": "trainer", "name": "Jürgen"}
    assert client.get("/api/purge", headers={"content-type": "application/json"}).status_code == 403
    assert client.get("/login").headers["location"] == "/"


def test_login_cookie_is_kept_from_scripts_and_other_sites(server):
    cookie = _sign_in(browser(server)).headers["set-cookie"]
    assert re.fullmatch(r"four-ears=[\w-]{43}; HttpOnly; Path=/; SameSite=strict", cookie)


@pytest.mark.parametrize(
    ("base", "origin", "secure"),
    [
        ("https://ohren.example", "https://ohren.example", True),
        ("http://ohren.example", "https://ohren.example", True),  # a proxy has taken the encryption off
        ("http://127.0.0.1:7860", "http://127.0.0.1:7860", False),
    ],
)
def test_login_cookie_stays_on_encrypted_ways_when_it_came_on_one(server, base, origin, secure):
    cookie = _sign_in(browser(server, base=base), origin=origin).headers["set-cookie"]
    assert ("; Secure" in cookie) == secure


@pytest.mark.parametrize(
    ("name", "password"), [("Jürgen", "falsch"), ("Jan", PASSWORD), ("", ""), ("jürgen", PASSWORD), ("\x00", "\x00")]
)
def test_login_says_no_more_than_that_it_does_not_fit(server, name, password):
    answer = _sign_in(browser(server), name, password)
    assert answer.status_code == 401
    assert answer.json() == {"error": {"type": "wrong_password", "message": "name and password do not match"}}
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"name": "Jan"}', b'{"name": 1, "password": {}}', b'{"name": "\\ud800", "password": ""}', b'{"name": "geheim", "password": "%s"}' % (b"x" * 1001)]
)  # fmt: skip
def test_login_refuses_other_bodies_and_repeats_none(server, body):
    answer = browser(server).post("/api/login", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("body")
    assert "geheim" not in answer.text
    assert "xxx" not in answer.text


def test_login_sixth_try_at_a_name_waits_even_with_the_right_password(server, clock):
    client = browser(server)
    for name in ("Jürgen", " Jürgen", "Ju\u0308rgen", "Jürgen ", "Jürgen"):
        assert _sign_in(client, name, "falsch").status_code == 401
    answer = _sign_in(client)
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "900"
    assert answer.json()["error"]["type"] == "too_often"
    clock.now += 899
    assert _sign_in(client).headers["retry-after"] == "1"
    clock.now += 1
    assert _sign_in(client).status_code == 200


def test_login_address_has_twenty_tries_and_others_go_on(server):
    client = browser(server, address="192.168.0.4")
    assert [_sign_in(client, f"name {n}").status_code for n in range(21)] == [401] * 20 + [429]
    assert _sign_in(client).status_code == 429
    assert _sign_in(browser(server, address="192.168.0.5")).status_code == 200


def test_login_proxy_headers_make_no_other_address(server):
    client = browser(server)
    answers = [_sign_in(client, f"name {n}", **{"x-forwarded-for": f"10.0.0.{n}"}).status_code for n in range(21)]
    assert answers[-1] == 429


def test_login_success_clears_the_count_of_the_name(server):
    client = browser(server)
    for _ in range(3):
        for _ in range(4):
            assert _sign_in(client, password="falsch").status_code == 401
        assert _sign_in(client).status_code == 200


def test_login_logout_ends_the_session_on_the_server(server, accounts):
    client = browser(server)
    _sign_in(client)
    token = client.cookies["four-ears"]
    answer = client.post("/api/logout", json={})
    assert answer.json() == {}
    assert 'four-ears=""; expires=' in answer.headers["set-cookie"].replace("Max-Age=0; ", "").replace("HttpOnly; ", "")
    assert accounts.account_of(token) is None
    assert browser(server, token).get("/api/me").status_code == 401
    assert browser(server).post("/api/logout", json={}).status_code == 200


def test_login_anew_ends_the_session_before(server, accounts):
    client = browser(server)
    _sign_in(client)
    before = client.cookies["four-ears"]
    _sign_in(client)
    assert client.cookies["four-ears"] != before
    assert accounts.account_of(before) is None
    assert accounts.account_of(client.cookies["four-ears"]) is not None


def test_login_without_accounts_nobody_can_sign_in(tmp_path):
    client = browser(make_server(open_accounts(tmp_path / "archive.db")))
    assert _sign_in(client).status_code == 401


# ---- the page


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    made = open_accounts(tmp_path_factory.mktemp("login") / "archive.db")
    made.add("Jürgen", "trainer", PASSWORD)
    return make_server(made)


def test_login_page_speaks_the_browser_s_language_and_the_one_that_is_chosen(shown):
    client = browser(shown)
    for query, accept, language in (
        ("", "de-DE,de;q=0.9,en;q=0.8", "de"), ("", "en-GB,en;q=0.9,de;q=0.8", "en"), ("", "fr", "de"), ("", "", "de"),
        ("?lang=en", "de", "en"), ("?lang=de", "en", "de"), ("?lang=xx", "en", "en"),
    ):  # fmt: skip
        text = client.get(f"/login{query}", headers={"accept-language": accept}).text
        assert f'<html lang="{language}">' in text
        assert TEXTS["sign_in"][language] in text
        assert f"lang={'en' if language == 'de' else 'de'}" in text


def test_login_page_loads_nothing_and_runs_only_its_own_script(shown):
    answer = browser(shown).get("/login")
    policy = answer.headers["content-security-policy"]
    nonce = re.search(r"script-src 'nonce-([\w-]+)'", policy)[1]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.text.count(f'nonce="{nonce}"') == 2
    assert nonce not in browser(shown).get("/login").text
    assert re.findall(r'(?:src|href)="([^"]*)"', answer.text) == ["data:,", "/login?lang=en"]
    assert 'method="post"' in answer.text  # else the password would stand in the address where no script runs


def test_login_page_says_that_the_session_has_expired_in_both_languages(shown):
    for language in ("de", "en"):
        text = browser(shown).get(f"/login?expired=1&lang={language}").text
        assert f'role="alert">{TEXTS["expired"][language]}<' in text
    assert 'role="alert"><' in browser(shown).get("/login").text


@pytest.mark.parametrize(
    ("next", "after"),
    [("/archive", "/archive"), ("//evil.example", "/"), ("https://evil.example", "/"), ('"><script>', "/")],
)
def test_login_page_leads_to_pages_of_the_app_only(shown, next, after):
    text = browser(shown).get("/login", params={"next": next}).text
    assert f'data-after="{after}"' in text
    assert "evil" not in text
    assert text.count("<script") == 1


def test_login_page_keeps_where_it_leads_when_the_language_changes(shown):
    text = browser(shown).get("/login?next=/archive&expired=1").text
    assert 'href="/login?lang=en&amp;next=%2Farchive&amp;expired=1"' in text


def test_login_texts_are_in_both_languages_and_unlike():
    for key, text in TEXTS.items():
        assert set(text) == {"de", "en"}
        assert key == "name" or text["de"] != text["en"]


@pytest.mark.parametrize(
    ("accept", "language"),
    [("de", "de"), ("en", "en"), ("en;q=0.5, de;q=0.7", "de"), ("fr, en;q=0.3", "en"), ("*", "de"), ("en;q=x", "de"), (",;", "de")],
)  # fmt: skip
def test_login_reads_which_language_the_browser_prefers(accept, language):
    assert preferred_language(accept) == language
