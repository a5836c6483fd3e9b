"""What a reader could compute is checked with linear algebra: cells are unknowns, what is shown are equations."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.archive.cells import enough, release, total
from coach.store.counts import Cell

WEEK = "2026-W47"


def cell(team: str, items: int, sharers: int, *, week: str = WEEK, cards: int = 0) -> Cell:
    return Cell(team, week, items=items, sharers=sharers, cards={"irony": cards} if cards else {})


def shown(*cells: Cell) -> tuple[bool, list[str]]:
    (week,) = release(cells)
    return week.total is not None, [c.team for c in week.cells]


@st.composite
def tables(draw):
    found = []
    for week in ("2026-W46", "2026-W47", "2026-W48")[: draw(st.integers(1, 3))]:
        for team in "ABCDE"[: draw(st.integers(1, 5))]:
            items = draw(st.one_of(st.integers(0, 60), st.sampled_from((0, 1, 19, 20, 21))))
            sharers = draw(st.integers(0, min(items, 9)))
            found.append(cell(team, items, sharers, week=week, cards=draw(st.integers(0, items))))
    return found


def derivable(vector: np.ndarray, equations: list[np.ndarray]) -> bool:
    """Tell whether the sum of cells that `vector` picks follows from the equations."""
    if not equations:
        return False
    rank = np.linalg.matrix_rank(np.array(equations))
    return bool(np.linalg.matrix_rank(np.array([*equations, vector])) == rank)


@settings(max_examples=150, deadline=None)
@given(tables())
def test_cells_nothing_of_few_people_can_be_computed_from_what_is_shown(cells):
    """A reader may also know which teams shared nothing; no sum of cells that follows is of fewer than allowed."""
    index = {(c.week, c.team): i for i, c in enumerate(cells)}
    unit = np.eye(len(cells))
    equations = [unit[index[c.week, c.team]] for c in cells if not c.items]
    for week in release(cells):
        equations += [unit[index[c.week, c.team]] for c in week.cells]
        if week.total:
            equations.append(sum(unit[i] for (w, _), i in index.items() if w == week.week))
    for week in {c.week for c in cells}:
        column = [c for c in cells if c.week == week and c.items]
        for size in range(1, len(column) + 1):
            for group in combinations(column, size):
                if derivable(sum(unit[index[c.week, c.team]] for c in group), equations):
                    assert enough(total(group)), group


@settings(max_examples=150, deadline=None)
@given(tables())
def test_cells_what_is_held_back_cannot_be_computed_alone_and_no_more_is_held_back_than_needed(cells):
    for week in release(cells):
        column = [c for c in cells if c.week == week.week and c.items]
        assert (week.total is not None) == enough(total(column))
        if week.total is None:
            assert not week.cells
            continue
        held = [c for c in column if c not in week.cells]
        assert len(held) != 1
        assert sum(enough(c) for c in held) <= 1
        assert all(enough(c) for c in week.cells)


def test_cells_need_twenty_items_of_five_sharers():
    assert shown(cell("A", 20, 5)) == (True, ["A"])
    assert shown(cell("A", 19, 5)) == (False, [])
    assert shown(cell("A", 90, 4)) == (False, [])


def test_cells_the_smallest_large_cell_hides_a_single_small_one():
    assert shown(cell("A", 40, 9), cell("B", 30, 6), cell("C", 3, 1)) == (True, ["A"])
    assert shown(cell("A", 40, 9), cell("B", 3, 1)) == (True, [])


def test_cells_small_ones_that_are_enough_together_hide_each_other():
    assert shown(cell("A", 40, 9), cell("B", 12, 3), cell("C", 9, 2)) == (True, ["A"])


def test_cells_small_ones_that_are_few_together_need_a_large_one():
    assert shown(cell("A", 40, 9), cell("B", 30, 6), cell("C", 9, 2), cell("D", 5, 2)) == (True, ["A"])


def test_cells_small_teams_may_be_shown_as_one():
    assert shown(cell("A", 10, 3), cell("B", 10, 2)) == (True, [])


def test_cells_a_team_that_shared_nothing_hides_nobody():
    assert shown(cell("A", 40, 9), cell("B", 0, 0)) == (True, ["A"])
    assert release([cell("B", 0, 3)]) == ()


def test_cells_weeks_stand_apart_and_in_order():
    first, second = release([cell("A", 40, 9, week="2027-W01"), cell("A", 3, 1, week="2026-W53")])
    assert (first.week, first.total) == ("2026-W53", None)
    assert (second.week, second.cells) == ("2027-W01", (cell("A", 40, 9, week="2027-W01"),))


def test_cells_total_adds_up():
    both = total([cell("A", 20, 5, cards=3), cell("B", 30, 6, cards=4)], week=WEEK)
    assert both == Cell(None, WEEK, items=50, sharers=11, cards={"irony": 7})
