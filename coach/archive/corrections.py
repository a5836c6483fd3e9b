"""Trainers' verdicts as records of the corpus, for `python -m training fit --extra`.

A label is what the trainer said of a criterion; what was not judged is left out. A yes or no settles neither grades of
empathy nor reasons of haste nor the list of requests, so these are left out as well. Beside the guide's labels,
`requests` holds the requests of which the verdict tells whether they stay unanswered.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from coach.evidence import merge, snap
from coach.store.values import StoredItem, Verdict
from coach.types import Draft, Span

BRIEF = "archive"
LABELS = (  # of the annotation guide; a rubric's own criteria beyond them are no labels
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
_ON_THE_CUSTOMER = ("missing_empathy", "unanswered_question")  # not applicable without a customer turn
_UNDERLINED = ("irony", "blame", "insensitive_offer")  # the guide wants the draft's words for them
Record = dict[str, Any]


def corrections(items: Iterable[StoredItem]) -> Iterator[Record]:
    """Yield one record for each item with a trainer's verdict on a label of the guide, blind or not.

    Neither team nor day, time, note or number in the store goes along. A second grader's verdicts are for agreement alone.
    """
    for item in items:
        draft = Draft(item.draft, item.messages, channel=item.channel, kind=item.kind)
        labels = _labels(draft, item)
        if labels:
            yield _record(draft, item, labels)


def _record(draft: Draft, item: StoredItem, labels: Record) -> Record:
    return {
        "id": _name(item.id, item.conversation_id, item.draft),
        "conversation_id": _name(item.conversation_id),
        "brief": BRIEF,
        "language": None if item.language == "und" else item.language,
        "channel": draft.channel,
        "kind": draft.kind,
        "conversation": [{"role": m.role, "text": m.text} for m in draft.conversation],
        "draft": draft.text,
        "labels": labels,
        "provenance": {"source": "archive", "model": item.report["model"]["version"] if item.report else None},
    }


def _name(*parts: object) -> str:
    return f"archive-{sha256(repr(parts).encode()).hexdigest()[:16]}"


def _labels(draft: Draft, item: StoredItem) -> Record:
    verdicts = {
        verdict.criterion: verdict
        for verdict in item.verdicts
        if verdict.grader == "trainer" and (draft.customer_turn or verdict.criterion not in _ON_THE_CUSTOMER)
    }
    labels: Record = {name: verdicts[name].value for name in LABELS if name in verdicts}
    evidence = {name: _underlined(verdicts[name], draft, item) for name in _UNDERLINED if name in verdicts}
    known = {name: spans for name, spans in evidence.items() if spans is not None}
    requests = _requests(verdicts["unanswered_question"], draft, item) if "unanswered_question" in verdicts else []
    return labels | ({"evidence": known} if known else {}) | ({"requests": requests} if requests else {})


def _underlined(verdict: Verdict, draft: Draft, item: StoredItem) -> list[Record] | None:
    """Return the words that carry a flag: the trainer's marks, else the model's that were agreed with, else None."""
    if not verdict.value:
        return []
    findings = item.report["findings"] if item.report else ()
    model = [mark for finding in findings if finding["criterion"] == verdict.criterion for mark in finding["evidence"]]
    for marks in (verdict.evidence, model):
        spans = [span for span in _spans(marks, draft) if span.message is None]
        if spans:
            return [_quoted(span, draft) for span in spans]
    return None


def _requests(verdict: Verdict, draft: Draft, item: StoredItem) -> list[Record]:
    """Return the requests of which the verdict tells whether they stay unanswered.

    Where nothing stays unanswered, that holds for each request of the report. Else it holds for what the trainer marked,
    and without marks for what the report calls unanswered; the others are not known.
    """
    questions = item.report["questions"] if item.report else ()
    listed = {Span(q["start"], q["end"], q["message"]): q["status"] for q in questions}
    marks = [m for m in _spans(verdict.evidence, draft) if m.message is not None and _customer(m.message, draft)]
    if not verdict.value:
        chosen = set(listed)
    elif marks:
        chosen = {span for mark in marks for span in [q for q in listed if q.overlaps(mark)] or [mark]}
    else:
        chosen = {span for span, status in listed.items() if status == "unanswered"}
    ordered = sorted(chosen, key=lambda span: (span.message or 0, span.start))
    return [{"message": span.message, **_quoted(span, draft), "unanswered": verdict.value} for span in ordered]


def _customer(message: int, draft: Draft) -> bool:
    return draft.conversation[message].role == "customer"


def _spans(marks: Sequence[Mapping[str, Any]], draft: Draft) -> tuple[Span, ...]:
    """Return marks on whole words, without overlap."""
    spans = [Span(mark["start"], mark["end"], mark["message"]) for mark in marks]
    return merge(snap(draft.text if s.message is None else draft.conversation[s.message].text, s) for s in spans)


def _quoted(span: Span, draft: Draft) -> Record:
    return {"start": span.start, "end": span.end, "text": span.within(draft)}
