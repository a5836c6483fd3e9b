import math

import pytest

from training.corpus.agreement import atom_agreement, question_agreement


def test_agreement_is_one_on_the_same_readings_and_falls_with_each_difference():
    first = [{"irony": i % 3 == 0, "empathy_need": i % 3} for i in range(30)]
    same = {a.label: a for a in atom_agreement([(x, x) for x in first])}
    assert (same["irony"].alpha, same["irony"].kappa, same["irony"].f1) == (1.0, 1.0, 1.0)
    assert same["empathy_need"].f1 is None
    second = [*first[:20], *({**x, "irony": not x["irony"]} for x in first[20:])]
    other = {a.label: a for a in atom_agreement(list(zip(first, second, strict=True)))}
    assert other["irony"].alpha < 0.5


def test_agreement_alpha_is_krippendorffs():
    """Two readers, nominal: 1 - (n - 1) * disagreements / (pairs of different values), by hand."""
    pairs = [({"status": a}, {"status": b}) for a, b in (("x", "x"), ("x", "x"), ("y", "y"), ("x", "y"))]
    (row,) = question_agreement(pairs)
    observed, expected = 2 / 8, 2 * 5 * 3 / (8 * 7)
    assert row.alpha == pytest.approx(1 - observed / expected)


def test_agreement_without_variety_is_not_a_number_and_left_out_labels_do_not_count():
    (irony,) = [
        a for a in atom_agreement([({"irony": False}, {"irony": False}), ({}, {"irony": True})]) if a.label == "irony"
    ]
    assert irony.count == 1
    assert math.isnan(irony.alpha)
