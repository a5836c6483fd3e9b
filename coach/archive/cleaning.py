"""What the clock asks for: the purge of what is past its time, and the count of finished weeks."""

from collections.abc import Callable
from datetime import date, timedelta

from coach.store import Store
from coach.store.values import week_of


def clean(store: Store, today: Callable[[], date] = date.today) -> int:
    """Purge what is older than the lead's retention time, and count and drop the tokens of finished weeks.

    Returns:
        How many conversations were purged.
    """
    before = today() - timedelta(days=store.choices.get().retention_days)
    store.counts.forget_weeks(before)  # first: a week that is purged in part would still claim its sharers
    purged = store.customers.purge(before)
    store.counts.close_weeks(week_of(today()))
    return purged
