"""How well an ordinal grade is met: quadratic kappa of the rounded grade, Spearman, mean absolute error."""

from collections.abc import Sequence

import datasets
import evaluate
import numpy as np
from scipy.stats import spearmanr
from sklearn.metrics import cohen_kappa_score

Figures = dict[str, float | None]


def grade_figures(
    expected: Sequence[float], grades: Sequence[int], *, weights: Sequence[float] | np.ndarray | None = None
) -> Figures:
    """Return quadratic kappa (Cohen 1968), Spearman's correlation and the mean absolute error.

    Args:
        expected: expected grades, such as 1.3; kappa takes them rounded.
        grades: whole grades of the reader.
        weights: whole numbers, how often each item counts; None: once.

    Returns:
        The figures; kappa and Spearman are None where one side never varies.
    """
    guess, truth = np.asarray(expected, float), np.asarray(grades, int)
    if weights is not None:
        times = np.asarray(weights, int)
        guess, truth = np.repeat(guess, times), np.repeat(truth, times)
    rounded = np.rint(guess).astype(int)
    varies = len(set(truth.tolist())) > 1
    return {
        "quadratic_kappa": float(cohen_kappa_score(truth, rounded, weights="quadratic")) if varies else None,
        "spearman": float(spearmanr(guess, truth).statistic) if varies and len(set(guess.tolist())) > 1 else None,
        "mean_absolute_error": float(np.abs(guess - truth).mean()),
    }


class Grade(evaluate.Metric):
    """The same, for the `evaluate` library."""

    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description=__doc__,
            citation="",
            inputs_description="predictions: expected grades; references: the reader's whole grades",
            features=datasets.Features(
                {"predictions": datasets.Value("float64"), "references": datasets.Value("int64")}
            ),
        )

    def _compute(self, predictions: list[float], references: list[int]) -> Figures:
        return grade_figures(predictions, references)
