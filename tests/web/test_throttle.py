"""Tries to sign in: counted by name and by address, forgotten after a quarter of an hour."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from coach.web import throttle as module
from coach.web.throttle import Throttle
from tests.web.served import Clock


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def throttle(clock):
    return Throttle(clock)


def test_throttle_gives_a_name_five_tries_in_a_quarter_of_an_hour(throttle, clock):
    for _ in range(5):
        assert throttle.wait("Jule", "10.0.0.1") == 0
        clock.now += 60
    assert throttle.wait("Jule", "10.0.0.2") == 600
    assert throttle.wait("Jan", "10.0.0.1") == 0
    clock.now += 600
    assert throttle.wait("Jule", "10.0.0.1") == 0
    assert throttle.wait("Jule", "10.0.0.1") == 60


def test_throttle_gives_an_address_twenty_tries(throttle):
    assert [throttle.wait(f"name {n}", "10.0.0.1") for n in range(21)] == [0] * 20 + [900]
    assert throttle.wait("name 0", "10.0.0.2") == 0


def test_throttle_a_refused_try_does_not_count(throttle, clock):
    for _ in range(30):
        throttle.wait("Jule", "10.0.0.1")
    assert throttle.wait("Jan", "10.0.0.1") == 0
    clock.now += 900
    assert throttle.wait("Jule", "10.0.0.1") == 0


def test_throttle_success_clears_the_name_and_costs_the_address_nothing(throttle):
    for _ in range(4):
        throttle.wait("Jule", "10.0.0.1")
    for _ in range(40):
        assert throttle.wait("Jule", "10.0.0.1") == 0
        throttle.succeed("Jule", "10.0.0.1")
    left = [throttle.wait(f"name {n}", "10.0.0.1") for n in range(17)]
    assert left == [0] * 16 + [900]  # four failures stay with the address


def test_throttle_a_burst_gets_no_more_tries_than_a_queue(throttle):
    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(lambda _: throttle.wait("Jule", "10.0.0.1"), range(200)))
    assert waits.count(0) == 5


def test_throttle_forgets_the_oldest_when_there_are_too_many(throttle, monkeypatch):
    monkeypatch.setattr(module, "MOST", 100)
    for _ in range(5):
        throttle.wait("Jule", "10.0.0.1")
    for n in range(1000):
        throttle.wait(f"name {n}", f"10.1.{n // 200}.{n % 200}")
    assert len(throttle._tries) == 100
    assert throttle.wait("Jule", "10.0.0.1") == 0
