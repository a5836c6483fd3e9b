"""Reports and progress for a person at a terminal, with rich."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from coach.pipeline import ReplyQualityPipeline
from coach.types import SIDES, Draft, Report, Rewrite

_LEVELS = {"suggestion": "○", "warning": "◆", "error": "■"}
_STATUS = {"answered": "✓", "deferred": "…", "unanswered": "○"}
_WORDS = {
    "de": {
        "clear": "Nichts aufgefallen.", "unsure": "weiterer Hinweis", "questions": "Fragen", "sides": "So kommt es an",
        "customer": "Kunde", "draft": "Entwurf", "answered": "beantwortet", "deferred": "angekündigt",
        "unanswered": "offen", "maybe": "vielleicht", "factual": "Sachinhalt", "self_revelation": "Selbstkundgabe",
        "relationship": "Beziehung", "appeal": "Appell", "tone": "Ton",
        "rewrites": "Vorschläge", "fill": "ausfüllen", "promise": "Zusage prüfen", "removed": "entfernt",
    },
    "en": {
        "clear": "Nothing stands out.", "unsure": "further finding", "questions": "Questions", "sides": "How it comes across",
        "customer": "customer", "draft": "draft", "answered": "answered", "deferred": "deferred",
        "unanswered": "open", "maybe": "maybe", "factual": "factual", "self_revelation": "self-revelation",
        "relationship": "relationship", "appeal": "appeal", "tone": "tone",
        "rewrites": "Suggestions", "fill": "fill in", "promise": "check the promise", "removed": "removed",
    },
}  # fmt: skip


def print_report(draft: Draft, report: Report) -> None:
    """Print the findings, the questions and the four sides of one report."""
    console = Console(highlight=False)
    words = _WORDS["en" if report.language == "en" else "de"]
    if report.notice:
        console.print(_safe(report.notice.message))
        return
    if not report.findings:
        console.print(words["clear"], style="green")
    for finding in sorted(report.findings, key=lambda f: not f.shown):
        mark = "" if finding.shown else f" ({words['unsure']})"
        console.print(
            _safe(f"{_LEVELS[finding.level]} {finding.message}{mark}  {finding.probability:.0%}"), style="bold"
        )
        console.print(_safe(f"  {finding.why} {finding.advice}"))
        for evidence in finding.evidence:
            console.print(_safe(f"  „{evidence.text}“"), style="dim")
    if report.questions:
        console.print(f"\n{words['questions']}", style="bold")
    for question in report.questions:
        answer = f" → „{question.answer.text}“" if question.answer and question.sure else ""
        icon, status = _STATUS[question.status], words[question.status]
        if not question.sure:
            icon, status = "?", f"{words['maybe']}: {status}"
        console.print(_safe(f"  {icon} {question.text} ({status}){answer}"))
    console.print(_sides(report, words))


def print_rewrites(report: Report, rewrites: Sequence[Rewrite]) -> None:
    """Print the rewrites of a draft with what is left for the agent to do."""
    if not rewrites:
        return
    console = Console(highlight=False)
    words = _WORDS["en" if report.language == "en" else "de"]
    console.print(f"\n{words['rewrites']}", style="bold")
    for rewrite in rewrites:
        notes = [f"{words['fill']}: {', '.join(rewrite.placeholders)}"] if rewrite.placeholders else []
        notes += [words["promise"]] if rewrite.check_promise else []
        notes += [f"{words['removed']}: {', '.join(rewrite.removed)}"] if rewrite.removed else []
        console.print(_safe(f"  {rewrite.text}"), style="green")
        if notes:
            console.print(_safe(f"    {' · '.join(notes)}"), style="dim")


def _sides(report: Report, words: dict[str, str]) -> Table:
    table = Table(title=words["sides"], title_justify="left", box=None, pad_edge=False)
    table.add_column("")
    table.add_column(words["customer"], justify="right")
    table.add_column(words["draft"], justify="right")
    customer, draft = report.four_sides["customer"] or {}, report.four_sides["draft"] or {}
    for name in (*SIDES, "tone"):
        cells = [
            f"{value:+z.1f}" if name == "tone" else f"{value:.1f}"
            for value in (customer.get(name), draft.get(name))
            if value is not None
        ]
        table.add_row(words[name], *([""] * (2 - len(cells))), *cells)
    return table


def _safe(text: str) -> Text:
    """Return text that any terminal can show: lone surrogates and control characters become a replacement mark."""
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return Text("".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in clean))


@contextmanager
def progress(source: BinaryIO | None, task: str) -> Iterator[Callable[[Iterable[bytes]], Iterable[bytes]]]:
    """Give a function that shows how far a file has been read, in lines, on standard error; None shows nothing."""
    if source is None or not source.seekable():
        yield lambda lines: lines
        return
    total = sum(chunk.count(b"\n") for chunk in iter(lambda: source.read(1 << 20), b""))
    if source.tell():
        source.seek(-1, os.SEEK_END)
        total += source.read(1) != b"\n"
    source.seek(0)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        yield lambda lines: bar.track(lines, total=total, description=task)


def print_rubric_check(pipeline: ReplyQualityPipeline) -> int:
    """Print how the model reads every example of the rubric; return 1 when one is not applicable but should be.

    Flagged and clear examples are a measurement, no pass or fail: a criterion is allowed to be hard.
    """
    table = Table(title=f"{pipeline.rubric.name} {pipeline.rubric.version}")
    for column in ("criterion", "flagged, found", "clear, left alone", "not applicable", "card"):
        table.add_column(column, justify="left" if column == "criterion" else "right")
    wrong = 0
    for criterion in pipeline.rubric:
        counts = {}
        for group in ("flagged", "clear", "not_applicable"):
            reports = [
                pipeline.predict(e.to_draft(language))
                for language, examples in criterion.examples.items()
                for e in getattr(examples, group)
            ]
            right = [
                r.scores[criterion.id] is None
                if group == "not_applicable"
                else r.flags[criterion.id] == (group == "flagged")
                for r in reports
            ]
            counts[group] = f"{sum(right)} / {len(right)}"
            wrong += group == "not_applicable" and not all(right)
        silent = pipeline.calibration[criterion.label].silent
        table.add_row(criterion.id, *counts.values(), "silent" if silent else "yes")
    Console().print(table)
    return 1 if wrong else 0
