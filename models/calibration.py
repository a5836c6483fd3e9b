"""From raw scores to probabilities and decisions; the numbers of a checkpoint's `calibration.json`."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from models.checkpoint import CheckpointError, read_json, write_json


@dataclass(frozen=True)
class LabelCalibration:
    """Platt scaling (Platt 1999) with one slope and an offset per language, and the label's operating point."""

    slope: float
    offsets: Mapping[str, float]  # per language
    threshold: float  # flagged from this probability on, in (0, 1)
    silent: bool  # True: the wished precision was not reached out of fold; flagged, but no card
    precision: float | None = None  # out of fold, at the threshold
    recall: float | None = None
    positives: int = 0  # annotated positives behind these numbers

    def probability(self, logit: float, language: str) -> float:
        """Return the calibrated probability in (0, 1) of a raw logit."""
        offset = self.offsets.get(language, sum(self.offsets.values()) / len(self.offsets))
        value = self.slope * logit + offset
        return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))


@dataclass(frozen=True)
class Calibration:
    """The calibration of every label of a checkpoint."""

    labels: Mapping[str, LabelCalibration] = field(default_factory=dict)

    def __getitem__(self, label: str) -> LabelCalibration:
        return self.labels[label]

    def save(self, folder: Path) -> None:
        """Write `calibration.json`."""
        write_json(folder / "calibration.json", {name: asdict(value) for name, value in self.labels.items()})

    @classmethod
    def load(cls, folder: Path) -> "Calibration":
        """Read `calibration.json`.

        Raises:
            CheckpointError: when it is missing, no JSON, or a number in it is missing or out of range.
        """
        path = folder / "calibration.json"
        return cls({name: _label(name, value, path) for name, value in read_json(path).items()})


def _label(name: str, value: Any, path: Path) -> LabelCalibration:
    try:
        label = LabelCalibration(**value)
        numbers = [label.slope, label.threshold, *label.offsets.values()]
    except (TypeError, AttributeError) as error:
        raise CheckpointError(f"{path}: label {name!r} is incomplete ({error})") from None
    if not all(isinstance(n, int | float) and math.isfinite(n) for n in numbers) or not label.offsets:
        raise CheckpointError(f"{path}: label {name!r}: expected finite numbers, found {numbers}")
    if not 0 < label.threshold < 1:
        raise CheckpointError(f"{path}: label {name!r}: expected a threshold between 0 and 1, found {label.threshold}")
    return label
