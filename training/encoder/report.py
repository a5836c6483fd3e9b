"""The encoder's test table: scored on demand, every scoring logged beside the weights, the card written from it."""

import datetime
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from models.checkpoint import read_json, write_json
from training.encoder.card import write_card
from training.encoder.config import EncoderConfig
from training.encoder.measures import test_figures
from training.encoder.network import PlainTokenizer, SentenceEncoder, locate_teacher, read_teacher
from training.encoder.sources import file_hash
from training.encoder.stages import git_hash, versions


@dataclass(frozen=True)
class Measure:
    """A row of the table."""

    title: str
    bar: str
    goal: str
    decimals: int = 3


MEASURES = {
    "stsb_german": Measure("STS-B German test, Spearman", "≥ 0.77", "0.80"),
    "stsb_english": Measure("STS-B English test, Spearman", "teacher − 0.02", "teacher − 0.01"),
    "support_near": Measure("real support chats, retrieval@1 de→en, near-duplicates count", "≥ 0.86", "0.92"),
    "support_exact": Measure("real support chats, retrieval@1 de→en, exact", "", ""),
    "own_to_english": Measure("300 own test pairs, retrieval@1 de→en", "≥ 0.93", "0.97"),
    "own_to_german": Measure("300 own test pairs, retrieval@1 en→de", "≥ 0.93", "0.97"),
    "irony_probe": Measure("linear probe, TweetEval irony (en), F1 of irony", "≥ 0.62", ""),
    "address_probe": Measure("linear probe, CoCoA-MT du/Sie (de), accuracy", "≥ 0.95", ""),
    "tokens_per_word": Measure("tokens per German word on everyday text", "≤ 0.65 × teacher", ""),
}


def report(folder: Path, *, data: Path, initial: Path | None) -> None:
    """Score the encoder in `folder` once, log it in `scorings.jsonl`, and write `metrics.json` and the card.

    Raises:
        EncoderError: when encoder, teacher or a data set is missing.
        CheckpointError: when a file of the encoder is missing or damaged.
    """
    made = read_json(folder / "training.json")
    settings = EncoderConfig.model_validate({**made["settings"], "ablations": {}, "ablation_share": 1.0})
    network, plain = read_teacher(locate_teacher(settings.teacher))
    teacher = SentenceEncoder(network, PlainTokenizer(plain), max_length=settings.max_length)
    models = {"teacher": teacher}
    if initial is not None:
        models["initial"] = SentenceEncoder.load(initial)
    models["encoder"] = SentenceEncoder.load(folder)
    console = Console()
    figures = {}
    for name, model in models.items():
        with console.status(f"measuring the {name}"):
            found = test_figures(model, model.tokenizer.tokenizer, teacher, data)
        figures[name] = {key: round(value, 4) for key, value in found.items()}
    metrics = {"figures": figures, "git": git_hash(), "versions": versions()}
    _log(folder, metrics)
    write_json(folder / "metrics.json", metrics)
    write_card(folder, made, metrics, MEASURES)
    console.print(_table(figures))


def _log(folder: Path, metrics: dict[str, Any]) -> None:
    line = {
        "when": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "git": metrics["git"],
        "weights": file_hash(folder / "model.safetensors"),
        **metrics["figures"]["encoder"],
    }
    with (folder / "scorings.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(line) + "\n")


def _table(figures: dict[str, dict[str, float]]) -> Table:
    table = Table("measure", *figures, "bar", "goal", title="Never trained on")
    for key, measure in MEASURES.items():
        table.add_row(
            measure.title, *(f"{row[key]:.{measure.decimals}f}" for row in figures.values()), measure.bar, measure.goal
        )
    return table
