"""Announcements without a time, vague times, asks to the customer."""

import pytest

from coach.reading import Reading
from coach.signals.next_step import NextStepSignal
from coach.types import Draft


def _features(draft: str) -> dict[str, float]:
    return dict(NextStepSignal().measure(Reading.of(Draft(draft, language="de"))).features)


@pytest.mark.parametrize(
    ("draft", "value"),
    [
        ("Ich melde mich bei Ihnen.", 1),
        ("Unser Team prüft das.", 1),
        ("Wir kümmern uns darum.", 1),
        ("Ihr Anliegen wird geprüft.", 1),
        ("Ich habe es an die Technik weitergeleitet.", 1),
        ("Sobald etwas frei wird, hören Sie von uns.", 1),
        ("I'll look into this.", 1),
        ("We are investigating.", 1),
        ("Our team will get back to you.", 1),
        ("You may be right, we'll check that.", 1),
        ("Ich melde mich bis 15 Uhr.", 0),
        ("Ich frage im Lager nach. Bis 15 Uhr wissen Sie mehr.", 0),
        ("Wir prüfen das bis Freitag.", 0),
        ("Guten Morgen! Das Paket ist da.", 0),
        ("Unsere Abteilung ist im zweiten Stock.", 0),
        ("Sie müssen sich um nichts kümmern.", 0),
        ("Ich hätte vorher in die Liste schauen müssen.", 0),
        ("Damit wir das prüfen können, schicken Sie uns bitte ein Foto.", 0),
        ("I'll get back to you by 3 pm.", 0),
        ("We'll check it within the hour.", 0),
        ("I've looked at the receipt, the charge was wrong.", 0),
        ("We look forward to seeing you.", 0),
        ("Please check the listing.", 0),
    ],
)
def test_next_step_finds_announcements_without_a_time(draft: str, value: int) -> None:
    assert _features(draft)["action_without_time"] == value


@pytest.mark.parametrize(
    ("draft", "value"),
    [
        ("Das wird zeitnah erledigt.", 1),
        ("Die Erstattung erfolgt in Kürze.", 1),
        ("Wir antworten so schnell wie möglich.", 1),
        ("It will be sent as soon as possible.", 1),
        ("They'll call shortly.", 1),
        ("As soon as the part arrives, it goes out.", 0),
        ("Sobald das Teil da ist, geht es raus.", 0),
        ("Bis bald!", 0),
        ("We hope to see you again soon.", 0),
        ("Umgehend, spätestens bis 15 Uhr.", 0),
        ("Monday at the earliest.", 0),
    ],
)
def test_next_step_finds_vague_times(draft: str, value: int) -> None:
    assert _features(draft)["vague_time"] == value


@pytest.mark.parametrize(
    ("draft", "value"),
    [
        ("Schicken Sie mir ein Foto.", 1),
        ("Schick mir ein Foto.", 1),
        ("Bitte antworten Sie kurz.", 1),
        ("Wir brauchen noch ein Foto.", 1),
        ("Welche Farbe?", 1),
        ("Please send a photo.", 1),
        ("Let me know which colour.", 1),
        ("Ich melde mich bis 15 Uhr.", 0),
        ("Wir schicken Ihnen ein Foto.", 0),
        ("Bitte entschuldigen Sie.", 0),
        ("Wir bitten um Geduld.", 0),
        ("Kann ich sonst noch etwas tun?", 0),
        ("Please accept our apologies.", 0),
        ("We sent you a photo.", 0),
    ],
)
def test_next_step_finds_asks_to_the_customer(draft: str, value: int) -> None:
    assert _features(draft)["asks_customer"] == value


@pytest.mark.parametrize(
    ("draft", "value"),
    [
        ("Es kommt morgen.", 1),
        ("Am 3. Mai.", 1),
        ("Um 14:20.", 1),
        ("Bis zwölf.", 1),
        ("In zwei Tagen.", 1),
        ("By Friday.", 1),
        ("On 3 May.", 1),
        ("Give me a minute.", 1),
        ("Guten Morgen!", 0),
        ("Guten Abend!", 0),
        ("You may keep it.", 0),
        ("Eine Minderung ist möglich.", 0),
        ("Für Kinder bis 14 Jahre.", 0),
        ("Vor 20 € Kosten schützt das nicht.", 0),
    ],
)
def test_next_step_tells_times(draft: str, value: int) -> None:
    assert _features(draft)["sentences_with_time"] == value
