"""The part that all model cards share: what was found out of fold, and where the evaluation goes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models import Calibration

_TABLE = """
## Out of fold (training split, briefs not trained on)

| label | positives / annotated | AUROC | average precision | threshold | precision there | recall there | silent |
|---|---|---|---|---|---|---|---|
"""
_TAIL = """
{note} The best thresholds are chosen on these very scores, so precision and recall there are somewhat flattering.

## Evaluation

<!-- results -->
Not published yet: `python -m eval run --model models/{name}`, then `python -m eval publish`.
<!-- end of results -->
"""


def write_card(
    folder: Path, head: str, metrics: Mapping[str, Any], *, name: str, calibration: Calibration, note: str
) -> None:
    """Write README.md into a checkpoint folder: `head`, the figures out of fold with a `note`, a place for the results of `name`."""
    lines = [head.rstrip(), "\n", _TABLE]
    for criterion, row in metrics["out_of_fold"].items():
        label = calibration[criterion]
        lines.append(
            f"| {criterion} | {row['positives']} / {row['items']} | {row['auroc']} | {row['average_precision']} "
            f"| {label.threshold} | {label.precision} | {label.recall} | {'yes' if label.silent else 'no'} |\n"
        )
    lines.append(_TAIL.format(name=name, note=note))
    (folder / "README.md").write_text("".join(lines), encoding="utf-8")
