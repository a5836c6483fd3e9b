"""What an evaluation writes: one typed file, readable by people and by the release gate."""

import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.errors import EvalError
from eval.tasks import Published

SCHEMA_VERSION = 1


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Figure(_Part):
    """A value with its 95 % interval; None where it cannot be computed."""

    value: float | None
    low: float | None = None
    high: float | None = None


class FlagResult(_Part):
    """One flag on one slice."""

    items: int
    positives: int
    flagged: int
    figures: dict[str, Figure]  # precision recall f1 auroc average_precision
    false_alarms_per_100: Figure  # of its own negatives
    calibration: dict[str, object] | None  # as the metric returns it; None with fewer than 40 items
    risk_coverage: dict[str, object] | None


class Slice(_Part):
    """All figures on one language, or on both pooled."""

    items: int
    conversations: int
    flags: dict[str, FlagResult]
    grades: dict[str, dict[str, Figure]]  # grade → metric
    requests: dict[str, Figure]
    evidence: dict[str, Figure]  # irony, blame, insensitive_offer: hit rate
    erasure: dict[str, float | None]
    alarms: dict[str, Figure]


class BaselineResult(_Part):
    """A baseline on one slice: flag → metric."""

    flags: dict[str, dict[str, Figure]]


class ReviewResult(_Part):
    """An own corpus, judged through the pipeline."""

    kind: Literal["review"] = "review"
    slices: dict[str, Slice]  # pooled, de, en
    baselines: dict[str, dict[str, BaselineResult]]  # baseline → slice
    artefacts: dict[str, Figure]  # AUROC of conversation-only where it must be at chance
    ceiling: dict[str, dict[str, float | None]]  # second reader: label → kappa, f1


class PublicResult(_Part):
    """A public data set: its official metrics."""

    kind: Literal["public"] = "public"
    items: int
    figures: dict[str, Figure]
    published: tuple[Published, ...] = ()


class Capability(_Part):
    """One capability of the behaviour tests."""

    kind: str
    title: dict[str, str]
    tests: int
    failed: list[str]  # ids


class BehaviourResult(_Part):
    """All behaviour tests."""

    kind: Literal["behaviour"] = "behaviour"
    capabilities: dict[str, Capability]
    group_gaps: dict[str, Figure]  # name group against its base: difference in flags per draft


class Skipped(_Part):
    """A task that was not run."""

    kind: Literal["skipped"] = "skipped"
    reason: str


TaskResult = Annotated[ReviewResult | PublicResult | BehaviourResult | Skipped, Field(discriminator="kind")]


class Provenance(_Part):
    """What the figures were made from."""

    model: dict[str, str]  # name, version, sha256
    rubric: dict[str, str]
    git: str
    packages: dict[str, str]
    data: dict[str, str]  # file → SHA-256
    seed: int
    resamples: int
    machine: str


class Results(_Part):
    """One evaluation of one model."""

    schema_version: int = SCHEMA_VERSION
    provenance: Provenance
    tasks: dict[str, TaskResult]

    def save(self, folder: Path) -> None:
        """Write `results.json`; the same results give the same bytes."""
        (folder / "results.json").write_text(dump(self), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Results":
        """Read `results.json` of a folder.

        Raises:
            EvalError: when it is missing, damaged, or written by another version of the schema.
        """
        path = folder / "results.json"
        try:
            value = json.loads(path.read_text(encoding="utf-8"))
            found = value.get("schema_version") if isinstance(value, dict) else None
            if found != SCHEMA_VERSION:
                raise EvalError(f"{path}: expected results of schema version {SCHEMA_VERSION}, found {found}")
            return cls.model_validate(value)
        except FileNotFoundError:
            raise EvalError(f"{path}: expected results of `python -m eval run`, found nothing there") from None
        except (OSError, ValueError, ValidationError) as error:
            raise EvalError(f"{path}: expected results of `python -m eval run`, it is damaged ({error})") from None


def dump(part: BaseModel) -> str:
    """Return JSON with sorted keys, numbers rounded to six decimals."""
    return json.dumps(_rounded(part.model_dump(mode="json")), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return [_rounded(inner) for inner in value] if isinstance(value, list) else value
