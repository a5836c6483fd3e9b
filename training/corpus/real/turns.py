"""Which agent turns of the real chats are read: drawn by hash, split by conversation.

The German agent turns of that corpus are post-edited machine translations of English ones; customers wrote German, and
their English is a translation. Evaluation only: the licence is non-commercial, and no number that ships is chosen on them.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from coach.types import Draft, Message
from training.corpus.records import CORPUS, CorpusError, Record
from training.encoder.sources import read_records

SOURCE = "wmt24_chat_de_en"
FILES = ("train", "valid")  # the test file has no German agent turns
COUNTS = {"dev": {"de": 133, "en": 67}, "test": {"de": 267, "en": 133}}


def draw_turns(data: Path, split: str) -> list[Draft]:
    """Return the drawn turns of one split ("dev" or "test") as items, German first.

    A draft is a whole run of agent messages; its conversation is all that stands before it. Ids read
    `wmt24:FILE:CONVERSATION:ROW:LANGUAGE`, where ROW counts the messages of the conversation before the draft.

    Raises:
        EncoderError: when the data set is not under `data`.
    """
    candidates = sorted(_all_turns(data, split), key=lambda draft: _hash(str(draft.id)))
    return [d for language, count in COUNTS[split].items() for d in _first(candidates, language, count)]


def load_real(data: Path, split: str, folder: Path = CORPUS / "real") -> list[Record]:
    """Return the labelled real turns of one split; texts come from `data`, labels from the repository.

    Raises:
        EncoderError: when the data set is not under `data`.
        CorpusError: when a label belongs to no drawn turn, or its span to no text: the data set is another edition.
    """
    drafts = {str(draft.id): draft for draft in draw_turns(data, split)}
    path = folder / f"{split}.jsonl"
    records = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            row = json.loads(line)
            draft = drafts.get(row["id"])
            if draft is None or not _fits(row["labels"], draft):
                raise CorpusError(
                    f"{path}:{number}: expected a turn of {SOURCE} as labelled, found another edition of it"
                )
            records.append(Record(draft, row["id"].rsplit(":", 2)[0], "", row["labels"]))
    return records


def _fits(labels: Mapping[str, Any], draft: Draft) -> bool:
    texts = [m.text for m in draft.conversation]
    spans = list(labels["questions"]) + [s for group in labels["evidence"].values() for s in group]
    answers = [{**q["answer"], "message": None} for q in labels["questions"] if q["answer"]]
    return all(
        0 <= s["start"] < s["end"] <= len(draft.text if s.get("message") is None else texts[s["message"]])
        for s in (*spans, *answers)
    )


def _first(drafts: list[Draft], language: str, count: int) -> list[Draft]:
    return [d for d in drafts if d.language == language][:count]


def _all_turns(data: Path, split: str) -> Iterator[Draft]:
    for file in FILES:
        chats: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for row in read_records(data / SOURCE / f"{file}.jsonl.zst"):
            chats[row["doc_id"]].append(row)
        for chat, rows in chats.items():
            if (int(_hash(chat)[:8], 16) % 3 == 0) == (split == "dev"):
                yield from _turns_of(rows, f"wmt24:{file}:{chat}")


def _turns_of(rows: list[Mapping[str, Any]], chat: str) -> Iterator[Draft]:
    runs = [list(group) for _, group in groupby(enumerate(rows), key=lambda pair: pair[1]["sender"])]
    for language in ("de", "en"):
        for run in runs:
            start = run[0][0]
            draft = "\n".join(_text(row, language) for _, row in run)
            if run[0][1]["sender"] == "agent" and draft.strip():
                before = tuple(Message(row["sender"], _text(row, language)) for row in rows[:start])
                yield Draft(draft, before, id=f"{chat}:{start}:{language}", language=language, channel="live_chat")


def _text(row: Mapping[str, Any], language: str) -> str:
    """Return the message in `language`; one without a translation is empty."""
    return (row["source"] if row["source_language"] == language else row.get("reference")) or ""


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
