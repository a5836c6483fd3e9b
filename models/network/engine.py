"""Running the network: three graphs whose weights lie in one safetensors file, on onnxruntime, without torch."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from models.checkpoint import CheckpointError
from models.network.inputs import Segment, joined, mask, padded

WEIGHTS = "model.safetensors"
GRAPHS = ("conversation", "draft", "request")


@dataclass(frozen=True)
class Conversation:
    """What was read of one conversation; float32 arrays, T tokens, width W, L layers."""

    segment: Segment
    tokens: np.ndarray  # [T, TOKEN] logits
    customer: np.ndarray  # [CUSTOMER] logits
    states: np.ndarray  # [T, W]
    turn: np.ndarray  # [W]
    embedding: np.ndarray  # [W], unit length
    memory: np.ndarray  # [L, 2, M, W] what drafts attend to; M tokens of the newest window

    @classmethod
    def of(cls, windows: "Sequence[Conversation]") -> "Conversation":
        """Join the windows of one conversation, the newest first; its own reading of the whole counts."""
        if len(windows) == 1:
            return windows[0]
        order, newest = windows[::-1], windows[0]
        return replace(
            newest,
            segment=joined([w.segment for w in order]),
            tokens=np.concatenate([w.tokens for w in order]),
            states=np.concatenate([w.states for w in order]),
        )


@dataclass(frozen=True)
class DraftStates:
    """What was read of one draft; S sentences."""

    draft: np.ndarray  # [DRAFT] logits
    sentences: np.ndarray  # [S, SENTENCE] logits
    speaks: np.ndarray  # [S, DRAFT] how much a sentence speaks for a label of the draft
    gap: float
    states: np.ndarray  # [S, W]


@dataclass(frozen=True)
class RequestStates:
    """What a draft does with requests; Q requests."""

    status: np.ndarray  # [Q, STATUS] logits
    link: np.ndarray  # [Q, S] attention scores


class Engine(Protocol):
    """The three passes, on whatever runs them; arrays are padded, see `onnx_inputs` for their names."""

    def run(self, graph: str, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        """Return the outputs of one graph."""


class OnnxEngine:
    """The exported graphs on onnxruntime."""

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        """Load the graphs of a checkpoint folder; `threads` 0 takes all cores.

        Raises:
            CheckpointError: when a graph or the weights are missing or damaged.
        """
        import onnxruntime as ort

        _check_weights(folder / WEIGHTS)
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False  # it keeps the most it ever took, and grows with every new shape
        self._sessions = {}
        for name in GRAPHS:
            path = folder / f"{name}.onnx"
            if not path.is_file():
                raise CheckpointError(f"{path}: expected a graph of the model, found nothing there")
            try:
                self._sessions[name] = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
            except Exception as error:  # onnxruntime raises its own, which differ by release
                reason = str(error).splitlines()[0][:200]
                raise CheckpointError(f"{path}: expected a graph with its weights, it is damaged ({reason})") from None

    def run(self, graph: str, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        """Return the outputs of one graph."""
        found: list[np.ndarray] = self._sessions[graph].run(None, inputs)
        return found


def _check_weights(path: Path) -> None:
    """Refuse a weight file that is missing or cut; the graphs would only say so in their own words."""
    if not path.is_file():
        raise CheckpointError(f"{path}: expected the weights of the model, found nothing there")
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(8)
        try:
            length = int.from_bytes(head, "little")
            entries = json.loads(file.read(length)) if len(head) == 8 and length < size else {}
            expected = 8 + length + max(e["data_offsets"][1] for name, e in entries.items() if name != "__metadata__")
        except (ValueError, KeyError, TypeError, UnicodeDecodeError):
            raise CheckpointError(f"{path}: expected a safetensors file, found something else") from None
    if size != expected:
        raise CheckpointError(f"{path}: expected {expected} bytes, found {size}; the file is damaged")


def read_conversations(engine: Engine, segments: Sequence[Segment]) -> list[Conversation]:
    """Read conversations in one batch."""
    inputs = {**_tokens(segments), "turn": padded(segments, "turn")}
    tokens, customer, states, turn, embedding, memory = engine.run("conversation", inputs)
    return [
        Conversation(
            s, tokens[i, : len(s)], customer[i], states[i, : len(s)], turn[i], embedding[i], memory[:, :, i, : len(s)]
        )
        for i, s in enumerate(segments)
    ]


def read_drafts(
    engine: Engine, segments: Sequence[Segment], conversations: Sequence[Conversation]
) -> list[DraftStates]:
    """Read drafts in one batch, each in its conversation."""
    memory = conversations[0].memory[:, :, None]
    if len(conversations) > 1:
        longest = max(c.memory.shape[2] for c in conversations)
        layers, both, _, width = conversations[0].memory.shape
        memory = np.zeros((layers, both, len(conversations), longest, width), np.float32)
        for i, c in enumerate(conversations):
            memory[:, :, i, : c.memory.shape[2]] = c.memory
    inputs = {
        **_tokens(segments),
        "sentence": sentence_matrix(segments),
        "memory": memory,
        "memory_mask": mask([c.memory.shape[2] for c in conversations]),
        "heard": np.stack([c.turn for c in conversations]),
    }
    draft, sentences, speaks, gap, states = engine.run("draft", inputs)
    counts = [max(1, int(s.part.max()) + 1) for s in segments]  # a text without any word has one empty sentence
    return [
        DraftStates(draft[i], sentences[i, :n], speaks[i, :n], float(gap[i]), states[i, :n])
        for i, n in enumerate(counts)
    ]


def read_requests(
    engine: Engine,
    drafts: Sequence[DraftStates],
    conversations: Sequence[Conversation],
    spans: Sequence[Sequence[tuple[int, int]]],
) -> list[RequestStates]:
    """Read what each draft does with the requests in its conversation; `spans` are token ranges, half open, per draft."""
    owners = [i for i, group in enumerate(spans) for _ in group]
    if not owners:
        return [_no_requests(d) for d in drafts]
    request = np.stack([conversations[i].states[a:b].mean(0) for i, group in enumerate(spans) for a, b in group])
    longest = max(len(d.states) for d in drafts)
    sentences = np.zeros((len(owners), longest, request.shape[1]), np.float32)
    there = np.zeros((len(owners), longest), np.int64)
    for row, owner in enumerate(owners):
        size = len(drafts[owner].states)
        sentences[row, :size], there[row, :size] = drafts[owner].states, 1
    status, link = engine.run("request", {"request": request, "sentences": sentences, "there": there})
    found, at = [], 0
    for draft, group in zip(drafts, spans, strict=True):
        rows = slice(at, at + len(group))
        found.append(RequestStates(status[rows], link[rows, : len(draft.states)]) if group else _no_requests(draft))
        at += len(group)
    return found


def sentence_matrix(segments: Sequence[Segment]) -> np.ndarray:
    """Return 1 where a token belongs to a sentence of its draft, int64 [drafts, sentences, tokens]."""
    part = padded(segments, "part", fill=-1)
    found: np.ndarray = (part[:, None] == np.arange(max(1, part.max() + 1))[None, :, None]).astype(np.int64)
    return found


def _no_requests(draft: DraftStates) -> RequestStates:
    return RequestStates(np.zeros((0, 4), np.float32), np.zeros((0, len(draft.states)), np.float32))


def _tokens(segments: Sequence[Segment]) -> dict[str, np.ndarray]:
    lengths = [len(s) for s in segments]
    return {"ids": padded(segments, "ids"), "types": padded(segments, "types"), "mask": mask(lengths)}
