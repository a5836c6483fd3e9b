"""What a number belongs to, by the words around it: an order, a customer, a telephone, or nothing personal."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from coach.redaction.words import sections

_NR = r"(?:nummern?|nr|numbers?|num|no|id|code|zeichen|refs?|references?|referenz)"

_NUMBER_WORD = re.compile(rf"{_NR}|\#")
_COMPOUND = re.compile(r"[^\W\d_]{3,30}(?:nummer|nr)")
_TOKEN = re.compile(r"a/c|best\.(?=\s?[:\d#]|-?\s?nr)|[^\W\d_]+|(?<!\w)\#|§", re.I)
_COUNTED = re.compile(r"(?:nummern?|nr|kennung|zeichen|kdnr|rma|pnr|id|az|ref|reference|iban)$", re.I)
_SENTENCE_END = re.compile(
    r"(?<!\bnr)(?<!\bno)(?<!\btel)(?<!\blt)(?<!\bkd)(?<!\bbest)(?<!\bref)(?<!\bacc)(?<!\bbzw)[.!?](?=\s+[A-ZÄÖÜ])|[!?]\s|\n\s*\n",
    re.I,
)
_SENTENCE = 120  # characters in front of a number in which an unexplained one looks for its owner
_WINDOW = 70  # characters in front of a number in which its word is looked for

# What may stand between the word and the number.
_WORD = r"[a-zäöüß'’]{1,14}"
_FILLER = re.compile(
    rf"[\s.:;,=\#()\[\]\"'„“”*–-]{{0,5}}(?:(?i:{_NR}|{_WORD})[\s.:;,=\#()\[\]\"'„“”*–-]{{1,4}}){{0,6}}", re.I
)
_TURNS = re.compile(
    r"\b(?:vom|am|um|seit|bis|über|ab|für|zwischen|gegen|from|since|until|on|at|for|over|about|within|innerhalb|nach|"
    r"before|after|plus|zzgl|inkl|statt|instead|kostet|costs?)\b",
    re.I,
)
_CLOSE = re.compile(
    r"[\s:=(\[\"'„“#,-]{0,4}(?:(?:ist|lautet|is|war|was|die|der|mit|with|von|of)[\s:=(\"'„“#-]{1,3}){0,2}", re.I
)
_BEHIND = re.compile(
    r"[\s\"”“']{0,2}(?:\(|=|(?:[–-]\s)?(?:so\s)?(?:ist|war|wäre|lautet|is|was|als|as)\s)\s?(?:(?:das|dies|meine?|die|der|unsere?|ihre?|deine?|my|our|the|your|an?)\s)?",
    re.I,
)
_VERBS = (
    "order",
    "return",
    "claim",
    "quote",
    "case",
    "fall",
    "bill",
    "book",
)  # verbs, or "in any case", "auf jeden Fall"
_VERB = re.compile(r"(?:\b(?:to|can|could|will|would|i|we|you|please|and|in)|\bauf\s+jeden|\bin\s+\w+)\s$", re.I)


class Owner(NamedTuple):
    """What a number belongs to, and whether a word says outright that a number follows."""

    kind: str  # order | customer | phone | iban | card | thing | number
    counted: bool
    turned: bool  # "Bestellung vom …", "… über …": what follows is a date or an amount rather
    near: bool  # nothing but a colon or a small word in between
    plain: bool  # "Nummer" alone, of which an earlier word says more, or a "…nummer" that is not in the list


class _Word(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


def _words(text: str) -> list[_Word]:
    """Return the words of `text` that say what a number belongs to; two may be one: "loyalty card"."""
    tokens = [(m.group().lower(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    found: list[_Word] = []
    for (word, start, end), (following, _, last) in pairwise([*tokens, ("", 0, 0)]):
        pair = f"{word}_{following}"
        if pair in _exact():
            found.append(_Word(_exact()[pair], pair, start, last))
        elif (not found or start >= found[-1].end) and (kind := _kind_of(word)):
            found.append(_Word(kind, word, start, end))
    return found


@lru_cache(maxsize=1)
def _exact() -> dict[str, str]:
    kinds = sections("owners.txt").items()
    return {word: kind for kind, words in reversed(kinds) for word in words if "*" not in word}


@lru_cache(maxsize=1)
def _open() -> re.Pattern[str]:
    """Return the words with a "*" as one pattern, with a group for each kind."""
    open_words = {
        kind: [re.escape(word).replace(r"\*", r"\w*") for word in words if "*" in word]
        for kind, words in sections("owners.txt").items()
    }
    return re.compile("|".join(f"(?P<{kind}>{'|'.join(words)})" for kind, words in open_words.items() if words))


def _kind_of(word: str) -> str | None:
    if _NUMBER_WORD.fullmatch(word):
        return "number"
    if word in _exact():
        return _exact()[word]
    match = _open().fullmatch(word)
    return match.lastgroup if match else "compound" if _COMPOUND.fullmatch(word) else None


def is_owner(word: str) -> bool:
    """Tell whether a word says what a number belongs to."""
    return _kind_of(word.lower()) is not None


def owner(text: str, start: int, ignored: Collection[str] = ()) -> Owner | None:
    """Return what the number at `start` belongs to by the words in front of it, or None; words of `ignored` kinds are none."""
    window = text[max(0, start - _WINDOW) : start]
    found = [word for word in _words(window) if word.kind not in ignored]
    if not found:
        return None
    last, between = found[-1], window[found[-1].end :]
    if (_SENTENCE_END.search(between) and between.strip(" ?!.:")) or (last.text == "#" and between):
        return None
    kind, counted = last.kind, bool(_COUNTED.search(last.text) or ":" in between[:3])
    plain = kind in ("number", "compound")
    if kind == "compound":  # "Notdienstnummer"
        kind = "order"
    elif plain:
        kind = next((word.kind for word in reversed(found[:-1]) if word.kind != "number"), "number")
        if last.text in ("code", "id") and (len(found) == 1 or found[-2].end < last.start - 2):
            kind = "thing"
        counted = True
    near = bool(_CLOSE.fullmatch(between) or not between.strip(" ?!.:")) and not (
        last.text in _VERBS and _VERB.search(window[: last.start])
    )
    if near or _FILLER.fullmatch(between):
        return Owner(kind, counted, bool(_TURNS.search(between)), near, plain)
    return None


def nearest(text: str, start: int) -> str | None:
    """Return the kind of the last word in front of `start` that owns numbers, within its sentence, whatever stands in between."""
    window = text[max(0, start - _SENTENCE) : start]
    sentence = window[max((m.end() for m in _SENTENCE_END.finditer(window.rstrip())), default=0) :]
    return next(_kinds_backwards(sentence), None)


def next_to(text: str, end: int) -> str | None:
    """Return the kind of a word right behind a number, as in "4711 is my account"."""
    lead = _BEHIND.match(text, end)
    found = _words(text[lead.end() : lead.end() + _WINDOW]) if lead else []
    return None if not found or found[0].start or found[0].kind in ("number", "compound") else found[0].kind


def _kinds_backwards(sentence: str) -> Iterator[str]:
    for word in reversed(_words(sentence)):
        if word.kind not in ("number", "phone") and not (word.text in _VERBS and _VERB.search(sentence[: word.start])):
            yield "order" if word.kind == "compound" else word.kind


def owner_behind(text: str, end: int, enough: Collection[str] = ()) -> Owner | None:
    """Return what the number that ends at `end` belongs to by the words behind it: "4711 ist meine Bestellnummer".

    Of the kinds in `enough` the word alone tells it: "… ist meine Kreditkarte".
    """
    lead = _BEHIND.match(text, end)
    if not lead:
        return None
    found = _words(text[lead.end() : lead.end() + _WINDOW])
    if not found or found[0].start:
        return None
    counted = (
        found[0].kind in enough
        or _COUNTED.search(found[0].text)
        or (len(found) > 1 and found[1].kind == "number" and found[1].start - found[0].end <= 2)
    )
    kind = "order" if found[0].kind == "compound" else found[0].kind
    return Owner(kind, True, False, True, False) if counted else None
