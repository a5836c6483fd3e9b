"""Customers, retention, choices, text blocks."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from coach.store import tables as t
from coach.store.blocks import NewBlock
from coach.store.choices import Choices, LegalBasis
from coach.store.values import Filter

DAY = date(2026, 11, 23)


def _everything(store):
    with store.items._database.read() as connection:
        return {n: connection.scalar(select(func.count()).select_from(x)) for n, x in t.metadata.tables.items()}


@pytest.fixture
def two(store, conversation, reviewed):
    store.items.add(
        [
            conversation("Wo ist es?", identifiers=frozenset({"h1", "h2"})),
            conversation("Alte Frage", identifiers=frozenset({"h2"}), day=DAY - timedelta(days=200)),
            conversation("Fremd", identifiers=frozenset({"h3"})),
        ]
    )
    store.items.store_reviews({i.id: reviewed(flags={"irony": True}) for i in store.items.every()})
    return store


def test_customers_are_counted_and_exported_by_any_of_their_hashes(two):
    assert [two.customers.count(h) for h in ([], ["h1"], ["h1", "h2"], ["nobody"])] == [0, 1, 2, 0]
    first, second = two.customers.export(["h2"])
    assert (first["messages"][0]["text"], first["replies"]) == ("Wo ist es?", ["Es kommt morgen."])
    assert second["day"] == "2026-05-07"


def test_customers_are_erased_with_all_that_belongs_to_them(two):
    assert two.customers.erase(["h2"]) == 2
    assert two.customers.count(["h1", "h2"]) == 0
    left = _everything(two)
    assert {left[n] for n in ("conversation", "item", "flag", "identifier")} == {1}
    assert [row.customer for row in two.queue.page(Filter()).rows] == ["Fremd"]
    assert two.queue.page(Filter(text="Frage")).rows == ()


def test_customers_that_are_erased_lower_the_sharers_of_their_week(store, conversation):
    store.items.add([conversation(source="shared", mark="question", key="k" * 64, identifiers=frozenset({"h"}))])
    for number in range(5):
        store.counts.add_sharer("Team", "2026-W48", str(number))
    store.counts.close_weeks("2026-W49")
    store.customers.erase(["h"])
    assert store.counts.sharers() == {("Team", "2026-W48"): 4}


def test_customers_purge_takes_what_is_older_than_the_day(two):
    assert two.customers.purge(DAY - timedelta(days=200)) == 0
    assert two.customers.purge(DAY - timedelta(days=199)) == 1
    assert _everything(two)["conversation"] == 2


def test_choices_have_defaults_under_which_nothing_is_imported(store):
    assert store.choices.get() == Choices(None, 180, ("Team",), ())


def test_choices_change_one_by_one(store):
    store.choices.change(legal_basis=LegalBasis("Betriebsvereinbarung vom 1.9.", "2026-11-23"))
    store.choices.change(silenced=("irony",), teams=("Nord", "Süd"))
    assert store.choices.get() == Choices(
        LegalBasis("Betriebsvereinbarung vom 1.9.", "2026-11-23"), 180, ("Nord", "Süd"), ("irony",)
    )


def test_blocks_are_stored_once_and_reviewed(store):
    blocks = [NewBlock("Gruß", "Gern geschehen!"), NewBlock("Frist", "Innerhalb von 14 Tagen.")]
    assert (store.blocks.add(blocks), store.blocks.add(blocks)) == (2, 0)
    first, second = store.blocks.waiting(10)
    store.blocks.store_reviews({first.id: {"language": "de", "flags": {}}})
    assert store.blocks.waiting(10) == (second,)
    store.blocks.remove(second.id)
    [left] = store.blocks.all()
    assert (left.title, left.language, left.report) == ("Gruß", "de", {"language": "de", "flags": {}})
