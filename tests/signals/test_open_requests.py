"""How much was asked."""

import pytest

from coach.reading import Reading
from coach.signals.open_requests import OpenRequestsSignal
from coach.types import Draft, Message


def _features(*customer: str, draft: str = "Ja, gern.") -> dict[str, float]:
    item = Draft(draft, tuple(Message("customer", text) for text in customer), language="de")
    return dict(OpenRequestsSignal().measure(Reading.of(item)).features)


@pytest.mark.parametrize(
    ("customer", "marks", "requests"),
    [
        ("Wann kommt es und was kostet das?", 1, 1),
        ("Wann kommt es? Was kostet es?", 2, 2),
        ("Bitte ändern Sie die Adresse.", 0, 1),
        ("Ich wüsste gern, wann sie kommt.", 0, 1),
        ("Ich will mit einem Menschen sprechen.", 0, 1),
        ("Could you check it? I need it by Friday.", 1, 2),
        ("Just give me my money back.", 0, 1),
        ("No idea where my parcel is.", 0, 1),
        ("Danke, alles gut.", 0, 0),
        ("Thanks, it works now.", 0, 0),
    ],
)
def test_open_requests_counts_by_form(customer: str, marks: int, requests: int) -> None:
    found = _features(customer)
    assert (found["question_marks"], found["requests"]) == (marks, requests)


def test_open_requests_reads_all_messages_of_the_turn_and_caps() -> None:
    assert _features("Wo?", "Wann?")["requests"] == 2
    assert _features("Wo? " * 20)["question_marks"] == 6


def test_open_requests_measures_the_room_for_an_answer() -> None:
    assert _features("Wo? Wann?", draft="Im Depot, morgen früh.")["words_per_request"] == 2
    assert _features(draft="Im Depot.")["words_per_request"] == 2
