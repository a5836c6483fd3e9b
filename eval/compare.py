"""The gate for releases: is model B no worse than model A on the same items?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import binomtest
from sklearn.metrics import average_precision_score

from eval.bootstrap import resampled_weights
from eval.errors import EvalError
from eval.results import BehaviourResult, Results
from eval.rows import FLAGS

MAIN = ("missing_empathy", "irony", "unanswered_question", "hurried")
CAPABILITY_RISE = 0.2  # of a capability's tests that may fail anew before the gate closes
SIGNIFICANT = 0.05
Item = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """B minus A on one flag of one task."""

    task: str
    flag: str
    metric: str
    before: float
    after: float
    low: float  # 95 % interval of the difference
    high: float

    @property
    def worse(self) -> bool:
        """Tell whether B is certainly worse."""
        return self.high < 0


@dataclass(frozen=True)
class Comparison:
    """All differences, and what closes the gate."""

    differences: tuple[Difference, ...]
    regressions: tuple[str, ...]  # one sentence each; empty: B may be released


def compare(before: Path, after: Path, *, resamples: int = 2000, seed: int = 13) -> Comparison:
    """Compare two result folders by paired bootstrap over conversations (Efron & Tibshirani 1993).

    Raises:
        EvalError: when a folder holds no results, or the two were made from different items.
    """
    a, b = Results.load(before), Results.load(after)
    differences: list[Difference] = []
    regressions: list[str] = []
    for path in sorted((before / "predictions").glob("*.jsonl")):
        pairs = _paired(path, after / "predictions" / path.name)
        regressions += [f"{path.stem}: {bad}" for bad in _damage([other for _, other in pairs])]
        differences += _differences(path.stem, pairs, resamples, seed)
    if not differences:
        raise EvalError(f"{before}: expected predictions of an own corpus, found none")
    regressions += _fallen(differences)
    regressions += _behaviour(a, b)
    return Comparison(tuple(differences), tuple(regressions))


def _fallen(differences: Sequence[Difference]) -> list[str]:
    """Return the main flags that are certainly worse.

    A fall of F1 by which precision rises is an operating point that moved along the curve, and no regression.
    """
    stricter = {(d.task, d.flag) for d in differences if d.metric == "precision" and d.after > d.before}
    return [
        f"{d.task}: {d.metric.replace('_', ' ')} of {d.flag} fell from {d.before:.3f} to {d.after:.3f} "
        f"(95 % interval {d.low:+.3f} to {d.high:+.3f})"
        for d in differences
        if d.flag in MAIN
        and d.worse
        and (d.metric == "average_precision" or (d.metric == "f1" and (d.task, d.flag) not in stricter))
    ]


def _paired(before: Path, after: Path) -> list[tuple[Item, Item]]:
    first, second = _read(before), _read(after)
    if [r["id"] for r in first] != [r["id"] for r in second] or [r["answers"] for r in first] != [
        r["answers"] for r in second
    ]:
        raise EvalError(
            f"{after}: expected the items and labels of {before}, found others; run both evaluations on the same data"
        )
    return list(zip(first, second, strict=True))


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]
    except FileNotFoundError:
        raise EvalError(f"{path}: expected predictions, found nothing there") from None
    except ValueError as error:
        raise EvalError(f"{path}: expected predictions, it is damaged ({error})") from None


def _damage(items: Sequence[Item]) -> list[str]:
    """Return what no sound model does: scores that are no numbers, or the same score for everything."""
    found = []
    for flag in FLAGS:
        scores = [r["scores"][flag] for r in items if r["scores"][flag] is not None]
        if not all(np.isfinite(scores)):
            found.append(f"scores of {flag} are no numbers")
        elif len(scores) > 20 and max(scores) - min(scores) < 1e-6:
            found.append(f"scores of {flag} are all the same")
    return found


def _differences(task: str, pairs: Sequence[tuple[Item, Item]], resamples: int, seed: int) -> list[Difference]:
    result = []
    for flag in FLAGS:
        kept = [
            (a, b) for a, b in pairs if a["answers"][flag] is not None and (flag != "missing_empathy" or a["customer"])
        ]
        truth = np.array([a["answers"][flag] for a, _ in kept], bool)
        scores = [np.array([pair[side]["scores"][flag] or 0.0 for pair in kept]) for side in (0, 1)]
        if not truth.any() or truth.all() or not np.isfinite(scores).all():
            continue
        weights = resampled_weights([a["cluster"] for a, _ in kept], resamples=resamples, seed=seed)
        ones = np.ones((1, len(kept)), int)
        said = [np.array([pair[side]["flags"][flag] for pair in kept], bool) for side in (0, 1)]
        drawn = [_f1(said[side], truth, weights) for side in (0, 1)]
        value = [float(_f1(said[side], truth, ones)[0]) for side in (0, 1)]
        result.append(_difference(task, flag, "f1", value, drawn[1] - drawn[0]))
        drawn = [_precision(said[side], truth, weights) for side in (0, 1)]
        value = [float(_precision(said[side], truth, ones)[0]) for side in (0, 1)]
        result.append(_difference(task, flag, "precision", value, drawn[1] - drawn[0]))
        usable = [w for w in weights[: resamples // 4] if 0 < (w * truth).sum() < w.sum()]
        ranked = [np.array([average_precision_score(truth, s, sample_weight=w) for w in usable]) for s in scores]
        areas = [float(average_precision_score(truth, s)) for s in scores]
        result.append(_difference(task, flag, "average_precision", areas, ranked[1] - ranked[0]))
    return result


def _difference(task: str, flag: str, metric: str, values: Sequence[float], drawn: np.ndarray) -> Difference:
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Difference(task, flag, metric, values[0], values[1], float(low), float(high))


def _f1(said: np.ndarray, truth: np.ndarray, weights: np.ndarray) -> np.ndarray:
    total = weights @ said.astype(int) + weights @ truth.astype(int)
    return np.asarray(2.0 * (weights @ (said & truth)) / np.maximum(total, 1e-9))


def _precision(said: np.ndarray, truth: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.asarray((weights @ (said & truth)) / np.maximum(weights @ said.astype(int), 1e-9))


def _behaviour(a: Results, b: Results) -> list[str]:
    before, after = a.tasks.get("behaviour"), b.tasks.get("behaviour")
    if not isinstance(before, BehaviourResult) or not isinstance(after, BehaviourResult):
        return []
    found = []
    worse = better = 0
    for name, capability in after.capabilities.items():
        old = set(before.capabilities[name].failed) if name in before.capabilities else set()
        anew, mended = set(capability.failed) - old, old - set(capability.failed)
        worse, better = worse + len(anew), better + len(mended)
        if len(anew) - len(mended) > CAPABILITY_RISE * capability.tests:
            found.append(
                f"behaviour {name}: {len(anew)} of {capability.tests} tests fail anew, {len(mended)} pass anew"
            )
    if worse > better and binomtest(worse, worse + better).pvalue < SIGNIFICANT:
        found.append(f"behaviour: {worse} tests fail anew and {better} pass anew")
    return found
