"""The app with a pipeline that needs no model: `python fake_app.py PORT`. For the tests of the page only."""

import sys
import tempfile
import time
from pathlib import Path

from coach.rewrite.edits import apply
from coach.rubric import Rubric
from coach.store import Store
from coach.types import Answer, Draft, Edit, Evidence, Finding, Notice, Question, Report, Rewrite, Span
from coach.ui.app import build_app, mount
from coach.ui.view import facts_view
from coach.web.server import build_server, serve

RUBRIC = Rubric.load(Path(__file__).resolve().parents[2] / "rubrics" / "support")


class FakePipeline:
    """Flags by words: `Verständnis`, `patience` or `tja` gives a card, `zeitnah` a silent finding, `crash` a fault; `slow` takes a second."""

    def predict(self, draft: Draft) -> Report:
        """Review `draft` by its words."""
        if "crash" in draft.text:
            raise RuntimeError(draft.text)
        if "slow" in draft.text:
            time.sleep(1)
        if "bonjour" in draft.text.lower():
            return make_report(draft, language="fr", notice=Notice("unsupported_language", "…"))
        found = []
        for word, criterion, shown in (
            ("Verständnis", "missing_empathy", True),
            ("patience", "missing_empathy", True),
            ("tja", "irony", True),
            ("zeitnah", "no_next_step", False),
        ):
            if word in draft.text:
                start = draft.text.index(word)
                found.append(make_finding(draft, criterion, (Span(start, start + len(word)),), shown=shown))
        return make_report(draft, findings=tuple(found), questions=_questions(draft))


class FakeRewriter:
    """Puts an acknowledgement with an open place in front of drafts with `Verständnis`, and drops a word as the other way."""

    def options(self, draft: Draft, report: Report | None = None) -> tuple[Rewrite, ...]:
        """Return two rewrites, or none."""
        if "Verständnis" not in draft.text or "[Zeitpunkt]" in draft.text:
            return ()
        most = Edit(0, 0, "Das Warten ist lästig, Antwort bis [Zeitpunkt]. ", "missing_empathy")
        start = draft.text.index("Verständnis")
        least = Edit(start, start + len("Verständnis"), "Geduld", "missing_empathy")
        return tuple(
            Rewrite(
                apply(draft.text, [edit]), ("missing_empathy",), (edit,), places,
                before={"missing_empathy": 0.91}, after={"missing_empathy": 0.12}, check_promise=bool(places),
            )
            for edit, places in ((most, ("[Zeitpunkt]",)), (least, ()))
        )  # fmt: skip


def make_finding(draft: Draft, criterion: str, spans: tuple[Span, ...] = (), **values: object) -> Finding:
    """Return a finding of `criterion` with the texts of the rubric."""
    texts = RUBRIC[criterion]
    given = {"level": texts.level, "probability": 0.91, "threshold": 0.55, "shown": True, **values}
    evidence = tuple(Evidence.of(span, draft) for span in spans)
    return Finding(criterion, message=texts.message["de"], why=texts.why["de"], evidence=evidence, **given)  # type: ignore[arg-type]


def make_report(draft: Draft, **values: object) -> Report:
    """Return a report on `draft`."""
    grades = {"factual": 1.2, "self_revelation": 1.6, "relationship": 0.4, "appeal": 1.9, "tone": -0.8}
    given: dict[str, object] = {
        "id": draft.id, "language": "de", "scores": {}, "flags": {}, "empathy": {"need": 1.0, "shown": 0.0},
        "hurried_reasons": (), "questions": (), "findings": (), "model": {}, "rubric": {},
        "four_sides": {"customer": grades if draft.customer_turn else None, "draft": {**grades, "tone": 0.6}},
        **values,
    }  # fmt: skip
    return Report(**given)  # type: ignore[arg-type]


def _questions(draft: Draft) -> tuple[Question, ...]:
    """Return every sentence of a customer with a question mark, answered by the draft's first word."""
    answer = Answer(0, len(draft.text.split()[0]), draft.text.split()[0])
    return tuple(
        Question(m.text, index, 0, len(m.text), "answered", {"answered": 1.0}, answer)
        for index, m in enumerate(draft.conversation)
        if m.role == "customer" and "?" in m.text
    )


if __name__ == "__main__":
    rates = {"irony": (0.91, 0.72, False), "canned": (None, 0.1, True)}
    pages = build_app(FakePipeline(), FakeRewriter(), RUBRIC, facts_view(RUBRIC, "0.0.1", rates))
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{Path(folder) / 'archive.db'}")
        serve(mount(build_server(store.accounts), pages), "127.0.0.1", int(sys.argv[1]))  # without the archive's API
