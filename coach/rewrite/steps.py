"""Open requests, haste, stock phrases and missing next steps: one line each, with an open place for what only the agent knows."""

import re
from collections.abc import Sequence
from dataclasses import replace

from coach.rewrite import asks, asks_english
from coach.rewrite.bank import is_general
from coach.rewrite.case import SELF, Case
from coach.rewrite.edits import Proposal
from coach.signals.known_facts import KnownFactsSignal
from coach.signals.next_step import VAGUE
from coach.text import Range, words
from coach.types import Edit, Question

_FIRM = re.compile(r"^(?P<who>wir|ich)\s+(?!sind\b|bin\b)\w+[^,]*(?P<clause>,\s+(?:ob|wann|wie|was|wo)\b[^,]*)?$", re.I)
_ENDS = re.compile(r"[.!…]*\s*$")
_ASKED_GERMAN = re.compile(
    r"\b(?i:ihre|deine|die|ihrer|deiner)\s+(?:[a-zäöüß]+\s+)?([A-ZÄÖÜ][\wäöüß-]*(?:nummer|[Aa]dresse|anschrift|[Mm]ail|nr)|Adresse|Anschrift|Nummer)\b(?!-)"
)
_PLAIN_FACT = re.compile(
    r"[\w/@.+-]+(?:[ /-]\d[\w/-]*)*|[A-ZÄÖÜ][\wß.-]+\s+\d+\w?"
)  # a number, an address; nothing with words around it
_ASKED_ENGLISH = re.compile(r"\byour\s+((?:[a-z]+\s+)?(?:number|address|email|reference|name))\b", re.I)
_STOCK = re.compile(
    r"(?:unannehmlichkeit|(?:bitten|danken|dank)\s+[^.!?]{0,40}(?:verständnis|geduld|nachricht|anfrage|kontaktaufnahme)|ihr\s+anliegen\s+ist\s+uns|liegt\s+uns\s+am\s+herzen"
    r"|schnellstmöglich|bearbeiten\s+ihr\s+anliegen|inconvenience|thank\s+you\s+for\s+(?:contacting|reaching|your\s+(?:message|patience|enquiry|understanding))"
    r"|valued\s+customer|is\s+important\s+to\s+us|as\s+soon\s+as\s+possible)",
    re.I,
)
_REGRET = re.compile(  # a regret with nothing else in it: another one beside it would be doubled
    r"(?:oh[,!]?\s+|ach[,!]?\s+|echt\s+|sehr\s+|so\s+)*(?:(?:es\s+)?tut\s+(?:mir|uns)\s+(?:sehr\s+|wirklich\s+)?leid|sorry|entschuldigung|wir\s+bedauern|schade|(?:i['’]m|we['’]re)\s+(?:so\s+|very\s+|really\s+)?sorry|(?:our\s+)?apologies|oh\s+(?:no|nein|je)\b,?)(?!\w)[^,.;:!?]{0,45}[.!]+[^\w.!?]*$",
    re.I,
)
REGRETS = re.compile(
    r"\bleid\s+(?:tut|tun|getan)\b|\b(?:tut|tun|täte)\b[^.!?]{0,40}\bleid\b|bedauer|entschuldig|beileid|\bsorry\b|apolog|\bregret",
    re.I,
)
_MYSELF = {
    "de": "Ich kümmere mich selbst darum und melde mich bis [Zeitpunkt].",
    "en": "I'll look after this myself and get back to you by [time].",
}
_MAX_LINES = 3
_MAX_NAMED = 2  # of them by name in one sentence
_OTHERS = {
    "sie": ("Ihrer weiteren Frage", "Ihren weiteren Fragen"),
    "du": ("deiner weiteren Frage", "deinen weiteren Fragen"),
}
_ANSWERED = ("unanswered_question", "no_next_step")


def propose_answers(case: Case, criterion: str = "unanswered_question") -> list[Proposal]:
    """Return proposals for open requests: a line with an open place for each, or an honest deferral of all of them."""
    questions = case.open_questions[:_MAX_LINES]
    if not questions or case.promises:
        return []
    direct = [_answer(case, q) for q in questions]
    deferral = _deferral(case, questions)
    found = []
    if any(direct):
        left = [q for q, line in zip(questions, direct, strict=True) if not line]
        taken_up = _deferral(case, left) if left else None
        line = " ".join(part for part in (*direct, taken_up) if part)
        step = ("no_next_step",) if taken_up else ()
        found.append(Proposal(criterion, (_placed(case, questions, line, criterion),), covers=step))
    if deferral:
        edit = _placed(case, questions, deferral, criterion)
        found.append(Proposal(criterion, (edit,), covers=("no_next_step",)))
    return found


def propose_attention(case: Case) -> list[Proposal]:
    """Return proposals for haste: what the customer gave is used, what was asked is taken up."""
    found = []
    spans = KnownFactsSignal().measure(case.reading).spans
    asked = [s for s in spans if s.message is None]
    given = [s for s in spans if s.message is not None]
    if asked and given:
        fact = given[0].within(case.draft).rstrip(".,;")
        questions = case.open_questions[:_MAX_LINES]
        step = _deferral(case, questions) or SELF[case.report.language]
        thanks = _thanks(case, case.text[asked[0].start : asked[0].end], fact)
        line = f"{thanks} {step}" if thanks else step
        edit = Edit(asked[0].start, asked[0].end, line, "hurried")
        found.append(Proposal("hurried", (edit,), ((asked[0].start, asked[0].end),), _ANSWERED))
    found += [replace(p, covers=_ANSWERED) for p in propose_answers(case, "hurried")]
    return found


def _thanks(case: Case, asked: str, fact: str) -> str | None:
    """Return the thanks for a fact, called what the draft calls it ("die Bestellnummer 88213"); None where it has no name."""
    name = (_ASKED_GERMAN if case.german else _ASKED_ENGLISH).search(asked)
    if not name or not _PLAIN_FACT.fullmatch(fact):
        return None
    return f"Danke, die {name[1]} {fact} habe ich." if case.german else f"Thanks, I have your {name[1]}, {fact}."


def propose_concrete(case: Case, lines: Sequence[str]) -> list[Proposal]:
    """Return proposals for a stock reply: its formula gives way to the matter itself."""
    finding = case.finding("canned")
    if not finding:
        return []
    formula = stock_sentences(case) or case.sentences_of(finding)[:1]
    found = []
    if (case.report.empathy["need"] or 0.0) >= 0.5:
        particular = [line for line in lines if not is_general(line)]
        for line in particular[:2]:
            edits = case.instead(formula, line, "canned")
            found.append(Proposal("canned", edits, tuple(formula), ("missing_empathy",), acknowledges=True))
    if deferral := _deferral(case, case.open_questions[:_MAX_LINES]):
        edits = case.replaced(formula, deferral, "canned") if formula else (case.inserted_last(deferral, "canned"),)
        found.append(Proposal("canned", edits, tuple(formula), _ANSWERED))
    if formula and len(formula) < len(case.reading.sentences):
        found.append(Proposal("canned", case.without(formula, "canned"), tuple(formula)))
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
    if not case.promises:
        line = SELF[case.report.language]
        found.append(Proposal("no_next_step", (case.inserted_last(line, "no_next_step"),)))
    return found


def propose_acknowledgement(case: Case, lines: Sequence[str]) -> list[Proposal]:
    """Return proposals for missing empathy: a sentence that takes up the matter, in place of a formula where one stands."""
    formula = stock_sentences(case)
    found = []
    for line in lines[:3]:
        covers: tuple[str, ...] = ()
        if case.strong and is_general(line):  # a formula is too little then; a personal commitment is not
            if case.promises or not (case.open_questions or case.finding("no_next_step")):
                continue
            line, covers = f"{line} {_MYSELF[case.report.language]}", ("no_next_step",)
        edits = case.instead(formula, line, "missing_empathy")
        found.append(Proposal("missing_empathy", edits, tuple(formula), covers, acknowledges=True))
    return found


def regrets(case: Case) -> bool:
    """Tell whether the draft holds a regret beside those that a mend would replace."""
    replaced = stock_sentences(case)
    return any(
        REGRETS.search(case.text[a:b]) and not any(x < b and a < y for x, y in replaced)
        for a, b in case.reading.sentences
    )


def stock_sentences(case: Case) -> list[Range]:
    """Return short sentences that are a formula, without figures or answers in them."""
    answers = [q.answer for q in case.report.questions if q.answer]
    return [
        (max(a, case.opening), b)
        for a, b in case.reading.sentences
        if case.opening < b < a + 120
        and (_STOCK.search(case.text[a:b]) or _REGRET.match(case.text[a:b]))
        and not any(c.isdigit() for c in case.text[a:b])
        and not any(answer.start < b and a < answer.end for answer in answers)
    ]


def _answer(case: Case, question: Question) -> str | None:
    if case.german:
        return asks.answer_line(question.text, case.form)
    return asks_english.answer_line(question.text)


def _deferral(case: Case, questions: Sequence[Question]) -> str | None:
    """Return one honest sentence that takes requests up by name, as far as that is sure; None where it is for none."""
    named = [c for q in questions if (c := _clause(case, q))][:_MAX_NAMED]
    if not named:
        return None
    left = len(questions) - len(named)
    if case.german:
        joined = " und ".join(named)
        more = f", auch zu {_OTHERS[case.form][left > 1]}" if left else ""
        return f"{joined[:1].upper()}{joined[1:]}, kläre ich und melde mich bis [Zeitpunkt]{more}."
    more = f", on your other question{'s' * (left > 1)} too" if left else ""
    return f"I'll find out {' and '.join(named)} and get back to you by [time]{more}."


def _clause(case: Case, question: Question) -> str | None:
    if case.german:
        return asks.deferred_clause(question.text, case.form)
    return asks_english.deferred_clause(question.text)


def _placed(case: Case, questions: tuple[Question, ...], line: str, criterion: str) -> Edit:
    """Return the insertion behind the last answer to an earlier request, else in front of the closing."""
    answers = [
        q.answer.start
        for q in case.report.questions
        if q.answer and (q.message, q.start) < (questions[0].message, questions[0].start)
    ]
    return case.inserted_behind(max(answers), line, criterion) if answers else case.inserted_last(line, criterion)
