"""Asking again for what the customer gave."""

import pytest

from coach.reading import Reading
from coach.signals.known_facts import KnownFactsSignal
from coach.types import Draft, Message


def _measure(customer: str, draft: str) -> tuple[float, list[str]]:
    item = Draft(draft, (Message("customer", customer),), language="de")
    found = KnownFactsSignal().measure(Reading.of(item))
    return found.features["asks_known_fact"], [s.within(item) for s in found.spans]


@pytest.mark.parametrize(
    ("customer", "draft"),
    [
        ("Bestellung W-20931 fehlt.", "Bitte nennen Sie mir Ihre Bestellnummer."),
        ("Sendung, Nummer 7741 0928.", "Wir bräuchten dann die Sendungsnummer."),
        ("Kundennr 730 11 584", "Wie lautet Ihre Kundennummer?"),
        ("Where is order 5519-K?", "Please send me your order number."),
        ("My booking is 7QK2ZD.", "What's your booking reference?"),
        ("Meine Mail: a.b@c.de", "Welche E-Mail-Adresse haben Sie?"),
        ("Call me on 07700 900123.", "What is the best number to reach you?"),
        ("Ich wohne Rosengasse 8.", "Teilen Sie mir bitte Ihre Adresse mit."),
        ("Mein Name ist Anna Kern.", "Bitte nennen Sie uns Ihren vollständigen Namen."),
        ("My name is Sam Hill.", "Could you give me your full name?"),
        ("Emil, geb. 14.03.2023", "Bitte noch das Geburtsdatum."),
        ("Am 12.5. bestellt.", "Wann haben Sie das Gerät gekauft?"),
        ("Es wurden 39,90 € abgebucht.", "Wie hoch war der Betrag?"),
    ],
)
def test_known_facts_finds_what_is_asked_again(customer: str, draft: str) -> None:
    value, words = _measure(customer, draft)
    assert value == 1
    assert len(words) == 2


@pytest.mark.parametrize(
    ("customer", "draft"),
    [
        ("Wo ist mein Paket?", "Bitte nennen Sie mir Ihre Bestellnummer."),
        ("Kundennummer 730115", "Bitte nennen Sie mir Ihre Bestellnummer."),
        ("Bestellung W-20931", "Wie lautet Ihre Rechnungsnummer?"),
        ("Sie erreichen mich unter Telefon 0171 2345678.", "Wie lautet Ihre Bestellnummer?"),
        ("Order 5519-K is late.", "Could you give me your phone number?"),
        ("Es geht um 1.299,00 € vom 12.05.2026 um 14:20 Uhr.", "Bitte nennen Sie mir Ihre Bestellnummer."),
        ("Meine Mail: a.b@c.de", "Ich sende es an Ihre E-Mail-Adresse."),
        ("Meine Mail: a.b@c.de", "Bitte prüfen Sie Ihr Postfach, ich habe eine E-Mail geschickt."),
        ("Meine Mail: a.b@c.de", "Bitte nennen Sie mir Ihre Postanschrift."),
        ("Rosengasse 8 in Döbeln", "Wie lautet Ihre E-Mail-Adresse?"),
        ("Bestellung W-20931", "Ist W-20931 die richtige Bestellnummer?"),
        ("Ich sitze auf Sitzplatz 12.", "Wie lautet Ihre Adresse?"),
        ("Danke, Anna", "Bitte nennen Sie uns Ihren vollständigen Namen."),
        ("Ich bin Kunde seit 2019.", "Wie ist Ihr Name?"),
        ("I'm British.", "Could you give me your name?"),
        ("Am 12.05.2026 bestellt.", "Bitte noch das Geburtsdatum."),
        ("Termin am 12.5. bitte.", "Wann haben Sie das Gerät gekauft?"),
        ("Ich wohne Rosengasse 8.", "Wie lautet die neue Adresse?"),
        ("Order 5519-K", "Your order number is in the email."),
        ("Bestellung W-20931", "Ich habe die Bestellnummer notiert."),
    ],
)
def test_known_facts_lets_new_facts_be_asked(customer: str, draft: str) -> None:
    assert _measure(customer, draft) == (0, [])


def test_known_facts_counts_kinds_and_shows_asking_sentence_first() -> None:
    value, words = _measure("Bestellung W-20931, a@b.de", "Hallo! Bitte Bestellnummer und E-Mail-Adresse senden.")
    assert value == 2
    assert words == ["Bitte Bestellnummer und E-Mail-Adresse senden.", "a@b.de", "W-20931"]


def test_known_facts_reads_no_agent_or_bot() -> None:
    turns = (Message("bot", "Bestellung W-20931?"), Message("agent", "W-20931"), Message("customer", "Ja"))
    found = KnownFactsSignal().measure(Reading.of(Draft("Ihre Bestellnummer bitte?", turns, language="de")))
    assert found.features["asks_known_fact"] == 0


@pytest.mark.parametrize(
    ("customer", "draft"),
    [
        ("Bestellung ‹Bestellnummer› fehlt.", "Bitte nennen Sie mir Ihre Bestellnummer."),
        ("‹Bestellnummer 2› ist auch nicht da!", "Wie lautet die Bestellnummer?"),
        ("‹Bestellnummer›, seit Montag.", "Wir bräuchten dann die Sendungsnummer."),
        ("Ich bin Kunde: ‹Kundennummer›", "Wie lautet Ihre Kundennummer?"),
        ("‹Kundennummer›, ‹Bestellnummer›", "Bitte die Bestellnummer."),
        ("Where is order ‹Order number›?", "Please send me your order number."),
        ("It's ‹Order number 3›.", "What's your booking reference?"),
        ("Account ‹Customer number› here.", "Could you give me your account number?"),
        ("Meine Mail: ‹E-Mail›", "Welche E-Mail-Adresse haben Sie?"),
        ("Write to ‹Email 2›", "What is your email address?"),
        ("Unter ‹Telefon› erreichbar.", "Unter welcher Nummer? Bitte die Telefonnummer nennen."),
        ("Call me on ‹Phone›.", "What is the best number to reach you?"),
        ("Ich wohne ‹Adresse›.", "Teilen Sie mir bitte Ihre Adresse mit."),
        ("I live at ‹Address›.", "Please confirm your postcode."),
        ("Ich bin ‹Name› und warte.", "Wie ist Ihr Name?"),
        ("Wo bleibt es? LG ‹Name 2›", "Bitte nennen Sie mir Ihren Namen."),
        ("Mein Name ist ‹Name›.", "Bitte nennen Sie uns Ihren vollständigen Namen."),
        ("My name is ‹Name›.", "Could you give me your full name?"),
    ],
)
def test_known_facts_takes_what_the_redaction_left_for_the_fact(customer: str, draft: str) -> None:
    value, words = _measure(customer, draft)
    assert value == 1
    assert len(words) == 2
    assert "‹" in words[1]


@pytest.mark.parametrize(
    ("customer", "draft"),
    [
        ("‹Kundennummer›", "Bitte nennen Sie mir Ihre Bestellnummer."),
        ("‹Bestellnummer›", "Wie lautet Ihre Kundennummer?"),
        ("‹Order number›", "Could you give me your customer number?"),
        ("Bestellung ‹Bestellnummer›", "Wie lautet Ihre Rechnungsnummer?"),
        ("IBAN ‹IBAN›, Karte ‹Karte›", "Bitte nennen Sie mir Ihre Bestellnummer."),
        ("Unter ‹Telefon› erreichbar.", "Wie lautet Ihre E-Mail-Adresse?"),
        ("Mail: ‹E-Mail›", "Bitte nennen Sie mir Ihre Postanschrift."),
        ("Ich wohne ‹Adresse›.", "Wie lautet die neue Adresse?"),
        ("Hallo Frau ‹Name›, wo bleibt es?", "Wie ist Ihr Name?"),
        ("LG ‹Name›", "Bitte nennen Sie uns Ihren vollständigen Namen."),
        ("Bestellung ‹Bestellnummer›", "Ist ‹Bestellnummer› die richtige Bestellnummer?"),
        ("Bestellung ‹Bestellnummer› fehlt.", "Meinen Sie vielleicht ‹Bestellnummer 2›?"),
        ("Meine Mail: ‹E-Mail›", "Haben Sie auch an ‹E-Mail 2› geschrieben?"),
        ("I live at ‹Address›.", "Is ‹Address 2› still right, please?"),
    ],
)
def test_known_facts_takes_no_placeholder_for_another_fact(customer: str, draft: str) -> None:
    assert _measure(customer, draft) == (0, [])
