import numpy as np
import pytest

from eval.bootstrap import f1_with_interval, resampled_weights, with_intervals


def test_bootstrap_draws_whole_conversations():
    clusters = ["a", "a", "b", "c", "c", "c"]
    weights = resampled_weights(clusters, resamples=50, seed=1)
    assert weights.shape == (50, 6)
    assert (weights[:, 0] == weights[:, 1]).all()
    assert (weights[:, 3] == weights[:, 5]).all()
    assert set((weights[:, 0] + weights[:, 2] + weights[:, 3]).tolist()) == {3}


def test_bootstrap_is_the_same_for_the_same_seed():
    mean = lambda w: {"mean": float(np.average([1, 2, 3, 4], weights=w))}  # noqa: E731
    one = with_intervals(mean, ["a", "b", "c", "d"], resamples=100, seed=3)
    assert one == with_intervals(mean, ["a", "b", "c", "d"], resamples=100, seed=3)
    assert one["mean"].low < one["mean"].value == 2.5 < one["mean"].high


def test_bootstrap_siblings_widen_the_interval():
    values = np.repeat([0.0, 1.0], 50)
    mean = lambda w: {"mean": float(np.average(values, weights=w))}  # noqa: E731
    apart = with_intervals(mean, [str(i) for i in range(100)], resamples=300, seed=3)["mean"]
    together = with_intervals(mean, ["a"] * 50 + ["b"] * 50, resamples=300, seed=3)["mean"]
    assert together.high - together.low > 2 * (apart.high - apart.low)


def test_bootstrap_undefined_figure_has_no_interval():
    figure = with_intervals(lambda w: {"x": None}, ["a", "b"], resamples=20, seed=1)["x"]
    assert figure.value is figure.low is figure.high is None


def test_bootstrap_f1_agrees_with_the_metric():
    from eval.metrics.flag.flag import flag_figures

    rng = np.random.default_rng(2)
    flags, answers = rng.random(60) < 0.5, rng.random(60) < 0.4
    clusters = [str(i // 3) for i in range(60)]
    fast = f1_with_interval(flags, answers, clusters, resamples=200, seed=5)
    slow = with_intervals(
        lambda w: {"f1": flag_figures(flags.astype(float), flags, answers, weights=w)["f1"]},
        clusters,
        resamples=200,
        seed=5,
    )["f1"]
    assert (fast.value, fast.low, fast.high) == pytest.approx((slow.value, slow.low, slow.high))
