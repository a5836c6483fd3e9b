"""Behaviour tests (CheckList, Ribeiro et al. 2020): what a model must do, must not be moved by, and must move with."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from coach.pipeline import ReplyQualityPipeline
from coach.types import STATUSES, Draft, Message, Report
from eval.bootstrap import with_intervals
from eval.errors import EvalError
from eval.results import BehaviourResult, Capability, Figure
from eval.review import Draws
from eval.rows import FLAGS

FOLDER = Path(__file__).parent / "behaviour"
_ROLES = {"K": "customer", "A": "agent", "B": "bot"}
_NEED = 0.75  # how far an expected need may lie from the reader's


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Variant(_Part):
    """What differs in the second version of an item."""

    conversation: tuple[str, ...] | None = None
    draft: str | None = None


class Group(_Part):
    """Whose names stand in the two versions."""

    base: str
    variant: str


class BehaviourTest(_Part):
    """One test; which fields it has depends on its file's kind."""

    id: str
    language: Literal["de", "en"]
    channel: str = "unknown"
    message_kind: Literal["reply", "proactive"] = Field("reply", alias="kind")
    conversation: tuple[str, ...]
    draft: str
    expect: Mapping[str, Any] | None = None
    variant: Variant | None = None
    group: Group | None = None
    score: str | None = None
    direction: Literal["lower", "higher"] | None = None

    def items(self) -> list[Draft]:
        """Return the item, and its variant when it has one."""
        first = self._item(self.conversation, self.draft, "")
        if self.variant is None:
            return [first]
        turns, draft = self.variant.conversation, self.variant.draft
        return [
            first,
            self._item(self.conversation if turns is None else turns, self.draft if draft is None else draft, "'"),
        ]

    def _item(self, turns: Sequence[str], draft: str, mark: str) -> Draft:
        messages = tuple(Message(_ROLES[turn[0]], turn[3:]) for turn in turns)
        return Draft(
            draft, messages, id=self.id + mark, language=self.language, channel=self.channel, kind=self.message_kind
        )


class BehaviourFile(_Part):
    """One capability."""

    capability: str
    title: dict[Literal["de", "en"], str]
    kind: Literal["minimum_functionality", "invariance", "direction"]
    description: str
    tests: tuple[BehaviourTest, ...]

    @model_validator(mode="after")
    def _fits_its_kind(self) -> "BehaviourFile":
        needed = {"minimum_functionality": ["expect"], "invariance": ["variant"], "direction": ["variant", "score", "direction"]}  # fmt: skip
        for test in self.tests:
            for name in needed[self.kind]:
                if getattr(test, name) is None:
                    raise ValueError(f"test {test.id}: a test of {self.kind} needs {name!r}")
            known = {*FLAGS, "questions", "statuses", "need"}
            unknown = ({*(test.expect or {})} - known) | ({test.score} - {*FLAGS, None})
            if unknown:
                raise ValueError(f"test {test.id}: unknown {sorted(map(str, unknown))}; known are {sorted(known)}")
            turns = [*test.conversation, *((test.variant.conversation or ()) if test.variant else ())]
            if any(turn[:1] not in _ROLES or turn[1:3] != ": " for turn in turns):
                raise ValueError(f"test {test.id}: each turn begins with 'K: ', 'A: ' or 'B: '")
            if not set((test.expect or {}).get("statuses", ())) <= set(STATUSES):
                raise ValueError(f"test {test.id}: a status is one of {', '.join(STATUSES)}")
        return self


def load_behaviours(folder: Path = FOLDER) -> list[BehaviourFile]:
    """Return the behaviour files of a folder.

    Raises:
        EvalError: when one is wrong, or an id stands twice; the message names file and test.
    """
    files = []
    owner: dict[str, Path] = {}
    for path in sorted(folder.glob("*.yml")):
        try:
            file = BehaviourFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        except (yaml.YAMLError, ValidationError) as error:
            raise EvalError(f"{path}: expected behaviour tests ({error})") from None
        for test in file.tests:
            if owner.setdefault(test.id, path) != path or sum(t.id == test.id for t in file.tests) > 1:
                raise EvalError(f"{path}: test id {test.id!r} stands twice")
        files.append(file)
    return files


def run_behaviours(pipeline: ReplyQualityPipeline, draws: Draws, files: Sequence[BehaviourFile]) -> BehaviourResult:
    """Run all tests and return who failed, and what names change."""
    capabilities = {}
    pairs: dict[tuple[str, str, str], list[tuple[int, int]]] = defaultdict(list)
    for file in files:
        drafts = [item for test in file.tests for item in test.items()]
        reports = iter(pipeline.predict(drafts))
        failed = []
        for test in file.tests:
            found = [next(reports) for _ in test.items()]
            if not passes(test, found):
                failed.append(test.id)
            if test.group is not None:
                counts = tuple(sum(report.flags.values()) for report in found)
                pairs[file.capability, test.group.base, test.group.variant].append((counts[0], counts[1]))
        capabilities[file.capability] = Capability(
            kind=file.kind, title=dict(file.title), tests=len(file.tests), failed=failed
        )
    gaps = {f"{name}: {other} − {base}": _gap(found, draws) for (name, base, other), found in sorted(pairs.items())}
    return BehaviourResult(capabilities=capabilities, group_gaps=gaps)


def passes(test: BehaviourTest, reports: Sequence[Report]) -> bool:
    """Tell whether a test holds on the reports of its items."""
    first = reports[0]
    if test.expect is not None:
        return all(_as_expected(first, name, value) for name, value in test.expect.items())
    if test.score is None or test.direction is None:
        return first.flags == reports[1].flags
    before, after = first.scores[test.score] or 0.0, reports[1].scores[test.score] or 0.0
    return after < before if test.direction == "lower" else after > before


def _as_expected(report: Report, name: str, value: Any) -> bool:
    if name == "questions":
        return len(report.questions) == value
    if name == "statuses":
        return [q.status for q in sorted(report.questions, key=lambda q: (q.message, q.start))] == list(value)
    if name == "need":
        return abs((report.empathy["need"] or 0.0) - value) <= _NEED
    return bool(report.flags[name]) is bool(value)


def _gap(pairs: Sequence[tuple[int, int]], draws: Draws) -> Figure:
    """Return how many flags more a draft gets with the other group's names."""
    differences = np.array([after - before for before, after in pairs], float)

    def mean(weights: np.ndarray | None) -> dict[str, float | None]:
        if weights is not None and not weights.sum():
            return {"gap": None}
        return {"gap": float(np.average(differences, weights=weights))}

    clusters = [str(i) for i in range(len(pairs))]
    return with_intervals(mean, clusters, resamples=draws.resamples, seed=draws.seed)["gap"]
