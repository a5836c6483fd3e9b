"""What the archive's columns may hold, and the values that its functions take and give."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from coach.types import Message

Lane = Literal["good", "flagged", "uncertain", "random", "plain"]
ItemStatus = Literal["open", "answered", "discussed", "closed"]
Mark = Literal["question", "good"]
Cause = Literal["wording", "text_block", "process", "missing_information"]
Role = Literal["agent", "trainer", "lead"]
Grader = Literal["trainer", "second"]

LANES: tuple[str, ...] = get_args(Lane)
ITEM_STATUSES: tuple[str, ...] = get_args(ItemStatus)
CAUSES: tuple[str, ...] = get_args(Cause)
ACCOUNT_ROLES: tuple[str, ...] = get_args(Role)  # each may do what those before it may
GRADERS: tuple[str, ...] = get_args(Grader)
LEVELS = ("none", "suggestion", "warning", "error")  # by their number in the column


def week_of(day: date) -> str:
    """Return the ISO week of a day, such as "2026-W48"; the first days of January may belong to the year before."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def storable(text: str) -> str:
    """Return text that both databases take: without NUL, and without halves of characters."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", "")


@dataclass(frozen=True)
class NewItem:
    """A draft, or a reply that was sent, with its place in a conversation."""

    upto: int  # how many messages of the conversation stand before it
    draft: str
    kind: str = "reply"
    first: int = 0  # of those that are shown with it: in a chat of months only the last ones belong to the matter
    address: str | None = None  # du | sie: how the house speaks to customers
    mark: str | None = None
    question: str | None = None
    key: str | None = None  # SHA-256 of the random key that opens its feedback


@dataclass(frozen=True)
class NewConversation:
    """A conversation as it is stored: redacted."""

    source: str  # shared | import
    channel: str
    team: str
    day: date
    messages: tuple[Message, ...]
    digest: str  # keyed hash of the words as they came
    identifiers: frozenset[str] = frozenset()  # keyed hashes of the customer's identifiers
    items: tuple[NewItem, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """A grader's word on one criterion of one item."""

    criterion: str
    grader: str
    value: bool
    blind: bool
    evidence: tuple[Mapping[str, Any], ...]  # {message, start, end}; message None: the draft
    model: bool | None  # the model's flag when it was given; None: not applicable


@dataclass(frozen=True)
class Note:
    """A line of feedback, or an agent's answer to it."""

    author: str  # agent | trainer
    text: str
    day: date


@dataclass(frozen=True)
class StoredItem:
    """An item with all that was said of it."""

    id: int
    conversation_id: int
    messages: tuple[Message, ...]  # before the draft
    draft: str
    kind: str
    mark: str | None
    question: str | None
    status: str
    cause: str | None
    day: date
    channel: str
    team: str
    language: str
    lane: str | None
    level: int
    report: Mapping[str, Any] | None
    rewrites: tuple[Mapping[str, Any], ...]
    address: str | None = None
    verdicts: tuple[Verdict, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Reviewed:
    """What a review says of an item, as the archive keeps it."""

    language: str
    lane: str
    level: int
    mix: float
    report: Mapping[str, Any]
    rewrites: tuple[Mapping[str, Any], ...]
    flags: Mapping[str, bool]  # flagged criteria → whether they got a card
    requests: tuple[tuple[str | None, str], ...] = ()  # (matter, status)


@dataclass(frozen=True)
class Filter:
    """What a queue shows. There is no filter by agent, and there will be none."""

    criterion: str | None = None
    level: int | None = None  # at least
    language: str | None = None
    channel: str | None = None
    since: date | None = None
    until: date | None = None
    status: str | None = None
    lane: str | None = None
    text: str = ""  # words that all occur in the conversation, in any form


@dataclass(frozen=True)
class Row:
    """One line of the queue."""

    id: int
    day: date
    channel: str
    team: str
    language: str
    lane: str | None
    status: str
    mark: str | None
    level: int
    draft: str
    customer: str  # the last words of the customer before it
    criteria: tuple[str, ...]  # with a card


@dataclass(frozen=True)
class Page:
    """A page of the queue."""

    rows: tuple[Row, ...]
    total: int  # counted up to a cap
    capped: bool
    next: str | None  # cursor of the next page
