import numpy as np
import pytest

from training.calibrate import Held, Units, calibrate, operating_point


def test_calibrate_takes_the_lowest_threshold_that_meets_the_wish():
    values = np.array([0.1, 0.2, 0.3, 0.6, 0.7, 0.8, 0.9])
    target = np.array([0, 0, 0, 0, 1, 1, 1])
    assert operating_point(values, target, precision=0.75, minimum_flagged=2) == (pytest.approx(0.6), False)
    assert operating_point(values, target, precision=0.9, minimum_flagged=2) == (pytest.approx(0.7), False)


def test_calibrate_ships_silent_at_the_best_f1_when_the_wish_is_out_of_reach():
    values = np.array([0.1, 0.4, 0.6, 0.7, 0.8])
    target = np.array([0, 1, 1, 0, 0])
    assert operating_point(values, target, precision=0.9, minimum_flagged=1) == (pytest.approx(0.4), True)


def test_calibrate_a_lucky_handful_is_no_proof():
    values = np.array([0.1, 0.4, 0.6, 0.7, 0.9])
    target = np.array([0, 0, 0, 0, 1])
    assert operating_point(values, target, precision=0.9, minimum_flagged=2)[1]


def test_calibrate_probabilities_match_the_frequencies():
    rng = np.random.default_rng(0)
    logits = rng.normal(size=4000)
    answers = (rng.random(4000) < 1 / (1 + np.exp(-(1.5 * logits - 0.5)))).astype(int)
    label = calibrate(Held(logits.tolist(), answers.tolist(), ["de"] * 4000), precision=0.8, minimum_flagged=10)
    assert label.slope == pytest.approx(1.5, abs=0.2)
    assert label.offsets["de"] == pytest.approx(-0.5, abs=0.2)
    assert label.precision == pytest.approx(0.8, abs=0.02)


def test_calibrate_useless_score_does_not_turn_round():
    label = calibrate(Held([1.0, 2.0, -1.0, -2.0], [0, 0, 1, 1], ["de"] * 4), precision=0.8, minimum_flagged=1)
    assert label.probability(2.0, "de") > label.probability(-2.0, "de")


def test_calibrate_label_without_positives_ships_silent():
    assert calibrate(Held([0.1, 0.2], [0, 0], ["de", "en"]), precision=0.8, minimum_flagged=1).silent


def test_calibrate_counts_precision_over_units():
    """Of the five requests flagged first two are wrong, but both stand in drafts that leave another one open."""
    logits, answers = [3.0, 2.9, 2.8, 2.7, 2.6, -2.0, -2.1, -2.2], [1, 0, 1, 0, 1, 0, 0, 0]
    held = Held(logits, answers, ["de"] * 8)
    units = Units([0, 0, 1, 1, 2, 3, 4, 5], [1, 1, 1, 0, 0, 0, 1])
    rows = calibrate(held, precision=0.9, minimum_flagged=3)
    drafts = calibrate(held, precision=0.9, minimum_flagged=3, units=units)
    assert rows.silent
    assert not drafts.silent
    assert (drafts.precision, drafts.recall, drafts.positives) == (1.0, 0.75, 4)
    assert drafts.threshold <= drafts.probability(2.6, "de")
