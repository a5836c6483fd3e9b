"""Requests: which were found, whether their status is right, whether the answer's words are found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import datasets
import evaluate
import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import f1_score

IOU = 0.5  # character overlap from which two spans are the same request
STATUSES = ("answered", "deferred", "unanswered")
Request = dict[str, Any]  # message, start, end, status, answer_start, answer_end (-1 without an answer)


def match(found: Sequence[Request], wanted: Sequence[Request]) -> list[tuple[int, int]]:
    """Return index pairs of the same request: one to one, the greatest overlap in sum, from an IoU of 0.5 on."""
    if not found or not wanted:
        return []
    overlap = np.array([[_iou(a, b) for b in wanted] for a in found])
    rows, columns = linear_sum_assignment(-np.where(overlap >= IOU, overlap, 0.0))
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if overlap[i, j] >= IOU]


def _iou(a: Request, b: Request) -> float:
    shared = min(a["end"], b["end"]) - max(a["start"], b["start"])
    if a["message"] != b["message"] or shared <= 0:
        return 0.0
    return float(shared / (max(a["end"], b["end"]) - min(a["start"], b["start"])))


@dataclass(frozen=True)
class Tally:
    """What one item adds to the figures."""

    found: int
    wanted: int
    said: int  # found requests called unanswered
    meant: int  # wanted requests that are
    statuses: tuple[tuple[str, str], ...]  # of matched requests: the reader's, the model's
    links: tuple[bool, ...]  # per matched request with an answer: whether its words were found


def tally(found: Sequence[Request], wanted: Sequence[Request]) -> Tally:
    """Match the requests of one item and count."""
    matched = match(found, wanted)
    return Tally(
        found=len(found),
        wanted=len(wanted),
        said=sum(q["status"] == "unanswered" for q in found),
        meant=sum(q["status"] == "unanswered" for q in wanted),
        statuses=tuple((wanted[j]["status"], found[i]["status"]) for i, j in matched),
        links=tuple(_overlaps(found[i], wanted[j]) for i, j in matched if wanted[j]["answer_start"] >= 0),
    )


def request_figures(
    tallies: Sequence[Tally], *, weights: Sequence[float] | np.ndarray | None = None
) -> dict[str, float | None]:
    """Return the figures of requests.

    Args:
        tallies: one per item.
        weights: how often each item counts; None: once.

    Returns:
        Span precision, recall and F1; status macro-F1 (over the statuses that occur) and F1 of `unanswered` over the
        matched requests; F1 of `unanswered` end to end, in which a request missed counts against recall and one made
        up against precision; the share of answers whose words overlap the reader's. None where nothing is to be counted.
    """
    times = np.ones(len(tallies)) if weights is None else np.asarray(weights, float)
    counted = [(t, w) for t, w in zip(tallies, times, strict=True) if w]
    total = {name: sum(w * getattr(t, name) for t, w in counted) for name in ("found", "wanted", "said", "meant")}
    pairs = [(*pair, w) for t, w in counted for pair in t.statuses]
    links = [(hit, w) for t, w in counted for hit in t.links]
    hits = sum(w for _, _, w in pairs)
    both = sum(w for truth, guess, w in pairs if truth == guess == "unanswered")
    truth, guess, weight_of = ([p[k] for p in pairs] for k in range(3))
    present = [s for s in STATUSES if s in truth]
    return {
        "span_precision": _share(hits, total["found"]),
        "span_recall": _share(hits, total["wanted"]),
        "span_f1": _share(2 * hits, total["found"] + total["wanted"]),
        "status_macro_f1": _f1(truth, guess, weight_of, present) if present else None,
        "status_unanswered_f1": _f1(truth, guess, weight_of, ["unanswered"]) if "unanswered" in truth else None,
        "unanswered_f1": _share(2 * both, total["said"] + total["meant"]),
        "answer_link": _share(sum(w for hit, w in links if hit), sum(w for _, w in links)),
    }


def _share(part: float, whole: float) -> float | None:
    return float(part / whole) if whole else None


def _f1(truth: list[str], guess: list[str], weights: list[float], labels: list[str]) -> float:
    return float(f1_score(truth, guess, labels=labels, average="macro", sample_weight=weights, zero_division=0.0))


def _overlaps(a: Request, b: Request) -> bool:
    return bool(a["answer_start"] >= 0 and a["answer_start"] < b["answer_end"] and b["answer_start"] < a["answer_end"])


class RequestSpan(evaluate.Metric):
    """The same, for the `evaluate` library."""

    def _info(self) -> evaluate.MetricInfo:
        number = datasets.Value("int64")
        request = {
            name: datasets.Value("string") if name == "status" else number
            for name in ("message", "start", "end", "status", "answer_start", "answer_end")
        }
        requests = datasets.List(datasets.Features(request))
        return evaluate.MetricInfo(
            description=__doc__,
            citation="",
            inputs_description="predictions, references: per item a list of requests",
            features=datasets.Features({"predictions": requests, "references": requests}),
        )

    def _compute(self, predictions: list[list[Request]], references: list[list[Request]]) -> dict[str, float | None]:
        return request_figures([tally(a, b) for a, b in zip(predictions, references, strict=True)])
