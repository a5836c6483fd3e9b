"""What several tests need: the shipped pipeline, and items made from a few words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from coach.pipeline import ReplyQualityPipeline
from coach.types import Draft, Message

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "models" / "four-ears"
RUBRIC = ROOT / "rubrics" / "support"


@pytest.fixture(scope="session")
def pipeline() -> ReplyQualityPipeline:
    """The shipped model with the shipped rubric."""
    return ReplyQualityPipeline.from_pretrained(MODEL, RUBRIC)


@pytest.fixture(scope="session")
def item() -> Callable[..., Draft]:
    """A function that makes an item from a draft and messages like "K: …", "A: …", "B: …"."""
    roles = {"K": "customer", "A": "agent", "B": "bot"}

    def make(draft: str, *messages: str, **values: str) -> Draft:
        turns = tuple(Message(roles[m[0]], m[3:]) for m in messages)
        return Draft(draft, turns, id=values.pop("id", "x"), **values)

    return make
