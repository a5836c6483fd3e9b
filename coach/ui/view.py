"""A report as the page wants it: plain values, texts in the language of the interface, offsets in UTF-16 units.

The page runs JavaScript, whose strings count UTF-16 units; everything behind this module counts code points.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from coach.languages import language_name
from coach.rubric import Rubric
from coach.text import sentences
from coach.transcript import media_kind
from coach.types import SIDES, Answer, Draft, Edit, Evidence, Finding, Question, Report, Rewrite
from coach.ui.strings import say

_SIDES = {
    "factual": "side_factual",
    "self_revelation": "side_self_revelation",
    "relationship": "side_relationship",
    "appeal": "side_appeal",
}
_GAPS = {
    "factual": "gap_factual",
    "self_revelation": "gap_self_revelation",
    "relationship": "gap_relationship",
    "appeal": "gap_appeal",
}
_LEVELS = {"suggestion": "level_suggestion", "warning": "level_warning", "error": "level_error"}
_STATUSES = {"answered": "status_answered", "deferred": "status_deferred", "unanswered": "status_unanswered"}
_MEDIA = {
    "voice": ("media_voice", "media_voices"),
    "image": ("media_image", "media_images"),
    "video": ("media_video", "media_videos"),
    "document": ("media_document", "media_documents"),
    "sticker": ("media_other", "media_others"),
    "media": ("media_other", "media_others"),
}
_PLAIN, _HARDLY = 1.2, 0.6  # grades in [0, 2] from which a side is plainly heard, and under which it is hardly
_APART = 0.8  # between two grades of one side: from here on it is said
_COLD, _COOLER = -0.6, 1.0  # tone in [-2, 2]: of a lecture, and how much cooler than the customer's counts


def finished(text: str) -> str:
    """Return the part of `text` that holds finished sentences only: what someone is still typing is not judged."""
    found = sentences(text)
    if not found:
        return ""
    start, end = found[-1]
    last, behind = text[start:end], text[end:]
    if last[-1:].isalnum() and "\n" not in behind:
        return text[:start].rstrip()
    return text[:end]


def units(text: str, position: int) -> int:
    """Return how many UTF-16 units stand before a position in code points."""
    return len(text[:position].encode("utf-16-le", "surrogatepass")) // 2


def report_view(draft: Draft, report: Report, rubric: Rubric, *, language: str) -> dict[str, Any]:
    """Return all that the page shows of a review of `draft`."""
    if report.notice:
        text = rubric.notices.unsupported_language[language].format(language=language_name(report.language, language))
        return {"notices": [text], "cards": [], "questions": [], "summary": "", "sides": None, "draft": draft.text}
    cards = sorted(report.findings, key=lambda f: not f.shown)
    return {
        "notices": _notices(draft, language),
        "cards": [_card(f, draft, rubric, language) for f in cards],
        "questions": [_question(q, draft, language) for q in report.questions],
        "summary": "" if report.shown else _summary(report, language),
        "sides": _sides(report.four_sides, language),
        "draft": draft.text,
    }


def facts_view(
    rubric: Rubric, version: str, rates: Mapping[str, tuple[float | None, float | None, bool]]
) -> dict[str, Any]:
    """Return what the foot of the page tells of the model: its version, and per criterion how often it is right."""
    return {
        "version": version,
        "names": {c.id: dict(c.name) for c in rubric},
        "rates": [
            {"name": dict(rubric[id].name), "precision": precision, "recall": recall, "silent": silent}
            for id, (precision, recall, silent) in rates.items()
        ],
    }


def rewrite_view(draft: Draft, rewrite: Rewrite, rubric: Rubric, *, language: str) -> dict[str, Any]:
    """Return a rewrite: its text, how that differs from the draft, what it mends, and what is left to the agent."""
    notes = []
    if rewrite.check_promise:
        notes.append(say("rewrite_promise", language))
    if rewrite.removed:
        notes.append(say("rewrite_removed", language, facts=", ".join(rewrite.removed)))
    if rewrite.generated:
        notes.append(say("rewrite_generated", language))
    return {
        "text": rewrite.text,
        "fixes": list(rewrite.fixes),
        "pieces": _pieces(draft.text, rewrite.edits),
        "figures": [
            say(
                "rewrite_change", language, name=rubric[name].message[language],
                before=round(100 * (rewrite.before[name] or 0)), after=round(100 * (rewrite.after[name] or 0)),
            )
            for name in rewrite.fixes
        ],
        "notes": notes,
    }  # fmt: skip


def mismatch(sides: Mapping[str, Mapping[str, float | None] | None], language: str) -> str:
    """Return in one sentence where what the draft gives misses what the customer's words ask for."""
    if not sides["customer"] or not sides["draft"]:
        return say("gap_no_customer", language)
    customer, draft = ({k: v or 0.0 for k, v in sides[whose].items()} for whose in ("customer", "draft"))  # type: ignore[union-attr]
    if draft["tone"] <= _COLD and draft["relationship"] >= _HARDLY:
        return say("gap_lecture" if customer["relationship"] < _PLAIN else "gap_answer_in_kind", language)
    if customer["self_revelation"] >= _PLAIN and draft["relationship"] < _HARDLY:
        return say("gap_self_revelation", language)
    if customer["appeal"] >= _PLAIN and max(draft["factual"], draft["appeal"]) < _HARDLY:
        return say("gap_appeal", language)
    widest = max(SIDES, key=lambda side: customer[side] - draft[side])
    if customer[widest] - draft[widest] >= _APART:
        return say(_GAPS[widest], language)
    if customer["tone"] - draft["tone"] >= _COOLER:
        return say("gap_tone", language)
    return say("gap_none", language)


def _pieces(text: str, edits: Sequence[Edit]) -> list[dict[str, str]]:
    """Return a draft and its rewrite as one text: what stays ("same"), what goes ("old") and what comes ("new")."""
    at, found = 0, []
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        found += [("same", text[at : edit.start]), ("old", text[edit.start : edit.end]), ("new", edit.replacement)]
        at = edit.end
    found.append(("same", text[at:]))
    return [{"kind": kind, "text": piece} for kind, piece in found if piece]


def _notices(draft: Draft, language: str) -> list[str]:
    if not draft.customer_turn:
        return [say("without_customer", language)]
    kinds = [kind for i in draft.customer_turn if (kind := media_kind(draft.conversation[i].text))]
    return [
        say("media_unread", language, what=say(_MEDIA[kind][kinds.count(kind) > 1], language, count=kinds.count(kind)))
        for kind in dict.fromkeys(kinds)
    ]


def _card(finding: Finding, draft: Draft, rubric: Rubric, language: str) -> dict[str, Any]:
    criterion = rubric[finding.criterion]
    sure = finding.probability - finding.threshold >= 1 - finding.probability  # nearer to certain than to the threshold
    probability, threshold = round(100 * finding.probability), round(100 * finding.threshold)
    return {
        "id": finding.criterion,
        "shown": finding.shown,
        "when": criterion.when,
        "level": finding.level,
        "levelName": say(_LEVELS[finding.level], language),
        "title": criterion.message[language],
        "why": criterion.why[language],
        "advice": criterion.advice[language],
        "sure": say("rather_sure" if sure else "unsure", language),
        "figures": say("figures", language, probability=probability, threshold=threshold),
        "evidence": [_evidence(piece, draft) for piece in finding.evidence],
    }


def _evidence(piece: Evidence, draft: Draft) -> dict[str, Any]:
    text = draft.text if piece.message is None else draft.conversation[piece.message].text
    return {"message": piece.message, **_range(text, piece.start, piece.end), "text": piece.text.strip()}


def _range(text: str, start: int, end: int) -> dict[str, int]:
    return {"start": units(text, start), "end": units(text, end)}


def _question(question: Question, draft: Draft, language: str) -> dict[str, Any]:
    word = say(_STATUSES[question.status], language)
    return {
        "message": question.message,
        **_range(draft.conversation[question.message].text, question.start, question.end),
        "text": question.text.strip(),
        "status": question.status,
        "sure": question.sure,
        "word": word if question.sure else say("status_maybe", language, status=word),
        "answer": _answer(question.answer, draft),
    }


def _answer(answer: Answer | None, draft: Draft) -> dict[str, int] | None:
    return _range(draft.text, answer.start, answer.end) if answer else None


def _summary(report: Report, language: str) -> str:
    said = [say("nothing_sure" if report.findings else "nothing_found", language)]
    statuses: Sequence[str] = [q.status if q.sure else "maybe" for q in report.questions]
    if statuses:
        key = "answered_of_one" if len(statuses) == 1 else "answered_of"
        said.append(say(key, language, answered=statuses.count("answered"), all=len(statuses)))
    if deferred := statuses.count("deferred"):
        said.append(say("deferred_count", language, count=deferred))
    return " ".join(said)


def _sides(sides: Mapping[str, Mapping[str, float | None] | None], language: str) -> dict[str, Any]:
    customer, draft = sides["customer"] or {}, sides["draft"] or {}
    pairs = [
        {"name": say(_SIDES[side], language), "customer": _share(customer.get(side)), "draft": _share(draft.get(side))}
        for side in SIDES
    ]
    return {"pairs": pairs, "sentence": mismatch(sides, language)}


def _share(grade: float | None) -> float | None:
    """Return a grade in [0, 2] as a share of its bar, in per cent."""
    return None if grade is None else round(min(max(grade, 0.0), 2.0) * 50, 1)
