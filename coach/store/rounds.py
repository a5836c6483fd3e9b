"""Weekly rounds: six items, a blind grade for two of them, and one focus at the end."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from coach.errors import MissingError, StateError
from coach.store import tables as t
from coach.store.database import Database
from coach.store.values import GRADERS, Verdict

SLOTS = ("flagged", "random", "flagged", "uncertain", "random", "good")
BLIND = (0, 1)  # positions graded before the model's values are shown: one flagged, one random
_RECENT = timedelta(days=14)  # items of the last two weeks come first


@dataclass(frozen=True)
class RoundItem:
    """One item's place in a round."""

    position: int
    item_id: int
    lane: str
    blind: bool


@dataclass(frozen=True)
class Round:
    """One weekly round of one team."""

    id: int
    team: str
    day: date
    focus: str | None  # criterion; None: the round has not ended
    until: date | None
    items: tuple[RoundItem, ...] = ()


class Rounds:
    """The rounds of the archive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def build(self, team: str, day: date) -> int:
        """Choose six items that no round has shown, and return the round's id; a second call on a day gives the same one.

        A lane that holds too few leaves its place to the next item of any lane, so that a small archive can begin.

        Raises:
            StateError: when there is not a single item to show.
        """
        with self._database.write_alone(t.round) as connection:
            same = (t.round.c.team == team) & (t.round.c.day == day)
            there = connection.scalar(select(t.round.c.id).where(same))
            if there is not None:
                return int(there)
            chosen = _choose(connection, team, day)
            if not chosen:
                raise StateError("a round needs items that were reviewed and not shown before; found none")
            done = connection.execute(insert(t.round).values(team=team, day=day))
            id = int(done.inserted_primary_key[0])  # type: ignore[index]
            rows = [
                {"round_id": id, "position": at, "item_id": item_id, "lane": lane, "blind": at in BLIND}
                for at, lane, item_id in chosen
            ]
            connection.execute(insert(t.round_item), rows)
            return id

    def get(self, id: int) -> Round:
        """Return one round with its items.

        Raises:
            MissingError: when there is none.
        """
        with self._database.read() as connection:
            row = connection.execute(select(t.round).where(t.round.c.id == id)).one_or_none()
            if row is None:
                raise MissingError(f"round {id}: expected a round, found none")
            places = select(t.round_item).where(t.round_item.c.round_id == id).order_by(t.round_item.c.position)
            items = tuple(RoundItem(p.position, p.item_id, p.lane, p.blind) for p in connection.execute(places))
        return Round(row.id, row.team, row.day, row.focus, row.until, items)

    def waits_for_blind_grade(self, item_id: int) -> bool:
        """Tell whether an open round will have this item graded before anybody sees the model's values."""
        with self._database.read() as connection:
            return connection.scalar(waiting_for_blind_grade().where(t.round_item.c.item_id == item_id)) is not None

    def of_team(self, team: str) -> tuple[Round, ...]:
        """Return a team's rounds without their items, the newest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(t.round).where(t.round.c.team == team).order_by(t.round.c.day.desc()))
            return tuple(Round(r.id, r.team, r.day, r.focus, r.until) for r in rows)

    def grade(self, id: int, position: int, verdicts: Sequence[Verdict]) -> None:
        """Keep one seat's blind word on all criteria of an item; all of them or, on an error, none.

        Raises:
            StateError: when the round has ended, the item there is not graded blind, or this seat has graded it.
        """
        [grader] = {v.grader for v in verdicts}
        with self._database.write_alone(t.verdict) as connection:
            place = (t.round_item.c.round_id == id) & (t.round_item.c.position == position)
            waiting = waiting_for_blind_grade().where(place)
            item_id = connection.scalar(waiting)
            if item_id is None:
                raise StateError(
                    f"position {position}: expected an item of an open round that waits for a blind grade, found none"
                )
            mine = (t.verdict.c.item_id == item_id) & (t.verdict.c.grader == grader)
            if connection.scalar(select(func.count()).where(mine)):
                raise StateError(f"position {position}: this seat has graded it already")
            connection.execute(insert(t.verdict), [verdict_row(v, item_id) for v in verdicts])

    def end(self, id: int, focus: str, until: date) -> None:
        """End a round with the criterion that the team works on, and until when.

        Raises:
            MissingError: when there is no such round.
        """
        shown = select(t.round_item.c.item_id).where(t.round_item.c.round_id == id)
        with self._database.write() as connection:
            done = connection.execute(update(t.round).where(t.round.c.id == id).values(focus=focus, until=until))
            if not done.rowcount:
                raise MissingError(f"round {id}: expected a round, found none")
            talked_about = t.item.c.id.in_(shown) & t.item.c.status.in_(("open", "answered"))
            connection.execute(update(t.item).where(talked_about).values(status="discussed"))


def verdict_row(verdict: Verdict, item_id: int) -> dict[str, Any]:
    """Return a verdict as its table keeps it."""
    return {**asdict(verdict), "evidence": [dict(e) for e in verdict.evidence], "item_id": item_id}


def waiting_for_blind_grade() -> Select[int]:
    """Return the query for items of open rounds that not every seat has graded blind."""
    seats = (
        select(func.count(t.verdict.c.grader.distinct()))
        .where(t.verdict.c.item_id == t.round_item.c.item_id, t.verdict.c.blind)
        .scalar_subquery()
    )
    return (
        select(t.round_item.c.item_id)
        .join(t.round)
        .where(t.round_item.c.blind, t.round.c.focus.is_(None), seats < len(GRADERS))
    )


def _choose(connection: Connection, team: str, day: date) -> list[tuple[int, str, int]]:
    chosen: dict[int, str] = {}
    places: list[int | None] = []
    for position, lane in enumerate(SLOTS):
        wanted = _candidates(team, day, list(chosen)).where(t.item.c.lane == lane)
        id = connection.scalar(_unjudged(wanted, position))
        places.append(id)
        if id is not None:
            chosen[id] = lane
    for at, place in enumerate(places):
        if place is not None:
            continue
        row = connection.execute(_unjudged(_candidates(team, day, list(chosen)), at).add_columns(t.item.c.lane)).first()
        if row is not None:
            places[at], chosen[row.id] = row.id, row.lane
    return [(at, chosen[id], id) for at, id in enumerate(places) if id is not None]


def _unjudged(wanted: Select[Any], position: int) -> Select[Any]:
    """Narrow the candidates for a blind place: whoever has judged an item before has seen the model's values."""
    return wanted.where(t.item.c.id.not_in(select(t.verdict.c.item_id))) if position in BLIND else wanted


def _candidates(team: str, day: date, without: Sequence[int]) -> Select[int]:
    shown = select(t.round_item.c.item_id)
    recent = (t.item.c.day >= day - _RECENT).desc()
    return (
        select(t.item.c.id)
        .where(t.item.c.team == team, t.item.c.lane.is_not(None), t.item.c.status != "closed")
        .where(t.item.c.id.not_in(shown), t.item.c.id.not_in(without))
        .order_by(recent, t.item.c.mix, t.item.c.id)
        .limit(1)
    )
