"""Edits and what becomes of a draft when they are made."""

from collections.abc import Sequence
from dataclasses import dataclass

from coach.text import Range
from coach.types import Edit

_ANNOUNCED = ("bis [Zeitpunkt]", "by [time]")


@dataclass(frozen=True)
class Proposal:
    """Edits that mend one criterion; they belong together."""

    criterion: str
    edits: tuple[Edit, ...]
    taken_out: tuple[Range, ...] = ()  # stretches of the draft whose facts may go: a pitch, a barb
    covers: tuple[str, ...] = ()  # criteria that need no mend of their own beside this one
    acknowledges: bool = False  # holds a sentence that takes up the customer's matter; one is enough


@dataclass(frozen=True)
class Candidate:
    """A draft with some proposals carried out."""

    text: str
    edits: tuple[Edit, ...]
    fixes: tuple[str, ...]  # criteria that it must mend to be offered
    taken_out: tuple[Range, ...] = ()
    covers: tuple[str, ...] = ()  # criteria that it is meant to mend besides
    made_of: tuple[Proposal, ...] = ()  # what was carried out
    generated: bool = False  # by a language model


def apply(text: str, edits: Sequence[Edit]) -> str:
    """Return `text` with all edits made; they must not overlap.

    Raises:
        ValueError: when two edits overlap or one lies outside the text.
    """
    at, pieces = 0, []
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if not at <= edit.start <= edit.end <= len(text):
            raise ValueError(f"edit {edit.start}-{edit.end}: expected it behind {at} and within {len(text)} characters")
        pieces += [text[at : edit.start], edit.replacement]
        at = edit.end
    return "".join([*pieces, text[at:]])


def candidate(text: str, proposals: Sequence[Proposal]) -> Candidate:
    """Return `text` with those proposals carried out, each as far as it does not meet an earlier one.

    Insertions at one place stand in the order of the proposals. A line that stands already is not put in again, and one
    announcement with an open time is enough.
    """
    kept: list[Edit] = []
    made_of: list[Proposal] = []
    for proposal in proposals:
        edits = [edit for edit in proposal.edits if not _said(edit, kept)]
        if any(_meet(new, old) or (_announces(new) and _announces(old)) for new in edits for old in kept):
            continue
        kept += edits
        made_of.append(proposal)
    edits = sorted(kept, key=lambda e: (e.start, e.end))
    return Candidate(
        apply(text, edits),
        tuple(edits),
        fixes=tuple(p.criterion for p in made_of),
        taken_out=tuple(r for p in made_of for r in p.taken_out),
        covers=tuple(name for p in made_of for name in p.covers),
        made_of=tuple(made_of),
    )


def _said(edit: Edit, kept: Sequence[Edit]) -> bool:
    """Tell whether an insertion says again what an earlier edit says."""
    if edit.start != edit.end:
        return False
    line = edit.replacement.strip(" .\n")
    return any(line in e.replacement or (_announces(edit) and _announces(e)) for e in kept)


def _announces(edit: Edit) -> bool:
    return any(mark in edit.replacement for mark in _ANNOUNCED)


def _meet(one: Edit, other: Edit) -> bool:
    return one.start < other.end and other.start < one.end  # insertions side by side do not
