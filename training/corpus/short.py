"""Short training records: atoms (a customer's line and an agent's sentence) and question records (a request and a reply)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.errors import ItemError
from coach.types import STATUSES, Draft, Message
from training.corpus.records import CORPUS, CorpusError

LANGUAGES = ("de", "en")
ATOM_LABELS = {
    "empathy_need": (0, 1, 2),
    "empathy_shown": (0, 1, 2),
    **dict.fromkeys(("irony", "blame", "insensitive_offer", "register", "no_next_step"), (False, True)),
}
NO_REQUEST = "none"  # the quoted clause is no open request


@dataclass(frozen=True)
class Atom:
    """A customer's line and an agent's sentence; a label that is left out is not annotated."""

    draft: Draft
    labels: Mapping[str, Any]

    def faults(self) -> list[str]:
        """Return what is wrong with the labels."""
        return [
            f"{self.draft.id}: {name}: expected one of {ATOM_LABELS.get(name, ())}, found {value!r}"
            for name, value in self.labels.items()
            if value not in ATOM_LABELS.get(name, ())
        ]


@dataclass(frozen=True)
class QuestionRecord:
    """One request in its context, and one reply to it."""

    draft: Draft  # the reply, with the context as conversation
    request_id: str  # its siblings are the other replies to the same request
    message: int
    start: int  # of the request in its message, code points
    end: int
    status: str  # answered | deferred | unanswered | none
    answer: tuple[int, int] | None  # the reply's words that answer or defer

    def faults(self) -> list[str]:
        """Return what is wrong with spans and status."""
        found = []
        if self.status not in (*STATUSES, NO_REQUEST):
            found.append(f"unknown status {self.status!r}")
        if (self.answer is None) != (self.status in ("unanswered", NO_REQUEST)):
            found.append(f"status {self.status!r} does not fit its answer")
        text = self.draft.conversation[self.message].text
        if not text[self.start : self.end].strip() or self.end > len(text):
            found.append("the request's span holds no words")
        if self.answer and not self.draft.text[slice(*self.answer)].strip():
            found.append("the answer's span holds no words")
        return [f"{self.draft.id}: {fault}" for fault in found]


def load_atoms(folder: Path = CORPUS / "atoms") -> list[Atom]:
    """Return all atoms, German first.

    Raises:
        CorpusError: when a file is missing or a line is no atom.
    """
    return [
        Atom(_draft(row, row["agent"], [{"role": "customer", "text": row["customer"]}]), row["labels"])
        for row in _rows(folder, ("agent", "customer", "labels"))
    ]


def load_questions(folder: Path = CORPUS / "questions") -> list[QuestionRecord]:
    """Return all question records, German first.

    Raises:
        CorpusError: when a file is missing or a line is no record.
    """
    return [
        QuestionRecord(
            _draft(row, row["reply"], row["conversation"]),
            row["request_id"],
            row["request"]["message"],
            row["request"]["start"],
            row["request"]["end"],
            row["status"],
            (row["answer"]["start"], row["answer"]["end"]) if row["answer"] else None,
        )
        for row in _rows(folder, ("reply", "conversation", "request_id", "request", "status", "answer"))
    ]


def _draft(row: Mapping[str, Any], text: str, turns: list[Mapping[str, Any]]) -> Draft:
    messages = tuple(Message.from_dict(turn, where=str(row["id"])) for turn in turns)
    return Draft(text, messages, id=row["id"], language=row["language"], channel=row.get("channel", "unknown"))


def _rows(folder: Path, keys: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for language in LANGUAGES:
        path = folder / f"{language}.jsonl"
        if not path.is_file():
            raise CorpusError(f"{path}: expected a corpus file, found nothing there")
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    row = json.loads(line)
                    missing = [key for key in ("id", "language", *keys) if key not in row]
                except (ValueError, TypeError, ItemError) as error:
                    raise CorpusError(f"{path}:{number}: expected a corpus record ({error!r})") from None
                if missing or row["language"] != language:
                    raise CorpusError(
                        f"{path}:{number}: expected a record of {language} with {keys}; missing: {missing}"
                    )
                yield row
