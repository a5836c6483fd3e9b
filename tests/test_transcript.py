"""What people paste: who said what, in whose role, and nothing lost."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import ItemError
from coach.transcript import media_kind, read_transcript, senders, to_messages

WEB = """[09:12, 3.8.2026] Jule Brandt: Hallo, die Lampe fehlt
und die Schraube auch: beides
[09:15, 3.8.2026] Lampenhaus: Einen Moment bitte
[09:16, 3.8.2026] Jule Brandt: ok"""


def test_transcript_reads_the_block_copied_from_whatsapp_web():
    lines = read_transcript(WEB)
    assert [(x.sender, x.time) for x in lines] == [
        ("Jule Brandt", "09:12"),
        ("Lampenhaus", "09:15"),
        ("Jule Brandt", "09:16"),
    ]
    assert lines[0].text == "Hallo, die Lampe fehlt\nund die Schraube auch: beides"
    assert senders(lines) == ("Jule Brandt", "Lampenhaus")
    messages = to_messages(lines, {"Lampenhaus"})
    assert [m.role for m in messages] == ["customer", "agent", "customer"]
    assert not any("Jule" in m.text for m in messages)


@pytest.mark.parametrize(
    "row",
    [
        "[3:04 PM, 8/3/2026] Jule: Hi",
        "[03.08.26, 15:04:05] Jule: Hi",
        "\u200e[03.08.26, 3:04:05\u202fPM] Jule: Hi",
        "03.08.26, 15:04 - Jule: Hi",
        "8/3/26, 3:04\u202fPM - Jule: Hi",
        "Jule (15:04): Hi\nTim (15:05): Hallo",
    ],
)
def test_transcript_reads_stamps_of_every_kind(row):
    first = read_transcript(row)[0]
    assert (first.sender, first.text) == ("Jule", "Hi")
    assert first.time


def test_transcript_leaves_out_what_the_messenger_says():
    text = "03.08.26, 15:03 - Nachrichten sind Ende-zu-Ende-verschlüsselt.\n03.08.26, 15:04 - Jule: Hi"
    assert [x.text for x in read_transcript(text)] == ["Hi"]


def test_transcript_knows_roles_by_letter_and_by_word():
    letters = read_transcript("K: Wann?\nA: Morgen.\nB: Bitte warten.\nK: C:\\Temp ist voll")
    assert [x.role for x in letters] == ["customer", "agent", "bot", "customer"]
    words = read_transcript("Kundin: Wann kommt es?\nSupport: Morgen.\nund zwar früh")
    assert [(x.role, x.text) for x in words] == [("customer", "Wann kommt es?"), ("agent", "Morgen.\nund zwar früh")]


@pytest.mark.parametrize(
    "text",
    [
        "Hallo,\nich habe eine Frage: Wann kommt die Lampe?\nDanke",
        "Siehe https://lampen.example/a:b, danke",
        "[Bild]",
        "Nur ein Satz",
    ],
)
def test_transcript_without_names_is_one_message_of_the_customer(text):
    assert [(x.role, x.text) for x in read_transcript(text)] == [("customer", text)]


def test_transcript_takes_items_and_lists_of_messages():
    turns = [{"role": "customer", "text": "Wann?"}, {"role": "bot", "text": "Bitte warten."}]
    for value in (turns, {"conversation": turns, "draft": "Morgen."}):
        assert [x.role for x in read_transcript(json.dumps(value))] == ["customer", "bot"]


@pytest.mark.parametrize(
    ("value", "where"), [({"draft": "x"}, "conversation"), ([{"role": "boss", "text": "x"}], r"\[0\]")]
)
def test_transcript_of_other_json_says_what_is_missing(value, where):
    with pytest.raises(ItemError, match=where):
        read_transcript(json.dumps(value))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[Sprachnachricht]", "voice"),
        ("audio omitted", "voice"),
        ("<Medien ausgeschlossen>", "media"),
        ("IMG-20260803-WA0001.jpg (Datei angehängt)", "image"),
        ("<Anhang: 00000042-PHOTO-2026-08-03.jpg>", "image"),
        ("[photo]", "image"),
        ("Das Foto ist angekommen", None),
        ("Video folgt", None),
    ],
)
def test_transcript_knows_what_stands_in_for_media(text, kind):
    assert media_kind(text) == kind


@given(st.text(alphabet=st.characters(exclude_characters=":{["), max_size=300))
def test_transcript_without_beginnings_keeps_every_letter(text):
    def letters(words):
        return [c for c in words if c.isalnum()]

    assert letters("".join(x.text for x in read_transcript(text))) == letters(text)
