"""How fast the archive answers when it is large: pages, filters, searches and neighbours over many conversations."""

import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from rich.progress import track

from coach.store import Store
from coach.store.values import Filter, NewConversation, NewItem, Reviewed
from coach.types import Message
from training.corpus import load_split

_BATCH = 1000
_LANES = ("flagged", "uncertain", "random", "good", "plain", "plain", "plain", "plain")
_CRITERIA = ("missing_empathy", "irony", "unanswered_question", "hurried", "canned", "no_next_step")
_CHANNELS = ("whatsapp", "live_chat", "email")
_DAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Times:
    """How long one kind of question to the archive took."""

    kind: str
    count: int
    median_ms: float
    p95_ms: float
    worst_ms: float


def measure_archive(conversations: int, *, asked: int = 60, seed: int = 13, url: str | None = None) -> list[Times]:
    """Fill an archive with `conversations` drawn from training texts, and time `asked` questions of each kind.

    Args:
        conversations: how many, each with one item.
        asked: how often each kind of question is asked, each time with other values.
        seed: of texts and questions.
        url: an empty database; None: SQLite in a temporary folder.
    """
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(url or f"sqlite:///{Path(folder) / 'archive.db'}")
        try:
            words = _fill(store, conversations, random.Random(seed))
            return list(_timed(store, words, asked, random.Random(seed)))
        finally:
            store.close()


def _fill(store: Store, conversations: int, chance: random.Random) -> list[str]:
    """Store conversations whose sentences are drawn from many items, so that no two are alike; return their words."""
    items = [r.draft for r in load_split("train")]
    said = [m.text for d in items for m in d.conversation if m.role == "customer"]
    replies = [d.text for d in items]
    for start in track(range(0, conversations, _BATCH), "filling"):
        numbers = range(start, min(start + _BATCH, conversations))
        store.items.add([_conversation(n, said, replies, chance) for n in numbers])
        store.items.store_reviews({item.id: _review(chance) for item in store.items.waiting(_BATCH)})
    return [word for text in said for word in text.split() if word.isalpha() and len(word) > 3]


def _conversation(number: int, said: list[str], replies: list[str], chance: random.Random) -> NewConversation:
    turns = [f"{chance.choice(said)} {number}", chance.choice(replies), chance.choice(said)]
    roles = ("customer", "agent", "customer")
    return NewConversation(
        source="import", channel=chance.choice(_CHANNELS), team="Team", day=_DAY - timedelta(days=chance.randrange(180)),
        messages=tuple(Message(r, t) for r, t in zip(roles, turns, strict=True)), digest=str(number),
        items=(NewItem(3, chance.choice(replies)),),
    )  # fmt: skip


def _review(chance: random.Random) -> Reviewed:
    lane = chance.choice(_LANES)
    flags = dict.fromkeys(chance.sample(_CRITERIA, 2), True) if lane == "flagged" else {}
    report = {"scores": {c: chance.random() for c in _CRITERIA}, "flags": {c: c in flags for c in _CRITERIA}}
    return Reviewed("de" if chance.random() < 0.7 else "en", lane, 2 * bool(flags), chance.random(), report, (), flags)


def _timed(store: Store, words: list[str], asked: int, chance: random.Random) -> Iterator[Times]:
    ids = [row.id for row in store.queue.page(Filter(), size=1000).rows]
    kinds: dict[str, Callable[[], object]] = {
        "first page": lambda: store.queue.page(Filter()),
        "newest": lambda: store.queue.page(Filter(), order="newest"),
        "a criterion": lambda: store.queue.page(Filter(criterion=chance.choice(_CRITERIA))),
        "several filters": lambda: store.queue.page(_filter(chance)),
        "a channel": lambda: store.queue.page(Filter(channel=chance.choice(_CHANNELS), status="open")),
        "what fits nothing": lambda: store.queue.page(Filter(language="fr", level=3)),
        "a later page": lambda: store.queue.page(Filter(), after=f"[{chance.random()}, 0]"),
        "search, one word": lambda: store.queue.page(Filter(text=chance.choice(words))),
        "search, two words": lambda: store.queue.page(Filter(text=" ".join(chance.sample(words, 2)))),
        "search and filters": lambda: store.queue.page(
            Filter(text=chance.choice(words), lane="flagged", language="de"), order="newest"
        ),
        "neighbours": lambda: store.queue.neighbours(chance.choice(ids), Filter(text=chance.choice(words))),
    }
    times: dict[str, list[float]] = defaultdict(list)
    for _ in track(range(asked), "asking"):
        for kind, ask in kinds.items():
            begun = time.perf_counter()
            ask()
            times[kind].append(1000 * (time.perf_counter() - begun))
    times["all"] = [ms for found in list(times.values()) for ms in found]
    for kind, found in times.items():
        median, p95 = np.percentile(found, [50, 95])
        yield Times(kind, len(found), round(float(median), 1), round(float(p95), 1), round(max(found), 1))


def _filter(chance: random.Random) -> Filter:
    since = _DAY - timedelta(days=chance.randrange(180))
    return Filter(
        criterion=chance.choice(_CRITERIA),
        level=1,
        language="de",
        channel=chance.choice(_CHANNELS),
        since=since,
        status="open",
    )
