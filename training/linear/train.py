"""From corpus to checkpoint: fit, calibrate out of fold, write the folder."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from rich.progress import track
from sklearn.metrics import average_precision_score

from coach.rubric import Rubric
from models import Calibration
from models.checkpoint import write_json
from models.interface import REASONS
from models.linear.classifier import LinearReplyClassifier, join_clauses
from models.linear.features import Views
from training.calibrate import Held, calibrate, ranking
from training.corpus.records import MAIN
from training.items import Item
from training.linear.card import write_linear_card
from training.linear.fit import fit_models, out_of_fold
from training.spans import span_f1

_ASK_THRESHOLDS = [round(0.2 + 0.05 * i, 2) for i in range(11)]
_CURVE = (0.25, 0.5, 0.75)  # of the briefs, and of an archive's conversations
_REASON_PRECISION = 0.5  # a reason is named where it is likelier than not among such cases
_UNPROVEN_REASON = 0.5  # and where none such was found out of fold, from an even chance on


def train(items: Sequence[Item], *, config: Mapping[str, Any], rubric: Rubric, output: Path) -> None:
    """Fit on `items`, calibrate on their out-of-fold logits, write checkpoint, metrics and card."""
    held, models = out_of_fold(items, config)
    ask_threshold = best_ask_threshold(models)
    wishes = {c.label: c.precision for c in rubric} | dict.fromkeys(REASONS, _REASON_PRECISION)
    calibration = Calibration(
        {
            name: calibrate(h, precision=wishes[name], minimum_flagged=config["minimum_flagged"])
            for name, h in sorted(held.items())
        }
    )
    model = replace(
        fit_models(items, config),
        calibration=calibration,
        ask_threshold=ask_threshold,
        reason_thresholds={r: _UNPROVEN_REASON if calibration[r].silent else calibration[r].threshold for r in REASONS},
    )
    model.save_pretrained(output)
    metrics = {
        "out_of_fold": {name: ranking(h) for name, h in sorted(held.items())},
        "items": _counts(items),
        "learning_curve": [*learning_curve(items, config), curve_point(items, held)],
    }
    write_json(output / "metrics.json", metrics)
    write_linear_card(output, model, metrics)


def _counts(items: Sequence[Item]) -> dict[str, int]:
    """Return how many items are of the corpus, and where there are any, how many are not."""
    extra = sum(item.record.archived for item in items)
    return {"train": len(items) - extra, **({"extra": extra} if extra else {})}


def learning_curve(items: Sequence[Item], config: Mapping[str, Any]) -> list[dict[str, float | int]]:
    """Return the points of the curve for a quarter, a half and three quarters of the groups, each within the next."""
    groups = [{item.record.group for item in items if item.record.archived == kind} for kind in (False, True)]
    ranked = [sorted(group, key=lambda name: sha256(name.encode()).hexdigest()) for group in groups]
    points = []
    for share in _CURVE:
        chosen = {name for names in ranked for name in names[: round(share * len(names))]}
        part = [item for item in items if item.record.group in chosen]
        points.append(curve_point(part, out_of_fold(part, config)[0]))
    return points


def curve_point(items: Sequence[Item], held: Mapping[str, Held]) -> dict[str, float | int]:
    """Return how many items there were and the mean average precision of the four main flags out of fold."""
    found = [float(average_precision_score(held[flag].answers, held[flag].logits)) for flag in MAIN]
    return {"items": len(items), "average_precision": round(sum(found) / len(found), 4)}


def best_ask_threshold(models: Sequence[tuple[Item, LinearReplyClassifier]]) -> float:
    """Return the clause threshold with the best out-of-fold span F1, one item per conversation with annotated requests."""
    first: dict[str, tuple[Item, LinearReplyClassifier]] = {}
    for item, model in models:
        if "questions" in item.record.labels:
            first.setdefault(item.record.conversation_id, (item, model))
    logits = [(i, m.clause_logits(Views(i.example, m.idf))) for i, m in track(list(first.values()), "requests")]
    scored = [(span_f1([(i, _spans(i, found, t)) for i, found in logits])[2], t) for t in _ASK_THRESHOLDS]
    return max(scored)[1]


def _spans(item: Item, clauses: Mapping[int, list[dict[str, float]]], threshold: float) -> list[tuple[int, int, int]]:
    return [(m, *s) for m, logits in clauses.items() for s in join_clauses(item.example, m, logits, threshold)]
