"""One customer's data: found by keyed hashes, counted, exported, erased; and the clock that erases everybody's."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from coach.store import tables as t
from coach.store.database import Database
from coach.store.items import forget, forget_shared

_AT_ONCE = 500  # conversations that are erased in one transaction


class Customers:
    """Finds conversations by hashes of what identifies a customer; the words themselves are not stored."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, hashes: Collection[str]) -> int:
        """Return how many conversations hold one of these identifiers."""
        return len(self._found(hashes))

    def export(self, hashes: Collection[str]) -> list[dict[str, Any]]:
        """Return these conversations as they are stored: redacted messages, and the replies that were looked at."""
        with self._database.read() as connection:
            found = connection.execute(
                select(t.conversation).where(t.conversation.c.id.in_(_holding(hashes))).order_by(t.conversation.c.id)
            ).all()
            drafts: dict[int, list[str]] = {row.id: [] for row in found}
            asked = select(t.item.c.conversation_id, t.item.c.draft).where(t.item.c.conversation_id.in_(list(drafts)))
            for id, draft in connection.execute(asked.order_by(t.item.c.id)):
                drafts[id].append(draft)
        return [
            {
                "day": row.day.isoformat(), "channel": row.channel, "source": row.source, "messages": row.messages,
                "replies": drafts[row.id],
            }
            for row in found
        ]  # fmt: skip

    def erase(self, hashes: Collection[str]) -> int:
        """Delete these conversations with all that belongs to them, and return how many."""
        found = self._found(hashes)
        for at in range(0, len(found), _AT_ONCE):
            with self._database.write() as connection:
                forget_shared(connection, self._database.insert, found[at : at + _AT_ONCE])
            self._database.deleted()
        return len(found)

    def purge(self, before: date) -> int:
        """Delete every conversation whose last day lies before `before`, and return how many."""
        with self._database.read() as connection:
            old = connection.scalars(select(t.conversation.c.id).where(t.conversation.c.day < before)).all()
        for at in range(0, len(old), _AT_ONCE):
            with self._database.write() as connection:
                forget(connection, old[at : at + _AT_ONCE])
            self._database.deleted()
        return len(old)

    def _found(self, hashes: Collection[str]) -> list[int]:
        with self._database.read() as connection:
            return list(connection.scalars(_holding(hashes)))


def _holding(hashes: Collection[str]) -> Select[int]:
    return select(t.identifier.c.conversation_id).where(t.identifier.c.hash.in_(hashes)).distinct()
