"""The OPEN data sets that the encoder learns from, read by path; their sentences stay outside the repository."""

import hashlib
import json
import lzma
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard

from training.corpus import CORPUS
from training.encoder.config import EncoderError

PARALLEL = CORPUS / "parallel"
HELD_OUT = 2000  # Tatoeba pairs kept for selection, by the hash of the English side


@dataclass(frozen=True)
class Pair:
    """A German text and its English counterpart; `group` keeps the turns of one dialogue together."""

    de: str
    en: str
    source: str
    group: str = ""


@dataclass(frozen=True)
class Material:
    """What one encoder is made of."""

    pairs: list[Pair]
    english: list[str]
    german: list[str]
    fingerprints: dict[str, str]  # file → SHA-256


@dataclass(frozen=True)
class Source:
    """A public data set and its terms."""

    title: str
    licence: str
    origin: str
    files: tuple[str, ...]


SOURCES = {
    "tatoeba_de_en": Source("Tatoeba (manythings.org/anki)", "CC BY 2.0 FR", "tatoeba.org, www.manythings.org/anki", ("pairs.jsonl.zst",)),
    "bcontrast_de_en": Source("BConTrasT", "CC BY-SA 4.0", "github.com/Unbabel/BConTrasT", ("train.jsonl.zst",)),
    "woz2_de_en": Source("WOZ 2.0 German/English", "Apache-2.0", "github.com/nmrksic/neural-belief-tracker", ("train.jsonl.zst",)),
    "xsid_de_en": Source("xSID 0.7 (dev)", "CC BY-SA 4.0", "github.com/mainlp/xsid", ("dev.jsonl.zst",)),
    "xquad_de_en": Source("XQuAD", "CC BY-SA 4.0", "github.com/deepmind/xquad", ("test.jsonl.zst",)),
    "cocoa_mt_de": Source("CoCoA-MT (train)", "CDLA-Sharing-1.0", "github.com/amazon-science/contrastive-controlled-mt", ("train.jsonl.zst",)),
    "sgd_en": Source("Schema-Guided Dialogue (train)", "CC BY-SA 4.0", "github.com/google-research-datasets/dstc8-schema-guided-dialogue", ("train.jsonl.zst",)),
    "banking77_en": Source("Banking77 (train)", "CC BY 4.0", "github.com/PolyAI-LDN/task-specific-datasets", ("train.jsonl.zst",)),
    "goemotions_en": Source("GoEmotions (train)", "Apache-2.0 / CC BY 4.0 (upstream, as recalled)", "github.com/google-research/google-research", ("train.jsonl.zst",)),
    "stanford_politeness_en": Source("Stanford Politeness", "CC BY 4.0", "convokit.cornell.edu", ("wikipedia.jsonl.zst", "stackexchange.jsonl.zst")),
    "commonvoice_sentences_de": Source("Common Voice sentences", "CC0 1.0", "github.com/mozilla/voice-web", ("sentences.txt.zst",)),
    "empirist_cmc_de": Source("EmpiriST (train)", "CC BY-SA 4.0", "github.com/fau-klue/empirist-corpus", ("train.jsonl.zst",)),
    "bundestag_speeches_de": Source("Deutscher Bundestag, speeches and heckles", "official records, free reuse with source", "bundestag.de/services/opendata", ("paragraphs.txt.xz", "zwischenrufe.txt.xz")),
}  # fmt: skip


def read_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a .zst or .xz text file.

    Raises:
        EncoderError: when there is no such file.
    """
    if not path.is_file():
        raise EncoderError(f"{path}: expected a public data set (see the data statement), found nothing there")
    if path.suffix == ".xz":
        with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:
            yield from (line.rstrip("\n") for line in lines)
    else:
        with zstandard.open(path, "rt", encoding="utf-8", newline="\n") as lines:
            yield from (line.rstrip("\n") for line in lines)


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a .jsonl.zst file."""
    return (json.loads(line) for line in read_lines(path))


def own_pairs(split: str) -> list[Pair]:
    """Return the project's own support sentences of one split ("train", "dev" or "test")."""
    with (PARALLEL / f"{split}.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Pair(row["de"], row["en"], "own", row["brief"]) for row in rows]


def _order(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _held_out(english: str) -> bool:
    return int(_order(english)[:8], 16) % 1000 < 15


def tatoeba(data: Path) -> tuple[list[Pair], list[Pair]]:
    """Return Tatoeba's training pairs and the fixed hold-out: one pair per English sentence, drawn by hash."""
    rows = [Pair(r["de"], r["en"], "tatoeba_de_en") for r in read_records(data / "tatoeba_de_en" / "pairs.jsonl.zst")]
    held = {pair.en: pair for pair in rows if _held_out(pair.en)}
    german = {pair.de for pair in held.values()}
    kept = [pair for pair in rows if pair.en not in held and pair.de not in german]
    return kept, sorted(held.values(), key=lambda pair: _order(pair.en))[:HELD_OUT]


def bcontrast(data: Path, split: str) -> list[Pair]:
    """Return the dialogue turns of BConTrasT."""
    rows = read_records(data / "bcontrast_de_en" / f"{split}.jsonl.zst")
    return [Pair(r["de"], r["en"], "bcontrast_de_en", r["dialog"]) for r in rows if r["de"] and r["en"]]


def _small(data: Path) -> Iterator[Pair]:
    for row in read_records(data / "woz2_de_en" / "train.jsonl.zst"):
        if row["user_de"] and row["user_en"]:
            yield Pair(row["user_de"], row["user_en"], "woz2_de_en")
    for row in read_records(data / "xsid_de_en" / "dev.jsonl.zst"):
        yield Pair(row["de"], row["en"], "xsid_de_en")
    contexts = set()
    for row in read_records(data / "xquad_de_en" / "test.jsonl.zst"):
        yield Pair(row["question_de"], row["question_en"], "xquad_de_en")
        if row["context_en"] not in contexts:
            contexts.add(row["context_en"])
            yield Pair(row["context_de"], row["context_en"], "xquad_de_en")
    for row in read_records(data / "cocoa_mt_de" / "train.jsonl.zst"):
        yield Pair(row["de_formal"], row["en"], "cocoa_mt_de")
        yield Pair(row["de_informal"], row["en"], "cocoa_mt_de")


def _english(data: Path) -> Iterator[str]:
    for row in read_records(data / "sgd_en" / "train.jsonl.zst"):
        yield from (turn[1] for turn in row["turns"][:6])
    for name in ("banking77_en/train", "goemotions_en/train", "stanford_politeness_en/wikipedia", "stanford_politeness_en/stackexchange"):  # fmt: skip
        yield from (row["text"] for row in read_records(data / f"{name}.jsonl.zst"))


def _german(data: Path, bundestag_lines: int) -> Iterator[str]:
    yield from read_lines(data / "commonvoice_sentences_de" / "sentences.txt.zst")
    yield from (row["text"] for row in read_records(data / "empirist_cmc_de" / "train.jsonl.zst"))
    for name in ("paragraphs.txt.xz", "zwischenrufe.txt.xz"):
        lines = sorted(read_lines(data / "bundestag_speeches_de" / name), key=_order)
        yield from (line[:1000] for line in lines[:bundestag_lines])


def load_material(data: Path, *, bundestag_lines: int, with_own_pairs: bool) -> Material:
    """Read everything that is trained on.

    Raises:
        EncoderError: when a file is missing under `data`.
    """
    pairs, _ = tatoeba(data)
    pairs += bcontrast(data, "train") + list(_small(data))
    pairs = list(dict.fromkeys(pair for pair in pairs if pair.de.strip() and pair.en.strip()))
    if with_own_pairs:
        pairs += own_pairs("train")
    files = [data / name / file for name, source in SOURCES.items() for file in source.files]
    english = list(dict.fromkeys(text for text in _english(data) if text.strip()))
    german = list(dict.fromkeys(text for text in _german(data, bundestag_lines) if len(text) > 20))
    return Material(pairs, english, german, {f"{f.parent.name}/{f.name}": file_hash(f) for f in files})


def development(data: Path) -> dict[str, list[Pair]]:
    """Return the pairs on which epoch and settings are chosen; none is trained on."""
    distinct: Callable[[list[Pair]], list[Pair]] = lambda rows: list({row.en: row for row in rows}.values())  # noqa: E731
    dialogue = [pair for pair in distinct(bcontrast(data, "dev")) if len(pair.de.split()) >= 3]
    return {"bcontrast": dialogue, "tatoeba": tatoeba(data)[1], "own": own_pairs("dev")}


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
