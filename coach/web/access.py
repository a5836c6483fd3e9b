"""Who may come in at which door. Whatever has no door here does not exist."""

import html
import re
from ipaddress import ip_address
from urllib.parse import parse_qs, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coach.errors import SettingsError
from coach.store.accounts import Account, Accounts
from coach.store.values import ACCOUNT_ROLES
from coach.web.answers import refusal

COOKIE = "four-ears"
BODY_LIMIT = 2_000_000  # bytes
UPLOAD_LIMIT = 210_000_000
UPLOADS = ("/api/imports", "/api/imports/look", "/api/blocks")

# Who may open a page, and who may ask at an address or below it. A lead may all a trainer may, a trainer all an agent may.
PAGES = {"/": "agent", "/archive": "trainer"}
DOORS = {
    "/api/me": "agent",
    "/api/shared": "agent",
    "/api/items": "trainer",
    "/api/imports": "trainer",
    "/api/export": "trainer",
    "/api/rounds": "trainer",
    "/api/insights": "trainer",
    "/api/blocks": "trainer",
    "/api/settings": "lead",
    "/api/purge": "lead",
    "/api/customers": "lead",
    "/api/criteria": "lead",
    # What Gradio's page asks for. Its other addresses, such as uploads and proxies, stay shut.
    "/config": "agent",
    "/gradio_api/component_server": "agent",
    "/gradio_api/heartbeat": "agent",
    "/gradio_api/info": "agent",
    "/gradio_api/queue": "agent",
    "/gradio_api/startup-events": "agent",
}
OPEN = frozenset({"/login", "/api/login", "/api/logout", "/favicon.ico", "/manifest.json", "/robots.txt", "/theme.css"})
_STATIC = ("/assets/", "/static/", "/svelte/")
_READING = ("GET", "HEAD")
_METHODS = (*_READING, "POST", "PUT", "DELETE")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?", re.IGNORECASE)
_PROXIED = ("forwarded", "x-forwarded-for", "x-forwarded-host")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'",  # nothing leaves for another host
}


def check_host(host: str, accounts_exist: bool) -> None:
    """Refuse to listen beyond this machine while everybody who comes would be the lead.

    Raises:
        SettingsError: when `host` isn't loopback and there is no account.
    """
    if not (accounts_exist or is_loopback(host)):
        raise SettingsError(
            f"FOUR_EARS_HOST: expected this machine (127.0.0.1, ::1 or localhost) while there are no accounts, "
            f"found {host!r}. `python -m coach user add` makes the first"
        )


def is_loopback(host: str) -> bool:
    """Tell whether a name or an address is this very machine."""
    try:
        return host.lower() == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def door_of(path: str) -> str | None:
    """Return the role that may come in at `path`, "open" for everybody, None where there is no door."""
    if path in OPEN or path.startswith(_STATIC):
        return "open"
    if _page(path) in PAGES:
        return PAGES[_page(path)]
    return next((role for door, role in DOORS.items() if path == door or path.startswith(door + "/")), None)


class Access:
    """Lets a request through, or answers in its place. Handlers find `request.state.role` and `request.state.account`."""

    def __init__(self, app: ASGIApp, accounts: Accounts) -> None:
        self._app = app
        self._accounts = accounts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            refused = _malformed(scope) or await self._refused(scope)
            await (refused or self._app)(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})  # the page uses none

    async def _refused(self, scope: Scope) -> Response | None:
        connection, path = HTTPConnection(scope), scope["path"]
        token = connection.cookies.get(COOKIE)
        exist, account = await run_in_threadpool(self._who, token)
        if not exist and (refused := _not_from_here(connection)):
            return refused
        role = "lead" if not exist else account.role if account else None
        scope.setdefault("state", {}).update(account=account, role=role)
        if path == "/login" and role:
            return RedirectResponse("/", 303)
        door = door_of(path)
        if door == "open":
            return None
        if role is None:
            return _not_signed_in(scope, expired=token is not None)
        for needed in (door, *_pages_asked_for(scope)):
            if needed is None:
                return refusal(404, "there is nothing here")
            if ACCOUNT_ROLES.index(role) < ACCOUNT_ROLES.index(needed):
                return _not_allowed(path, needed)
        return None

    def _who(self, token: str | None) -> tuple[bool, Account | None]:
        account = self._accounts.account_of(token) if token else None
        return account is not None or self._accounts.exist(), account


class SafeHeaders:
    """Puts on every answer what keeps the browser from sniffing, framing, telling others and keeping answers of the API."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith(("/api/", "/login")):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self._app(scope, receive, sent)


def _malformed(scope: Scope) -> Response | None:
    """Refuse what no page of ours sends, whoever sends it."""
    headers, path, method = Headers(scope=scope), scope["path"], scope["method"]
    if scope.get("root_path") or not _is_plain(path):
        return refusal(404, "there is nothing here")
    methods = _READING if door_of(path) == "open" and not path.startswith("/api/") else _METHODS
    if method not in methods:
        return refusal(405, f"expected one of {', '.join(methods)}", headers={"Allow": ", ".join(methods)})
    hosts = headers.getlist("host")
    if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]):
        return refusal(400, "expected one Host header, with a name and perhaps a port")
    if _is_foreign(headers, path, method):
        return refusal(403, "another site asks; this app answers to its own page only")
    return _bad_body(headers, path, method)


def _bad_body(headers: Headers, path: str, method: str) -> Response | None:
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    upload = kind == "multipart/form-data" and path in UPLOADS
    limit, length = UPLOAD_LIMIT if upload else BODY_LIMIT, headers.get("content-length", "0")
    if "transfer-encoding" in headers or not (length.isascii() and length.isdigit()):
        return refusal(411, "expected a Content-Length")
    if int(length) > limit:
        return refusal(413, f"expected at most {limit // 1_000_000} MB, found {int(length) // 1_000_000 + 1}")
    named = kind == "application/json" or (upload and headers.get("x-four-ears") == "1")
    if path.startswith("/api/") and method not in _READING and not named:
        # a form of another site can send other kinds, and the browser doesn't ask first
        return refusal(400, "expected Content-Type: application/json, or an upload with X-Four-Ears: 1")
    return None


def _is_plain(path: str) -> bool:
    """Tell whether a path can be read in one way only, here and in whatever stands before and behind."""
    *folders, last = path.split("/")[1:] or [".."]
    return (
        path.startswith("/")
        and path.isprintable()
        and not any(sign in path for sign in "\\%;")
        and not any(part in ("", ".", "..") for part in folders)
        and last not in (".", "..")
    )


def _is_foreign(headers: Headers, path: str, method: str) -> bool:
    """Tell whether a page of another site asks. Following a link to a page is no asking."""
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2].lower() != headers["host"].lower():
        return True
    if headers.get("sec-fetch-site", "none") in ("none", "same-origin"):
        return False
    link = method in _READING and headers.get("sec-fetch-mode") == "navigate"
    return not (link and (path == "/login" or _page(path) in PAGES))


def _not_from_here(connection: HTTPConnection) -> Response | None:
    """Without accounts, refuse all but this machine, and names that only lead here (DNS rebinding)."""
    address = connection.client.host if connection.client else ""
    if not is_loopback(address) or any(header in connection.headers for header in _PROXIED):
        return refusal(403, "without accounts this app answers on its own machine only")
    named = _HOST.fullmatch(connection.headers["host"])
    if named and is_loopback(named[1].strip("[]")):
        return None
    return refusal(400, "expected a Host of this machine, such as 127.0.0.1")


def _not_signed_in(scope: Scope, *, expired: bool) -> Response:
    page = _page(scope["path"])
    if page not in PAGES:
        return refusal(401, "expected a session: sign in first")
    if Headers(scope=scope).get("sec-fetch-site") in ("cross-site", "same-site"):
        # A browser keeps a strict cookie back when a link elsewhere was followed; asked by a page of ours it sends it.
        query = scope["query_string"].decode("latin-1")
        again = html.escape(f"{page}?{query}" if query else page)
        return HTMLResponse(f'<!doctype html><title>…</title><meta http-equiv="refresh" content="0; url={again}">')
    query = urlencode({**({"next": page} if page != "/" else {}), **({"expired": 1} if expired else {})})
    answer = RedirectResponse(f"/login?{query}" if query else "/login", 303)
    if expired:
        answer.delete_cookie(COOKIE)
    return answer


def _not_allowed(path: str, needed: str) -> Response:
    if _page(path) not in PAGES:
        return refusal(403, f"expected the role {needed}, or one above it")
    return PlainTextResponse(
        "Diese Seite ist für Training und Leitung.\nThis page is for trainers and leads.\n",
        403,
        media_type="text/plain",
    )


def _page(path: str) -> str:
    return path.rstrip("/") or "/"


def _pages_asked_for(scope: Scope) -> list[str | None]:
    """Return the roles of pages that the query names: Gradio serves `/?page=archive` like `/archive`."""
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("page", [])
    return [PAGES.get("/" + page.strip("/")) for page in asked if not scope["path"].startswith("/api/")]
