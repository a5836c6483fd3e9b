"""Dates and times of an export: which order day and month have is told from the whole file."""

import re
from datetime import date, datetime, time
from functools import lru_cache

from coach.exports.values import MOST_FAULTS, ORDERS

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s?(\w?)")
_OLDEST = 2000  # years before it were not meant


def moment(day: str, clock: str, order: str) -> datetime | None:
    """Return the time that a stamp names, or `None` when there is none such. A year in front is always one."""
    found = _day(day, order)
    hour, minute, second, half = (_CLOCK.match(clock) or _CLOCK.match("99:99")).groups()  # type: ignore[union-attr]
    hours = int(hour)
    if half and hours <= 12:  # a.m., p.m., vorm., nachm.
        hours = hours % 12 + 12 * (half.lower() in "pn")
    try:
        return datetime.combine(found, time(hours, int(minute), int(second or 0))) if found else None
    except ValueError:
        return None


@lru_cache(maxsize=1000)
def _day(text: str, order: str) -> date | None:
    parts = re.split(r"[./-]", text)
    value = dict(zip("ymd" if len(parts[0]) == 4 else order, map(int, parts), strict=True))
    year = value["y"] + (_OLDEST if value["y"] < 100 else 0)
    try:
        return date(year, value["m"], value["d"]) if year >= _OLDEST else None
    except ValueError:
        return None


class Calendar:
    """Collects the dates of a file, and tells their order."""

    def __init__(self) -> None:
        self._last: dict[str, date] = {}
        self._backward = dict.fromkeys(ORDERS, 0)
        self._impossible = dict.fromkeys(ORDERS, 0)
        self._lines: dict[str, list[int]] = {order: [] for order in ORDERS}
        self._orders: tuple[str, ...] = ("dmy", "mdy")
        self._dotted = self._halved = self._differs = False

    def add(self, line: int, day: str, clock: str) -> None:
        """Take one stamp."""
        first, second = re.split(r"[./-]", day)[:2]
        if len(first) == 4:
            self._orders = ("ymd",)
        self._dotted |= "." in day
        self._halved |= clock[-1:] in "mM."
        self._differs |= int(first) != int(second)
        for order in self._orders:
            at = moment(day, clock, order)
            if at is None:
                self._impossible[order] += 1
                if len(self._lines[order]) < MOST_FAULTS:
                    self._lines[order].append(line)
            else:
                self._backward[order] += at.date() < self._last.get(order, at.date())
                self._last[order] = at.date()

    @property
    def order(self) -> str | None:
        """The order with the fewest impossible dates, else day first where dots stand, else the one in which time runs.

        `None` when all that leaves it open, and it matters.
        """
        if self._orders == ("ymd",):
            return "ymd"
        for count in (self._impossible, {"dmy": 0, "mdy": int(self._dotted)}, self._backward):
            if count["dmy"] != count["mdy"]:
                return min(self._orders, key=count.__getitem__)
        return None if self._differs else "dmy"

    @property
    def assumed(self) -> str:
        """The order to go by when nobody knows it: who writes a 12-hour clock writes the month first."""
        return self.order or ("mdy" if self._halved else "dmy")

    def impossible(self, order: str) -> list[int]:
        """Return the lines whose dates do not exist in that order; at most MOST_FAULTS."""
        return self._lines[order]
