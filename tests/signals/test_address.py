"""Clash with the customer's form of address, and mixture within a draft."""

import pytest

from coach.reading import Reading
from coach.signals.address import AddressSignal
from coach.types import Draft, Message


def _measure(customer: str, draft: str, language: str | None = "de") -> tuple[float, float, list[str]]:
    item = Draft(draft, (Message("customer", customer),) if customer else (), language=language)
    found = AddressSignal().measure(Reading.of(item))
    return found.features["address_clash"], found.features["address_mixed"], [s.within(item) for s in found.spans]


@pytest.mark.parametrize(
    ("customer", "draft", "clash", "mixed"),
    [
        ("Können Sie mir helfen?", "Schick mir deine Nummer.", 1, 0),
        ("Kannst du mir helfen?", "Bitte senden Sie uns Ihre Nummer.", 1, 0),
        ("könnten sie mir bitte helfen", "Schick mir deine Nummer.", 1, 0),
        ("Können Sie mir helfen?", "Ich helfe Ihnen gern, schick mir deine Nummer.", 1, 1),
        ("", "Wir kümmern uns um deinen Beitrag und kommen auf Sie zu.", 0, 1),
        ("Können Sie mir helfen?", "Gern, schicken Sie mir Ihre Nummer.", 0, 0),
        ("Kannst du mir helfen?", "Gern, schick mir deine Nummer.", 0, 0),
        ("Habt ihr heute offen?", "Ja, kommen Sie gern vorbei.", 0, 0),
        ("Habt ihr heute offen?", "Ja, komm gern vorbei.", 0, 0),
        ("Wo ist mein Paket?", "Schick mir deine Nummer.", 0, 0),
        ("Können Sie mir helfen?", "Das Paket kommt morgen.", 0, 0),
        ("Können Sie mir helfen?", "Auf der Karte steht „Hol dein Paket“. Kommen Sie bitte bis 18 Uhr.", 0, 0),
        ("Die Fahrer waren da. Sie kamen zu spät.", "Das tut mir leid für dich.", 0, 0),
    ],
)
def test_address_finds_clash_and_mixture(customer: str, draft: str, clash: int, mixed: int) -> None:
    assert _measure(customer, draft)[:2] == (clash, mixed)


@pytest.mark.parametrize(
    "draft", ["Could you send me your number?", "We will die on this hill, du jour.", "Sie means she."]
)
def test_address_says_nothing_about_english(draft: str) -> None:
    assert _measure("Could you help me?", draft, "en") == (0, 0, [])


def test_address_takes_no_form_from_a_customer_who_writes_english() -> None:
    assert _measure("Hello, could you please help me with my order?", "Gern, schick mir deine Nummer.")[0] == 0


def test_address_shows_the_words_that_do_not_fit() -> None:
    assert _measure("Können Sie mir helfen?", "Ich sehe in deinem Konto nach.")[2] == ["deinem"]
