"""The tone of address: du or Sie through the whole draft, letter style to chat style."""

import re
from dataclasses import replace

from coach.address import address
from coach.rewrite.case import Case
from coach.rewrite.edits import Proposal
from coach.rewrite.forms import to_du, to_sie
from coach.signals.letter_style import LetterStyleSignal
from coach.text import sentences
from coach.types import Edit

_GREETINGS: list[tuple[re.Pattern[str], str]] = [
    (re.compile(r"\bsehr\s+geehrte[rs]?\s+damen\s+und\s+herren\b", re.I), "Hallo"),
    (re.compile(r"\bsehr\s+geehrte[rs]?\s+(?=(?:frau|herr)\b)", re.I), "Hallo "),
    (re.compile(r"\bsehr\s+geehrte[rs]?\s+kund\w+\b", re.I), "Hallo"),
    (
        re.compile(r"\bdear\s+(?:sir|madam)(?:\s+or\s+(?:sir|madam))?\b|\bdear\s+(?:valued\s+)?customer\b", re.I),
        "Hello",
    ),
    (re.compile(r"\bdear\s+(?=(?:mr|mrs|ms)\b)", re.I), "Hi "),
]
_CLOSINGS: list[tuple[re.Pattern[str], str]] = [
    (
        re.compile(
            r"\bmit\s+(?:freundlich|best|vorzüglich)\w+\s+gr(?:u|ü|ue)(?:ß|ss)(?:en)?\b|\bhochachtungsvoll\b", re.I
        ),
        "Viele Grüße",
    ),
    (re.compile(r"\byours\s+(?:sincerely|faithfully|truly)\b|\b(?:kind|best|warm)\s+regards\b", re.I), "Best wishes"),
]
_STIFF: list[tuple[re.Pattern[str], str]] = [
    (re.compile(r"\bbezug\s?nehmend\s+auf\s+(?=ihre?\b|deine?\b)", re.I), "Zu "),
    (re.compile(r"\bwe\s+refer\s+to\s+your\b", re.I), "About your"),
]


def propose_register(case: Case) -> list[Proposal]:
    """Return the proposal that brings form of address and style in line with the customer; none where a form is unsure."""
    edits: list[Edit] = []
    if case.german:
        changes = _address_changes(case)
        if changes is None:
            return []
        edits += changes
    if LetterStyleSignal().measure(case.reading).features["letter_style"]:
        edits += [e for e in _style(case.text) if not any(e.start < o.end and o.start < e.end for o in edits)]
    return [Proposal("register", tuple(sorted(edits, key=lambda e: e.start)))] if edits else []


def _address_changes(case: Case) -> list[Edit] | None:
    own, wanted = address(case.text).form, case.customer_form
    if own is None or own == wanted or (own != "mixed" and wanted is None):
        return []
    if own == "mixed":
        found = address(case.text)
        return _one_form(case.text, wanted or ("du" if len(found.du) > len(found.sie) else "sie"))
    return to_du(case.text) if wanted == "du" else to_sie(case.text)


def _one_form(text: str, wanted: str) -> list[Edit] | None:
    """Return the changes that leave one form in a mixed text: sentence by sentence, those of the other form."""
    changes: list[Edit] = []
    for start, end in sentences(text):
        form = address(text[start:end]).form
        if form in (None, wanted):
            continue
        found = (to_du if wanted == "du" else to_sie)(text[start:end]) if form != "mixed" else None
        if found is None:
            return None
        changes += [replace(e, start=e.start + start, end=e.end + start) for e in found]
    return changes


def _style(text: str) -> list[Edit]:
    edits: list[Edit] = []
    for pattern, new in (*_GREETINGS, *_CLOSINGS, *_STIFF):
        for m in pattern.finditer(text):
            if not any(m.start() < e.end and e.start < m.end() for e in edits):
                edits.append(Edit(m.start(), m.end(), new, "register"))
    return edits
