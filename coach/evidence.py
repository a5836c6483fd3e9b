"""Evidence spans: snapped to words, merged, flattened for display."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from coach.types import Span


def snap(text: str, span: Span) -> Span:
    """Return `span` moved to whole words and without surrounding white space; marks inside it stay."""
    start = min(max(0, span.start), len(text))
    end = max(start, min(len(text), span.end))
    while 0 < start < len(text) and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while 0 < end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end, span.message)


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return `spans` sorted by place, with those that overlap or touch made one; empty spans go."""
    found: list[Span] = []
    for span in sorted(
        (s for s in spans if s.end > s.start), key=lambda s: (s.message is not None, s.message or 0, s.start, s.end)
    ):
        last = found[-1] if found else None
        if last and last.message == span.message and span.start <= last.end:
            found[-1] = Span(last.start, max(last.end, span.end), last.message)
        else:
            found.append(span)
    return tuple(found)


def flatten(length: int, layers: Sequence[tuple[Span, str]]) -> list[tuple[int, int, tuple[str, ...]]]:
    """Cut a text of `length` code points into stretches, each with the names of the layers that cover it.

    Together the stretches cover the text exactly once, so that overlapping evidence repeats no character.
    """
    cuts = {0, length} | {min(max(p, 0), length) for span, _ in layers for p in (span.start, span.end)}
    return [
        (a, b, tuple(name for span, name in layers if span.start <= a and b <= span.end))
        for a, b in pairwise(sorted(cuts))
    ]
