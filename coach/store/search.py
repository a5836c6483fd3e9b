"""Full-text search over conversations: Snowball stems, in FTS5 or in a `tsvector`.

Both databases index the same stems (Porter 2001), made here, so that both find the same.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

import snowballstemmer
from sqlalchemy import Connection, Select, delete, insert, select, table, text
from sqlalchemy.sql import column

from coach.store.tables import item

_WORD = re.compile(r"\w+")
_LONGEST = 40  # letters of a word; longer ones are no words
_MOST = 12  # words of a query
_LANGUAGES = {"de": "german", "en": "english"}
words = table("words", column("rowid"), column("stems"))  # FTS5
vectors = table("words", column("conversation_id"), column("stems"))  # PostgreSQL


def stems(texts: Iterable[str]) -> str:
    """Return the stems of all words, German and English ones alike: a chat may hold both."""
    found: dict[str, None] = {}
    for word in (w for t in texts for w in _WORD.findall(t.lower()) if len(w) <= _LONGEST):
        found |= dict.fromkeys(_stems_of(word))
    return " ".join(found)


def add_words(connection: Connection, conversation_id: int, texts: Iterable[str]) -> None:
    """Index the words of a conversation."""
    said = stems(texts)
    if connection.dialect.name == "sqlite":
        connection.execute(insert(words).values(rowid=conversation_id, stems=said))
        return
    connection.execute(
        text(
            "INSERT INTO words (conversation_id, stems) VALUES (:id, array_to_tsvector(string_to_array(:stems, ' ')))"
        ),
        {"id": conversation_id, "stems": said},
    )


def forget_words(connection: Connection, conversation_ids: Iterable[int]) -> None:
    """Drop conversations from the index; PostgreSQL does so by itself."""
    if connection.dialect.name == "sqlite":
        for id in conversation_ids:
            connection.execute(delete(words).where(words.c.rowid == id))


def matching(query: Select[int], wanted: str, *, dialect: str) -> Select[int]:
    """Return `query` over items, narrowed to conversations that hold every word of `wanted`, in any form."""
    asked = [_stems_of(word) for word in _WORD.findall(wanted.lower())[:_MOST]]
    if not asked:
        return query
    if dialect == "sqlite":
        each = (f"({' OR '.join(_quoted(s) for s in forms)})" for forms in asked)
        found = select(words.c.rowid).where(text("words MATCH :stems").bindparams(stems=" AND ".join(each)))
    else:
        each = (f"({' | '.join(_lexeme(s) for s in forms)})" for forms in asked)
        found = select(vectors.c.conversation_id).where(
            text("words.stems @@ CAST(:stems AS tsquery)").bindparams(stems=" & ".join(each))
        )
    return query.where(item.c.conversation_id.in_(found))


@cache
def _stemmer(language: str) -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer(language)


@lru_cache(100_000)
def _stems_of(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_stemmer(name).stemWord(word) for name in _LANGUAGES.values()))


def _quoted(stem: str) -> str:
    return f'"{stem}"'  # only \w is in it


def _lexeme(stem: str) -> str:
    return f"'{stem}'"
