"""Second-reader agreement: how often a second reader, who saw no first label, says the same."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.table import Table
from sklearn.metrics import cohen_kappa_score, f1_score

from coach.types import SIDES
from training.corpus.records import CORPUS, Record

_FLAGS = ("irony", "blame", "hurried", "canned", "insensitive_offer", "no_next_step", "register")
_GRADES = ("empathy_need", "empathy_shown")
Labels = Mapping[str, Any]


def training_pairs(records: Sequence[Record]) -> list[tuple[Labels, Labels]]:
    """Return (first, second) readings of the training items that were read twice."""
    second = _readings(CORPUS / "items" / "second-reader.jsonl")
    return [(r.labels, second[r.id]) for r in records if r.id in second]


def test_pairs() -> list[tuple[Labels, Labels]]:
    """Return both readings of each test item, as they were before disagreements were settled."""
    first, second = (_readings(CORPUS / "frozen" / f"{name}-reader.jsonl") for name in ("first", "second"))
    return [(first[id], second[id]) for id in first]


def _readings(path: Path) -> dict[str, Labels]:
    """Return a reader's labels by item id; the customer's side is missing where it was not read."""
    with path.open(encoding="utf-8") as lines:
        return {row["id"]: row["labels"] for row in map(json.loads, lines)}


def agreement_rows(pairs: Sequence[tuple[Labels, Labels]]) -> list[tuple[str, int, float, float | None]]:
    """Return (label, items, Cohen's kappa, F1 of the flag); kappa is quadratic for grades, F1 is None there."""
    rows: list[tuple[str, int, float, float | None]] = []
    for name in _FLAGS:
        rows.append(_flag_row(name, [(a.get(name), b.get(name)) for a, b in pairs]))
    for name in _GRADES:
        rows.append(_grade_row(name, [(a.get(name), b.get(name)) for a, b in pairs]))
    for whose in ("customer", "draft"):
        sides = [(a["four_sides"].get(whose), b["four_sides"].get(whose)) for a, b in pairs if "four_sides" in b]
        for side in (*SIDES, "tone"):
            rows.append(_grade_row(f"{whose} {side}", [(a[side], b[side]) for a, b in sides if a and b]))
    for name, derive in (("missing_empathy", _missing), ("unanswered_question", _unanswered)):
        rows.append(_flag_row(name, [(derive(a), derive(b)) for a, b in pairs]))
    found = [(one, two) for a, b in pairs for one, two in zip(_statuses(a), _statuses(b), strict=False)]
    rows.append(("question status", len(found), _kappa(*_columns(found), None), None))
    return rows


def _flag_row(name: str, values: Sequence[tuple[Any, Any]]) -> tuple[str, int, float, float | None]:
    one, two = _columns(values)
    return name, len(one), _kappa(one, two, None), float(f1_score(one, two, zero_division=0.0))


def _grade_row(name: str, values: Sequence[tuple[Any, Any]]) -> tuple[str, int, float, float | None]:
    one, two = _columns(values)
    return name, len(one), _kappa(one, two, "quadratic"), None


def _columns(values: Sequence[tuple[Any, Any]]) -> tuple[list[Any], list[Any]]:
    known = [(a, b) for a, b in values if a is not None and b is not None]
    return [a for a, _ in known], [b for _, b in known]


def _missing(labels: Labels) -> bool | None:
    need, shown = labels.get("empathy_need"), labels.get("empathy_shown")
    return None if need is None or shown is None else shown < need


def _unanswered(labels: Labels) -> bool | None:
    statuses = _statuses(labels)
    return "unanswered" in statuses if statuses else None


def _statuses(labels: Labels) -> list[str]:
    return list(labels["statuses"]) if "statuses" in labels else [q["status"] for q in labels["questions"]]


def _kappa(one: list[Any], two: list[Any], weights: str | None) -> float:
    return float(cohen_kappa_score(one, two, weights=weights)) if len(set(one) | set(two)) > 1 else float("nan")


def agreement_table(rows: Sequence[tuple[str, int, float, float | None]], split: str) -> Table:
    """Return the rows as a table for people."""
    table = Table("label", "items", "kappa", "F1", title=f"Second-reader agreement, {split} split")
    for name, count, kappa, f1 in rows:
        table.add_row(name, str(count), f"{kappa:.2f}", "" if f1 is None else f"{f1:.2f}")
    return table
