"""Rubrics: what is judged, how it is said and what is shown, read from YAML files.

A criterion is one file; `rubric.yml` beside the criteria holds what concerns them together: languages, order,
how many findings are shown, and which finding stands for which other one when both have the same cause.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from coach.errors import RubricError, nearest
from coach.types import Channel, Draft, Kind, Language, Level, Message

HURRIED_REASONS = ("asks_again", "other_matter", "ignores_detail", "link_only", "too_thin", "unfinished")
GRADES = ("empathy_need", "empathy_shown", "empathy_gap")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(_Strict):
    """A text in every language of the interface."""

    de: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    def __getitem__(self, language: str) -> str:
        return self.en if language == "en" else self.de


class Example(_Strict):
    """A small case that shows a criterion. Never used for training."""

    draft: Annotated[str, Field(min_length=1)]
    customer: str | tuple[str, ...] = ()
    before: tuple[tuple[Literal["customer", "agent", "bot"], str], ...] = ()  # what came earlier
    after: tuple[str, ...] = ()  # agent messages behind the customer's
    channel: Channel = "unknown"
    kind: Kind = "reply"

    def to_draft(self, language: str) -> Draft:
        """Return the example as an item to review."""
        customer = (self.customer,) if isinstance(self.customer, str) else self.customer
        turns = [*self.before, *(("customer", t) for t in customer), *(("agent", t) for t in self.after)]
        conversation = tuple(Message(role, text) for role, text in turns)
        return Draft(self.draft, conversation, language=language, channel=self.channel, kind=self.kind)


class Examples(_Strict):
    """Examples of one language."""

    flagged: Annotated[tuple[Example, ...], Field(min_length=3)]
    clear: Annotated[tuple[Example, ...], Field(min_length=3)]
    not_applicable: tuple[Example, ...] = ()


class Raise(_Strict):
    """A higher level from a grade on."""

    grade: Literal["empathy_need", "empathy_shown", "empathy_gap"]
    at_least: Annotated[float, Field(ge=0, le=2)]  # on the expected grade
    level: Level


class Criterion(_Strict):
    """One thing that is judged about a draft."""

    id: str
    label: str  # the label of the annotation guide; training and evaluation use the same word
    signal: str  # a kind of coach.signals.SIGNALS
    evidence: tuple[str, ...]  # signals whose spans are shown as evidence, in this order
    applies: Literal["always", "customer_turn", "open_question"]  # else: not applicable, no score
    level: Level
    raised: Raise | None = None
    when: Literal["typing", "pause"]  # pause: whatever is about something missing
    precision: Annotated[float, Field(gt=0, lt=1)]  # wished precision of its warnings
    short_of_precision: Literal["silent", "shown"] = "silent"  # silent: flagged, but no card
    name: Text
    definition: Text
    message: Text
    why: Text
    advice: Text
    source: str
    examples: dict[Language, Examples]


class GradeCondition(_Strict):
    """Membership of a class that depends on a grade of the item."""

    criterion: str
    grade: Literal["empathy_need", "empathy_shown", "empathy_gap"]
    at_least: Annotated[float, Field(ge=0, le=2)]


class OrderClass(_Strict):
    """Findings of equal rank; within a class the likelier comes first."""

    name: str
    criteria: tuple[str, ...]
    graded: tuple[GradeCondition, ...] = ()


class SameCause(_Strict):
    """One card per cause: `hide` gets no card while `behind` is flagged and the condition holds."""

    hide: str
    behind: str
    when: Literal["no_deferred_question", "only_reason", "same_words"]
    reason: str | None = None  # with only_reason


class Notices(_Strict):
    """Texts about an item as a whole."""

    unsupported_language: Text


class Rubric(_Strict):
    """All criteria of one rubric with what is said and shown."""

    name: str
    version: str
    languages: tuple[Language, ...]
    max_findings: Annotated[int, Field(ge=1, le=9)]
    order: tuple[OrderClass, ...]
    same_cause: tuple[SameCause, ...]
    notices: Notices
    criteria: tuple[Criterion, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> "Rubric":
        known = [c.id for c in self.criteria]
        named = [c for group in self.order for c in (*group.criteria, *(g.criterion for g in group.graded))]
        named += [c for rule in self.same_cause for c in (rule.hide, rule.behind)]
        for id in named:
            if id not in known:
                raise ValueError(f"{id!r} is no criterion of this rubric.{nearest(id, known)}")
        ranked = [c for group in self.order for c in group.criteria]
        for id in known:
            if ranked.count(id) != 1:
                raise ValueError(f"criterion {id!r} stands {ranked.count(id)} times in order, expected once")
        for rule in self.same_cause:
            if (rule.when == "only_reason") != (rule.reason is not None):
                raise ValueError(f"same_cause of {rule.hide!r}: reason belongs to when: only_reason")
            if rule.reason is not None and rule.reason not in HURRIED_REASONS:
                raise ValueError(f"{rule.reason!r} is no reason.{nearest(rule.reason, HURRIED_REASONS)}")
        return self

    def __iter__(self) -> Iterator[Criterion]:  # type: ignore[override]
        return iter(self.criteria)

    def __getitem__(self, id: str) -> Criterion:
        for criterion in self.criteria:
            if criterion.id == id:
                return criterion
        raise RubricError(f"{id!r} is no criterion of rubric {self.name}.{nearest(id, [c.id for c in self])}")

    def rank(self, id: str, grades: dict[str, float]) -> int:
        """Return the class of criterion `id`, 0 for the most useful, given the item's expected grades."""
        for rank, group in enumerate(self.order):
            if any(g.criterion == id and grades[g.grade] >= g.at_least for g in group.graded):
                return rank
            if id in group.criteria:
                return rank
        raise RubricError(f"{id!r} has no class in the order of rubric {self.name}")

    def level(self, id: str, grades: dict[str, float]) -> str:
        """Return the level of a finding of criterion `id`, given the item's expected grades."""
        criterion = self[id]
        raised = criterion.raised
        return raised.level if raised and grades[raised.grade] >= raised.at_least else criterion.level

    @classmethod
    def load(cls, folder: str | Path) -> "Rubric":
        """Read `rubric.yml` and every other `*.yml` of `folder`.

        Raises:
            RubricError: naming file and line, what was found and the nearest valid word.
        """
        folder = Path(folder)
        main = folder / "rubric.yml"
        if not main.is_file():
            raise RubricError(f"{main}: expected a rubric file, found nothing there")
        criteria = []
        for path in sorted(p for p in folder.glob("*.yml") if p.name != "rubric.yml"):
            value, lines = _read(path)
            criterion = _validate(Criterion, value, lines, path)
            if criterion.id != path.stem:
                raise RubricError(f"{path}:1: expected id {path.stem!r} like the file's name, found {criterion.id!r}")
            criteria.append(criterion)
        value, lines = _read(main)
        if isinstance(value, dict) and "criteria" in value:
            raise RubricError(f"{main}:{lines[('criteria',)]}: criteria stand in files of their own, found them here")
        if isinstance(value, dict):
            value["criteria"] = [c.model_dump() for c in criteria]
        rubric = _validate(cls, value, lines, main)
        for criterion in criteria:
            for language in rubric.languages:
                if language not in criterion.examples:
                    raise RubricError(f"{folder / criterion.id}.yml: expected examples in {language!r}, found none")
        return rubric


def rubric_schema() -> dict[str, Any]:
    """Return the JSON Schema of a criterion file, for editors."""
    schema = Criterion.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Four Ears criterion", **schema}


_M = TypeVar("_M", bound=BaseModel)
_Lines = dict[tuple[str | int, ...], int]


def _read(path: Path) -> tuple[Any, _Lines]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RubricError(f"{path}: cannot be read as UTF-8 text ({error})") from None
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        lines: _Lines = {(): 1}
        _index(node, (), lines, path)
        return yaml.safe_load(text), lines
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RubricError(f"{path}:{line}: is not valid YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise RubricError(f"{path}:1: is not valid YAML: {error}") from None


def _index(node: yaml.Node | None, where: tuple[str | int, ...], lines: _Lines, path: Path) -> None:
    """Note the line of every key, and refuse a key that stands twice."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*where, str(key.value))
            if here in lines:
                raise RubricError(f"{path}:{key.start_mark.line + 1}: {key.value!r} stands here a second time")
            lines[here] = key.start_mark.line + 1
            _index(value, here, lines, path)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            lines[(*where, number)] = value.start_mark.line + 1
            _index(value, (*where, number), lines, path)


def _validate(model: type[_M], value: Any, lines: _Lines, path: Path) -> _M:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        # an unknown key explains the required one that is missing beside it
        first = min(error.errors(include_url=False), key=lambda e: e["type"] != "extra_forbidden")
        location = tuple(first["loc"])
        known = location
        while known not in lines:
            known = known[:-1]
        message = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            expected = _fields(model, location[:-1])
            message = f"unknown key {location[-1]!r}.{nearest(str(location[-1]), expected)}"
        elif first["type"] == "literal_error":
            allowed = first["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
            message = f"found {first['input']!r}, {message[0].lower()}{message[1:]}."
            message += nearest(str(first["input"]), allowed)
        elif first["type"] != "value_error" and first["type"] != "missing":
            message = f"{message}, found {str(first['input'])[:40]!r}"
        dotted = ".".join(str(part) for part in location)
        raise RubricError(f"{path}:{lines[known]}: {dotted + ': ' if dotted else ''}{message}") from None


def _fields(model: type[BaseModel], location: tuple[str | int, ...]) -> list[str]:
    """Return the keys that are valid at `location`."""
    schema: dict[str, Any] = model.model_json_schema()
    node = schema
    for part in location:
        node = _resolve(node, schema)
        if isinstance(part, int):
            node = node.get("items", {})
        else:
            node = node.get("properties", {}).get(part) or node.get("additionalProperties", {})
    return list(_resolve(node, schema).get("properties", {}))


def _resolve(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    for option in node.get("anyOf", []):
        if "$ref" in option:
            node = option
    if "$ref" in node:
        return dict(schema["$defs"][node["$ref"].rsplit("/", 1)[-1]])
    return node
