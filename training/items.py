"""Corpus records prepared for training: the classifier's input made from them, and targets that every model shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coach.reading import Reading
from coach.signals import measure_all, structural_signals
from coach.signals.classifier import to_example
from models import Example
from models.interface import SIDES
from training.corpus import Record


@dataclass(frozen=True)
class Item:
    """A record with the classifier's input made from it."""

    record: Record
    example: Example


def prepare(records: Sequence[Record]) -> list[Item]:
    """Return the records with their examples, made by the same code as at prediction time."""
    signals = structural_signals()
    items = []
    for record in records:
        reading = Reading.of(record.draft)
        items.append(Item(record, to_example(reading, measure_all(signals, reading))))
    return items


def at_least(labels: Mapping[str, Any], name: str, grades: Sequence[int]) -> dict[str, int | None]:
    """Return the cumulative targets `name>=k` of one ordinal label."""
    value = labels.get(name)
    return {f"{name}>={k}": None if value is None else int(value >= k) for k in grades}


def side_targets(sides: Mapping[str, Any] | None) -> dict[str, int | None]:
    """Return the cumulative targets of the four sides and the tone of one message."""
    found: dict[str, int | None] = {}
    for side in SIDES:
        found.update(at_least(sides or {}, side, (1, 2)))
    found.update(at_least(sides or {}, "tone", (-1, 0, 1, 2)))
    return found
