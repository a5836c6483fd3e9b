"""Conversations and their items: taken in, reviewed, talked about, withdrawn."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from coach.errors import MissingError, StateError
from coach.store import tables as t
from coach.store.database import Database
from coach.store.rounds import verdict_row, waiting_for_blind_grade
from coach.store.search import add_words, forget_words
from coach.store.values import NewConversation, Note, Reviewed, StoredItem, Verdict, week_of
from coach.types import Message

_MOST_AT_ONCE = 200  # conversations in one transaction
_MOST_ID = 2**53  # the page counts exactly up to here
_LAST = 1e6  # behind everything in the mixed queue
_DONE = ("discussed", "closed")  # an item that was discussed is not withdrawn
_NEXT = {"open": ("answered", "discussed"), "answered": ("open", "discussed"), "discussed": ("closed",), "closed": ()}


class Items:
    """The items of the archive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, conversations: Sequence[NewConversation]) -> tuple[NewConversation, ...]:
        """Store conversations with their items, and return those that were new; what is there already is left alone."""
        added: list[NewConversation] = []
        for at in range(0, len(conversations), _MOST_AT_ONCE):
            with self._database.write() as connection:
                part = conversations[at : at + _MOST_AT_ONCE]
                added += [c for c in part if _add(connection, self._database.insert, c)]
        return tuple(added)

    def waiting(self, most: int) -> tuple[StoredItem, ...]:
        """Return up to `most` items that were not reviewed yet."""
        unread = _WITH_CHAT.where(t.item.c.lane.is_(None)).order_by(t.item.c.mix, t.item.c.id)
        with self._database.read() as connection:
            rows = connection.execute(unread.limit(most))
            return tuple(_item(row) for row in rows)

    def progress(self) -> tuple[int, int]:
        """Return how many items wait for their review, and how many there are."""
        with self._database.read() as connection:
            waiting = connection.scalar(select(func.count()).select_from(t.item).where(t.item.c.lane.is_(None)))
            every = connection.scalar(select(func.count()).select_from(t.item))
        return waiting or 0, every or 0

    def store_reviews(self, reviews: Mapping[int, Reviewed]) -> None:
        """Keep what the model says of items; one that was withdrawn meanwhile is passed over."""
        with self._database.write() as connection:
            for id, review in reviews.items():
                _store_review(connection, id, review)

    def set_aside(self, id: int) -> None:
        """Let an item that cannot be reviewed stand in the queue without a report, so that it holds up no others."""
        with self._database.write() as connection:
            connection.execute(update(t.item).where(t.item.c.id == id).values(lane="plain", mix=_LAST))

    def get(self, id: int) -> StoredItem | None:
        """Return one item with verdicts and notes."""
        return self._one(t.item.c.id == id)

    def by_key(self, key: str) -> StoredItem | None:
        """Return the item that a hashed key opens."""
        return self._one(t.item.c.key == key)

    def withdraw(self, key: str) -> None:
        """Delete the item that a hashed key opens, with its conversation.

        Raises:
            MissingError: when the key opens nothing.
            StateError: when it was discussed already.
        """
        with self._database.write() as connection:
            found = connection.execute(_PLACE.where(t.item.c.key == key)).one_or_none()
            if found is None:
                raise MissingError("expected a shared item, found none under this key")
            if found.status in _DONE:
                raise StateError(f"an item can be withdrawn until it is discussed; this one is {found.status}")
            forget_shared(connection, self._database.insert, [found.conversation_id])
        self._database.deleted()

    def remove(self, id: int) -> None:
        """Delete an item's whole conversation: what should not have been stored may stand anywhere in it.

        Raises:
            MissingError: when there is no such item.
        """
        with self._database.write() as connection:
            found = connection.execute(_PLACE.where(t.item.c.id == id)).one_or_none()
            if found is None:
                raise MissingError(f"item {id}: expected an item, found none")
            forget_shared(connection, self._database.insert, [found.conversation_id])
        self._database.deleted()

    def set_status(self, id: int, status: str) -> None:
        """Move an item on: open → answered → discussed → closed.

        Raises:
            MissingError: when there is no such item.
            StateError: when that step does not exist.
        """
        with self._database.write() as connection:
            found = connection.scalar(select(t.item.c.status).where(t.item.c.id == id))
            if found is None:
                raise MissingError(f"item {id}: expected an item, found none")
            if status == found:
                return
            if status not in _NEXT[found]:
                raise StateError(
                    f"item {id}: from {found} it goes on to {' or '.join(_NEXT[found]) or 'nothing'}, not {status}"
                )
            connection.execute(update(t.item).where(t.item.c.id == id).values(status=status))

    def set_cause(self, id: int, cause: str | None) -> None:
        """Note why the reply went wrong; None takes it back.

        Raises:
            MissingError: when there is no such item; as for a verdict, a note and a step.
        """
        self._change(
            id, lambda connection: connection.execute(update(t.item).where(t.item.c.id == id).values(cause=cause))
        )

    def set_verdict(self, id: int, verdict: Verdict) -> None:
        """Keep a grader's word, in place of an earlier one of the same seat. The model's value stays as it is."""

        def work(connection: Connection) -> None:
            same = (
                (t.verdict.c.item_id == id)
                & (t.verdict.c.criterion == verdict.criterion)
                & (t.verdict.c.grader == verdict.grader)
            )
            connection.execute(delete(t.verdict).where(same))
            connection.execute(insert(t.verdict).values(**verdict_row(verdict, id)))

        self._change(id, work)

    def add_note(self, id: int, note: Note) -> None:
        """Add a line to the talk about an item; a trainer's first one answers an open item."""

        def work(connection: Connection) -> None:
            connection.execute(insert(t.note).values(item_id=id, **asdict(note)))
            if note.author == "trainer":
                opened = (t.item.c.id == id) & (t.item.c.status == "open")
                connection.execute(update(t.item).where(opened).values(status="answered"))

        self._change(id, work)

    def judged(self) -> tuple[StoredItem, ...]:
        """Return every item that a trainer has judged, but for those that another seat is still to grade blind."""
        judged = select(t.verdict.c.item_id).where(t.verdict.c.grader == "trainer")
        return self.many(judged.where(t.verdict.c.item_id.not_in(waiting_for_blind_grade())))

    def many(self, ids: Any) -> tuple[StoredItem, ...]:
        """Return the items among `ids`, a list or a query."""
        with self._database.read() as connection:
            rows = connection.execute(_WITH_CHAT.where(t.item.c.id.in_(ids)).order_by(t.item.c.id)).all()
            return _with_words(connection, rows)

    def every(self, batch: int = 500) -> Iterable[StoredItem]:
        """Give all items but those that wait for a blind grade, without holding all of them at once."""
        rest = _WITH_CHAT.where(t.item.c.id.not_in(waiting_for_blind_grade())).order_by(t.item.c.id)
        last = -1
        while True:
            with self._database.read() as connection:
                rows = connection.execute(rest.where(t.item.c.id > last).limit(batch)).all()
                found = _with_words(connection, rows)
            yield from found
            if len(found) < batch:
                return
            last = found[-1].id

    def _one(self, where: Any) -> StoredItem | None:
        with self._database.read() as connection:
            found = _with_words(connection, connection.execute(_WITH_CHAT.where(where)).all())
            return found[0] if found else None

    def _change(self, id: int, work: Callable[[Connection], object]) -> None:
        with self._database.write() as connection:
            if connection.scalar(select(t.item.c.id).where(t.item.c.id == id)) is None:
                raise MissingError(f"item {id}: expected an item, found none")
            work(connection)


_WITH_CHAT = select(t.item, t.conversation.c.messages).join(t.conversation)


_PLACE = select(t.item.c.conversation_id, t.item.c.status)


def forget_shared(connection: Connection, insert_or: Callable[[Any], Any], conversation_ids: Sequence[int]) -> None:
    """Delete conversations that somebody took back. Their weeks claim a sharer less: whoever shared them may have shared no more.

    A week that is not counted yet is in debt until it is.
    """
    shared = select(t.conversation.c.team, t.conversation.c.day).where(
        t.conversation.c.id.in_(conversation_ids), t.conversation.c.source == "shared"
    )
    for team, day in connection.execute(shared).all():
        row = insert_or(t.sharers).values(team=team, week=week_of(day), count=-1)
        less = {"count": t.sharers.c.count - 1}
        connection.execute(
            row.on_conflict_do_update(index_elements=["team", "week"], set_=less, where=t.sharers.c.count != 0)
        )
    forget(connection, conversation_ids)


def forget(connection: Connection, conversation_ids: Sequence[int]) -> None:
    """Delete conversations with all that belongs to them."""
    forget_words(connection, conversation_ids)
    connection.execute(delete(t.conversation).where(t.conversation.c.id.in_(conversation_ids)))


def _add(connection: Connection, insert_unless: Callable[[Any], Any], new: NewConversation) -> bool:
    """Store a conversation unless it is there already; tell whether it was new."""
    values = {name: getattr(new, name) for name in ("source", "channel", "team", "day", "digest")}
    row = insert_unless(t.conversation).values(**values, id=random_id(), messages=[asdict(m) for m in new.messages])
    id = connection.scalar(row.on_conflict_do_nothing(index_elements=["digest"]).returning(t.conversation.c.id))
    if id is None:
        return False
    shared = {"conversation_id": id, "channel": new.channel, "team": new.team, "day": new.day}
    waiting = {"status": "open", "language": "und", "level": 0, "mix": 0.0}
    if new.items:
        connection.execute(insert(t.item), [{**asdict(i), **shared, **waiting, "id": random_id()} for i in new.items])
    if new.identifiers:
        connection.execute(insert(t.identifier), [{"conversation_id": id, "hash": h} for h in sorted(new.identifiers)])
    add_words(connection, id, [*(m.text for m in new.messages), *(i.draft for i in new.items)])
    return True


def random_id() -> int:
    """Return a number for a row. It is random, so that numbers do not tell in which order people came."""
    return secrets.randbelow(_MOST_ID)


def _store_review(connection: Connection, id: int, review: Reviewed) -> None:
    values = {name: getattr(review, name) for name in ("language", "lane", "level", "mix")}
    done = connection.execute(
        update(t.item)
        .where(t.item.c.id == id)
        .values(**values, report=dict(review.report), rewrites=[dict(r) for r in review.rewrites])
    )
    if not done.rowcount:
        return
    for table in (t.flag, t.request):
        connection.execute(delete(table).where(table.c.item_id == id))
    if review.flags:
        connection.execute(
            insert(t.flag), [{"item_id": id, "criterion": c, "shown": shown} for c, shown in review.flags.items()]
        )
    if review.requests:
        connection.execute(insert(t.request), [{"item_id": id, "matter": m, "status": s} for m, s in review.requests])


def _with_words(connection: Connection, rows: Sequence[Row[Any]]) -> tuple[StoredItem, ...]:
    """Return the items with what was said of them."""
    ids = [row.id for row in rows]
    verdicts: dict[int, list[Verdict]] = {id: [] for id in ids}
    notes: dict[int, list[Note]] = {id: [] for id in ids}
    if ids:
        asked = (
            select(t.verdict).where(t.verdict.c.item_id.in_(ids)).order_by(t.verdict.c.criterion, t.verdict.c.grader)
        )
        for v in connection.execute(asked):
            verdicts[v.item_id].append(Verdict(v.criterion, v.grader, v.value, v.blind, tuple(v.evidence), v.model))
        for n in connection.execute(select(t.note).where(t.note.c.item_id.in_(ids)).order_by(t.note.c.id)):
            notes[n.item_id].append(Note(n.author, n.text, n.day))
    return tuple(_item(row, verdicts[row.id], notes[row.id]) for row in rows)


def _item(row: Row[Any], verdicts: Sequence[Verdict] = (), notes: Sequence[Note] = ()) -> StoredItem:
    names = ("id", "conversation_id", "draft", "kind", "mark", "question", "status", "cause", "day", "channel", "team",
             "language", "address", "lane", "level", "report")  # fmt: skip
    return StoredItem(
        **{name: getattr(row, name) for name in names},
        messages=tuple(Message(m["role"], m["text"], m["at"]) for m in row.messages[row.first : row.upto]),
        rewrites=tuple(row.rewrites or ()),
        verdicts=tuple(verdicts),
        notes=tuple(notes),
    )
