"""Answers that consist of a link."""

import pytest

from coach.reading import Reading
from coach.signals.link_only import LinkOnlySignal
from coach.types import Draft, Message


@pytest.mark.parametrize(
    ("draft", "value"),
    [
        ("Hallo! Alle Infos findest du hier: https://laden.example/hilfe", 1),
        ("Bitte schauen Sie in unsere FAQ.", 1),
        ("Das steht alles auf unserer Website. Viele Grüße", 1),
        ("Hier entlang 😊 [Link]", 1),
        ("Hi, everything is in our Help Centre: [link] Thanks!", 1),
        ("Please see our docs.", 1),
        ("Ja, wir haben bis 18 Uhr offen, mehr unter www.laden.example", 0),
        ("Ich habe das Etikett für dich neu erstellt, hier ist es: [Link]", 0),
        ("Das Paket liegt im Depot und kommt morgen früh. Verfolgen: https://a.example/1", 0),
        ("Unsere Website ist seit gestern gestört, das tut uns leid.", 0),
        ("I've refunded the fee, the receipt is here: [link]", 0),
        ("It fits laptops up to fifteen inches and is waterproof. Details: www.a.example", 0),
        ("Gern ändere ich das, es ist schon alles erledigt und gilt ab sofort. Mehr: [Link]", 0),
    ],
)
def test_link_only_finds_a_bare_pointer(draft: str, value: int) -> None:
    item = Draft(draft, (Message("customer", "Wann kommt mein Paket?"),), language="de")
    found = LinkOnlySignal().measure(Reading.of(item))
    assert found.features["link_only"] == value
    assert bool(found.spans) == bool(value)


@pytest.mark.parametrize(
    ("customer", "draft"),
    [
        ("Gibt's das Handbuch als PDF?", "Hier ist das PDF: [Link]"),
        ("Could you send me the link?", "Here you go: [link]"),
    ],
)
def test_link_only_spares_the_link_that_was_asked_for(customer: str, draft: str) -> None:
    found = LinkOnlySignal().measure(Reading.of(Draft(draft, (Message("customer", customer),))))
    assert found.features == {"has_link": 1.0, "link_only": 0.0}
