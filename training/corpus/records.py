"""Corpus records: an item of the annotation guide with its labels."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.errors import CoachError, ItemError
from coach.types import Draft

CORPUS = Path(__file__).parent
SPLITS = ("train", "dev", "test")
MAIN = ("missing_empathy", "irony", "unanswered_question", "hurried")
FLAGS = (
    *MAIN,
    "blame",
    "canned",
    "insensitive_offer",
    "no_next_step",
    "register",
)
ARCHIVE = "archive"  # the brief of corrections from an archive
_FOLDERS = {"train": "items", "dev": "items", "test": "frozen"}  # nobody who trains opens the frozen folder


class CorpusError(CoachError):
    """A corpus file is missing or a record in it is wrong; the message names file and line."""


@dataclass(frozen=True)
class Record:
    """One labelled item; a label that is left out is not annotated."""

    draft: Draft
    conversation_id: str  # its siblings are the other drafts to the same conversation
    brief: str
    labels: Mapping[str, Any]  # as in the annotation guide

    @property
    def id(self) -> str:
        """The item's id."""
        return str(self.draft.id)

    @property
    def archived(self) -> bool:
        """Tell whether it is a correction from an archive, no item of the corpus."""
        return self.brief == ARCHIVE

    @property
    def group(self) -> str:
        """What no fold divides: the brief; of an archive's items, which have none of their own, the conversation."""
        return self.conversation_id if self.archived else self.brief


def load_split(split: str, corpus: Path = CORPUS) -> list[Record]:
    """Return the records of one split ("train", "dev" or "test"), in the order of the file.

    Raises:
        CorpusError: when the file is missing or a line is no record.
    """
    path = corpus / _FOLDERS[split] / f"{split}.jsonl"
    if not path.is_file():
        raise CorpusError(f"{path}: expected a corpus file, found nothing there")
    with path.open(encoding="utf-8") as lines:
        return [read_record(line, f"{path}:{number}") for number, line in enumerate(lines, 1)]


def read_record(line: str, where: str) -> Record:
    """Return the record of one line; `where` names file and line.

    Raises:
        CorpusError: when the line is no record.
    """
    try:
        value = json.loads(line)
        return Record(Draft.from_dict(value), value["conversation_id"], value["brief"], value["labels"])
    except (ValueError, KeyError, ItemError) as error:
        raise CorpusError(f"{where}: expected a corpus record ({error!r})") from None
