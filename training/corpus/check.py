"""Proofs over the corpus: records, spans, derived fields, splits, near-duplicates, quotas."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import yaml

from coach.rubric import HURRIED_REASONS, Rubric
from coach.text import fold, words
from coach.types import SIDES, STATUSES, Draft
from coach.ui.examples import EXAMPLES
from training.corpus.quotas import quotas
from training.corpus.records import CORPUS, SPLITS, Record, load_split
from training.corpus.short import QuestionRecord, load_atoms, load_questions

NEAR = 0.6  # Jaccard similarity of word trigrams from which two drafts count as the same
_LONG_ENOUGH = 4  # trigrams; shorter drafts ("Danke, ist notiert.") may well be written twice
BEHAVIOUR = CORPUS.parent.parent / "eval" / "behaviour"


def corpus_faults(rubric: Rubric) -> list[str]:
    """Return every fault of the corpus in words; each names the record."""
    splits = {split: load_split(split) for split in SPLITS}
    atoms, questions = load_atoms(), load_questions()
    faults = [f for records in splits.values() for r in records for f in record_faults(r)]
    faults += split_faults(splits)
    faults += [fault for record in (*atoms, *questions) for fault in record.faults()]
    faults += _sibling_faults(questions)
    return faults + near_duplicates(drafts_by_group(splits, [r.draft for r in (*atoms, *questions)], rubric))


def shortfalls() -> list[str]:
    """Return in words which quotas the corpus does not meet yet; they are no faults of what is there."""
    splits = {split: load_split(split) for split in ("train", "test")}
    return [quota.fault for quota in quotas(splits, load_atoms(), load_questions()) if not quota.holds]


def _sibling_faults(questions: Sequence[QuestionRecord]) -> list[str]:
    """Return requests whose replies stand under different places or contexts."""
    places: dict[str, tuple[Any, ...]] = {}
    return [
        f"{q.draft.id}: its request stands elsewhere than in its siblings"
        for q in questions
        if places.setdefault(q.request_id, (q.draft.conversation, q.message, q.start, q.end))
        != (q.draft.conversation, q.message, q.start, q.end)
    ]


def record_faults(record: Record) -> list[str]:
    """Return what is wrong with one record: grades, derived fields, spans. What is left out is no fault."""
    labels, texts = record.labels, [m.text for m in record.draft.conversation]
    faults = [*_grade_faults(labels), *_derived_faults(labels)]
    sides, statuses = labels.get("four_sides", {}), [q["status"] for q in labels.get("questions", [])]
    if not record.draft.customer_turn and (sides.get("customer") or labels.get("empathy_need") or statuses):
        faults.append("labels of a customer turn where there is none")
    faults += _span_faults(labels, record.draft.text, texts)
    return [f"{record.id}: {fault}" for fault in faults]


def _grade_faults(labels: Mapping[str, Any]) -> Iterable[str]:
    grades = {name: labels[name] for name in ("empathy_need", "empathy_shown") if name in labels}
    if any(grade not in (0, 1, 2) for grade in grades.values()):
        yield f"grades out of range: {grades}"
    for sides in filter(None, labels.get("four_sides", {}).values()):
        if any(sides[s] not in (0, 1, 2) for s in SIDES) or sides["tone"] not in (-2, -1, 0, 1, 2):
            yield f"grades out of range: {sides}"


def _derived_faults(labels: Mapping[str, Any]) -> Iterable[str]:
    if {"missing_empathy", "empathy_need", "empathy_shown"} <= labels.keys() and (
        labels["missing_empathy"] != (labels["empathy_shown"] < labels["empathy_need"])
    ):
        yield "missing_empathy is not shown < need"
    reasons = labels.get("hurried_reasons")
    if reasons is not None and (labels.get("hurried") != bool(reasons) or not set(reasons) <= set(HURRIED_REASONS)):
        yield f"hurried does not fit its reasons {reasons}"
    if "questions" in labels:
        statuses = [q["status"] for q in labels["questions"]]
        if labels.get("unanswered_question") != (("unanswered" in statuses) if statuses else None):
            yield "unanswered_question does not fit the statuses"
    if any(r["unanswered"] != labels.get("unanswered_question") for r in labels.get("requests", [])):
        yield "unanswered_question does not fit the requests"


def _span_faults(labels: Mapping[str, Any], draft: str, texts: list[str]) -> Iterable[str]:
    questions = labels.get("questions", [])
    for question in questions:
        if question["status"] not in STATUSES or (question["status"] == "unanswered") != (question["answer"] is None):
            yield f"status {question['status']!r} does not fit its answer"
        if question["answer"]:
            yield from _span_fault(question["answer"], draft)
    for requests in (questions, labels.get("requests", [])):
        places = sorted((q["message"], q["start"], q["end"]) for q in requests)
        if any(a[0] == b[0] and b[1] < a[2] for a, b in pairwise(places)):
            yield "questions overlap"
        for request in requests:
            yield from _span_fault(request, texts[request["message"]])
    for name, spans in labels.get("evidence", {}).items():
        for span in spans:
            yield from _span_fault(span, draft if span.get("message") is None else texts[span["message"]])
        needed = labels.get(name, 0)
        if bool(needed) != bool(spans):
            yield f"evidence of {name}: expected {'some' if needed else 'none'}, found {len(spans)} spans"


def _span_fault(span: Mapping[str, Any], text: str) -> Iterable[str]:
    if text[span["start"] : span["end"]] != span["text"] or not span["text"].strip():
        yield f"span {span['start']}:{span['end']} does not hold its words"


def split_faults(splits: Mapping[str, list[Record]]) -> list[str]:
    """Return faults across records: ids that stand twice, briefs and conversations in two splits."""
    known = {b["id"]: b for b in yaml.safe_load((CORPUS / "briefs.yml").read_text(encoding="utf-8"))["briefs"]}
    faults = [
        f"id {id} stands {n} times" for id, n in Counter(r.id for rs in splits.values() for r in rs).items() if n > 1
    ]
    owner: dict[str, str] = {}
    for split, records in splits.items():
        for record in records:
            if known.get(record.brief, {}).get("split") != split:
                faults.append(f"{record.id}: brief {record.brief!r} does not belong to {split}")
            if owner.setdefault(record.conversation_id, split) != split:
                faults.append(f"{record.id}: its conversation stands in two splits")
    return faults


def near_duplicates(groups: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return texts of different groups that are nearly the same; groups hold texts by id."""
    return [f"{group} {id} and {other} {twin} are near-duplicates" for (group, id), (other, twin) in near_pairs(groups)]


def near_pairs(groups: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Yield pairs of (group, id) whose texts are nearly the same, the earlier group first."""
    shingles = [(g, id, parts) for g, texts in groups.items() for id, t in texts.items() if (parts := _shingles(t))]
    index: dict[str, dict[str, list[int]]] = {}
    for number, (group, _, parts) in enumerate(shingles):
        for part in parts:
            index.setdefault(part, {}).setdefault(group, []).append(number)
    for number, (group, id, parts) in enumerate(shingles):
        elsewhere = (ns for part in parts for other, ns in index[part].items() if other != group)
        others = Counter(n for ns in elsewhere for n in ns if n > number)
        for other, shared in others.items():
            if shared / (len(parts) + len(shingles[other][2]) - shared) >= NEAR:
                yield (group, id), shingles[other][:2]


def drafts_by_group(
    splits: Mapping[str, list[Record]], short: Sequence[Draft], rubric: Rubric
) -> dict[str, dict[str, str]]:
    """Return the drafts of each split, and those that are never training data: of rubric, app and behaviour tests."""
    groups = {split: {r.id: r.draft.text for r in records} for split, records in splits.items()}
    groups["train"] |= {str(draft.id): draft.text for draft in short}
    groups["rubric"] = {
        f"{c.id} {language} {number}": example.draft
        for c in rubric
        for language, group in c.examples.items()
        for number, example in enumerate((*group.flagged, *group.clear, *group.not_applicable))
    }
    groups["app"] = {example.key: example.draft.text for example in EXAMPLES}
    groups["behaviour"] = {
        f"{test['id']} {number}": text
        for path in sorted(BEHAVIOUR.glob("*.yml"))
        for test in yaml.safe_load(path.read_text(encoding="utf-8"))["tests"]
        for number, text in enumerate(filter(None, (test["draft"], (test.get("variant") or {}).get("draft"))))
    }
    return groups


def _shingles(text: str) -> frozenset[str]:
    """Return the word trigrams of a text; none for a short one."""
    parts = [fold(text[a:b]) for a, b in words(text)]
    found = frozenset(" ".join(parts[i : i + 3]) for i in range(max(0, len(parts) - 2)))
    return found if len(found) >= _LONG_ENOUGH else frozenset()
