"""WhatsApp's exports: who writes, in which order dates are written, and the conversations that a long chat consists of."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise, takewhile
from pathlib import Path

from coach.errors import ItemError
from coach.exports.dates import Calendar, moment
from coach.exports.entries import entries, name_of
from coach.exports.source import rows
from coach.exports.values import MOST_FAULTS, Conversation, Fault
from coach.exports.wording import STAND_INS, said
from coach.types import Message

# A chat goes on for years; a review should see one matter. After the team's words a day of silence ends it. After a
# customer's, someone may still wait: an answer on Monday belongs to the question of Friday.
SETTLED = timedelta(hours=24)
WAITING = timedelta(days=7)
FULL = 500  # messages after which the next turn of a customer begins a conversation anew; twice as many always do
_MOST_SENDERS = 5000  # more than any group can hold


@dataclass(frozen=True)
class Survey:
    """What a first reading of an export tells."""

    senders: tuple[str, ...]
    names: tuple[str, ...]  # of senders and of people mentioned
    messages: int
    order: str | None  # None: open
    assumed: str  # the order to go by when nobody says it
    faults: tuple[Fault, ...]


def survey(path: Path, order: str | None = None) -> Survey:
    """Read an export once, message by message, and keep only what it tells as a whole.

    Raises:
        ItemError: when it cannot be read, or holds no message.
    """
    calendar, faults = Calendar(), list[Fault]()
    senders, names = dict[str, None](), dict[str, None]()
    found = messages = 0
    for entry in entries(rows(path)):
        if isinstance(entry, Fault):
            faults.append(entry)
            continue
        found += 1
        calendar.add(entry.line, entry.day, entry.clock)
        if entry.fault and len(faults) < MOST_FAULTS:
            faults.append(entry.fault)
        if entry.sender and not entry.fault and said(entry.text):
            messages += 1
            senders[entry.sender] = None
            names |= dict.fromkeys(_bare(name) for name in (entry.sender, *entry.mentions))
            if len(names) > _MOST_SENDERS:
                raise ItemError("not_an_export", f"expected a chat, found more than {_MOST_SENDERS} senders")
    if not found:
        raise ItemError("not_an_export", "expected contract lines or a WhatsApp export, found no line of either")
    faults += [_impossible(line) for line in calendar.impossible(order or calendar.assumed)]
    return Survey(
        tuple(senders),
        tuple(name for name in names if any(c.isalpha() for c in name)),
        messages,
        calendar.order,
        calendar.assumed,
        tuple(sorted(faults, key=lambda f: f.line)[:MOST_FAULTS]),
    )


def conversations(
    path: Path, found: Survey, order: str | None, *, team: Collection[str], channel: str
) -> Iterator[Conversation | Fault]:
    """Yield what is left of an export: the conversations in which the team replied, and what could not be taken.

    A conversation without a reply is left out: there is nothing in it to review, so nothing of it is kept.
    """
    messages: list[Message] = []
    last: datetime | None = None
    for turn in _turns(path, order or found.assumed, {name_of(name) for name in team}):
        if isinstance(turn, Fault):
            yield turn
            continue
        at, said_now = turn
        if last and _ends(messages, said_now[0].role, at - last):
            yield from _finished(messages, last, found.names, channel)
            messages = []
        messages += said_now
        last = at
    if last:
        yield from _finished(messages, last, found.names, channel)


def _turns(path: Path, order: str, team: Collection[str]) -> Iterator[Fault | tuple[datetime, list[Message]]]:
    for entry in entries(rows(path)):
        if isinstance(entry, Fault):
            yield entry
        elif entry.fault:
            yield entry.fault
        elif (at := moment(entry.day, entry.clock, order)) is None:
            yield _impossible(entry.line)
        elif entry.sender and (texts := said(entry.text)):
            role = "agent" if entry.sender in team else "customer"
            yield at, [Message(role, text, at.isoformat()) for text in texts]


def _ends(messages: list[Message], role: str, pause: timedelta) -> bool:
    waits = messages[-1].role == "customer"
    if pause > (WAITING if waits else SETTLED) or len(messages) >= 2 * FULL:
        return True
    return len(messages) >= FULL and role == "customer" and not waits


def _finished(messages: list[Message], last: datetime, names: tuple[str, ...], channel: str) -> Iterator[Conversation]:
    replies = tuple(_replies(messages))
    if replies:
        yield Conversation(tuple(messages), channel, names, replies, last.date())


def _replies(messages: list[Message]) -> Iterator[int]:
    """Yield where the team begins to answer a customer in words."""
    for index, (before, message) in enumerate(pairwise(messages), 1):
        if before.role == "customer" and message.role == "agent":
            run = takewhile(lambda m: m.role == "agent", messages[index:])
            if any(m.text not in STAND_INS for m in run):
                yield index


def _bare(name: str) -> str:
    return name_of(name).lstrip("~ ")  # WhatsApp sets a tilde before names that people gave themselves


def _impossible(line: int) -> Fault:
    return Fault(
        line, "expected a date and a time, found some that do not exist: the message is left out", "impossible_date"
    )
