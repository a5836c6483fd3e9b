"""What the readers of exports give."""

from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from coach.exports.wording import STAND_INS
from coach.types import Message

KINDS = ("whatsapp", "jsonl")
ORDERS = ("dmy", "mdy", "ymd")  # of day, month and year in a date
LONGEST_TEXT = 50_000  # characters of a message, or of an item of the contract: a review of more takes minutes
MOST_FAULTS = 1000  # that a look lists


@dataclass(frozen=True)
class Fault:
    """A place in the file that could not be taken; its neighbours were."""

    line: int  # from 1, in the text file, also when that lies in a zip
    message: str  # for people; never quotes the line
    type: str  # a stable word for programs: those of the contract, too_long, impossible_date, before_the_first, no_text


@dataclass(frozen=True)
class Look:
    """What a file holds, before anything of it is taken."""

    kind: str  # whatsapp | jsonl
    senders: tuple[str, ...]  # who writes, in the order in which they speak; who of them is the team has to be asked
    messages: int
    order: str | None  # of day and month: dmy, mdy, ymd; None: the file leaves it open, or has no such dates
    faults: tuple[Fault, ...]  # at most MOST_FAULTS


@dataclass(frozen=True)
class Conversation:
    """One matter, in the team's and the customers' words; nobody's name stands at a message."""

    messages: tuple[Message, ...]
    channel: str
    names: tuple[str, ...]  # of those who take part in the chat, to be blotted out in the texts
    replies: tuple[int, ...]  # the agent's message with which each reply begins
    day: date | None  # of the last message
    kind: str = "reply"  # reply | proactive


def items(conversation: Conversation) -> tuple[tuple[int, str], ...]:
    """Return each reply as (how many messages stand before it, its text).

    Bubbles are joined by a newline, as the contract joins them; media among them are left out.
    """
    found = []
    for start in conversation.replies:
        run = [m.text for m in takewhile(lambda m: m.role == "agent", conversation.messages[start:])]
        found.append((start, "\n".join([text for text in run if text not in STAND_INS] or run)))
    return tuple(found)
