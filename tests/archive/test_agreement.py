import random

import pytest
from nltk.metrics.agreement import AnnotationTask
from scipy.stats import binomtest
from sklearn.metrics import cohen_kappa_score

from coach.archive.agreement import cohen_kappa, kappa_interval, krippendorff_alpha, raw_agreement, wilson

COHEN = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15  # kappa 0.4
PAIRS = [[(random.Random(i).random() < 0.4, random.Random(-i).random() < 0.5) for i in range(s, s + n)]
         for s, n in ((1, 25), (70, 60), (900, 200))]  # fmt: skip


def nltk_alpha(units):
    data = [(g, i, v) for i, unit in enumerate(units) for g, v in enumerate(unit) if v is not None]
    return AnnotationTask(data).alpha()


@pytest.mark.parametrize(("successes", "n"), [(0, 20), (1, 20), (7, 31), (30, 30), (480, 1000)])
def test_agreement_wilson_is_that_of_scipy(successes, n):
    expected = binomtest(successes, n).proportion_ci(method="wilson")
    assert wilson(successes, n) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_agreement_wilson_knows_nothing_without_trials():
    assert wilson(0, 0) == (0.0, 1.0)


def test_agreement_raw_is_the_share_that_says_the_same():
    assert raw_agreement(COHEN) == 0.7
    assert raw_agreement([]) is None


def test_agreement_kappa_is_cohens():
    assert cohen_kappa(COHEN) == pytest.approx(0.4)


@pytest.mark.parametrize("pairs", PAIRS)
def test_agreement_kappa_is_that_of_scikit_learn(pairs):
    assert cohen_kappa(pairs) == pytest.approx(cohen_kappa_score(*zip(*pairs, strict=True)))


def test_agreement_kappa_is_none_without_two_values_and_nought_where_one_grader_never_varies():
    assert cohen_kappa([]) is None
    assert cohen_kappa([(True, True)] * 9) is None
    assert cohen_kappa([(True, True), (True, False)]) == 0.0
    assert cohen_kappa([(True, False)] * 9) == 0.0


def test_agreement_interval_of_kappa_is_near_the_large_sample_one_and_repeats():
    """Cohen's own standard error is sqrt(po (1 - po) / (n (1 - pe)^2)), here with n = 1000 and pe = 0.5."""
    many = COHEN * 20
    half = 1.96 * (0.7 * 0.3 / (1000 * 0.25)) ** 0.5
    assert kappa_interval(many) == pytest.approx((0.4 - half, 0.4 + half), abs=0.01)
    assert kappa_interval(many) == kappa_interval(many)


def test_agreement_interval_of_kappa_is_wider_from_fewer_pairs():
    few, many = kappa_interval(COHEN[::2]), kappa_interval(COHEN)
    assert few[1] - few[0] > many[1] - many[0]


@pytest.mark.parametrize("pairs", [[], [(True, True)] * 9, [(True, True), (False, False)] * 9])
def test_agreement_interval_of_kappa_is_none_where_resampling_shows_no_doubt(pairs):
    assert kappa_interval(pairs) is None


def test_agreement_interval_of_kappa_passes_over_draws_that_hold_one_value_only():
    low, high = kappa_interval([(True, True)] * 30 + [(True, False)])
    assert low <= high <= 1.0


def test_agreement_alpha_is_that_of_krippendorffs_example():
    """Computing Krippendorff's alpha-reliability, 2011, section C: four observers, five values, missing ones."""
    a = [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None]
    b = [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3]
    c = [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None]
    d = [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None]
    assert krippendorff_alpha(zip(a, b, c, d, strict=True)) == pytest.approx(0.743, abs=5e-4)


def test_agreement_alpha_is_that_of_nltk_with_missing_values():
    chance = random.Random(4)
    units = [[chance.choice((True, False, False, None)) for _ in range(4)] for _ in range(80)]
    assert krippendorff_alpha(units) == pytest.approx(nltk_alpha(units))
    same = [[u[0]] * 3 if u[0] is not None else u for u in units]
    assert krippendorff_alpha(same) == pytest.approx(nltk_alpha(same))
    assert krippendorff_alpha(same) > 0.5


@pytest.mark.parametrize("units", [[], [(True, None), (None, False)], [(True, True), (True, True), (False, None)]])
def test_agreement_alpha_is_none_without_two_comparable_values(units):
    assert krippendorff_alpha(units) is None
