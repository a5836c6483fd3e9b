"""One text, looked through: what has a form of its own, the names, and what other messages of a conversation gave away."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from coach.redaction.english_addresses import english_addresses
from coach.redaction.german_addresses import german_addresses
from coach.redaction.identifiers import Found, Identifier, normal_form
from coach.redaction.initials import initials
from coach.redaction.known_names import KnownNames
from coach.redaction.names import names_in_place
from coach.redaction.numbers import cards, emails, ibans
from coach.redaction.people import Name, is_given
from coach.redaction.phones import forms, phones
from coach.redaction.references import guesses, references

MASK = "\ue000"  # stands where something was found; no recogniser takes it for a letter or a digit
_LONG_BLANK = re.compile(r"\s{6,}")  # nothing reaches over it, which also bounds every search for blanks
_DIGIT = re.compile(r"\d")
_CODE = re.compile(r"\d|[A-Z]{6}")
_SIX_DIGITS = re.compile(r"(?:\d\D{0,3}){6}")
_GROUP = re.compile(r"[^\W_]+")  # of a number, and what may stand between two
_JOINT = re.compile(r"[\s./_-]")
_HASH = re.compile(r"(?<!\w)#$")
_WRITTEN_AT = re.compile(r"@|\b(?:at|ät)\b", re.I)
_AROUND = 200  # characters of the message in front, which may have asked for a number


@dataclass(frozen=True)
class Scan:
    """A text, what was found in it by its form, the text with that masked, and names in places for names."""

    text: str
    found: tuple[Found, ...]
    masked: str
    places: tuple[Name, ...]
    guessed: tuple[Found, ...] = ()  # numbers that nothing explains; they are not masked


def scan(text: str, before: str = "") -> Scan:
    """Look through a text; `before` is the message in front of it."""
    found: list[Found] = []
    masked = _LONG_BLANK.sub(lambda m: MASK * len(m.group()), text)
    finders: list[Callable[[str], Iterable[Found]]]
    finders = [emails] if _WRITTEN_AT.search(text) else []
    if _DIGIT.search(text):
        finders += [ibans, cards, phones] if _SIX_DIGITS.search(text) else []
        finders.append(_addresses)
    if _CODE.search(text):
        finders.append(lambda t: references(t, before[-_AROUND:]))
    for find in finders:
        new = _apart(find(masked))
        found += new
        masked = _mask(masked, new)
    places = tuple(names_in_place(masked))
    guessed = _apart(guesses(masked, before[-_AROUND:])) if _DIGIT.search(text) else []
    return Scan(text, tuple(found), masked, places, tuple(guessed))


def signed(one: Scan) -> Scan:
    """Return the scan of what someone of the team wrote, with the initials they sign with; a name there is found anyway."""
    new = _apart(
        found
        for found in initials(one.masked)
        if not any(place.start < found.end and found.start < place.end for place in one.places)
    )
    return Scan(one.text, (*one.found, *new), _mask(one.masked, new), one.places, one.guessed)


def _addresses(text: str) -> Iterator[Found]:
    """Yield addresses of both kinds; a place beside a street is part of it."""
    last: Found | None = None
    for new in _apart([*german_addresses(text), *english_addresses(text)]):
        if last and text[last.end : new.start].strip(" ,") == "" and _is_place(text, last) != _is_place(text, new):
            last = Found("address", last.start, new.end)
        else:
            yield from [last] if last else []
            last = new
    yield from [last] if last else []


def _is_place(text: str, one: Found) -> bool:
    return bool(re.match(r"(?:[A-Z]{1,2}-)?\d{4,5}\s", text[one.start : one.end]))


def names_to_spread(scans: Iterable[Scan]) -> list[str]:
    """Return the names that their place makes certain enough to look for them in every message."""
    spread = []
    for one in scans:
        for place in one.places:
            name = one.text[place.start : place.end]
            if place.whose != "other" or is_given(name.split()[0]) or " " in name:
                spread.append(name)
    return spread


class KnownNumbers:
    """Numbers that one message names outright, for messages in which they stand alone."""

    def __init__(self, scans: Iterable[Scan]) -> None:
        self._kinds: dict[str, str] = {}
        scans = list(scans)
        for one, found in [(one, one.found) for one in scans] + [(one, one.guessed) for one in scans]:
            for kind, start, end in found:
                normal = normal_form(kind, one.text[start:end])
                if kind in ("order", "customer", "phone", "iban", "card") and sum(c.isdigit() for c in normal) >= 4:
                    self._kinds.setdefault(normal, kind)
        self._most = max(map(len, self._kinds), default=0)

    def find(self, masked: str) -> list[Found]:
        """Return where the numbers stand, in whatever groups."""
        groups = [m.span() for m in _GROUP.finditer(masked)] if self._kinds else []
        found: list[Found] = []
        for index, (start, _) in enumerate(groups):
            free = not found or start >= found[-1].end
            if free and masked[start - 1 : start] != "_" and (one := self._longest(masked, groups, index)):
                found.append(one)
        return found

    def _longest(self, masked: str, groups: Sequence[tuple[int, int]], index: int) -> Found | None:
        """Return the longest number that begins with a group."""
        begin = groups[index][0]
        begin -= bool(_HASH.search(masked[max(0, begin - 2) : begin]))
        code, found = "", None
        for at in range(index, len(groups)):
            start, end = groups[at]
            if at > index and not _JOINT.fullmatch(masked, groups[at - 1][1], start):
                break
            code += masked[start:end].upper()
            if len(code) > self._most:
                break
            if code in self._kinds and masked[end : end + 1] != "_":
                found = Found(self._kinds[code], begin, end)
        return found


def identifiers(one: Scan, names: KnownNames, numbers: KnownNumbers) -> tuple[Identifier, ...]:
    """Return all identifiers of a text, in order."""
    more = numbers.find(one.masked)
    masked = _mask(one.masked, more)
    more = _apart([*more, *(guess for guess in one.guessed if MASK not in masked[guess.start : guess.end])])
    masked = _mask(one.masked, more)
    spans = sorted([(n.start, n.end) for n in one.places] + [(n.start, n.end) for n in names.find(masked)])
    people: list[Found] = []
    for start, end in spans:
        if people and start < people[-1].end:
            people[-1] = Found("name", people[-1].start, max(end, people[-1].end))
        elif MASK not in masked[start:end]:
            people.append(Found("name", start, end))
    return tuple(
        Identifier(kind, start, end, value, normal(kind, value))
        for kind, start, end in sorted([*one.found, *more, *people], key=lambda f: f.start)
        if (value := one.text[start:end])
    )


def normal(kind: str, value: str) -> str:
    """Return the normal form; of a telephone number the international one."""
    return next(iter(forms(value)), normal_form(kind, value)) if kind == "phone" else normal_form(kind, value)


def _apart(found: Iterable[Found]) -> list[Found]:
    """Return what does not overlap; of two that do, the longer one."""
    new = sorted(found, key=lambda f: (f.start - f.end, f.start))
    taken = bytearray(max((f.end for f in new), default=0))
    kept = []
    for one in new:
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\x01" * (one.end - one.start)
            kept.append(one)
    return sorted(kept, key=lambda f: f.start)


def _mask(text: str, found: Sequence[Found]) -> str:
    parts, position = [], 0
    for _, start, end in found:
        parts += [text[position:start], MASK * (end - start)]
        position = end
    return "".join([*parts, text[position:]])
