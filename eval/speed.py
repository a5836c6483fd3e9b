"""Speed of reviewing, as ratios measured side by side in one run: machines are noisy."""

import json
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from coach.pipeline import ReplyQualityPipeline
from coach.types import Draft, Message
from eval.errors import EvalError
from models.tokenization import CaseTokenizer

WORDS = (10, 40, 100, 200)  # of the draft
BATCHES = (1, 32)
ROUNDS = 15
BATCHED = 1000  # drafts
Forward = Callable[[Sequence[str]], None]
_SENTENCE = "Das Paket liegt noch im Lager und geht morgen früh raus, Nummer und Uhrzeit schicke ich dann gleich hier."
_CUSTOMER = "Guten Tag, seit einer Woche warte ich auf mein Paket und niemand kann mir etwas sagen. Wo ist es denn, und wann kommt es an?"


def draft_of(words: int, number: int = 0) -> Draft:
    """Return a draft of so many words, with a customer's turn; another number is another conversation."""
    text = (_SENTENCE + " ") * (words // len(_SENTENCE.split()) + 1)
    customer = Message("customer", f"{_CUSTOMER} Nummer {1000 + number}.")
    return Draft(" ".join(text.split()[:words]), (customer,), language="de", channel="live_chat")


def measure_speed(model: Path, rubric: Path, encoder: Path) -> dict[str, Any]:
    """Return latencies by length, throughput by batch, cold start and memory of a model.

    `review` reads a conversation that is new each time, `typing` the same one again and again. Beside them stand the
    medians of the bare encoder's forward pass and of a BERT-base-size classifier with random weights, in PyTorch and on
    onnxruntime, on the same tokens and in turn with them, and the ratios.
    """
    pipeline = ReplyQualityPipeline.from_pretrained(model, rubric)
    with TemporaryDirectory() as folder:
        forwards = _forwards(encoder, Path(folder))
        lengths = {str(words): _latency(pipeline, forwards, words) for words in WORDS}
        throughput = {str(size): _throughput(pipeline, forwards["encoder, onnx"], size) for size in BATCHES}
    return {
        "latency_ms": lengths,
        "throughput_per_s": throughput,
        "cold_start_s": _cold_start(model, rubric),
        "resident_mb": _resident(model, rubric),
        "threads": _threads(),
    }


def _latency(pipeline: ReplyQualityPipeline, forwards: Mapping[str, Forward], words: int) -> dict[str, float]:
    fresh = iter(range(1, ROUNDS + 2))
    calls: dict[str, Callable[[], object]] = {
        "review": lambda: pipeline.predict(draft_of(words, next(fresh))),
        "typing": lambda: pipeline.predict(draft_of(words)),
    }
    calls |= {name: partial(forward, [_text(draft_of(words))]) for name, forward in forwards.items()}
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
    figures |= {"typing": median["typing"], "typing / review": median["typing"] / median["review"]}
    for name in forwards:
        figures[name] = median[name]
        figures[f"review / {name}"] = median["review"] / median[name]
    return figures


def _text(draft: Draft) -> str:
    return f"{draft.text} {' '.join(m.text for m in draft.conversation)}"


def _forwards(encoder: Path, folder: Path) -> dict[str, Forward]:
    """Return, per network, a forward pass on texts; the networks' exports are kept in `folder` while they are used."""
    from transformers import BertConfig, BertModel

    from training.encoder.network import SentenceEncoder

    small = SentenceEncoder.load(encoder)
    base = BertModel(BertConfig(vocab_size=small.network.config.vocab_size), add_pooling_layer=False).eval()
    found: dict[str, Forward] = {}
    for name, network in (("encoder", small.network), ("bert-base", base)):
        found[name] = _in_torch(network, small.tokenizer)
        found[f"{name}, onnx"] = _on_onnxruntime(network, small.tokenizer, folder / f"{name}.onnx")
    return found


def _in_torch(network: Any, tokenizer: CaseTokenizer) -> Forward:
    import torch

    def forward(texts: Sequence[str]) -> None:
        batch = tokenizer.encode(texts, max_length=512)
        with torch.inference_mode():
            network(input_ids=torch.from_numpy(batch.ids), attention_mask=torch.from_numpy(batch.mask))

    return forward


def _on_onnxruntime(network: Any, tokenizer: CaseTokenizer, path: Path) -> Forward:
    import onnxruntime as ort
    import torch

    class Forwarded(torch.nn.Module):
        def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            states: torch.Tensor = network(input_ids=ids, attention_mask=mask).last_hidden_state
            return states

    tokens = torch.ones(2, 9, dtype=torch.long)
    axes = {0: torch.export.Dim("n"), 1: torch.export.Dim("t")}
    with warnings.catch_warnings(action="ignore"):  # the exporter warns of its own code
        program = torch.onnx.export(
            Forwarded().eval(),
            (tokens, tokens),
            dynamo=True,
            dynamic_shapes=(axes, axes),
            opset_version=18,
            verbose=False,
        )
    if program is None:
        raise EvalError(f"{path.stem}: expected an exported graph, found none")
    program.save(path, external_data=True)
    session = ort.InferenceSession(path, providers=["CPUExecutionProvider"])
    ids_name, mask_name = (value.name for value in session.get_inputs())

    def forward(texts: Sequence[str]) -> None:
        batch = tokenizer.encode(texts, max_length=512)
        session.run(None, {ids_name: batch.ids, mask_name: batch.mask})

    return forward


def _throughput(pipeline: ReplyQualityPipeline, forward: Forward, size: int) -> dict[str, float]:
    """Return drafts per second in batches of `size`, those of the bare encoder on onnxruntime, and the share."""
    drafts = [draft_of(20 + 5 * (i % 8), i) for i in range(BATCHED)]
    parts = [drafts[i : i + size] for i in range(0, BATCHED, size)]
    rates = {}
    calls: dict[str, Callable[[list[Draft]], object]] = {
        "review": pipeline.predict,
        "encoder, onnx": lambda part: forward([_text(draft) for draft in part]),
    }
    for name, call in calls.items():
        call(parts[0])
        start = time.perf_counter()
        for part in parts:
            call(part)
        rates[name] = BATCHED / (time.perf_counter() - start)
    return {**rates, "share": rates["review"] / rates["encoder, onnx"]}


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
    """Return the latencies as rows for a table: one per measure, one column per length of the draft."""
    by_length = figures["latency_ms"]
    names = next(iter(by_length.values()))
    return [(name, *(f"{row[name]:.2f}" for row in by_length.values())) for name in names]
