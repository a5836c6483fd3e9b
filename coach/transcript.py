"""Pasted chats to messages: WhatsApp's copied block and export lines, transcripts with names or letters, JSON."""

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from coach.errors import ItemError
from coach.types import Message

_DATE, _TIME = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}", r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?(?:[ap]\.?\s?m\.?|(?:vor|nach)m\.))?"
STAMPS = [  # how a line of a messenger begins: groups time, date and rest
    re.compile(pattern, re.I)
    for pattern in (
        rf"\[(?P<time>{_TIME}),\s(?P<date>{_DATE})\]\s(?P<rest>.*)",  # WhatsApp Web, copied
        rf"\[(?P<date>{_DATE}),?\s(?P<time>{_TIME})\]\s(?P<rest>.*)",  # export, iOS
        rf"(?P<date>{_DATE}),?\s(?P<time>{_TIME})\s[-–]\s(?P<rest>.*)",  # export, Android
    )
]
SENDER = re.compile(r"(?P<name>[^:\n]{1,60}):(?:\s|$)(?P<text>.*)")
_NAMED = re.compile(
    rf"(?P<name>[^\W\d][\w .'’&-]{{0,30}}?)\s?(?:[\[(]?(?P<time>{_TIME})[\])]?)?:(?:\s+(?P<text>.*)|$)", re.I
)
_LETTER = re.compile(r"(?P<name>[KCAB]):(?![\\/]) ?(?P<text>.*)")  # a drive letter such as C:\ opens no message
_ROLES = {
    "customer": "k c kunde kundin kunde/kundin kundin/kunde customer client user besucher besucherin visitor",
    "agent": "a agent agentin team support service kundenservice mitarbeiter mitarbeiterin berater beraterin wir antwort",
    "bot": "b bot chatbot assistent assistant automatisch",
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words.split()}
INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_MEDIA = {
    "voice": r"\[?(?:sprachnachricht|voice\s+message|audio)\]?|audio\s+(?:omitted|weggelassen)|.*\.(?:opus|m4a|ogg|mp3)\b.*",
    "image": r"\[?(?:bild|foto|photo|image|picture)\]?|(?:bild|image)\s+(?:omitted|weggelassen)|(?:img|photo)-.*|.*\.(?:jpe?g|png|webp|heic)\b.*",
    "video": r"\[?video\]?|video\s+(?:omitted|weggelassen)|vid-.*|.*\.(?:mp4|mov|3gp)\b.*",
    "document": r"\[?(?:dokument|document|pdf|datei|file)\]?|(?:dokument|document)\s+(?:omitted|weggelassen)|.*\.(?:pdf|docx?|xlsx?)\b.*",
    "sticker": r"\[?(?:sticker|gif)\]?|(?:sticker|gif)\s+(?:omitted|weggelassen)|.*\.(?:gif)\b.*",
    "media": r"<medien\s+(?:ausgeschlossen|weggelassen)>|<media\s+omitted>|<(?:anhang|attached):\s[^>]*>",
}
_MEDIA_OF = [
    (kind, re.compile(rf"(?:<(?:anhang|attached):\s)?(?:{p})(?:\s*\((?:datei\s+angehängt|file\s+attached)\))?>?", re.I))
    for kind, p in _MEDIA.items()
]
_MEDIA_LENGTH = 80  # a longer line is a message that speaks of a file
_MOST_NAMES = 6


@dataclass(frozen=True)
class Line:
    """One message of a pasted chat."""

    text: str
    sender: str | None = None  # the name as pasted; None: not named
    role: str | None = None  # None: to be asked for
    time: str | None = None  # as pasted


def read_transcript(text: str) -> tuple[Line, ...]:
    """Read what someone pasted.

    Taken are WhatsApp Web's copied block and export lines, JSON (an item of the contract, or a list of messages), lines
    that begin with a name, a role or a letter (`K:`, `C:` customer, `A:` agent, `B:` bot), and else one message of the
    customer. A line without a beginning of its own goes on the message above it.

    Raises:
        ItemError: when it is JSON, but holds no messages.
    """
    text = (
        INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\u202f", " ").replace("\u00a0", " ")
    )
    if not text.strip():
        return ()
    if text.lstrip()[0] in "[{":
        try:
            return _from_json(json.loads(text))
        except json.JSONDecodeError:
            pass  # WhatsApp's lines begin with a bracket, too
    rows = text.split("\n")
    if any(_stamped(row) for row in rows):
        return _kept(_joined(rows, _from_stamp))
    if any(_LETTER.match(row) for row in rows):
        return _kept(_joined(rows, _from_letter))
    names = Counter(m["name"].strip().lower() for row in rows if (m := _NAMED.match(row)))
    known = {name for name in names if name in _ROLE_OF}
    if known or (sum(names.values()) >= 2 and len(names) <= _MOST_NAMES and _NAMED.match(rows[0])):
        return _kept(_joined(rows, _from_name))
    return _kept([Line(text, role="customer")])


def senders(lines: Iterable[Line]) -> tuple[str, ...]:
    """Return the names whose role is unknown, in the order in which they speak."""
    return tuple(dict.fromkeys(line.sender for line in lines if line.role is None and line.sender))


def to_messages(lines: Iterable[Line], team: Collection[str] = ()) -> tuple[Message, ...]:
    """Return the lines as messages; senders among `team` are agents, other unknown ones customers. Names are dropped."""
    return tuple(Message(line.role or ("agent" if line.sender in team else "customer"), line.text) for line in lines)


def media_kind(text: str) -> str | None:
    """Return what stands in for a message without words (voice, image, video, document, sticker, media), or None."""
    words = text.strip()
    if len(words) > _MEDIA_LENGTH or "\n" in words:
        return None
    return next((kind for kind, pattern in _MEDIA_OF if pattern.fullmatch(words)), None)


def _stamped(row: str) -> re.Match[str] | None:
    return next((m for pattern in STAMPS if (m := pattern.match(row))), None)


def _from_stamp(row: str) -> Line | None:
    match = _stamped(row)
    if not match:
        return None
    sender = SENDER.match(match["rest"])
    if not sender:
        return Line("", role="system", time=match["time"])
    return Line(sender["text"], sender["name"].strip(), _ROLE_OF.get(sender["name"].strip().lower()), match["time"])


def _from_letter(row: str) -> Line | None:
    match = _LETTER.match(row)
    return Line(match["text"], role=_ROLE_OF[match["name"].lower()]) if match else None


def _from_name(row: str) -> Line | None:
    match = _NAMED.match(row)
    if not match:
        return None
    name = match["name"].strip()
    return Line(match["text"] or "", name, _ROLE_OF.get(name.lower()), match["time"])


def _joined(rows: Iterable[str], read: Callable[[str], Line | None]) -> list[Line]:
    lines: list[Line] = []
    for row in rows:
        begun = read(row)
        if begun:
            lines.append(begun)
        elif lines:
            last = lines[-1]
            lines[-1] = Line(f"{last.text}\n{row}", last.sender, last.role, last.time)
        else:
            lines.append(Line(row, role="customer"))
    return lines


def _kept(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines that say something; what the messenger itself says is left out."""
    stripped = (Line(x.text.strip(), x.sender, x.role, x.time) for x in lines if x.role != "system")
    return tuple(x for x in stripped if x.text)


def _from_json(value: object) -> tuple[Line, ...]:
    turns = value.get("conversation") if isinstance(value, dict) else value
    if not isinstance(turns, list):
        raise ItemError("wrong_type", "pasted JSON: expected a list of messages, or an object with a conversation")
    found = [Message.from_dict(turn, where=f"conversation[{i}]") for i, turn in enumerate(turns)]
    return _kept(Line(m.text, role=m.role, time=m.at) for m in found)
