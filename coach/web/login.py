"""Signing in and out."""

import secrets
from pathlib import Path
from string import Template
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, JSONResponse, Response

from coach.store.accounts import Accounts, clean_name
from coach.web.access import COOKIE, PAGES
from coach.web.answers import refusal
from coach.web.throttle import Throttle

_PAGE = Path(__file__).with_name("login.html")
_OTHER = {"de": "en", "en": "de"}
TEXTS = {
    "title": {"de": "Vier Ohren", "en": "Four Ears"},
    "sign_in": {"de": "Anmelden", "en": "Sign in"},
    "name": {"de": "Name", "en": "Name"},
    "password": {"de": "Passwort", "en": "Password"},
    "language": {"de": "Sprache", "en": "Language"},
    "other": {"de": "English", "en": "Deutsch"},  # the way to the other language, in that language
    "expired": {
        "de": "Die Sitzung ist abgelaufen. Nach dem Anmelden geht es weiter.",
        "en": "The session has expired. Sign in to go on.",
    },
    "wrong": {
        "de": "Name und Passwort passen nicht zusammen. Ein zweiter Versuch hilft oft.",
        "en": "Name and password do not match. A second try often helps.",
    },
    "too_many": {
        "de": "Das waren viele Versuche. Der nächste ist in {minutes} Min. möglich.",
        "en": "That was a lot of attempts. The next one is possible in {minutes} min.",
    },
    "failed": {
        "de": "Das Anmelden hat gerade nicht geklappt. Bitte gleich noch einmal versuchen.",
        "en": "Signing in did not work just now. Please try again in a moment.",
    },
    "no_script": {
        "de": "Zum Anmelden wird JavaScript gebraucht.",
        "en": "Signing in needs JavaScript.",
    },
    "help": {
        "de": "Passwort vergessen? Wer Vier Ohren betreut, kann ein neues vergeben.",
        "en": "Forgot the password? Whoever looks after Four Ears can set a new one.",
    },
}


class Credentials(BaseModel):
    """What the form sends."""

    name: str = Field(max_length=200)
    password: str = Field(max_length=1000)


def login_router(accounts: Accounts, throttle: Throttle) -> APIRouter:
    """Return the doors that stand open: the page, signing in and signing out."""
    router = APIRouter()

    @router.get("/login")
    def page(request: Request, lang: str = "", next: str = "", expired: str = "") -> HTMLResponse:
        language = lang if lang in _OTHER else preferred_language(request.headers.get("accept-language", ""))
        return _page(language, next if next in PAGES else "/", "expired" if expired else "")

    @router.post("/api/login")
    def sign_in(given: Credentials, request: Request) -> Response:
        name, address = clean_name(given.name), request.client.host if request.client else ""
        if wait := throttle.wait(name, address):
            return refusal(
                429, f"too many tries; the next is possible in {wait} seconds", headers={"Retry-After": str(wait)}
            )
        account = accounts.check(name, given.password)
        if account is None:
            return refusal(401, "name and password do not match", type="wrong_password")
        throttle.succeed(name, address)
        _end_session(request, accounts)
        answer = JSONResponse({"role": account.role})
        # A proxy may have taken the encryption off; the browser's Origin still tells.
        secure = request.url.scheme == "https" or request.headers.get("origin", "").startswith("https:")
        token = accounts.open_session(account.id)
        answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=secure)
        return answer

    @router.post("/api/logout")
    def sign_out(request: Request) -> JSONResponse:
        _end_session(request, accounts)
        answer = JSONResponse({})
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer

    return router


def preferred_language(accept: str) -> str:
    """Return "de" or "en", whichever an Accept-Language header likes better; German when neither."""
    best, language = 0.0, "de"
    for part in accept.lower().split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        if tag.split("-")[0] in _OTHER and weight > best:
            best, language = weight, tag.split("-")[0]
    return language


def _end_session(request: Request, accounts: Accounts) -> None:
    if token := request.cookies.get(COOKIE):
        accounts.close_session(token)


def _page(language: str, after: str, note: str) -> HTMLResponse:
    nonce = secrets.token_urlsafe(16)
    texts = {key: text[language] for key, text in TEXTS.items()}
    other = _OTHER[language]
    switch = urlencode({"lang": other, **({"next": after} if after != "/" else {}), **({"expired": 1} if note else {})})
    values = {
        "lang": language,
        "other_lang": other,
        "switch": switch.replace("&", "&amp;"),
        "after": after,
        "nonce": nonce,
    }
    body = Template(_PAGE.read_text(encoding="utf-8")).substitute(texts, **values, note=texts.get(note, ""))
    policy = (
        f"default-src 'none'; img-src data:; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    return HTMLResponse(body, headers={"Content-Security-Policy": policy})
