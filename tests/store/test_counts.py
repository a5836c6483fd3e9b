from datetime import date, timedelta
from itertools import count

import pytest
from sqlalchemy import func, select, text

from coach.errors import StoreError
from coach.store.counts import Cell, Graded
from coach.store.tables import sharer
from coach.store.values import Reviewed, Verdict, week_of

W47, W48 = date(2026, 11, 18), date(2026, 11, 23)


@pytest.fixture
def put(store, conversation):
    """A function that stores one item of a team, reviewed, and returns its id."""
    number = count(1)

    def make(team="A", day=W47, *, source="shared", flags=None, requests=(), review=True):
        store.items.add([conversation(f"Nummer {next(number)}", source=source, team=team, day=day)])
        id = store.items.waiting(1)[0].id if review else 0
        if review:
            found = Reviewed("de", "plain", 0, mix=0.5, report={}, rewrites=(), flags=flags or {}, requests=requests)
            store.items.store_reviews({id: found})
        return id

    return make


def share(store, team, week, *tokens):
    for token in tokens:
        store.counts.add_sharer(team, week, token)


def tokens(store):
    with store._database.read() as connection:
        return connection.scalar(select(func.count()).select_from(sharer))


def test_counts_week_is_that_of_iso():
    assert week_of(date(2026, 11, 23)) == "2026-W48"
    assert week_of(date(2027, 1, 3)) == "2026-W53"
    assert week_of(date(2027, 1, 4)) == "2027-W01"


def test_counts_close_weeks_counts_each_browser_once_and_deletes_the_tokens(store):
    share(store, "A", "2026-W47", "a", "b", "a")
    share(store, "B", "2026-W47", "a")
    share(store, "A", "2026-W46", "c")
    share(store, "A", "2026-W48", "d", "e")
    store.counts.close_weeks("2026-W48")
    assert store.counts.sharers() == {("A", "2026-W46"): 1, ("A", "2026-W47"): 2, ("B", "2026-W47"): 1}
    assert tokens(store) == 2


def test_counts_close_weeks_twice_changes_nothing_and_a_late_token_is_deleted_uncounted(store):
    share(store, "A", "2026-W47", "a", "b")
    store.counts.close_weeks("2026-W48")
    share(store, "A", "2026-W47", "a", "c", "d")
    store.counts.close_weeks("2026-W48")
    assert store.counts.sharers() == {("A", "2026-W47"): 2}
    assert tokens(store) == 0


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_counts_close_weeks_counts_nothing_when_the_tokens_cannot_be_deleted(store):
    share(store, "A", "2026-W47", "a")
    with store._database.write() as connection:
        connection.execute(text("CREATE TRIGGER no BEFORE DELETE ON sharer BEGIN SELECT RAISE(ABORT, 'no'); END"))
    with pytest.raises(StoreError):
        store.counts.close_weeks("2026-W48")
    assert store.counts.sharers() == {}
    assert tokens(store) == 1


def test_counts_forget_weeks_forgets_every_week_that_lost_an_item(store):
    for week in ("2026-W46", "2026-W47", "2026-W48"):
        share(store, "A", week, "a")
    store.counts.close_weeks("2026-W48")
    store.counts.forget_weeks(date(2026, 11, 16))  # Monday of week 47: nothing of it is older
    assert list(store.counts.sharers()) == [("A", "2026-W47")]
    store.counts.forget_weeks(date(2026, 11, 17))
    assert store.counts.sharers() == {}
    assert tokens(store) == 1


def test_counts_cells_hold_shared_and_reviewed_items_of_counted_weeks(store, put):
    put(flags={"irony": True, "blame": False})
    put(day=W47 + timedelta(days=2), flags={"irony": True, "blame": True})
    put("B", flags={"canned": True})
    put(source="import", flags={"irony": True})
    put(day=W48, flags={"irony": True})
    put(review=False)
    share(store, "A", "2026-W47", "a", "b")
    share(store, "A", "2026-W48", "a")
    store.counts.close_weeks("2026-W48")
    a = Cell("A", "2026-W47", items=2, sharers=2, cards={"irony": 2, "blame": 1})
    b = Cell("B", "2026-W47", items=1, sharers=0, cards={"canned": 1})
    assert store.counts.cells() == (a, b)


def test_counts_imported_items_are_one_cell_without_sharers(store, put):
    put("A", source="import", flags={"irony": True, "blame": False})
    put("B", W48, source="import", flags={"irony": True})
    put("B", flags={"irony": True})
    assert store.counts.imported() == Cell(None, None, items=2, sharers=0, cards={"irony": 2})


def test_counts_are_empty_in_an_empty_archive(store):
    counts = store.counts
    assert (counts.cells(), counts.graded(), counts.requests(), counts.causes()) == ((), (), {}, {})
    assert counts.imported() == Cell(None, None, items=0, sharers=0, cards={})


def test_counts_requests_are_told_by_week_matter_and_status(store, put):
    put(requests=(("late_parcel", "unanswered"), ("late_parcel", "answered"), (None, "deferred")))
    put(day=W47 + timedelta(days=1), requests=(("late_parcel", "unanswered"),))
    put(source="import", requests=(("late_parcel", "unanswered"),))
    assert store.counts.requests() == {
        ("2026-W47", "late_parcel", "unanswered"): 2,
        ("2026-W47", "late_parcel", "answered"): 1,
        ("2026-W47", None, "deferred"): 1,
        (None, "late_parcel", "unanswered"): 1,
    }


def test_counts_causes_are_told_by_week(store, put):
    for id, cause in ((put(), "process"), (put(), "process"), (put(), None), (put(source="import"), "text_block")):
        store.items.set_cause(id, cause)
    assert store.counts.causes() == {("2026-W47", "process"): 2, (None, "text_block"): 1}


def test_counts_graded_puts_both_seats_the_model_and_the_card_side_by_side(store, put):
    first, second = put(flags={"irony": True, "blame": False}), put()

    def grade(id, criterion, grader, value, *, model=True, blind=False):
        store.items.set_verdict(id, Verdict(criterion, grader, value, blind, evidence=(), model=model))

    grade(first, "irony", "trainer", False, blind=True)
    grade(first, "irony", "second", True, model=None)
    grade(first, "blame", "trainer", True)
    grade(second, "irony", "second", False, model=False, blind=True)
    assert store.counts.graded() == (
        Graded("blame", True, None, model=True, blind=False, card=False),
        Graded("irony", False, True, model=True, blind=True, card=True),
        Graded("irony", None, False, model=False, blind=True, card=False),
    )
