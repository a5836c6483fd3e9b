"""How often somebody may try to sign in. Kept in memory only."""

import math
import threading
import time
from collections import deque
from collections.abc import Callable

WINDOW = 15 * 60  # seconds
PER_NAME = 5
PER_ADDRESS = 20
MOST = 10_000  # names and addresses that are kept; beyond, the one tried longest ago is forgotten


class Throttle:
    """Counts tries by name and by address. A try counts before it is judged: a burst gets no more than a queue."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tries: dict[tuple[str, str], deque[float]] = {}

    def wait(self, name: str, address: str) -> int:
        """Count a try and return 0, or return the seconds until one may be made."""
        limits = {("name", name): PER_NAME, ("address", address): PER_ADDRESS}
        now = self._clock()
        with self._lock:
            left = max(self._left(key, most, now) for key, most in limits.items())
            if left > 0:
                return math.ceil(left)
            for key in limits:
                self._tries[key] = self._tries.pop(key, deque())  # to the end: tried last
                self._tries[key].append(now)
            while len(self._tries) > MOST:
                del self._tries[next(iter(self._tries))]
            return 0

    def succeed(self, name: str, address: str) -> None:
        """Forget the tries of a name that has signed in, and that this was a try of the address."""
        with self._lock:
            self._tries.pop(("name", name), None)
            if tries := self._tries.get(("address", address)):
                tries.pop()

    def _left(self, key: tuple[str, str], most: int, now: float) -> float:
        tries = self._tries.get(key, deque())
        while tries and tries[0] <= now - WINDOW:
            tries.popleft()
        return tries[0] + WINDOW - now if len(tries) >= most else 0
