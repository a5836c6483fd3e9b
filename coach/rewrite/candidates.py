"""From findings to whole candidates: single mends of every finding, and joint ones of all."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from coach.rewrite.barbs import propose_no_pitch, propose_plain
from coach.rewrite.case import Case
from coach.rewrite.edits import Candidate, Proposal, apply, candidate
from coach.rewrite.register import propose_register
from coach.rewrite.steps import (
    propose_acknowledgement,
    propose_answers,
    propose_attention,
    propose_concrete,
    propose_next_step,
)
from coach.types import Edit

_MAX_JOINT = 3
_ORDER = (  # in which proposals take their place in the text
    "register",
    "irony",
    "blame",
    "insensitive_offer",
    "missing_empathy",
    "canned",
    "unanswered_question",
    "hurried",
    "no_next_step",
)


def candidates(case: Case, lines: Sequence[str]) -> list[Candidate]:
    """Return what could stand in the draft's place, each text once, the most complete mends early; nothing is judged yet.

    `lines` take up the customer's matter, the best first.
    """
    offered = [made for f in case.report.findings if (made := _proposals(case, f.criterion, lines))]
    if not offered:
        return []
    joint = [_joint(offered, i) for i in range(max(map(len, offered)))][:_MAX_JOINT]
    single = [[p] for proposals in offered for p in proposals[:2]]
    found: dict[str, Candidate] = {}
    for choice in (joint[0], *single[:2], *joint[1:], *single[2:]):
        whole = put_together(case, choice)
        if whole.text != case.text and whole.text.strip():
            found.setdefault(whole.text, whole)
    return list(found.values())


def put_together(case: Case, proposals: Iterable[Proposal]) -> Candidate:
    """Return the draft with these proposals carried out, in an order that reads well."""
    return _smoothed(case, candidate(case.text, sorted(proposals, key=lambda p: _ORDER.index(p.criterion))))


def _smoothed(case: Case, made: Candidate) -> Candidate:
    """Return the candidate with edits that fit what now stands in front of them.

    Behind the greeting's comma a line begins small; behind a sentence that got its full stop no second one is put.
    """
    edits: list[Edit] = []
    built, at = "", 0
    for edit in made.edits:
        built += case.text[at : edit.start]
        new = edit.replacement
        if new.startswith(". ") and built.rstrip().endswith((".", "!", "?", "…")):
            new = new[1:]
        lead = new[: len(new) - len(new.lstrip())]
        if (
            edit.start >= case.opening
            and new.strip()
            and f"{built}{lead}".rstrip() == case.text[: case.opening].rstrip()
        ):
            new = lead + case.first(new.lstrip())
        edits.append(replace(edit, replacement=new))
        built, at = built + new, edit.end
    return replace(made, text=apply(case.text, edits), edits=tuple(edits))


def _joint(offered: list[list[Proposal]], number: int) -> list[Proposal]:
    """Return one proposal per criterion, each as far down its list as `number`, that go together.

    What another covers is left out, and only the first that acknowledges does: the others take a plain way, if they have one.
    """
    chosen: list[Proposal] = []
    for proposals in sorted(offered, key=lambda p: _ORDER.index(p[0].criterion)):
        one = proposals[min(number, len(proposals) - 1)]
        if one.criterion in {name for p in chosen for name in p.covers}:
            continue
        if one.acknowledges and any(p.acknowledges for p in chosen):
            plain = next((p for p in proposals if not p.acknowledges), None)
            if plain is None:
                continue
            one = plain
        chosen = [p for p in chosen if p.criterion not in one.covers] + [one]
    return chosen


def _proposals(case: Case, criterion: str, lines: Sequence[str]) -> list[Proposal]:
    """Return proposals for one criterion, the best first; none for a criterion of a rubric that is not known here."""
    if criterion in ("irony", "blame"):
        return propose_plain(case, criterion, lines)
    makers: dict[str, Callable[[], list[Proposal]]] = {
        "missing_empathy": lambda: propose_acknowledgement(case, lines),
        "unanswered_question": lambda: propose_answers(case),
        "hurried": lambda: propose_attention(case),
        "canned": lambda: propose_concrete(case, lines),
        "insensitive_offer": lambda: propose_no_pitch(case, lines),
        "no_next_step": lambda: propose_next_step(case),
        "register": lambda: propose_register(case),
    }
    return makers[criterion]() if criterion in makers else []
