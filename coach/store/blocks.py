"""Text blocks (macros) and what a review says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select, update

from coach.store import tables as t
from coach.store.database import Database


@dataclass(frozen=True)
class Block:
    """One text block."""

    id: int
    title: str
    text: str
    language: str
    report: Mapping[str, Any] | None  # None: not reviewed yet


@dataclass(frozen=True)
class NewBlock:
    """A text block as it is imported."""

    title: str
    text: str


class Blocks:
    """The text blocks of the archive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, blocks: Sequence[NewBlock]) -> int:
        """Store blocks and return how many were new."""
        rows = [{"title": b.title, "text": b.text, "digest": _digest(b), "language": "und"} for b in blocks]
        new = self._database.insert(t.block).on_conflict_do_nothing(index_elements=["digest"]).returning(t.block.c.id)
        with self._database.write() as connection:
            return sum(connection.scalar(new.values(**row)) is not None for row in rows)

    def all(self) -> tuple[Block, ...]:
        """Return all blocks, in the order in which they came in."""
        with self._database.read() as connection:
            rows = connection.execute(select(t.block).order_by(t.block.c.id))
            return tuple(Block(r.id, r.title, r.text, r.language, r.report) for r in rows)

    def waiting(self, most: int) -> tuple[Block, ...]:
        """Return up to `most` blocks that were not reviewed yet."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(t.block).where(t.block.c.report.is_(None)).order_by(t.block.c.id).limit(most)
            )
            return tuple(Block(r.id, r.title, r.text, r.language, r.report) for r in rows)

    def store_reviews(self, reports: Mapping[int, Mapping[str, Any]]) -> None:
        """Keep what the model says of blocks."""
        with self._database.write() as connection:
            for id, report in reports.items():
                values = {"report": dict(report), "language": report.get("language", "und")}
                connection.execute(update(t.block).where(t.block.c.id == id).values(**values))

    def remove(self, id: int) -> None:
        """Delete a block."""
        with self._database.write() as connection:
            connection.execute(delete(t.block).where(t.block.c.id == id))


def _digest(block: NewBlock) -> str:
    """Return the hash under which a block is known, so that there are no doubles; of its redacted words."""
    return sha256(f"{block.title}\0{block.text}".encode("utf-8", "replace")).hexdigest()
