"""The linear baseline behind the same interface as every other model."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from models.calibration import Calibration
from models.checkpoint import CheckpointError, read_json, read_tensors, write_json, write_tensors
from models.interface import (
    FLAGS,
    QUESTION_LABEL,
    REASONS,
    SIDES,
    STATUSES,
    Example,
    Prediction,
    QuestionPrediction,
    Range,
)
from models.linear.features import Views, is_condition, span_of
from models.linear.view import View

VIEWS = ("customer", "draft", "form", "sentence", "clause", "pair", "status")
SENTENCE_LABELS = ("irony", "blame", "insensitive_offer")


def sigmoid(value: float) -> float:
    """Return the logistic function, without overflow."""
    return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))


def expected_grade(logits: Mapping[str, float], name: str, lowest: int, highest: int) -> float:
    """Return the expected grade from cumulative logits `name>=k`, in [lowest, highest]."""
    return lowest + sum(sigmoid(logits[f"{name}>={k}"]) for k in range(lowest + 1, highest + 1))


def gap_logit(customer: Mapping[str, float], draft: Mapping[str, float]) -> float:
    """Return the log-odds that `empathy_shown < empathy_need`, the two grades taken as independent."""
    need = _grades(customer, "need")
    shown = _grades(draft, "shown")
    below = sum(need[n] * shown[s] for n in range(3) for s in range(n))
    below = min(max(below, 1e-6), 1 - 1e-6)
    return math.log(below / (1 - below))


def _grades(logits: Mapping[str, float], name: str) -> tuple[float, float, float]:
    one, two = sigmoid(logits[f"{name}>=1"]), sigmoid(logits[f"{name}>=2"])
    two = min(one, two)
    return 1 - one, one - two, two


@dataclass(frozen=True)
class RawQuestion:
    """A request with its uncalibrated reading."""

    message: int
    start: int
    end: int
    status: Mapping[str, float]  # logits per status
    answer: Range


@dataclass(frozen=True)
class LinearReplyClassifier:
    """Linear models on n-grams and named features; runs on numpy alone."""

    name: str
    version: str
    views: Mapping[str, View]
    idf: Mapping[str, float]  # of stems, for overlaps
    calibration: Calibration
    ask_threshold: float  # a clause is a request from this probability on
    reason_thresholds: Mapping[str, float]
    max_draft_characters: int

    def predict(self, examples: Sequence[Example]) -> list[Prediction]:
        """Return one prediction per example; each is computed on its own."""
        return [self._predict(example) for example in examples]

    def _predict(self, example: Example) -> Prediction:
        views = Views(example, self.idf)
        customer = self.views["customer"].logits(*views.customer())
        draft = self.draft_logits(views)
        per_sentence = [self.views["sentence"].logits(*views.sentence(i)) for i in range(len(example.sentences))]
        clauses = self.clause_logits(views)
        logits = {
            **{label: draft[label] for label in FLAGS if label in draft},
            **{label: max(s[label] for s in per_sentence) for label in SENTENCE_LABELS},
            "missing_empathy": gap_logit(customer, draft),
        }
        scores = {n: self.calibration[n].probability(v, example.language) for n, v in logits.items()}
        return Prediction(
            scores=scores,
            sentence_scores=self._sentence_scores(example, per_sentence),
            questions=tuple(self._question(q, example.language) for q in self.read_questions(views, clauses)),
            reasons={r: self.calibration[r].probability(draft[r], example.language) for r in REASONS},
            empathy={
                "need": expected_grade(customer, "need", 0, 2) if example.customer_turn else 0.0,
                "shown": expected_grade(draft, "shown", 0, 2),
            },
            customer_sides=_sides(customer) if example.customer_turn else None,
            draft_sides=_sides(draft),
            need_spans=self._need_spans(example, clauses),
        )

    def _sentence_scores(self, example: Example, per_sentence: list[dict[str, float]]) -> dict[str, tuple[float, ...]]:
        """Return how much each sentence speaks for a label: its own head, or its words' share of the draft's head."""
        found = {name: tuple(s[name] for s in per_sentence) for name in (*SENTENCE_LABELS, "shown")}
        draft = self.views["draft"]
        shares = [draft.text_logits(example.draft[a:b]) for a, b in example.sentences]
        for label in ("hurried", "canned", "no_next_step"):
            row = draft.heads.index(label)
            found[label] = tuple(float(share[row]) for share in shares)
        return found

    def draft_logits(self, views: Views) -> dict[str, float]:
        """Return the logits of everything that is judged on the draft as a whole."""
        return {**self.views["draft"].logits(*views.draft()), **self.views["form"].logits(*views.form())}

    def clause_logits(self, views: Views) -> dict[int, list[dict[str, float]]]:
        """Return the logits of every clause of every customer message, by the message's index."""
        turns = views.example.turns
        return {
            message: [self.views["clause"].logits(*views.clause(message, i)) for i in range(len(turn.clauses))]
            for message, turn in enumerate(turns)
            if turn.role == "customer"
        }

    def read_questions(self, views: Views, clauses: Mapping[int, list[dict[str, float]]]) -> list[RawQuestion]:
        """Return the requests found, each with its status logits and the draft sentence that fits it best."""
        spans = [
            (message, *span)
            for message, logits in clauses.items()
            for span in join_clauses(views.example, message, logits, self.ask_threshold)
        ]
        return [self.read_status(views, message, (start, end)) for message, start, end in spans]

    def read_status(self, views: Views, message: int, span: Range) -> RawQuestion:
        """Return what the draft does with the request at `span` of `message`."""
        question = views.example.turns[message].text[span[0] : span[1]]
        answers = self.pair_logits(views, question)
        best = int(np.argmax(answers))
        status = self.views["status"].logits(*views.status(question, best, answers))
        return RawQuestion(message, *span, status, views.example.sentences[best])

    def pair_logits(self, views: Views, question: str) -> np.ndarray:
        """Return, for each draft sentence, the log-odds that it answers or defers `question`; shape (sentences,)."""
        view = self.views["pair"]
        pairs = views.pairs(question)
        rows = np.stack([pairs[name] for name in view.names], axis=1)  # (sentences, names)
        rows = np.clip((rows - view.mean) / view.scale, -5.0, 5.0)
        logits: np.ndarray = rows @ view.weight[0, len(view.vectorizer.idf) :] + view.bias[0]
        return logits

    def _question(self, raw: RawQuestion, language: str) -> QuestionPrediction:
        unanswered = self.calibration[QUESTION_LABEL].probability(
            raw.status["unanswered"] - math.log(math.exp(raw.status["answered"]) + math.exp(raw.status["deferred"])),
            language,
        )
        deferred = sigmoid(raw.status["deferred"] - raw.status["answered"])
        rest = 1 - unanswered
        probabilities = {"answered": rest * (1 - deferred), "deferred": rest * deferred, "unanswered": unanswered}
        return QuestionPrediction(raw.message, raw.start, raw.end, {s: probabilities[s] for s in STATUSES}, raw.answer)

    def _need_spans(
        self, example: Example, clauses: Mapping[int, list[dict[str, float]]]
    ) -> tuple[tuple[int, int, int], ...]:
        ranked = sorted(
            (-logits["strain"], message, *example.turns[message].clauses[i])
            for message in example.customer_turn
            for i, logits in enumerate(clauses[message])
        )
        sure = [(m, a, b) for score, m, a, b in ranked if score < 0][:3]
        return tuple(sure or [(m, a, b) for _, m, a, b in ranked[:1]])

    def save_pretrained(self, folder: Path) -> None:
        """Write config.json, vocabulary.json, calibration.json and model.safetensors into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        config = {
            "model_type": "linear",
            "name": self.name,
            "version": self.version,
            "ask_threshold": self.ask_threshold,
            "reason_thresholds": dict(self.reason_thresholds),
            "max_draft_characters": self.max_draft_characters,
            "views": {n: {"numbers": list(v.names), "heads": list(v.heads)} for n, v in self.views.items()},
        }
        vocabulary = {n: list(v.vectorizer.vocabulary) for n, v in self.views.items()}
        write_json(folder / "config.json", config)
        write_json(folder / "vocabulary.json", {"ngrams": vocabulary, "stems": dict(self.idf)})
        self.calibration.save(folder)
        write_tensors(
            folder / "model.safetensors", {k: t for n, v in self.views.items() for k, t in v.tensors(n).items()}
        )

    @classmethod
    def from_pretrained(cls, folder: str | Path) -> "LinearReplyClassifier":
        """Load a folder that `save_pretrained` wrote.

        Raises:
            CheckpointError: naming the file that is missing or damaged.
        """
        folder = Path(folder)
        config, vocabulary = read_json(folder / "config.json"), read_json(folder / "vocabulary.json")
        tensors, calibration = read_tensors(folder / "model.safetensors"), Calibration.load(folder)
        try:
            views = {
                name: View.from_tensors(name, tensors, vocabulary["ngrams"][name], value["numbers"], value["heads"])
                for name, value in config["views"].items()
            }
            missing = [n for n in VIEWS if n not in views] + [
                n for n in (*FLAGS, *REASONS, QUESTION_LABEL) if n not in calibration.labels
            ]
            missing += [f"reason_thresholds.{r}" for r in REASONS if r not in config["reason_thresholds"]]
            if missing:
                raise CheckpointError(f"{folder}: the model lacks {', '.join(missing)}")
            _check_numbers(folder, config, vocabulary["stems"])
            return cls(
                config["name"],
                config["version"],
                views,
                vocabulary["stems"],
                calibration,
                config["ask_threshold"],
                config["reason_thresholds"],
                config["max_draft_characters"],
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise CheckpointError(f"{folder}: config.json or vocabulary.json is incomplete ({error!r})") from None


def _check_numbers(folder: Path, config: Mapping[str, Any], stems: Mapping[str, float]) -> None:
    """Refuse settings that would only fail while a draft is read."""
    limit, ask = config["max_draft_characters"], config["ask_threshold"]
    if not isinstance(limit, int) or limit < 1:
        raise CheckpointError(f"{folder / 'config.json'}: max_draft_characters: expected 1 or more, found {limit!r}")
    for name, value in {"ask_threshold": ask, **config["reason_thresholds"]}.items():
        if not isinstance(value, int | float) or not 0 < value < 1:
            raise CheckpointError(
                f"{folder / 'config.json'}: {name}: expected a number between 0 and 1, found {value!r}"
            )
    if not all(isinstance(weight, int | float) for weight in stems.values()):
        raise CheckpointError(f"{folder / 'vocabulary.json'}: stems: expected a number for every stem, found others")


def join_clauses(
    example: Example, message: int, logits: Sequence[Mapping[str, float]], threshold: float
) -> list[Range]:
    """Return the request spans of one message: a clause that begins one, with the clauses that continue it."""
    turn = example.turns[message]
    spans: list[Range] = []
    first: int | None = None
    for index, logit in enumerate(logits):
        begins = sigmoid(logit["ask_begins"]) >= threshold and not is_condition(turn.text, turn.clauses, index)
        goes_on = (
            first is not None
            and sigmoid(logit["ask_continues"]) >= 0.5
            and logit["ask_continues"] > logit["ask_begins"]
        )
        if goes_on:
            continue
        if first is not None:
            spans.append(span_of(turn.text, turn.clauses, first, index - 1))
        first = index if begins else None
    if first is not None:
        spans.append(span_of(turn.text, turn.clauses, first, len(logits) - 1))
    return spans


def _sides(logits: Mapping[str, float]) -> dict[str, float]:
    return {**{s: expected_grade(logits, s, 0, 2) for s in SIDES}, "tone": expected_grade(logits, "tone", -2, 2)}
