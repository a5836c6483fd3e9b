"""Any file to import: told apart, looked at, read."""

from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path

from coach.errors import ItemError
from coach.exports import contract, whatsapp
from coach.exports.source import rows
from coach.exports.values import MOST_FAULTS, ORDERS, Conversation, Fault, Look
from coach.types import CHANNELS


def look(path: Path) -> Look:
    """Return what a file holds, and who writes in it.

    Raises:
        ItemError: when the file cannot be used at all. Types: unreadable, too_large, damaged, not_an_export, and of a
            zip several_chats, unsafe_path, encrypted. Neither its name nor its words are quoted.
    """
    if _kind(path) == "whatsapp":
        found = whatsapp.survey(path)
        return Look("whatsapp", found.senders, found.messages, found.order, found.faults)
    messages, faults = 0, list[Fault]()
    for conversation in contract.conversations(path, None):
        if isinstance(conversation, Conversation):
            messages += len(conversation.messages)
        elif len(faults) < MOST_FAULTS:
            faults.append(conversation)
    return Look("jsonl", (), messages, None, tuple(faults))


def read(
    path: Path, *, team: Collection[str] = (), channel: str | None = None, order: str | None = None
) -> Iterator[Conversation | Fault]:
    """Return what a file holds, one conversation after the other, with a fault in place of what cannot be taken.

    A file that cannot be used fails here, before anything is yielded. It is read again while the result is used up.

    Args:
        path: the file; it has to stay until the last conversation was taken.
        team: the senders who are the team; all others are customers. A chat in which nobody is gives nothing.
        channel: of a chat (else `whatsapp`), and of contract lines that name none.
        order: of day and month in dates: dmy, mdy or ymd. `None`: as the file tells; where it tells nothing, the month
            comes first beside a 12-hour clock, else the day.

    Raises:
        ItemError: as `look`, and for an unknown channel or order.
    """
    for value, known, what in ((channel, CHANNELS, "channel"), (order, ORDERS, "order")):
        if value is not None and value not in known:
            raise ItemError("unknown_value", f"{what}: expected one of {', '.join(known)}")
    if _kind(path) == "jsonl":
        return contract.conversations(path, channel)
    found = whatsapp.survey(path, order)
    return whatsapp.conversations(path, found, order, team=team, channel=channel or "whatsapp")


def _kind(path: Path) -> str:
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        return "jsonl"
    with closing(rows(path)) as source:
        first = next((row.text for row in source if row.text.strip()), "")
    return "jsonl" if first.lstrip().startswith("{") else "whatsapp"
