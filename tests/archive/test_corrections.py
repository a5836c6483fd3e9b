import json
from datetime import date

import pytest

from coach.archive.corrections import LABELS, corrections
from coach.store.values import StoredItem, Verdict
from coach.types import CHANNELS, Draft, Message
from training.corpus.check import record_faults
from training.corpus.records import FLAGS, Record

MESSAGES = (
    Message(
        "customer",
        "Das Rad kam ohne Sattel, das ist ärgerlich. Wann kommt er? Und darf ich es behalten?",
        "2026-03-02T09:12",
    ),
    Message("bot", "Danke für die Nachricht, gleich ist jemand da."),
)
DRAFT = "Na, dann eben im Stehen fahren. Der Sattel geht morgen raus."
OPEN, KEPT = (44, 58), (59, 88)  # the two requests
REPORT = {
    "model": {"name": "four-ears", "version": "2.1.0", "sha256": "00"},
    "questions": [
        {"message": 0, "start": a, "end": b, "text": MESSAGES[0].text[a:b], "status": status, "answer": answer}
        for (a, b), status, answer in (
            (OPEN, "answered", {"start": 32, "end": 60, "text": DRAFT[32:60]}),
            (KEPT, "unanswered", None),
        )
    ],
    "findings": [
        {
            "criterion": "irony",
            "evidence": [{"source": "draft", "message": None, "start": 0, "end": 31, "text": DRAFT[:31]}],
        }
    ],
}


def verdict(criterion, value, *marks, grader="trainer", blind=False):
    evidence = tuple({"message": message, "start": start, "end": end} for message, start, end in marks)
    return Verdict(criterion, grader, value, blind, evidence, None)


def stored(*verdicts, **changes):
    values = {
        "id": 4711,
        "conversation_id": 815,
        "messages": MESSAGES,
        "draft": DRAFT,
        "kind": "reply",
        "mark": "question",
        "question": "Ist das zu salopp?",
        "status": "answered",
        "cause": "wording",
        "day": date(2026, 3, 2),
        "channel": "whatsapp",
        "team": "Werkstatt",
        "language": "de",
        "lane": "flagged",
        "level": 2,
        "report": REPORT,
        "rewrites": (),
        "verdicts": verdicts,
    }
    return StoredItem(**values | changes)


def one(*verdicts, **changes):
    [found] = corrections([stored(*verdicts, **changes)])
    return found


def requests(labels):
    return [(r["text"], r["unanswered"]) for r in labels["requests"]]


def test_corrections_hold_what_the_trainer_judged_and_nothing_else():
    found = one(verdict("hurried", True), verdict("register", False, blind=True))
    assert found["labels"] == {"hurried": True, "register": False}
    assert found["brief"] == "archive"
    assert found["provenance"] == {"source": "archive", "model": "2.1.0"}
    assert found["draft"] == DRAFT
    assert found["conversation"] == [{"role": m.role, "text": m.text} for m in MESSAGES]
    assert (found["language"], found["channel"], found["kind"]) == ("de", "whatsapp", "reply")


def test_corrections_leave_out_items_without_a_trainers_verdict_on_a_label_of_the_guide():
    items = [stored(), stored(verdict("irony", True, grader="second")), stored(verdict("house_style", True))]
    assert list(corrections(items)) == []


def test_corrections_tell_neither_team_nor_day_nor_time_nor_number_nor_note():
    text = json.dumps(one(verdict("hurried", True)), ensure_ascii=False)
    for told in ("Werkstatt", "2026", "09:12", "4711", "815", "salopp"):
        assert told not in text


def test_corrections_names_hold_items_of_one_conversation_together_and_stay_the_same():
    judged = verdict("hurried", True)
    first, later, other = corrections(
        [
            stored(judged),
            stored(judged, id=4712, messages=(*MESSAGES, MESSAGES[0])),
            stored(judged, id=1, conversation_id=2),
        ]
    )
    assert first["conversation_id"] == later["conversation_id"] != other["conversation_id"]
    assert len({first["id"], later["id"], other["id"]}) == 3
    assert one(judged) == first


def test_corrections_quote_the_trainers_marks_on_whole_words():
    found = one(verdict("irony", True, (None, 11, 29), (0, 0, 7)))
    assert found["labels"]["evidence"] == {"irony": [{"start": 9, "end": 30, "text": "eben im Stehen fahren"}]}


def test_corrections_without_marks_quote_what_the_trainer_agreed_with_or_leave_the_words_open():
    agreed, corrected, denied = (
        one(judged)["labels"]
        for judged in (verdict("irony", True), verdict("blame", True), verdict("irony", False, (None, 0, 5)))
    )
    assert agreed["evidence"] == {"irony": [{"start": 0, "end": 31, "text": DRAFT[:31]}]}
    assert corrected == {"blame": True}
    assert denied == {"irony": False, "evidence": {"irony": []}}


@pytest.mark.parametrize(
    ("judged", "expected"),
    [
        (verdict("unanswered_question", False), [("Wann kommt er?", False), ("Und darf ich es behalten?", False)]),
        (verdict("unanswered_question", True), [("Und darf ich es behalten?", True)]),
        (verdict("unanswered_question", True, (0, 50, 54)), [("Wann kommt er?", True)]),
        (verdict("unanswered_question", True, (0, 0, 8)), [("Das Rad", True)]),
        (verdict("unanswered_question", True, (1, 0, 5), (None, 0, 2)), [("Und darf ich es behalten?", True)]),
    ],
)
def test_corrections_say_of_a_request_only_what_the_verdict_settles(judged, expected):
    found = one(judged)["labels"]
    assert requests(found) == expected
    assert "questions" not in found


def test_corrections_of_an_item_without_a_report_keep_the_bare_verdict():
    found = one(verdict("unanswered_question", False), verdict("irony", True), report=None, language="und")
    assert found["labels"] == {"irony": True, "unanswered_question": False}
    assert found["provenance"]["model"] is None
    assert found["language"] is None


def test_corrections_without_a_customer_turn_have_no_label_of_it():
    found = one(verdict("missing_empathy", True), verdict("irony", True), messages=(), kind="proactive", report=None)
    assert found["labels"] == {"irony": True}
    assert not list(corrections([stored(verdict("unanswered_question", False), messages=(), report=None)]))


def test_corrections_pass_the_proofs_of_the_corpus():
    yes, no = ([verdict(name, value) for name in LABELS] for value in (True, False))
    marked = [
        verdict("unanswered_question", True, (0, 50, 54), (0, 3, 6)),
        verdict("insensitive_offer", True, (None, 1, 9)),
    ]
    for verdicts in (yes, no, marked):
        found = one(*verdicts)
        record = Record(Draft.from_dict(found), found["conversation_id"], found["brief"], found["labels"])
        assert record_faults(record) == []


def test_corrections_know_the_labels_of_the_corpus():
    assert LABELS == FLAGS
    assert stored().channel in CHANNELS
