import json

import pytest
import zstandard

from tests.conftest import ROOT
from training.corpus.public.derived import derived_questions
from training.corpus.public.turns import COUNTS, draw_public, load_public
from training.corpus.records import CorpusError


def write(path, rows):
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(zstandard.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))


@pytest.fixture
def data(tmp_path):
    """Invented dialogues in the shape of the public sets."""
    german = [
        {"dialog": f"d{d}", "i": i, "speaker": "customer" if i % 2 else "agent", "de": f"Satz {i} von {d}.", "en": ""}
        for d in range(5)
        for i in range(6)
    ]
    write(tmp_path / "bcontrast_de_en" / "train.jsonl.zst", german)
    turns = [
        ["U", "A table, please. What is the phone number?", ["REQUEST:phone_number"]],
        ["S", "Your table is booked. The phone number is 12 34.", ["INFORM:phone_number", "NOTIFY_SUCCESS"]],
        ["U", "What is the address and the price?", ["REQUEST:address", "REQUEST:price"]],
        ["S", "The address is Long Lane 5. The price is low.", ["INFORM:address", "INFORM:price"]],
        ["U", "How is the rating?", ["REQUEST:rating"]],
        ["S", "The rating is 4.", ["INFORM:rating"]],
    ]
    write(tmp_path / "sgd_en" / "train.jsonl.zst", [{"id": "s1", "services": [], "turns": turns}])
    return tmp_path


def test_public_turns_are_one_of_a_dialogue_and_answer_a_customer(data):
    drafts = draw_public(data)
    dialogues = [str(d.id).rsplit(":", 2)[0] for d in drafts]
    assert sorted(dialogues) == [
        "bcontrast:d0",
        "bcontrast:d1",
        "bcontrast:d2",
        "bcontrast:d3",
        "bcontrast:d4",
        "sgd:s1",
    ]
    assert all(draft.customer_turn for draft in drafts)
    assert [d.language for d in drafts] == ["de"] * 5 + ["en"]


def test_public_labels_of_another_edition_are_refused(data):
    with pytest.raises(CorpusError, match=r"train\.jsonl:1: expected a turn of bcontrast_de_en and sgd_en"):
        load_public(data)


def test_public_labels_stand_off_without_any_text():
    lines = (ROOT / "training" / "corpus" / "public" / "train.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == sum(COUNTS.values())
    assert '"text"' not in "".join(lines)


def test_derived_pairs_differ_by_the_answering_sentence_alone(data):
    whole, cut = derived_questions(data)
    assert (whole.status, cut.status) == ("answered", "unanswered")
    assert whole.request_id == cut.request_id
    asked = whole.draft.conversation[whole.message].text[whole.start : whole.end]
    assert asked == "What is the phone number?"
    assert whole.draft.text[slice(*whole.answer)] == "The phone number is 12 34."
    assert cut.draft.text == "Your table is booked."
    assert not [fault for record in (whole, cut) for fault in record.faults()]
