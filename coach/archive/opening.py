"""Opens the archive that the settings name."""

import os
from dataclasses import dataclass

from coach.archive.intake import Intake
from coach.archive.reviewing import Reviewer, Reviewing, Rewriter
from coach.archive.service import Archive
from coach.errors import StoreError
from coach.redaction import Redactor, load_key
from coach.rubric import Rubric
from coach.settings import Settings
from coach.store import Store


@dataclass(frozen=True)
class Place:
    """An opened store with its key."""

    store: Store
    key: bytes  # of the hashes by which doubles and customers are found; lies beside the database, never in it


def open_store(settings: Settings) -> Place:
    """Open the database and the key, and make them where there are none.

    Raises:
        StoreError: when that cannot be done.
    """
    folder = settings.data.expanduser()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"FOUR_EARS_DATA: expected a folder to write in, found {folder} ({error.strerror})") from None
    url = settings.database or f"sqlite:///{folder / 'archive.db'}"
    store = Store.open(url)
    if not settings.database:
        os.chmod(folder / "archive.db", 0o600)
    return Place(store, load_key(folder / "archive.key"))


def archive_of(
    place: Place, pipeline: Reviewer, rewriter: Rewriter | None, *, rubric: Rubric, thresholds: dict[str, float]
) -> Archive:
    """Return the archive over an opened store, with the models that review what comes in."""
    redactor = Redactor(place.key)
    return Archive(
        place.store,
        rubric,
        redactor,
        Intake(place.store, redactor, key=place.key),
        Reviewing(place.store, pipeline, rewriter, thresholds=thresholds),
    )
