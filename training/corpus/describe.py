"""The tables of the data statement: counts, quotas, agreement, artefacts; written between two marks."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from coach.types import STATUSES
from training.corpus.agreement import (
    Agreement,
    atom_agreement,
    atom_pairs,
    item_agreement,
    question_agreement,
    question_pairs,
    test_pairs,
    training_pairs,
)
from training.corpus.artefacts import CHANCE, READS, artefacts, giveaways
from training.corpus.quotas import quotas
from training.corpus.records import CORPUS, FLAGS, SPLITS, CorpusError, Record, load_split
from training.corpus.short import ATOM_LABELS, LANGUAGES, NO_REQUEST, Atom, QuestionRecord, load_atoms, load_questions

BEGIN, END = "<!-- corpus -->", "<!-- end of corpus -->"
_BLOCK = re.compile(re.escape(BEGIN) + "\n(.*?)" + re.escape(END), re.S)
_ARTEFACTS = "### What gives labels away"


def describe(document: Path) -> str:
    """Write all tables between the marks of a document; return them.

    Raises:
        CorpusError: when the document has no marks.
    """
    text = document.read_text(encoding="utf-8")
    described(document)
    train = load_split("train")
    block = f"{quick_tables()}\n{_ARTEFACTS}\n\n{_artefact_tables(train)}"
    document.write_text(_BLOCK.sub(lambda _: f"{BEGIN}\n{block}\n{END}", text), encoding="utf-8")
    return block


def described(document: Path) -> tuple[str, str]:
    """Return what stands between the marks: the tables of `quick_tables`, and those of artefacts.

    Raises:
        CorpusError: when the document has no marks.
    """
    match = _BLOCK.search(document.read_text(encoding="utf-8"))
    if match is None:
        raise CorpusError(f"{document}: expected the marks {BEGIN} and {END}, found none")
    quick, _, slow = match[1].partition(_ARTEFACTS)
    return quick.strip(), slow.strip()


def quick_tables() -> str:
    """Return the tables that need no model: counts, quotas, agreement."""
    splits = {split: load_split(split) for split in SPLITS}
    atoms, questions = load_atoms(), load_questions()
    parts = [
        f"### Counts\n\n{_item_counts(splits)}\n{_short_counts(atoms, questions)}",
        f"### Quotas\n\n{_quota_table(splits, atoms, questions)}",
        f"### Second-reader agreement\n\n{_agreement_tables(splits['train'], atoms, questions)}",
    ]
    return "\n".join(parts).strip()


def training_fingerprint() -> str:
    """Return the SHA-256 of the training items, which artefacts are measured on."""
    return hashlib.sha256((CORPUS / "items" / "train.jsonl").read_bytes()).hexdigest()[:12]


def _item_counts(splits: Mapping[str, list[Record]]) -> str:
    columns = [(split, language) for split in splits for language in LANGUAGES]
    groups = [[r for r in splits[s] if r.draft.language == lang] for s, lang in columns]
    counts: dict[str, Callable[[list[Record]], object]] = {
        "items": len,
        "conversations": lambda g: len({r.conversation_id for r in g}),
        "briefs": lambda g: len({r.brief for r in g}),
        "clean": lambda g: sum(not any(r.labels[f] for f in FLAGS) for r in g),
        "two flags or more": lambda g: sum(sum(bool(r.labels[f]) for f in FLAGS) > 1 for r in g),
        **{flag: lambda g, flag=flag: sum(bool(r.labels[flag]) for r in g) for flag in FLAGS},
        **{
            f"{grade} 0 / 1 / 2": lambda g, grade=grade: " / ".join(
                str(sum(r.labels[grade] == k for r in g)) for k in (0, 1, 2)
            )
            for grade in ("empathy_need", "empathy_shown")
        },
        **{
            f"requests {status}": lambda g, status=status: sum(
                q["status"] == status for r in g for q in r.labels["questions"]
            )
            for status in STATUSES
        },
        "items without a request": lambda g: sum(not r.labels["questions"] for r in g),
    }
    return _table(
        ["", *(f"{s} {lang}" for s, lang in columns)],
        ([name, *(str(count(group)) for group in groups)] for name, count in counts.items()),
    )


def _short_counts(atoms: Sequence[Atom], questions: Sequence[QuestionRecord]) -> str:
    parts = [
        ([a for a in atoms if a.draft.language == lang], [q for q in questions if q.draft.language == lang])
        for lang in LANGUAGES
    ]
    rows = [["atoms", *(str(len(a)) for a, _ in parts)]]
    rows += [
        [
            f"… {label}",
            *(f"{sum(bool(x.labels.get(label)) for x in a)} of {sum(label in x.labels for x in a)}" for a, _ in parts),
        ]
        for label in ATOM_LABELS
    ]
    rows += [["requests", *(str(len({x.request_id for x in q})) for _, q in parts)]]
    rows += [["question records", *(str(len(q)) for _, q in parts)]]
    rows += [
        [f"… {status}", *(str(sum(x.status == status for x in q)) for _, q in parts)]
        for status in (*STATUSES, NO_REQUEST)
    ]
    return _table(["short records", *LANGUAGES], rows)


def _quota_table(splits: Mapping[str, list[Record]], atoms: Sequence[Atom], questions: Sequence[QuestionRecord]) -> str:
    return _table(
        ["quota", "wanted", "found", ""],
        (
            [q.name, q.wanted, q.shown(q.found), "" if q.holds else "**not met**"]
            for q in quotas(splits, atoms, questions)
        ),
    )


def _agreement_tables(train: Sequence[Record], atoms: Sequence[Atom], questions: Sequence[QuestionRecord]) -> str:
    items = {lang: training_pairs([r for r in train if r.draft.language == lang]) for lang in LANGUAGES}
    short = {lang: atom_pairs([a for a in atoms if a.draft.language == lang]) for lang in LANGUAGES}
    asked = {lang: question_pairs([q for q in questions if q.draft.language == lang]) for lang in LANGUAGES}
    return "\n".join(
        [
            _agreement_table("training items", {k: item_agreement(v) for k, v in items.items()}),
            _agreement_table("test items", {lang: item_agreement(test_pairs(lang)) for lang in LANGUAGES}),
            _agreement_table("atoms", {k: atom_agreement(v) for k, v in short.items()}),
            _agreement_table("question records", {k: question_agreement(v) for k, v in asked.items()}),
        ]
    )


def _agreement_table(title: str, rows: Mapping[str, Sequence[Agreement]]) -> str:
    header = [title, *(f"{lang}: {what}" for lang in rows for what in ("read twice", "α", "F1"))]
    return _table(header, ([same[0].label, *(c for row in same for c in _cells(row))] for same in zip(*rows.values(), strict=True)))  # fmt: skip


def _cells(row: Agreement) -> list[str]:
    return [str(row.count), f"{row.alpha:.2f}", "" if row.f1 is None else f"{row.f1:.2f}"]


def _artefact_tables(train: Sequence[Record]) -> str:
    found = {(a.flag, a.reads): a for a in artefacts(train)}
    flags = list(dict.fromkeys(flag for flag, _ in found))
    rows = [
        [
            f"{flag}{' †' if flag in CHANCE else ''}",
            *(f"{(a := found[flag, reads]).auroc:.2f} ({a.low:.2f} to {a.high:.2f})" for reads in READS),
        ]
        for flag in flags
    ]
    words = [
        [flag, *(_words([r for r in train if r.draft.language == lang], flag) for lang in LANGUAGES)] for flag in FLAGS
    ]
    return (
        f"Training items `{training_fingerprint()}`: AUROC out of folds grouped by brief, with 95 % intervals by bootstrap over conversations. "
        "† marks what the conversation alone must not tell.\n\n"
        f"{_table(['flag', *READS], rows)}\n"
        "Words of drafts that speak most for a flag (log odds with an informative Dirichlet prior; flagged drafts : other drafts that hold the word):\n\n"
        f"{_table(['flag', *LANGUAGES], words)}"
    ).strip()


def _words(records: Sequence[Record], flag: str) -> str:
    return ", ".join(f"{word} {with_it}:{without}" for word, _, with_it, without in giveaways(records, flag))


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(header)} |", f"|{'---|' * len(header)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"
