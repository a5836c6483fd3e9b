"""One server: the API, signing in, and the page, all behind the same doors."""

import logging
import socket
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress

import uvicorn
from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from coach.errors import SettingsError
from coach.store.accounts import Accounts
from coach.web.access import Access, SafeHeaders
from coach.web.answers import Quiet, on_http_error, on_invalid
from coach.web.login import login_router
from coach.web.throttle import Throttle

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
_METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE"]
_LAST_ANSWERS = 3  # seconds that a stop waits for; the page's event stream would keep it for ever


def build_server(
    accounts: Accounts,
    api: APIRouter | None = None,
    *,
    throttle: Throttle | None = None,
    lifespan: Lifespan | None = None,
) -> FastAPI:
    """Return the server without the page; `coach.ui.app.mount` adds it, as the last step.

    Args:
        accounts: who may come in.
        api: what is answered under /api.
        throttle: of signing in.
        lifespan: what goes on while the server is up.
    """
    server = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        middleware=[Middleware(SafeHeaders), Middleware(Quiet), Middleware(Access, accounts)],
        exception_handlers={HTTPException: on_http_error, RequestValidationError: on_invalid},
    )
    server.include_router(login_router(accounts, throttle or Throttle()))
    if api is not None:
        server.include_router(api)
    server.add_api_route("/api/{rest:path}", _nothing, methods=_METHODS)  # else the page would be asked
    return server


def serve(server: FastAPI, host: str, port: int) -> None:
    """Serve until the process is stopped.

    Raises:
        SettingsError: when host and port cannot be listened on.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.create_server((str(address[0]), port), family=family, backlog=2048)
    except OSError as error:
        raise SettingsError(
            f"FOUR_EARS_HOST, FOUR_EARS_PORT: expected an address of this machine and a free port, found {host} and "
            f"{port}: {error.strerror}"
        ) from None
    with listener, suppress(KeyboardInterrupt):  # Ctrl-C is how it is stopped
        uvicorn.Server(_config(server)).run(sockets=[listener])


def _config(server: FastAPI) -> uvicorn.Config:
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    return uvicorn.Config(
        server,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # anybody could name another address
        ws="none",
        lifespan="on",
        timeout_graceful_shutdown=_LAST_ANSWERS,
    )


async def _nothing(rest: str) -> None:
    raise HTTPException(404, "there is nothing here")
