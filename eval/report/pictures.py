"""Pictures of an evaluation, in the colour-blind safe palette of Okabe & Ito (2008); every series has a mark as well."""

import io
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure as Canvas
from sklearn.metrics import precision_recall_curve

from coach.types import SIDES, STATUSES
from eval.metrics.calibration.calibration import bins_of
from eval.results import ReviewResult
from eval.rows import FLAGS

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#999999"
Item = Mapping[str, Any]
_STYLE = {"font.size": 8, "axes.spines.top": False, "axes.spines.right": False, "svg.hashsalt": "four-ears"}


def pictures(items: Sequence[Item], result: ReviewResult, curve: Sequence[Mapping[str, float]]) -> dict[str, bytes]:
    """Return PNG pictures by name.

    Args:
        items: predictions of one task, as the suite stores them.
        result: the figures of the same task.
        curve: stored training results (items, average_precision), ascending; empty where none are stored.
    """
    makers: dict[str, Callable[[], Canvas]] = {
        "reliability": lambda: _grid(items, _reliability),
        "precision-recall": lambda: _grid(items, _precision_recall),
        "scores": lambda: _grid(items, _distribution),
        "statuses": lambda: _statuses(items),
        "sides": lambda: _sides(items),
    }
    if curve:
        makers["learning-curve"] = lambda: _learning_curve(curve)
    with mpl.rc_context(_STYLE):
        return {name: _png(make()) for name, make in makers.items()}


def save(found: Mapping[str, bytes], folder: Path) -> None:
    """Write pictures as files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in found.items():
        (folder / f"{name}.png").write_bytes(data)


def _png(canvas: Canvas) -> bytes:
    buffer = io.BytesIO()
    canvas.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
    return buffer.getvalue()


def _grid(items: Sequence[Item], draw: Callable[[Any, np.ndarray, np.ndarray, np.ndarray], None]) -> Canvas:
    canvas = Canvas(figsize=(9, 8), layout="constrained")
    for axes, flag in zip(canvas.subplots(3, 3).flat, FLAGS, strict=True):
        kept = [r for r in items if r["answers"][flag] is not None and (flag != "missing_empathy" or r["customer"])]
        scores = np.array([r["scores"][flag] or 0.0 for r in kept])
        truth = np.array([r["answers"][flag] for r in kept], bool)
        said = np.array([r["flags"][flag] for r in kept], bool)
        axes.set_title(f"{flag} ({int(truth.sum())} of {len(truth)})", fontsize=8)
        if len(kept) and truth.any() and not truth.all():
            draw(axes, scores, truth, said)
        else:
            axes.text(0.5, 0.5, "too few", ha="center", transform=axes.transAxes, color=GREY)
    return canvas


def _reliability(axes: Any, scores: np.ndarray, truth: np.ndarray, said: np.ndarray) -> None:
    parts = bins_of(scores)
    axes.plot([0, 1], [0, 1], color=GREY, linestyle=":", linewidth=1)
    axes.plot([scores[p].mean() for p in parts], [truth[p].mean() for p in parts], color=BLUE, marker="o", markersize=4)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="mean probability", ylabel="share of positives")


def _precision_recall(axes: Any, scores: np.ndarray, truth: np.ndarray, said: np.ndarray) -> None:
    precision, recall, _ = precision_recall_curve(truth, scores)
    axes.step(recall, precision, color=BLUE, where="post")
    axes.axhline(truth.mean(), color=GREY, linestyle=":", linewidth=1)
    if said.any():
        hits = float((said & truth).sum())
        axes.plot(hits / truth.sum(), hits / said.sum(), color=ORANGE, marker="D", markersize=6, linestyle="none")
    axes.set(xlim=(0, 1.02), ylim=(0, 1.02), xlabel="recall", ylabel="precision")


def _distribution(axes: Any, scores: np.ndarray, truth: np.ndarray, said: np.ndarray) -> None:
    edges = np.linspace(0, 1, 21)
    axes.hist(scores[~truth], edges, color=BLUE, alpha=0.75, label="clear")
    axes.hist(scores[truth], edges, histtype="step", color=ORANGE, hatch="///", label="flagged by the reader")
    if said.any():
        axes.axvline(scores[said].min(), color="black", linestyle="--", linewidth=1)
    axes.set(xlim=(0, 1), xlabel="probability", ylabel="drafts", yscale="symlog")
    axes.legend(fontsize=6, frameon=False)


def _statuses(items: Sequence[Item]) -> Canvas:
    pairs = Counter((truth, guess) for r in items for truth, guess in r["statuses"])
    table = np.array([[pairs[truth, guess] for guess in STATUSES] for truth in STATUSES])
    canvas = Canvas(figsize=(3.6, 3), layout="constrained")
    axes = canvas.subplots()
    axes.imshow(table / np.maximum(table.sum(1, keepdims=True), 1), cmap="Blues", vmin=0, vmax=1)
    for (i, j), count in np.ndenumerate(table):
        axes.text(
            j, i, str(count), ha="center", va="center", color="white" if count > 0.6 * table[i].sum() else "black"
        )
    axes.set_xticks(range(3), STATUSES)
    axes.set_yticks(range(3), STATUSES)
    axes.set(xlabel="found", ylabel="read")
    axes.set_title("status of matched requests", fontsize=8)
    return canvas


def _sides(items: Sequence[Item]) -> Canvas:
    canvas = Canvas(figsize=(6.4, 2.6), layout="constrained")
    for axes, whose in zip(canvas.subplots(1, 2, sharey=True), ("customer", "draft"), strict=True):
        pairs = [[r["grades"][f"{whose} {side}"] for r in items if f"{whose} {side}" in r["grades"]] for side in SIDES]
        means = [np.mean(found, axis=0) if found else (0.0, 0.0) for found in pairs]
        places = np.arange(len(SIDES))
        axes.barh(places - 0.2, [m[1] for m in means], 0.38, color=GREY, label="read")
        axes.barh(places + 0.2, [m[0] for m in means], 0.38, color=BLUE, hatch="//", edgecolor="white", label="found")
        axes.set_yticks(places, [side.replace("_", " ") for side in SIDES])
        axes.set(xlim=(0, 2), xlabel="mean grade", title=whose)
        axes.invert_yaxis()
    axes.legend(fontsize=7, frameon=False)
    return canvas


def _learning_curve(curve: Sequence[Mapping[str, float]]) -> Canvas:
    canvas = Canvas(figsize=(4, 2.8), layout="constrained")
    axes = canvas.subplots()
    axes.plot([p["items"] for p in curve], [p["average_precision"] for p in curve], color=GREEN, marker="s")
    axes.set(xlabel="training items", ylabel="mean average precision")
    axes.set_title("learning curve, four main flags, out of fold", fontsize=8)
    return canvas
