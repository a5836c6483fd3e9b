"""The archive as files: one JSON object or one CSV row per item. There is no column for a person."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from coach.store.values import LEVELS, StoredItem

COLUMNS = (
    "item", "day", "channel", "team", "language", "lane", "status", "mark", "level", "cause", "flags", "confirmed", "rejected",
    "customer", "reply",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run a cell that begins so


def as_jsonl(items: Iterable[StoredItem]) -> Iterator[str]:
    """Yield one line per item: the contract's item, its report, and what trainers said of it."""
    for item in items:
        yield json.dumps(_record(item), ensure_ascii=False) + "\n"


def as_csv(items: Iterable[StoredItem]) -> Iterator[str]:
    """Yield a heading and one row per item, for spreadsheets: UTF-8 with a mark, so that umlauts come out right."""
    yield "\ufeff" + _row(COLUMNS)
    for item in items:
        yield _row(_cells(item))


def _record(item: StoredItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "day": item.day.isoformat(),
        **{
            n: getattr(item, n)
            for n in ("channel", "team", "language", "kind", "lane", "status", "mark", "question", "cause")
        },
        "conversation": [{"role": m.role, "text": m.text} for m in item.messages],
        "draft": item.draft,
        "report": item.report,
        "verdicts": [
            {"criterion": v.criterion, "grader": v.grader, "value": v.value, "model": v.model, "blind": v.blind}
            for v in item.verdicts
        ],
        "notes": [{"author": n.author, "text": n.text, "day": n.day.isoformat()} for n in item.notes],
    }


def _cells(item: StoredItem) -> list[str]:
    trainer = [v for v in item.verdicts if v.grader == "trainer"]
    customer = next((m.text for m in reversed(item.messages) if m.role == "customer"), "")
    flags = (item.report or {}).get("flags", {})
    return [
        str(item.id), item.day.isoformat(), item.channel, item.team, item.language, item.lane or "", item.status,
        item.mark or "", LEVELS[item.level], item.cause or "", " ".join(c for c, flagged in flags.items() if flagged),
        " ".join(v.criterion for v in trainer if v.value), " ".join(v.criterion for v in trainer if not v.value),
        customer, item.draft,
    ]  # fmt: skip


def _row(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return line.getvalue()
