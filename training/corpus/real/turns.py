"""Which agent turns of the real chats are read: drawn by hash, split by conversation.

The German agent turns of that corpus are post-edited machine translations of English ones; customers wrote German, and
their English is a translation. Evaluation only: the licence is non-commercial, and no number that ships is chosen on them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from coach.types import Draft
from training.corpus.records import CORPUS, Record
from training.corpus.standoff import agent_runs, digest, drawn, with_labels
from training.encoder.sources import read_records

SOURCE = "wmt24_chat_de_en"
FILES = ("train", "valid")  # the test file has no German agent turns
COUNTS = {"dev": {"de": 133, "en": 67}, "test": {"de": 267, "en": 133}}


def draw_turns(data: Path, split: str) -> list[Draft]:
    """Return the drawn turns of one split ("dev" or "test") as items, German first; ids begin `wmt24:FILE:`.

    Raises:
        EncoderError: when the data set is not under `data`.
    """
    return drawn(_all_turns(data, split), COUNTS[split])


def load_real(data: Path, split: str, folder: Path = CORPUS / "real") -> list[Record]:
    """Return the labelled real turns of one split; texts come from `data`, labels from the repository.

    Raises:
        EncoderError: when the data set is not under `data`.
        CorpusError: when it is another edition than the labelled one.
    """
    return with_labels(draw_turns(data, split), folder / f"{split}.jsonl", SOURCE)


def _all_turns(data: Path, split: str) -> Iterator[Draft]:
    for file in FILES:
        chats: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for row in read_records(data / SOURCE / f"{file}.jsonl.zst"):
            chats[row["doc_id"]].append(row)
        for chat, rows in chats.items():
            if (int(digest(chat)[:8], 16) % 3 == 0) == (split == "dev"):
                for language in COUNTS[split]:
                    turns = [(row["sender"], _text(row, language)) for row in rows]
                    yield from agent_runs(turns, f"wmt24:{file}:{chat}", language)


def _text(row: Mapping[str, Any], language: str) -> str:
    """Return the message in `language`; one without a translation is empty."""
    return (row["source"] if row["source_language"] == language else row.get("reference")) or ""
