"""Accounts and sessions on both databases. The hashes are made cheap; their kind is that of the app."""

import statistics
import time

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from coach.errors import SettingsError
from coach.store import tables as t
from coach.store.accounts import LIFETIME, Account, Accounts
from coach.store.database import Database

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "lampe-über-tisch"


class Clock:
    """Stands still until it is put forward."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def accounts(url, clock):
    database = Database.open(url)
    yield Accounts(database, CHEAP, clock)
    database.close()


@pytest.fixture
def local(tmp_path, clock):
    """Accounts on SQLite, for what no database has a part in."""
    database = Database.open(f"sqlite:///{tmp_path / 'accounts.db'}")
    yield Accounts(database, CHEAP, clock)
    database.close()


def _logins(accounts):
    with accounts._database.read() as connection:
        return list(connection.scalars(select(t.login.c.token)))


def _hash_of(accounts, name):
    with accounts._database.read() as connection:
        return connection.scalar(select(t.account.c.password).where(t.account.c.name == name))


def test_accounts_adds_an_account_that_its_password_opens(accounts):
    assert not accounts.exist()
    added = accounts.add("Jule", "trainer", PASSWORD)
    assert accounts.exist()
    assert accounts.check("Jule", PASSWORD) == added == Account(added.id, "Jule", "trainer")
    assert accounts.check("Jule", PASSWORD + "!") is None
    assert accounts.check("Jan", PASSWORD) is None
    assert accounts.check("", PASSWORD) is None


def test_accounts_stores_argon2id_and_never_the_password(local):
    local.add("Jule", "trainer", PASSWORD)
    local.add("Jan", "lead", PASSWORD)
    assert _hash_of(local, "Jule").startswith("$argon2id$")
    assert PASSWORD not in _hash_of(local, "Jule")
    assert _hash_of(local, "Jule") != _hash_of(local, "Jan")


@pytest.mark.parametrize(
    ("name", "role", "password", "said"),
    [
        ("", "agent", PASSWORD, "name: expected 1 to 80"),
        (" \t ", "agent", PASSWORD, "name: expected 1 to 80"),
        ("x" * 81, "agent", PASSWORD, "found 81"),
        ("Ju\nle", "agent", PASSWORD, "name: expected"),
        ("Ju\x00le", "agent", PASSWORD, "name: expected"),
        ("Jule", "admin", PASSWORD, "role: expected one of agent, trainer, lead, found 'admin'"),
        ("Jule", "traner", PASSWORD, "Did you mean 'trainer'?"),
        ("Jule", "agent", "elf Zeichen", "password: expected at least 12 characters"),
    ],
)
def test_accounts_refuses_what_makes_no_account(local, name, role, password, said):
    with pytest.raises(SettingsError, match="expected") as refused:
        local.add(name, role, password)
    assert said in str(refused.value)
    assert password not in str(refused.value)
    assert not local.exist()


def test_accounts_takes_a_name_once_in_any_spelling_of_its_letters(accounts):
    accounts.add("Jürgen", "agent", PASSWORD)
    with pytest.raises(SettingsError, match="expected a new one"):
        accounts.add(" Ju\u0308rgen ", "lead", PASSWORD)
    assert accounts.names_and_roles() == [("Jürgen", "agent")]


def test_accounts_reads_name_and_password_alike_from_every_keyboard(local):
    local.add("Jürgen", "agent", PASSWORD)
    assert local.check("Ju\u0308rgen ", PASSWORD.replace("ü", "u\u0308")) is not None
    assert local.check("jürgen", PASSWORD) is None


@pytest.mark.parametrize("name", ["\x00", "\ud800", "x" * 100_000, "' OR 1=1 --"])
def test_accounts_reads_any_name_and_password_without_a_fault(local, name):
    local.add("Jule", "lead", PASSWORD)
    assert local.check(name, PASSWORD) is None
    assert local.check("Jule", name) is None
    assert local.account_of(name) is None


def test_accounts_takes_as_long_for_an_unknown_name(local):
    slower = Accounts(local._database, PasswordHasher(time_cost=4, memory_cost=4096, parallelism=1))
    slower.add("Jule", "lead", PASSWORD)

    def took(name):
        times = []
        for _ in range(5):
            start = time.perf_counter()
            slower.check(name, "a wrong password")
            times.append(time.perf_counter() - start)
        return statistics.median(times)

    took("Jan")  # makes the hash that unknown names are compared with
    assert took("Jan") > 0.5 * took("Jule")


def test_accounts_a_damaged_hash_opens_nothing(local):
    local.add("Jule", "lead", PASSWORD)
    with local._database.write() as connection:
        connection.execute(update(t.account).values(password="gone"))
    assert local.check("Jule", PASSWORD) is None
    assert local.check("Jule", "gone") is None


def test_accounts_renews_hashes_of_an_older_kind_at_the_next_login(local):
    local.add("Jule", "lead", PASSWORD)
    before = _hash_of(local, "Jule")
    assert local.check("Jule", PASSWORD)
    assert _hash_of(local, "Jule") == before
    newer = Accounts(local._database, PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    assert newer.check("Jule", "a wrong password") is None
    assert _hash_of(local, "Jule") == before
    assert newer.check("Jule", PASSWORD)
    assert "t=2" in _hash_of(local, "Jule")
    assert newer.check("Jule", PASSWORD)


def test_accounts_lists_names_and_roles_in_order(local):
    for name, role in (("Mia", "lead"), ("Jan", "agent")):
        local.add(name, role, PASSWORD)
    assert local.names_and_roles() == [("Jan", "agent"), ("Mia", "lead")]


def test_accounts_session_belongs_to_its_account_and_ends_when_closed(accounts):
    jule, jan = accounts.add("Jule", "trainer", PASSWORD), accounts.add("Jan", "agent", PASSWORD)
    tokens = [accounts.open_session(who.id) for who in (jule, jan, jan)]
    assert [accounts.account_of(token) for token in tokens] == [jule, jan, jan]
    accounts.close_session(tokens[1])
    assert [accounts.account_of(token) for token in tokens] == [jule, None, jan]


def test_accounts_stores_only_the_hash_of_a_token(accounts):
    token = accounts.open_session(accounts.add("Jule", "lead", PASSWORD).id)
    (stored,) = _logins(accounts)
    assert len(token) >= 43
    assert len(stored) == 64
    assert accounts.account_of(stored) is None


def test_accounts_session_ends_after_eight_hours_and_is_deleted(accounts, clock):
    jule = accounts.add("Jule", "lead", PASSWORD)
    token = accounts.open_session(jule.id)
    assert LIFETIME == 8 * 3600
    clock.now += LIFETIME - 1
    assert accounts.account_of(token) == jule
    clock.now += 1
    assert accounts.account_of(token) is None
    assert _logins(accounts) == []


def test_accounts_a_login_clears_away_all_expired_sessions(accounts, clock):
    jule = accounts.add("Jule", "lead", PASSWORD)
    accounts.open_session(jule.id, 60)
    accounts.open_session(jule.id)
    clock.now += 60
    accounts.open_session(jule.id)
    assert len(_logins(accounts)) == 2


def test_accounts_new_password_ends_the_sessions_of_that_account_only(accounts):
    jule, jan = accounts.add("Jule", "lead", PASSWORD), accounts.add("Jan", "agent", PASSWORD)
    tokens = [accounts.open_session(who.id) for who in (jule, jan)]
    accounts.set_password("Jule", "ganz anderes Wort")
    assert [accounts.account_of(token) for token in tokens] == [None, jan]
    assert accounts.check("Jule", PASSWORD) is None
    assert accounts.check("Jule", "ganz anderes Wort") == jule
    with pytest.raises(SettingsError, match="at least 12"):
        accounts.set_password("Jule", "kurz")
    assert accounts.check("Jule", "ganz anderes Wort") == jule


def test_accounts_removed_account_is_gone_with_its_sessions(accounts):
    token = accounts.open_session(accounts.add("Jule", "lead", PASSWORD).id)
    accounts.remove("Jule")
    assert accounts.account_of(token) is None
    assert _logins(accounts) == []
    assert not accounts.exist()
    assert accounts.check("Jule", PASSWORD) is None


@pytest.mark.parametrize("act", [lambda a: a.remove("Jul"), lambda a: a.set_password("Jul", PASSWORD)])
def test_accounts_names_the_nearest_account_when_there_is_none_of_that_name(local, act):
    local.add("Jule", "lead", PASSWORD)
    with pytest.raises(SettingsError, match=r"found 'Jul'\. Did you mean 'Jule'\?"):
        act(local)
