"""Calibration: adaptive-bin ECE with the band of a perfectly calibrated model, Brier score, reliability bins."""

from collections.abc import Sequence
from typing import Any

import datasets
import evaluate
import numpy as np

DRAWS = 1000
MOST_BINS, PER_BIN = 10, 20


def bins_of(scores: Sequence[float]) -> list[np.ndarray]:
    """Return the item numbers of each bin: equal counts, at least 20 each, at most ten bins (Nguyen & O'Connor 2015)."""
    order = np.argsort(np.asarray(scores, float), kind="stable")
    return [part for part in np.array_split(order, max(1, min(MOST_BINS, len(order) // PER_BIN))) if len(part)]


def calibration_figures(scores: Sequence[float], answers: Sequence[bool], *, seed: int) -> dict[str, Any]:
    """Return the calibration of probabilities.

    Args:
        scores: probabilities in [0, 1].
        answers: what the reader said.
        seed: of the band's draws.

    Returns:
        `ece`; `band`, the 5th and 95th percentile of the ECE that a perfectly calibrated model with these probabilities
        would show on as many items (answers drawn from them); `inside`, whether the ECE is not above the band; `brier`;
        `bins` of (mean probability, share of positives, items).
    """
    p, y = np.asarray(scores, float), np.asarray(answers, float)
    parts = bins_of(p)
    drawn = np.random.default_rng(seed).random((DRAWS, len(p))) < p
    band = np.percentile(_ece(parts, p, drawn.astype(float)), [5, 95])
    ece = float(_ece(parts, p, y[None, :])[0])
    return {
        "ece": ece,
        "band": [float(band[0]), float(band[1])],
        "inside": bool(ece <= band[1]),
        "brier": float(((p - y) ** 2).mean()),
        "bins": [[float(p[part].mean()), float(y[part].mean()), len(part)] for part in parts],
    }


def _ece(parts: Sequence[np.ndarray], p: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """Return the ECE of each row of answers [draws, items]."""
    gaps = [np.abs(p[part].mean() - answers[:, part].mean(1)) * len(part) for part in parts]
    return np.asarray(np.sum(gaps, axis=0) / len(p))


class Calibration(evaluate.Metric):
    """The same, for the `evaluate` library."""

    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description=__doc__,
            citation="Nguyen & O'Connor 2015; Guo et al. 2017",
            inputs_description="predictions: probabilities; references: the reader's answers",
            features=datasets.Features(
                {"predictions": datasets.Value("float64"), "references": datasets.Value("bool")}
            ),
        )

    def _compute(self, predictions: list[float], references: list[bool], seed: int = 13) -> dict[str, Any]:
        return calibration_figures(predictions, references, seed=seed)
