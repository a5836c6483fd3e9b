"""Rounds: six items of all lanes, never the same twice, one focus at the end."""

from datetime import date, timedelta

import pytest

from coach.errors import StateError
from coach.store.rounds import SLOTS

DAY = date(2026, 11, 23)


def _fill(store, conversation, reviewed, lanes, **values):
    store.items.add([conversation(f"{values} {n} {lane}", **values) for n, lane in enumerate(lanes)])
    waiting = store.items.waiting(1000)
    store.items.store_reviews(
        {i.id: reviewed(lane, mix=float(n)) for n, (i, lane) in enumerate(zip(waiting, lanes, strict=True))}
    )


def test_rounds_choose_two_flagged_two_random_one_uncertain_one_good(store, conversation, reviewed):
    _fill(store, conversation, reviewed, ["plain", "flagged", "random", "uncertain", "good"] * 4)
    first = store.rounds.get(store.rounds.build("Team", DAY))
    assert tuple(i.lane for i in first.items) == SLOTS
    assert [i.lane for i in first.items if i.blind] == ["flagged", "random"]
    second = store.rounds.get(store.rounds.build("Team", DAY + timedelta(days=7)))
    assert not {i.item_id for i in first.items} & {i.item_id for i in second.items}


def test_rounds_of_one_day_are_one_round(store, conversation, reviewed):
    _fill(store, conversation, reviewed, ["flagged"] * 20)
    assert store.rounds.build("Team", DAY) == store.rounds.build("Team", DAY)


def test_rounds_of_a_small_archive_take_what_is_there(store, conversation, reviewed):
    _fill(store, conversation, reviewed, ["flagged", "plain", "plain"])
    found = store.rounds.get(store.rounds.build("Team", DAY))
    assert sorted(i.lane for i in found.items) == ["flagged", "plain", "plain"]
    with pytest.raises(StateError, match="found none"):
        store.rounds.build("Team", DAY + timedelta(days=7))


def test_rounds_take_items_of_their_team_and_new_ones_first(store, conversation, reviewed):
    _fill(store, conversation, reviewed, ["flagged"] * 6, day=DAY - timedelta(days=60))
    _fill(store, conversation, reviewed, ["flagged"] * 6, team="Nord")
    _fill(store, conversation, reviewed, ["flagged"] * 3)
    items = [store.items.get(i.item_id) for i in store.rounds.get(store.rounds.build("Team", DAY)).items]
    assert {i.team for i in items} == {"Team"}
    assert sum(i.day == DAY for i in items) == 3


def test_rounds_end_with_a_focus(store, conversation, reviewed):
    _fill(store, conversation, reviewed, ["flagged"])
    id = store.rounds.build("Team", DAY)
    store.rounds.end(id, "hurried", DAY + timedelta(days=14))
    [found] = store.rounds.of_team("Team")
    assert (found.focus, found.until) == ("hurried", DAY + timedelta(days=14))
    assert store.rounds.of_team("Nord") == ()
    for step in (lambda: store.rounds.get(99), lambda: store.rounds.end(99, "x", DAY)):
        with pytest.raises(StateError, match="round 99"):
            step()
