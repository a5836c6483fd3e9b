"""Which cells of team and week may be shown: none through which a figure of a few people can be seen or computed.

Only weeks that are over and counted have cells, so that no figure moves with the last item shared. Beside a week's cells
stands their sum over the teams, and no other sum is ever shown: a week is one equation, and what can be computed from it
is the sum of the cells that are held back.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from coach.store.counts import Cell

FEWEST_ITEMS = 20
FEWEST_SHARERS = 5


@dataclass(frozen=True)
class Week:
    """What may be shown of one week."""

    week: str
    total: Cell | None  # of all teams; None: too few shared
    cells: tuple[Cell, ...]  # of single teams, by name


def release(cells: Iterable[Cell]) -> tuple[Week, ...]:
    """Return what may be shown, week by week; every week with an item is named."""
    held = sorted((cell for cell in cells if cell.items), key=lambda cell: (cell.week or "", cell.team or ""))
    return tuple(_release(week or "", list(group)) for week, group in groupby(held, key=lambda cell: cell.week))


def enough(cell: Cell) -> bool:
    """Tell whether a cell holds twenty items of five sharers."""
    return cell.items >= FEWEST_ITEMS and cell.sharers >= FEWEST_SHARERS


def total(cells: Iterable[Cell], *, week: str | None = None) -> Cell:
    """Return the sum of cells. Who shares with two teams in one week counts twice."""
    items, sharers, cards = 0, 0, Counter[str]()
    for cell in cells:
        items, sharers = items + cell.items, sharers + cell.sharers
        cards.update(cell.cards)
    return Cell(None, week, items=items, sharers=sharers, cards=cards)


def _release(week: str, cells: list[Cell]) -> Week:
    every = total(cells, week=week)
    if not enough(every):
        return Week(week, None, ())
    large, small = [c for c in cells if enough(c)], [c for c in cells if not enough(c)]
    if small and not enough(total(small)):
        # The total less the large cells would tell a small group's figures: another cell is held back, too. Which one
        # follows from what no longer moves once the week is counted: else two views could be told apart.
        large.remove(min(large, key=lambda cell: (cell.sharers, cell.team or "")))
    return Week(week, every, tuple(large))
