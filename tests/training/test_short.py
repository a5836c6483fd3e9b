import json
from dataclasses import replace

import pytest

from training.corpus.records import CorpusError
from training.corpus.short import load_atoms, load_questions


def test_short_shipped_records_are_without_fault():
    atoms, questions = load_atoms(), load_questions()
    assert [f for record in (*atoms, *questions) for f in record.faults()] == []
    ids = [r.draft.id for r in (*atoms, *questions)]
    assert len(set(ids)) == len(ids)
    assert {q.status for q in questions} == {"answered", "deferred", "unanswered", "none"}


def test_short_replies_of_a_request_share_its_place():
    places = {}
    for q in load_questions():
        place = (q.draft.conversation, q.message, q.start, q.end)
        assert places.setdefault(q.request_id, place) == place


def test_short_wrong_labels_and_spans_are_found():
    atom = load_atoms()[0]
    assert "empathy_need" in replace(atom, labels={"empathy_need": 3}).faults()[0]
    assert "sarcasm" in replace(atom, labels={"sarcasm": True}).faults()[0]
    question = next(q for q in load_questions() if q.status == "answered")
    assert replace(question, answer=None).faults()
    assert replace(question, status="maybe").faults()
    assert replace(question, end=10_000).faults()


def test_short_wrong_line_is_named_by_file_and_line(tmp_path):
    (tmp_path / "de.jsonl").write_text(json.dumps({"id": "x", "language": "de"}) + "\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"de\.jsonl:1.*missing: \['agent'"):
        load_atoms(tmp_path)
    with pytest.raises(CorpusError, match="found nothing there"):
        load_questions(tmp_path / "none")
