"""Corrections from an archive, read for training beside the corpus; texts that measure are never among them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from coach.errors import nearest
from coach.reading import Reading
from coach.rubric import Rubric
from coach.text import fold, words
from coach.types import LANGUAGES
from training.corpus.check import drafts_by_group, near_pairs, record_faults
from training.corpus.records import ARCHIVE, FLAGS, CorpusError, Record, load_split, read_record

_OTHER_LABELS = (
    "empathy_need",
    "empathy_shown",
    "hurried_reasons",
    "questions",
    "requests",  # those of which it is known whether they stay unanswered, where `questions` is not annotated
    "four_sides",
    "evidence",
)
_HELD = "in or near the texts that measure"
_KNOWN = "in the training texts already"
_DOUBLE = "there again further on"
_LANGUAGE = "neither German nor English"


@dataclass(frozen=True)
class Extra:
    """Records to train on beside the corpus."""

    records: tuple[Record, ...]
    left_out: Mapping[str, int]  # why → how many

    def __str__(self) -> str:
        """Return how many are used, and why others are left out."""
        reasons = ", ".join(f"{count} {why}" for why, count in self.left_out.items())
        return f"{len(self.records)} extra items" + (f"; left out: {reasons}" if reasons else "")


def load_extra(files: Iterable[Path], rubric: Rubric) -> Extra:
    """Return the corrections in `files` that may be trained on; of two with the same words, the later one.

    Raises:
        CorpusError: when a file cannot be read, or a line is no correction.
    """
    read = [record for file in files for record in _read(file)]
    distinct = list({_words(record): record for record in read}.values())
    train = load_split("train")
    ids, texts = {record.id for record in train}, {_words(record) for record in train}
    held = _held(distinct, rubric)
    reasons = [
        _HELD
        if number in held
        else _KNOWN
        if record.id in ids or _words(record) in texts
        else _LANGUAGE
        if Reading.of(record.draft).language not in LANGUAGES
        else None
        for number, record in enumerate(distinct)
    ]
    left_out = Counter(reason for reason in reasons if reason)
    left_out[_DOUBLE] = len(read) - len(distinct)
    return Extra(tuple(r for r, reason in zip(distinct, reasons, strict=True) if reason is None), +left_out)


def _held(records: Sequence[Record], rubric: Rubric) -> set[int]:
    """Return the places of records that stand in or near what measures: held splits, examples, behaviour tests."""
    splits = {split: load_split(split) for split in ("dev", "test")}
    kept = [record for split in splits.values() for record in split]
    ids, texts = {record.id for record in kept}, {_words(record) for record in kept}
    found = {n for n, record in enumerate(records) if record.id in ids or _words(record) in texts}
    drafts = drafts_by_group({"train": [], **splits}, [], rubric)
    pairs = {"extra": {str(n): record.draft.text for n, record in enumerate(records)}, "held": _flat(drafts)}
    asked = {
        "extra": {f"{n} {place}": text for n, record in enumerate(records) for place, text in _customer(record)},
        "held": {f"{record.id} {place}": text for record in kept for place, text in _customer(record)},
    }
    return found | {int(id.split()[0]) for groups in (pairs, asked) for (_, id), _ in near_pairs(groups)}


def _flat(groups: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {f"{name} {id}": text for name, texts in groups.items() for id, text in texts.items()}


def _customer(record: Record) -> Iterator[tuple[int, str]]:
    return ((n, m.text) for n, m in enumerate(record.draft.conversation) if m.role == "customer")


def _words(record: Record) -> tuple[str, ...]:
    """Return what a record says, message by message, without case, marks and spaces."""
    texts = [*(m.text for m in record.draft.conversation), record.draft.text]
    return tuple(" ".join(fold(text[a:b]) for a, b in words(text)) for text in texts)


def _read(file: Path) -> Iterator[Record]:
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise CorpusError(f"{file}: expected a file of corrections, could not read it ({error.strerror})") from None
    for number, line in enumerate(lines, 1):
        where = f"{file}:{number}"
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            raise CorpusError(f"{where}: expected UTF-8, found other bytes") from None
        record = read_record(text, where)
        _prove(record, where)
        yield record


def _prove(record: Record, where: str) -> None:
    """Raise a `CorpusError` unless the record is a correction whose labels fit one another and its texts."""
    labels = record.labels
    if not record.archived or not isinstance(record.conversation_id, str):
        raise CorpusError(f"{where}: expected a correction: brief {ARCHIVE!r}, and a name as conversation_id")
    if not isinstance(labels, Mapping):
        raise CorpusError(f"{where}: labels: expected an object")
    for name, value in labels.items():
        if name not in (*FLAGS, *_OTHER_LABELS):
            raise CorpusError(f"{where}: {name!r} is no label.{nearest(name, (*FLAGS, *_OTHER_LABELS))}")
        if name in FLAGS and not isinstance(value, bool):
            raise CorpusError(f"{where}: {name}: expected true or false; what is not annotated is left out")
    try:
        faults = record_faults(record)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        raise CorpusError(f"{where}: expected labels as the annotation guide has them ({error!r})") from None
    if faults:
        raise CorpusError(f"{where}: {faults[0]}")
