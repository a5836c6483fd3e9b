"""A short load on the real app: everyone is answered."""

import pytest

from eval.load import measure_load
from training.corpus import load_split

pytestmark = pytest.mark.slow


def test_load_everybody_is_answered():
    figures = measure_load([r.draft for r in load_split("dev")[:6]], people=3, seconds=6.0, pause=1.0)
    assert figures["failed"] == 0
    assert figures["reviews"] == 18
    assert figures["review_p95_ms"] > 0
    assert len(figures["resident_mb"]) == 3
