"""What comes in: shared items and files; redacted, without doubles, and with nobody's name."""

import json
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from coach.errors import ItemError, SettingsError, StateError
from coach.store.choices import Choices

CHAT = """23.11.26, 09:15 - Petra Kunz: Hallo, Bestellung 88213 ist immer noch nicht da. Wo bleibt das Paket?
23.11.26, 09:20 - Lampenwelt: Tja, das liegt an DHL, Frau Kunz.
23.11.26, 18:02 - Petra Kunz: Und jetzt? Meine Nummer ist 0151 23456789.
23.11.26, 18:30 - Lampenwelt: Ich frage bei DHL nach und melde mich bis 16 Uhr.
Liebe Grüße
Jonas
"""


def _dump(store):
    """Return all that the database holds, as one text."""
    database = store.items._database
    with database.read() as connection:
        names = inspect(database.engine).get_table_names()
        return "\n".join(str(list(connection.execute(text(f'SELECT * FROM "{name}"')))) for name in names)


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    path = tmp_path / "WhatsApp Chat mit Petra Kunz.txt"
    path.write_text(CHAT, encoding="utf-8")
    return path


def _take(archive, path, **values):
    return archive.intake.take_file(path, team="Team", team_names=["Lampenwelt"], **values)


def test_intake_takes_each_reply_of_a_chat(archive, chat):
    taken = _take(archive, chat)
    assert (taken.conversations, taken.doubles, taken.items, taken.faults) == (1, 0, 2, ())
    first, second = archive.store.items.every()
    assert [m.role for m in second.messages] == ["customer", "agent", "customer"]
    assert first.draft.startswith("Tja")
    assert second.draft.endswith("bis 16 Uhr.\nLiebe Grüße\n‹Name 2›")


def test_intake_stores_no_name_number_or_time(archive, chat):
    _take(archive, chat)
    stored = _dump(archive.store)
    for word in ("Petra", "Kunz", "88213", "0151", "23456789", "Jonas", "Lampenwelt", "09:15", "18:30", "T09"):
        assert word not in stored, word
    assert "DHL" in stored


def test_intake_takes_the_same_file_once(archive, chat, tmp_path):
    _take(archive, chat)
    again = _take(archive, chat)
    assert (again.conversations, again.doubles, again.items) == (0, 1, 0)
    longer = tmp_path / "longer.txt"
    longer.write_text(
        CHAT + "30.12.26, 08:00 - Petra Kunz: Neue Frage?\n30.12.26, 08:05 - Lampenwelt: Ja.\n", encoding="utf-8"
    )
    assert _take(archive, longer).conversations >= 1


def test_intake_finds_the_customer_again_and_never_an_agent(archive, chat):
    _take(archive, chat)
    customers, hash_of = archive.store.customers, archive.redactor.hash_of
    for known in ("88213", "0151 23456789", "+49 151 23456789", "Petra Kunz", "Bestellung 88213"):
        assert customers.count(hash_of(known)) == 1, known
    for agent in ("Jonas", "Lampenwelt", "DHL"):
        assert customers.count(hash_of(agent)) == 0, agent


def test_intake_is_off_until_a_legal_basis_is_recorded(archive, chat):
    archive.store.choices.change(legal_basis=None)
    with pytest.raises(SettingsError, match="importing is off: expected a legal basis"):
        _take(archive, chat)
    assert list(archive.store.items.every()) == []


def test_intake_refuses_a_team_that_nobody_named(archive, chat):
    with pytest.raises(StateError, match="team: expected one of Team, found another one"):
        archive.intake.take_file(chat, team="Nord", team_names=["Lampenwelt"])


def test_intake_takes_the_good_lines_of_a_file_and_names_the_others(archive, tmp_path):
    good = {"id": 1, "conversation": [{"role": "customer", "text": "Offen?"}], "draft": "Ja, bis 18 Uhr."}
    path = tmp_path / "items.jsonl"
    path.write_text(f"{json.dumps(good)}\nkaputt\n{json.dumps({**good, 'draft': 'Nein.'})}\n", encoding="utf-8")
    taken = _take(archive, path)
    assert (taken.conversations, taken.items) == (2, 2)
    assert [(f.line, f.type) for f in taken.faults] == [(2, "invalid_json")]
    assert "kaputt" not in taken.faults[0].message


def test_intake_says_so_when_a_file_is_of_no_use(archive, tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\x03\x04 kaputt")
    with pytest.raises(ItemError):
        _take(archive, path)


def test_intake_shares_an_item_without_the_words_that_identify(archive, share):
    share("Tja, Frau Kunz, Bestellung 88213 dauert.\nLG Jonas", question="War das zu hart für Frau Kunz?")
    stored = _dump(archive.store)
    for word in ("Kunz", "88213", "Jonas"):
        assert word not in stored, word
    [item] = archive.store.items.every()
    assert (item.mark, item.question, item.kind) == ("question", "War das zu hart für Frau ‹Name›?", "reply")


def test_intake_keeps_neither_key_nor_token_and_links_them_to_nothing(archive, share):
    key = share()
    stored = _dump(archive.store)
    assert key not in stored
    assert f"{1001:032x}" not in stored
    assert archive.store.items.by_key(archive.intake.hashed(key)) is not None
    columns = {
        name: {c["name"] for c in inspect(archive.store.items._database.engine).get_columns(name)}
        for name in ("sharer", "item", "conversation")
    }
    assert columns["sharer"] == {"team", "week", "token"}
    assert not {"token", "sharer", "agent", "account_id"} & (columns["item"] | columns["conversation"])


def test_intake_refuses_a_key_that_was_used(archive, share):
    share()
    with pytest.raises(StateError, match="key: expected a new one"):
        share("Andere Antwort.")
    assert len(list(archive.store.items.every())) == 1


def test_intake_takes_the_same_reply_under_two_keys(archive, share):
    share(number=1)
    share(number=2)
    assert len(list(archive.store.items.every())) == 2


def test_intake_redacts_the_agents_answer(archive, share):
    key = share()
    archive.intake.answer(key, "Danke! Mehr unter 0151 23456789, Gruß Jonas")
    [item] = archive.store.items.every()
    assert "0151" not in item.notes[0].text
    with pytest.raises(StateError, match="found none under this key"):
        archive.intake.answer("f" * 32, "Hallo?")


def test_intake_shares_what_answers_nobody_as_proactive(archive, share):
    share("Wir haben morgen geschlossen.", messages=[])
    [item] = archive.store.items.every()
    assert item.kind == "proactive"


def test_intake_without_choices_has_the_defaults(store):
    assert store.choices.get() == Choices()


def test_intake_takes_a_chat_of_tomorrow_as_one_of_today(archive, tmp_path):
    path = tmp_path / "chat.txt"
    path.write_text(CHAT.replace("23.11.26", "23.11.99"), encoding="utf-8")
    _take(archive, path)
    assert {item.day for item in archive.store.items.every()} == {archive.today()}


def test_intake_stores_no_words_in_the_files_after_withdrawal(archive, share, tmp_path):
    if not archive.store.items._database.is_sqlite:
        pytest.skip("PostgreSQL keeps its own files")
    key = share("Tja, das Känguru hüpft.")
    archive.store.items.withdraw(archive.intake.hashed(key))
    archive.store.sweep()
    left = b"".join(path.read_bytes() for path in tmp_path.glob("archive.db*"))
    assert b"kanguru" not in left
    assert "känguru".encode() not in left
