"""The archive with all that works on it, as the app and the command line need it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from coach.archive.insights import Insights
from coach.archive.intake import Intake
from coach.archive.reviewing import Reviewing
from coach.redaction import Redactor
from coach.rubric import Rubric
from coach.store import Store
from coach.store.counts import week_of


@dataclass(frozen=True)
class Archive:
    """The store, what takes things in, and what reads them."""

    store: Store
    rubric: Rubric
    redactor: Redactor
    intake: Intake
    reviewing: Reviewing
    today: Callable[[], date] = date.today

    @property
    def insights(self) -> Insights:
        """The team's figures."""
        return Insights(self.store.counts)

    def clean(self) -> int:
        """Do what the day asks for: purge what is past its time, and count and drop the tokens of finished weeks.

        Returns:
            How many conversations were purged.
        """
        before = self.today() - timedelta(days=self.store.choices.get().retention_days)
        purged = self.store.customers.purge(before)
        self.store.counts.forget_weeks(before)
        self.store.counts.close_weeks(week_of(self.today()))
        return purged
