import json

import pytest
import zstandard

from tests.conftest import ROOT
from training.corpus.real.turns import COUNTS, draw_turns, load_real
from training.corpus.records import CorpusError


@pytest.fixture
def data(tmp_path):
    """Invented chats in the shape of the public set."""
    rows = []
    for chat in range(60):
        for turn in range(4):
            customer = turn % 2 == 0
            de, en = f"Satz {turn} im Chat {chat}.", f"Line {turn} of chat {chat}."
            rows.append(
                {
                    "doc_id": f"chat-{chat}",
                    "sender": "customer" if customer else "agent",
                    "source_language": "de" if customer else "en",
                    "target_language": "en" if customer else "de",
                    "source": de if customer else en,
                    "reference": en if customer else de,
                }
            )
    folder = tmp_path / "wmt24_chat_de_en"
    folder.mkdir()
    for file, part in (("train", rows[:200]), ("valid", rows[200:])):
        text = "".join(json.dumps(row) + "\n" for row in part)
        (folder / f"{file}.jsonl.zst").write_bytes(zstandard.compress(text.encode()))
    return tmp_path


def test_real_turns_are_split_by_conversation_and_keep_what_stands_before(data):
    dev, test = draw_turns(data, "dev"), draw_turns(data, "test")
    chats = [{str(d.id).rsplit(":", 2)[0] for d in part} for part in (dev, test)]
    assert chats[0]
    assert chats[1]
    assert not chats[0] & chats[1]
    for draft in (*dev, *test):
        row = int(str(draft.id).split(":")[-2])
        assert len(draft.conversation) == row
        words = ("Satz", "im Chat") if draft.language == "de" else ("Line", "of chat")
        assert all(word in text for word in words for text in (draft.text, *(m.text for m in draft.conversation)))


def test_real_draw_is_the_same_every_time(data):
    assert draw_turns(data, "test") == draw_turns(data, "test")


def test_real_labels_of_another_edition_are_refused(data):
    with pytest.raises(CorpusError, match=r"dev\.jsonl:1: expected a turn of wmt24_chat_de_en"):
        load_real(data, "dev")


@pytest.mark.parametrize("split", ["dev", "test"])
def test_real_labels_stand_off_without_any_text(split):
    lines = (ROOT / "training" / "corpus" / "real" / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == sum(COUNTS[split].values())
    assert '"text"' not in "".join(lines)
    assert '"draft":' not in "".join(lines).replace('"draft": {"factual"', "")
