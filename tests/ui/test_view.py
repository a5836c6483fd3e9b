"""What the page gets of a report: offsets that JavaScript understands, words in both languages."""

import pytest

from coach.rewrite.edits import apply
from coach.types import Draft, Edit, Message, Rewrite, Span
from coach.ui.compose import Composer, draft_of
from coach.ui.view import finished, mismatch, report_view, rewrite_view, units
from tests.ui.fake_app import RUBRIC, FakePipeline, FakeRewriter, make_finding, make_report


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Das kommt morg", ""),
        ("Das kommt morgen.", "Das kommt morgen."),
        ("Das kommt. Und dan", "Das kommt."),
        ("Das kommt z. B. am", ""),
        ("Ja gern\nund noch", "Ja gern"),
        ("Ja gern\n", "Ja gern"),
        ("Danke 🙏", "Danke 🙏"),
        ("", ""),
    ],
)
def test_view_while_typing_only_finished_sentences_are_read(text, kept):
    assert finished(text) == kept


def test_view_counts_utf16_units():
    draft = Draft("👍🏽 Wir bitten um Verständnis.", (Message("customer", "😡 Wann?"),))
    start = draft.text.index("Verständnis")
    report = make_report(draft, findings=(make_finding(draft, "missing_empathy", (Span(start, start + 11),)),))
    evidence = report_view(draft, report, RUBRIC, language="de")["cards"][0]["evidence"][0]
    in_units = draft.text.encode("utf-16-le")
    assert in_units[2 * evidence["start"] : 2 * evidence["end"]].decode("utf-16-le") == "Verständnis"
    assert units("\ud83d!", 1) == 1  # half of a pair, as a browser may send it


@pytest.mark.parametrize(
    ("language", "title"), [("de", "Anliegen noch nicht aufgenommen"), ("en", "Concern not acknowledged yet")]
)
def test_view_speaks_the_language_of_the_page(language, title):
    draft = Draft("Wir bitten um Verständnis.")
    report = make_report(draft, findings=(make_finding(draft, "missing_empathy"),))
    assert report_view(draft, report, RUBRIC, language=language)["cards"][0]["title"] == title


def test_view_cards_that_show_stand_before_the_others():
    draft = Draft("x")
    hidden, shown = make_finding(draft, "canned", shown=False), make_finding(draft, "irony")
    cards = report_view(draft, make_report(draft, findings=(hidden, shown)), RUBRIC, language="de")["cards"]
    assert [c["id"] for c in cards] == ["irony", "canned"]


def test_view_of_a_rewrite_holds_the_whole_text_with_its_changes():
    draft = Draft("Leider dauert es. Wir bitten um Verständnis. Ihr Team")
    edits = (  # not in the order of the text: an exchange, an insertion, a deletion
        Edit(32, 43, "Geduld", "missing_empathy"),
        Edit(18, 18, "Das Warten ist lästig. ", "missing_empathy"),
        Edit(0, 8, "D", "canned"),
        Edit(44, 53, "", "canned"),
    )
    text = apply(draft.text, edits)
    pieces = rewrite_view(draft, Rewrite(text, (), edits, (), {}, {}), RUBRIC, language="de")["pieces"]
    assert [(p["kind"], p["text"]) for p in pieces[:5]] == [
        ("old", "Leider d"), ("new", "D"), ("same", "auert es. "), ("new", "Das Warten ist lästig. "), ("same", "Wir bitten um "),
    ]  # fmt: skip
    assert "".join(p["text"] for p in pieces if p["kind"] != "old") == text
    assert "".join(p["text"] for p in pieces if p["kind"] != "new") == draft.text


EVEN = {"factual": 1.0, "self_revelation": 0.5, "relationship": 0.8, "appeal": 1.0, "tone": 0.0}


@pytest.mark.parametrize(
    ("customer", "draft", "words"),
    [
        ({}, {}, "passen"),
        ({}, {"relationship": 1.5, "tone": -1.0}, "Belehrung"),
        ({"relationship": 1.6}, {"relationship": 1.5, "tone": -1.0}, "gleichen Ton"),
        ({"self_revelation": 1.7}, {"relationship": 0.2}, "wie es jemandem geht"),
        ({"relationship": 1.7}, {"relationship": 0.2}, "Umgang"),
        ({"appeal": 1.9}, {"factual": 0.3, "appeal": 0.1}, "bittet um etwas"),
        ({"tone": 1.2}, {"tone": -0.2}, "kühler"),
    ],
)
def test_view_says_in_one_sentence_what_does_not_meet(customer, draft, words):
    assert words in mismatch({"customer": {**EVEN, **customer}, "draft": {**EVEN, **draft}}, "de")


def asked(draft, *turns, **more):
    return {"draft": draft, "messages": [{"role": r, "text": x} for r, x in turns], "language": "de", **more}


def test_composer_reads_channel_address_and_kind():
    draft = draft_of(asked("Ja.", ("customer", "Wann?"), channel="email", address="sie"))
    assert (draft.channel, draft.address, draft.kind) == ("email", "sie", "reply")
    other = draft_of(asked("Ja.", channel="fax", address="customer"))
    assert (other.channel, other.address, other.kind) == ("unknown", None, "proactive")


def test_composer_tells_a_failure_and_logs_no_word(caplog):
    composer = Composer(FakePipeline(), FakeRewriter(), RUBRIC)
    assert composer.review(asked("geheim crash")) == {"failed": True}
    assert "geheim" not in caplog.text
    assert "RuntimeError" in caplog.text
    found = composer.review(asked("x", ("boss", "y")))
    assert found["failed"]
    assert "messages[0].role" in found["detail"]


def test_composer_offers_the_smallest_change_first():
    found = Composer(FakePipeline(), FakeRewriter(), RUBRIC).rewrite(asked("Wir bitten um Verständnis."))["options"]
    assert found[0]["text"] == "Wir bitten um Geduld."
    assert found[1]["notes"]


def test_composer_without_a_rewriter_offers_nothing():
    assert Composer(FakePipeline(), None, RUBRIC).rewrite(asked("Wir bitten um Verständnis.")) == {"options": []}
