"""From prepared items to arrays: one group per conversation, its drafts below it. UNKNOWN is not annotated."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from models.interface import REASONS
from models.network.inputs import InputBuilder, Segment
from models.network.labels import CUSTOMER, DRAFT, DRAFT_FLAGS, SENTENCE, STATUS, TOKEN
from training.corpus import Record
from training.corpus.short import Atom, QuestionRecord
from training.items import Item, at_least, prepare, side_targets

UNKNOWN = -1.0


@dataclass(frozen=True)
class Request:
    """A request in the conversation's tokens and what a draft does with it."""

    first: int
    last: int  # the token behind its last one
    status: int  # index into STATUS
    link: tuple[int, ...]  # sentences that answer or defer it


@dataclass(frozen=True)
class DraftRow:
    """One draft with its targets."""

    item: Item
    segment: Segment
    flags: np.ndarray  # [DRAFT]
    sentences: np.ndarray  # [sentences, SENTENCE]
    anywhere: np.ndarray  # [SENTENCE] whether any sentence is such
    gap: float
    requests: tuple[Request, ...]


@dataclass
class Group:
    """A conversation with its targets, and the drafts to it."""

    name: str
    conversation: Segment
    customer: np.ndarray  # [CUSTOMER]
    tokens: np.ndarray  # [T, TOKEN]
    drafts: list[DraftRow] = field(default_factory=list)


def groups_of(items: Iterable[Item], builder: InputBuilder) -> list[Group]:
    """Return the items grouped by conversation, in the order of first appearance."""
    found: dict[tuple[str, Any], Group] = {}
    for item in items:
        key = (item.record.conversation_id, item.example.turns)
        if key not in found:
            segment = builder.conversation(item.example)[0]
            name = item.record.conversation_id
            found[key] = Group(name, segment, _customer(item), _token_targets(item, segment))
        group = found[key]
        group.drafts.append(_draft_row(item, builder.draft(item.example), group.conversation))
    return list(found.values())


def short_items(atoms: Sequence[Atom], questions: Sequence[QuestionRecord]) -> list[Item]:
    """Return atoms and question records as items; of a question record only the quoted request is annotated."""
    records = [Record(a.draft, str(a.draft.id), "", a.labels) for a in atoms]
    for q in questions:
        answer = {"start": q.answer[0], "end": q.answer[1]} if q.answer else None
        request = {"message": q.message, "start": q.start, "end": q.end, "status": q.status, "answer": answer}
        records.append(Record(q.draft, q.request_id, "", {"request": request}))
    return prepare(records)


def _known(value: bool | None) -> float:
    return UNKNOWN if value is None else float(value)


def _column(targets: Mapping[str, int | None], names: Sequence[str]) -> np.ndarray:
    return np.array([UNKNOWN if targets.get(n) is None else float(targets[n] or 0) for n in names], np.float32)


def _customer(item: Item) -> np.ndarray:
    labels = item.record.labels if item.example.customer_turn else {}
    need = at_least({"need": labels.get("empathy_need")}, "need", (1, 2))
    return _column({**need, **side_targets(labels.get("four_sides", {}).get("customer"))}, CUSTOMER)


def _draft_row(item: Item, segment: Segment, conversation: Segment) -> DraftRow:
    labels = item.record.labels
    flags = {name: labels.get(name) for name in DRAFT_FLAGS}
    reasons = {r: None if "hurried_reasons" not in labels else r in labels["hurried_reasons"] for r in REASONS}
    shown = at_least({"shown": labels.get("empathy_shown")}, "shown", (1, 2))
    sides = side_targets(labels.get("four_sides", {}).get("draft"))
    anywhere = [labels.get(n) for n in SENTENCE[:-1]] + [labels.get("empathy_shown")]
    return DraftRow(
        item,
        segment,
        _column({**flags, **reasons, **shown, **sides}, DRAFT),
        np.stack([_sentence(item, name) for name in SENTENCE], axis=1),
        np.array([UNKNOWN if v is None else float(bool(v)) for v in anywhere], np.float32),
        _gap(item),
        tuple(_requests(item, conversation)),
    )


def _gap(item: Item) -> float:
    need, shown = (item.record.labels.get(n) for n in ("empathy_need", "empathy_shown"))
    return UNKNOWN if need is None or shown is None or not item.example.customer_turn else float(shown < need)


def _sentence(item: Item, name: str) -> np.ndarray:
    """Return which sentences hold evidence of a label; unknown where it is true and its evidence is not given."""
    labels, sentences = item.record.labels, item.example.sentences
    key = "empathy_shown" if name == "shown" else name
    value, spans = labels.get(key), labels.get("evidence", {}).get(key)
    if value is None or (value and spans is None and len(sentences) > 1):
        return np.full(len(sentences), UNKNOWN, np.float32)
    if value and spans is None:
        return np.ones(1, np.float32)
    return np.array([float(any(_meets(s, r) for s in spans or ())) for r in sentences], np.float32)


def _meets(span: Mapping[str, int], sentence: tuple[int, int]) -> bool:
    return span["start"] < sentence[1] and sentence[0] < span["end"]


def _inside(segment: Segment, span: Mapping[str, int]) -> np.ndarray:
    return np.flatnonzero(
        (segment.part == span["message"]) & (segment.starts < span["end"]) & (span["start"] < segment.ends)
    )


def _requests(item: Item, conversation: Segment) -> Iterable[Request]:
    labels = item.record.labels
    for question in [*labels.get("questions", []), *([labels["request"]] if "request" in labels else [])]:
        inside, answer = _inside(conversation, question), question["answer"]
        if len(inside):
            link = [i for i, s in enumerate(item.example.sentences) if answer and _meets(answer, s)]
            yield Request(int(inside[0]), int(inside[-1]) + 1, STATUS.index(question["status"]), tuple(link))


def _token_targets(item: Item, segment: Segment) -> np.ndarray:
    """Return where requests begin and continue and where strain is heard; unknown outside what was read."""
    labels = item.record.labels
    targets = np.full((len(segment), len(TOKEN)), UNKNOWN, np.float32)
    if "questions" in labels:
        targets[segment.customer == 1, :2] = 0
    for question in labels.get("questions", []):
        inside = _inside(segment, question)
        targets[inside[:1], 0], targets[inside[1:], 1] = 1, 1
    if "request" in labels:
        inside, open_ = _inside(segment, labels["request"]), labels["request"]["status"] != "none"
        targets[inside, :2] = 0
        targets[inside[:1], 0], targets[inside[1:], 1] = float(open_), float(open_)
    strain = labels.get("evidence", {}).get("empathy_need")
    if strain is not None:
        targets[segment.turn == 1, 2] = 0
        for span in strain:
            inside = _inside(segment, span)
            targets[inside[segment.turn[inside] == 1], 2] = 1
    return targets
