"""Pasted text to messages and back."""

import re
from collections.abc import Iterable

from coach.types import Draft, Message

_ROLES = {"K": "customer", "C": "customer", "A": "agent", "B": "bot"}
_LETTERS = {
    "de": {"customer": "K", "agent": "A", "bot": "B"},
    "en": {"customer": "C", "agent": "A", "bot": "B"},
}
_PREFIX = re.compile(r"([KCAB]):(?![\\/]) ?")  # a drive letter such as C:\ opens no message


def parse_conversation(text: str) -> tuple[Message, ...]:
    """Read pasted text, one message per line with `K:`, `C:`, `A:` or `B:` in front.

    A line without such a letter continues the message above it; what comes before the first letter is a message of
    the customer, and so is the whole text when no line has one. Messages without any text are left out.
    """
    messages: list[tuple[str, list[str]]] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        prefix = _PREFIX.match(line)
        if prefix:
            messages.append((_ROLES[prefix[1]], [line[prefix.end() :]]))
        elif messages:
            messages[-1][1].append(line)
        else:
            messages.append(("customer", [line]))
    joined = ((role, "\n".join(lines).strip()) for role, lines in messages)
    return tuple(Message(role, words) for role, words in joined if words)


def parse_item(conversation: str, channel: str, text: str) -> Draft:
    """Return the draft `text` with its pasted conversation; without a customer's message it is proactive."""
    draft = Draft(text, parse_conversation(conversation), channel=channel)
    return draft if draft.customer_turn else Draft(text, draft.conversation, channel=channel, kind="proactive")


def format_conversation(messages: Iterable[Message], language: str) -> str:
    """Write messages the way `parse_conversation` reads them, with the letters of `language`."""
    return "\n".join(f"{_LETTERS[language][m.role]}: {m.text}" for m in messages)
