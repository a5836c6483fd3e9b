"""Speed of reviewing, as ratios measured side by side in one run: machines are noisy."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from coach.pipeline import ReplyQualityPipeline
from coach.types import Draft, Message

WORDS = (10, 40, 100, 200)  # of the draft
BATCHES = (1, 8, 32)
ROUNDS = 15
_SENTENCE = "Das Paket liegt noch im Lager und geht morgen früh raus, Nummer und Uhrzeit schicke ich dann gleich hier."
_CUSTOMER = "Guten Tag, seit einer Woche warte ich auf mein Paket und niemand kann mir etwas sagen. Wo ist es denn, und wann kommt es an?"


def draft_of(words: int) -> Draft:
    """Return a draft of so many words, with a customer's turn."""
    text = (_SENTENCE + " ") * (words // len(_SENTENCE.split()) + 1)
    return Draft(" ".join(text.split()[:words]), (Message("customer", _CUSTOMER),), language="de", channel="live_chat")


def measure_speed(model: Path, rubric: Path, encoder: Path) -> dict[str, Any]:
    """Return latencies by length, throughput by batch, cold start and memory of a model.

    Beside each latency stands the median of the bare encoder's forward pass and of a BERT-base-size classifier with random
    weights, both in PyTorch on the same tokens and in turn with it, and the ratios.
    """
    pipeline = ReplyQualityPipeline.from_pretrained(model, rubric)
    forwards = _forwards(encoder)
    lengths = {str(words): _latency(pipeline, forwards, draft_of(words)) for words in WORDS}
    return {
        "latency_ms": lengths,
        "throughput_per_s": {str(size): _throughput(pipeline, size) for size in BATCHES},
        "cold_start_s": _cold_start(model, rubric),
        "resident_mb": _resident(model, rubric),
        "threads": _threads(),
    }


def _latency(
    pipeline: ReplyQualityPipeline, forwards: dict[str, Callable[[Draft], Callable[[], None]]], draft: Draft
) -> dict[str, float]:
    calls: dict[str, Callable[[], object]] = {"review": lambda: pipeline.predict(draft)}
    calls |= {name: make(draft) for name, make in forwards.items()}
    times: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        call()
    for _ in range(ROUNDS):
        for name, call in calls.items():  # in turn, so that a busy moment meets all alike
            start = time.perf_counter()
            call()
            times[name].append(1000 * (time.perf_counter() - start))
    median = {name: float(np.median(found)) for name, found in times.items()}
    figures = {"review p50": median["review"], "review p95": float(np.percentile(times["review"], 95))}
    for name in forwards:
        figures[name] = median[name]
        figures[f"review / {name}"] = median["review"] / median[name]
    return figures


def _forwards(encoder: Path) -> dict[str, Callable[[Draft], Callable[[], None]]]:
    """Return, per network, a maker of a forward pass on the tokens of a draft and its conversation."""
    import torch
    from transformers import BertConfig, BertModel

    from models.tokenization import CaseTokenizer
    from training.encoder.network import SentenceEncoder

    small = SentenceEncoder.load(encoder)
    base = BertModel(BertConfig(vocab_size=small.network.config.vocab_size)).eval()

    def maker(network: BertModel, tokenizer: CaseTokenizer) -> Callable[[Draft], Callable[[], None]]:
        def make(draft: Draft) -> Callable[[], None]:
            texts = [f"{draft.text} {' '.join(m.text for m in draft.conversation)}"]
            ids = torch.from_numpy(tokenizer.encode(texts, max_length=512).ids)

            def forward() -> None:
                with torch.inference_mode():
                    network(input_ids=ids)

            return forward

        return make

    return {"encoder": maker(small.network, small.tokenizer), "bert-base": maker(base, small.tokenizer)}


def _throughput(pipeline: ReplyQualityPipeline, size: int) -> float:
    drafts = [draft_of(20 + 5 * (i % 8)) for i in range(size)]
    pipeline.predict(drafts)
    start = time.perf_counter()
    rounds = max(1, 96 // size)
    for _ in range(rounds):
        pipeline.predict(drafts)
    return rounds * size / (time.perf_counter() - start)


def _cold_start(model: Path, rubric: Path) -> float:
    """Return seconds until `python -m coach review` has answered its first line; the median of three."""
    line = json.dumps({"id": 1, "conversation": [], "draft": "Ja, bis 18 Uhr.", "language": "de"})
    command = [sys.executable, "-m", "coach", "review", "-", "--model", str(model), "--rubric", str(rubric)]
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(command, input=line.encode(), capture_output=True, check=True)
        times.append(time.perf_counter() - start)
    return float(np.median(times))


def _resident(model: Path, rubric: Path) -> float:
    """Return the most memory that a process held that loaded the model and reviewed a long draft, in MB."""
    code = (
        "import sys; from eval.speed import draft_of; from coach.pipeline import ReplyQualityPipeline as P; "
        "P.from_pretrained(sys.argv[1], sys.argv[2]).predict(draft_of(200)); "
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(model), str(rubric)], capture_output=True, text=True, check=True
    )
    return float(done.stdout) / 1024  # getrusage would count the parent's memory, too


def _threads() -> int:
    import torch

    return torch.get_num_threads()


def speed_lines(figures: dict[str, Any]) -> list[Sequence[str]]:
    """Return the latencies as rows for a table."""
    return [(words, *(f"{value:.2f}" for value in row.values())) for words, row in figures["latency_ms"].items()]
