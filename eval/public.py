"""Public data sets, read by path; their sentences stay with their publishers."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import zstandard
from sklearn.metrics import accuracy_score, f1_score

from coach.pipeline import ReplyQualityPipeline
from coach.types import Draft, Message
from eval.bootstrap import with_intervals
from eval.errors import DataAbsent, EvalError
from eval.metrics.flag.flag import flag_figures
from eval.metrics.grade.grade import grade_figures
from eval.results import PublicResult
from eval.review import Draws
from eval.tasks import Task

EPITOME_ITEMS = 600


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a .jsonl.zst file.

    Raises:
        DataAbsent: when there is no such file.
        EvalError: when it is damaged; the message names the line.
    """
    if not path.is_file():
        raise DataAbsent(f"{path} is not there")
    number = 0
    number = 0
    try:
        with zstandard.open(path, "rt", encoding="utf-8", newline="\n") as lines:
            for line in lines:
                number += 1
                yield json.loads(line)
    except (ValueError, zstandard.ZstdError) as error:
        raise EvalError(f"{path}:{number}: expected a compressed JSON line, it is damaged ({error})") from None


def irony(task: Task, data: Path, pipeline: ReplyQualityPipeline, draws: Draws) -> PublicResult:
    """Judge lone texts as drafts without a conversation; the official metric is F1 of irony."""
    rows = list(read_rows(data / task.dataset.files[0]))
    label = "label" if "label" in rows[0] else "sarcastic"
    kept = [row for row in rows if str(row["text"]).strip()]
    reports = pipeline.predict(
        [Draft(row["text"], id=i, language="en", channel="social") for i, row in enumerate(kept)]
    )
    scores = [report.scores["irony"] or 0.0 for report in reports]
    flags, answers = [report.flags["irony"] for report in reports], [bool(row[label]) for row in kept]
    return _result(task, len(kept), lambda w: flag_figures(scores, flags, answers, weights=w), draws)


def empathy(task: Task, data: Path, pipeline: ReplyQualityPipeline, draws: Draws) -> PublicResult:
    """Grade responses to a seeker's post by the empathy that they show."""
    rows = list(read_rows(data / task.dataset.files[0]))
    drawn = sorted(rows, key=lambda r: hashlib.sha256(str(r["response_post"]).encode()).hexdigest())[:EPITOME_ITEMS]
    drafts = [
        Draft(str(row["response_post"]), (Message("customer", str(row["seeker_post"])),), id=i, language="en")
        for i, row in enumerate(drawn)
        if str(row["response_post"]).strip()
    ]
    reports = pipeline.predict(drafts)
    expected = [float(report.empathy["shown"] or 0.0) for report in reports]
    levels = [int(drawn[int(draft.id)]["level"]) for draft in drafts]

    def figures(weights: np.ndarray | None) -> dict[str, float | None]:
        rounded = np.rint(expected).astype(int)
        return {
            **grade_figures(expected, levels, weights=weights),
            "accuracy": float(accuracy_score(levels, rounded, sample_weight=weights)),
            "macro_f1": float(f1_score(levels, rounded, average="macro", sample_weight=weights, zero_division=0.0)),
        }

    return _result(task, len(drafts), figures, draws)


def similarity(task: Task, data: Path, encoder: Path, draws: Draws) -> PublicResult:
    """Correlate cosines of the frozen encoder with similarity judgements (STS benchmark)."""
    from scipy.stats import spearmanr

    from training.encoder.network import SentenceEncoder  # torch takes seconds

    rows = list(read_rows(data / task.dataset.files[0]))
    language, model = task.languages[0], SentenceEncoder.load(encoder)
    sides = [model.encode([row[f"s{n}_{language}"] for row in rows]) for n in (1, 2)]
    cosines, judged = (sides[0] * sides[1]).sum(1), np.array([float(row["score"]) for row in rows])

    def figures(weights: np.ndarray | None) -> dict[str, float | None]:
        chosen = np.arange(len(rows)) if weights is None else np.repeat(np.arange(len(rows)), weights)
        return {"spearman": float(spearmanr(cosines[chosen], judged[chosen]).statistic)}

    return _result(task, len(rows), figures, draws)


def address(task: Task, data: Path, encoder: Path, draws: Draws) -> PublicResult:
    """Probe the frozen encoder for du and Sie."""
    from training.encoder.measures import address_probe
    from training.encoder.network import SentenceEncoder

    if not all((data / file).is_file() for file in task.dataset.files):
        raise DataAbsent(f"{data / task.dataset.files[0]} is not there")
    value = address_probe(SentenceEncoder.load(encoder), data)
    return _result(task, 1200, lambda w: {"accuracy": value}, Draws(0, draws.seed))


def _result(task: Task, items: int, figures: Callable[[np.ndarray | None], Any], draws: Draws) -> PublicResult:
    clusters = [str(i) for i in range(items)]
    found = with_intervals(figures, clusters, resamples=draws.resamples, seed=draws.seed)
    return PublicResult(items=items, figures=found, published=task.published)
