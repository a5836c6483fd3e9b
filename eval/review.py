"""Figures of an own corpus, judged through the pipeline that users get."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from coach.pipeline import ReplyQualityPipeline
from coach.text import sentences
from coach.types import Draft
from eval.bootstrap import with_intervals
from eval.metrics.alarm.alarm import alarm_figures
from eval.metrics.calibration.calibration import calibration_figures
from eval.metrics.evidence.evidence import erasure, hit_rate
from eval.metrics.flag.flag import flag_figures
from eval.metrics.grade.grade import grade_figures
from eval.metrics.request_span.request_span import Tally, request_figures, tally
from eval.metrics.risk_coverage.risk_coverage import risk_coverage
from eval.results import Figure, FlagResult, Slice
from eval.rows import EVIDENCE, FLAGS, GRADES, Row, judged

_FEW = 40  # items under which calibration is not computed


@dataclass(frozen=True)
class Draws:
    """How intervals are drawn."""

    resamples: int
    seed: int

    def figures(self, compute: Any, rows: Sequence[Row]) -> dict[str, Figure]:
        """Return figures of rows with their intervals, clustered by conversation."""
        return with_intervals(compute, [row.cluster for row in rows], resamples=self.resamples, seed=self.seed)


def slice_figures(rows: Sequence[Row], pipeline: ReplyQualityPipeline, draws: Draws) -> Slice:
    """Return all figures of some rows."""
    return Slice(
        items=len(rows),
        conversations=len({row.cluster for row in rows}),
        flags={flag: _flag(rows, flag, pipeline, draws) for flag in FLAGS},
        grades={name: found for name in GRADES if (found := _grade(rows, name, draws))},
        requests=_requests(rows, draws),
        evidence={flag: _evidence(rows, flag, draws) for flag in EVIDENCE},
        erasure=_erasure(rows, pipeline),
        alarms=_alarms(rows, draws),
    )


def _flag(rows: Sequence[Row], flag: str, pipeline: ReplyQualityPipeline, draws: Draws) -> FlagResult:
    kept, scores, flags, answers = judged(rows, flag)
    negatives = [i for i, answer in enumerate(answers) if not answer]
    alarm = draws.figures(
        lambda w: alarm_figures([flags[i] for i in negatives], [True] * len(negatives), weights=w),
        [kept[i] for i in negatives],
    )
    threshold = pipeline.calibration[flag].threshold
    return FlagResult(
        items=len(kept),
        positives=sum(answers),
        flagged=sum(flags),
        figures=draws.figures(lambda w: flag_figures(scores, flags, answers, weights=w), kept) if kept else {},
        false_alarms_per_100=alarm["per_100_clean"],
        calibration=calibration_figures(scores, answers, seed=draws.seed) if len(kept) >= _FEW else None,
        risk_coverage=risk_coverage(scores, flags, answers, threshold) if len(kept) >= _FEW else None,
    )


def _grade(rows: Sequence[Row], name: str, draws: Draws) -> dict[str, Figure]:
    pairs = [(row, grade) for row in rows if (grade := row.grade(name)) is not None]
    if not pairs:
        return {}
    expected, read = [e for _, (e, _) in pairs], [r for _, (_, r) in pairs]
    return draws.figures(lambda w: grade_figures(expected, read, weights=w), [row for row, _ in pairs])


def _requests(rows: Sequence[Row], draws: Draws) -> dict[str, Figure]:
    kept = [row for row in rows if "questions" in row.labels]
    tallies = [row_tally(row) for row in kept]
    return draws.figures(lambda w: request_figures(tallies, weights=w), kept)


def row_tally(row: Row) -> Tally:
    """Match the requests that the pipeline found with the reader's."""
    return tally(_found(row), _read(row))


def _found(row: Row) -> list[dict[str, Any]]:
    return [
        {
            "message": q.message,
            "start": q.start,
            "end": q.end,
            "status": q.status,
            "answer_start": q.answer.start if q.answer else -1,
            "answer_end": q.answer.end if q.answer else -1,
        }
        for q in row.report.questions
    ]


def _read(row: Row) -> list[dict[str, Any]]:
    return [
        {
            **{key: q[key] for key in ("message", "start", "end", "status")},
            "answer_start": q["answer"]["start"] if q["answer"] else -1,
            "answer_end": q["answer"]["end"] if q["answer"] else -1,
        }
        for q in row.labels.get("questions", ())
    ]


def _evidence(rows: Sequence[Row], flag: str, draws: Draws) -> Figure:
    """Return how often the evidence shown is the reader's, where both set the flag."""
    kept = [row for row in rows if row.answer(flag) and row.report.flags[flag] and row.labels["evidence"][flag]]
    found = [[(e.start, e.end) for e in _shown_evidence(row, flag)] for row in kept]
    wanted = [[(s["start"], s["end"]) for s in row.labels["evidence"][flag]] for row in kept]
    return draws.figures(lambda w: {"hit_rate": hit_rate(found, wanted, weights=w)}, kept)["hit_rate"]


def _shown_evidence(row: Row, flag: str) -> list[Any]:
    finding = next(f for f in row.report.findings if f.criterion == flag)
    return [e for e in finding.evidence if e.source == "draft"]


def _erasure(rows: Sequence[Row], pipeline: ReplyQualityPipeline) -> dict[str, float | None]:
    """Return comprehensiveness and sufficiency over flagged drafts of two sentences and more."""
    whole, without, alone = [], [], []
    for row in rows:
        for flag in EVIDENCE:
            evidence = _shown_evidence(row, flag) if row.report.flags[flag] else []
            if evidence and len(sentences(row.draft.text)) > 1:
                start, end = evidence[0].start, evidence[0].end
                rest = row.draft.text[:start] + row.draft.text[end:]
                if rest.strip():
                    whole.append(row.report.scores[flag] or 0.0)
                    without.append((replace(row.draft, text=rest), flag))
                    alone.append((replace(row.draft, text=row.draft.text[start:end]), flag))
    return erasure(whole, _scores(without, pipeline), _scores(alone, pipeline))


def _scores(drafts: Sequence[tuple[Draft, str]], pipeline: ReplyQualityPipeline) -> list[float]:
    named = [replace(draft, language=draft.language or "de") for draft, _ in drafts]
    reports = pipeline.predict(named)
    return [report.scores[flag] or 0.0 for report, (_, flag) in zip(reports, drafts, strict=True)]


def _alarms(rows: Sequence[Row], draws: Draws) -> dict[str, Figure]:
    shown, clean = [row.shown for row in rows], [row.clean for row in rows]
    figures = draws.figures(lambda w: alarm_figures(shown, clean, weights=w), rows)
    right = [_card_is_right(row) for row in rows]
    cards = np.array([len(r) for r in right], float)
    good = np.array([sum(r) for r in right], float)

    def precision(weights: np.ndarray | None) -> dict[str, float | None]:
        times = np.ones(len(rows)) if weights is None else weights
        total = float((times * cards).sum())
        return {"card_precision": float((times * good).sum()) / total if total else None}

    return figures | draws.figures(precision, rows)


def _card_is_right(row: Row) -> list[bool]:
    """Return, per card shown, whether the reader set its flag."""
    return [bool(row.answer(finding.criterion)) for finding in row.report.shown]
