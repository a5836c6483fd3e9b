"""One judged item: what the pipeline said, what the reader said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coach.types import SIDES, Draft, Report
from training.corpus import Record
from training.corpus.records import FLAGS

EVIDENCE = ("irony", "blame", "insensitive_offer")
SLICES: dict[str, tuple[str, ...]] = {"pooled": ("de", "en"), "de": ("de",), "en": ("en",)}
GRADES = (
    "empathy_need",
    "empathy_shown",
    *(f"{whose} {side}" for whose in ("customer", "draft") for side in (*SIDES, "tone")),
)


@dataclass(frozen=True)
class Row:
    """An item with its report and its labels."""

    draft: Draft
    report: Report
    labels: Mapping[str, Any]
    cluster: str  # the conversation; siblings share it
    brief: str

    @classmethod
    def of(cls, record: Record, report: Report) -> "Row":
        """Join a corpus record with its report."""
        return cls(record.draft, report, record.labels, record.conversation_id, record.brief)

    def answer(self, flag: str) -> bool | None:
        """Return what the reader said; None where the flag is not annotated.

        `unanswered_question` is false where nothing is open: a model that finds a request there and leaves it
        unanswered has raised a false alarm.
        """
        if flag not in self.labels:
            return None
        return bool(self.labels[flag])

    @property
    def clean(self) -> bool:
        """Tell whether every flag is annotated and none is set."""
        return all(self.answer(flag) is False for flag in FLAGS)

    @property
    def shown(self) -> bool:
        """Tell whether the draft got a card."""
        return bool(self.report.shown)

    def grade(self, name: str) -> tuple[float, int] | None:
        """Return (expected, read) of a grade; None where it does not apply or is not annotated."""
        if name.startswith("empathy_"):
            expected = self.report.empathy[name.removeprefix("empathy_")]
            read = self.labels.get(name) if self.draft.customer_turn else None
        else:
            whose, side = name.split(" ")
            expected = (self.report.four_sides[whose] or {}).get(side)
            read = ((self.labels.get("four_sides") or {}).get(whose) or {}).get(side)
        return None if expected is None or read is None else (expected, read)


def judged(rows: Iterable[Row], flag: str) -> tuple[list[Row], list[float], list[bool], list[bool]]:
    """Return the rows on which a flag is judged, with scores, decisions and the reader's answers.

    A score that is not applicable counts as 0 and clear.
    """
    kept = [
        row for row in rows if row.answer(flag) is not None and (flag != "missing_empathy" or row.draft.customer_turn)
    ]
    scores = [row.report.scores[flag] or 0.0 for row in kept]
    return kept, scores, [row.report.flags[flag] for row in kept], [bool(row.answer(flag)) for row in kept]


def in_slice(rows: Sequence[Row], name: str) -> list[Row]:
    """Return the rows of a language, or all for "pooled"."""
    return [row for row in rows if (row.draft.language or row.report.language) in SLICES[name]]
