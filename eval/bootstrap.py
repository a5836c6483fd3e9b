"""Intervals: items are drawn anew by whole conversations, since sibling drafts are not independent."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from eval.results import Figure

Figures = Mapping[str, float | None]


def resampled_weights(clusters: Sequence[str], *, resamples: int, seed: int) -> np.ndarray:
    """Return how often each item counts in each draw, int64 [resamples, items]: whole clusters with replacement."""
    names, number = np.unique(np.asarray(clusters, dtype=object).astype(str), return_inverse=True)
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, len(names), (resamples, len(names)))
    counts = np.stack([np.bincount(row, minlength=len(names)) for row in drawn]) if len(names) else drawn
    return np.asarray(counts[:, number])


def with_intervals(
    compute: Callable[[np.ndarray | None], Figures], clusters: Sequence[str], *, resamples: int, seed: int
) -> dict[str, Figure]:
    """Return each figure with its 95 % percentile interval.

    Args:
        compute: figures for given weights per item; None counts each item once.
        clusters: per item the conversation it belongs to.
        resamples: draws; 0 leaves the intervals out.
        seed: of the draws.
    """
    values = compute(None)
    draws = [compute(row) for row in resampled_weights(clusters, resamples=resamples, seed=seed)] if resamples else []
    return {name: _figure(value, [draw[name] for draw in draws]) for name, value in values.items()}


def _figure(value: float | None, draws: Sequence[float | None]) -> Figure:
    found = [draw for draw in draws if draw is not None and np.isfinite(draw)]
    if value is None or len(found) < 0.5 * len(draws) or not found:
        return Figure(value=value)
    low, high = np.percentile(found, [2.5, 97.5])
    return Figure(value=value, low=float(low), high=float(high))


def f1_with_interval(
    flags: Sequence[bool], answers: Sequence[bool], clusters: Sequence[str], *, resamples: int, seed: int
) -> Figure:
    """Return F1 with its interval, all draws at once."""
    said, truth = np.asarray(flags, bool), np.asarray(answers, bool)

    def score(weights: np.ndarray) -> np.ndarray:
        both = 2.0 * (weights @ (said & truth))
        return np.asarray(both / np.maximum(weights @ said.astype(int) + weights @ truth.astype(int), 1e-9))

    value = float(score(np.ones((1, len(said)), int))[0])
    if not resamples:
        return Figure(value=value)
    return _figure(value, score(resampled_weights(clusters, resamples=resamples, seed=seed)).tolist())
