"""The network behind the same interface as every other model."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from models.calibration import Calibration
from models.checkpoint import CheckpointError, read_json, write_json
from models.interface import FLAGS, QUESTION_LABEL, REASONS, SIDES, Example, Prediction, QuestionPrediction, Turn
from models.network.decoding import combined, expected_grade, request_spans, sigmoid
from models.network.engine import (
    Conversation,
    DraftStates,
    Engine,
    OnnxEngine,
    RequestStates,
    read_conversations,
    read_drafts,
    read_requests,
)
from models.network.features import draft_features, request_features
from models.network.inputs import InputBuilder, Segment
from models.network.labels import CUSTOMER, DRAFT, SENTENCE, SIDE_LEVELS
from models.tokenization import CaseTokenizer

_SPOKEN = ("hurried", "canned", "no_next_step")  # a sentence's part in a label of the whole draft
_EMBED_TOKENS = 1024  # in one batch: what onnxruntime has taken once it keeps
_KEPT = 24  # conversations whose states are kept while someone types
_MAX_STRAIN = 3
_TELLING = 10  # characters of a run that tells something by itself; a lone "morgen" does not
_DANGLING = re.compile(r"(?<=\w)[\s,;]+(?:und|oder|aber|sowie|and|or|but)?[\s,;]*$", re.I)


@dataclass(frozen=True)
class Pass:
    """All that the network says about one example, before anything is decided."""

    example: Example
    conversation: Conversation
    draft: DraftStates
    spans: list[tuple[int, int]]  # requests, as token ranges of the conversation
    requests: RequestStates

    def features(self) -> dict[str, float]:
        """Return the named features of the draft."""
        return draft_features(self.example, self.conversation, self.draft, self.requests)

    def request_features(self, features: dict[str, float], row: int) -> dict[str, float]:
        """Return the named features of one request; `features` are the draft's."""
        begins = float(self.conversation.tokens[self.spans[row][0], 0])
        return request_features(features, row, self.requests, begins)

    def place(self, span: tuple[int, int]) -> tuple[int, int, int]:
        """Return message, start and end of a request, in code points, without a conjunction that dangles behind it."""
        segment = self.conversation.segment
        message, start, end = (
            int(x) for x in (segment.part[span[0]], segment.starts[span[0]], segment.ends[span[1] - 1])
        )
        text = self.example.turns[message].text[start:end]
        return message, start, start + len(_DANGLING.sub("", text))


@dataclass
class NetworkReplyClassifier:
    """Encoder and heads on an engine, with combiners and calibration; needs neither torch nor transformers."""

    name: str
    version: str
    engine: Engine
    tokenizer: CaseTokenizer
    combiners: Mapping[str, Mapping[str, float]]  # label → weights of named features, the bias under ""
    calibration: Calibration
    ask_threshold: float  # a token opens a request from this probability on
    reason_thresholds: Mapping[str, float]
    max_draft_characters: int
    max_tokens: int  # of a segment
    batch_tokens: int
    _kept: dict[Any, Conversation] = field(default_factory=dict, repr=False)
    _keeping: Lock = field(default_factory=Lock, repr=False)

    def predict(self, examples: Sequence[Example]) -> list[Prediction]:
        """Return one prediction per example; none depends on its neighbours."""
        return [self._prediction(read) for read in self.read(examples)]

    def read(self, examples: Sequence[Example], spans: Sequence[list[tuple[int, int]]] | None = None) -> list[Pass]:
        """Return the network's outputs per example, at the requests it finds or at given ones (token ranges)."""
        builder = InputBuilder(self.tokenizer, max_tokens=self.max_tokens)
        drafts = [builder.draft(e) for e in examples]
        conversations = self._conversations(examples, builder)
        found: dict[int, Pass] = {}
        for batch in _batches(
            [len(c.segment) + len(d) for c, d in zip(conversations, drafts, strict=True)], self.batch_tokens
        ):
            heard = [conversations[i] for i in batch]
            states = read_drafts(self.engine, [drafts[i] for i in batch], heard)
            asked = (
                [request_spans(c, self.ask_threshold) for c in heard] if spans is None else [spans[i] for i in batch]
            )
            requests = read_requests(self.engine, states, heard, asked)
            for row, i in enumerate(batch):
                found[i] = Pass(examples[i], heard[row], states[row], asked[row], requests[row])
        return [found[i] for i in range(len(examples))]

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Return one embedding per text, float32 [texts, width], of unit length; meaning in German and English alike."""
        builder = InputBuilder(self.tokenizer, max_tokens=self.max_tokens)
        examples = [Example("", (), (Turn("customer", t),), (0,), "de", "unknown", "reply", {}) for t in texts]
        segments = [builder.conversation(e)[0] for e in examples]
        found = np.zeros((len(texts), 0), np.float32)
        for batch in _batches([len(s) for s in segments], min(self.batch_tokens, _EMBED_TOKENS)):
            rows = np.stack([c.embedding for c in read_conversations(self.engine, [segments[i] for i in batch])])
            found = found if found.shape[1] else np.zeros((len(texts), rows.shape[1]), np.float32)
            found[batch] = rows
        return found

    def _conversations(self, examples: Sequence[Example], builder: InputBuilder) -> list[Conversation]:
        """Read each conversation once; one that stands alone is kept for the next drafts to it."""
        keys = [(e.turns, e.customer_turn) for e in examples]
        first = {key: i for i, key in reversed(list(enumerate(keys)))}
        read = {key: kept for key in first if (kept := self._kept.get(key))}
        if len(read) < len(first):
            read |= self._heard({key: builder.conversation(examples[i]) for key, i in first.items() if key not in read})
        if len(first) == 1:
            self._keep(keys[0], read[keys[0]])
        return [read[key] for key in keys]

    def _keep(self, key: Any, conversation: Conversation) -> None:
        with self._keeping:  # several people may write at once
            self._kept.pop(key, None)
            while len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = conversation

    def _heard(self, windows: Mapping[Any, list[Segment]]) -> dict[Any, Conversation]:
        """Read conversations, each in its windows."""
        order = [(key, number, segment) for key, parts in windows.items() for number, segment in enumerate(parts)]
        read: dict[tuple[Any, int], Conversation] = {}
        for batch in _batches([len(segment) for _, _, segment in order], self.batch_tokens):
            found = read_conversations(self.engine, [order[i][2] for i in batch])
            read.update({order[i][:2]: conversation for i, conversation in zip(batch, found, strict=True)})
        return {key: Conversation.of([read[key, n] for n in range(len(parts))]) for key, parts in windows.items()}

    def _prediction(self, read: Pass) -> Prediction:
        example, language = read.example, read.example.language
        features = read.features()
        scores = {
            label: self.calibration[label].probability(combined(features, self.combiners[label]), language)
            for label in (*FLAGS, *REASONS)
        }
        customer = read.conversation.customer if example.customer_turn else None
        sides = DRAFT.index(SIDE_LEVELS[0])
        shown = DRAFT.index("shown>=1")
        return Prediction(
            scores={label: scores[label] for label in FLAGS},
            sentence_scores=_sentence_scores(read),
            questions=tuple(self._question(read, features, row) for row in range(len(read.spans))),
            reasons={reason: scores[reason] for reason in REASONS},
            empathy={
                "need": expected_grade(customer[:2]) if customer is not None else 0.0,
                "shown": expected_grade(read.draft.draft[shown : shown + 2]),
            },
            customer_sides=_sides(customer[2:]) if customer is not None else None,
            draft_sides=_sides(read.draft.draft[sides:]),
            need_spans=_strained(read.conversation),
        )

    def _question(self, read: Pass, features: dict[str, float], row: int) -> QuestionPrediction:
        raw = combined(read.request_features(features, row), self.combiners[QUESTION_LABEL])
        unanswered = self.calibration[QUESTION_LABEL].probability(raw, read.example.language)
        status = read.requests.status[row]
        deferred = float(sigmoid(status[1:2] - status[:1])[0])
        rest = 1 - unanswered
        best = int(read.requests.link[row].argmax())
        message, start, end = read.place(read.spans[row])
        probabilities = {"answered": rest * (1 - deferred), "deferred": rest * deferred, "unanswered": unanswered}
        return QuestionPrediction(message, start, end, probabilities, read.example.sentences[best])

    def save_pretrained(self, folder: Path) -> None:
        """Write config.json, combiner.json, calibration.json and tokenizer.json; the export writes graphs and weights."""
        folder.mkdir(parents=True, exist_ok=True)
        config = {
            "model_type": "network",
            "name": self.name,
            "version": self.version,
            "ask_threshold": self.ask_threshold,
            "reason_thresholds": dict(self.reason_thresholds),
            "max_draft_characters": self.max_draft_characters,
            "max_tokens": self.max_tokens,
            "batch_tokens": self.batch_tokens,
        }
        write_json(folder / "config.json", config)
        write_json(folder / "combiner.json", {label: dict(weights) for label, weights in self.combiners.items()})
        self.calibration.save(folder)
        self.tokenizer.tokenizer.save(str(folder / "tokenizer.json"), pretty=False)

    @classmethod
    def from_pretrained(cls, folder: str | Path) -> "NetworkReplyClassifier":
        """Load a folder that `save_pretrained` and the export wrote.

        Raises:
            CheckpointError: naming the file that is missing or damaged.
        """
        folder = Path(folder)
        config, combiners = read_json(folder / "config.json"), read_json(folder / "combiner.json")
        calibration = Calibration.load(folder)
        missing = [n for n in (*FLAGS, *REASONS, QUESTION_LABEL) if n not in calibration.labels or n not in combiners]
        missing += [f"reason_thresholds.{r}" for r in REASONS if r not in config.get("reason_thresholds", {})]
        if missing:
            raise CheckpointError(f"{folder}: the model lacks {', '.join(missing)}")
        _check(folder, config, combiners)
        return cls(
            name=config["name"],
            version=config["version"],
            engine=OnnxEngine(folder),
            tokenizer=CaseTokenizer.from_file(folder / "tokenizer.json"),
            combiners=combiners,
            calibration=calibration,
            ask_threshold=config["ask_threshold"],
            reason_thresholds=config["reason_thresholds"],
            max_draft_characters=config["max_draft_characters"],
            max_tokens=config["max_tokens"],
            batch_tokens=config["batch_tokens"],
        )


def _check(folder: Path, config: Mapping[str, Any], combiners: Mapping[str, Any]) -> None:
    """Refuse settings that would only fail while a draft is read."""
    where = folder / "config.json"
    for name in ("name", "version"):
        if not isinstance(config.get(name), str):
            raise CheckpointError(f"{where}: {name}: expected a text, found {config.get(name)!r}")
    for name in ("max_draft_characters", "max_tokens", "batch_tokens"):
        if not isinstance(config.get(name), int) or config[name] < 1:
            raise CheckpointError(f"{where}: {name}: expected 1 or more, found {config.get(name)!r}")
    for name, value in {"ask_threshold": config.get("ask_threshold"), **config["reason_thresholds"]}.items():
        if not isinstance(value, int | float) or not 0 < value < 1:
            raise CheckpointError(f"{where}: {name}: expected a number between 0 and 1, found {value!r}")
    for label, weights in combiners.items():
        if not isinstance(weights, dict) or not all(isinstance(w, int | float) for w in weights.values()):
            raise CheckpointError(f"{folder / 'combiner.json'}: {label}: expected a number per feature")


def _batches(lengths: Sequence[int], tokens: int) -> list[list[int]]:
    """Return the indices in batches of like length, each of at most `tokens` padded tokens."""
    batches: list[list[int]] = [[]]
    for i in sorted(range(len(lengths)), key=lambda i: lengths[i]):
        if batches[-1] and lengths[i] * (len(batches[-1]) + 1) > tokens:
            batches.append([])
        batches[-1].append(i)
    return batches if lengths else []


def _sentence_scores(read: Pass) -> dict[str, tuple[float, ...]]:
    found = {name: read.draft.sentences[:, i] for i, name in enumerate(SENTENCE)}
    found |= {name: read.draft.speaks[:, DRAFT.index(name)] for name in _SPOKEN}
    count = len(read.example.sentences)
    return {name: _of_length(values, count) for name, values in found.items()}


def _of_length(values: np.ndarray, count: int) -> tuple[float, ...]:
    """Return one score per sentence; sentences that no token stands for speak for nothing."""
    lowest = float(values.min()) if len(values) else 0.0
    return tuple(float(v) for v in values) + (lowest,) * (count - len(values))


def _sides(levels: np.ndarray) -> dict[str, float]:
    sides = {side: expected_grade(levels[2 * i : 2 * i + 2]) for i, side in enumerate(SIDES)}
    return {**sides, "tone": expected_grade(levels[2 * len(SIDES) :], -2)}


def _strained(conversation: Conversation) -> tuple[tuple[int, int, int], ...]:
    """Return the customer's words that carry the need: runs of strained tokens, else the most strained message's."""
    segment, strain = conversation.segment, conversation.tokens[:, 2]
    turn = np.flatnonzero(segment.turn == 1)
    if not len(turn):
        return ()
    runs: list[list[int]] = []
    for i in turn:
        if strain[i] <= 0:
            continue
        if runs and i == runs[-1][-1] + 1 and segment.part[i] == segment.part[runs[-1][-1]]:
            runs[-1].append(int(i))
        else:
            runs.append([int(i)])
    runs = [run for run in runs if segment.ends[run[-1]] - segment.starts[run[0]] >= _TELLING]
    if not runs:
        best = int(turn[strain[turn].argmax()])
        runs = [[int(i) for i in turn if segment.part[i] == segment.part[best]]]
    runs.sort(key=lambda run: -float(strain[run].max()))
    return tuple(
        (int(segment.part[r[0]]), int(segment.starts[r[0]]), int(segment.ends[r[-1]])) for r in runs[:_MAX_STRAIN]
    )


assert len(CUSTOMER) == 2 + len(SIDE_LEVELS)
