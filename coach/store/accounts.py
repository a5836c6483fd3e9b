"""Who may sign in, and their sessions. Nothing here leads to an item, and no item leads here."""

import hashlib
import secrets
import threading
import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, delete, insert, select, update

from coach.errors import SettingsError, StoreError, nearest
from coach.store import tables as t
from coach.store.database import Database
from coach.store.values import ACCOUNT_ROLES

LIFETIME = 8 * 3600  # seconds that a session lasts, whatever is done in it
_SHORTEST = 12  # characters of a password
_LONGEST_NAME = 80


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in."""

    id: int
    name: str
    role: str  # agent | trainer | lead


class Accounts:
    """Accounts and sessions over one database."""

    def __init__(
        self, database: Database, hasher: PasswordHasher | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._hasher = hasher or PasswordHasher()
        self._clock = clock
        self._one_at_a_time = threading.Lock()  # a hash takes 64 MiB; a flood of logins must not take them all at once

    def add(self, name: str, role: str, password: str) -> Account:
        """Add an account.

        Raises:
            SettingsError: when the name is empty, too long or taken, the role unknown or the password too short.
        """
        name = clean_name(name)
        if not _is_name(name):
            raise SettingsError(f"name: expected 1 to {_LONGEST_NAME} characters that can be seen, found {len(name)}")
        if role not in ACCOUNT_ROLES:
            known = ", ".join(ACCOUNT_ROLES)
            raise SettingsError(f"role: expected one of {known}, found {role!r}.{nearest(role, ACCOUNT_ROLES)}")
        hashed = self._hash(password)
        with self._database.write() as connection:
            if connection.scalar(select(t.account.c.id).where(t.account.c.name == name)) is not None:
                raise SettingsError(f"name: expected a new one, found {name!r}, which has an account")
            row = insert(t.account).values(name=name, role=role, password=hashed).returning(t.account.c.id)
            return Account(connection.execute(row).scalar_one(), name, role)

    def remove(self, name: str) -> None:
        """Remove an account with its sessions.

        Raises:
            SettingsError: when there is none of that name.
        """
        with self._database.write() as connection:
            connection.execute(delete(t.account).where(t.account.c.id == self._id(connection, name)))

    def set_password(self, name: str, password: str) -> None:
        """Give an account a new password and end its sessions.

        Raises:
            SettingsError: when there is no account of that name or the password is too short.
        """
        hashed = self._hash(password)
        with self._database.write() as connection:
            id = self._id(connection, name)
            connection.execute(update(t.account).where(t.account.c.id == id).values(password=hashed))
            connection.execute(delete(t.login).where(t.login.c.account_id == id))

    def names_and_roles(self) -> list[tuple[str, str]]:
        """Return all accounts by name."""
        with self._database.read() as connection:
            rows = connection.execute(select(t.account.c.name, t.account.c.role).order_by(t.account.c.name))
            return [(row.name, row.role) for row in rows]

    def exist(self) -> bool:
        """Tell whether there is an account; without one, whoever sits at this machine is the lead."""
        with self._database.read() as connection:
            return connection.execute(select(t.account.c.id).limit(1)).first() is not None

    def check(self, name: str, password: str) -> Account | None:
        """Return the account if the password is its own. An unknown name takes as long as a wrong password."""
        name, row = clean_name(name), None
        if _is_name(name):
            with self._database.read() as connection:
                row = connection.execute(select(t.account).where(t.account.c.name == name)).one_or_none()
        with self._one_at_a_time:
            right = self._verify(row.password if row else self._nobody, password)
        if row is None or not right:
            return None
        if self._hasher.check_needs_rehash(row.password):  # it was made by an older version
            with self._database.write() as connection:
                renewed = update(t.account).where(t.account.c.id == row.id, t.account.c.password == row.password)
                connection.execute(renewed.values(password=self._hasher.hash(_bytes(password))))
        return Account(row.id, row.name, row.role)

    def open_session(self, account_id: int, lifetime: int = LIFETIME) -> str:
        """Return the token of a new session, which lasts `lifetime` seconds. Only its hash is stored."""
        token = secrets.token_urlsafe(32)
        now = int(self._clock())
        with self._database.write() as connection:
            connection.execute(delete(t.login).where(t.login.c.expires <= now))
            session = {"token": _digest(token), "account_id": account_id, "expires": now + lifetime}
            connection.execute(insert(t.login).values(session))
        return token

    def account_of(self, token: str) -> Account | None:
        """Return whose session this is, if it is one and has not expired."""
        joined = t.login.join(t.account, t.login.c.account_id == t.account.c.id)
        wanted = select(t.account.c.id, t.account.c.name, t.account.c.role, t.login.c.expires).select_from(joined)
        with self._database.read() as connection:
            row = connection.execute(wanted.where(t.login.c.token == _digest(token))).one_or_none()
        if row is None:
            return None
        if row.expires <= self._clock():
            with suppress(StoreError):  # on a full disk the next login deletes it
                self.close_session(token)
            return None
        return Account(row.id, row.name, row.role)

    def close_session(self, token: str) -> None:
        """End a session, if there is one."""
        with self._database.write() as connection:
            connection.execute(delete(t.login).where(t.login.c.token == _digest(token)))

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash(secrets.token_bytes(32))

    def _id(self, connection: Connection, name: str) -> int:
        rows = connection.execute(select(t.account.c.name, t.account.c.id))
        names: dict[str, int] = {row.name: row.id for row in rows}
        name = clean_name(name)
        if name not in names:
            raise SettingsError(f"name: expected that of an account, found {name!r}.{nearest(name, names)}")
        return names[name]

    def _hash(self, password: str) -> str:
        if len(unicodedata.normalize("NFC", password)) < _SHORTEST:
            raise SettingsError(f"password: expected at least {_SHORTEST} characters, found fewer")
        return self._hasher.hash(_bytes(password))

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False


def clean_name(name: str) -> str:
    """Return the form in which names are stored and compared: the same name from any keyboard."""
    return unicodedata.normalize("NFC", name).strip()


def _is_name(name: str) -> bool:
    return 0 < len(name) <= _LONGEST_NAME and name.isprintable()


def _bytes(password: str) -> bytes:
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
