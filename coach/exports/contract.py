"""Files of contract lines: each line is a conversation with one reply, its draft."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from coach.errors import ItemError
from coach.exports.source import Row, rows
from coach.exports.values import LONGEST_TEXT, Conversation, Fault
from coach.types import Draft, Message


def conversations(path: Path, channel: str | None) -> Iterator[Conversation | Fault]:
    """Yield each line as a conversation that ends in its draft, or as a fault.

    Args:
        path: the file.
        channel: of the lines that name none, or `unknown`.
    """
    for row in rows(path):
        try:
            draft = Draft.from_dict(_json(row))
        except ItemError as error:
            yield Fault(row.number, str(error).split(", found ")[0], error.type)  # what was found may be its words
        else:
            if _letters(draft) > LONGEST_TEXT:
                yield Fault(row.number, f"longer than {LONGEST_TEXT} characters: left out", "too_long")
            else:
                yield _conversation(draft, channel)


def _letters(draft: Draft) -> int:
    return len(draft.text) + sum(len(m.text) for m in draft.conversation)


def _json(row: Row) -> object:
    if row.fault == "too_long":
        raise ItemError("too_long", "longer than any item: left out")
    if row.fault:
        raise ItemError(row.fault, "expected UTF-8")
    try:
        return json.loads(row.text, parse_int=lambda digits: int(digits) if len(digits) <= 4000 else float("inf"))
    except (ValueError, RecursionError):
        raise ItemError("invalid_json", "expected a JSON object on one line") from None


def _conversation(draft: Draft, channel: str | None) -> Conversation:
    told = [
        Message(m.role, _whole(m.text), at.isoformat() if (at := _time(m.at)) else None) for m in draft.conversation
    ]
    days = [at.date() for m in draft.conversation if (at := _time(m.at))]
    return Conversation(
        messages=(*told, Message("agent", _whole(draft.text))),
        channel=draft.channel if draft.channel != "unknown" else channel or "unknown",
        names=(),
        replies=(len(told),),
        day=days[-1] if days else None,
        kind=draft.kind,
    )


def _whole(text: str) -> str:
    """Return the text without halves of an emoji and null characters, which no database takes."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def _time(text: str | None) -> datetime | None:
    with suppress(ValueError):
        return datetime.fromisoformat(text) if text else None
    return None
