"""From annotated records to training rows: which text, which numbers, which answer, per view."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from models.interface import REASONS, STATUSES
from training.items import Item, at_least, side_targets

Numbers = Mapping[str, float]


@dataclass
class Rows:
    """Training rows of one view; a target is None where the label is not annotated."""

    texts: list[str] = field(default_factory=list)
    numbers: list[Numbers] = field(default_factory=list)
    targets: dict[str, list[int | None]] = field(default_factory=dict)
    items: list[int] = field(default_factory=list)  # index of the item that the row belongs to

    def add(self, view: tuple[str, Numbers], targets: Mapping[str, int | None], item: int) -> None:
        """Append one row; one without any annotated target teaches nothing, and is left out."""
        if all(value is None for value in targets.values()):
            return
        self.texts.append(view[0])
        self.numbers.append(view[1])
        self.items.append(item)
        for name, value in targets.items():
            self.targets.setdefault(name, []).append(value)


def customer_targets(labels: Mapping[str, Any]) -> dict[str, int | None]:
    """Return the targets of the customer view."""
    need = at_least({"need": labels.get("empathy_need")}, "need", (1, 2))
    return {**need, **side_targets(labels.get("four_sides", {}).get("customer"))}


def parted_words(item: Item) -> tuple[str, str]:
    """Return the customer turn in two: the clauses without its strain, and those that carry it.

    Both are empty where nothing carries strain. Alone, the first is need 0 by the guide, the second the need it was given.
    """
    strain = item.record.labels.get("evidence", {}).get("empathy_need", [])
    calm, strained = [], []
    for message in item.example.customer_turn if strain else ():
        turn = item.example.turns[message]
        for start, end in turn.clauses:
            carries = any(s["message"] == message and s["start"] < end and start < s["end"] for s in strain)
            (strained if carries else calm).append(turn.text[start:end])
    return "\n".join(calm), "\n".join(strained)


def draft_targets(labels: Mapping[str, Any]) -> dict[str, int | None]:
    """Return the targets of the draft view."""
    flags = {n: _flag(labels.get(n)) for n in ("hurried", "canned", "no_next_step")}
    reasons = {r: None if "hurried_reasons" not in labels else int(r in labels["hurried_reasons"]) for r in REASONS}
    shown = at_least({"shown": labels.get("empathy_shown")}, "shown", (1, 2))
    return {**flags, **reasons, **shown, **side_targets(labels.get("four_sides", {}).get("draft"))}


def form_targets(labels: Mapping[str, Any]) -> dict[str, int | None]:
    """Return the target of the form view."""
    return {"register": _flag(labels.get("register"))}


def sentence_targets(item: Item, index: int) -> dict[str, int | None]:
    """Return the targets of one draft sentence: whether evidence of a label stands in it.

    Where a label is true and its evidence is not annotated, that is known of a single sentence alone.
    """
    labels, (start, end) = item.record.labels, item.example.sentences[index]
    found: dict[str, int | None] = {}
    for name in ("irony", "blame", "insensitive_offer", "empathy_shown"):
        value, spans = labels.get(name), labels.get("evidence", {}).get(name)
        if value and spans is None:
            found[name] = 1 if len(item.example.sentences) == 1 else None
        else:
            found[name] = _flag(value) and int(any(s["start"] < end and start < s["end"] for s in spans or ()))
    found["shown"] = found.pop("empathy_shown")
    return found


def clause_targets(item: Item, message: int, index: int) -> dict[str, int | None]:
    """Return the targets of one clause: begins a request, continues one, carries the strain."""
    labels = item.record.labels
    if "questions" not in labels:
        return {"ask_begins": None, "ask_continues": None, "strain": None}
    clauses = item.example.turns[message].clauses
    role = 0  # 1 begins, 2 continues
    for question in labels["questions"]:
        inside = [i for i, c in enumerate(clauses) if question["message"] == message and _mostly(c, question)]
        if index in inside:
            role = 1 if index == inside[0] else 2
    start, end = clauses[index]
    strain = labels.get("evidence", {}).get("empathy_need")
    heard = strain and any(s["message"] == message and s["start"] < end and start < s["end"] for s in strain)
    return {
        "ask_begins": int(role == 1),
        "ask_continues": int(role == 2),
        "strain": None if strain is None else int(bool(heard)),
    }


def _mostly(clause: tuple[int, int], span: Mapping[str, int]) -> bool:
    """Tell whether clause and span cover at least half of one another's shorter one."""
    shared = min(clause[1], span["end"]) - max(clause[0], span["start"])
    return shared * 2 >= min(clause[1] - clause[0], span["end"] - span["start"])


def requests(labels: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], dict[str, int | None]]]:
    """Yield each request of which something is annotated, with its targets against the draft."""
    for question in labels.get("questions", []):
        yield question, {name: int(name == question["status"]) for name in STATUSES}
    for request in labels.get("requests", []):
        yield request, {**dict.fromkeys(STATUSES), "unanswered": int(request["unanswered"])}


def _flag(value: bool | None) -> int | None:
    return None if value is None else int(value)
