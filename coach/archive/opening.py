"""Opens the archive that the settings name."""

import shutil
from dataclasses import dataclass
from pathlib import Path

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
    uploads: Path  # for files on their way in; empty at every start, whatever ended the last one
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
    store = Store.open(settings.database or f"sqlite:///{folder / 'archive.db'}")
    return Place(store, folder / "uploads", load_key(folder / "archive.key"))


def empty_uploads(place: Place) -> None:
    """Delete what an import that was killed has left behind, and make the folder for the next ones."""
    shutil.rmtree(place.uploads, ignore_errors=True)
    place.uploads.mkdir(mode=0o700)


def archive_of(
    place: Place, pipeline: Reviewer, rewriter: Rewriter | None, *, rubric: Rubric, thresholds: dict[str, float]
) -> Archive:
    """Return the archive over an opened store, with the models that review what comes in."""
    redactor = Redactor(place.key)
    return Archive(
        place.store,
        place.uploads,
        rubric,
        redactor,
        Intake(place.store, redactor, key=place.key),
        Reviewing(place.store, pipeline, rewriter, thresholds=thresholds),
    )
