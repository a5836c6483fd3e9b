"""A report as HTML: pure functions, and every word that comes from outside is escaped."""

from collections.abc import Iterable, Mapping
from html import escape

from coach.languages import language_name
from coach.rubric import Criterion, Rubric
from coach.types import SIDES, Draft, Edit, Evidence, Finding, Message, Question, Report, Rewrite
from coach.ui.highlight import Mark, highlight
from coach.ui.strings import say

_LEVELS = {"suggestion": "level_suggestion", "warning": "level_warning", "error": "level_error"}
_LEVEL_ICONS = {"suggestion": "✎", "warning": "▲", "error": "◆"}
_STATUSES = {"answered": "status_answered", "deferred": "status_deferred", "unanswered": "status_unanswered"}
_STATUS_ICONS = {"answered": "✓", "deferred": "◷", "unanswered": "○"}
_ROLES = {"customer": "role_customer", "agent": "role_agent", "bot": "role_bot"}
_SIDES = {
    "factual": "side_factual",
    "self_revelation": "side_self_revelation",
    "relationship": "side_relationship",
    "appeal": "side_appeal",
}
_WHOSE = {"customer": "customer_bar", "draft": "draft_bar"}


def header(language: str) -> str:
    """Return the head of the page."""
    return (
        f'<header class="fe-head" lang="{language}"><h1>{say("title", language)}</h1>'
        f'<p>{say("subtitle", language)}</p><p class="fe-small">{say("local", language)}</p></header>'
    )


def bubbles(
    messages: tuple[Message, ...], language: str, report: Report | None = None, *, rubric: Rubric | None = None
) -> str:
    """Return the conversation as chat bubbles; with a report, evidence in it is marked."""
    if not messages:
        return ""
    items = []
    for index, message in enumerate(messages):
        marks = _marks(report, rubric, language, message=index) if report and rubric else ()
        role = say(_ROLES[message.role], language)
        items.append(
            f'<li class="fe-bubble fe-{message.role}"><span class="fe-role">{role}</span>'
            f'<div class="fe-words" dir="auto">{highlight(message.text, marks)}</div></li>'
        )
    title = say("bubbles", language)
    return f'<section class="fe-bubbles" lang="{language}"><h3>{title}</h3><ol>{"".join(items)}</ol></section>'


def results(draft: Draft, report: Report, rubric: Rubric, *, language: str) -> str:
    """Return everything that the review says about `draft`."""
    if report.notice:
        text = rubric.notices.unsupported_language[language].format(language=language_name(report.language, language))
        return notice(text if report.notice.type == "unsupported_language" else report.notice.message, language)
    parts = [
        "" if draft.customer_turn else notice(say("without_customer", language), language),
        findings(draft, report, rubric, language=language),
        _ledger(report.questions, language) if draft.customer_turn else "",
        marked_draft(draft, report, rubric, language=language),
        four_sides(report.four_sides, language),
    ]
    return f'<div class="fe-results" lang="{language}" aria-live="polite">{"".join(parts)}</div>'


def notice(text: str, language: str) -> str:
    """Return a remark about the whole."""
    return f'<p class="fe-notice" lang="{language}" role="status"><span aria-hidden="true">ℹ</span> {escape(text)}</p>'


def failure(detail: str, language: str) -> str:
    """Return what is shown when a review went wrong; `detail` may be empty."""
    more = f"<details><summary>{say('failed_detail', language)}</summary><p>{escape(detail)}</p></details>"
    words = say("failed", language) + (more if detail else "")
    return f'<div class="fe-notice fe-failure" lang="{language}" role="alert">{words}</div>'


def findings(draft: Draft, report: Report, rubric: Rubric, *, language: str) -> str:
    """Return the cards, and what is flagged without one in a section of its own."""
    shown = report.shown
    hidden = [f for f in report.findings if not f.shown]
    cards = "".join(_card(f, number, draft, rubric=rubric, language=language) for number, f in enumerate(shown, 1))
    unsure = _unsure(hidden, draft, rubric, language=language, opened=not shown)
    return (
        f'<section class="fe-findings"><h2>{say("findings", language)}</h2>'
        f"{_summary(report, language)}{cards}{unsure}</section>"
    )


def marked_draft(draft: Draft, report: Report, rubric: Rubric, *, language: str) -> str:
    """Return the draft with the evidence of the cards marked."""
    marks = _marks(report, rubric, language, message=None)
    note = "" if marks else f'<p class="fe-small">{say("marked_none", language)}</p>'
    return (
        f'<section class="fe-marked"><h2>{say("marked", language)}</h2>'
        f'<div class="fe-words fe-draft-text" dir="auto">{highlight(draft.text, marks)}</div>{note}</section>'
    )


def four_sides(sides: Mapping[str, Mapping[str, float | None] | None], language: str) -> str:
    """Return customer and draft as paired bars, and their tone on a line."""
    given = {whose: grades for whose in _WHOSE if (grades := sides.get(whose)) is not None}
    rows = "".join(_side(side, given, language) for side in SIDES)
    return (
        f'<section class="fe-sides"><h2>{say("sides", language)}</h2>'
        f'<p class="fe-small">{say("sides_info", language)}</p>{rows}{_tone(given, language)}</section>'
    )


def rewrite_card(text: str, rewrite: Rewrite, rubric: Rubric, *, first: bool, language: str) -> str:
    """Return a rewrite as a difference to the draft, with what it mends and what is left to do."""
    mends = "".join(
        f"<li>{escape(rubric[name].message[language])} "
        f'<span class="fe-small">{_change(rewrite.before[name], rewrite.after[name], language)}</span></li>'
        for name in rewrite.fixes
    )
    notes = []
    if rewrite.placeholders:
        notes.append(say("rewrite_places", language, places=escape(", ".join(rewrite.placeholders))))
    if rewrite.check_promise:
        notes.append(say("rewrite_promise", language))
    if rewrite.removed:
        notes.append(say("rewrite_removed", language, facts=escape(", ".join(rewrite.removed))))
    if rewrite.generated:
        notes.append(say("rewrite_generated", language))
    title = say("rewrite_most" if first else "rewrite_least", language)
    return (
        f'<section class="fe-rewrite" lang="{language}"><h3>{title}</h3>'
        f'<div class="fe-words fe-diff" dir="auto">{_difference(text, rewrite.edits)}</div>'
        f'<p class="fe-small">{say("rewrite_mends", language)}</p><ul class="fe-mends">{mends}</ul>'
        + "".join(f'<p class="fe-small fe-note">{note}</p>' for note in notes)
        + "</section>"
    )


def _difference(text: str, edits: Iterable[Edit]) -> str:
    at, parts = 0, []
    for edit in edits:
        parts.append(escape(text[at : edit.start]))
        old, new = text[edit.start : edit.end], edit.replacement
        parts.append(f"<del>{escape(old)}</del>" if old.strip() else escape(old) if not new else "")
        parts.append(f"<ins>{escape(new)}</ins>" if new else "")
        at = edit.end
    return "".join([*parts, escape(text[at:])])


def _change(before: float | None, after: float | None, language: str) -> str:
    if before is None or after is None:
        return ""
    return say("rewrite_change", language, before=round(100 * before), after=round(100 * after))


def figure(value: float, language: str) -> str:
    """Return `value` with one decimal, written as in `language`."""
    text = f"{value:.1f}".replace("-0.0", "0.0").replace("-", "−")
    return text.replace(".", ",") if language == "de" else text


def _summary(report: Report, language: str) -> str:
    """Say in a line that nothing was found, and how many questions are answered."""
    said = []
    if not report.findings:
        said.append(say("nothing_found", language))
    elif not report.shown:
        said.append(say("nothing_sure", language))
    if said and report.questions:
        statuses = [q.status if q.sure else "maybe" for q in report.questions]
        answered, deferred = statuses.count("answered"), statuses.count("deferred")
        key = "answered_of_one" if len(statuses) == 1 else "answered_of"
        said.append(say(key, language, answered=answered, all=len(statuses)))
        if deferred:
            said.append(say("deferred_count", language, count=deferred))
    if not said:
        return ""
    kind, icon = (" fe-mixed", "") if report.findings else ("", '<span aria-hidden="true">✓</span> ')
    return f'<p class="fe-summary{kind}">{icon}{" ".join(said)}</p>'


def _card(finding: Finding, number: int, draft: Draft, *, rubric: Rubric, language: str) -> str:
    criterion = rubric[finding.criterion]
    sure = finding.probability - finding.threshold >= 1 - finding.probability  # nearer to certain than to the threshold
    word = say("rather_sure", language) if sure else say("unsure", language)
    return (
        f'<article class="fe-card fe-{finding.level}"><div class="fe-top"><span class="fe-number">{number}</span>'
        f"<h3>{escape(criterion.message[language])}</h3>{_level(finding.level, language)}</div>"
        f"<p>{escape(criterion.why[language])}</p>{_quotes(finding.evidence, draft, language)}"
        f"{_advice(criterion, language)}"
        f'<details class="fe-small"><summary>{word}</summary><p>{_figures(finding, language)}</p></details></article>'
    )


def _unsure(hidden: list[Finding], draft: Draft, rubric: Rubric, *, language: str, opened: bool) -> str:
    if not hidden:
        return ""
    items = "".join(
        f'<li class="fe-{f.level}"><strong>{escape(rubric[f.criterion].message[language])}</strong> '
        f"{_level(f.level, language)}<p>{escape(rubric[f.criterion].why[language])}</p>"
        f"{_quotes(f.evidence, draft, language)}"
        f"{_advice(rubric[f.criterion], language)}"
        f'<p class="fe-small">{_figures(f, language)}</p></li>'
        for f in hidden
    )
    return (
        f'<details class="fe-unsure"{" open" if opened else ""}><summary>'
        f"{say('not_sure_yet', language, count=len(hidden))}</summary>"
        f'<p class="fe-small">{say("not_sure_yet_why", language)}</p><ul>{items}</ul></details>'
    )


def _advice(criterion: Criterion, language: str) -> str:
    tip = say("advice", language)
    return f'<p class="fe-advice"><strong>{tip}</strong> {escape(criterion.advice[language])}</p>'


def _level(level: str, language: str) -> str:
    icon = f'<span aria-hidden="true">{_LEVEL_ICONS[level]}</span>'
    return f'<span class="fe-level fe-{level}">{icon} {say(_LEVELS[level], language)}</span>'


def _figures(finding: Finding, language: str) -> str:
    probability, threshold = round(100 * finding.probability), round(100 * finding.threshold)
    return say("figures", language, probability=probability, threshold=threshold)


def _quotes(evidence: Iterable[Evidence], draft: Draft, language: str) -> str:
    items = []
    for piece in evidence:
        role = None if piece.message is None else draft.conversation[piece.message].role
        where = say("quote_draft", language) if role is None else say(_ROLES[role], language)
        items.append(f'<li><span class="fe-small">{where}:</span> {_quote(piece.text, language)}</li>')
    return f'<ul class="fe-quotes">{"".join(items)}</ul>' if items else ""


def _quote(words: str, language: str) -> str:
    return say("quote", language, words=f'<bdi class="fe-words">{escape(words.strip())}</bdi>')


def _ledger(questions: tuple[Question, ...], language: str) -> str:
    items = "".join(_question(question, language) for question in questions)
    body = f'<ul class="fe-ledger">{items}</ul>' if items else f"<p>{say('no_questions', language)}</p>"
    return f"<section><h2>{say('questions', language)}</h2>{body}</section>"


def _question(question: Question, language: str) -> str:
    icon, word, kind = _STATUS_ICONS[question.status], say(_STATUSES[question.status], language), question.status
    answer = f'<div class="fe-answer">→ {_quote(question.answer.text, language)}</div>' if question.answer else ""
    if not question.sure:
        icon, word, kind, answer = "?", say("status_maybe", language, status=word), "maybe", ""
    return (
        f'<li class="fe-{kind}"><span class="fe-icon" aria-hidden="true">{icon}</span>'
        f'<div><bdi class="fe-words">{escape(question.text.strip())}</bdi> '
        f'<span class="fe-status">{word}</span>{answer}</div></li>'
    )


def _marks(report: Report, rubric: Rubric, language: str, *, message: int | None) -> tuple[Mark, ...]:
    """Return the marks of the cards in the draft (None) or in one message."""
    return tuple(
        Mark(piece.start, piece.end, number, finding.level, rubric[finding.criterion].message[language])
        for number, finding in enumerate(report.shown, 1)
        for piece in finding.evidence
        if piece.message == message
    )


def _side(side: str, given: Mapping[str, Mapping[str, float | None]], language: str) -> str:
    bars = "".join(_bar(whose, grades.get(side), language) for whose, grades in given.items())
    return f'<div class="fe-side"><h3>{say(_SIDES[side], language)}</h3><div>{bars}</div></div>'


def _bar(whose: str, value: float | None, language: str) -> str:
    """Return one bar of a grade in [0, 2]; an unknown grade has an empty track and a dash."""
    width = 0 if value is None else min(max(value, 0), 2) / 2 * 100
    words = "–" if value is None else figure(value, language)
    return (
        f'<div class="fe-bar"><span>{say(_WHOSE[whose], language)}</span><svg class="fe-track" aria-hidden="true">'
        f'<rect class="fe-{whose}" width="{width:.1f}%" height="100%" rx="4"></rect></svg><span>{words}</span></div>'
    )


def _tone(given: Mapping[str, Mapping[str, float | None]], language: str) -> str:
    """Return the tone in [-2, 2] of each side as a marker on a line."""
    lines = []
    for whose, grades in given.items():
        value = grades.get("tone")
        place = 50 if value is None else (min(max(value, -2), 2) + 2) / 4 * 100
        dot = "" if value is None else f'<circle class="fe-{whose}" cx="{place:.1f}%" cy="50%" r="6"></circle>'
        lines.append(
            f'<div class="fe-bar"><span>{say(_WHOSE[whose], language)}</span><svg class="fe-line" aria-hidden="true">'
            '<line x1="0" x2="100%" y1="50%" y2="50%"></line><line x1="50%" x2="50%" y1="15%" y2="85%"></line>'
            f"{dot}</svg><span>{'–' if value is None else figure(value, language)}</span></div>"
        )
    ends = f"<span>−2 {say('tone_low', language)}</span><span>{say('tone_high', language)} 2</span>"
    scale = f'<div class="fe-bar fe-ends"><span></span><div>{ends}</div><span></span></div>'
    return f'<div class="fe-side"><h3>{say("tone", language)}</h3><div>{"".join(lines)}{scale}</div></div>'
