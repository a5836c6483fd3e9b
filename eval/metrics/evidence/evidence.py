"""Evidence: whether the sentence shown is one that the reader underlined, and whether the score rests on it."""

from collections.abc import Sequence

import datasets
import evaluate
import numpy as np

Place = tuple[int, int]


def hit_rate(
    found: Sequence[Sequence[Place]],
    wanted: Sequence[Sequence[Place]],
    *,
    weights: Sequence[float] | np.ndarray | None = None,
) -> float | None:
    """Return the share of items whose first found span overlaps one of the reader's; None without items.

    Args:
        found: per item the model's spans (start, end), best first; none counts as a miss.
        wanted: per item the reader's spans, at least one.
        weights: how often each item counts; None: once.
    """
    hits = [
        bool(a) and any(a[0][0] < end and start < a[0][1] for start, end in b)
        for a, b in zip(found, wanted, strict=True)
    ]
    if not hits or (weights is not None and not np.sum(weights)):
        return None
    return float(np.average(hits, weights=weights))


def erasure(whole: Sequence[float], without: Sequence[float], alone: Sequence[float]) -> dict[str, float | None]:
    """Return comprehensiveness and sufficiency (DeYoung et al. 2020) of evidence.

    Args:
        whole: scores of the whole drafts, in [0, 1].
        without: scores after the evidence was taken out.
        alone: scores of the evidence by itself.

    Returns:
        `comprehensiveness`, the mean fall without the evidence (higher: the score rests on it), and `sufficiency`, the
        mean fall when only the evidence is left (near 0: it is enough); None without items.
    """
    if not len(whole):
        return {"comprehensiveness": None, "sufficiency": None}
    full = np.asarray(whole, float)
    return {
        "comprehensiveness": float((full - np.asarray(without, float)).mean()),
        "sufficiency": float((full - np.asarray(alone, float)).mean()),
    }


class EvidenceHit(evaluate.Metric):
    """The hit rate, for the `evaluate` library."""

    def _info(self) -> evaluate.MetricInfo:
        place = datasets.List({"start": datasets.Value("int64"), "end": datasets.Value("int64")})
        return evaluate.MetricInfo(
            description=__doc__,
            citation="DeYoung et al. 2020, ERASER: A Benchmark to Evaluate Rationalized NLP Models",
            inputs_description="predictions, references: per item a list of spans (start, end)",
            features=datasets.Features({"predictions": place, "references": place}),
        )

    def _compute(
        self, predictions: list[list[dict[str, int]]], references: list[list[dict[str, int]]]
    ) -> dict[str, float | None]:
        as_places = lambda rows: [[(s["start"], s["end"]) for s in row] for row in rows]  # noqa: E731
        return {"hit_rate": hit_rate(as_places(predictions), as_places(references))}
