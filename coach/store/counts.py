"""What the figures of the archive are counted from: sharers of a team's week, cards, requests, causes, verdicts.

A browser that shares gives a random token, new in each week. It stands beside no item; at the week's end the tokens are
counted and deleted. Weeks are ISO weeks such as "2026-W48", so they sort as text.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import String, case, cast, delete, func, null, select, union_all

from coach.store.database import Database
from coach.store.rounds import waiting_for_blind_grade
from coach.store.tables import conversation, flag, item, request, sharer, sharers, verdict
from coach.store.values import week_of


@dataclass(frozen=True)
class Cell:
    """Reviewed items of one team and one week that is counted, or a sum of such cells."""

    team: str | None  # None: of all teams
    week: str | None  # None: of any time
    items: int
    sharers: int
    cards: Mapping[str, int]  # criterion → items with a card for it; without one it is left out


@dataclass(frozen=True)
class Graded:
    """What was said of one criterion of one item; None: nothing, or not applicable."""

    criterion: str
    trainer: bool | None
    second: bool | None
    model: bool | None  # its flag when the trainer gave the verdict; without a trainer's, when the second one did
    blind: bool  # that verdict was given before the model's value was seen
    card: bool  # the item shows a card for it


class Counts:
    """Counts over the archive. Not one of them is about a person, and none can be asked for one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = database.insert

    def add_sharer(self, team: str, week: str, token_hash: str) -> None:
        """Note that a browser shared something with a team in a week; a second time changes nothing."""
        row = self._insert(sharer).values(team=team, week=week, token=token_hash)
        with self._database.write() as connection:
            connection.execute(row.on_conflict_do_nothing())

    def has_open_weeks(self, current_week: str) -> bool:
        """Tell whether tokens of finished weeks are still to be counted."""
        with self._database.read() as connection:
            return connection.scalar(select(sharer.c.week).where(sharer.c.week < current_week).limit(1)) is not None

    def close_weeks(self, current_week: str) -> None:
        """Count the sharers of all weeks before `current_week` and delete their tokens.

        A token that comes after its week was counted is deleted and not counted: too small a count hides a figure, too
        large a one would show what fewer than five have shared.
        """
        over = sharer.c.week < current_week
        team_week = (sharer.c.team, sharer.c.week)
        counted = select(*team_week, func.count()).where(over).group_by(*team_week)
        rows = self._insert(sharers).from_select(["team", "week", "count"], counted)
        left = (
            sharers.c.count + rows.excluded.count
        )  # of a week in debt: less what was taken back before it was counted
        paid = {"count": case((left > 0, left), else_=0)}
        with self._database.write() as connection:
            connection.execute(
                rows.on_conflict_do_update(index_elements=["team", "week"], set_=paid, where=sharers.c.count < 0)
            )
            connection.execute(delete(sharer).where(over))

    def forget_weeks(self, before: date) -> None:
        """Forget the sharers of every week that begins before a day, for items from before that day are purged.

        What is left of such a week may be of fewer people than once shared in it; uncounted, it is shown no more.
        """
        with self._database.write() as connection:
            for table in (sharer, sharers):
                connection.execute(delete(table).where(table.c.week <= week_of(before - timedelta(days=1))))

    def sharers(self) -> dict[tuple[str, str], int]:
        """Return how many browsers shared something, by team and counted week."""
        with self._database.read() as connection:
            counted = select(sharers.c.team, sharers.c.week, sharers.c.count).where(sharers.c.count >= 0)
            rows = connection.execute(counted)
            return {(row[0], row[1]): row[2] for row in rows}

    def cells(self) -> tuple[Cell, ...]:
        """Return the shared items of each team and counted week, by week and team."""
        people = self.sharers()
        weeks = {week for _, week in people}
        items: Counter[tuple[str, str]] = Counter()
        cards: dict[tuple[str, str], Counter[str]] = {}
        for team, day, criterion, count in self._daily("shared"):
            place = (week_of(day), team)
            if criterion is None:
                items[place] += count
            else:
                cards.setdefault(place, Counter())[criterion] += count
        return tuple(
            Cell(
                team,
                week,
                items=items[week, team],
                sharers=people.get((team, week), 0),
                cards=cards.get((week, team), {}),
            )
            for week, team in sorted(items)
            if week in weeks
        )

    def imported(self) -> Cell:
        """Return all imported items as one cell: how many agents wrote them, nobody knows."""
        items, cards = 0, Counter[str]()
        for _, _, criterion, count in self._daily("import"):
            if criterion is None:
                items += count
            else:
                cards[criterion] += count
        return Cell(None, None, items=items, sharers=0, cards=cards)

    def requests(self) -> dict[tuple[str | None, str | None, str], int]:
        """Return how many requests there are by week (None: imported), matter (None: none is near) and status."""
        keys = (conversation.c.source, item.c.day, request.c.matter, request.c.status)
        query = select(*keys, func.count()).select_from(request.join(item).join(conversation)).group_by(*keys)
        counted: Counter[tuple[str | None, str | None, str]] = Counter()
        with self._database.read() as connection:
            for source, day, matter, status, count in connection.execute(query):
                counted[_week(source, day), matter, status] += count
        return counted

    def causes(self) -> dict[tuple[str | None, str], int]:
        """Return how many items there are by week (None: imported) and by the cause that a trainer named."""
        keys = (conversation.c.source, item.c.day, item.c.cause)
        query = select(*keys, func.count()).select_from(item.join(conversation)).where(item.c.cause.is_not(None))
        counted: Counter[tuple[str | None, str]] = Counter()
        with self._database.read() as connection:
            for source, day, cause, count in connection.execute(query.group_by(*keys)):
                counted[_week(source, day), cause] += count
        return counted

    def graded(self) -> tuple[Graded, ...]:
        """Return each criterion of each item that was graded, by item and criterion."""
        same = (flag.c.item_id == verdict.c.item_id) & (flag.c.criterion == verdict.c.criterion)
        query = (
            select(verdict, func.coalesce(flag.c.shown, False).label("card"))
            .select_from(verdict.outerjoin(flag, same))
            .where(verdict.c.item_id.not_in(waiting_for_blind_grade()))
            .order_by(verdict.c.item_id, verdict.c.criterion)
        )
        found = []
        with self._database.read() as connection:
            for (_, criterion), rows in groupby(
                connection.execute(query), key=lambda row: (row.item_id, row.criterion)
            ):
                seats = {row.grader: row for row in rows}
                said = {grader: row.value for grader, row in seats.items()}
                row = seats.get("trainer") or seats["second"]
                found.append(
                    Graded(
                        criterion,
                        said.get("trainer"),
                        said.get("second"),
                        model=row.model,
                        blind=row.blind,
                        card=row.card,
                    )
                )
        return tuple(found)

    def _daily(self, source: str) -> list[tuple[str, date, str | None, int]]:
        """Return (team, day, criterion, items with a card for it); criterion None: all reviewed items.

        One statement, so that an item that is withdrawn meanwhile is in all of the figures or in none.
        """
        reviewed = (conversation.c.source == source) & item.c.lane.is_not(None)
        day = (item.c.team, item.c.day)
        items = (
            select(*day, cast(null(), String).label("criterion"), func.count().label("count"))
            .select_from(item.join(conversation))
            .where(reviewed)
            .group_by(*day)
        )
        cards = (
            select(*day, flag.c.criterion, func.count())
            .select_from(flag.join(item).join(conversation))
            .where(reviewed, flag.c.shown)
            .group_by(*day, flag.c.criterion)
        )
        with self._database.read() as connection:
            return [(row[0], row[1], row[2], row[3]) for row in connection.execute(union_all(items, cards))]


def _week(source: str, day: date) -> str | None:
    return week_of(day) if source == "shared" else None
