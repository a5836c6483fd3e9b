"""What goes into a reply-quality classifier and what comes out: the same for every kind of model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from models.calibration import Calibration
from models.checkpoint import CheckpointError, read_json

if TYPE_CHECKING:
    import numpy as np

Range = tuple[int, int]  # code points, half open

# model_type in config.json → "module:Class"
MODEL_TYPES = {
    "linear": "models.linear.classifier:LinearReplyClassifier",
    "network": "models.network.classifier:NetworkReplyClassifier",
}

FLAGS = ("missing_empathy", "irony", "hurried", "blame", "canned", "insensitive_offer", "no_next_step", "register")
QUESTION_LABEL = "unanswered_question"
REASONS = ("asks_again", "other_matter", "ignores_detail", "link_only", "too_thin", "unfinished")
SIDES = ("factual", "self_revelation", "relationship", "appeal")
STATUSES = ("answered", "deferred", "unanswered")


@dataclass(frozen=True)
class Turn:
    """One message with the offsets of its clauses (customer messages only)."""

    role: str  # customer | agent | bot
    text: str
    clauses: tuple[Range, ...] = ()


@dataclass(frozen=True)
class Example:
    """One item, prepared: texts, offsets and the structural signals' named features."""

    draft: str
    sentences: tuple[Range, ...]  # of the draft
    turns: tuple[Turn, ...]
    customer_turn: tuple[int, ...]  # indices into turns
    language: str  # de | en
    channel: str
    kind: str
    features: Mapping[str, float]


@dataclass(frozen=True)
class QuestionPrediction:
    """A request found in a customer message, and what the draft does with it."""

    message: int
    start: int
    end: int
    probabilities: Mapping[str, float]  # per status, sums to 1; unanswered is calibrated
    answer: Range | None  # of the draft: where it is answered or deferred, if it is


@dataclass(frozen=True)
class Prediction:
    """All that a classifier says about one example."""

    scores: Mapping[str, float]  # calibrated probability per flag, in [0, 1]
    sentence_scores: Mapping[str, tuple[float, ...]]  # per label and draft sentence: how much it speaks for the label
    questions: tuple[QuestionPrediction, ...]
    reasons: Mapping[str, float]  # probability per reason of hurried
    empathy: Mapping[str, float]  # need, shown: expected grades in [0, 2]
    customer_sides: Mapping[str, float] | None  # expected grades; None without a customer turn
    draft_sides: Mapping[str, float]
    need_spans: tuple[tuple[int, int, int], ...] = field(default=())  # message, start, end: words that carry the need


class ReplyQualityClassifier(Protocol):
    """A trained model that reads a draft in its conversation."""

    name: str
    version: str
    calibration: Calibration
    max_draft_characters: int  # longer drafts are read in windows of whole sentences
    reason_thresholds: Mapping[str, float]

    def predict(self, examples: Sequence[Example]) -> list[Prediction]:
        """Return one prediction per example; none depends on its neighbours."""


@runtime_checkable
class TextEmbedder(Protocol):
    """A model that also turns texts into vectors."""

    name: str

    def embed(self, texts: Sequence[str]) -> "np.ndarray":
        """Return one vector of unit length per text, float32 (texts, width)."""


def load_classifier(folder: str | Path) -> ReplyQualityClassifier:
    """Load any checkpoint folder by the `model_type` in its `config.json`.

    Raises:
        CheckpointError: when the folder is missing, incomplete, damaged or of an unknown type.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise CheckpointError(f"{folder}: expected a model folder, found {'a file' if folder.exists() else 'nothing'}")
    kind = read_json(folder / "config.json").get("model_type")
    if kind not in MODEL_TYPES:
        raise CheckpointError(
            f"{folder / 'config.json'}: model_type: expected {', '.join(MODEL_TYPES)}, found {kind!r}"
        )
    module, name = MODEL_TYPES[kind].split(":")
    classifier: ReplyQualityClassifier = getattr(import_module(module), name).from_pretrained(folder)
    return classifier
