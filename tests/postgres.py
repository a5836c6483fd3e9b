"""A PostgreSQL server of the tests' own: a throw-away cluster on a free port, run by somebody who is not root."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

_WHERE = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _as_nobody_special(*command: str) -> None:
    """Run a command; as root it is run as Debian's `postgres`, since the server refuses root."""
    who = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **who)


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Yield the address of a running server, or skip where PostgreSQL isn't installed."""
    if not _WHERE:
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="fe-pg-"))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    if os.geteuid() == 0:
        shutil.chown(folder, *(pwd.getpwnam("postgres")[i] for i in (2, 3)))
    data, control = str(folder / "data"), str(_WHERE[0] / "pg_ctl")
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' -c shared_buffers=64MB -c fsync=off"
    try:
        _as_nobody_special(
            str(_WHERE[0] / "initdb"), "-D", data, "-U", "four", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8"
        )
        _as_nobody_special(control, "-D", data, "-o", options, "-w", "-l", str(folder / "log"), "start")
        try:
            yield f"postgresql://four@127.0.0.1:{port}/postgres"
        finally:
            _as_nobody_special(control, "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def emptied(address: str) -> str:
    """Return `address` after everything in its database was dropped, whoever is still connected."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")
        connection.execute("ALTER DATABASE postgres RESET ALL")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'postgres'"
        )
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return address
