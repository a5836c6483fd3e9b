"""From findings to whole candidates: single mends of every finding, and joint ones of all."""

from collections.abc import Callable

from coach.rewrite.barbs import propose_no_pitch, propose_plain
from coach.rewrite.case import Case
from coach.rewrite.edits import Candidate, Proposal, candidate
from coach.rewrite.register import propose_register
from coach.rewrite.steps import (
    propose_acknowledgement,
    propose_answers,
    propose_attention,
    propose_concrete,
    propose_next_step,
)

Acknowledge = Callable[[Case], list[str]]  # sentences that take up the customer's matter
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


def candidates(case: Case, acknowledge: Acknowledge) -> list[Candidate]:
    """Return what could stand in the draft's place, each text once, the most complete mends early; nothing is judged yet."""
    offered = [made for f in case.report.findings if (made := _proposals(case, f.criterion, acknowledge))]
    if not offered:
        return []
    joint = [[p[min(i, len(p) - 1)] for p in offered] for i in range(max(map(len, offered)))][:_MAX_JOINT]
    single = [[p] for proposals in offered for p in proposals[:2]]
    found: dict[str, Candidate] = {}
    for choice in (joint[0], *single[:2], *joint[1:], *single[2:]):
        covered = {name for p in choice for name in p.covers}
        needed = [p for p in choice if p.criterion not in covered]
        whole = candidate(case.text, sorted(needed, key=lambda p: _ORDER.index(p.criterion)))
        if whole.text != case.text and whole.text.strip():
            found.setdefault(whole.text, whole)
    return list(found.values())


def _proposals(case: Case, criterion: str, acknowledge: Acknowledge) -> list[Proposal]:
    """Return proposals for one criterion, the best first; none for a criterion of a rubric that is not known here."""
    if criterion in ("irony", "blame"):
        return propose_plain(case, criterion, acknowledge)
    makers: dict[str, Callable[[], list[Proposal]]] = {
        "missing_empathy": lambda: propose_acknowledgement(case, acknowledge),
        "unanswered_question": lambda: propose_answers(case),
        "hurried": lambda: propose_attention(case, acknowledge),
        "canned": lambda: propose_concrete(case, acknowledge),
        "insensitive_offer": lambda: propose_no_pitch(case, acknowledge),
        "no_next_step": lambda: propose_next_step(case),
        "register": lambda: propose_register(case),
    }
    return makers[criterion]() if criterion in makers else []
