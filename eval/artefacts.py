"""Whether a label can be told without the draft: then it is the conversation that gives it away."""

from collections.abc import Mapping, Sequence

import numpy as np

from eval.baselines import Verdicts
from eval.results import Figure
from eval.review import Draws
from eval.rows import Row
from training.corpus.artefacts import CHANCE, WITHIN_NEED, stratified_auroc


def artefact_figures(
    rows: Sequence[Row], verdicts: Mapping[str, Mapping[str, Verdicts]], draws: Draws
) -> dict[str, Figure]:
    """Return AUROCs of the conversation-only baseline that should hold 0.5 in their interval.

    The one within equal need averages over the grades of need, weighted by their pairs: what the customer
    carries says much about whether empathy is called for, but must say nothing about whether it is given.
    """
    if "conversation only" not in verdicts:
        return {}
    said = verdicts["conversation only"]
    result = {flag: _auroc(rows, said[flag].scores, flag, draws) for flag in CHANCE if flag != WITHIN_NEED}
    need = [row.labels.get("empathy_need") for row in rows]
    result[WITHIN_NEED] = _auroc(rows, said["missing_empathy"].scores, "missing_empathy", draws, need)
    return result


def _auroc(
    rows: Sequence[Row],
    scores: np.ndarray,
    flag: str,
    draws: Draws,
    stratum: Sequence[int | None] = (),
) -> Figure:
    kept = [i for i, row in enumerate(rows) if row.answer(flag) is not None and row.draft.customer_turn]
    answers = np.array([bool(rows[i].answer(flag)) for i in kept])
    groups = np.array([stratum[i] if stratum else 0 for i in kept])
    return draws.figures(
        lambda weights: {"auroc": stratified_auroc(answers, scores[kept], groups, weights)}, [rows[i] for i in kept]
    )["auroc"]
