"""From the teacher to the bilingual encoder, in stages that are kept: initialisation, targets, distillation, export."""

import hashlib
import json
import shutil
import subprocess
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.progress import track
from safetensors.numpy import load_file, save_file

from models.checkpoint import write_json
from models.tokenization import CaseTokenizer
from training.encoder.alignment import ALIGNERS, initial_embeddings
from training.encoder.batches import MaskedTexts, StepDataset, Texts, composites, plan
from training.encoder.config import EncoderConfig
from training.encoder.distillation import Distillation, Selection, distil
from training.encoder.measures import development_figures
from training.encoder.network import (
    PlainTokenizer,
    SentenceEncoder,
    autocast,
    locate_teacher,
    read_teacher,
    student_from,
)
from training.encoder.sources import Material, Pair, development, load_material
from training.encoder.vocabulary import build_tokenizer, english_pieces, german_pieces

SHARD = 20_000  # texts whose teacher vectors are stored together
_FILTERED = ("bcontrast_de_en", "woz2_de_en")  # sets with turns that are shifted against each other


def make_encoder(config: EncoderConfig, *, data: Path, work: Path, output: Path) -> dict[str, Any]:
    """Make the encoder of `config` and write it to `output`; each stage is taken up where it was left in `work`.

    Returns:
        What is written to `output/training.json`: settings, data fingerprints, versions, development figures.

    Raises:
        EncoderError: when data or teacher are missing, or are not the pinned ones.
    """
    started, commit = time.monotonic(), git_hash()
    material = load_material(data, bundestag_lines=config.vocabulary.bundestag_lines, with_own_pairs=config.own_pairs)
    folder = locate_teacher(config.teacher)
    initial = initialise(config, material, folder, work)
    pairs = _sound(material.pairs, initial, folder, config)
    pairs += composites(pairs, config.mixture.composites, config.seed)
    english = _drawn(material.english, config)
    run = work / f"run-{_key(config.model_dump(exclude={'ablations'}), material.fingerprints, versions())}"
    targets = teacher_targets([*(p.en for p in pairs), *english], config, folder, work)
    texts = Texts.of(initial.tokenizer, pairs, english, max_length=config.max_length)
    german = [*material.german, *(p.de for p in pairs if p.source != "composite")]
    masked = MaskedTexts(initial.tokenizer.rows(german, max_length=config.max_length), initial.tokenizer, config)
    every = config.loss.masked_every if config.loss.masked_language else 0
    dataset = StepDataset(plan(texts, config), texts, targets, masked, every)
    chosen = _train(initial, dataset, config, run, development(data))
    seconds = round(time.monotonic() - started)
    return _export(run, output, config, material, {**chosen, "git": commit, "steps": len(dataset), "seconds": seconds})


def make_ablation(name: str, config: EncoderConfig, *, data: Path, work: Path, output: Path) -> None:
    """Train the short run `name` and write only its figures, to `output/ablations.json`."""
    record = make_encoder(config, data=data, work=work, output=work / f"ablation-{name}")
    path = output / "ablations.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    kept = ("development", "initial", "step", "steps", "git", "versions")
    output.mkdir(parents=True, exist_ok=True)
    write_json(path, {**known, name: {key: record[key] for key in kept}})


def initialise(config: EncoderConfig, material: Material, teacher: Path, work: Path) -> SentenceEncoder:
    """Return the student before any training: new vocabulary, embeddings by word alignment."""
    made_from = (config.vocabulary.model_dump(), config.alignment, config.alignment_rounds, config.own_pairs)
    target = work / f"initial-{_key(made_from, material.fingerprints)}"
    if not (target / "config.json").is_file():
        network, plain = read_teacher(teacher)
        german_texts = [*(p.de for p in material.pairs), *material.german]
        english_texts = [*(p.en for p in material.pairs), *material.english]
        english = english_pieces(plain, english_texts, first=config.vocabulary.english_first)
        german = german_pieces(german_texts, config.vocabulary.german_pieces)
        tokenizer = CaseTokenizer(build_tokenizer(english, german))
        table = network.embeddings.word_embeddings.weight.detach().numpy()
        embeddings = _aligned(config, material.pairs, tokenizer, (plain, table), german_texts, english_texts)
        student = SentenceEncoder(student_from(network, embeddings), tokenizer, max_length=config.max_length)
        part = target.with_suffix(".part")
        student.save(part)
        part.rename(target)
    return SentenceEncoder.load(target)


def _aligned(
    config: EncoderConfig,
    pairs: Sequence[Pair],
    tokenizer: CaseTokenizer,
    teacher: tuple[Any, np.ndarray],
    german: Sequence[str],
    english: Sequence[str],
) -> np.ndarray:
    plain, table = teacher
    ours = tokenizer.tokenizer
    counts = [_counts(ours, texts) for texts in (german, english)]
    share = counts[0] / counts[0].sum()
    share = share / np.maximum(share + counts[1] / counts[1].sum(), 1e-12)
    links = None
    if config.alignment != "none":
        both = [
            [e.ids for e in t.encode_batch(list(texts), add_special_tokens=False)]
            for t, texts in ((ours, [p.de for p in pairs]), (plain, [p.en for p in pairs]))
        ]
        shape = (ours.get_vocab_size(), plain.get_vocab_size())
        links = ALIGNERS[config.alignment](*both, shape=shape, rounds=config.alignment_rounds)
    return initial_embeddings(ours, plain, table, links, share)


def _counts(tokenizer: Any, texts: Sequence[str]) -> np.ndarray:
    ids = np.concatenate([e.ids for e in tokenizer.encode_batch(list(texts), add_special_tokens=False)])
    return np.bincount(ids.astype(np.int64), minlength=tokenizer.get_vocab_size()).astype(float)


def _sound(pairs: Sequence[Pair], student: SentenceEncoder, teacher: Path, config: EncoderConfig) -> list[Pair]:
    """Return the pairs without those of shifted dialogues whose sides have little to do with each other."""
    doubtful = [i for i, p in enumerate(pairs) if p.source in _FILTERED]
    if not doubtful:
        return list(pairs)
    ours = student.encode([pairs[i].de for i in doubtful])
    theirs = _teacher(teacher, config).encode([pairs[i].en for i in doubtful])
    nearness = (ours * theirs).sum(1)
    bad = {i for i, near in zip(doubtful, nearness, strict=True) if near < config.mixture.minimum_similarity}
    return [p for i, p in enumerate(pairs) if i not in bad]


def _drawn(english: Sequence[str], config: EncoderConfig) -> list[str]:
    """Return as many English texts as the epochs have room for."""
    order = np.random.default_rng([config.seed, 4]).permutation(len(english))
    return [english[i] for i in order[: round(config.mixture.english_texts * max(1.0, config.optimisation.epochs))]]


def _teacher(folder: Path, config: EncoderConfig) -> SentenceEncoder:
    network, tokenizer = read_teacher(folder)
    return SentenceEncoder(network, PlainTokenizer(tokenizer), max_length=config.max_length)


def teacher_targets(texts: Sequence[str], config: EncoderConfig, folder: Path, work: Path) -> np.ndarray:
    """Return the teacher's mean states, float16 [texts, chosen layers and the last, width]; finished shards are kept."""
    layers = (*(config.loss.layers if config.loss.layerwise else ()), -1)
    (work / "targets").mkdir(parents=True, exist_ok=True)
    encoder = None
    shards = []
    for start in track(range(0, len(texts), SHARD), "teacher", disable=len(texts) < SHARD):
        shard = texts[start : start + SHARD]
        path = work / "targets" / f"{_key(layers, config.teacher.sha256, list(shard))}.safetensors"
        if not path.is_file():
            encoder = encoder or _teacher(folder, config)
            with autocast(encoder.network.device):
                states = encoder.layers(shard)
            part = path.with_suffix(".part")
            save_file({"states": states[list(layers)].swapaxes(0, 1).astype(np.float16)}, part)
            part.rename(path)
        shards.append(load_file(path)["states"])
    return np.concatenate(shards)


def _train(
    initial: SentenceEncoder, dataset: StepDataset, config: EncoderConfig, run: Path, sets: dict[str, list[Pair]]
) -> dict[str, Any]:
    """Train, unless the run is finished; return step and figures of the choice, and all that was measured."""
    run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(config.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = Distillation(initial.network.to(device), config.loss).to(device)
    begin = development_figures(initial.encode, sets)
    selection = Selection(
        run,
        config.optimisation.evaluate_every,
        measure=lambda: development_figures(initial.encode, sets),
        save=initial.save,
    )
    if str(len(dataset)) not in selection.figures():
        distil(model, dataset, config, run, selection)
    step, figures = selection.chosen()
    return {"step": step, "development": figures, "initial": begin, "evaluations": selection.figures()}


def _export(
    run: Path, output: Path, config: EncoderConfig, material: Material, facts: dict[str, Any]
) -> dict[str, Any]:
    """Copy the chosen weights to `output` and write beside them what they were made from."""
    output.mkdir(parents=True, exist_ok=True)
    for path in (run / "best").rglob("*"):
        if path.is_file():
            (output / path.relative_to(run / "best")).parent.mkdir(exist_ok=True)
            shutil.copyfile(path, output / path.relative_to(run / "best"))
    record = {
        "settings": config.model_dump(exclude={"ablations", "ablation_share"}, mode="json"),
        "data": material.fingerprints,
        "versions": versions(),
        **facts,
    }
    write_json(output / "training.json", record)
    return record


def versions() -> dict[str, str]:
    """Return the versions of the packages that decide on the figures."""
    return {name: version(name) for name in ("numpy", "tokenizers", "torch", "transformers")}


def git_hash() -> str:
    """Return the commit of the checkout, with "+" when files differ from it; "unknown" outside of one."""
    try:
        commit = ["git", "rev-parse", "--short=12", "HEAD"], ["git", "status", "--porcelain", "-uno"]
        found = [subprocess.run(c, capture_output=True, text=True, check=True).stdout.strip() for c in commit]
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return found[0] + ("+" if found[1] else "")


def _key(*made_from: Any) -> str:
    return hashlib.sha256(json.dumps(made_from, sort_keys=True, default=str).encode()).hexdigest()[:12]
