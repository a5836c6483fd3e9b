"""Edits of training items whose effect on the labels is known; what an edit leaves unclear is left out.

A sentence is taken out (one that answers, one that acknowledges, or a neutral one) or put in: an atom with a label, its
near-miss, or a sentence of another draft to the same conversation that answers or acknowledges there. Neutral edits are as frequent as telling ones, so that a torn text tells nothing. Or the
whole reply is another conversation's (next-reply selection, Lowe et al. 2015): it leaves every request open.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from training.corpus import Record
from training.corpus.short import Atom
from training.items import Item, prepare

_IN_SENTENCES = ("irony", "blame", "insensitive_offer")
Span = Mapping[str, Any]


def edited(items: Sequence[Item], atoms: Sequence[Atom], *, seed: int) -> list[Item]:
    """Return one edit of each item that allows one."""
    rng = random.Random(seed)
    sentences = _Atoms(atoms)
    siblings: dict[str, list[Item]] = {}
    for item in items:
        siblings.setdefault(item.record.conversation_id, []).append(item)
    records = []
    for item in items:
        others = [other for other in siblings[item.record.conversation_id] if other is not item]
        kinds: list[Callable[[], Record | None]] = [
            lambda item=item: _without(item, _answer_sentences(item, rng)),  # type: ignore[misc]
            lambda item=item: _without(item, _evidence_sentences(item, "empathy_shown")),  # type: ignore[misc]
            lambda item=item: _without(item, _neutral_sentence(item, rng)),  # type: ignore[misc]
            lambda item=item, others=others: _with_answer(item, others, rng),  # type: ignore[misc]
            lambda item=item, others=others: _with_acknowledgement(item, others, rng),  # type: ignore[misc]
            lambda item=item: _with_atom(item, sentences.draw(item, True, rng), rng),  # type: ignore[misc]
            lambda item=item: _with_atom(item, sentences.draw(item, False, rng), rng),  # type: ignore[misc]
        ]
        rng.shuffle(kinds)
        record = next((r for kind in kinds if (r := kind())), None)
        if record:
            records.append(record)
    return prepare(records)


def foreign(items: Sequence[Item], share: float, *, seed: int) -> list[Item]:
    """Return a share of the items that ask something, each with a reply that answers another conversation."""
    rng = random.Random(seed)
    donors: dict[str, list[Item]] = {}
    for item in items:
        if any(q["status"] == "answered" for q in item.record.labels["questions"]):
            donors.setdefault(item.example.language, []).append(item)
    asking = [item for item in items if item.record.labels["questions"]]
    records = []
    for item in rng.sample(asking, int(len(asking) * share)):
        donor = rng.choice(donors[item.example.language])
        if donor.record.brief != item.record.brief:
            questions = [{**q, "status": "unanswered", "answer": None} for q in item.record.labels["questions"]]
            need, evidence = item.record.labels["empathy_need"], item.record.labels["evidence"]["empathy_need"]
            labels = {"empathy_need": need, "hurried": True, "questions": questions}
            labels["evidence"] = {"empathy_need": evidence}
            records.append(_record(item, donor.record.draft.text, labels))
    return prepare(records)


class _Atoms:
    """Agent sentences by language and label."""

    def __init__(self, atoms: Sequence[Atom]) -> None:
        self._found: dict[tuple[str, str, bool], list[Atom]] = {}
        for atom in atoms:
            for label in _IN_SENTENCES:
                if label in atom.labels:
                    key = (str(atom.draft.language), label, bool(atom.labels[label]))
                    self._found.setdefault(key, []).append(atom)

    def draw(self, item: Item, value: bool, rng: random.Random) -> Atom | None:
        """Return an atom with (or without) one of the labels, from the item's language."""
        label = rng.choice(_IN_SENTENCES)
        candidates = self._found.get((item.example.language, label, value), [])
        return rng.choice(candidates) if candidates else None


def _answer_sentences(item: Item, rng: random.Random) -> set[int]:
    answers = [q["answer"] for q in item.record.labels.get("questions", []) if q["answer"]]
    return _touched(item, [rng.choice(answers)]) if answers else set()


def _evidence_sentences(item: Item, label: str) -> set[int]:
    return _touched(item, item.record.labels.get("evidence", {}).get(label, []))


def _neutral_sentence(item: Item, rng: random.Random) -> set[int]:
    labels = item.record.labels
    spans = [q["answer"] for q in labels.get("questions", []) if q["answer"]]
    spans += [s for key in (*_IN_SENTENCES, "empathy_shown") for s in labels.get("evidence", {}).get(key, [])]
    free = sorted(set(range(len(item.example.sentences))) - _touched(item, spans))
    return {rng.choice(free)} if free else set()


def _touched(item: Item, spans: Sequence[Span]) -> set[int]:
    return {i for i, (a, b) in enumerate(item.example.sentences) for s in spans if s["start"] < b and a < s["end"]}


def _without(item: Item, dropped: set[int]) -> Record | None:
    """Return the item without some sentences; None where nothing would be dropped, or nothing left."""
    sentences = item.example.sentences
    if not dropped or len(dropped) == len(sentences):
        return None
    text, kept, at = item.record.draft.text, [], 0
    pieces: list[str] = []
    for index, (start, end) in enumerate(sentences):
        stop = sentences[index + 1][0] if index + 1 < len(sentences) else len(text)
        if index not in dropped:
            kept.append((start, end, at - start))
            pieces.append(text[start:stop])
            at += stop - start

    def moved(span: Span) -> dict[str, int] | None:
        """Return the span in the new text, as far as whole sentences of it remain."""
        parts = [
            (max(a, span["start"]) + by, min(b, span["end"]) + by)
            for a, b, by in kept
            if a < span["end"] and span["start"] < b
        ]
        return {"start": parts[0][0], "end": parts[-1][1]} if parts else None

    return _record(item, "".join(pieces).rstrip(), _labels_after(item.record.labels, moved))


def _labels_after(labels: Mapping[str, Any], moved: Callable[[Span], dict[str, int] | None]) -> dict[str, Any]:
    """Return the labels that stand after sentences were taken out.

    A label rests on its evidence: it stays while some is left, and is false when all of it is gone. A request whose
    answer is gone is unanswered; one whose answer is cut in part stays with what is left.
    """
    found: dict[str, Any] = {k: labels[k] for k in ("empathy_need",) if k in labels}
    evidence: dict[str, Any] = {k: v for k, v in labels["evidence"].items() if k == "empathy_need"}
    for name in _IN_SENTENCES:
        evidence[name] = [m for s in labels["evidence"][name] if (m := moved(s))]
        found[name] = bool(evidence[name])
    spans = labels["evidence"]["empathy_shown"]
    left = [m for s in spans if (m := moved(s))]
    if not left or len(left) == len(spans):
        found["empathy_shown"] = labels["empathy_shown"] if left or not spans else 0
        evidence["empathy_shown"] = left
    if not labels["register"]:
        found["register"] = False
    found["questions"] = []
    for question in labels["questions"]:
        answer = moved(question["answer"]) if question["answer"] else None
        status = question["status"] if answer else "unanswered"
        found["questions"].append({**question, "status": status, "answer": answer})
    return {**found, "evidence": evidence}


def _with_atom(item: Item, atom: Atom | None, rng: random.Random) -> Record | None:
    """Return the item with an atom's sentence between two of its own, or at either end."""
    if atom is None:
        return None
    new, added, moved = _insert(item, atom.draft.text.strip(), rng.choice(_places(item)))
    labels = item.record.labels
    evidence: dict[str, Any] = {"empathy_need": labels["evidence"]["empathy_need"]}
    found: dict[str, Any] = {"empathy_need": labels["empathy_need"], "questions": _moved_answers(labels, moved)}
    for name in _IN_SENTENCES:
        if name in atom.labels:
            spans = [moved(s) for s in labels["evidence"][name]]
            evidence[name] = spans + ([added] if atom.labels[name] else [])
            found[name] = bool(evidence[name])
    return _record(item, new, {**found, "evidence": evidence})


def _with_answer(item: Item, others: Sequence[Item], rng: random.Random) -> Record | None:
    """Return the item with the sentence in which another draft answers what this one leaves open."""
    found = []
    for number, question in enumerate(item.record.labels["questions"]):
        for other in others if question["status"] == "unanswered" else ():
            theirs = other.record.labels["questions"][number]
            sentences = _touched(other, [theirs["answer"]]) if theirs["answer"] else set()
            if len(sentences) == 1:
                found.append((number, theirs["status"], other, *sentences))
    if not found:
        return None
    number, status, other, sentence = rng.choice(found)
    new, added, moved = _insert(item, _text_of(other, sentence), item.example.sentences[-1][1])
    labels = {**item.record.labels, "questions": _moved_answers(item.record.labels, moved)}
    labels["questions"][number] |= {"status": status, "answer": added}
    return _record(item, new, _beside(labels, moved))


def _with_acknowledgement(item: Item, others: Sequence[Item], rng: random.Random) -> Record | None:
    """Return the item, which shows nothing, with the one sentence in which another draft shows empathy."""
    if item.record.labels["empathy_shown"]:
        return None
    found = [(o, *s) for o in others if len(s := _evidence_sentences(o, "empathy_shown")) == 1]
    if not found:
        return None
    other, sentence = rng.choice(found)
    first = 1 if len(item.example.sentences) > 1 else 0  # behind a greeting, or in front
    new, added, moved = _insert(item, _text_of(other, sentence), _places(item)[rng.randint(0, first)])
    labels = _beside({**item.record.labels, "questions": _moved_answers(item.record.labels, moved)}, moved)
    labels["empathy_shown"] = other.record.labels["empathy_shown"]
    labels["evidence"]["empathy_shown"] = [added]
    return _record(item, new, labels)


def _beside(labels: Mapping[str, Any], moved: Callable[[Span], dict[str, int]]) -> dict[str, Any]:
    """Return what still holds of an item's labels beside a sentence of a sibling: need, questions, irony and the like."""
    evidence: dict[str, Any] = {"empathy_need": labels["evidence"]["empathy_need"]}
    found: dict[str, Any] = {"empathy_need": labels["empathy_need"], "questions": labels["questions"]}
    for name in (n for n in _IN_SENTENCES if labels[n]):  # the sibling's sentence may hold one; what was there stays
        evidence[name] = [moved(s) for s in labels["evidence"][name]]
        found[name] = True
    return {**found, "evidence": evidence}


def _places(item: Item) -> list[int]:
    return [0, *(end for _, end in item.example.sentences)]


def _text_of(item: Item, sentence: int) -> str:
    return item.record.draft.text[slice(*item.example.sentences[sentence])]


def _insert(item: Item, sentence: str, at: int) -> tuple[str, dict[str, int], Callable[[Span], dict[str, int]]]:
    """Return the text with a sentence put in at `at`, the sentence's span, and how spans of the old text move."""
    text = item.record.draft.text
    before, behind = text[:at].rstrip(), text[at:].lstrip()
    start = len(before) + 1 if before else 0
    new = " ".join(part for part in (before, sentence, behind) if part)
    shift = len(new) - len(text)

    def moved(span: Span) -> dict[str, int]:
        by = shift if span["start"] >= at else 0
        return {"start": span["start"] + by, "end": span["end"] + by}

    return new, {"start": start, "end": start + len(sentence)}, moved


def _moved_answers(labels: Mapping[str, Any], moved: Callable[[Span], dict[str, int]]) -> list[dict[str, Any]]:
    return [{**q, "answer": moved(q["answer"]) if q["answer"] else None} for q in labels["questions"]]


def _record(item: Item, text: str, labels: dict[str, Any]) -> Record:
    record = item.record
    return replace(record, draft=replace(record.draft, text=text, id=f"{record.id}:edited"), labels=labels)
