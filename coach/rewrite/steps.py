"""Open requests, haste, stock phrases and missing next steps: one line each, with an open place for what only the agent knows."""

import re
from collections.abc import Callable
from dataclasses import replace

from coach.rewrite import asks, asks_english
from coach.rewrite.case import Case
from coach.rewrite.edits import Proposal
from coach.signals.known_facts import KnownFactsSignal
from coach.signals.next_step import VAGUE
from coach.text import Range, words
from coach.types import Edit, Question

Acknowledge = Callable[[Case], list[str]]
_SELF = {"de": "Ich prüfe das und melde mich bis [Zeitpunkt].", "en": "I'll check this and get back to you by [time]."}
_FIRM = re.compile(r"^(?P<who>wir|ich)\s+(?!sind\b|bin\b)\w+[^,]*(?P<clause>,\s+(?:ob|wann|wie|was|wo)\b[^,]*)?$", re.I)
_ENDS = re.compile(r"[.!…]*\s*$")
_ASKED_GERMAN = re.compile(
    r"\b(?i:ihre|deine|die|ihrer|deiner)\s+(?:[a-zäöüß]+\s+)?([A-ZÄÖÜ][\wäöüß-]*(?:nummer|[Aa]dresse|anschrift|[Mm]ail|nr))\b(?!-)"
)
_ASKED_ENGLISH = re.compile(r"\byour\s+((?:[a-z]+\s+)?(?:number|address|email|reference|name))\b", re.I)
_STOCK = re.compile(
    r"(?:unannehmlichkeit|(?:bitten|danken|dank)\s+[^.!?]{0,40}(?:verständnis|geduld|nachricht|anfrage|kontaktaufnahme)|ihr\s+anliegen\s+ist\s+uns|liegt\s+uns\s+am\s+herzen"
    r"|schnellstmöglich|bearbeiten\s+ihr\s+anliegen|inconvenience|thank\s+you\s+for\s+(?:contacting|reaching|your\s+(?:message|patience|enquiry|understanding))"
    r"|valued\s+customer|is\s+important\s+to\s+us|as\s+soon\s+as\s+possible)",
    re.I,
)
_MAX_LINES = 3
_ANSWERED = ("unanswered_question", "no_next_step")


def propose_answers(case: Case, criterion: str = "unanswered_question") -> list[Proposal]:
    """Return proposals for open requests: a line with an open place for each, or an honest deferral of all of them."""
    questions = case.open_questions[:_MAX_LINES]
    if not questions:
        return []
    direct = [_answer(case, q) for q in questions]
    deferral = _deferral(case, questions)
    found = []
    if any(direct):
        left = [q for q, line in zip(questions, direct, strict=True) if not line]
        lines = [line for line in direct if line] + ([_deferral(case, left)] if left else [])
        step = ("no_next_step",) if left else ()
        found.append(Proposal(criterion, (_placed(case, questions, " ".join(lines), criterion),), covers=step))
    found.append(Proposal(criterion, (_placed(case, questions, deferral, criterion),), covers=("no_next_step",)))
    return found


def propose_attention(case: Case, acknowledge: Acknowledge) -> list[Proposal]:
    """Return proposals for haste: what the customer gave is used, what was asked is taken up."""
    found = []
    spans = KnownFactsSignal().measure(case.reading).spans
    asked = [s for s in spans if s.message is None]
    given = [s for s in spans if s.message is not None]
    if asked and given:
        fact = given[0].within(case.draft).rstrip(".,;")
        questions = case.open_questions[:_MAX_LINES]
        step = _deferral(case, questions) if questions else _SELF[case.report.language]
        thanks = _thanks(case, case.text[asked[0].start : asked[0].end], fact)
        edit = Edit(asked[0].start, asked[0].end, f"{thanks} {step}", "hurried")
        found.append(Proposal("hurried", (edit,), ((asked[0].start, asked[0].end),), _ANSWERED))
    found += [replace(p, covers=_ANSWERED) for p in propose_answers(case, "hurried")]
    lines = acknowledge(case)
    if lines:
        step = _SELF[case.report.language]
        found.append(
            Proposal("hurried", (case.inserted_first(lines[0], "hurried"), case.inserted_last(step, "hurried")))
        )
    return found


def _thanks(case: Case, asked: str, fact: str) -> str:
    """Return the thanks for a fact, called what the draft calls it ("die Bestellnummer 88213")."""
    name = (_ASKED_GERMAN if case.german else _ASKED_ENGLISH).search(asked)
    if case.german:
        return f"Danke, {f'die {name[1]} {fact}' if name else fact} habe ich."
    return f"Thanks, I have {f'your {name[1]}, {fact}' if name else fact}."


def propose_concrete(case: Case, acknowledge: Acknowledge) -> list[Proposal]:
    """Return proposals for a stock reply: its formula gives way to the matter itself."""
    finding = case.finding("canned")
    if not finding:
        return []
    formula = stock_sentences(case) or case.sentences_of(finding)[:1]
    lines = acknowledge(case) if (case.report.empathy["need"] or 0.0) >= 0.5 else []
    lines += [_deferral(case, case.open_questions[:_MAX_LINES])] if case.open_questions else []
    found = []
    for line in lines[:2]:
        if formula:
            found.append(Proposal("canned", case.replaced(formula, line, "canned"), tuple(formula)))
        else:
            found.append(Proposal("canned", (case.inserted_first(line, "canned"),)))
    return found


def propose_next_step(case: Case) -> list[Proposal]:
    """Return proposals for a missing next step: an open time in the announcement that is there, or a commitment."""
    found = []
    vague = VAGUE.search(case.text)
    if vague and len(words(case.text[slice(*case.reading.sentence_at(vague.start()))])) > 2:
        place = "bis [Zeitpunkt]" if case.german else "by [time]"
        found.append(Proposal("no_next_step", (Edit(vague.start(), vague.end(), place, "no_next_step"),)))
    finding = case.finding("no_next_step")
    for start, end in case.sentences_of(finding)[:1] if finding else []:
        sentence = case.text[start:end]
        match = _FIRM.match(sentence) if case.german else None
        if match and "?" not in sentence:
            reflexive = "melden uns" if match["who"].lower() == "wir" else "melde mich"
            at = start + _ENDS.search(sentence).start()  # type: ignore[union-attr]
            edit = Edit(at, end, f"{',' if match['clause'] else ''} und {reflexive} bis [Zeitpunkt].", "no_next_step")
            found.append(Proposal("no_next_step", (edit,)))
    line = _SELF[case.report.language]
    found.append(Proposal("no_next_step", (case.inserted_last(line, "no_next_step"),)))
    return found


def propose_acknowledgement(case: Case, acknowledge: Acknowledge) -> list[Proposal]:
    """Return proposals for missing empathy: a sentence that takes up the matter, in place of a formula where one stands."""
    found = []
    formula = stock_sentences(case)
    for line in acknowledge(case)[:3]:
        if formula:
            found.append(Proposal("missing_empathy", case.replaced(formula, line, "missing_empathy"), tuple(formula)))
        else:
            found.append(Proposal("missing_empathy", (case.inserted_first(line, "missing_empathy"),)))
    return found


def stock_sentences(case: Case) -> list[Range]:
    """Return short sentences that are a formula, without figures or answers in them."""
    answers = [q.answer for q in case.report.questions if q.answer]
    return [
        (max(a, case.opening), b)
        for a, b in case.reading.sentences
        if case.opening < b < a + 120
        and _STOCK.search(case.text[a:b])
        and not any(c.isdigit() for c in case.text[a:b])
        and not any(answer.start < b and a < answer.end for answer in answers)
    ]


def _answer(case: Case, question: Question) -> str | None:
    if case.german:
        return asks.answer_line(question.text, case.form)
    return asks_english.answer_line(question.text)


def _deferral(case: Case, questions: tuple[Question, ...] | list[Question]) -> str:
    """Return one honest sentence that takes up all of them."""
    if case.german:
        clauses = [asks.deferred_clause(q.text, case.form) for q in questions]
        if all(clauses):
            joined = " und ".join(c for c in clauses if c)
            return f"{joined[:1].upper()}{joined[1:]}, kläre ich und melde mich bis [Zeitpunkt]."
        return f"{_quoted(questions, 'Zu', 'Zu')} melde ich mich bis [Zeitpunkt]."
    clauses = [asks_english.deferred_clause(q.text) for q in questions]
    if all(clauses):
        return f"I'll find out {' and '.join(c for c in clauses if c)} and get back to you by [time]."
    return (
        f"{_quoted(questions, 'On your question', 'On your questions')}: I'll find out and get back to you by [time]."
    )


def _quoted(questions: tuple[Question, ...] | list[Question], one: str, many: str) -> str:
    marks = "“”" if one.startswith("On") else "„“"
    parts = [f"{marks[0]}{q.text.strip().rstrip('.,;')}{marks[1]}" for q in questions]
    return f"{one if len(parts) == 1 else many} {', '.join(parts)}"


def _placed(case: Case, questions: tuple[Question, ...], line: str, criterion: str) -> Edit:
    """Return the insertion behind the last answer to an earlier request, else in front of the closing."""
    answers = [
        q.answer.start
        for q in case.report.questions
        if q.answer and (q.message, q.start) < (questions[0].message, questions[0].start)
    ]
    return case.inserted_behind(max(answers), line, criterion) if answers else case.inserted_last(line, criterion)
