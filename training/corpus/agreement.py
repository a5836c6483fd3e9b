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
SECOND = CORPUS / "items" / "second-reader.jsonl"


def load_second(path: Path = SECOND) -> dict[str, dict[str, Any]]:
    """Return the second reader's labels by item id; the customer's side is missing where it was not read again."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {row["id"]: row["labels"] for row in rows}


def agreement_rows(
    records: Sequence[Record], second: Mapping[str, Mapping[str, Any]]
) -> list[tuple[str, int, float, float | None]]:
    """Return (label, items, Cohen's kappa, F1 of the flag); kappa is quadratic for grades, F1 is None there."""
    pairs = [(r.labels, second[r.id]) for r in records if r.id in second]
    rows: list[tuple[str, int, float, float | None]] = []
    for name in _FLAGS:
        one, two = _values(pairs, name)
        rows.append((name, len(one), _kappa(one, two, None), float(f1_score(one, two, zero_division=0.0))))
    for name in _GRADES:
        one, two = _values(pairs, name)
        rows.append((name, len(one), _kappa(one, two, "quadratic"), None))
    for whose in ("customer", "draft"):
        for side in (*SIDES, "tone"):
            sides = [(a["four_sides"][whose], b.get("four_sides", {}).get(whose)) for a, b in pairs]
            one, two = _values([(a, b) for a, b in sides if a and b], side)
            rows.append((f"{whose} {side}", len(one), _kappa(one, two, "quadratic"), None))
    for name, derive in (("missing_empathy", _missing), ("unanswered_question", _unanswered)):
        derived = [
            (a, b) for a, b in ((derive(one), derive(two)) for one, two in pairs) if a is not None and b is not None
        ]
        one, two = [a for a, _ in derived], [b for _, b in derived]
        rows.append((name, len(one), _kappa(one, two, None), float(f1_score(one, two, zero_division=0.0))))
    one, two = _statuses(pairs)
    rows.append(("question status", len(one), _kappa(one, two, None), None))
    return rows


def agreement_table(rows: Sequence[tuple[str, int, float, float | None]]) -> Table:
    """Return the rows as a table for people."""
    table = Table("label", "items", "kappa", "F1", title="Second-reader agreement")
    for name, count, kappa, f1 in rows:
        table.add_row(name, str(count), f"{kappa:.2f}", "" if f1 is None else f"{f1:.2f}")
    return table


def _values(pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], name: str) -> tuple[list[Any], list[Any]]:
    known = [(a[name], b[name]) for a, b in pairs if a.get(name) is not None and b.get(name) is not None]
    return [a for a, _ in known], [b for _, b in known]


def _missing(labels: Mapping[str, Any]) -> bool | None:
    need, shown = labels.get("empathy_need"), labels.get("empathy_shown")
    return None if need is None or shown is None else shown < need


def _unanswered(labels: Mapping[str, Any]) -> bool | None:
    statuses = labels["statuses"] if "statuses" in labels else [q["status"] for q in labels["questions"]]
    return "unanswered" in statuses if statuses else None


def _statuses(pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> tuple[list[str], list[str]]:
    """Return both readers' statuses of the same requests."""
    found = [(q["status"], s) for a, b in pairs for q, s in zip(a["questions"], b["statuses"], strict=True)]
    return [a for a, _ in found], [b for _, b in found]


def _kappa(one: list[Any], two: list[Any], weights: str | None) -> float:
    return float(cohen_kappa_score(one, two, weights=weights)) if len(set(one) | set(two)) > 1 else float("nan")
