"""The entries of a WhatsApp export: stamp, sender and words, with what goes on in the lines below."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from coach.exports.source import Row
from coach.exports.values import LONGEST_TEXT, Fault
from coach.exports.wording import MARK, announced
from coach.transcript import INVISIBLE, SENDER, STAMPS

_MENTION = re.compile("@\u2068([^\u2069\n]{1,60})\u2069")
_WHY = {
    "too_long": "longer than any message: left out",
    "not_utf8": "expected UTF-8, found other bytes: the message is left out",
    "before_the_first": "expected a date, a time and a sender: this text before the first message is left out",
}


@dataclass
class Entry:
    """A message or a line of the messenger's own; filled line by line, then left alone."""

    line: int
    day: str  # as written
    clock: str
    sender: str | None  # None: the messenger itself
    lines: list[str]
    size: int = 0
    mentions: list[str] = field(default_factory=list)
    fault: Fault | None = None

    @property
    def text(self) -> str:
        """What was said; only left-to-right marks are left of what cannot be seen."""
        return "\n".join(self.lines)

    def take(self, row: Row, text: str) -> None:
        """Take a line that belongs to this entry, unless the entry is spoilt."""
        self.size += len(text) + 1
        fault = row.fault or ("too_long" if self.size > LONGEST_TEXT else None)
        if fault and not self.fault:
            self.fault = why(row.number, fault)
            self.lines.clear()
        if not self.fault:
            self.lines.append(text)
            self.mentions += _MENTION.findall(row.text)


def why(line: int, type: str) -> Fault:
    """Return a fault of a line, in words."""
    return Fault(line, _WHY[type], type)


def name_of(text: str) -> str:
    """Return a sender's name as it is compared: without what cannot be seen, with simple spaces."""
    return " ".join(INVISIBLE.sub("", text).split())


def entries(rows: Iterable[Row]) -> Iterator[Entry | Fault]:
    """Yield the entries of an export, and what stands before the first one as a fault.

    The first stamp tells how stamps of this file look. Other ones belong to the text: someone pasted a chat.
    """
    style: tuple[int, str, bool] | None = None
    entry: Entry | None = None
    strays = False
    for row in rows:
        text = MARK.join(INVISIBLE.sub("", part) for part in row.text.split(MARK))
        text = text.replace("\u202f", " ").replace("\u00a0", " ").replace("\0", "")
        stamp = _stamp(text, style)
        if stamp:
            if entry:
                yield entry
            style, match = stamp
            entry, text = _begun(row.number, match)
        if entry:
            entry.take(row, text)
        elif text.strip() and not strays:
            strays = True
            yield why(row.number, "before_the_first")
    if entry:
        yield entry


def _stamp(text: str, style: tuple[int, str, bool] | None) -> tuple[tuple[int, str, bool], re.Match[str]] | None:
    text = text.lstrip(MARK)
    if not text or not (text[0] == "[" or text[0].isdecimal()):
        return None
    for kind, pattern in enumerate(STAMPS):
        if (style is None or style[0] == kind) and (match := pattern.match(text)):
            first = re.match(r"\d+", match["date"])
            width = first.end() if first else 0
            found = (kind, match["date"][width], width == 4)
            return (found, match) if style in (None, found) else None
    return None


def _begun(line: int, match: re.Match[str]) -> tuple[Entry, str]:
    rest = match["rest"].lstrip(MARK)
    spoken = None if announced(rest) else SENDER.match(rest)
    sender = name_of(spoken["name"]) if spoken else None
    return Entry(line, match["date"], match["time"], sender, []), spoken["text"] if spoken else rest
