"""Alarms: what people see although nothing is wrong, and how often they see anything."""

from collections.abc import Sequence

import datasets
import evaluate
import numpy as np


def alarm_figures(
    shown: Sequence[bool], clean: Sequence[bool], *, weights: Sequence[float] | np.ndarray | None = None
) -> dict[str, float | None]:
    """Return alarms per 100 clean drafts and the share of all drafts with a card.

    Args:
        shown: whether a draft got a card.
        clean: whether the reader set no flag at all.
        weights: how often each draft counts; None: once.

    Returns:
        `per_100_clean` in [0, 100], None without clean drafts; `share_shown` in [0, 1], None without drafts.
    """
    cards, good = np.asarray(shown, float), np.asarray(clean, bool)
    times = np.ones(len(cards)) if weights is None else np.asarray(weights, float)
    return {
        "per_100_clean": float(100 * np.average(cards[good], weights=times[good])) if times[good].sum() else None,
        "share_shown": float(np.average(cards, weights=times)) if times.sum() else None,
    }


class Alarm(evaluate.Metric):
    """The same, for the `evaluate` library."""

    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description=__doc__,
            citation="",
            inputs_description="predictions: whether a card was shown; references: whether the draft is clean",
            features=datasets.Features({"predictions": datasets.Value("bool"), "references": datasets.Value("bool")}),
        )

    def _compute(self, predictions: list[bool], references: list[bool]) -> dict[str, float | None]:
        return alarm_figures(predictions, references)
