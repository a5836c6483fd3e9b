"""What the handlers of the API take: bodies and queries, with the values that they may hold."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from coach.archive.intake import MOST_SHARED
from coach.store.queue import ORDERS
from coach.store.values import LEVELS, Cause, Filter, Grader, ItemStatus, Lane, Mark
from coach.types import Channel, Language

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
Id = Annotated[int, Path(ge=0, lt=2**53)]
Key = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]  # random, made in the browser


class Body(BaseModel):
    """A body whose unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Share(Body):
    """An item that an agent shares."""

    key: Key
    token: Key
    team: str
    mark: Mark
    question: str | None = Field(None, max_length=2000)
    messages: list[dict[str, Any]] = Field(max_length=500)
    draft: str = Field(min_length=1, max_length=MOST_SHARED)
    channel: Channel = "unknown"
    language: Language | None = None  # of the page, not of the draft
    address: Literal["customer", "du", "sie"] | None = None


class Keys(Body):
    """The keys that an agent's browser has kept."""

    keys: list[Key] = Field(max_length=500)


class OneKey(Body):
    """One of them."""

    key: Key


class Answer(Body):
    """An agent's answer to feedback."""

    key: Key
    text: Text


class Passage(Body):
    """A passage that a trainer marks; offsets in UTF-16 units, as the page counts."""

    message: int | None
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class VerdictBody(Body):
    """A trainer's word on a criterion."""

    value: bool
    evidence: list[Passage] = Field(default=[], max_length=20)


class CauseBody(Body):
    """Why a reply went wrong; None takes it back."""

    cause: Cause | None


class NoteBody(Body):
    """A line of feedback."""

    text: Text


class StatusBody(Body):
    """The next step of an item."""

    status: ItemStatus


class Team(Body):
    """A team."""

    team: str


class Grades(Body):
    """What one seat says of one item of a round."""

    position: int
    grader: Grader
    values: dict[str, bool]


class End(Body):
    """How a round ends."""

    focus: str
    until: date


class Basis(Body):
    """The legal basis of imports."""

    text: Text


class SettingsBody(Body):
    """Choices of the lead; what is left out stays."""

    legal_basis: Basis | None = None
    retention_days: int | None = Field(None, ge=1, le=3650)
    teams: list[Annotated[str, Field(min_length=1, max_length=60)]] | None = Field(None, min_length=1, max_length=50)


class Identifier(Body):
    """What a customer is known by."""

    identifier: str = Field(min_length=1, max_length=300)


class Silenced(Body):
    """Whether a criterion shows cards."""

    value: bool


class ImportOptions(Body):
    """Whose chats a file holds."""

    team_names: list[str] = Field(default=[], max_length=500)
    team: str = "Team"
    channel: Channel | None = None
    order: Literal["dmy", "mdy", "ymd"] | None = None


def wanted(
    criterion: Word | None = None,
    level: Literal["suggestion", "warning", "error"] | None = None,
    language: Word | None = None,
    channel: Channel | None = None,
    since: date | None = None,
    until: date | None = None,
    status: ItemStatus | None = None,
    lane: Lane | None = None,
    text: Annotated[str, Query(max_length=500)] = "",
) -> Filter:
    """Return the filter that a query names. There is none by agent."""
    return Filter(
        criterion=criterion, level=LEVELS.index(level) if level else None, language=language, channel=channel, since=since,
        until=until, status=status, lane=lane, text=text,
    )  # fmt: skip


Wanted = Annotated[Filter, Depends(wanted)]
Order = Annotated[str, Query(pattern=f"^({'|'.join(ORDERS)})$")]
Ui = Annotated[Language, Query()]
