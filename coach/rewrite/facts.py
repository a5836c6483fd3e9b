"""What a rewrite must keep: numbers, dates, ids, links, names, quotes and negations of a text."""

import re
from collections import Counter
from collections.abc import Iterable

from coach.text import fold

PLACEHOLDER = re.compile(r"\[[A-Za-zÄÖÜäöü][\wÄÖÜäöüß /-]{1,30}\]")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>]*[^\s<>.,;:!?)\]]|[\w.+-]+@[\w-]+\.[\w.-]*\w", re.I)
# with the letters around it: a code such as WIEDERDA5, a rate such as 600/min
_NUMBER = re.compile(r"(?<!\w)[^\W\d_]{0,20}-?\d\w*(?:[.,:/-]\w+)*(?:\s?(?:%|€|£|\$|°|Euro\b|EUR\b|CHF\b|Uhr\b))?")
_WORDS = (
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zweimal dreimal viermal fünfmal halb montag dienstag mittwoch donnerstag "
    "freitag samstag sonntag heute morgen übermorgen gestern vorgestern januar februar märz april mai juni juli august september oktober "
    "november dezember kostenlos gratis two three four five six seven eight nine ten eleven twelve twice "
    "monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday january february march june july october december free"
)
_SPELLED = re.compile(rf"\b(?:{'|'.join(_WORDS.split())})(?:s|n|en)?\b", re.I)
_NEGATION = re.compile(
    r"\b(?:nicht|nichts|nie|niemals|niemand|nirgends|kein(?:e[rnms]?)?|ohne|weder|not|no|never|nobody|nothing|none|without|neither|nor|cannot"
    r"|\w+n['’]t)\b",
    re.I,
)
_QUOTED = re.compile('[„“"»«][^„“”"»«\n]{1,300}[“”"«»]')
# behind a title, or two capitalised words that open no sentence
_NAME = re.compile(
    r"\b(?:Herrn?|Frau|Familie|Dr\.|Prof\.|Mr\.?|Mrs\.?|Ms\.?)\s+(?:(?:Dr|Prof)\.\s+)?[A-ZÄÖÜ][\w'-]+(?:\s+[A-ZÄÖÜ][\w'-]+)?"
)


def facts(text: str) -> Counter[str]:
    """Return numbers with their units, links and addresses, spelled numbers, days and months, and names, folded.

    Placeholders such as "[Zeitpunkt]" are none.
    """
    return Counter(_same(value) for value in _found(text))


def as_written(values: Counter[str], text: str) -> tuple[str, ...]:
    """Return facts, which are compared folded, as they stand in the text that they come from."""
    written = {_same(value): value for value in _found(text)}
    return tuple(written[value] for value in values.elements())


def _found(text: str) -> list[str]:
    plain = PLACEHOLDER.sub(" ", text)
    found: list[str] = []
    for pattern in (_LINK, _NUMBER):
        found += [m.group() for m in pattern.finditer(plain)]
        plain = pattern.sub(" ", plain)
    return found + [m.group() for pattern in (_SPELLED, _NAME) for m in pattern.finditer(plain)]


def negations(text: str) -> int:
    """Return how often a text denies something."""
    return sum(1 for _ in _NEGATION.finditer(_QUOTED.sub(" ", text)))


def quotes(text: str) -> Counter[str]:
    """Return the passages in quotation marks."""
    return Counter(m.group() for m in _QUOTED.finditer(text))


def placeholders(text: str) -> tuple[str, ...]:
    """Return the placeholders of a text, each once, in order."""
    return tuple(dict.fromkeys(m.group() for m in PLACEHOLDER.finditer(text)))


def united(counters: Iterable[Counter[str]]) -> Counter[str]:
    """Return the sum of several counts."""
    total: Counter[str] = Counter()
    for counter in counters:
        total.update(counter)
    return total


def _same(value: str) -> str:
    return re.sub(r"\s+", "", fold(value)).rstrip(".")
