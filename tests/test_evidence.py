from hypothesis import given
from hypothesis import strategies as st

from coach.evidence import flatten, merge, snap
from coach.types import Span

TEXT = st.text(max_size=60)


def test_evidence_snap_takes_whole_words_and_no_outer_space():
    text = "Wie bereits erklärt, geht das."
    span = snap(text, Span(6, 15))
    assert text[span.start : span.end] == "bereits erklärt"
    assert snap(" ab ", Span(0, 4)) == Span(1, 3)


def test_evidence_merge_joins_what_overlaps_and_keeps_messages_apart():
    spans = [Span(5, 9), Span(0, 6), Span(0, 3, 1), Span(4, 4)]
    assert merge(spans) == (Span(0, 9), Span(0, 3, 1))


@given(TEXT, st.integers(-5, 70), st.integers(-5, 70))
def test_evidence_snapped_span_always_fits(text, start, end):
    span = snap(text, Span(start, end))
    assert 0 <= span.start <= len(text)
    assert span.end <= len(text)


@given(TEXT, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5))
def test_evidence_flattened_text_repeats_and_loses_nothing(text, ranges):
    layers = [(Span(a, b), str(i)) for i, (a, b) in enumerate(ranges)]
    assert "".join(text[a:b] for a, b, _ in flatten(len(text), layers)) == text
