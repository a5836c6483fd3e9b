"""An archive over a real database, with a pipeline that needs no model."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from coach.archive.intake import Intake
from coach.archive.reviewing import Reviewing
from coach.archive.service import Archive
from coach.redaction import Redactor
from coach.rubric import Rubric
from coach.store import Store
from coach.store.choices import LegalBasis
from coach.types import Draft, Edit, Finding, Question, Report, Rewrite
from tests.conftest import RUBRIC
from tests.store.conftest import conversation, numbered, postgres, reviewed, url

__all__ = ["conversation", "numbered", "postgres", "reviewed", "url"]  # fixtures
DAY = date(2026, 11, 25)  # a Wednesday
KEY = bytes(range(32))
_RUBRIC = Rubric.load(RUBRIC)


class WordPipeline:
    """Flags by words: `tja` is irony with a card, `Verständnis` missing empathy without one; every question mark is open."""

    def __init__(self) -> None:
        self.seen: list[Draft] = []

    def predict(self, drafts: Sequence[Draft]) -> list[Report]:
        self.seen += drafts
        return [_report(draft) for draft in drafts]


class WordRewriter:
    """Takes `tja` out, and knows one matter."""

    def rewrite(self, draft: Draft, report: Report) -> Sequence[Rewrite]:
        start = draft.text.lower().find("tja")
        if start < 0:
            return ()
        text = draft.text[:start] + draft.text[start + 3 :]
        edit = Edit(start, start + 3, "", "irony")
        return (Rewrite(text, ("irony",), (edit,), (), before={"irony": 0.9}, after={"irony": 0.1}),)

    def matter_of(self, sentence: str) -> str | None:
        return "late_delivery" if "Paket" in sentence else None


def _report(draft: Draft) -> Report:
    found = {"irony": "tja" in draft.text.lower(), "missing_empathy": "Verständnis" in draft.text}
    scores = {c.id: 0.9 if found.get(c.id) else 0.1 for c in _RUBRIC}
    questions = tuple(
        Question(m.text, i, 0, len(m.text), "unanswered", {"answered": 0.1, "deferred": 0.1, "unanswered": 0.8}, None)
        for i, m in enumerate(draft.conversation)
        if m.role == "customer" and m.text.endswith("?")
    )
    findings = tuple(
        Finding(c, "warning", 0.9, 0.5, c == "irony", _RUBRIC[c].message["de"], _RUBRIC[c].why["de"])
        for c, flagged in found.items()
        if flagged
    )
    grades = {"factual": 1.0, "self_revelation": 0.0, "relationship": 0.0, "appeal": 1.0, "tone": 0.0}
    return Report(
        draft.id, "de", scores, {c: v >= 0.5 for c, v in scores.items()}, {"need": 0.0, "shown": 0.0}, (), questions,
        {"customer": grades if draft.customer_turn else None, "draft": grades}, findings,
        {"name": "words", "version": "0.0.1", "sha256": "0"}, {"name": "support", "version": "1"},
    )  # fmt: skip


@pytest.fixture
def store(numbered: None, url: str) -> Iterator[Store]:
    opened = Store.open(url)
    yield opened
    opened.close()


@pytest.fixture
def archive(store: Store, tmp_path: Path) -> Archive:
    """An archive on a Wednesday, in which chats may be imported."""
    store.choices.change(legal_basis=LegalBasis("Betriebsvereinbarung", "2026-09-01"))
    redactor = Redactor(KEY)
    reviewing = Reviewing(
        store, WordPipeline(), WordRewriter(), thresholds={c.id: 0.5 for c in _RUBRIC}, chance=random.Random(3)
    )
    intake = Intake(store, redactor, key=KEY, today=lambda: DAY)
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    return Archive(store, uploads, _RUBRIC, redactor, intake, reviewing, today=lambda: DAY)


@pytest.fixture
def share(archive: Archive) -> Callable[..., str]:
    """Shares a reply and reviews it; returns its key."""

    def work(draft: str = "Tja, Pech gehabt.", *, number: int = 1, **values: object) -> str:
        key = f"{number:032x}"
        given: dict[str, object] = {
            "key": key, "token": f"{number + 1000:032x}", "team": "Team", "mark": "question", "question": "Zu knapp?",
            "messages": [{"role": "customer", "text": "Wo bleibt mein Paket?"}], "draft": draft,
            "channel": "whatsapp", "language": "de",
        }  # fmt: skip
        archive.intake.share({**given, **values})
        archive.reviewing.work()
        return key

    return work
