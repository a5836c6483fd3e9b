"""Authored drafts before and after: what the first candidate that the guard lets pass looks like, word for word.

The findings are given (`find`, with the words `at` which they stand), so that no model decides here.
"""

from pathlib import Path

import pytest
import yaml

from coach.rewrite.candidates import candidates
from coach.rewrite.case import Case
from coach.rewrite.edits import apply
from coach.rewrite.guard import check
from coach.types import Answer, Draft, Evidence, Finding, Message, Question, Report

CASES = yaml.safe_load(Path(__file__).with_name("cases.yml").read_text(encoding="utf-8"))
_SIDES = dict.fromkeys(("factual", "self_revelation", "relationship", "appeal", "tone"), 0.0)


def rewritten(given):
    """Return the text of the first candidate that may stand, or None."""
    draft = Draft(
        given["draft"],
        tuple(Message("customer", text) for text in given["customer"]),
        language=given.get("language", "de"),
        channel=given.get("channel", "email"),
    )
    case = Case.of(draft, _report(draft, given))
    for found in candidates(case, given.get("ack", [])):
        if check(draft, found).allowed:
            assert apply(draft.text, found.edits) == found.text
            return found.text
    return None


def _report(draft, given):
    findings = tuple(
        Finding(name, "warning", 0.9, 0.5, True, name, name, _evidence(draft, given.get("at", {}).get(name)))
        for name in given["find"]
    )
    return Report(
        id="", language=draft.language, scores={}, flags={}, empathy={"need": float(given.get("need", 1)), "shown": 0.0},
        hurried_reasons=(), questions=tuple(_questions(draft, given)), findings=findings, model={}, rubric={},
        four_sides={"customer": _SIDES, "draft": _SIDES},
    )  # fmt: skip


def _evidence(draft, words):
    if words is None:
        return ()
    start = draft.text.index(words)
    return (Evidence("draft", None, start, start + len(words), words),)


def _questions(draft, given):
    for words in given.get("open", []):
        index = next(i for i, m in enumerate(draft.conversation) if words in m.text)
        start = draft.conversation[index].text.index(words)
        yield Question(words, index, start, start + len(words), "unanswered", {}, None)
    for words, answer in given.get("answered", {}).items():
        index = next(i for i, m in enumerate(draft.conversation) if words in m.text)
        start, at = draft.conversation[index].text.index(words), draft.text.index(answer)
        yield Question(words, index, start, start + len(words), "answered", {}, Answer(at, at + len(answer), answer))


@pytest.mark.parametrize("given", CASES, ids=[f"{c['find'][0]}-{number}" for number, c in enumerate(CASES, 1)])
def test_cases(given):
    assert rewritten(given) == given["after"]


def test_cases_a_draft_of_3000_characters_changes_in_one_place():
    body = "Die Lampe liegt im Lager und geht am 12.5. heraus. " * 60
    given = {
        "customer": ["Ich warte."],
        "draft": body.strip(),
        "find": ["missing_empathy"],
        "ack": ["Das Warten ist lästig."],
    }
    assert rewritten(given) == f"Das Warten ist lästig. {body.strip()}"


def test_cases_are_enough():
    assert len(CASES) >= 120
