"""Rewrites of flagged drafts, judged by another network and an independent checker of facts."""

import re
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from coach.pipeline import ReplyQualityPipeline
from coach.rewrite import Rewriter
from coach.types import Draft, Report, Rewrite

# On purpose no code of coach.rewrite: whatever holds a digit, and addresses of the net.
_FACT = re.compile(r"\S*\d\S*|https?://\S+|\S+@\S+")
_MARKS = ".,;:!?()[]„“”\"'…"


def measure_rewrites(
    pipeline: ReplyQualityPipeline, judge: ReplyQualityPipeline, drafts: Sequence[Draft]
) -> dict[str, Any]:
    """Return how often a rewrite is offered for a flagged draft, and what the judge says of the first alternatives.

    Args:
        pipeline: reviews the drafts and scores the rewrites.
        judge: a network that was trained from another seed; it decides what is mended.
        drafts: the items; those without a finding only count towards the latency of nothing to do.
    """
    rewriter = Rewriter(pipeline)
    rewriter.rewrite(drafts[0])  # the bank is embedded on first use
    reports = pipeline.predict(drafts)
    times, offered = [], []
    for draft, report in zip(drafts, reports, strict=True):
        if not report.findings:
            continue
        start = time.perf_counter()
        found = rewriter.rewrite(draft, report)
        times.append(1000 * (time.perf_counter() - start))
        offered.append((draft, report, found[0] if found else None))
    firsts = [(draft, rewrite) for draft, _, rewrite in offered if rewrite]
    old = judge.predict([draft for draft, _ in firsts])
    new = judge.predict([_with(draft, rewrite) for draft, rewrite in firsts])
    return {
        "flagged": len(offered),
        "offered": len(firsts) / max(1, len(offered)),
        "offered_by_flag": _by_flag(offered),
        **_judged(firsts, old, new),
        "facts_kept": float(np.mean([not lost_facts(d, r) for d, r in firsts])) if firsts else None,
        "p50_ms": float(np.median(times)),
        "p95_ms": float(np.percentile(times, 95)),
        "judge": {"name": judge.predict(drafts[0]).model["name"]},
    }


def lost_facts(draft: Draft, rewrite: Rewrite) -> list[str]:
    """Return what holds a digit or is an address in the draft and neither stands in the rewrite nor is listed as removed."""
    before, after = (Counter(m.strip(_MARKS) for m in _FACT.findall(t)) for t in (draft.text, rewrite.text))
    removed = "".join(rewrite.removed)
    return [f for f in (before - after) if re.sub(r"\W", "", f).lower() not in re.sub(r"\W", "", removed).lower()]


def _by_flag(offered: Sequence[tuple[Draft, Report, Rewrite | None]]) -> dict[str, dict[str, float]]:
    found: dict[str, list[bool]] = {}
    for _, report, rewrite in offered:
        for finding in report.findings:
            found.setdefault(finding.criterion, []).append(rewrite is not None and finding.criterion in rewrite.fixes)
    return {name: {"flagged": len(v), "mended": float(np.mean(v))} for name, v in sorted(found.items())}


def _judged(
    firsts: Sequence[tuple[Draft, Rewrite]], old: Sequence[Report], new: Sequence[Report]
) -> dict[str, float | None]:
    """Return, over what the judge flags too, the share it no longer flags, and the share of rewrites with a new flag."""
    cleared = [
        not after.flags[name]
        for (_, rewrite), before, after in zip(firsts, old, new, strict=True)
        for name in rewrite.fixes
        if before.flags[name]
    ]
    fresh = [
        not any(flag and not before.flags[name] for name, flag in after.flags.items())
        for before, after in zip(old, new, strict=True)
    ]
    return {
        "judge_clears": float(np.mean(cleared)) if cleared else None,
        "judge_flags_nothing_new": float(np.mean(fresh)) if fresh else None,
    }


def _with(draft: Draft, rewrite: Rewrite) -> Draft:
    return Draft(rewrite.text, draft.conversation, draft.id, draft.language, draft.channel, draft.kind)
