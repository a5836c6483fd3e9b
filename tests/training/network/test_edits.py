"""Edits whose effect on the labels is known."""

import random

from training.corpus import Record
from training.corpus.short import Atom
from training.items import prepare
from training.network.edits import _answer_sentences, _evidence_sentences, _neutral_sentence, _with_atom, _without

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
