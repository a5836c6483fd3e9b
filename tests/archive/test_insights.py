import json
from dataclasses import dataclass, field
from datetime import date

import pytest

from coach.archive.insights import Insights, doubly_graded, proposals
from coach.store import Store
from coach.store.counts import Cell, Graded
from coach.store.values import NewConversation, NewItem, Reviewed

W45, W46, W47, W48, W49 = (f"2026-W{n}" for n in range(45, 50))

NONE = Cell(None, None, items=0, sharers=0, cards={})


@dataclass
class Counted:
    """What the store would count."""

    found: tuple[Cell, ...] = ()
    chats: Cell = NONE
    asked: dict = field(default_factory=dict)
    named: dict = field(default_factory=dict)
    words: tuple[Graded, ...] = ()

    def cells(self):
        return self.found

    def imported(self):
        return self.chats

    def requests(self):
        return self.asked

    def causes(self):
        return self.named

    def graded(self):
        return self.words


def cell(team, week, items=40, sharers=6, **cards):
    return Cell(team, week, items=items, sharers=sharers, cards=cards)


def word(criterion="irony", trainer=True, model=True, second=None, *, blind=False, card=True):
    return Graded(criterion, trainer, second, model=model, blind=blind, card=card)


def figures(**counted):
    made = Insights(Counted(**counted)).figures()
    json.dumps(made, allow_nan=False)
    return made


def imported(items, **cards):
    return Cell(None, None, items=items, sharers=0, cards=cards)


def counts(share):
    return (share["count"], share["n"]) if share else None


def test_insights_of_an_empty_archive_are_five_charts_with_too_few_data():
    made = figures()
    assert list(made) == ["open_requests", "criteria_by_week", "causes", "model_vs_trainers", "false_alarms"]
    assert not any(chart["enough"] for chart in made.values())


def test_insights_share_comes_with_its_interval():
    (row,) = figures(chats=imported(40, irony=6))["criteria_by_week"]["criteria"]
    assert row["imported"] == {"n": 40, "count": 6, "share": 0.15, "low": 0.0706, "high": 0.2907}


def test_insights_open_requests_pool_seldom_matters_and_those_near_to_none():
    asked = {
        (None, "late", "unanswered"): 5, (None, "late", "answered"): 15, (None, "late", "deferred"): 10,
        (None, "refund", "unanswered"): 40,
        (None, "colour", "unanswered"): 19, (None, "size", "answered"): 1, (None, None, "unanswered"): 3,
    }  # fmt: skip
    chart = figures(asked=asked)["open_requests"]
    assert [(m["matter"], counts(m)) for m in chart["matters"]] == [
        ("refund", (40, 40)),
        ("late", (5, 30)),
        ("other", (22, 23)),
    ]


def test_insights_open_requests_leave_out_what_is_seldom_even_together():
    chart = figures(asked={(None, "late", "answered"): 20, (None, "size", "answered"): 19})["open_requests"]
    assert [m["matter"] for m in chart["matters"]] == ["late"]
    assert not figures(asked={(None, "late", "answered"): 19})["open_requests"]["enough"]


def test_insights_requests_and_causes_rest_on_weeks_that_may_be_shown_and_on_imports():
    """Week 47 has too few sharers, and week 48 is not counted yet."""
    cells = (cell("A", W46), cell("A", W47, sharers=4))
    asked = {(week, "late", "answered"): 20 for week in (W46, W47, W48, None)}
    named = {(W46, "process"): 18, (W47, "process"): 30, (W48, "wording"): 30, (None, "wording"): 2}
    made = figures(found=cells, asked=asked, named=named)
    assert [counts(m) for m in made["open_requests"]["matters"]] == [(0, 40)]
    assert [(c["cause"], counts(c)) for c in made["causes"]["causes"]] == [("process", (18, 20)), ("wording", (2, 20))]
    assert not figures(found=cells, named={(W46, "process"): 19})["causes"]["enough"]


def test_insights_criteria_by_week_hold_back_small_weeks_and_teams():
    found = (
        cell("A", W45, items=19, canned=9),
        cell("A", W46, items=50, irony=5), cell("B", W46, irony=20),
        cell("A", W47, items=50, irony=7), cell("B", W47, items=30), cell("C", W47, items=3, sharers=1, blame=3),
    )  # fmt: skip
    chart = figures(found=found, chats=imported(19, irony=19))["criteria_by_week"]
    assert (chart["enough"], chart["weeks"], chart["suppressed_weeks"]) == (True, [W45, W46, W47], 1)
    blame, irony = chart["criteria"]  # "canned" is known from a week that is not shown
    assert [counts(s) for s in irony["all"]] == [None, (25, 90), (7, 83)]
    assert [(t["team"], [counts(s) for s in t["weeks"]]) for t in irony["teams"]] == [
        ("A", [None, (5, 50), None]),  # of two teams with as many sharers, the first
        ("B", [None, (20, 40), (0, 30)]),
    ]
    assert [counts(s) for s in blame["all"]] == [None, (0, 90), (3, 83)]
    assert irony["imported"] is None


def test_insights_criteria_by_week_show_the_last_half_year():
    found = tuple(cell("A", f"2026-W{week:02d}", irony=1) for week in range(1, 31))
    chart = figures(found=found)["criteria_by_week"]
    assert (chart["weeks"][0], chart["weeks"][-1], len(chart["weeks"])) == ("2026-W05", "2026-W30", 26)


def test_insights_model_vs_trainers_tell_kappa_alpha_and_agreement():
    words = [word()] * 20 + [word(model=True, trainer=False)] * 5 + [word(model=False, blind=True)] * 10
    words += [word(model=False, trainer=False, second=False)] * 15
    left_out = [word(model=None, blind=True), word(trainer=None, second=False), word("blame", trainer=None)]
    (row,) = figures(words=(*words, *left_out))["model_vs_trainers"]["criteria"]
    assert (row["criterion"], row["enough"], row["n"], row["blind"]) == ("irony", True, 50, 10)
    assert counts(row["agreement"]) == (35, 50)
    assert row["kappa"] == 0.4
    assert row["kappa_low"] < 0.4 < row["kappa_high"]
    # α by hand: 15 disagreeing pairs; of 115 values 55 are yes and 60 no
    assert row["alpha"] == pytest.approx(1 - 114 * 30 / (2 * 55 * 60), abs=1e-4)


def test_insights_model_vs_trainers_say_nothing_under_twenty_verdicts():
    chart = figures(words=(word(), word(trainer=False)) * 9 + (word(),))["model_vs_trainers"]
    (row,) = chart["criteria"]
    assert (chart["enough"], row["enough"], row["n"], row["agreement"], row["kappa"]) == (False, False, 19, None, None)


def test_insights_model_vs_trainers_have_no_kappa_where_only_one_value_occurs():
    (row,) = figures(words=(word(),) * 20)["model_vs_trainers"]["criteria"]
    assert counts(row["agreement"]) == (20, 20)
    assert [row[name] for name in ("kappa", "kappa_low", "kappa_high", "alpha")] == [None] * 4


def test_insights_false_alarms_are_graded_cards_that_were_not_confirmed():
    words = [word(trainer=False)] * 6 + [word()] * 14 + [word(card=False, trainer=False), word(trainer=None)]
    words += [word("blame", trainer=False)] * 19
    chart = figures(words=tuple(words))["false_alarms"]
    blame, irony = chart["criteria"]
    assert (chart["enough"], irony["n"], counts(irony["alarms"])) == (True, 20, (6, 20))
    assert (blame["enough"], blame["n"], blame["alarms"]) == (False, 19, None)


def test_insights_before_after_compares_as_many_weeks_on_both_sides():
    """Monday of week 47, for two weeks; week 44 lies outside, and week 48 is not counted yet."""
    cells = (cell("A", "2026-W44", irony=40), cell("A", W45, irony=9), cell("A", W46, irony=11), cell("B", W46, irony=40),
             cell("A", W47, irony=4))  # fmt: skip
    found = Insights(Counted(cells)).before_after("irony", "A", day=date(2026, 11, 16), until=date(2026, 11, 30))
    assert found["criterion"] == "irony"
    assert (counts(found["before"]), counts(found["after"])) == ((20, 80), (4, 40))


@pytest.mark.parametrize(
    ("day", "until", "after"),
    [
        (date(2026, 11, 18), date(2026, 11, 23), W47),  # Wednesday: most of the week follows
        (date(2026, 11, 19), date(2026, 11, 24), W48),  # Thursday: it has passed
        (date(2026, 11, 16), date(2026, 11, 17), W47),  # a single day still takes its week
        (date(2026, 11, 19), date(2026, 11, 20), W48),  # and one before the Monday that is nearest the next
    ],
)
def test_insights_before_after_begins_with_the_nearest_monday(day, until, after):
    cells = tuple(cell("A", week, items=60, irony=int(week[-2:])) for week in (W45, W46, W47, W48, W49))
    found = Insights(Counted(cells)).before_after("irony", "A", day=day, until=until)
    assert found["after"]["count"] == int(after[-2:])
    assert found["before"]["count"] == int(after[-2:]) - 1


def test_insights_before_after_rests_on_cells_that_may_be_shown():
    """Each week of team A is large, but in week 47 team B alone could be computed from the total."""
    cells = (cell("A", W46, irony=9), cell("A", W47, irony=4), cell("B", W47, items=3, sharers=1))
    days = {"day": date(2026, 11, 16), "until": date(2026, 11, 23)}
    assert Insights(Counted(cells[:2])).before_after("irony", "A", **days)
    assert Insights(Counted(cells)).before_after("irony", "A", **days) is None


def test_insights_doubly_graded_pairs_both_seats():
    words = [word(second=False), word(trainer=False, second=True), word(), word(trainer=None, second=True)]
    assert doubly_graded(words) == {"irony": [(True, False), (False, True)]}


def test_insights_proposals_name_criteria_that_two_graders_see_differently():
    same, other = (True, True), (True, False)
    pairs = {
        "irony": [same] * 22 + [other] * 8,
        "blame": [same] * 30 + [other] * 10,  # 0.75
        "hurried": [other] * 29,
        "canned": [other] * 30,
    }
    assert proposals(pairs) == ("canned", "irony")


def test_insights_come_from_a_real_archive(tmp_path):
    """Twenty shared items of five browsers in a week that is counted; one more stands in the current week."""
    store = Store.open(f"sqlite:///{tmp_path / 'archive.db'}")
    days = [date(2026, 11, 16 + n % 5) for n in range(20)] + [date(2026, 11, 23)]
    store.items.add([
        NewConversation("shared", "email", "A", day, (), digest=str(n), items=(NewItem(0, "Gern."),))
        for n, day in enumerate(days)
    ])  # fmt: skip
    review = Reviewed(
        "de", "flagged", 2, mix=0.5, report={}, rewrites=(), flags={"irony": True}, requests=((None, "answered"),)
    )
    store.items.store_reviews({item.id: review for item in store.items.waiting(99)})
    for n in range(5):
        store.counts.add_sharer("A", W47, f"{n}")
    before = Insights(store.counts).figures()
    store.counts.close_weeks(W48)
    made = Insights(store.counts).figures()
    store.close()
    assert not any(chart["enough"] for chart in before.values())
    assert before["criteria_by_week"]["weeks"] == []
    (irony,) = made["criteria_by_week"]["criteria"]
    assert (counts(irony["all"][0]), counts(irony["teams"][0]["weeks"][0])) == ((20, 20), (20, 20))
    assert [(m["matter"], m["n"]) for m in made["open_requests"]["matters"]] == [("other", 20)]
