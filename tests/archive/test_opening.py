"""Opening the archive: private files, and nothing left of an import that was killed."""

import stat

from coach.archive.opening import empty_uploads, open_store
from coach.settings import Settings


def test_opening_makes_files_that_others_cannot_read(tmp_path):
    for settings in (
        Settings(data=tmp_path / "a"),
        Settings(data=tmp_path / "b", database=f"sqlite:///{tmp_path / 'c.db'}"),
    ):
        (tmp_path / "a").mkdir(mode=0o755, exist_ok=True)
        place = open_store(settings)
        place.store.choices.change(retention_days=90)
        place.store.close()
    files = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert len(files) >= 3
    assert {stat.S_IMODE(p.stat().st_mode) for p in files} == {0o600}


def test_opening_empties_what_a_killed_import_left(tmp_path):
    place = open_store(Settings(data=tmp_path))
    empty_uploads(place)
    (place.uploads / "x").mkdir()
    (place.uploads / "x" / "upload.txt").write_text("Petra Kunz")
    empty_uploads(place)
    assert list(place.uploads.iterdir()) == []
    assert stat.S_IMODE(place.uploads.stat().st_mode) == 0o700
    place.store.close()
