"""Names of people who are known to take part, wherever they stand."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from coach.redaction.people import PARTICLE, TITLE, Name, is_business, is_ordinary
from coach.redaction.words import folded
from coach.text import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NO_WORD = re.compile(rf"{PARTICLE}|{TITLE}|ing|med|dipl", re.I)
# In front of an everyday word: "im Herbst", "too long"; at the start of a sentence every word has a capital.
_OPENS = re.compile(r"(?:^|[.!?\n:]\s*)$")
_DETERMINED = re.compile(
    r"\b(?:im|am|zum|zur|vom|beim|ins|der|die|das|den|dem|des|(?:k?ein|dies|jed|letzt|nächst|mein|dein|sein|unser|ihr)(?:e[nmrs]?)?|"
    r"the|an?|this|last|next|every|in|by|of|my|your|our|to|zu|sehr|so|too|\d+\.?)\s+$",
    re.I,
)
_SENTENCE_ENDS = re.compile(r"\s*(?:[,.!?\n]|$)")

_TOKEN = re.compile(r"[^\W\d_]+|[\d_]+|\s+|[^\w\s]")
_ALIKE = str.maketrans("ıſ", "is", "\u0307")  # İ, I and ı are one letter, whatever the language
_END = ""  # the key in a node where a name may end

_Node = dict[str, "_Node"]


class _Token(NamedTuple):
    key: str  # the same in any case and for any blank
    start: int
    end: int
    opens: bool  # nothing in front of it belongs to the same word
    closes: bool  # nothing behind it does


class KnownNames:
    """Finds the names of people in any case and with a genitive s; the name of a team or a shop is none.

    The names are a tree of their tokens, so that a text is read once however many there are.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._tree: _Node = {}
        for name in set(names):
            words = [word for word in _WORD.findall(name) if not _NO_WORD.fullmatch(word)]
            if not words or is_business(name):
                continue
            if len(words) > 1:
                self._add(" ".join(words))
                self._add(f"{words[-1]}, {' '.join(words[:-1])}")
            for word in words:
                if len(word) >= 3:
                    self._add(word)

    def find(self, text: str) -> Iterator[Name]:
        """Yield where the names stand in `text`."""
        tokens = _tokens(text) if self._tree else []
        position = 0
        for index, token in enumerate(tokens):
            end = self._end(tokens, index) if token.opens and token.start >= position else 0
            if end:
                position = end
                if len(text[token.start : end].split()) > 1 or _counts(text, token.start, end):
                    yield Name(token.start, end, "someone")

    def _add(self, name: str) -> None:
        node = self._tree
        for token in _TOKEN.findall(name):
            node = node.setdefault(_key(token), {})
        node[_END] = {}

    def _end(self, tokens: Sequence[_Token], index: int) -> int:
        """Return where the longest name ends that begins with a token, else 0."""
        node, end = self._tree, 0
        for at in range(index, len(tokens)):
            token = tokens[at]
            if token.closes and token.key.endswith("s") and _END in node.get(token.key[:-1], {}):
                end = token.end - 1
            if token.key not in node:
                break
            node = node[token.key]
            if token.closes and _END in node:
                end = token.end
        return end


def _key(token: str) -> str:
    return " " if token.isspace() else token.lower().translate(_ALIKE)


def _tokens(text: str) -> list[_Token]:
    spans = [m.span() for m in _TOKEN.finditer(text)]
    return [
        _Token(_key(text[start:end]), start, end, not _in_word(text[start - 1 : start], "-"), not _in_word(text[end : end + 1]))
        for start, end in spans
    ]  # fmt: skip


def _in_word(character: str, more: str = "") -> bool:
    return character.isalnum() or (bool(character) and character in f"_{more}")


def _counts(text: str, start: int, end: int) -> bool:
    """Tell whether one word of a name is meant as one."""
    word = text[start:end]
    if not is_ordinary(word):
        return word[0].isupper() or len(word) >= 4
    before = text[max(0, start - 14) : start]
    if fold(word) in folded("calendar.txt") or not word[0].isupper() or _DETERMINED.search(before):
        return False
    return not _OPENS.search(before) or bool(_SENTENCE_ENDS.match(text, end))
