"""Letter style in messengers."""

import pytest

from coach.reading import Reading
from coach.signals.letter_style import LetterStyleSignal
from coach.types import Draft, Message


def _measure(draft: str, customer: str = "Hi!", channel: str = "whatsapp") -> float:
    item = Draft(draft, (Message("customer", customer),), language="de", channel=channel)
    return LetterStyleSignal().measure(Reading.of(item)).features["letter_style"]


@pytest.mark.parametrize(
    ("draft", "value"),
    [
        ("Sehr geehrte Damen und Herren, Ihr Paket ist da.", 1),
        ("Ihr Paket ist da.\nMit freundlichen Grüßen", 1),
        ("Ihr Paket ist da.\nMit freundlichem Gruß", 1),
        ("Bezugnehmend auf Ihr Schreiben: erledigt.", 1),
        ("Dear Sir or Madam, it is done.", 1),
        ("It is done.\nYours sincerely", 1),
        ("It is done.\nKind regards", 1),
        ("Guten Tag Frau Kern, Ihr Paket ist da. Viele Grüße", 0),
        ("Liebe Frau Kern, gern!", 0),
        ("Hi Sam, it is done. Best wishes", 0),
        ("As regards the delivery: done.", 0),
    ],
)
def test_letter_style_finds_openings_and_closings_in_chats(draft: str, value: int) -> None:
    assert _measure(draft) == value


@pytest.mark.parametrize("channel", ["email", "unknown"])
def test_letter_style_is_at_home_elsewhere(channel: str) -> None:
    assert _measure("Sehr geehrte Frau Kern, gern.", channel=channel) == 0


@pytest.mark.parametrize(
    "customer",
    ["Sehr geehrte Damen und Herren, wo ist es?", "Wo ist es?\nFreundliche Grüße", "Where is it? Kind regards"],
)
def test_letter_style_follows_a_customer_who_uses_it(customer: str) -> None:
    assert _measure("Sehr geehrte Frau Kern, gern.", customer) == 0
