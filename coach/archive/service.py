"""The archive with all that works on it, as the app and the command line need it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from coach.archive.insights import Insights
from coach.archive.intake import Intake
from coach.archive.reviewing import Reviewing
from coach.redaction import Redactor
from coach.rubric import Rubric
from coach.store import Store
from coach.store.values import week_of


@dataclass(frozen=True)
class Archive:
    """The store, what takes things in, and what reads them."""

    store: Store
    uploads: Path  # where files lie while they are read
    rubric: Rubric
    redactor: Redactor
    intake: Intake
    reviewing: Reviewing
    today: Callable[[], date] = date.today

    def insights(self) -> Insights:
        """Return the team's figures, up to the last finished week."""
        if self.store.counts.has_open_weeks(week_of(self.today())):
            self.store.counts.close_weeks(week_of(self.today()))
        return Insights(self.store.counts)

    @asynccontextmanager
    async def at_work(self, _: object) -> AsyncIterator[None]:
        """Review in the background while a server is up."""
        self.reviewing.start()
        yield
        await asyncio.to_thread(self.reviewing.stop)
        self.store.close()
