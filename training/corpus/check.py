"""Proofs over the corpus: records, spans, derived fields, splits, near-duplicates, counts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from coach.rubric import HURRIED_REASONS, Rubric
from coach.text import fold, words
from coach.types import SIDES, STATUSES
from training.corpus.agreement import agreement_rows, agreement_table, test_pairs, training_pairs
from training.corpus.records import CORPUS, SPLITS, Record, load_split
from training.corpus.short import ATOM_LABELS, LANGUAGES, NO_REQUEST, Atom, QuestionRecord, load_atoms, load_questions

FLAGS = (
    "missing_empathy",
    "irony",
    "unanswered_question",
    "hurried",
    "blame",
    "canned",
    "insensitive_offer",
    "no_next_step",
    "register",
)
NEAR = 0.6  # Jaccard similarity of word trigrams from which two drafts of different splits count as the same


def check_corpus(rubric: Rubric) -> int:
    """Print every fault and the counts; return 1 when there is a fault, else 0."""
    splits = {split: load_split(split) for split in SPLITS}
    faults = [f for records in splits.values() for r in records for f in record_faults(r)]
    faults += split_faults(splits, rubric)
    atoms, questions = load_atoms(), load_questions()
    faults += [fault for record in (*atoms, *questions) for fault in record.faults()]
    faults += _sibling_faults(questions)
    console = Console(width=120)
    console.print(count_table(splits))
    console.print(short_table(atoms, questions))
    for split, pairs in (("training", training_pairs(splits["train"])), ("test", test_pairs())):
        console.print(agreement_table(agreement_rows(pairs), split))
    for fault in faults:
        console.print(fault, markup=False)
    total = sum(len(r) for r in splits.values())
    console.print(f"{total} items, {len(faults)} faults")
    return 1 if faults else 0


def _sibling_faults(questions: Sequence[QuestionRecord]) -> list[str]:
    """Return requests whose replies stand under different places or contexts."""
    places: dict[str, tuple[Any, ...]] = {}
    return [
        f"{q.draft.id}: its request stands elsewhere than in its siblings"
        for q in questions
        if places.setdefault(q.request_id, (q.draft.conversation, q.message, q.start, q.end))
        != (q.draft.conversation, q.message, q.start, q.end)
    ]


def short_table(atoms: Sequence[Atom], questions: Sequence[QuestionRecord]) -> Table:
    """Return the counts of atoms and question records per language."""
    table = Table("", *LANGUAGES, title="Short records")
    parts = [
        ([a for a in atoms if a.draft.language == lang], [q for q in questions if q.draft.language == lang])
        for lang in LANGUAGES
    ]
    table.add_row("atoms", *(str(len(a)) for a, _ in parts))
    for label in ATOM_LABELS:
        table.add_row(
            f"… {label}",
            *(f"{sum(bool(x.labels.get(label)) for x in a)} of {sum(label in x.labels for x in a)}" for a, _ in parts),
        )
    table.add_row("requests", *(str(len({x.request_id for x in q})) for _, q in parts))
    table.add_row("replies", *(str(len(q)) for _, q in parts))
    for status in (*STATUSES, NO_REQUEST):
        table.add_row(f"… {status}", *(str(sum(x.status == status for x in q)) for _, q in parts))
    return table


def record_faults(record: Record) -> list[str]:
    """Return what is wrong with one record: grades, derived fields, spans."""
    labels, texts = record.labels, [m.text for m in record.draft.conversation]
    faults = []
    if labels["missing_empathy"] != (labels["empathy_shown"] < labels["empathy_need"]):
        faults.append("missing_empathy is not shown < need")
    if labels["hurried"] != bool(labels["hurried_reasons"]) or not set(labels["hurried_reasons"]) <= set(
        HURRIED_REASONS
    ):
        faults.append(f"hurried does not fit its reasons {labels['hurried_reasons']}")
    statuses = [q["status"] for q in labels["questions"]]
    if labels["unanswered_question"] != (("unanswered" in statuses) if statuses else None):
        faults.append("unanswered_question does not fit the statuses")
    if not record.draft.customer_turn and (labels["four_sides"]["customer"] or labels["empathy_need"] or statuses):
        faults.append("labels of a customer turn where there is none")
    for sides in filter(None, labels["four_sides"].values()):
        if any(sides[s] not in (0, 1, 2) for s in SIDES) or sides["tone"] not in (-2, -1, 0, 1, 2):
            faults.append(f"grades out of range: {sides}")
    faults += _span_faults(labels, record.draft.text, texts)
    return [f"{record.id}: {fault}" for fault in faults]


def _span_faults(labels: Mapping[str, Any], draft: str, texts: list[str]) -> Iterable[str]:
    for question in labels["questions"]:
        if question["status"] not in STATUSES or (question["status"] == "unanswered") != (question["answer"] is None):
            yield f"status {question['status']!r} does not fit its answer"
        if question["answer"]:
            yield from _span_fault(question["answer"], draft)
    places = sorted((q["message"], q["start"], q["end"]) for q in labels["questions"])
    if any(a[0] == b[0] and b[1] < a[2] for a, b in pairwise(places)):
        yield "questions overlap"
    for name, spans in labels["evidence"].items():
        for span in spans:
            yield from _span_fault(span, draft if span.get("message") is None else texts[span["message"]])
        needed = labels.get(name, 0)
        if bool(needed) != bool(spans):
            yield f"evidence of {name}: expected {'some' if needed else 'none'}, found {len(spans)} spans"
    for question in labels["questions"]:
        yield from _span_fault(question, texts[question["message"]])


def _span_fault(span: Mapping[str, Any], text: str) -> Iterable[str]:
    if text[span["start"] : span["end"]] != span["text"] or not span["text"].strip():
        yield f"span {span['start']}:{span['end']} does not hold its words"


def split_faults(splits: Mapping[str, list[Record]], rubric: Rubric) -> list[str]:
    """Return faults across records: ids, briefs and conversations in two splits, near-duplicates, rubric examples."""
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
    shingles = [(split, r.id, _shingles(r.draft.text)) for split, records in splits.items() for r in records]
    shingles += [
        ("rubric", c.id, _shingles(e.draft))
        for c in rubric
        for group in c.examples.values()
        for e in (*group.flagged, *group.clear, *group.not_applicable)
    ]
    return faults + _near_duplicates(shingles)


def _near_duplicates(shingles: list[tuple[str, str, frozenset[str]]]) -> list[str]:
    index: dict[str, list[int]] = {}
    for number, (_, _, parts) in enumerate(shingles):
        for part in parts:
            index.setdefault(part, []).append(number)
    faults = []
    for number, (split, id, parts) in enumerate(shingles):
        others = Counter(n for part in parts for n in index[part] if n > number and shingles[n][0] != split)
        for other, shared in others.items():
            if shared / (len(parts) + len(shingles[other][2]) - shared) >= NEAR:
                faults.append(f"{split} {id} and {shingles[other][0]} {shingles[other][1]} are near-duplicates")
    return faults


def _shingles(text: str) -> frozenset[str]:
    parts = [fold(text[a:b]) for a, b in words(text)]
    return frozenset(" ".join(parts[i : i + 3]) for i in range(max(1, len(parts) - 2)))


def count_table(splits: Mapping[str, list[Record]]) -> Table:
    """Return the counts per split and language."""
    table = Table(title="Corpus")
    columns = [(split, language) for split in splits for language in ("de", "en")]
    table.add_column("")
    for split, language in columns:
        table.add_column(f"{split} {language}", justify="right")
    groups = [[r for r in splits[s] if r.draft.language == lang] for s, lang in columns]

    def row(name: str, count: Any) -> None:
        table.add_row(name, *(str(count(group)) for group in groups))

    row("items", len)
    row("conversations", lambda g: len({r.conversation_id for r in g}))
    row("briefs", lambda g: len({r.brief for r in g}))
    row("clean", lambda g: sum(not any(r.labels[f] for f in FLAGS) for r in g))
    row("two flags or more", lambda g: sum(sum(bool(r.labels[f]) for f in FLAGS) > 1 for r in g))
    for flag in FLAGS:
        row(flag, lambda g, flag=flag: sum(bool(r.labels[flag]) for r in g))
    for grade in ("empathy_need", "empathy_shown"):
        row(
            f"{grade} 0 / 1 / 2",
            lambda g, grade=grade: " / ".join(str(sum(r.labels[grade] == k for r in g)) for k in (0, 1, 2)),
        )
    for status in STATUSES:
        row(status, lambda g, status=status: sum(q["status"] == status for r in g for q in r.labels["questions"]))
    row("no request", lambda g: sum(not r.labels["questions"] for r in g))
    return table
