"""What the corpus was meant to hold, and what it holds."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from coach.types import STATUSES
from training.corpus.records import CORPUS, FLAGS, MAIN, Record
from training.corpus.short import Atom, QuestionRecord

_SHORT = 45  # words
_TEST = {"de": (450, 70, 30), "en": (250, 40, 15)}  # items, positives of each main flag, of each further flag


@dataclass(frozen=True)
class Quota:
    """A number that must lie within bounds, both included."""

    name: str
    found: float
    least: float
    most: float = float("inf")

    @property
    def holds(self) -> bool:
        """Whether the number lies within its bounds."""
        return self.least <= self.found <= self.most

    @property
    def wanted(self) -> str:
        """The bounds in words."""
        if self.most == float("inf"):
            return f"≥ {self.shown(self.least)}"
        return f"{self.shown(self.least)} to {self.shown(self.most)}"

    @property
    def fault(self) -> str:
        """What to say when it does not hold."""
        return f"quota: {self.name}: expected {self.wanted}, found {self.shown(self.found)}"

    def shown(self, value: float) -> str:
        """Return a bound or the number for people: shares in percent, counts as they are."""
        return f"{value:.1%}" if self.least < 1 else f"{value:.0f}"


def quotas(
    splits: Mapping[str, Sequence[Record]], atoms: Sequence[Atom], questions: Sequence[QuestionRecord]
) -> list[Quota]:
    """Return every quota with what was found; "train" and "test" are looked at."""
    return [*_training(splits["train"]), *_test(splits["test"]), *_short(atoms, questions), *_read_twice(splits)]


def _training(train: Sequence[Record]) -> list[Quota]:
    flags = [sum(bool(r.labels[f]) for f in FLAGS) for r in train]
    asks = [q["status"] for r in train for q in r.labels["questions"]]
    need = [r.labels["empathy_need"] for r in train]
    cells = [sum(r.labels["empathy_need"] == n and r.labels["empathy_shown"] == s for r in train) for n, s in product(range(3), repeat=2)]  # fmt: skip
    insulting = set(json.loads((CORPUS / "items" / "insults.json").read_text(encoding="utf-8")))
    return [
        *(Quota(f"training items, {lang}", sum(r.draft.language == lang for r in train), n) for lang, n in (("de", 870), ("en", 430))),
        Quota("briefs of training items", len({r.brief for r in train}), 24),
        *(
            Quota(f"share of empathy_need {grade}", _share(n == grade for n in need), wish - 0.06, wish + 0.06)
            for grade, wish in enumerate((0.25, 0.40, 0.35))
        ),
        Quota("items in the rarest pair of need and shown", min(cells), 10),
        Quota("share of clean drafts", _share(n == 0 for n in flags), 0.35, 0.45),
        Quota("share of flagged drafts with two flags or more", _share(n > 1 for n in flags if n), 0.35),
        Quota(f"share of drafts under {_SHORT} words", _share(len(r.draft.text.split()) < _SHORT for r in train), 0.5),
        Quota("share of items without any request", _share(not r.labels["questions"] for r in train), 0.12, 0.20),
        Quota("share of deferred among requests", _share(s == STATUSES[1] for s in asks), 0.20),
        Quota("share of items that are proactive or without complaint", _share(_calm(r) for r in train), 0.10),
        Quota("conversations with insults", len(insulting & {r.conversation_id for r in train}), 60),
    ]  # fmt: skip


def _calm(record: Record) -> bool:
    customer = record.labels["four_sides"]["customer"]
    return record.draft.kind == "proactive" or (
        record.labels["empathy_need"] == 0 and bool(customer) and customer["tone"] >= 0
    )


def _test(test: Sequence[Record]) -> list[Quota]:
    found = []
    for language, (items, main, further) in _TEST.items():
        part = [r for r in test if r.draft.language == language]
        rarest = {f: sum(bool(r.labels[f]) for r in part) for f in FLAGS}
        found += [
            Quota(f"test items, {language}", len(part), items),
            Quota(f"positives of the rarest main flag, test, {language}", min(rarest[f] for f in MAIN), main),
            Quota(f"positives of the rarest further flag, test, {language}", min(n for f, n in rarest.items() if f not in MAIN), further),
        ]  # fmt: skip
    return found


def _short(atoms: Sequence[Atom], questions: Sequence[QuestionRecord]) -> list[Quota]:
    german = [a.draft.language == "de" for a in atoms], [q.draft.language == "de" for q in questions]
    return [
        Quota("atoms", len(atoms), 6000),
        Quota("share of German atoms", _share(german[0]), 0.6, 0.7),
        Quota("question records", len(questions), 6000),
        Quota("requests of question records", len({q.request_id for q in questions}), 1500),
        Quota("share of German question records", _share(german[1]), 0.6, 0.7),
    ]


def _read_twice(splits: Mapping[str, Sequence[Record]]) -> list[Quota]:
    twice = {split: _lines(path) for split, path in (("train", "items"), ("test", "frozen"))}
    return [
        Quota(f"share of {split} items read twice", twice[split] / max(1, len(splits[split])), least)
        for split, least in (("train", 0.15), ("test", 0.999))
    ]


def _lines(folder: str) -> int:
    return (CORPUS / folder / "second-reader.jsonl").read_text(encoding="utf-8").count("\n")


def _share(values: Iterable[object]) -> float:
    known = [bool(value) for value in values]
    return sum(known) / max(1, len(known))
