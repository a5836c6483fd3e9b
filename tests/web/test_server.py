"""The server as a whole: errors as answers, nothing in the log, one port."""

import contextlib
import http.client
import logging
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from fastapi import APIRouter, FastAPI, HTTPException
from pydantic import BaseModel
from starlette.responses import StreamingResponse

from coach.errors import ItemError, ModelError, SettingsError, StateError, StoreError
from coach.web.server import build_server, serve
from tests.conftest import ROOT
from tests.web.served import browser, open_accounts

WORDS = "Kundin Jule wohnt in der Gasse 4"
FAULTS = {
    "item": (ItemError("blank_draft", "expected words"), 400, "blank_draft"),
    "settings": (SettingsError("expected a number"), 400, "bad_request"),
    "state": (StateError("it was discussed"), 409, "state"),
    "full": (StoreError("archive.db: the disk is full; nothing of this change was stored"), 507, "store"),
    "store": (StoreError("archive.db: the database reports OperationalError"), 503, "store"),
    "model": (ModelError("expected a folder"), 500, "error"),
    "missing": (HTTPException(404, "no such item"), 404, "not_found"),
}


class Told(BaseModel):
    """What the tests send."""

    number: int


def _api() -> APIRouter:
    api = APIRouter()

    @api.get("/api/items/{kind}")
    def fail(kind: str) -> None:
        raise FAULTS[kind][0]

    @api.get("/api/rounds")
    def crash() -> None:
        raise ValueError(WORDS)

    @api.get("/api/insights")
    async def stop_short() -> StreamingResponse:
        async def parts():
            yield b"[1,"
            raise ValueError(WORDS)

        return StreamingResponse(parts(), headers={"content-length": "1000"})

    @api.post("/api/shared")
    def take(told: Told) -> dict[str, int]:
        return {"number": told.number}

    return api


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return build_server(open_accounts(tmp_path_factory.mktemp("server") / "archive.db"), _api())


@pytest.mark.parametrize("kind", FAULTS)
def test_server_answers_errors_that_are_meant_to_be_read(server, caplog, kind):
    error, status, type_ = FAULTS[kind]
    answer = browser(server).get(f"/api/items/{kind}")
    assert answer.status_code == status
    assert answer.json() == {"error": {"type": type_, "message": getattr(error, "detail", str(error))}}
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert caplog.records == []


def test_server_tells_and_logs_only_the_kind_of_other_errors(server, caplog):
    with caplog.at_level(logging.DEBUG):
        answer = browser(server).get("/api/rounds")
    assert answer.status_code == 500
    assert answer.json()["error"]["type"] == "error"
    assert "ValueError" in caplog.text
    assert WORDS not in answer.text + caplog.text


def test_server_names_the_place_in_a_body_and_repeats_none_of_it(server):
    answer = browser(server).post("/api/shared", json={"number": WORDS})
    assert answer.status_code == 400
    assert answer.json() == {"error": {"type": "bad_request", "message": "body.number: int_parsing"}}
    assert browser(server).post("/api/shared", json={"number": 4}).json() == {"number": 4}


def test_server_an_address_of_the_api_that_is_not_there_never_reaches_the_page(server):
    server.mount("/", lambda *_: pytest.fail("the page was asked"))
    for path in ("/api/me", "/api/items", "/api/shared/x/y"):
        assert browser(server).get(path).json()["error"]["type"] == "not_found"
    assert browser(server).put("/api/shared", json={}).status_code == 404


def test_server_a_store_that_fails_at_the_door_is_one_clear_answer(tmp_path):
    accounts = open_accounts(tmp_path / "archive.db")
    client = browser(build_server(accounts))
    with accounts._database.write() as connection:
        connection.exec_driver_sql("DROP TABLE account")
    answer = client.get("/api/me")
    assert answer.status_code == 503
    assert answer.json()["error"]["type"] == "store"
    assert "frame-ancestors" in answer.headers["content-security-policy"]


def test_server_names_a_port_that_is_taken(server):
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(SettingsError, match=r"a free port, found 127\.0\.0\.1 and") as refused,
    ):
        serve(server, "127.0.0.1", taken.getsockname()[1])
    assert "in use" in str(refused.value)


def test_server_names_an_address_that_is_not_of_this_machine(server):
    with pytest.raises(SettingsError, match="expected an address of this machine"):
        serve(server, "192.0.2.1", 7860)


def test_server_serves_without_naming_itself_and_without_a_word_of_what_it_served(tmp_path):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    code = (
        "import logging, sys; from tests.web.test_server import _api, open_accounts; "
        "from coach.web.server import build_server, serve; logging.basicConfig(level=logging.DEBUG); "
        f"serve(build_server(open_accounts({str(tmp_path / 'archive.db')!r}), _api()), '127.0.0.1', {port})"
    )
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=output, stderr=output)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask(path):
        with opener.open(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.read()

    try:
        _wait_for(port, process, log)
        with pytest.raises(urllib.error.HTTPError, match="500") as failed:
            ask("/api/rounds?text=Gasse")
        with failed.value as answer:
            assert "server" not in answer.headers
        with pytest.raises(http.client.IncompleteRead):
            ask("/api/insights?text=Gasse")
    finally:
        process.terminate()
        process.wait(timeout=30)
    said = log.read_text()
    assert said.count("a request failed: ValueError") == 2
    assert "Gasse" not in said
    assert "/api/rounds" not in said
    assert "Traceback" not in said


def _wait_for(port, process, log):
    for _ in range(200):
        assert process.poll() is None, log.read_text()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    pytest.fail(f"no answer: {log.read_text()}")
