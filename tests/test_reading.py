"""One item, read once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.reading import Reading
from coach.signals import measure_all, structural_signals
from coach.types import Draft, Message


def _item(*turns: tuple[str, str], draft: str = "Ok.", language: str | None = None) -> Draft:
    return Draft(draft, tuple(Message(role, text) for role, text in turns), language=language)


@pytest.mark.parametrize(
    ("item", "language"),
    [
        (_item(language="EN-gb"), "en"),
        (_item(language="de_AT"), "de"),
        (_item(draft="Hello, your parcel will arrive tomorrow."), "en"),
        (
            _item(("agent", "Hello, I am looking for your parcel."), ("customer", "Wo bleibt denn mein Paket, bitte?")),
            "en",
        ),
        (_item(("customer", "Hello, where is my parcel, please?")), "en"),
        (_item(), "de"),
    ],
)
def test_reading_tells_the_language_by_the_contract(item: Draft, language: str) -> None:
    assert Reading.of(item).language == language


def test_reading_takes_the_last_run_of_the_customer() -> None:
    item = _item(("customer", "A"), ("agent", "B"), ("customer", "C"), ("bot", "D"), ("customer", "E"), ("agent", "F"))
    reading = Reading.of(item)
    assert reading.turn == (2, 4)
    assert reading.turn_text == "C\nE"
    assert reading.customer_messages == (0, 2, 4)


def test_reading_finds_the_sentence_at_a_position() -> None:
    reading = Reading.of(_item(draft=" Ja. Nein."))
    assert [reading.sentence_at(i) for i in (0, 2, 4, 6)] == [(1, 4), (1, 4), (1, 4), (5, 10)]


@given(st.text(min_size=1, max_size=60).filter(str.strip), st.text(max_size=60))
def test_reading_signals_show_only_what_is_there(draft: str, customer: str) -> None:
    item = _item(("customer", customer), draft=draft, language="de")
    for found in measure_all(structural_signals(), Reading.of(item)).values():
        assert all(0 <= s.start < s.end and s.within(item) for s in found.spans)
