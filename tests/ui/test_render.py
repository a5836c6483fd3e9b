import re
from html import unescape

import pytest
from fake_app import RUBRIC, FakePipeline, make_finding, make_report

from coach.types import Answer, Draft, Message, Notice, Question, Span
from coach.ui import render
from coach.ui.examples import EXAMPLES
from coach.ui.highlight import Mark, flatten, highlight

BAD = '<script>alert("x")</script>&amp;'
ASK = Message("customer", "Wann kommt es? Und was kostet es?")
DRAFT = Draft("Es kommt morgen. Wir bitten um Verständnis.", (ASK,))


def question(status: str, answer: Answer | None = None, *, probability: float = 0.9) -> Question:
    return Question("Wann kommt es?", 0, 0, 14, status, {status: probability}, answer)


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_render_says_that_nothing_was_found() -> None:
    report = make_report(DRAFT, questions=(question("answered"), question("answered")))
    assert "Nichts aufgefallen. 2 von 2 Fragen beantwortet." in render.results(DRAFT, report, RUBRIC, language="de")
    assert "Nothing found. 2 of 2 questions answered." in render.results(DRAFT, report, RUBRIC, language="en")


def test_render_counts_deferred_questions_apart() -> None:
    report = make_report(DRAFT, questions=(question("answered"), question("deferred")))
    assert "1 von 2 Fragen beantwortet. Zu 1 folgt die Antwort noch." in render.results(
        DRAFT, report, RUBRIC, language="de"
    )


def test_render_card_has_title_level_why_quote_and_advice() -> None:
    finding = make_finding(DRAFT, "missing_empathy", (Span(17, 43), Span(0, 14, 0)))
    html = render.results(DRAFT, make_report(DRAFT, findings=(finding,)), RUBRIC, language="de")
    text = text_of(html)
    criterion = RUBRIC["missing_empathy"]
    for words in (
        criterion.message.de,
        criterion.why.de,
        criterion.advice.de,
        "✎ Vorschlag",
        "eher sicher",
        "91 %",
        "55 %",
    ):
        assert words in text
    assert "„Wir bitten um Verständnis.“" in text
    assert "Kundin/Kunde: „Wann kommt es?“" in text
    assert "Nichts" not in text


def test_render_speaks_the_language_of_the_interface_not_of_the_draft() -> None:
    report = make_report(DRAFT, findings=(make_finding(DRAFT, "missing_empathy"),))
    text = text_of(render.results(DRAFT, report, RUBRIC, language="en"))
    assert RUBRIC["missing_empathy"].message.en in text
    assert RUBRIC["missing_empathy"].message.de not in text


@pytest.mark.parametrize(("probability", "word"), [(0.56, "unsicher"), (0.77, "unsicher"), (0.78, "eher sicher")])
def test_render_puts_the_probability_into_words(probability: float, word: str) -> None:
    finding = make_finding(DRAFT, "irony", probability=probability, threshold=0.55)
    assert f"<summary>{word}</summary>" in render.results(
        DRAFT, make_report(DRAFT, findings=(finding,)), RUBRIC, language="de"
    )


def test_render_keeps_the_order_of_the_findings() -> None:
    found = tuple(make_finding(DRAFT, c) for c in ("irony", "register", "canned"))
    text = text_of(render.results(DRAFT, make_report(DRAFT, findings=found), RUBRIC, language="en"))
    places = [text.index(RUBRIC[f.criterion].message.en) for f in found]
    assert places == sorted(places)


def test_render_opens_the_unsure_section_only_without_a_card() -> None:
    silent, card = make_finding(DRAFT, "canned", shown=False), make_finding(DRAFT, "irony")
    alone = render.results(DRAFT, make_report(DRAFT, findings=(silent,)), RUBRIC, language="de")
    assert '<details class="fe-unsure" open>' in alone
    assert "Nichts Sicheres aufgefallen." in alone
    beside = render.results(DRAFT, make_report(DRAFT, findings=(card, silent)), RUBRIC, language="de")
    assert '<details class="fe-unsure">' in beside
    assert "Noch unsicher (1)" in beside


@pytest.mark.parametrize(
    ("status", "words"), [("answered", "✓"), ("deferred", "◷"), ("unanswered", "○")]
)  # fmt: skip
def test_render_ledger_shows_status_question_and_answer(status: str, words: str) -> None:
    answer = None if status == "unanswered" else Answer(0, 16, "Es kommt morgen.")
    text = text_of(
        render.results(DRAFT, make_report(DRAFT, questions=(question(status, answer),)), RUBRIC, language="de")
    )
    assert f"{words}Wann kommt es?" in text
    assert ("„Es kommt morgen.“" in text) == (answer is not None)


def test_render_without_customer_says_so_and_shows_no_ledger() -> None:
    draft = Draft("Ihr Termin ist morgen.", kind="proactive")
    html = render.results(draft, make_report(draft), RUBRIC, language="de")
    assert "Ohne Kundennachricht" in html
    assert "Fragen und Bitten" not in html
    assert "Kunde</span>" not in html


def test_render_unsupported_language_is_a_notice_alone() -> None:
    report = make_report(DRAFT, language="fr", notice=Notice("unsupported_language", "…"))
    html = render.results(DRAFT, report, RUBRIC, language="de")
    assert "Französisch wird noch nicht geprüft" in html
    assert "fe-card" not in html


def test_render_bears_unknown_grades() -> None:
    unknown = dict.fromkeys(("factual", "self_revelation", "relationship", "appeal", "tone"))
    assert render.four_sides({"customer": None, "draft": unknown}, "de").count("–") == 5


def test_render_clips_grades_to_the_scale() -> None:
    html = render.four_sides({"customer": None, "draft": {"factual": 2.4, "tone": -3.0}}, "en")
    assert 'width="100.0%"' in html
    assert 'cx="0.0%"' in html


@pytest.mark.parametrize(("value", "de"), [(1.25, "1,2"), (-0.8, "−0,8"), (-0.01, "0,0"), (2.0, "2,0")])
def test_render_figure_follows_the_language(value: float, de: str) -> None:
    assert render.figure(value, "de") == de
    assert render.figure(value, "en") == de.replace(",", ".")


@pytest.mark.parametrize("language", ["de", "en"])
def test_render_escapes_every_word_from_outside(language: str) -> None:
    draft = Draft(BAD, (Message("customer", BAD),))
    span, there = Span(0, len(BAD)), Span(0, len(BAD), 0)
    asked = Question(BAD, 0, 0, len(BAD), "answered", {"answered": 1.0}, Answer(0, len(BAD), BAD))
    report = make_report(draft, findings=(make_finding(draft, "irony", (span, there)),), questions=(asked,))
    html = render.results(draft, report, RUBRIC, language=language) + render.bubbles(
        draft.conversation, language, report, rubric=RUBRIC
    )
    html += render.failure(BAD, language) + render.notice(BAD, language)
    assert "<script" not in html
    assert text_of(html).count(BAD) == 8


def test_render_marks_evidence_in_draft_and_conversation() -> None:
    report = make_report(DRAFT, findings=(make_finding(DRAFT, "irony", (Span(0, 8), Span(0, 4, 0))),))
    assert ">Es kommt<sup" in render.marked_draft(DRAFT, report, RUBRIC, language="de")
    assert ">Wann<sup" in render.bubbles(DRAFT.conversation, "de", report, rubric=RUBRIC)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.key)
@pytest.mark.parametrize("language", ["de", "en"])
def test_render_shows_every_example(example, language: str) -> None:  # type: ignore[no-untyped-def]
    html = render.results(example.draft, FakePipeline().predict(example.draft), RUBRIC, language=language)
    assert f'lang="{language}"' in html


def mark(start: int, end: int, number: int = 1, level: str = "warning") -> Mark:
    return Mark(start, end, number, level, f"Karte {number}")


def test_highlight_flattens_overlaps_without_gap() -> None:
    stretches = flatten(10, [mark(2, 6, 1), mark(4, 8, 2)])
    assert [(s.start, s.end, [m.number for m in s.marks]) for s in stretches] == [
        (0, 2, []), (2, 4, [1]), (4, 6, [1, 2]), (6, 8, [2]), (8, 10, [])
    ]  # fmt: skip


@pytest.mark.parametrize(
    "marks", [[], [mark(0, 5)], [mark(3, 99)], [mark(-4, 2)], [mark(2, 2)], [mark(1, 3), mark(1, 3)]]
)
def test_highlight_shows_each_character_once(marks: list[Mark]) -> None:
    html = highlight("a<b&ü", marks)
    assert text_of(re.sub(r"<sup.*?</sup>", "", html)) == "a<b&ü"


def test_highlight_of_an_empty_text_is_empty() -> None:
    assert highlight("", [mark(0, 3)]) == ""


def test_highlight_numbers_each_mark_once_and_takes_the_higher_level() -> None:
    html = highlight("abcdef", [mark(0, 4, 1, "suggestion"), mark(2, 6, 2, "error")])
    assert html.count(">1</sup>") == html.count(">2</sup>") == 1
    assert 'class="fe-mark fe-error" title="Karte 1 · Karte 2">cd' in html


def test_render_ledger_calls_an_unlikely_answer_a_maybe() -> None:
    answer = Answer(0, 2, "Ja")
    report = make_report(DRAFT, questions=(question("answered", answer, probability=0.5),))
    html = render.results(DRAFT, report, RUBRIC, language="de")
    assert "vielleicht: beantwortet" in html
    assert "0 von 1 Frage beantwortet." in text_of(html)
