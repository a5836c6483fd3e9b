"""Errors as the API answers them, and what keeps words of customers out of the log when something fails."""

import logging

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coach.errors import CoachError, ItemError, LegalBasisError, MissingError, SettingsError, StateError, StoreError

_LOG = logging.getLogger(__name__)
_TYPES = {
    400: "bad_request", 401: "not_signed_in", 403: "not_allowed", 404: "not_found", 409: "state", 413: "too_large",
    429: "too_often", 503: "store", 507: "store",
}  # fmt: skip


def refusal(status: int, message: str, *, type: str = "", headers: dict[str, str] | None = None) -> JSONResponse:
    """Return an error answer; its type follows from the status unless given."""
    error = {"type": type or _TYPES.get(status, "error"), "message": message}
    return JSONResponse({"error": error}, status, headers=headers)


def answer_to(error: Exception) -> JSONResponse:
    """Return the answer to an error: a `CoachError` is written to be read, of others nothing is told."""
    message = str(error)
    if isinstance(error, ItemError):
        return refusal(400, message, type=error.type)
    if isinstance(error, LegalBasisError):
        return refusal(409, message, type="no_legal_basis")
    if isinstance(error, SettingsError):
        return refusal(400, message)
    if isinstance(error, MissingError):
        return refusal(404, message)
    if isinstance(error, StateError):
        return refusal(409, message)
    if isinstance(error, StoreError):
        return refusal(507 if "disk is full" in message else 503, message)
    return refusal(500, message if isinstance(error, CoachError) else "this failed; the log names the kind of fault")


async def on_http_error(_: Request, error: Exception) -> JSONResponse:
    """Answer an `HTTPException` of a handler in the API's form."""
    assert isinstance(error, HTTPException)
    return refusal(error.status_code, error.detail, headers=dict(error.headers or {}))


async def on_invalid(_: Request, error: Exception) -> JSONResponse:
    """Answer a body or a query of the wrong form: says where, and never what was sent."""
    assert isinstance(error, RequestValidationError)
    faults = [f"{'.'.join(str(part) for part in fault['loc'])}: {fault['type']}" for fault in error.errors()]
    return refusal(400, "; ".join(faults[:5]))


class Quiet:
    """Turns every error into an answer. Of one that nobody foresaw, only the type is logged."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        started = False

        async def sent(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except Exception as error:  # its text may quote a customer, and the server would log it
            if scope["type"] != "http":
                raise
            if not isinstance(error, CoachError):
                _LOG.error("a request failed: %s", type(error).__name__)
            if not started:
                await answer_to(error)(scope, receive, send)
