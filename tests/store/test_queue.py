"""The queue: filters, both orders, pages that meet, neighbours, search."""

from datetime import date, timedelta

import pytest

from coach.errors import StateError
from coach.store.values import Filter

DAY = date(2026, 11, 23)


@pytest.fixture
def filled(store, conversation, reviewed):
    """Twelve items; number n has the place n in the mix and is n days old."""
    store.items.add([conversation(f"Frage {n}", day=DAY - timedelta(days=n)) for n in range(12)])
    ids = [item.id for item in store.items.every()]
    lanes = ("flagged", "uncertain", "random", "good")
    store.items.store_reviews(
        {
            id: reviewed(
                lanes[n % 4], mix=float(n), level=n % 3, language="en" if n > 8 else "de",
                flags={"irony": n % 2 == 0, "blame": True} if n % 3 == 0 else {},
            )
            for n, id in enumerate(ids)
        }
    )  # fmt: skip
    return store, ids


def _walk(queue, wanted, order, size):
    found, after = [], None
    while True:
        page = queue.page(wanted, order=order, after=after, size=size)
        found += [row.id for row in page.rows]
        if page.next is None:
            return found
        after = page.next


@pytest.mark.parametrize("order", ["mixed", "newest"])
@pytest.mark.parametrize("size", [1, 5, 12, 50])
def test_queue_pages_hold_every_item_once_in_order(filled, order, size):
    store, ids = filled
    assert _walk(store.queue, Filter(), order, size) == ids


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Filter(lane="good"), [3, 7, 11]),
        (Filter(language="en"), [9, 10, 11]),
        (Filter(level=2), [2, 5, 8, 11]),
        (Filter(criterion="irony"), [0, 3, 6, 9]),
        (Filter(since=DAY - timedelta(days=1)), [0, 1]),
        (Filter(until=DAY - timedelta(days=10)), [10, 11]),
        (Filter(channel="email"), []),
        (Filter(status="open", lane="random", language="de"), [2, 6]),
        (Filter(text="frage 7"), [7]),
    ],
)
def test_queue_filters(filled, wanted, numbers):
    store, ids = filled
    page = store.queue.page(wanted)
    assert [ids.index(row.id) for row in page.rows] == numbers
    assert (page.total, page.capped) == (len(numbers), False)


def test_queue_rows_show_the_words_and_the_cards(filled):
    store, _ = filled
    row = store.queue.page(Filter()).rows[0]
    assert (row.customer, row.draft, row.criteria) == ("Frage 0", "Es kommt morgen.", ("blame", "irony"))
    assert store.queue.page(Filter(criterion="irony")).rows[1].criteria == ("blame",)  # irony there has no card


def test_queue_shows_nothing_that_was_not_reviewed(store, conversation):
    store.items.add([conversation()])
    assert store.queue.page(Filter()).rows == ()


@pytest.mark.parametrize("order", ["mixed", "newest"])
def test_queue_knows_neighbours_within_a_filter(filled, order):
    store, ids = filled
    good = Filter(lane="good")
    assert store.queue.neighbours(ids[3], good, order=order) == (None, ids[7])
    assert store.queue.neighbours(ids[7], good, order=order) == (ids[3], ids[11])
    assert store.queue.neighbours(ids[8], good, order=order) == (ids[7], ids[11])  # it fell out of the filter meanwhile
    assert store.queue.neighbours(-1, good, order=order) == (None, None)


@pytest.mark.parametrize("after", ["x", "[1]", '["x", 1]', '{"a": 1}', "null"])
def test_queue_refuses_a_cursor_of_another_kind(store, after):
    with pytest.raises(StateError, match="after: expected the cursor of a page in the order 'mixed'"):
        store.queue.page(Filter(), after=after)


def test_queue_counts_up_to_a_cap(filled, monkeypatch):
    store, _ = filled
    monkeypatch.setattr("coach.store.queue._CAP", 10)
    page = store.queue.page(Filter())
    assert (page.total, page.capped) == (10, True)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("Rechnung", {"A"}),
        ("rechnungen", {"A"}),  # another form
        ("häuser", {"B"}),
        ("Haus", {"B"}),
        ("deliveries", {"C"}),
        ("Rechnung Haus", set()),  # every word must be there
        ("rechn", set()),  # no part of a word
        ("  ", {"A", "B", "C"}),
        ("!?", {"A", "B", "C"}),
        ("88213", {"A"}),
        ("' OR 1=1 --", set()),
        ('"AND" NOT', set()),
        ("rechnung:*", {"A"}),
    ],
)
def test_queue_search_finds_german_and_english_words_in_any_form(store, conversation, reviewed, wanted, found):
    store.items.add(
        [
            conversation("A", "Die Rechnung zu ‹Bestellnummer› 88213 ist unterwegs."),
            conversation("B", "In beiden Häusern ist die Heizung geprüft."),
            conversation("C", "The delivery was delayed."),
        ]
    )
    store.items.store_reviews({item.id: reviewed() for item in store.items.every()})
    assert {row.customer for row in store.queue.page(Filter(text=wanted)).rows} == found
