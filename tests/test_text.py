"""Sentences, clauses, language and form of address."""

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.address import address
from coach.text import clauses, detect_language, sentences, words

_ODD = [
    "z. B. ",
    "Dr. ",
    "5 p.m. ",
    "12.5. ",
    "3. Mai ",
    "... ",
    "…",
    "?!",
    "\r\n",
    "\n",
    "👨‍👩‍👧",
    "🇩🇪",
    ":) ",
    "„Ja.“ ",
]
_ODD += [
    "www.a.de ",
    "a@b.de ",
    "- ",
    "\0",
    "\ud800",
    "\u200b",
    "\u202e",
    ". ",
    ", und wann ",
    "Sie haben ",
    "gib mir ",
]
_PIECES = st.one_of(st.text(max_size=12), st.sampled_from(_ODD))
TEXTS = st.lists(_PIECES, max_size=12).map("".join)


def _cut(text: str) -> list[str]:
    return [text[a:b] for a, b in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["Hallo!", "Wie geht es weiter?"],
        ["Wir prüfen z. B. die Rechnung und z.B. das Konto.", "Danke!"],
        ["Dr. Yildirim ruft an.", "Passt das?"],
        ["Die Nr. 4711 fehlt.", "Bitte senden."],
        ["We can send e.g. a new one.", "Is that ok?"],
        ["It closed at 5 p.m.", "We left."],
        ["Come at 5 p.m. Monday.", "Thanks."],
        ["Am 12.5. kommt er.", "Am 3. Mai auch."],
        ["Am 12.05.2026 war es.", "Danke."],
        ["Der 2. Stock ist frei.", "Ja."],
        ["Das macht 30.", "Danke!"],
        ["Es ist 15.30 Uhr.", "Um 9:30 Uhr."],
        ["Das kostet 12.50 Euro.", "Oder 1.299,00 €."],
        ["Hm... das dauert.", "Gut."],
        ["Hm…", "Na gut."],
        ["Danke.", "Bis morgen."],
        ["Was?!", "Wirklich?"],
        ["Super 😊", "Bis morgen 👨‍👩‍👧", "Tschüss 🇩🇪"],
        ["Danke! 😊🙏", "Wann kommt es?"],
        ["Danke :)", "Wann kommt es?"],
        ["Siehe https://a.example/b.c?d=e.", "Danke."],
        ["Schreiben Sie an hilfe@laden.de.", "Danke."],
        ["Er sagte „Nein.“", "Dann ging er."],
        ["I think so.", "No.", "We can't."],
        ["Nägel, Schrauben usw.", "Alles da."],
        ["1. Gerät aus", "2. Gerät an", "- fertig"],
    ],
)
def test_text_splits_sentences(parts: list[str]) -> None:
    lines = parts[-1].startswith("- ")
    assert _cut(("\n" if lines else " ").join(parts)) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Danke.Bis morgen", ["Danke.", "Bis morgen"]),
        ("Eins\r\nZwei\n\nDrei\rVier", ["Eins", "Zwei", "Drei", "Vier"]),
        ("  Ja. \t Nein. ", ["Ja.", "Nein."]),
        ("Ja.\u200b Nein\0. \ud800 Gut", ["Ja.\u200b", "Nein\0.", "\ud800 Gut"]),
        ("\u202eJa. Nein.", ["\u202eJa.", "Nein."]),
        ("", []),
        (" \n\t ", []),
        ("amazon.de liefert", ["amazon.de liefert"]),
        ("morgen. danke", ["morgen.", "danke"]),
    ],
)
def test_text_keeps_offsets_in_odd_input(text: str, parts: list[str]) -> None:
    assert _cut(text) == parts


@given(TEXTS)
def test_text_sentences_cover_every_visible_character_once(text: str) -> None:
    spans = sentences(text)
    assert all(0 <= a < b <= len(text) and text[a:b].strip() for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in itertools.pairwise(spans))
    covered = {i for a, b in spans for i in range(a, b)}
    assert covered >= {i for i, c in enumerate(text) if not c.isspace()}


@given(TEXTS)
def test_text_clauses_are_ordered_and_lie_within_sentences(text: str) -> None:
    spans, outer = clauses(text), sentences(text)
    assert all(any(a <= c and d <= b for a, b in outer) and text[c:d].strip() for c, d in spans)
    assert all(b <= c for (_, b), (c, _) in itertools.pairwise(spans))


@given(TEXTS)
def test_text_address_and_words_stay_inside_the_text(text: str) -> None:
    found = address(text)
    for a, b in (*found.du, *found.sie, *found.ihr, *words(text)):
        assert 0 <= a < b <= len(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Wann kommt es und was kostet das?", ["Wann kommt es", "was kostet das?"]),
        ("Is it waterproof and does it fit?", ["Is it waterproof", "does it fit?"]),
        ("Ich wüsste gern, wann sie kommt.", ["Ich wüsste gern", "wann sie kommt."]),
        ("Hemd und Hose sind da.", ["Hemd und Hose sind da."]),
        ("Black and white, size 38.", ["Black and white, size 38."]),
    ],
)
def test_text_cuts_clauses_where_an_ask_opens(text: str, parts: list[str]) -> None:
    assert [text[a:b] for a, b in clauses(text)] == parts


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Guten Tag, wo bleibt denn meine Bestellung?", "de"),
        ("Das Update im Customer Portal hat einen Bug, bitte checken und Feedback geben.", "de"),
        ("Grüezi, ich ha mini Bstellig no nöd übercho, wänn chunnt si äntli?", "de"),
        ("Hello, where is my parcel? It should have been here yesterday.", "en"),
        ("Здравствуйте, где мой заказ? Я жду уже неделю.", "ru"),
        ("Merhaba, siparişim nerede? Bir haftadır bekliyorum.", "tr"),
        ("Bonjour, je n'ai toujours pas reçu ma commande de la semaine dernière.", "fr"),
        ("Dzień dobry, gdzie jest moja przesyłka? Czekam już tydzień.", "pl"),
        ("Goedemiddag, waar blijft mijn bestelling? Ik wacht al een week.", "nl"),
        ("ok danke", None),
        ("1234 5678 9012 3456 7890 1234", None),
        ("😊" * 30, None),
        ("www.ein-langer-link-ohne-worte.de/noch/mehr", None),
    ],
)
def test_text_detects_the_language(text: str, language: str | None) -> None:
    assert detect_language(text) == language


def test_text_detects_a_language_beside_lone_surrogates() -> None:
    assert detect_language("Guten Tag, wo bleibt denn \ud800 meine Bestellung?") == "de"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Kannst du mir helfen?", "du"),
        ("Schick mir bitte deine Nummer.", "du"),
        ("Schick mir die Nummer.", "du"),
        ("Bitte gib die Nummer an.", "du"),
        ("Klick auf den Link.", "du"),
        ("Hast das Paket bekommen?", "du"),
        ("Können Sie mir helfen?", "sie"),
        ("Schicken Sie mir die Nummer.", "sie"),
        ("Sie können das Paket abholen.", "sie"),
        ("Sie erhalten heute Post.", "sie"),
        ("Ihr Paket ist da.", "sie"),
        ("Wir senden Ihnen alles.", "sie"),
        ("können sie mir bitte helfen", "sie"),
        ("Schicken Sie mir deine Nummer.", "mixed"),
        ("Die Pakete sind da. Sie kommen morgen.", None),
        ("Die Lieferung ist unterwegs. Sie kommt morgen.", None),
        ("Habt ihr heute offen?", None),
        ("Habt Ihr heute offen?", None),
        ("die kollegen kommen, sie bringen ihnen etwas", None),
        ("Auf der Karte steht „Rufen Sie uns an“.", None),
        ("Warte seit drei Wochen auf Antwort.", None),
        ("Schick euch gleich ein Foto.", None),
        ("Teile fehlen noch.", None),
        ("Gib ich weiter.", None),
        ("Das Paket ist da.", None),
        ("", None),
    ],
)
def test_text_reads_the_form_of_address(text: str, form: str | None) -> None:
    assert address(text).form == form


@pytest.mark.parametrize(
    "text", ["Habt ihr offen?", "Habt Ihr offen?", "Könnt ihr das prüfen?", "Wir melden uns bei euch."]
)
def test_text_keeps_the_plural_apart(text: str) -> None:
    found = address(text)
    assert found.ihr
    assert not found.du
    assert not found.sie


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100000,
        "." * 100000,
        "z.B. " * 20000,
        "ja " * 33000,
        "a" + " " * 100000 + "b",
        "a.a@" * 25000,
        "😊" * 100000,
        '"a„' * 33000,
        ":) " * 33000,
        "12. " * 25000,
        "\n" * 100000,
        "Sie haben " * 10000,
    ],
    ids=lambda t: repr(t[:6]),
)
@pytest.mark.parametrize("function", [sentences, clauses, words, address, detect_language])
def test_text_stays_fast_on_long_input(function, text: str) -> None:
    started = time.perf_counter()
    function(text)
    assert time.perf_counter() - started < 10
