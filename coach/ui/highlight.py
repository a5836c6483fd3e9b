"""Marks in a text: overlapping ones are cut into stretches, so that HTML can show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import pairwise

_RANK = {"suggestion": 0, "warning": 1, "error": 2}


@dataclass(frozen=True)
class Mark:
    """A stretch of a text that belongs to a card."""

    start: int  # code points, inclusive
    end: int  # code points, exclusive
    number: int  # of the card, from 1
    level: str  # suggestion | warning | error
    title: str  # of the card


@dataclass(frozen=True)
class Stretch:
    """A piece of the text under one and the same set of marks."""

    start: int
    end: int
    marks: tuple[Mark, ...]  # by number; empty: not marked


def flatten(length: int, marks: Iterable[Mark]) -> tuple[Stretch, ...]:
    """Cut a text of `length` code points into stretches that cover it without gap or overlap.

    Marks are clipped to the text; a mark without any character is left out.
    """
    clipped = [m for m in marks if max(m.start, 0) < min(m.end, length)]
    edges = sorted({0, length, *(max(m.start, 0) for m in clipped), *(min(m.end, length) for m in clipped)})
    return tuple(
        Stretch(start, end, tuple(sorted({m for m in clipped if m.start < end and start < m.end}, key=_order)))
        for start, end in pairwise(edges)
    )


def highlight(text: str, marks: Iterable[Mark]) -> str:
    """Return `text` as escaped HTML with a `<mark>` for every marked stretch; a card's number ends its mark."""
    marks = tuple(marks)
    return "".join(_stretch(text, stretch) for stretch in flatten(len(text), marks))


def _stretch(text: str, stretch: Stretch) -> str:
    words = escape(text[stretch.start : stretch.end])
    if not stretch.marks:
        return words
    level = max((m.level for m in stretch.marks), key=lambda name: _RANK[name])
    title = escape(" · ".join(dict.fromkeys(m.title for m in stretch.marks)))
    ending = dict.fromkeys(m.number for m in stretch.marks if m.end <= stretch.end or stretch.end == len(text))
    numbers = "".join(f'<sup class="fe-number">{number}</sup>' for number in ending)
    return f'<mark class="fe-mark fe-{level}" title="{title}">{words}{numbers}</mark>'


def _order(mark: Mark) -> tuple[int, int, int]:
    return mark.number, mark.start, mark.end
