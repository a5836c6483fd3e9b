"""Calibration and operating points from out-of-fold logits."""

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

from models import LabelCalibration

_SMALLEST_SLOPE = 0.05  # a useless score must not turn round


@dataclass(frozen=True)
class Held:
    """Out-of-fold logits of one label."""

    logits: list[float]
    answers: list[int]
    languages: list[str]


@dataclass(frozen=True)
class Units:
    """What is decided on where rows are parts of it: a draft is flagged when one of its requests is."""

    of: list[int]  # the unit of each row
    answers: list[int]  # per unit, also of those without a row


def ranking(held: Held) -> dict[str, float | int | None]:
    """Return how well logits rank the positives first; None where all answers are the same."""
    if len(set(held.answers)) < 2:
        return {"positives": sum(held.answers), "items": len(held.answers), "auroc": None, "average_precision": None}
    return {
        "positives": int(sum(held.answers)),
        "items": len(held.answers),
        "auroc": round(float(roc_auc_score(held.answers, held.logits)), 4),
        "average_precision": round(float(average_precision_score(held.answers, held.logits)), 4),
    }


def calibrate(held: Held, *, precision: float, minimum_flagged: int, units: Units | None = None) -> LabelCalibration:
    """Fit Platt scaling with a shared slope and one offset per language on rows, then choose the operating point.

    The operating point is the lowest threshold at which the out-of-fold precision meets the wish, counted from
    `minimum_flagged` flagged items on; where none does, the threshold of the best F1, and the label ships silent.
    Precision is that of `units` where they are given: a unit's probability is its likeliest row's.
    """
    logits, answers, languages = held.logits, held.answers, held.languages
    known = sorted(set(languages))
    if len(set(answers)) < 2:  # nothing to fit on: the raw logit stands, and the label ships silent
        return LabelCalibration(1.0, dict.fromkeys(known, 0.0), 0.5, True, positives=sum(answers))
    columns = np.array([[x, *(float(code == k) for k in known)] for x, code in zip(logits, languages, strict=True)])
    target = np.array(answers)
    fitted = LogisticRegression(C=10.0, fit_intercept=False, max_iter=2000).fit(columns, target).coef_[0]
    slope = max(float(fitted[0]), _SMALLEST_SLOPE)
    offsets = {code: round(float(value), 6) for code, value in zip(known, fitted[1:], strict=True)}
    label = LabelCalibration(round(slope, 6), offsets, 0.5, True, positives=int(target.sum()))
    values = np.array([label.probability(x, code) for x, code in zip(logits, languages, strict=True)])
    if units:
        highest = np.zeros(len(units.answers))
        np.maximum.at(highest, units.of, values)
        values, target = highest, np.array(units.answers)
    threshold, silent = operating_point(values, target, precision=precision, minimum_flagged=minimum_flagged)
    flagged = values >= threshold
    hits = int((flagged & (target == 1)).sum())
    return LabelCalibration(
        slope=label.slope,
        offsets=offsets,
        threshold=threshold,
        silent=silent,
        precision=round(hits / max(1, int(flagged.sum())), 4),
        recall=round(hits / max(1, int(target.sum())), 4),
        positives=int(target.sum()),
    )


def operating_point(
    values: np.ndarray, target: np.ndarray, *, precision: float, minimum_flagged: int
) -> tuple[float, bool]:
    """Return the threshold, rounded down to four digits, and whether the wished precision was missed."""
    candidates = np.unique(np.floor(values * 1e4) / 1e4)
    candidates = candidates[(candidates > 0) & (candidates < 1)]
    best, best_f1 = 0.5, -1.0
    for threshold in candidates:  # ascending
        flagged = values >= threshold
        hits, count = int((flagged & (target == 1)).sum()), int(flagged.sum())
        if count >= minimum_flagged and hits / count >= precision:
            return float(threshold), False
        f1 = 2 * hits / (count + int(target.sum()))
        if f1 > best_f1:
            best, best_f1 = float(threshold), f1
    return best, True
