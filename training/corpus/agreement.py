"""Second-reader agreement: how often a second reader, who saw no first label, says the same."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nltk.metrics import binary_distance, interval_distance
from nltk.metrics.agreement import AnnotationTask
from sklearn.metrics import cohen_kappa_score, f1_score

from coach.types import SIDES
from training.corpus.records import CORPUS, Record
from training.corpus.short import ATOM_LABELS, Atom, QuestionRecord

_FLAGS = ("irony", "blame", "hurried", "canned", "insensitive_offer", "no_next_step", "register")
_GRADES = ("empathy_need", "empathy_shown")
Labels = Mapping[str, Any]
Pairs = Sequence[tuple[Labels, Labels]]
Values = Iterable[tuple[Any, Any]]


@dataclass(frozen=True)
class Agreement:
    """How far two readers agree on one label."""

    label: str
    count: int
    kappa: float  # Cohen's, quadratic for grades; NaN where only one value occurs
    alpha: float  # Krippendorff's, nominal, or interval for grades; NaN where only one value occurs
    f1: float | None  # of a flag


def training_pairs(records: Sequence[Record]) -> list[tuple[Labels, Labels]]:
    """Return (first, second) readings of the training items that were read twice."""
    second = _readings(CORPUS / "items" / "second-reader.jsonl")
    return [(r.labels, second[r.id]) for r in records if r.id in second]


def test_pairs(language: str) -> list[tuple[Labels, Labels]]:
    """Return both readings of each test item in a language, as they were before disagreements were settled."""
    first, second = (_readings(CORPUS / "frozen" / f"{name}-reader.jsonl") for name in ("first", "second"))
    return [(first[id], second[id]) for id in first if id.startswith(language)]


def atom_pairs(atoms: Sequence[Atom]) -> list[tuple[Labels, Labels]]:
    """Return (first, second) readings of the atoms that were read twice."""
    second = _readings(CORPUS / "atoms" / "second-reader.jsonl")
    return [(a.labels, second[str(a.draft.id)]) for a in atoms if a.draft.id in second]


def question_pairs(questions: Sequence[QuestionRecord]) -> list[tuple[Labels, Labels]]:
    """Return (first, second) readings of the question records that were read twice."""
    second = _readings(CORPUS / "questions" / "second-reader.jsonl")
    return [({"status": q.status}, second[str(q.draft.id)]) for q in questions if q.draft.id in second]


def item_agreement(pairs: Pairs) -> list[Agreement]:
    """Return the agreement on items, one label after the other."""
    rows = [_flag(name, ((a.get(name), b.get(name)) for a, b in pairs)) for name in _FLAGS]
    rows += [_grade(name, ((a.get(name), b.get(name)) for a, b in pairs)) for name in _GRADES]
    for whose in ("customer", "draft"):
        sides = [(a["four_sides"].get(whose), b["four_sides"].get(whose)) for a, b in pairs if "four_sides" in b]
        rows += [
            _grade(f"{whose} {side}", ((a[side], b[side]) for a, b in sides if a and b)) for side in (*SIDES, "tone")
        ]
    for name, derive in (("missing_empathy", _missing), ("unanswered_question", _unanswered)):
        rows.append(_flag(name, ((derive(a), derive(b)) for a, b in pairs)))
    statuses = (both for a, b in pairs for both in zip(_statuses(a), _statuses(b), strict=False))
    return [*rows, _choice("question status", statuses)]


def atom_agreement(pairs: Pairs) -> list[Agreement]:
    """Return the agreement on atoms, one label after the other."""
    return [
        (_grade if len(values) > 2 else _flag)(name, ((a.get(name), b.get(name)) for a, b in pairs))
        for name, values in ATOM_LABELS.items()
    ]


def question_agreement(pairs: Pairs) -> list[Agreement]:
    """Return the agreement on the status of question records."""
    return [_choice("status", ((a["status"], b["status"]) for a, b in pairs))]


def _readings(path: Path) -> dict[str, Labels]:
    """Return a reader's labels by item id; the customer's side is missing where it was not read."""
    with path.open(encoding="utf-8") as lines:
        return {row["id"]: row["labels"] for row in map(json.loads, lines)}


def _flag(name: str, values: Values) -> Agreement:
    known = _known(values)
    f1 = float(f1_score(*_columns(known), zero_division=0.0)) if known else None
    return Agreement(name, len(known), _kappa(known, None), _alpha(known, binary_distance), f1)


def _grade(name: str, values: Values) -> Agreement:
    known = _known(values)
    return Agreement(name, len(known), _kappa(known, "quadratic"), _alpha(known, interval_distance), None)


def _choice(name: str, values: Values) -> Agreement:
    known = _known(values)
    return Agreement(name, len(known), _kappa(known, None), _alpha(known, binary_distance), None)


def _known(values: Values) -> list[tuple[Any, Any]]:
    return [(a, b) for a, b in values if a is not None and b is not None]


def _columns(known: Sequence[tuple[Any, Any]]) -> tuple[list[Any], list[Any]]:
    return [a for a, _ in known], [b for _, b in known]


def _varied(known: Sequence[tuple[Any, Any]]) -> bool:
    return len({value for pair in known for value in pair}) > 1


def _kappa(known: Sequence[tuple[Any, Any]], weights: str | None) -> float:
    return float(cohen_kappa_score(*_columns(known), weights=weights)) if _varied(known) else float("nan")


def _alpha(known: Sequence[tuple[Any, Any]], distance: Any) -> float:
    data = [(reader, item, value) for item, pair in enumerate(known) for reader, value in zip("ab", pair, strict=True)]
    return float(AnnotationTask(data, distance=distance).alpha()) if _varied(known) else float("nan")


def _missing(labels: Labels) -> bool | None:
    need, shown = labels.get("empathy_need"), labels.get("empathy_shown")
    return None if need is None or shown is None else shown < need


def _unanswered(labels: Labels) -> bool | None:
    statuses = _statuses(labels)
    return "unanswered" in statuses if statuses else None


def _statuses(labels: Labels) -> list[str]:
    return list(labels["statuses"]) if "statuses" in labels else [q["status"] for q in labels["questions"]]
