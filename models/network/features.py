"""Named features of a draft and of its requests: what the combiners weigh."""

import math

import numpy as np

from models.interface import Example
from models.network.decoding import gap_logit
from models.network.engine import Conversation, DraftStates, RequestStates
from models.network.labels import CUSTOMER, DRAFT, SENTENCE, STATUS

_CHANNELS = ("whatsapp", "live_chat", "email", "social")


def draft_features(
    example: Example, conversation: Conversation, draft: DraftStates, requests: RequestStates
) -> dict[str, float]:
    """Return head logits, structural signals, lengths and channel of one item."""
    customer = dict(zip(CUSTOMER, map(float, conversation.customer), strict=True))
    heads = dict(zip(DRAFT, map(float, draft.draft), strict=True))
    margins = [unanswered_margin(row) for row in requests.status]
    words = len(example.draft.split())
    turn = sum(len(example.turns[i].text) for i in example.customer_turn)
    return {
        **{f"draft.{name}": value for name, value in heads.items()},
        **{f"sentence.{name}": float(draft.sentences[:, i].max()) for i, name in enumerate(SENTENCE)},
        **{f"customer.{name}": value for name, value in customer.items()},
        "gap": draft.gap,
        "gap_of_grades": gap_logit((customer["need>=1"], customer["need>=2"]), (heads["shown>=1"], heads["shown>=2"])),
        "requests": float(len(margins)),
        "most_unanswered": max(margins, default=0.0),
        "least_unanswered": min(margins, default=0.0),
        **example.features,
        "words": math.log1p(words),
        "turn_characters": math.log1p(turn),
        "proactive": float(example.kind == "proactive"),
        **{f"channel.{name}": float(example.channel == name) for name in _CHANNELS},
    }


def request_features(features: dict[str, float], row: int, requests: RequestStates, begins: float) -> dict[str, float]:
    """Return an item's features with those of one of its requests; `begins` is the logit of its first token."""
    status, link = requests.status[row], requests.link[row]
    return {
        **features,
        "request.unanswered": unanswered_margin(status),
        "request.none": float(status[STATUS.index("none")] - status.max()),
        "request.deferred": float(status[1] - status[0]),
        "request.best": float(link.max()),
        "request.begins": begins,
    }


def unanswered_margin(status: np.ndarray) -> float:
    """Return the log-odds of `unanswered` against `answered` and `deferred`, from logits."""
    return float(status[2] - np.logaddexp(status[0], status[1]))
