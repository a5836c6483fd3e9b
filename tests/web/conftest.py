"""The API over a real database, as a browser on this machine sees it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from coach.web.api import api_router
from coach.web.server import build_server
from tests.archive.conftest import archive, share, store
from tests.store.conftest import numbered, postgres, url

__all__ = ["archive", "numbered", "postgres", "share", "store", "url"]


@pytest.fixture
def client(archive) -> Iterator[TestClient]:
    """Everybody is the lead: there are no accounts."""
    server = build_server(archive.store.accounts, api_router(archive))
    with TestClient(server, base_url="http://127.0.0.1:7860", client=("127.0.0.1", 5)) as opened:
        yield opened


@pytest.fixture
def upload(client) -> Callable[..., object]:
    """Sends a file."""

    def send(where: str, content: bytes | Path, name: str = "chat.txt", **form: str):
        raw = content.read_bytes() if isinstance(content, Path) else content
        return client.post(where, files={"file": (name, raw)}, data=form, headers={"X-Four-Ears": "1"})

    return send
