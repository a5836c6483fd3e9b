"""One database, SQLite or PostgreSQL: opened, migrated, and every failure told as one clear error."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from coach.errors import StoreError

_MIGRATIONS = Path(__file__).parent / "migrations"
_WAIT = 10  # seconds that a writer waits for another one
_FULL = ("database or disk is full", "No space left on device", "could not extend file")
_READ_ONLY = ("readonly database", "read-only transaction", "permission denied")
_LOCKED = ("database is locked", "lock timeout")
_UNREACHABLE = ("unable to open database file", "connection failed", "connection refused", "could not connect")
_DAMAGED = ("file is not a database", "malformed")


class Database:
    """A migrated database. `read` and `write` give a connection; a write is on disk when its block has ended."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._unswept = False

    @classmethod
    def open(cls, url: str) -> "Database":
        """Open `url` (`sqlite:///…` or `postgresql://…`) and bring its tables up to date.

        Raises:
            StoreError: when it cannot be reached, is damaged, read-only, or was written by a newer version.
        """
        try:
            engine = _engine(url)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError):
            scheme = url.split(":", 1)[0]
            raise StoreError(
                f"DATABASE_URL: expected sqlite:///FILE or postgresql://…, found one that begins with {scheme!r}"
            ) from None
        database = cls(engine)
        try:
            database._migrate()
        except BaseException:
            engine.dispose()
            raise
        return database

    @property
    def is_sqlite(self) -> bool:
        """Tell whether this is SQLite."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database."""
        with self._told(), self.engine.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN")
                yield connection
            else:
                yield connection.execution_options(isolation_level="REPEATABLE READ")

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection whose changes all count when the block ends, or none of them.

        Raises:
            StoreError: when another writer is at work for too long, the disk is full or the file read-only.
        """
        with self._told(), self.engine.begin() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # wait for others now, not in the middle
            yield connection

    @contextmanager
    def write_alone(self, table: Table) -> Iterator[Connection]:
        """Give a connection as `write` does, while nobody else changes `table`: for what is read first and changed then."""
        with self.write() as connection:
            if not self.is_sqlite:  # whose writers are alone anyway
                connection.exec_driver_sql(f'LOCK TABLE "{table.name}" IN SHARE ROW EXCLUSIVE MODE')
            yield connection

    @property
    def insert(self) -> Callable[[Table], Any]:
        """The database's own `insert`, which can pass over what is there already."""
        return sqlite.insert if self.is_sqlite else postgresql.insert

    def deleted(self) -> None:
        """Note that words were deleted, so that `sweep` has something to do."""
        self._unswept = True

    def sweep(self) -> None:
        """Take deleted words out of the files, too: the search index keeps them until it is merged, the log until it is cut.

        It takes a second over 100,000 conversations, so it is done when there is time. PostgreSQL does it by itself.
        """
        if not (self.is_sqlite and self._unswept):
            return
        self._unswept = False
        with self.write() as connection:
            connection.exec_driver_sql("INSERT INTO words(words) VALUES ('optimize')")
        with self._told(), self.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._error(error) from None  # its text holds the statement's values: customers' words

    def _error(self, error: DBAPIError) -> StoreError:
        said, where = str(error.orig), self.engine.url.render_as_string(hide_password=True)
        for signs, problem in (
            (_FULL, "the disk is full; nothing of this change was stored. Make room and try again"),
            (_READ_ONLY, "expected to write there, found it read-only; nothing was stored"),
            (_LOCKED, f"another program has been writing for {_WAIT} seconds; nothing was stored. Try again"),
            (_UNREACHABLE, "expected a database, found none that answers"),
            (_DAMAGED, "expected a database of Four Ears, found a file of another kind or a damaged one"),
        ):
            if any(sign.lower() in said.lower() for sign in signs):
                return StoreError(f"{where}: {problem}")
        return StoreError(f"{where}: the database reports {type(error.orig).__name__}; nothing was stored")

    def _migrate(self) -> None:
        scripts = ScriptDirectory.from_config(_config())
        known = {revision.revision for revision in scripts.walk_revisions()}
        head = scripts.get_current_head()
        with self.read() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
        if found == head:
            return
        if found is not None and found not in known:
            where = self.engine.url.render_as_string(hide_password=True)
            raise StoreError(
                f"{where}: expected tables up to version {head}, found {found}: a newer Four Ears wrote it"
            )
        with self.write() as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(4040404)")  # two apps start at once
            upgrade(connection, "head")


def upgrade(connection: Connection, revision: str) -> None:
    """Bring the tables up to a revision."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


def _engine(url: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        return create_engine(
            address.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": _WAIT, "options": f"-c lock_timeout={_WAIT * 1000}"},
        )
    if address.get_backend_name() != "sqlite" or not address.database:
        raise ArgumentError(url)
    _make_private(address.database)
    engine = create_engine(address, hide_parameters=True, connect_args={"timeout": _WAIT})
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _make_private(name: str) -> None:
    """Make the file, if it can be made, so that others cannot read it; SQLite gives its log the same mode."""
    if not name.startswith((":", "file:")):
        with suppress(OSError):  # SQLite says what is wrong
            os.close(os.open(name, os.O_CREAT | os.O_RDWR, 0o600))


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)
    connection.isolation_level = None  # transactions are begun by us: the driver begins them late
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError:
            if not pragma.startswith("journal_mode"):  # a read-only file keeps its mode and can still be read
                raise
