"""Rewrites read blind: a sample in which nobody sees which text was the agent's, and the table of what readers said."""

import json
import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from coach.pipeline import ReplyQualityPipeline
from coach.rewrite import Rewriter
from eval.bootstrap import with_intervals
from eval.errors import EvalError
from eval.results import Figure
from training.corpus.records import MAIN, Record

GERMAN_SHARE = 2 / 3
_SIDES = ("X", "Y")
_RESAMPLES = 1000
_ASKED = ("mended", "natural", "preferred")


def draw_sample(
    pipeline: ReplyQualityPipeline, records: Sequence[Record], *, per_flag: int, seed: int
) -> list[dict[str, Any]]:
    """Return rows with a conversation and two texts, the draft and the first rewrite that mends the flag, in random order.

    A row is drawn where both the reader of the corpus and the pipeline find the flag; `draft` says on which side the
    agent's own text stands and has to be taken out before anybody reads.
    """
    rng = random.Random(seed)
    rewriter = Rewriter(pipeline)
    wanted = {(f, code): round(per_flag * share) for f in MAIN for code, share in _shares().items()}
    rows = []
    for record in rng.sample(list(records), len(records)):
        code = str(record.draft.language)
        open_flags = [f for f in MAIN if wanted[f, code] > 0 and record.labels.get(f)]
        if not open_flags:
            continue
        report = pipeline.predict(record.draft)
        found = rewriter.rewrite(record.draft, report) if any(report.flags[f] for f in open_flags) else ()
        for flag in sorted(open_flags, key=lambda f: -wanted[f, code]):
            rewrite = next((r for r in found if flag in r.fixes), None)
            if rewrite:
                wanted[flag, code] -= 1
                own = rng.choice(_SIDES)
                texts = {own: record.draft.text, _other(own): rewrite.text}
                talk = [{"role": m.role, "text": m.text} for m in record.draft.conversation]
                rows.append(
                    {"id": record.id, "flag": flag, "language": code, "channel": record.draft.channel,
                     "conversation": talk, **{side: texts[side] for side in _SIDES}, "draft": own}
                )  # fmt: skip
                break
    return rows


def read_table(path: Path, *, seed: int = 13) -> dict[str, dict[str, Any]]:
    """Return, per flag and over all, how many rewrites were mended, natural and correct, and preferred, with intervals.

    Each line of the file has id, flag, language, `draft` (the agent's side), `problem` and `natural` (per side) and
    `prefer` (X, Y or same). Mended: the flag's problem is not there any more. Preferred: to the draft.

    Raises:
        EvalError: when a line lacks one of these.
    """
    groups: dict[str, list[tuple[str, dict[str, bool]]]] = defaultdict(list)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            new = _other(row["draft"])
            said = {
                "mended": not row["problem"][new],
                "natural": bool(row["natural"][new]),
                "preferred": row["prefer"] == new,
            }
            conversation = row["id"].rsplit("-", 1)[0]
        except (KeyError, ValueError) as error:
            raise EvalError(f"{path}:{number}: expected a reading, found a line without {error}") from None
        for name in (row["flag"], f"all {row['language']}", "all"):
            groups[name].append((conversation, said))
    return {name: {"read": len(rows), **_figures(rows, seed)} for name, rows in sorted(groups.items())}


def _figures(rows: Sequence[tuple[str, dict[str, bool]]], seed: int) -> dict[str, Figure]:
    values = {name: np.array([said[name] for _, said in rows], float) for name in _ASKED}

    def shares(weights: np.ndarray | None) -> dict[str, float | None]:
        return {name: float(np.average(found, weights=weights)) for name, found in values.items()}

    return with_intervals(shares, [conversation for conversation, _ in rows], resamples=_RESAMPLES, seed=seed)


def _shares() -> dict[str, float]:
    return {"de": GERMAN_SHARE, "en": 1 - GERMAN_SHARE}


def _other(side: str) -> str:
    return _SIDES[1 - _SIDES.index(side)]
