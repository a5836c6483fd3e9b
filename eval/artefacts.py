"""Whether a label can be told without the draft: then it is the conversation that gives it away."""

from collections.abc import Mapping, Sequence

import numpy as np
from sklearn.metrics import roc_auc_score

from eval.baselines import Verdicts
from eval.results import Figure
from eval.review import Draws
from eval.rows import Row

CHANCE = ("irony", "blame", "hurried")  # flags that a conversation alone must not predict


def artefact_figures(
    rows: Sequence[Row], verdicts: Mapping[str, Mapping[str, Verdicts]], draws: Draws
) -> dict[str, Figure]:
    """Return AUROCs of the conversation-only baseline that should hold 0.5 in their interval.

    `missing_empathy within equal need` averages over the grades of need, weighted by their pairs: what the customer
    carries says much about whether empathy is called for, but must say nothing about whether it is given.
    """
    if "conversation only" not in verdicts:
        return {}
    said = verdicts["conversation only"]
    result = {flag: _auroc(rows, said[flag].scores, flag, draws, [None]) for flag in CHANCE}
    need = [row.labels.get("empathy_need") for row in rows]
    result["missing_empathy within equal need"] = _auroc(
        rows, said["missing_empathy"].scores, "missing_empathy", draws, [1, 2], need
    )
    return result


def _auroc(
    rows: Sequence[Row],
    scores: np.ndarray,
    flag: str,
    draws: Draws,
    strata: Sequence[int | None],
    stratum: Sequence[int | None] = (),
) -> Figure:
    kept = [i for i, row in enumerate(rows) if row.answer(flag) is not None and row.draft.customer_turn]
    answers = np.array([bool(rows[i].answer(flag)) for i in kept])
    groups = np.array([stratum[i] if stratum else None for i in kept], object)

    def compute(weights: np.ndarray | None) -> dict[str, float | None]:
        times = np.ones(len(kept)) if weights is None else weights.astype(float)
        total = pairs = 0.0
        for value in strata:
            inside = (groups == value) & (times > 0) if value is not None else times > 0
            positive, negative = times[inside & answers].sum(), times[inside & ~answers].sum()
            if positive and negative:
                area = roc_auc_score(answers[inside], scores[kept][inside], sample_weight=times[inside])
                total, pairs = total + area * positive * negative, pairs + positive * negative
        return {"auroc": total / pairs if pairs else None}

    return draws.figures(compute, [rows[i] for i in kept])["auroc"]
