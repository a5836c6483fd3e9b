"""Files to import: every form in which WhatsApp exports, contract lines, and files that mean harm."""

import io
import json
import struct
import tracemalloc
import zipfile
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import ItemError
from coach.exports import Conversation, Fault, items, look, read, source, whatsapp
from coach.exports.wording import STAND_IN_OF, said
from coach.transcript import media_kind

ANDROID = """\
03.08.26, 15:02 - Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt. Niemand außerhalb dieses Chats kann sie lesen oder anhören. Tippe, um mehr zu erfahren.
03.08.26, 15:03 - Dieses Unternehmen nutzt einen sicheren Dienst von Meta.
03.08.26, 15:04 - Jule Brandt: Hallo,
meine Lampe ist da: leider kaputt.

Was nun?
03.08.26, 15:05 - Jule Brandt: \u200eIMG-20260803-WA0001.jpg (Datei angehängt)
Der Schirm
03.08.26, 15:06 - Jule Brandt: Diese Nachricht wurde gelöscht.
03.08.26, 15:10 - Lampenhaus Kiel: Oh nein! <Diese Nachricht wurde bearbeitet.>
03.08.26, 15:10 - Lampenhaus Kiel: \u200eAngebot Brandt.pdf (Datei angehängt)
03.08.26, 15:11 - Lampenhaus Kiel: Wir schicken morgen eine neue.
03.08.26, 15:20 - Verpasster Sprachanruf um 15:20
03.08.26, 15:21 - Jule Brandt: Danke!
"""
IOS = """\
[8/13/26, 9:58:01\u202fAM] Lamp House: \u200eMessages and calls are end-to-end encrypted. Only people in this chat can read, listen to, or share them.
\u200e[8/13/26, 9:58:02\u202fAM] ~\u202fRobin: \u200eimage omitted
[8/13/26, 9:58:30\u202fAM] ~\u202fRobin: Hi @\u2068Ada Lowe\u2069, can you see the crack?
\u200e[8/13/26, 12:03:00\u202fPM] Lamp House: Yes, clearly. \u200e<This message was edited>
[8/13/26, 12:04:00\u202fPM] Lamp House: \u200eMissed voice call. \u200eTap to call back
[8/14/26, 12:05:00\u202fAM] Lamp House: A new shade leaves us today.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("exports")


@pytest.fixture
def write(folder):
    def write(text, name="chat.txt", encoding="utf-8"):
        path = folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


@pytest.fixture
def chat(write):
    """One conversation from lines like "K: Hallo" (customer) and "A: Hallo" (agent), a minute after the other."""

    def chat(*lines):
        names = {"K": "Jule", "L": "Tom", "A": "Lampenhaus"}
        text = "".join(f"03.08.26, 15:{i:02} - {names[x[0]]}{x[1:]}\n" for i, x in enumerate(lines))
        return [c for c in read(write(text), team={"Lampenhaus"}) if isinstance(c, Conversation)]

    return chat


def told(path, **options):
    """What was read: [(role, text)] of each conversation."""
    found = read(path, **options)
    return [[(m.role, m.text) for m in c.messages] for c in found if isinstance(c, Conversation)]


def zipped(members, *, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def refusal(path):
    with pytest.raises(ItemError) as caught:
        look(path)
    assert path.name not in str(caught.value)  # it may be called after a customer
    with pytest.raises(ItemError):
        read(path)
    return caught.value.type


def test_exports_read_a_german_chat_from_android(write):
    path = write(ANDROID)
    seen = look(path)
    assert (seen.kind, seen.senders, seen.messages, seen.order) == (
        "whatsapp",
        ("Jule Brandt", "Lampenhaus Kiel"),
        6,
        "dmy",
    )
    (found,) = read(path, team={"Lampenhaus Kiel"})
    assert [(m.role, m.text, m.at[11:16]) for m in found.messages] == [
        ("customer", "Hallo,\nmeine Lampe ist da: leider kaputt.\n\nWas nun?", "15:04"),
        ("customer", "[Bild]", "15:05"),
        ("customer", "Der Schirm", "15:05"),
        ("agent", "Oh nein!", "15:10"),
        ("agent", "[Dokument]", "15:10"),
        ("agent", "Wir schicken morgen eine neue.", "15:11"),
        ("customer", "Danke!", "15:21"),
    ]
    assert items(found) == ((3, "Oh nein!\nWir schicken morgen eine neue."),)
    assert (found.channel, found.day, found.kind) == ("whatsapp", date(2026, 8, 3), "reply")
    assert found.names == ("Jule Brandt", "Lampenhaus Kiel")


def test_exports_read_an_american_chat_from_ios(write):
    path = write(IOS.replace("\n", "\r\n"), encoding="utf-8-sig")
    seen = look(path)
    assert (seen.senders, seen.messages, seen.order, seen.faults) == (("~ Robin", "Lamp House"), 4, "mdy", ())
    (found,) = read(path, team={"Lamp House"})
    assert [(m.role, m.text, m.at) for m in found.messages] == [
        ("customer", "[photo]", "2026-08-13T09:58:02"),
        ("customer", "Hi @Ada Lowe, can you see the crack?", "2026-08-13T09:58:30"),
        ("agent", "Yes, clearly.", "2026-08-13T12:03:00"),
        ("agent", "A new shade leaves us today.", "2026-08-14T00:05:00"),
    ]
    assert found.names == ("Robin", "Ada Lowe", "Lamp House")


@pytest.mark.parametrize(
    "text",
    [
        "Diese Nachricht wurde gelöscht.", "Du hast diese Nachricht gelöscht.", "This message was deleted",
        "You deleted this message", "Diese Nachricht wurde von Admin Jule gelöscht.",
        "Warte auf diese Nachricht. Dies kann einige Zeit dauern.", "Waiting for this message. This may take a while.",
        "Verpasster Sprachanruf um 15:20", "Verpasster Videoanruf. \u200eZum Zurückrufen tippen", "Missed voice call at 3:04 PM",
        "Sprachanruf, \u200eKeine Antwort", "Voice call, 12 sec", "Missed group video call",
        "Messages and calls are end-to-end encrypted. Only people in this chat can read, listen to, or share them.",
        "Nachrichten an diese Gruppe sind jetzt mit Ende-zu-Ende-Verschlüsselung geschützt. Tippe für mehr Infos.",
        "Deine Sicherheitsnummer für Jule hat sich geändert. Tippe, um mehr zu erfahren.",
        "Jule hat die Gruppe „Umzug“ erstellt.", "\u200eJule hat Tom hinzugefügt.", "\u200eJule changed the group name to “Move”", "",
    ],
)  # fmt: skip
def test_exports_drop_what_the_messenger_says_and_what_was_deleted(text):
    assert said(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Er hat die Gruppe verlassen", "Verpasster Anruf von euch, worum ging es?", "Videoanruf wäre gut", "null",
        "Nachrichten sind bei euch Ende-zu-Ende-verschlüsselt?", "Are messages and calls end-to-end encrypted?",
        "Ich habe meine Telefonnummer geändert", "My message was deleted by mistake", "Foto", "Foto ist unterwegs",
        "Die Datei heißt plan.pdf", "Das Bild weggelassen habe ich", "Standort: Kiel", "\u200ePOLL:\nWhen?\nOPTION: Now (0 votes)",
    ],
)  # fmt: skip
def test_exports_keep_what_only_looks_like_the_messenger(text):
    assert said(text) == (text.replace("\u200e", ""),)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("<Medien ausgeschlossen>", ("<Medien ausgeschlossen>",)),
        ("<Media omitted>", ("<Media omitted>",)),
        ("\u200eimage omitted", ("[photo]",)),
        ("\u200eBild weggelassen", ("[Bild]",)),
        ("\u200eVideonachricht weggelassen", ("[Video]",)),
        ("\u200eGIF omitted", ("[sticker]",)),
        ("\u200eKontaktkarte ausgelassen", ("[Kontakt]",)),
        ("\u200eAudio weggelassen", ("[Sprachnachricht]",)),
        ("Rechnung Brandt.pdf • \u200e3 Seiten \u200eDokument weggelassen", ("[Dokument]",)),
        ("Hier der Schaden \u200eBild weggelassen", ("[Bild]", "Hier der Schaden")),
        ("Der Riss \u200e<Anhang: 00000042-PHOTO-2026-08-03.jpg>", ("[Bild]", "Der Riss")),
        ("\u200e<attached: 00000043-AUDIO-2026-08-03-15-04-05.opus>", ("[voice message]",)),
        ("PTT-20260803-WA0002.opus (file attached)", ("[voice message]",)),
        ("STK-20260803-WA0003.webp (Datei angehängt)", ("[Sticker]",)),
        ("Jule Brandt.vcf (Datei angehängt)", ("[Kontakt]",)),
        ("plan.xyz (file attached)\nThe plan\nas asked", ("[document]", "The plan\nas asked")),
        ("Standort: https://maps.google.com/?q=54.32,10.13", ("[Standort]",)),
        ("location: https://maps.google.com/?q=54.32,10.13", ("[location]",)),
    ],
)
def test_exports_put_a_stand_in_for_media_and_keep_the_caption(text, parts):
    assert said(text) == parts


def test_exports_use_stand_ins_that_the_rest_of_the_coach_knows():
    for kind, words in STAND_IN_OF.items():
        if kind not in ("contact", "location"):
            assert {media_kind(word) for word in words} == {kind}


@pytest.mark.parametrize(
    ("dates", "clock", "order", "days"),
    [
        (["13/08/26"], "15:04", "dmy", ["2026-08-13"]),
        (["8/13/2026"], "3:04 PM", "mdy", ["2026-08-13"]),
        (["3.8.26"], "15:04", "dmy", ["2026-08-03"]),
        (["3.8.2026"], "3:04 nachm.", "dmy", ["2026-08-03"]),
        (["2026-08-03"], "3:04 p.\u00a0m.", "ymd", ["2026-08-03"]),
        (["30/08/26", "01/09/26"], "15:04", "dmy", ["2026-08-30", "2026-09-01"]),
        (["09/08/26", "08/09/26"], "15:04", "dmy", ["2026-08-09", "2026-09-08"]),  # only so time runs
        (["08-09-2026", "09-08-2026"], "15:04", "mdy", ["2026-08-09", "2026-09-08"]),
        (["03/08/26", "04/08/26"], "15:04", None, ["2026-08-03", "2026-08-04"]),  # nobody knows: the clock decides
        (["03/08/26", "04/08/26"], "3:04 PM", None, ["2026-03-08", "2026-04-08"]),
        (["08/08/26"], "3:04 PM", "dmy", ["2026-08-08"]),  # either way the same
    ],
)
def test_exports_tell_the_order_of_day_and_month_from_the_whole_file(write, dates, clock, order, days):
    path = write("".join(f"{d}, {clock} - Jule: Wann?\n{d}, {clock} - Lampenhaus: Bald.\n" for d in dates))
    assert look(path).order == order
    found = list(read(path, team={"Lampenhaus"}))
    assert sorted({m.at for c in found for m in c.messages}) == [f"{day}T15:04:00" for day in days]


def test_exports_take_the_order_that_is_given(write):
    path = write("03/08/26, 15:04 - Jule: Wann?\n03/08/26, 15:05 - Lampenhaus: Bald.\n")
    assert [c.day for c in read(path, team={"Lampenhaus"}, order="mdy")] == [date(2026, 3, 8)]
    for wrong in ({"order": "dym"}, {"channel": "fax"}):
        with pytest.raises(ItemError, match="expected one of"):
            read(path, **wrong)


def test_exports_leave_a_pasted_chat_within_its_message(write):
    pasted = "schaut:\n[09:12, 3.8.2026] Max: Hallo\n8/3/26, 3:04 PM - Max: Hi\n2026-08-03 bis 2026-08-05: zu"
    path = write(f"03.08.26, 15:04 - Jule: {pasted}\n03.08.26, 15:05 - Lampenhaus: Danke.\n")
    assert told(path, team={"Lampenhaus"}) == [[("customer", pasted), ("agent", "Danke.")]]


def test_exports_split_a_long_chat_where_nobody_waits(write):
    def at(day, hour, name, text):
        return f"{day:02}.08.26, {hour:02}:00 - {name}: {text}\n"

    jule, house = "Jule", "Lampenhaus"
    lines = [at(7, 17, jule, "Wann?"), at(10, 9, house, "Heute."), at(11, 9, jule, "Toll")]  # a weekend between them
    lines += [at(12, 10, house, "Gern."), at(13, 11, house, "Neu: Lampen!")]  # a day after the team's words
    lines += [at(15, 9, jule, "Rabatt?"), at(23, 9, house, "Ja.")]  # more than a week after the customer's
    found = told(write("".join(lines)), team={house})
    assert [[text for _, text in c] for c in found] == [["Wann?", "Heute.", "Toll", "Gern."]]


def test_exports_split_a_chat_that_never_pauses(write):
    lines = [f"03.08.26, 15:{i // 60:02}:{i % 60:02} - {'Jule' if i % 4 < 3 else 'Haus'}: {i}\n" for i in range(1200)]
    found = told(write("".join(lines)), team={"Haus"})
    assert [len(c) for c in found] == [500, 500, 200]
    assert [c[0][1] for c in found] == ["0", "500", "1000"]
    lines = [f"03.08.26, 15:04 - {'Jule' if i in (0, 1010) else 'Haus'}: {i}\n" for i in range(1020)]
    assert [len(c) for c in told(write("".join(lines)), team={"Haus"})] == [1000, 20]


def test_exports_find_replies_only_where_the_team_answers_a_customer_in_words(chat):
    (found,) = chat(
        "A: Neu im Laden!",
        "K: Was?",
        "A: Lampen.",
        "A: Viele.",
        "L: Und?",
        "A: <Medien ausgeschlossen>",
        "K: Oh",
        "A: Ja",
    )
    assert items(found) == ((2, "Lampen.\nViele."), (7, "Ja"))
    assert {m.role for m in found.messages} == {"agent", "customer"}
    assert chat("A: Neu!", "K: Danke") == []  # nothing in it to review


def test_exports_give_nothing_of_a_chat_in_which_nobody_is_the_team(write):
    assert list(read(write(ANDROID))) == []


def test_exports_know_a_sender_whatever_cannot_be_seen_in_the_name(write):
    text = "03.08.26, 15:04 - \u202a+49\u00a0431 0000\u202c: Hallo: wann?\n03.08.26, 15:05 - Lampen\u2068haus\u2069  Kiel: Bald\n"
    seen = look(write(text))
    assert seen.senders == ("+49 431 0000", "Lampenhaus Kiel")
    (found,) = read(write(text), team={"Lampenhaus\u00a0Kiel"})
    assert [m.text for m in found.messages] == ["Hallo: wann?", "Bald"]
    assert found.names == ("Lampenhaus Kiel",)  # a number is no name; it goes with the phone numbers


def test_exports_take_no_group_for_a_sender(write):
    text = '03.08.26, 15:04 - Jule hat die Gruppe "Umzug: Kiel" erstellt.\n03.08.26, 15:05 - Jule: Hi\n'
    assert look(write(text)).senders == ("Jule",)


def test_exports_name_faulty_lines_and_take_the_rest(write):
    rows = [
        "Chat mit Jule",
        "01.02.26, 10:00 - Jule: Wann?",
        "31.02.26, 10:01 - Jule: Geheim",
        "01.02.26, 25:00 - Jule: Geheim",
    ]
    rows += ["01.02.26, 10:02 - Jule: Geh", "\udcff eim", "01.02.26, 10:03 - Jule: " + "ab " * 40_000]
    rows += ["c" * 1_000_001, "01.02.26, 10:04 - Haus: Bald."]
    path = write("\n".join(rows).encode("utf-8", "surrogateescape"))
    found = list(read(path, team={"Haus"}))
    faults = [x for x in found if isinstance(x, Fault)]
    assert [(f.line, f.type) for f in faults] == [
        (1, "before_the_first"), (3, "impossible_date"), (4, "impossible_date"), (6, "not_utf8"), (7, "too_long")
    ]  # fmt: skip
    assert look(path).faults == tuple(faults)
    assert not any(word in f.message for f in faults for word in ("Geh", "Jule", "31"))
    assert [[m.text for m in c.messages] for c in found if isinstance(c, Conversation)] == [["Wann?", "Bald."]]


def test_exports_read_contract_lines(write):
    turns = [
        {"role": "customer", "text": "Wann?", "at": "2026-08-03T10:00:00Z"},
        {"role": "bot", "text": "Moment", "at": "Jule"},
    ]
    rows = [
        {"id": 1, "conversation": turns, "draft": "Bald.\nGruß", "channel": "email"},
        {"id": 2, "conversation": [{"role": "Jule Brandt", "text": "x"}], "draft": "x"},
        {
            "id": 3,
            "conversation": [*turns[:1], {"role": "agent", "text": "Oh"}],
            "draft": "[Bild] \ud83d\0",
            "kind": "proactive",
        },
    ]
    path = write("\n".join([*map(json.dumps, rows), "", '{"id": 4, "Geheim']), "items.jsonl")
    first, second, third, *rest = read(path, channel="social")
    assert (first.channel, first.day, first.names, items(first)) == (
        "email",
        date(2026, 8, 3),
        (),
        ((2, "Bald.\nGruß"),),
    )
    assert [(m.role, m.at) for m in first.messages] == [
        ("customer", "2026-08-03T10:00:00+00:00"), ("bot", None), ("agent", None)
    ]  # fmt: skip
    assert (second.line, second.type) == (2, "unknown_value")
    assert (third.channel, third.kind, items(third)) == ("social", "proactive", ((2, "[Bild] ?"),))
    assert [(f.line, f.type) for f in rest] == [(4, "invalid_json"), (5, "invalid_json")]
    assert not any(word in f.message for f in (second, *rest) for word in ("Jule", "Geheim"))
    seen = look(path)
    assert (seen.kind, seen.senders, seen.messages, seen.order, len(seen.faults)) == ("jsonl", (), 6, None, 3)


def test_exports_tell_kinds_apart_by_what_is_in_them(write):
    line = '{"id": 1, "conversation": [], "draft": "Hallo"}\n'
    assert look(write("\n" + line, "upload")).kind == "jsonl"
    assert look(write(ANDROID, "upload")).kind == "whatsapp"
    assert look(write(zipped({"_chat.txt": ANDROID}), "upload")).kind == "whatsapp"


@pytest.mark.parametrize("text", ["", "\n\n", "Liebe Jule,\nbis morgen: dein Tom", b"%PDF-1.7 \xff\xfe\x00"])
def test_exports_refuse_what_is_no_export(write, text):
    assert refusal(write(text, "Jule Brandt.txt")) == "not_an_export"


@pytest.mark.parametrize(
    "name", ["_chat.txt", "WhatsApp Chat mit Jule Brandt.txt", "Export/WhatsApp-Chat mit Jörg.txt", "Chat.TXT"]
)
def test_exports_read_the_chat_among_media_in_a_zip(write, name):
    members = {
        "IMG-1.jpg": b"\xff\xd8",
        "../../evil.sh": "x",
        "__MACOSX/._Chat.txt": "x",
        "inner.zip": zipped({"_chat.txt": IOS}),
        name: ANDROID,
    }
    if not name.endswith("TXT"):
        members |= {"00000042-Notiz.txt": "Notiz"}
    path = write(zipped(members), "chat.zip")
    assert told(path, team={"Lampenhaus Kiel"}) == told(write(ANDROID), team={"Lampenhaus Kiel"}) != []
    assert not (path.parent.parent.parent / "evil.sh").exists()


@pytest.mark.parametrize(
    ("members", "type"),
    [
        ({"IMG-1.jpg": b"\xff\xd8", "inner.zip": zipped({"_chat.txt": IOS})}, "not_an_export"),
        ({"_chat.txt": ANDROID, "WhatsApp Chat mit Jule.txt": ANDROID}, "several_chats"),
        ({"a.txt": ANDROID, "b.txt": ANDROID}, "several_chats"),
        ({"../_chat.txt": ANDROID}, "unsafe_path"),
        ({"/etc/_chat.txt": ANDROID}, "unsafe_path"),
        ({"a/../../_chat.txt": ANDROID}, "unsafe_path"),
        ({"..\\_chat.txt": ANDROID}, "unsafe_path"),
        ({"C:\\_chat.txt": ANDROID}, "unsafe_path"),
        ({"_chat.txt": ANDROID + "ha" * 2_000_000}, "too_large"),  # a bomb: shrinks to less than a hundredth
    ],
)
def test_exports_refuse_a_zip_that_is_none_or_means_harm(write, members, type):
    assert refusal(write(zipped(members), "Jule Brandt.zip")) == type


def test_exports_refuse_a_locked_a_foreign_and_a_damaged_zip(write):
    whole = zipped({"_chat.txt": ANDROID})
    middle = whole.rindex(b"PK\x01\x02")
    locked = bytearray(whole)
    locked[6] |= 1
    locked[middle + 8] |= 1
    assert refusal(write(bytes(locked), "x.zip")) == "encrypted"
    assert refusal(write(zipped({"_chat.txt": ANDROID}, method=zipfile.ZIP_LZMA), "x.zip")) == "not_an_export"
    for damaged in (
        whole[:-30],
        whole[:60] + b"\0" * 40 + whole[100:],
        b"PK\x03\x04",
        whole[: middle - 4] + whole[middle:],
    ):
        assert refusal(write(damaged, "x.zip")) == "damaged"


def test_exports_refuse_a_zip_that_lies_about_its_size(write):
    bomb = bytearray(zipped({"_chat.txt": ANDROID + "ha" * 2_000_000}))
    place = bomb.rindex(b"PK\x01\x02") + 24
    struct.pack_into("<I", bomb, place, 500)  # it says 500 bytes: no more are unpacked, and their sum is wrong
    assert refusal(write(bytes(bomb), "x.zip")) == "damaged"


def test_exports_refuse_what_is_too_large_before_and_while_reading(write, monkeypatch):
    path, packed = write(ANDROID), write(zipped({"_chat.txt": ANDROID * 3}), "chat.zip")
    many = write(zipped({"_chat.txt": ANDROID} | {f"IMG-{i}.jpg": "" for i in range(99)}), "many.zip")
    monkeypatch.setattr(source, "_MOST_DIRECTORY", 5000)
    assert refusal(many) == "too_large"
    monkeypatch.setattr(source, "MOST_BYTES", 1000)
    assert refusal(path) == "too_large"
    assert packed.stat().st_size < 1000
    assert refusal(packed) == "too_large"
    with pytest.raises(ItemError):
        source._Counted(io.BytesIO(b"x" * 1001), 1000).read()


def test_exports_refuse_what_is_no_file(folder):
    assert refusal(folder / "missing.txt") == "unreadable"
    assert refusal(folder) == "unreadable"


def test_exports_read_a_large_file_as_a_stream(write, monkeypatch):
    monkeypatch.setattr(whatsapp, "FULL", 20)
    line = "03.08.26, 15:{:02} - {}: Wann kommt die Lampe mit dem grünen Schirm, die ich bestellt habe?\n"
    path = write("".join(line.format(i % 60, "Haus" if i % 3 else "Jule") for i in range(4_000)))
    tracemalloc.start()
    count = sum(len(c.messages) for c in read(path, team={"Haus"}))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 4_000
    assert peak < path.stat().st_size / 2


def _clock(at, *, seconds, half):
    hour = f"{at:%H}" if not half else str(at.hour % 12 or 12)
    return f"{hour}:{at:%M}" + f":{at:%S}" * seconds + (f"\u202f{at:%p}" if half else "")


STYLES = {  # name: (order of the date, how it is written, seconds, 12-hour clock, the line)
    "android de": ("dmy", "{0:%d.%m.%y}", False, False, "{day}, {clock} - {name}: {text}"),
    "android en": ("dmy", "{0:%d/%m/%Y}", False, False, "{day}, {clock} - {name}: {text}"),
    "android us": ("mdy", "{0.month}/{0.day}/{0:%y}", False, True, "{day}, {clock} - {name}: {text}"),
    "ios de": ("dmy", "{0:%d.%m.%y}", True, False, "[{day}, {clock}] {name}: {text}"),
    "ios en": ("dmy", "{0:%d/%m/%Y}", True, False, "[{day}, {clock}] {name}: {text}"),
    "ios us": ("mdy", "{0.month}/{0.day}/{0:%y}", True, True, "\u200e[{day}, {clock}] {name}: {text}"),
    "ios iso": ("ymd", "{0:%Y-%m-%d}", True, True, "[{day}, {clock}] {name}: {text}"),
}
WORDS = st.text("aäßOé 12.,:;!?()/-–\n🙂👩‍🔧", min_size=1, max_size=40).map(str.strip).filter(bool)
TURNS = st.lists(st.tuples(st.sampled_from(["Jule", "Tom", "Haus"]), WORDS, st.integers(0, 10_000)), max_size=12)


@given(
    style=st.sampled_from(sorted(STYLES)),
    start=st.datetimes(datetime(2019, 1, 1), datetime(2027, 1, 1)),
    turns=TURNS,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
@settings(deadline=None)
def test_exports_read_back_what_was_written_in_any_style(folder, style, start, turns, encoding, end):
    order, day, seconds, half, line = STYLES[style]
    at = start.replace(microsecond=0, second=start.second if seconds else 0)
    rows, expected, plain = [], [], True
    for name, text, later in [("Jule", "Wann?", 0), *turns, ("Tom", "Und?", 1), ("Haus", "Bald.", 1)]:
        at += timedelta(seconds=later) if seconds else timedelta(minutes=later // 60)
        plain &= at.day == at.month  # either order will do
        rows.append(line.format(day=day.format(at), clock=_clock(at, seconds=seconds, half=half), name=name, text=text))
        expected.append(("agent" if name == "Haus" else "customer", text, at.isoformat()))
    path = folder / "any.txt"
    path.write_bytes("\n".join(rows).replace("\n", end).encode(encoding))
    assert look(path).order in (order, None) or plain
    (found,) = read(path, team={"Haus"}, order=order)
    assert [(m.role, m.text, m.at) for m in found.messages] == expected
    assert found.replies[-1] == max(i for i, (role, _, _) in enumerate(expected) if role == "customer") + 1
