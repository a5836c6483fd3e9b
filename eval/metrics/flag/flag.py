"""How well one flag is predicted: decisions at the shipped threshold, and the ranking by score."""

from collections.abc import Sequence

import datasets
import evaluate
import numpy as np
from sklearn.metrics import average_precision_score, precision_recall_fscore_support, roc_auc_score

Figures = dict[str, float | None]


def flag_figures(
    scores: Sequence[float],
    flags: Sequence[bool],
    answers: Sequence[bool],
    *,
    weights: Sequence[float] | np.ndarray | None = None,
) -> Figures:
    """Return precision, recall, F1, AUROC and average precision.

    Args:
        scores: probabilities in [0, 1].
        flags: decisions at the threshold.
        answers: what the reader said.
        weights: how often each item counts; None: once.

    Returns:
        Figures in [0, 1]; AUROC and average precision are None where all answers are the same.
    """
    truth = np.asarray(answers, bool)
    precision, recall, f1, _ = precision_recall_fscore_support(
        truth, np.asarray(flags, bool), average="binary", pos_label=True, sample_weight=weights, zero_division=0.0
    )
    counted = truth if weights is None else truth[np.asarray(weights) > 0]
    mixed = 0 < counted.sum() < len(counted)
    return {
        "precision": float(precision),
        "recall": float(recall),
        "f1": float(f1),
        "auroc": float(roc_auc_score(truth, scores, sample_weight=weights)) if mixed else None,
        "average_precision": float(average_precision_score(truth, scores, sample_weight=weights)) if mixed else None,
    }


class Flag(evaluate.Metric):
    """The same, for the `evaluate` library."""

    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description=__doc__,
            citation="",
            inputs_description="predictions: probabilities; flags: decisions; references: the reader's answers",
            features=datasets.Features(
                {
                    "predictions": datasets.Value("float64"),
                    "flags": datasets.Value("bool"),
                    "references": datasets.Value("bool"),
                }
            ),
        )

    def _compute(self, predictions: list[float], flags: list[bool], references: list[bool]) -> Figures:
        return flag_figures(predictions, flags, references)
