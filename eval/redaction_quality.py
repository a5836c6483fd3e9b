"""How well personal data is found, on sentences written for it: recall and precision by kind and language.

An identifier counts as found when a recognised stretch of the same kind covers at least 90 % of it and is at most twice as
long; each stretch serves one. Structured kinds are all but names. Intervals are Wilson's, at 95 %.
"""

import json
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from coach.archive.agreement import wilson
from coach.redaction import KINDS, Identifier, Redactor

SENTENCES = Path(__file__).with_name("redaction")
STRUCTURED = tuple(kind for kind in KINDS if kind != "name")
_COVERED, _LONGEST = 0.9, 2.0


def load_sentences(split: str) -> list[dict[str, Any]]:
    """Return the sentences of a split: id, language, names, text, spans."""
    lines = [
        line for path in sorted(SENTENCES.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [row for line in lines if (row := json.loads(line))["split"] == split]


def measure_redaction(sentences: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return recall and precision with intervals by language and kind, and milliseconds per sentence."""
    redactor = Redactor(bytes(32))
    redactor.redact("Frau Kunz, Tel. 0170 1234567")  # names and phone metadata are loaded on first use
    counts: dict[tuple[str, str], Counter[str]] = {}
    times = []
    for row in sentences:
        start = time.perf_counter()
        found = redactor.redact(row["text"], row["names"]).found
        times.append(1000 * (time.perf_counter() - start))
        hits = matched(row["spans"], found)
        for language in (row["language"], "all"):
            for span in row["spans"]:
                counts.setdefault((language, span["kind"]), Counter())["expected"] += 1
            for one in found:
                counts.setdefault((language, one.kind), Counter())["recognised"] += 1
            for span, _ in hits:
                counts[language, span["kind"]]["hit"] += 1
    languages = sorted({language for language, _ in counts})
    return {
        "sentences": len(sentences),
        "languages": {language: _by_kind(counts, language) for language in languages},
        "milliseconds": {"p50": float(np.median(times)), "p95": float(np.percentile(times, 95))},
    }


def matched(spans: Sequence[dict[str, Any]], found: Sequence[Identifier]) -> list[tuple[dict[str, Any], Identifier]]:
    """Return the pairs of an expected span and the identifier that finds it; each stands in one pair at most."""
    pairs: list[tuple[dict[str, Any], Identifier]] = []
    free = list(found)
    for span in spans:
        length = span["end"] - span["start"]
        for one in free:
            covered = min(one.end, span["end"]) - max(one.start, span["start"])
            if one.kind == span["kind"] and covered >= _COVERED * length and one.end - one.start <= _LONGEST * length:
                pairs.append((span, one))
                free.remove(one)
                break
    return pairs


def share(hits: int, total: int) -> dict[str, Any]:
    """Return a share with its interval; None where nothing was counted."""
    if not total:
        return {"share": None, "low": None, "high": None, "hits": 0, "of": 0}
    low, high = wilson(hits, total)
    return {"share": hits / total, "low": low, "high": high, "hits": hits, "of": total}


def _by_kind(counts: dict[tuple[str, str], Counter[str]], language: str) -> dict[str, Any]:
    groups = {"structured": STRUCTURED, **{kind: (kind,) for kind in KINDS}}
    table = {}
    for group, kinds in groups.items():
        total: Counter[str] = Counter()
        for kind in kinds:
            total.update(counts.get((language, kind), Counter()))
        table[group] = {
            "recall": share(total["hit"], total["expected"]),
            "precision": share(total["hit"], total["recognised"]),
        }
    return table


def redaction_errors(sentences: Sequence[dict[str, Any]]) -> list[str]:
    """Return a line for each miss and each false alarm, to read while developing; never for the test split."""
    redactor = Redactor(bytes(32))
    lines = []
    for row in sentences:
        found = redactor.redact(row["text"], row["names"]).found
        pairs = matched(row["spans"], found)
        text = row["text"].replace("\n", "⏎")
        for span in row["spans"]:
            if span not in [s for s, _ in pairs]:
                lines.append(f"{row['id']} missed {span['kind']} {text[span['start'] : span['end']]!r} in {text!r}")
        for one in found:
            if one not in [o for _, o in pairs]:
                lines.append(f"{row['id']} wrong {one.kind} {text[one.start : one.end]!r} in {text!r}")
    return lines


def table(figures: dict[str, Any]) -> str:
    """Return the figures as a Markdown table."""
    lines = ["| language | kind | recall | precision |", "|---|---|---|---|"]
    for language, kinds in figures["languages"].items():
        for kind, row in kinds.items():
            lines.append(f"| {language} | {kind} | {_cell(row['recall'])} | {_cell(row['precision'])} |")
    return "\n".join(lines)


def _cell(share: dict[str, Any]) -> str:
    if share["share"] is None:
        return "–"
    return f"{share['share']:.3f} ({share['low']:.3f}–{share['high']:.3f}), {share['hits']} of {share['of']}"


def report(split: str) -> str:
    """Return the table of a split; for development sentences with every error, for test sentences figures alone."""
    sentences = load_sentences(split)
    figures = measure_redaction(sentences)
    speed = "milliseconds per sentence: p50 {p50:.2f}, p95 {p95:.2f}".format(**figures["milliseconds"])
    errors = redaction_errors(sentences) if split == "dev" else []
    return "\n".join([*errors, table(figures), f"{len(sentences)} sentences; {speed}"])
