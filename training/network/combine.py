"""Combiners and calibration: from out-of-fold passes of the network to decisions."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from models.interface import FLAGS, QUESTION_LABEL, REASONS
from models.network.classifier import Pass
from models.network.decoding import request_spans
from training.calibrate import Held, Units
from training.items import Item
from training.spans import match_spans, span_f1

_ASK_THRESHOLDS = [round(0.15 + 0.05 * i, 2) for i in range(14)]
Weights = dict[str, float]
Rows = list[tuple[Item, dict[str, float], bool]]  # item, named features, answer


def best_ask_threshold(passes: Sequence[tuple[Item, Pass]]) -> tuple[float, float]:
    """Return the token threshold with the best span F1, one item per conversation, and that F1."""
    first = {item.record.conversation_id: (item, read) for item, read in reversed(passes)}
    scored = []
    for threshold in _ASK_THRESHOLDS:
        found = [
            (item, [read.place(s) for s in request_spans(read.conversation, threshold)])
            for item, read in first.values()
        ]
        scored.append((span_f1(found)[2], threshold))
    f1, threshold = max(scored)
    return threshold, f1


def labelled_rows(passes: Sequence[tuple[Item, Pass]]) -> dict[str, Rows]:
    """Return the rows of every label: items where it is annotated, and the requests that the network found.

    A request that is none, or is open and taken up, counts as not unanswered: so the score is judged end to end.
    """
    rows: dict[str, Rows] = {}
    for item, read in passes:
        labels, features = item.record.labels, read.features()
        answers = {name: labels.get(name) for name in FLAGS}
        answers |= {r: r in labels["hurried_reasons"] for r in REASONS}
        if not item.example.customer_turn:
            answers["missing_empathy"] = None
        for name, value in answers.items():
            if value is not None:
                rows.setdefault(name, []).append((item, features, bool(value)))
        places = [read.place(s) for s in read.spans]
        gold = [(q["message"], q["start"], q["end"]) for q in labels["questions"]]
        status = {i: labels["questions"][j]["status"] for i, j in match_spans(places, gold)}
        for i in range(len(places)):
            row = (item, read.request_features(features, i), status.get(i) == "unanswered")
            rows.setdefault(QUESTION_LABEL, []).append(row)
    return rows


def drafts_of(passes: Sequence[tuple[Item, Pass]], rows: Rows) -> Units:
    """Return the drafts that the rows of requests belong to, and whether they leave any request open."""
    index = {item.record.id: i for i, (item, _) in enumerate(passes)}
    answers = [int(bool(item.record.labels[QUESTION_LABEL])) for item, _ in passes]
    return Units([index[item.record.id] for item, _, _ in rows], answers)


def combine(rows: Rows, names: Sequence[str], *, C: float, folds: int) -> tuple[Weights, Held]:
    """Fit a logistic regression on named features; return its weights and logits from folds it was not fitted on."""
    matrix = np.array([[features[n] for n in names] for _, features, _ in rows])
    answers = np.array([answer for _, _, answer in rows], dtype=int)
    groups = [item.record.brief for item, _, _ in rows]
    languages = [item.example.language for item, _, _ in rows]
    if answers.sum() < folds or answers.sum() > len(answers) - folds:
        return {"": 0.0, names[0]: 1.0}, Held(matrix[:, 0].tolist(), answers.tolist(), languages)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=C, max_iter=2000))
    logits = cross_val_predict(model, matrix, answers, groups=groups, cv=GroupKFold(folds), method="decision_function")
    scaler, regression = model.fit(matrix, answers).steps[0][1], model.steps[1][1]
    raw = regression.coef_[0] / scaler.scale_
    bias = float(regression.intercept_[0] - (raw * scaler.mean_).sum())
    weights = {"": round(bias, 6)} | {n: round(float(w), 6) for n, w in zip(names, raw, strict=True)}
    return weights, Held(logits.tolist(), answers.tolist(), languages)


def combine_all(rows: Mapping[str, Rows], config: Mapping[str, Any]) -> tuple[dict[str, Weights], dict[str, Held]]:
    """Return combiner weights and held-out logits of every label."""
    settings = config["combiner"]
    weights, held = {}, {}
    for label, names in settings["features"].items():
        weights[label], held[label] = combine(rows[label], names, C=settings["C"], folds=config["folds"])
    return weights, held
