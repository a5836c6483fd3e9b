"""The app as a process of its own, and a browser to open it with."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def serving(command: list[str], log: Path, **variables: str) -> Iterator[str]:
    """Run an app on a free port, with these environment variables, and yield its address once it answers."""
    port = _free_port()
    env = {**os.environ, "PYTHONPATH": str(ROOT), "FOUR_EARS_PORT": str(port), "http_proxy": "", "HTTP_PROXY": ""}
    env |= {"FOUR_EARS_DATA": str(log.parent), "DATABASE_URL": "", **variables}
    arguments = [str(port) if part == "PORT" else part for part in command]
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=env, stdout=output, stderr=output)
    url = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(240):
            if process.poll() is not None:
                pytest.fail(f"the app ended with {process.returncode}: {log.read_text()}")
            try:
                with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=1):
                    break
            except OSError:
                time.sleep(0.25)
        else:
            pytest.fail(f"the app did not answer: {log.read_text()}")
        yield url
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield chromium
        chromium.close()
