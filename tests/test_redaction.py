import re
import stat
import sys
import threading
import time

import pytest

from coach.errors import SettingsError, StoreError
from coach.redaction import Redactor, load_key
from coach.types import Message
from eval.redaction_quality import matched, wilson

REDACTOR = Redactor(bytes(32))
MARK = re.compile(r"\{(\w+):(.*?)\}", re.S)

# {kind:…} marks what must be found; nothing else may be. Names of participants stand in front of "|".
GERMAN = r"""
Meine Bestellnummer lautet {order:B-2024-00871}, bestellt am 12.03.2024 für 49,90 €.
bestellnr {order:48211} kommt die heute noch?
Ihr Auftrag Nr. {order:77-1123} ist in Bearbeitung.
Kd.-Nr. {customer:4711-22}, Rechnung vom 03.04.2024 über 129,00 Euro
Kunden-Nr.: {customer:10023456}
Unter der Kundennr. {customer:5 118 206} bin ich seit 2011 bei Ihnen.
Die Sendungsnummer ist {order:JD014600003828492837}, laut DHL noch in Köln.
Zählernummer {customer:1EMH0012345678}, Zählerstand 12345
Versicherungsnummer {customer:24 190558 B 017}
Mein Vertrag {customer:V1234567} läuft bis 31.12.2025.
Bestellungen {order:88120}, {order:88121} und {order:88122} bitte zusammen
{order:2024-118} ist die Rechnungsnummer
bitte {order:88120} stornieren
Ticket {order:#4711} und Az.: {order:12 C 345/24}
meine Bestellung ist noch nicht da, {order:48211}.
Patient {name:Moritz} (Nr. {customer:P-661209}) kommt am 9.6. um 8:15.
{address:Lindenweg 12a, 80331 München} statt {address:Karl-Marx-Str. 45, 12043 Berlin}
wohne jetzt {address:am markt 3, 37073 göttingen}
{address:Mariahilfer Straße 45/2/11, 1070 Wien}
Adresse: {address:Im Winkel 7}
{address:Theodor-Heuss-Allee 110\n60486 Frankfurt am Main}
ich zieh von der {address:Goethestraße 8} nach {address:04109 Leipzig}
{address:Seestrasse 118, CH-8002 Zürich}
Tel. {phone:030/1234567} oder {phone:+49 (0) 172 8812009}
{phone:0172 8812009} / {phone:0221 881209}
Fax: {phone:0211 / 987 65-43}
meine nummer {phone:01761234567}
{email:max.mustermann@web.example}, {email:info(at)beispiel.de} und {email:max at beispiel punkt de}
IBAN {iban:DE89 3704 0044 0532 0130 00} oder {iban:de89370400440532013000}
IBAN lautet {iban:DE12 3456 7890 1234 5678 90}
Kreditkarte {card:4111 1111 1111 1111} gültig bis 12/26, dann {card:6011000000000004}
Kartennr. {card:4026 8812 0935 118}
"""
ENGLISH = r"""
My order number is {order:B-2024-00871}, placed on 12 March 2024 for £49.90.
Booking reference {order:X7K9PL} for two
my order, {order:884120}, never came
claim {order:HC 20731} and job {order:3318}
{order:#88412} is my order number
account {customer:30391177}, policy {customer:HX 884 120}
send it to {address:12 Station Road, Leeds LS1 4AB}
{address:Flat 4, 19 Marlow Terrace, Bristol BS8 1TH}
{address:742 Evergreen Terrace, Springfield, IL 62704}
I live at {address:8 St. Mary's Close, York}
my postcode is {address:SW1A 2AA}
{address:Rose Cottage, Mill Lane, Bath BA1 5PQ}
call me on {phone:07700 900123} or {phone:(212) 555-0123}
{phone:+44 (0)20 7946 0123}
email: {email:tom at mail dot com}
IBAN {iban:IE29 AIBK 9311 5212 3456 78}
amex {card:3400 000000 00009} exp 11/27
"""
PEOPLE = r"""
Hallo Frau {name:Kunz}, danke. LG {name:Petra}
Viele Grüße\n{name:Jonas Weber}
mein name ist {name:petra kunz} und ich warte
ich bin die Frau {name:Sommer} aus dem dritten Stock
Frau Dr. {name:von Hagen} hat mit {name:Irmgard} gesprochen
Mit freundlichen Grüßen\ni. A. {name:Sabine Holler}\nKundenbetreuung
[02.06.26, 09:14] {name:Mirko Dahl}: ist sie da?
this is {name:Priya} from billing
Dear Mr {name:Cole}, Ms {name:O'Neill} rang. Thanks, {name:Tom}
Peter Herbst,Gärtnerei Grün|Im Herbst pflanzen wir. Grüße, {name:Peter Herbst}
Viktor Stark|{name:viktor stark}, das ist mir zu stark
Yannick Diallo|karte weg, {name:diallo}
Petra Kunz,Bank|{name:Petra}s Paket, meine Bank sagt {name:Kunz}
Heather Long,Fashion Chat|far too long. {name:Heather}
"""
NOTHING = r"""
Herr der Ringe ist kaputt. Hallo zusammen! Guten Morgen, liebe Grüße, danke! Schönen Abend noch
Mit freundlichen Grüßen\nIhr Kundenservice
meine Frau Blumen bestellt, im Mai
Bestellung vom 12.03.2024 über 1.249,00 €, Vertrag seit 2015, Rechnung 2023
Artikel 12345, Modell WH-1000XM4, Seriennummer SN-778812-K, EAN 4006381333931, IMEI 490154203237518
Um 14:30 Uhr, 10000 Schritte, 3 von 500 Blatt, 256 GB, 142000 km, Baujahr 1998
Stellplatz 14, Zimmer 412, Seite 45, Am Montag 12 Uhr, Im Mai 2024, Am Telefon 3 mal vertröstet
ICE 577, Flug LH 441, Version 5.9.2, Fehlercode E-118, Gutscheincode SOMMER2024, USt-IdNr. DE123456789
15000 bonuspunkte, 2.349,00 €, Tarif 2000, Bus 63 um 7:12, wählen Sie 116117
I want to order 12000 bricks in case 2000 people come on 3/14/2024 at 10.30
The XPS 9310, part number 44-8812, iPhone 13 with 128GB, flight BA 2490, seat 14C, voucher SAVE20
Can I get a refund? Will you call? Hope you are well. 5 minutes down the road, 2 way street, 24/7
"""


def cases(*tables):
    for line in "".join(tables).splitlines():
        if line:
            names, _, text = line.rpartition("|")
            yield pytest.param(names.split(",") if names else [], text.replace("\\n", "\n"), id=line[:50])


@pytest.mark.parametrize(("names", "marked"), list(cases(GERMAN, ENGLISH, PEOPLE, NOTHING)))
def test_redaction_finds_what_is_marked_and_nothing_else(names, marked):
    text, expected, position = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[position : match.start()]
        expected.append((match[1], len(text), len(text) + len(match[2])))
        text += match[2]
        position = match.end()
    text += marked[position:]
    assert [(i.kind, i.start, i.end) for i in REDACTOR.redact(text, names).found] == expected


def test_redaction_writes_placeholders_that_no_rewrite_takes_for_an_open_place():
    text = REDACTOR.redact("Guten Tag Frau Kunz, Ihre Bestellung 48211 ist da. Viele Grüße, Petra Weber").text
    assert text == "Guten Tag Frau ‹Name›, Ihre Bestellung ‹Bestellnummer› ist da. Viele Grüße, ‹Name 2›"
    assert "[" not in text


def test_redaction_speaks_the_language_of_the_text():
    text = REDACTOR.redact("Dear Mr Cole, your order 48211 is on its way to 12 Station Road, Leeds LS1 4AB.").text
    assert text == "Dear Mr ‹Name›, your order ‹Order number› is on its way to ‹Address›."


def test_redaction_gives_one_person_and_one_number_one_placeholder():
    text = REDACTOR.redact(
        "Petra Kunz schreibt: Bestellung 48-211 fehlt. Frau Kunz wartet auf Bestellung 48211, nicht auf Bestellung 500."
        " Liebe Grüße, Jonas",
        ["Petra Kunz"],
    ).text
    assert text.count("‹Name›") == 2
    assert "‹Name 2›" in text
    assert text.count("‹Bestellnummer›") == 2


def test_redaction_leaves_a_redacted_text_as_it_is():
    once = REDACTOR.redact("Hallo Frau Kunz, Bestellung 48211, Tel. 030/1234567, LG Petra", ["Petra Kunz"]).text
    assert REDACTOR.redact(once, ["Petra Kunz"]).text == once


def test_redaction_gives_offsets_in_the_original():
    text = "🙂 Frau Kunz: IBAN DE89 3704 0044 0532 0130 00"
    found = REDACTOR.redact(text).found
    assert [text[i.start : i.end] for i in found] == [i.value for i in found] == ["Kunz", "DE89 3704 0044 0532 0130 00"]
    assert found[1].normal == "DE89370400440532013000"


# --- conversations ----------------------------------------------------------------------------------------------

CHAT = [
    Message("customer", "Hallo Petra, wo bleibt Bestellung 48211? Gruß Jonas Weber"),
    Message("agent", "Hallo Herr Weber, wie lautet Ihre Kundennummer?", "2024-05-01T10:00:00"),
    Message("customer", "88123. Meine Mail: j.weber@mail.example, und 48211 ist bezahlt"),
    Message("agent", "Danke! Rufen Sie sonst an: 030 1234567. LG Petra Lindner, petra.lindner@shop.example"),
]


def test_redaction_of_a_conversation_spreads_names_and_numbers_over_all_messages():
    result = REDACTOR.redact_conversation(CHAT, drafts=["Lieber Jonas, 48211 kommt morgen."])
    first, second, third, fourth = (m.text for m in result.messages)
    assert first == "Hallo ‹Name›, wo bleibt Bestellung ‹Bestellnummer›? Gruß ‹Name 2›"
    assert second == "Hallo Herr ‹Name 2›, wie lautet Ihre Kundennummer?"
    assert third == "‹Kundennummer›. Meine Mail: ‹E-Mail›, und ‹Bestellnummer› ist bezahlt"
    assert fourth == "Danke! Rufen Sie sonst an: ‹Telefon›. LG ‹Name›, ‹E-Mail 2›"
    assert result.drafts == ("Lieber ‹Name 2›, ‹Bestellnummer› kommt morgen.",)
    assert [(m.role, m.at) for m in result.messages] == [(m.role, m.at) for m in CHAT]


@pytest.mark.parametrize("team", [[], ["Petra Lindner"]])
def test_redaction_of_a_conversation_keeps_nothing_by_which_an_agent_is_found(team):
    customer = REDACTOR.redact_conversation(CHAT, [], team).customer
    assert {(i.kind, i.normal) for i in customer} == {
        ("name", "jonas weber"),
        ("name", "weber"),
        ("order", "48211"),
        ("customer", "88123"),
        ("email", "j.weber@mail.example"),
    }


def test_redaction_finds_a_customer_who_is_only_a_number_in_the_export():
    customer = REDACTOR.redact_conversation([Message("customer", "Hallo!")], ["+49 170 2345678"], ["Team"]).customer
    assert REDACTOR.hashes(customer) == REDACTOR.hash_of("+49 170 2345678") & REDACTOR.hashes(customer)
    assert len(REDACTOR.hashes(customer)) == 1


def draft_of(text):
    return REDACTOR.redact_conversation([Message("customer", "Wo bleibt es?")], drafts=[text]).drafts[0]


SIGNED = r"""
Ich schaue nach. ^{TS}
Erledigt /{ak}
Alles erledigt! LG, {mk}
Das klappt.\ni.A. {ts}
Mit freundlichen Grüßen\ni. A. {ts}
Schönen Tag noch -{AA}
Gruß\n{T}.
Viele Grüße, {T.S}.
Viele Grüße\n{A.-M}.
LG {TS} 🙂
MfG\n{AK}\nKundenservice
Das klappt.\n\n{ts}
Gern! ({TS})
Gern 🙂 /{mk}
Schönen Feierabend – {AK}
Gute Besserung, {TS}
Liebe Grüße, Ihre {S. K}.
Kind regards\n{JB}
Have a great day! ^{JB}
Thanks, {jb}.
gern ~{AM}
-{AK}
"""
UNSIGNED = r"""
Das ist OK
Ja.\nOK
Danke, LG
Viele Grüße und VG
Gern.\nMfG
Alles dabei – TV
Es gibt ein WC
Gern!\nPS
Format – A4
Danke!\n🙂
Danke :-D
Super ^^
offen bis 16 h
ca. 2 kg
das sind 120 km /h
Größe M /L
Mo – Fr
Ihre DB
Viele Grüße, Ihre DB
Viele Grüße\nIhr Team
Das geht.\nJa
Danke, gut
Anträge, Belege u. a.
Die Rechnung (PDF)
Welche?\n- A\n- B
Vielen Dank für\ndie Geduld
TS?
Thanks, bye
see you at 3 pm
"""


@pytest.mark.parametrize("marked", [line.replace("\\n", "\n") for line in SIGNED.split("\n") if line])
def test_redaction_takes_the_initials_of_the_team_at_the_end_for_a_name(marked):
    assert draft_of(re.sub(r"[{}]", "", marked)) == re.sub(r"{.*}", "‹Name›", marked)


@pytest.mark.parametrize("text", [line.replace("\\n", "\n") for line in UNSIGNED.split("\n") if line])
def test_redaction_takes_no_other_short_word_for_initials(text):
    assert draft_of(text) == text


def test_redaction_blots_initials_where_the_team_signs_and_leaves_what_a_customer_writes():
    chat = [Message("customer", "Meine Größe ist\nTS"), Message("agent", "Danke, TS ist vorrätig! ^TS")]
    result = REDACTOR.redact_conversation(chat)
    assert [m.text for m in result.messages] == ["Meine Größe ist\nTS", "Danke, TS ist vorrätig! ^‹Name›"]
    assert result.customer == ()


def test_redaction_keeps_one_placeholder_for_a_name_that_fits_a_second_person_later():
    text = REDACTOR.redact("Frau Anna Weber, Herr Weber Klaus, Herr Weber, Herr Weber Klaus!").text
    assert text == "Frau ‹Name›, Herr ‹Name 2›, Herr ‹Name›, Herr ‹Name 2›!"


def test_redaction_finds_a_name_in_any_case_with_turkish_letters():
    assert REDACTOR.redact("ibrahim IŞIK, ISIK", ["İbrahim Işık"]).text == "‹Name›, ISIK"


# --- hashes and keys --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Kundennummer KD-39 218", "kd39218"),
        ("Bestellung B-2024-00871", "bestellnummer: B 2024/00871"),
        ("Mail: Max.Mustermann@Web.example", "max.mustermann@web.example"),
        ("Mail: max (at) web (punkt) de", "max@web.de"),
        ("Tel. 0170 2345678", "+49 170 2345678"),
        ("ring 07700 900123", "+44 7700 900123"),
        ("IBAN de89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("Visa 4111-1111-1111-1111", "4111 1111 1111 1111"),
        ("Mein Name ist Jörg Groß", "Herr Joerg Gross"),
    ],
)
def test_redaction_hashes_what_is_written_and_what_is_typed_alike(written, typed):
    hashes = REDACTOR.hashes(REDACTOR.redact(written).found)
    assert hashes & REDACTOR.hash_of(typed)
    assert not hashes & REDACTOR.hash_of("Bestellnummer 999999")
    assert not hashes & Redactor(b"x" * 32).hash_of(typed)


def test_redaction_hashes_a_number_with_its_word_as_that_kind_alone():
    assert len(REDACTOR.hash_of("Kundennummer 48211")) == 1
    assert REDACTOR.hash_of("Kundennummer 48211") < REDACTOR.hash_of("48211")
    assert not REDACTOR.hash_of("Bestellnummer 48211") & REDACTOR.hash_of("Kundennummer 48211")


def test_redaction_hashes_no_address_and_shows_no_value():
    found = REDACTOR.redact("Lindenweg 12, 50667 Köln").found
    assert [i.kind for i in found] == ["address"]
    assert REDACTOR.hashes(found) == frozenset()
    assert all(re.fullmatch("[0-9a-f]{64}", h) for h in REDACTOR.hash_of("Petra Kunz"))


def test_redaction_makes_a_key_for_its_owner_and_keeps_it(tmp_path):
    path = tmp_path / "new" / "key"
    key = load_key(path)
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_key(path) == key
    assert [p.name for p in path.parent.iterdir()] == ["key"]


def test_redaction_gives_two_that_start_at_once_the_same_key(tmp_path):
    keys = []
    threads = [threading.Thread(target=lambda: keys.append(load_key(tmp_path / "key"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_redaction_refuses_a_key_that_is_none(tmp_path):
    (tmp_path / "short").write_bytes(b"abc")
    with pytest.raises(SettingsError, match="32 bytes, found 3"):
        load_key(tmp_path / "short")
    with pytest.raises(StoreError, match="cannot be read or made"):
        load_key(tmp_path)
    with pytest.raises(StoreError, match="cannot be read or made"):
        load_key(tmp_path / "short" / "key")


# --- speed and the measure --------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["1", "a", " "])
def test_redaction_reads_a_hundred_kilobytes_of_one_character_within_a_second(part):
    assert seconds(part * 100_000) < 1.0


@pytest.mark.parametrize("part", ["LG ab ", "\n", "/A ", "^", "schöne ", "i.A. "])
def test_redaction_reads_repeated_closings_of_the_team_in_time(part):
    draft_of("Frau Kunz, Tel. 0170 1234567 LG ts")
    start = time.process_time()
    draft_of(part * (30_000 // len(part)))
    assert time.process_time() - start < 1.0


@pytest.mark.parametrize("part", ["\n", "a-", "a.", "@", "x@", "(", "+", "#", "DE12", "1.1.", "Hallo ", "LG\n"])
def test_redaction_reads_repeated_marks_in_time(part):
    assert seconds(part * (30_000 // len(part))) < 1.0


def test_redaction_reads_many_names_and_numbers_in_time_that_grows_with_the_text():
    def chat(count):
        names = ["".join(chr(97 + int(d)) for d in f"{n * 7919 % 99991:05}").title() for n in range(count)]
        lines = [f"Hallo Herr {a}, Bestellung {n}7, a.{a}@b.example, LG Eva {a}" for n, a in enumerate(names, 1000)]
        return [Message(role, line) for role, line in zip(["customer", "agent"] * count, lines, strict=False)]

    def took(messages):
        start = time.process_time()
        REDACTOR.redact_conversation(messages)
        return time.process_time() - start

    took(chat(10))
    assert took(chat(1600)) < 7 * took(chat(400))


def test_redaction_keeps_no_word_of_a_text_in_a_cache():
    def sizes():
        modules = [m for name, m in sys.modules.items() if name.startswith("coach.redaction")]
        cached = {f for m in modules for f in vars(m).values() if hasattr(f, "cache_info")}
        return sum(f.cache_info().currsize for f in cached if f.__module__.startswith("coach.redaction"))

    texts = [
        "Frau Kunz, Kundennummer 48211, {}nummer 777123, {} 48211. LG Eva".format(*[w] * 2) for w in ("Abc", "Xyz")
    ]
    draft_of(texts[0])
    before = sizes()
    draft_of(texts[1])
    assert sizes() == before > 0


def seconds(text):
    REDACTOR.redact("Frau Kunz, Tel. 0170 1234567")
    start = time.process_time()
    REDACTOR.redact(text)
    return time.process_time() - start


def test_redaction_quality_counts_a_span_that_covers_nine_tenths_and_is_at_most_twice_as_long():
    text = "Bestellung 1234567890"
    (found,) = REDACTOR.redact(text).found

    def hit(start, end, kind="order"):
        return bool(matched([{"kind": kind, "start": start, "end": end}], [found]))

    assert hit(11, 21)
    assert hit(11, 16)
    assert not hit(11, 15)
    assert hit(10, 21)
    assert not hit(9, 21)
    assert not hit(11, 21, "customer")


def test_redaction_quality_gives_wilson_intervals():
    share = wilson(9, 10)
    assert share["share"] == 0.9
    assert (round(share["low"], 3), round(share["high"], 3)) == (0.596, 0.982)
    assert wilson(0, 0)["share"] is None
