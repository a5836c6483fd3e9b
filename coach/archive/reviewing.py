"""Items that wait are reviewed in the background, a few at a time; what is stored stays stored, so it can be stopped at any moment."""

import logging
import math
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol

from coach.archive.cleaning import clean
from coach.errors import CoachError
from coach.store import Store
from coach.store.blocks import Block
from coach.store.values import LEVELS, Reviewed, StoredItem
from coach.types import Draft, Report, Rewrite

_LOG = logging.getLogger(__name__)
_BATCH = 16  # items that are reviewed and stored together
_RANDOM = 0.1  # share of all items that are shown whatever the model says: the unbiased part of the queue
_NEAR = 0.1  # a probability this near to its threshold is uncertain
# How often an item of a lane comes up before one of weight 1.
_WEIGHTS = {"good": 2.0, "flagged": 4.0, "uncertain": 3.0, "random": 4.0, "plain": 0.25}
_ASKED = 20.0  # and one that somebody waits for
_PAUSE = 5.0  # seconds between two looks for new items


class Reviewer(Protocol):
    """What is needed of a pipeline."""

    def predict(self, drafts: Sequence[Draft]) -> list[Report]:
        """Review drafts."""
        ...


class Rewriter(Protocol):
    """What is needed of a rewriter."""

    def rewrite(self, draft: Draft, report: Report) -> Sequence[Rewrite]:
        """Return rewrites of a draft."""
        ...

    def matter_of(self, sentence: str) -> str | None:
        """Return what a customer's sentence is about."""
        ...


class Reviewing:
    """Reviews what waits in the archive."""

    def __init__(
        self, store: Store, pipeline: Reviewer, rewriter: Rewriter | None, *, thresholds: Mapping[str, float],
        chance: random.Random | None = None,
    ) -> None:  # fmt: skip
        """Take the archive and the models.

        Args:
            store: the archive.
            pipeline: reviews the drafts.
            rewriter: proposes rewrites of flagged ones; None: no rewrites, and no matters.
            thresholds: of the criteria that show cards, by id; a probability near its threshold is uncertain.
            chance: draws the random part and the order of the queue.
        """
        self._store = store
        self._pipeline = pipeline
        self._rewriter = rewriter
        self._thresholds = thresholds
        self._chance = chance or random.SystemRandom()
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._cleaned: date | None = None

    def work(self, progress: Callable[[int], None] = lambda done: None) -> int:
        """Review everything that waits and return how many items it was; `progress` is told after each batch.

        Items are stored batch by batch: whoever stops this loses nothing, and the next call goes on.
        """
        done = 0
        while not self._stop.is_set() and (items := self._store.items.waiting(_BATCH)):
            self._review(items)
            done += len(items)
            progress(done)
        while not self._stop.is_set() and (blocks := self._store.blocks.waiting(_BATCH)):
            reports = _each(self._pipeline.predict, [_block_draft(block) for block in blocks])
            self._store.blocks.store_reviews(
                {b.id: r.to_dict() if r else {} for b, r in zip(blocks, reports, strict=True)}
            )
        return done

    def _review(self, items: Sequence[StoredItem]) -> None:
        reports = _each(self._pipeline.predict, [draft_of(item) for item in items])
        pairs = list(zip(items, reports, strict=True))
        self._store.items.store_reviews({item.id: self._reviewed(item, report) for item, report in pairs if report})
        for item, report in pairs:
            if report is None:
                self._store.items.set_aside(item.id)

    def start(self) -> None:
        """Work in the background until `stop`, looking for new items now and then, and at once after `wake`."""
        self._thread = threading.Thread(target=self._run, name="reviewing", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Tell the background that there is work."""
        self._wake.set()

    def stop(self) -> None:
        """End the background after the batch at hand."""
        self._stop.set()
        self._wake.set()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            for task in (self._clean, self.work, self._store.sweep):  # the clock first: nothing holds it up
                _calmly(task)
            self._wake.wait(_PAUSE)
            self._wake.clear()

    def _clean(self) -> None:
        """Do what the clock asks for, once a day."""
        today = date.today()
        if self._cleaned != today:
            clean(self._store)
            self._cleaned = today

    def _reviewed(self, item: StoredItem, report: Report) -> Reviewed:
        draft = draft_of(item)
        rewrites = self._rewriter.rewrite(draft, report) if self._rewriter and report.shown else ()
        lane = self._lane(item, report)
        weight = _ASKED if item.mark == "question" else _WEIGHTS[lane]
        return Reviewed(
            language=report.language,
            lane=lane,
            level=max((LEVELS.index(f.level) for f in report.shown), default=0),
            mix=-math.log(1.0 - self._chance.random()) / weight,  # weighted random order: Efraimidis & Spirakis 2006
            report=report.to_dict(),
            rewrites=tuple(r.to_dict() for r in rewrites),
            flags={f.criterion: f.shown for f in report.findings},
            requests=tuple((self._matter(q.text), q.status) for q in report.questions),
        )

    def _lane(self, item: StoredItem, report: Report) -> str:
        if item.mark == "good":
            return "good"
        if self._chance.random() < _RANDOM:
            return "random"
        if report.shown:
            return "flagged"
        scores = ((report.scores.get(c), threshold) for c, threshold in self._thresholds.items())
        near = any(score is not None and abs(score - threshold) <= _NEAR for score, threshold in scores)
        return "uncertain" if near else "plain"

    def _matter(self, request: str) -> str | None:
        return self._rewriter.matter_of(request) if self._rewriter else None


def _calmly(task: Callable[[], object]) -> None:
    try:
        task()
    except CoachError as error:
        _LOG.error("in the background: %s", error)
    except Exception as error:  # whatever it is, the next round tries again; its words may hold the text
        _LOG.error("in the background something failed with %s", type(error).__name__)


def _each(predict: Callable[[Sequence[Draft]], list[Report]], drafts: Sequence[Draft]) -> list[Report | None]:
    """Return the reports of drafts; None for one that makes the model fail, which costs the others nothing."""
    try:
        return list(predict(drafts))
    except CoachError:
        raise
    except Exception as error:  # a model may fail in any way
        if len(drafts) > 1:
            return [report for draft in drafts for report in _each(predict, [draft])]
        _LOG.error("an item could not be reviewed: %s", type(error).__name__)
        return [None]


def draft_of(item: StoredItem) -> Draft:
    """Return an item as the pipeline reads it."""
    language = None if item.language == "und" else item.language
    return Draft(
        item.draft,
        item.messages,
        id=item.id,
        language=language,
        channel=item.channel,
        kind=item.kind,
        address=item.address,
    )


def _block_draft(block: Block) -> Draft:
    return Draft(block.text, id=block.id, kind="proactive")
