"""A server with all doors, and behind each somebody who only says who came in: for the tests of the web layer."""

import asyncio
from typing import Any

from argon2 import PasswordHasher
from fastapi import APIRouter, FastAPI, Request
from starlette.responses import JSONResponse
from starlette.routing import Mount
from starlette.testclient import TestClient

from coach.store.accounts import Account, Accounts
from coach.store.database import Database
from coach.web.server import build_server
from coach.web.throttle import Throttle

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "lampe-über-tisch"
HERE = "http://127.0.0.1:7860"


class Clock:
    """Stands still until it is put forward."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def open_accounts(path: object, clock: Clock | None = None) -> Accounts:
    return Accounts(Database.open(f"sqlite:///{path}"), CHEAP, clock or Clock())


def make_server(accounts: Accounts, throttle: Throttle | None = None) -> FastAPI:
    """Return a server whose API and page answer at every address with what the doors let them see."""
    api = APIRouter()

    async def answer(request: Request) -> JSONResponse:
        account: Account | None = request.state.account
        return JSONResponse(
            {"behind": request.url.path, "role": request.state.role, "name": account.name if account else None}
        )

    api.add_api_route("/api/{rest:path}", answer, methods=["GET", "HEAD", "POST", "PUT", "DELETE"], response_model=None)
    server = build_server(accounts, api, throttle=throttle)

    async def page(scope: Any, receive: Any, send: Any) -> None:
        await (await answer(Request(scope)))(scope, receive, send)

    server.router.routes.append(Mount("/", page))
    return server


def browser(server: FastAPI, token: str = "", *, address: str = "127.0.0.1", base: str = HERE) -> TestClient:
    """Return a client on this machine that keeps cookies and follows no redirect."""
    client = TestClient(server, base_url=base, client=(address, 50_000), follow_redirects=False)
    if token:
        client.headers["cookie"] = f"four-ears={token}"
    return client


def ask(server: FastAPI, path: str, *, token: str = "", **changes: Any) -> int:
    """Return the status of a request that is made by hand, with a path that no client would send."""
    headers = [(b"host", b"127.0.0.1:7860"), *([(b"cookie", f"four-ears={token}".encode())] if token else [])]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": headers,
        "client": ("127.0.0.1", 50_000), "server": ("127.0.0.1", 7860), **changes,
    }  # fmt: skip
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(server(scope, receive, send))
    return int(sent[0]["status"])
