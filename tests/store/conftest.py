"""Databases for the tests of the archive: every test that asks for `url` runs on SQLite and on PostgreSQL."""

import itertools
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from coach.store import Store
from coach.store.values import NewConversation, NewItem, Reviewed
from coach.types import Message
from tests.postgres import emptied, server

DAY = date(2026, 11, 23)  # a Monday


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'archive.db'}"
    return emptied(request.getfixturevalue("postgres"))


@pytest.fixture
def numbered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows get rising numbers, so that a test knows which came first; else their numbers are random."""
    rising = itertools.count(1)
    monkeypatch.setattr("coach.store.items.random_id", lambda: next(rising))


@pytest.fixture
def store(numbered: None, url: str) -> Iterator[Store]:
    opened = Store.open(url)
    yield opened
    opened.close()


@pytest.fixture
def conversation() -> Callable[..., NewConversation]:
    """Makes a conversation of one message and one reply; the digest is that of its words unless given."""

    def make(
        customer: str = "Wo bleibt mein Paket?", draft: str = "Es kommt morgen.", **values: object
    ) -> NewConversation:
        item = {n: values.pop(n) for n in ("mark", "question", "key", "kind") if n in values}
        given = {
            "source": "import",
            "channel": "whatsapp",
            "team": "Team",
            "day": DAY,
            "digest": f"{customer}|{draft}"[:64],
        }
        messages = (Message("customer", customer), Message("agent", draft))
        return NewConversation(**{**given, **values}, messages=messages, items=(NewItem(1, draft, **item),))  # type: ignore[arg-type]

    return make


@pytest.fixture
def reviewed() -> Callable[..., Reviewed]:
    """Makes a review with an empty report."""

    def make(lane: str = "plain", mix: float = 1.0, **values: object) -> Reviewed:
        given = {"language": "de", "level": 0, "report": {"scores": {}}, "rewrites": (), "flags": {}}
        return Reviewed(lane=lane, mix=mix, **{**given, **values})  # type: ignore[arg-type]

    return make
