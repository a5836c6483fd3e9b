"""Risk and coverage: how the error rate falls when only the surest decisions are kept."""

from collections.abc import Sequence
from typing import Any

import datasets
import evaluate
import numpy as np


def risk_coverage(
    scores: Sequence[float], flags: Sequence[bool], answers: Sequence[bool], threshold: float
) -> dict[str, Any]:
    """Return the area under the risk-coverage curve (El-Yaniv & Wiener 2010) and the curve.

    Args:
        scores: probabilities in [0, 1]; a decision is the surer, the further from the threshold.
        flags: decisions at the threshold.
        answers: what the reader said.
        threshold: in (0, 1).

    Returns:
        `area` in [0, 1] (lower is better) and `curve`, the error rate at each tenth of coverage.
    """
    p = np.asarray(scores, float)
    sure = np.where(p >= threshold, (p - threshold) / (1 - threshold), (threshold - p) / threshold)
    wrong = (np.asarray(flags, bool) != np.asarray(answers, bool)).astype(float)
    ordered = wrong[np.argsort(-sure, kind="stable")]
    risk = np.cumsum(ordered) / np.arange(1, len(ordered) + 1)
    kept = [max(1, round(len(ordered) * share / 10)) for share in range(1, 11)]
    return {"area": float(risk.mean()), "curve": [float(risk[k - 1]) for k in kept]}


class RiskCoverage(evaluate.Metric):
    """The same, for the `evaluate` library."""

    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description=__doc__,
            citation="El-Yaniv & Wiener 2010, On the Foundations of Noise-free Selective Classification",
            inputs_description="predictions: probabilities; flags: decisions; references: the reader's answers",
            features=datasets.Features(
                {
                    "predictions": datasets.Value("float64"),
                    "flags": datasets.Value("bool"),
                    "references": datasets.Value("bool"),
                }
            ),
        )

    def _compute(
        self, predictions: list[float], flags: list[bool], references: list[bool], threshold: float = 0.5
    ) -> dict[str, Any]:
        return risk_coverage(predictions, flags, references, threshold)
