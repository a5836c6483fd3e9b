"""The archive with all that works on it, as the app and the command line need it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

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

    def insights(self) -> Insights:
        """Return the team's figures, up to the last finished week."""
        self.store.counts.close_weeks(week_of(self.today()))
        return Insights(self.store.counts)
