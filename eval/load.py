"""The app under load: several people at once, each with a page of their own, by the requests that the page makes."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import numpy as np
from rich.progress import track

from coach.types import Draft
from eval.errors import EvalError

_ROOT = Path(__file__).resolve().parent.parent
_VIEW = "fe-compose"
_STARTS_WITHIN = 60  # seconds
_PATIENCE = 30.0  # seconds for one answer


@dataclass
class Waits:
    """Milliseconds until the page had its answer, and how many requests failed."""

    review: list[float] = field(default_factory=list)
    rewrite: list[float] = field(default_factory=list)
    failed: int = 0


def measure_load(drafts: Sequence[Draft], *, people: int, seconds: float, pause: float) -> dict[str, Any]:
    """Start the app, let people write in it, and return waits and memory.

    Each of `people` has a draft grow by a fifth with every pause, is answered by a review as after a rest, and where
    that has cards by rewrites; then the next draft follows. Every `pause` seconds comes one such rest, people out of step.
    `resident_mb` is the app's memory at the start, at half time and at the end.

    Raises:
        EvalError: when the app does not start.
    """
    port = _free_port()
    env = {**os.environ, "FOUR_EARS_PORT": str(port), "PYTHONPATH": str(_ROOT), "DATABASE_URL": ""}
    with (
        tempfile.TemporaryDirectory() as data,
        subprocess.Popen(
            [sys.executable, "app.py"], cwd=_ROOT, env={**env, "FOUR_EARS_DATA": data}, stderr=subprocess.DEVNULL
        ) as app,
    ):
        try:
            component = _component(f"http://127.0.0.1:{port}", app)
            _write(port, component, drafts[0], rounds=3, pause=0.0)  # warm
            memory = [_resident(app.pid)]
            found: list[Waits] = []
            rounds = max(1, round(seconds / pause / 2))
            for half in ("first half", "second half"):
                with ThreadPoolExecutor(people) as pool:
                    running = [
                        pool.submit(_person, port, component, drafts[i::people], pause * i / people, rounds, pause)
                        for i in range(people)
                    ]
                    found += [future.result() for future in track(running, half)]
                memory.append(_resident(app.pid))
        finally:
            app.terminate()
    reviews = [ms for waits in found for ms in waits.review]
    rewrites = [ms for waits in found for ms in waits.rewrite]
    return {
        "people": people,
        "seconds": seconds,
        "reviews": len(reviews),
        "failed": sum(waits.failed for waits in found),
        "review_p50_ms": float(np.median(reviews)),
        "review_p95_ms": float(np.percentile(reviews, 95)),
        "rewrites": len(rewrites),
        "rewrite_p50_ms": float(np.median(rewrites)) if rewrites else None,
        "rewrite_p95_ms": float(np.percentile(rewrites, 95)) if rewrites else None,
        "resident_mb": [round(mb) for mb in memory],
    }


def _person(port: int, component: int, drafts: Sequence[Draft], late: float, rounds: int, pause: float) -> Waits:
    time.sleep(late)
    total, done, at = Waits(), 0, 0
    while done < rounds:
        part = min(5, rounds - done)
        waits = _write(port, component, drafts[at % len(drafts)], rounds=part, pause=pause)
        total.review += waits.review
        total.rewrite += waits.rewrite
        total.failed += waits.failed
        done, at = done + part, at + 1
    return total


def _write(port: int, component: int, draft: Draft, *, rounds: int, pause: float) -> Waits:
    """Write one draft in `rounds` steps."""
    waits = Waits()
    words = draft.text.split(" ")
    turns = [{"role": m.role, "text": m.text} for m in draft.conversation]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=_PATIENCE, trust_env=False) as web:
        session = uuid4().hex
        for step in range(1, rounds + 1):
            start = time.perf_counter()
            text = " ".join(words[: max(1, len(words) * step // rounds)])
            asked = {
                "messages": turns,
                "draft": text,
                "channel": draft.channel,
                "address": "customer",
                "language": "de",
            }
            found = _ask(web, session, component, "review", asked, waits.review)
            if found is None or (
                found.get("cards") and _ask(web, session, component, "rewrite", asked, waits.rewrite) is None
            ):
                waits.failed += 1
            time.sleep(max(0.0, pause - (time.perf_counter() - start)))
    return waits


def _ask(
    web: httpx.Client, session: str, component: int, name: str, asked: dict[str, Any], waits: list[float]
) -> dict[str, Any] | None:
    """Return the answer, or None where there is none."""
    body = {"data": asked, "component_id": component, "fn_name": name, "session_hash": session}
    start = time.perf_counter()
    try:
        answer = web.post("/gradio_api/component_server", json=body)
    except httpx.HTTPError:
        return None
    waits.append(1000 * (time.perf_counter() - start))
    found: dict[str, Any] = answer.json() if answer.status_code == 200 else {"failed": True}
    return None if found.get("failed") else found


def _component(url: str, app: "subprocess.Popen[bytes]") -> int:
    """Wait for the app; return the number of its composing view."""
    end = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < end and app.poll() is None:
        try:
            config = httpx.get(f"{url}/config", trust_env=False).json()
            return next(int(c["id"]) for c in config["components"] if c["props"].get("elem_id") == _VIEW)
        except httpx.HTTPError:
            time.sleep(0.25)
    raise EvalError(f"app.py: expected it to answer within {_STARTS_WITHIN} s, found it silent")


def _resident(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise EvalError(f"/proc/{pid}/status: expected VmRSS")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
