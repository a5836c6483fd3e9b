"""Items as the pages show them: with the report in the language of the page, offsets in UTF-16 units."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from coach.archive.reviewing import draft_of
from coach.errors import ItemError
from coach.rubric import Rubric
from coach.store.values import LEVELS, Row, StoredItem, Verdict
from coach.types import Draft, Report, Rewrite
from coach.ui.view import report_view, rewrite_view, units

_MODEL = ("view", "report_flags", "rewrites", "lane", "level", "verdicts")  # what a blind grader does not see


def row_shown(row: Row) -> dict[str, Any]:
    """Return one line of the queue."""
    return {
        **{
            n: getattr(row, n)
            for n in ("id", "channel", "language", "team", "lane", "status", "mark", "draft", "customer")
        },
        "day": row.day.isoformat(),
        "level": LEVELS[row.level],
        "criteria": list(row.criteria),
    }


def item_shown(item: StoredItem, rubric: Rubric, language: str) -> dict[str, Any]:
    """Return an item with all that was said of it."""
    draft = draft_of(item)
    names = ("id", "channel", "language", "team", "lane", "status", "mark", "question", "cause", "draft")
    return {
        **{name: getattr(item, name) for name in names},
        "day": item.day.isoformat(),
        "level": LEVELS[item.level],
        "messages": [{"role": m.role, "text": m.text} for m in item.messages],
        **_reviewed(item, draft, rubric, language),
        "verdicts": [verdict_shown(v, draft) for v in item.verdicts],
        "notes": [{"author": n.author, "text": n.text, "day": n.day.isoformat()} for n in item.notes],
    }


def blind(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item without what the model and others say of it."""
    return {name: value for name, value in shown.items() if name not in _MODEL}


def verdict_shown(verdict: Verdict, draft: Draft) -> dict[str, Any]:
    """Return a verdict."""
    evidence = []
    for mark in verdict.evidence:
        text = _text(draft, mark["message"])
        evidence.append({**mark, "start": units(text, mark["start"]), "end": units(text, mark["end"])})
    return {**{n: getattr(verdict, n) for n in ("criterion", "grader", "value", "model")}, "evidence": evidence}


def marks_of(item: StoredItem, marked: Sequence[Any]) -> tuple[dict[str, Any], ...]:
    """Return marked passages with offsets in code points.

    Raises:
        ItemError: when a passage does not lie in the reply or in a message.
    """
    draft, found = draft_of(item), []
    for mark in marked:
        if mark.message is not None and not 0 <= mark.message < len(item.messages):
            raise ItemError("unknown_value", f"evidence: expected a message of the conversation, found {mark.message}")
        start, end = (_points(_text(draft, mark.message), at) for at in (mark.start, mark.end))
        if not start < end:
            raise ItemError("unknown_value", "evidence: expected start before end")
        found.append({"message": mark.message, "start": start, "end": end})
    return tuple(found)


def read_report(stored: Mapping[str, Any] | None, rubric: Rubric) -> Report | None:
    """Return a stored report without the findings of criteria that the rubric no longer has.

    None for an item that was not reviewed, and for a report that another version wrote in a form of its own.
    """
    known = {c.id for c in rubric}
    try:
        report = Report.from_dict(stored or {})
        return replace(report, findings=tuple(f for f in report.findings if f.criterion in known))
    except (KeyError, TypeError, AttributeError):
        return None


def _reviewed(item: StoredItem, draft: Draft, rubric: Rubric, language: str) -> dict[str, Any]:
    report = read_report(item.report, rubric)
    if report is None:
        return {"view": None, "report_flags": {}, "rewrites": []}
    applicable = {c: None if report.scores[c] is None else flagged for c, flagged in report.flags.items()}
    known = {c.id for c in rubric}
    rewrites = [r for r in map(Rewrite.from_dict, item.rewrites) if known.issuperset(r.fixes)]
    return {
        "view": report_view(draft, report, rubric, language=language),
        "report_flags": applicable,
        "rewrites": [rewrite_view(draft, r, rubric, language=language) for r in rewrites],
    }


def _text(draft: Draft, message: int | None) -> str:
    return draft.text if message is None else draft.conversation[message].text


def _points(text: str, at: int) -> int:
    """Return how many code points stand before a position in UTF-16 units."""
    raw = text.encode("utf-16-le", "surrogatepass")
    if 2 * at > len(raw):
        raise ItemError("unknown_value", f"evidence: expected a position up to {len(raw) // 2}, found {at}")
    return len(raw[: 2 * at].decode("utf-16-le", "replace"))
