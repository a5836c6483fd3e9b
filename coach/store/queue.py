"""The trainers' queue: filters, order, pages, neighbours."""

import json
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_

from coach.errors import StateError
from coach.store import tables as t
from coach.store.database import Database
from coach.store.rounds import waiting_for_blind_grade
from coach.store.search import matching
from coach.store.values import Filter, Page, Row

_CAP = 1000  # items are counted up to here
_SNIPPET = 160  # characters of draft and customer that a row shows
ORDERS = ("mixed", "newest")


class Queue:
    """Reads the queue. Nothing here knows agents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, wanted: Filter, *, order: str = "mixed", after: str | None = None, size: int = 25) -> Page:
        """Return `size` items behind the cursor `after`.

        Raises:
            StateError: when `after` is no cursor of this order.
        """
        key, ids = _KEYS[order], self._matching(wanted)
        ordered = ids.order_by(*_sorted(order)).add_columns(*key)
        with self._database.read() as connection:
            if after is None:  # one look finds the page and counts
                found = connection.execute(ordered.limit(_CAP + 1)).all()
                total = len(found)
            else:
                found = connection.execute(ordered.where(_behind(order, _cursor(order, after))).limit(size + 1)).all()
                total = connection.scalar(select(func.count()).select_from(ids.limit(_CAP + 1).subquery())) or 0
            more, found = len(found) > size, found[:size]
            rows = self._rows(connection, [row[0] for row in found])
        next = _written(tuple(found[-1][1:])) if more else None
        return Page(rows, min(total, _CAP), total > _CAP, next)

    def neighbours(self, id: int, wanted: Filter, *, order: str = "mixed") -> tuple[int | None, int | None]:
        """Return the ids before and behind an item in this queue, None at its ends."""
        with self._database.read() as connection:
            place = connection.execute(select(*_KEYS[order]).where(t.item.c.id == id)).one_or_none()
            if place is None:
                return None, None
            ids = self._matching(wanted)
            behind = ids.where(_behind(order, tuple(place))).order_by(*_sorted(order)).limit(1)
            before = ids.where(_before(order, tuple(place))).order_by(*_reversed(order)).limit(1)
            return connection.scalar(before), connection.scalar(behind)

    def _matching(self, wanted: Filter) -> Select[Any]:
        item = t.item.c
        query = select(item.id).where(item.lane.is_not(None), item.id.not_in(waiting_for_blind_grade()))
        for column, value in (
            (item.language, wanted.language),
            (item.channel, wanted.channel),
            (item.status, wanted.status),
            (item.lane, wanted.lane),
        ):
            if value is not None:
                query = query.where(column == value)
        if wanted.level is not None:
            query = query.where(item.level >= wanted.level)
        if wanted.since is not None:
            query = query.where(item.day >= wanted.since)
        if wanted.until is not None:
            query = query.where(item.day <= wanted.until)
        if wanted.criterion is not None:
            flagged = select(t.flag.c.item_id).where(t.flag.c.criterion == wanted.criterion)
            query = query.where(item.id.in_(flagged))
        return matching(query, wanted.text, dialect=self._database.engine.dialect.name)

    def _rows(self, connection: Any, ids: list[int]) -> tuple[Row, ...]:
        if not ids:
            return ()
        named = [
            t.item.c[name] for name in ("id", "day", "channel", "team", "language", "lane", "status", "mark", "level")
        ]
        asked = select(*named, t.item.c.draft, t.item.c.first, t.item.c.upto, t.conversation.c.messages).join(
            t.conversation
        )
        found = {row.id: row for row in connection.execute(asked.where(t.item.c.id.in_(ids)))}
        criteria: dict[int, list[str]] = {id: [] for id in ids}
        cards = select(t.flag.c.item_id, t.flag.c.criterion).where(t.flag.c.item_id.in_(ids) & t.flag.c.shown)
        for id, criterion in connection.execute(cards.order_by(t.flag.c.criterion)):
            criteria[id].append(criterion)
        return tuple(
            Row(
                **{column.name: getattr(found[id], column.name) for column in named},
                draft=found[id].draft[:_SNIPPET],
                customer=_customer(found[id].messages[found[id].first : found[id].upto])[:_SNIPPET],
                criteria=tuple(criteria[id]),
            )
            for id in ids
        )


_KEYS: dict[str, tuple[Any, ...]] = {"mixed": (t.item.c.mix, t.item.c.id), "newest": (t.item.c.day, t.item.c.id)}


def _sorted(order: str) -> list[ColumnElement[Any]]:
    return [k.desc() if order == "newest" else k.asc() for k in _KEYS[order]]


def _reversed(order: str) -> list[ColumnElement[Any]]:
    return [k.asc() if order == "newest" else k.desc() for k in _KEYS[order]]


def _behind(order: str, place: tuple[Any, ...]) -> ColumnElement[bool]:
    key = tuple_(*_KEYS[order])
    return key < place if order == "newest" else key > place


def _before(order: str, place: tuple[Any, ...]) -> ColumnElement[bool]:
    key = tuple_(*_KEYS[order])
    return key > place if order == "newest" else key < place


def _written(place: tuple[Any, ...]) -> str:
    return json.dumps([p.isoformat() if isinstance(p, date) else p for p in place])


def _cursor(order: str, written: str) -> tuple[Any, ...]:
    try:
        first, id = json.loads(written)
        return (date.fromisoformat(first) if order == "newest" else float(first), min(int(id), 2**62))
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise StateError(f"after: expected the cursor of a page in the order {order!r}, found another text") from None


def _customer(messages: list[dict[str, Any]]) -> str:
    return next((m["text"] for m in reversed(messages) if m["role"] == "customer"), "")
