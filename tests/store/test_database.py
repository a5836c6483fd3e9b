"""Opening, migrating, failing: one clear error each, and no acknowledged write is lost."""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import threading
from pathlib import Path

import psycopg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import func, insert, inspect, select, text

from coach.errors import StoreError
from coach.store import tables as t
from coach.store.database import Database, _engine, upgrade
from tests.conftest import ROOT


def _plain(url: str) -> str:
    """Return what SQLAlchemy's address is for psycopg or sqlite3."""
    return url.removeprefix("sqlite:///")


def _write_setting(database: Database, key: str, value: object = 1) -> None:
    with database.write() as connection:
        connection.execute(insert(t.setting).values(key=key, value=value))


def _keys(database: Database) -> set[str]:
    with database.read() as connection:
        return set(connection.scalars(select(t.setting.c.key)))


def test_database_has_after_migration_just_the_tables_of_the_code(url):
    database = Database.open(url)
    found = inspect(database.engine)
    for table in t.metadata.tables.values():
        assert {c["name"] for c in found.get_columns(table.name)} == {c.name for c in table.columns}, table.name
        assert {i["name"] for i in found.get_indexes(table.name)} >= {i.name for i in table.indexes}, table.name
    assert not any(
        n in c.name for table in t.metadata.tables.values() for c in table.columns for n in ("agent", "author_id")
    )
    database.close()


def test_database_opens_what_the_first_version_wrote(url):
    old = Database(_engine(url))
    with old.write() as connection:
        upgrade(connection, "0001")
        connection.execute(text("INSERT INTO setting (key, value) VALUES ('old', '1')"))
    old.close()
    again = Database.open(url)
    with again.read() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == _head()
    assert _keys(again) == {"old"}
    again.close()


def _head() -> str | None:
    return ScriptDirectory(str(ROOT / "coach" / "store" / "migrations")).get_current_head()


def test_database_refuses_one_that_a_newer_version_wrote(url):
    first = Database.open(url)
    with first.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    first.close()
    with pytest.raises(StoreError, match=r"expected tables up to version 0\d+, found 9999: a newer Four Ears"):
        Database.open(url)


def test_database_undoes_a_block_that_fails(url):
    database = Database.open(url)
    with pytest.raises(KeyError), database.write() as connection:  # noqa: PT012 (the block is what is tried)
        connection.execute(insert(t.setting).values(key="half", value=1))
        raise KeyError
    assert _keys(database) == set()
    database.close()


def test_database_lets_two_writers_take_turns(url):
    databases = [Database.open(url) for _ in range(2)]

    def work(database, name):
        for number in range(20):
            _write_setting(database, f"{name}-{number}")

    threads = [threading.Thread(target=work, args=(d, n)) for d, n in zip(databases, "ab", strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(_keys(databases[0])) == 40
    for database in databases:
        database.close()


def test_database_says_that_another_writer_does_not_end(url, monkeypatch):
    monkeypatch.setattr("coach.store.database._WAIT", 1)
    one, two = Database.open(url), Database.open(url)
    with one.write() as connection:
        connection.execute(insert(t.setting).values(key="x", value=1))
        with pytest.raises(StoreError, match="another program has been writing for 1 seconds; nothing was stored"):
            _write_setting(two, "x")
    assert _keys(two) == {"x"}
    one.close()
    two.close()


def test_database_says_that_the_disk_is_full(tmp_path):
    database = Database.open(f"sqlite:///{tmp_path / 'a.db'}")
    with database.write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")  # SQLite's own way to run out of room
        connection.execute(insert(t.setting).values(key="before", value=1))
    with pytest.raises(StoreError, match="the disk is full; nothing of this change was stored"):
        _write_setting(database, "big", "x" * 100_000)
    assert _keys(database) == {"before"}
    database.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux")
def test_database_says_so_on_a_disk_that_is_really_full(tmp_path):
    """A small file system of its own, where one may be mounted."""
    mount = tmp_path / "small"
    mount.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount], check=False, capture_output=True)
    if done.returncode:
        pytest.skip("no file system may be mounted here")
    try:
        database = Database.open(f"sqlite:///{mount / 'a.db'}")
        _write_setting(database, "before")
        with pytest.raises(StoreError, match="the disk is full"):  # noqa: PT012 (which of them fails depends on the disk)
            for number in range(100):
                _write_setting(database, f"big-{number}", "x" * 100_000)
        assert "before" in _keys(database)
        database.close()
    finally:
        subprocess.run(["umount", mount], check=True)


def test_database_says_that_the_file_is_read_only(url, tmp_path):
    Database.open(url).close()
    if url.startswith("sqlite"):
        read_only = f"sqlite:///file:{_plain(url)}?mode=ro&uri=true"
    else:
        name = url.rsplit("/", 1)[1]
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        read_only = url
    database = Database.open(read_only)
    assert _keys(database) == set()
    with pytest.raises(StoreError, match="found it read-only; nothing was stored"):
        _write_setting(database, "x")
    database.close()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("sqlite:////nowhere/at/all/a.db", "expected a database, found none that answers"),
        ("postgresql://four@127.0.0.1:9/x", "expected a database, found none that answers"),
        ("mysql://x", "expected sqlite:///FILE or postgresql://…, found one that begins with 'mysql'"),
        ("archive.db", "expected sqlite:///FILE or postgresql"),
    ],
)
def test_database_says_what_is_wrong_with_an_address(address, said):
    with pytest.raises(StoreError, match=said):
        Database.open(address)


def test_database_says_that_a_file_is_no_database(tmp_path):
    (tmp_path / "a.db").write_text("Liebes Tagebuch, heute war ein Tag wie jeder andere. " * 40)
    with pytest.raises(StoreError, match="found a file of another kind or a damaged one"):
        Database.open(f"sqlite:///{tmp_path / 'a.db'}")


def test_database_never_repeats_what_was_to_be_stored(url):
    database = Database.open(url)
    _write_setting(database, "twice", "Frau Kunz wohnt am Markt")
    with pytest.raises(StoreError) as told:
        _write_setting(database, "twice", "Frau Kunz wohnt am Markt")
    assert "Kunz" not in str(told.value)
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__
    database.close()


def _write_until_killed(url: str, first: int) -> tuple[int, int]:
    """Start a process that writes one row after the other; return its id and a pipe with the numbers that it acknowledges."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child:
        os.close(write_end)
        return child, read_end
    try:
        database = Database.open(url)
        for number in range(first, first + 100_000):
            _write_setting(database, f"{number:09}", "x" * 300)
            os.write(write_end, b"%09d" % number)
    finally:
        os._exit(1)


def test_database_loses_no_acknowledged_write_when_it_is_killed_twenty_times(url):
    database = Database.open(url)
    acknowledged: list[int] = []
    for attempt in range(20):
        child, pipe = _write_until_killed(url, attempt * 1_000_000)
        with open(pipe, "rb") as said:
            for _ in range(1 + 3 * attempt):  # at another moment each time
                acknowledged.append(int(said.read(9)))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            rest = said.read()
        acknowledged += [int(rest[at : at + 9]) for at in range(0, len(rest), 9)]
        assert {f"{number:09}" for number in acknowledged} - _keys(database) == set()
    assert len(acknowledged) >= 20 * 11
    if database.is_sqlite:
        with contextlib.closing(sqlite3.connect(_plain(url))) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(t.setting)) >= len(acknowledged)
    database.close()


def test_database_survives_a_copy_of_its_files_in_the_middle_of_writing(tmp_path):
    """What a power cut leaves: the file and its log as they were at one moment."""
    database = Database.open(f"sqlite:///{tmp_path / 'a.db'}")
    for number in range(50):
        _write_setting(database, str(number), "x" * 500)
    (tmp_path / "copy").mkdir()
    for file in tmp_path.glob("a.db*"):
        shutil.copy(file, tmp_path / "copy" / file.name)
    database.close()
    again = Database.open(f"sqlite:///{tmp_path / 'copy' / 'a.db'}")
    assert len(_keys(again)) == 50
    again.close()
