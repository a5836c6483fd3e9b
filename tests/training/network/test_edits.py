"""Edits whose effect on the labels is known."""

import random

from training.corpus import Record
from training.corpus.short import Atom
from training.items import prepare
from training.network.edits import (
    _answer_sentences,
    _evidence_sentences,
    _neutral_sentence,
    _with_acknowledgement,
    _with_answer,
    _with_atom,
    _without,
    foreign,
)

DRAFT = "Das tut mir leid. Ihr Paket kommt morgen. Glückwunsch zum Warten! Bis dann."


def span(text, quote):
    start = text.index(quote)
    return {"start": start, "end": start + len(quote)}


def ready(item):
    labels = {
        "empathy_need": 1,
        "empathy_shown": 1,
        "irony": True,
        "blame": False,
        "insensitive_offer": False,
        "register": False,
        "hurried": False,
        "questions": [
            {
                "message": 0,
                "start": 0,
                "end": 18,
                "status": "answered",
                "answer": span(DRAFT, "Ihr Paket kommt morgen."),
            }
        ],
        "evidence": {
            "irony": [span(DRAFT, "Glückwunsch zum Warten!")],
            "blame": [],
            "insensitive_offer": [],
            "empathy_need": [],
            "empathy_shown": [span(DRAFT, "Das tut mir leid.")],
        },
    }
    return prepare([Record(item(DRAFT, "K: Wo ist mein Paket?"), "c", "b", labels)])[0]


def quoted(record, spans):
    return [record.draft.text[s["start"] : s["end"]] for s in spans]


def test_edit_without_its_answer_leaves_the_request_unanswered(item):
    record = _without(ready(item), _answer_sentences(ready(item), random.Random(1)))
    assert record.draft.text == "Das tut mir leid. Glückwunsch zum Warten! Bis dann."
    assert record.labels["questions"][0]["status"] == "unanswered"
    assert record.labels["questions"][0]["answer"] is None
    assert record.labels["irony"]
    assert quoted(record, record.labels["evidence"]["irony"]) == ["Glückwunsch zum Warten!"]
    assert record.labels["empathy_shown"] == 1
    assert "hurried" not in record.labels


def test_edit_without_its_acknowledgement_shows_none(item):
    record = _without(ready(item), _evidence_sentences(ready(item), "empathy_shown"))
    assert record.labels["empathy_shown"] == 0
    assert quoted(record, [record.labels["questions"][0]["answer"]]) == ["Ihr Paket kommt morgen."]


def test_edit_without_a_neutral_sentence_keeps_the_labels(item):
    record = _without(ready(item), _neutral_sentence(ready(item), random.Random(1)))
    assert record.draft.text == "Das tut mir leid. Ihr Paket kommt morgen. Glückwunsch zum Warten!"
    assert record.labels["irony"]
    assert record.labels["questions"][0]["status"] == "answered"


def test_edit_never_takes_everything_out(item):
    assert _without(ready(item), {0, 1, 2, 3}) is None
    assert _without(ready(item), set()) is None


def test_edit_with_an_atom_marks_its_sentence_and_moves_the_others(item):
    atom = Atom(item("Lesen hilft.", "K: x", language="de"), {"blame": True, "irony": False})
    for seed in range(6):
        record = _with_atom(ready(item), atom, random.Random(seed))
        assert record.labels["blame"]
        assert quoted(record, record.labels["evidence"]["blame"]) == ["Lesen hilft."]
        assert quoted(record, record.labels["evidence"]["irony"]) == ["Glückwunsch zum Warten!"]
        assert quoted(record, [record.labels["questions"][0]["answer"]]) == ["Ihr Paket kommt morgen."]
        assert not {"empathy_shown", "insensitive_offer"} & set(record.labels)


def cold(item):
    labels = dict(ready(item).record.labels)
    text = "Wir sind von 8 bis 18 Uhr da. Glückwunsch zum Warten!"
    start = text.index("Glück")
    labels |= {
        "empathy_shown": 0,
        "questions": [{**labels["questions"][0], "status": "unanswered", "answer": None}],
        "evidence": {**labels["evidence"], "irony": [{"start": start, "end": len(text)}], "empathy_shown": []},
    }
    return prepare([Record(item(text, "K: Wo ist mein Paket?"), "c", "b", labels)])[0]


def test_edit_with_a_siblings_answer_answers_the_request(item):
    record = _with_answer(cold(item), [ready(item)], random.Random(1))
    assert record.draft.text == "Wir sind von 8 bis 18 Uhr da. Glückwunsch zum Warten! Ihr Paket kommt morgen."
    assert record.labels["questions"][0]["status"] == "answered"
    assert quoted(record, [record.labels["questions"][0]["answer"]]) == ["Ihr Paket kommt morgen."]
    assert record.labels["irony"]
    assert not {"blame", "empathy_shown", "hurried"} & set(record.labels)  # the sibling's sentence may change them
    assert _with_answer(ready(item), [cold(item)], random.Random(1)) is None


def test_edit_with_a_siblings_acknowledgement_shows_it(item):
    for seed in range(4):
        record = _with_acknowledgement(cold(item), [ready(item)], random.Random(seed))
        assert record.labels["empathy_shown"] == 1
        assert quoted(record, record.labels["evidence"]["empathy_shown"]) == ["Das tut mir leid."]
        assert quoted(record, record.labels["evidence"]["irony"]) == ["Glückwunsch zum Warten!"]
        assert record.labels["questions"][0]["status"] == "unanswered"
    assert _with_acknowledgement(ready(item), [cold(item)], random.Random(1)) is None


def test_edit_with_a_foreign_reply_leaves_every_request_open(item):
    other = prepare(
        [Record(item("Der Kurs beginnt um acht.", "K: Wann?", id="o"), "d", "other", ready(item).record.labels)]
    )
    found = foreign([ready(item), *other], 1.0, seed=1)
    assert {i.record.draft.text for i in found} <= {DRAFT, "Der Kurs beginnt um acht."}
    assert all(i.record.labels["hurried"] and i.record.labels["questions"][0]["status"] == "unanswered" for i in found)
    assert found
