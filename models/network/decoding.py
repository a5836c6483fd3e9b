"""From token logits to requests, and from ordinal logits to grades."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from models.network.engine import Conversation

_CLIP = 1e-6
_GOES_ON = 0.25  # a request goes on from this probability on: easier than it begins, so that it does not tear
_SHORTEST = 5  # characters of a request ("Wann?")


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Return the logistic function of an array, without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * x))


def request_spans(conversation: Conversation, threshold: float) -> list[tuple[int, int]]:
    """Return the requests as half-open token ranges.

    A token whose probability of beginning a request reaches `threshold` opens one; it goes on while tokens of the same
    message continue it.
    """
    begins, continues = sigmoid(conversation.tokens[:, 0]), sigmoid(conversation.tokens[:, 1])
    segment = conversation.segment
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(segment):
        if not segment.customer[at] or begins[at] < threshold:
            at += 1
            continue
        end = at + 1
        while (
            end < len(segment)
            and segment.part[end] == segment.part[at]
            and continues[end] >= _GOES_ON
            and not (begins[end] >= threshold and begins[end] > continues[end])
        ):
            end += 1
        if segment.ends[end - 1] - segment.starts[at] >= _SHORTEST:
            found.append((at, end))
        at = end
    return found


def expected_grade(logits: Sequence[float] | np.ndarray, lowest: int = 0) -> float:
    """Return the expected grade from cumulative logits (grade >= lowest + 1, + 2, …)."""
    return float(lowest + sigmoid(np.asarray(logits, np.float64)).sum())


def gap_logit(need: Sequence[float], shown: Sequence[float]) -> float:
    """Return the log-odds that less is shown than needed, from two cumulative logits each, taken as independent."""
    n, s = _grades(need), _grades(shown)
    below = sum(n[i] * s[j] for i in range(3) for j in range(i))
    below = min(max(below, _CLIP), 1 - _CLIP)
    return math.log(below / (1 - below))


def _grades(logits: Sequence[float]) -> tuple[float, float, float]:
    one, two = (float(p) for p in sigmoid(np.asarray(logits, np.float64)))
    two = min(one, two)
    return 1 - one, one - two, two


def combined(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the raw logit of a criterion: a weighted sum of named features, and its bias under ""."""
    return weights.get("", 0.0) + sum(w * features[name] for name, w in weights.items() if name)
