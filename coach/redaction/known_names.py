"""Names of people who are known to take part, wherever they stand."""

import re
from collections.abc import Collection, Iterator

from coach.redaction.people import PARTICLE, TITLE, Name, is_business, is_ordinary
from coach.redaction.words import folded
from coach.text import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NO_WORD = re.compile(rf"{PARTICLE}|{TITLE}|ing|med|dipl", re.I)
_LAST = r"(?=(?:['’]?s)?(?!\w))"  # a genitive may follow
# In front of an everyday word: "im Herbst", "too long"; at the start of a sentence every word has a capital.
_OPENS = re.compile(r"(?:^|[.!?\n:]\s*)$")
_DETERMINED = re.compile(
    r"\b(?:im|am|zum|zur|vom|beim|ins|der|die|das|den|dem|des|(?:k?ein|dies|jed|letzt|nächst|mein|dein|sein|unser|ihr)(?:e[nmrs]?)?|"
    r"the|an?|this|last|next|every|in|by|of|my|your|our|to|zu|sehr|so|too|\d+\.?)\s+$",
    re.I,
)
_SENTENCE_ENDS = re.compile(r"\s*(?:[,.!?\n]|$)")


class KnownNames:
    """Finds the names of people in any case and with a genitive s; the name of a team or a shop is none."""

    def __init__(self, names: Collection[str]) -> None:
        whole: set[str] = set()
        parts: set[str] = set()
        for name in names:
            words = [word for word in _WORD.findall(name) if not _NO_WORD.fullmatch(word)]
            if not words or is_business(name):
                continue
            if len(words) > 1:
                whole.add(r"\s+".join(map(re.escape, words)))
                whole.add(rf"{re.escape(words[-1])},\s+" + r"\s+".join(map(re.escape, words[:-1])))
            parts.update(re.escape(word) for word in words if len(word) >= 3)
        pieces = [*sorted(whole, key=len, reverse=True), *sorted(parts, key=len, reverse=True)]
        self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(pieces)}){_LAST}", re.I) if pieces else None

    def find(self, text: str) -> Iterator[Name]:
        """Yield where the names stand in `text`."""
        for match in self._pattern.finditer(text) if self._pattern else ():
            if " " in match.group() or "\n" in match.group() or _counts(text, match):
                yield Name(match.start(), match.end(), "someone")


def _counts(text: str, match: re.Match[str]) -> bool:
    """Tell whether one word of a name is meant as one."""
    word = match.group()
    if not is_ordinary(word):
        return word[0].isupper() or len(word) >= 4
    before = text[max(0, match.start() - 14) : match.start()]
    if fold(word) in folded("calendar.txt") or not word[0].isupper() or _DETERMINED.search(before):
        return False
    return not _OPENS.search(before) or bool(_SENTENCE_ENDS.match(text, match.end()))
