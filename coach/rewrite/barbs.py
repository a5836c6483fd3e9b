"""Irony, blame and sales pitches: the barb goes, the plain content of the sentence stays."""

import re
from collections.abc import Callable, Sequence

from coach.rewrite.case import SELF, Case
from coach.rewrite.edits import Proposal
from coach.rewrite.facts import facts
from coach.text import Range

_EMOJI = "[\U0001f600-\U0001f64f\U0001f910-\U0001f92f\U0001f970-\U0001f97a\U0001f9d0\U0001f612-\U0001f644]"
_NOMINATIVE = {"den": "der", "einen": "ein", "ihren": "Ihr", "deinen": "dein", "keinen": "kein"}
_SENT = r"(?:angegeben|mitgeschickt|mitgesendet|beigefügt|beigelegt|genannt|mitgeteilt|hochgeladen|geschickt|gesendet|eingereicht|ausgefüllt|dazugeschrieben)"
Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


def _rule(pattern: str, build: Callable[[re.Match[str]], str]) -> Rule:
    return re.compile(pattern, re.I), build


def _missing(match: re.Match[str]) -> str:
    """Build "Ihre Kundennummer fehlt uns noch" from an accusative."""
    words = match["what"].split()
    words[0] = _NOMINATIVE.get(words[0].lower(), words[0])
    return f"{_upper(' '.join(words))} fehlt uns noch{match['rest'] or ''}"


# a whole sentence: (what it says, without the reproach)
_GERMAN: list[Rule] = [
    _rule(
        r"^wie\s+(?:ich\s+|wir\s+)?(?:ihnen\s+|dir\s+)?(?:bereits|schon|mehrfach|oben|wiederholt)\b[^,]{0,60},\s*(?P<verb>(?!hätte|müss)[a-zäöü]+)\s+(?P<what>(?:die|der|das|ihre?|deine?|unsere?)\s+[A-ZÄÖÜ][\wäöüß-]+)\s+(?P<rest>\S)",
        lambda m: f"{_upper(m['what'])} {m['verb']} {m['rest']}",
    ),
    _rule(
        r"^(?:wie\s+[^,]{0,40},\s*)?(?:da\s+)?hätte(?:n\s+sie|st\s+du)\s+(?:eben\s+|halt\s+|schon\s+)?(?:einfach\s+)?(?:die|den|unsere|diese)\s+(?P<what>\w*frist)\s+(?:besser\s+)?(?:beachten|einhalten|lesen)\s+(?:müssen|sollen|können)(?P<rest>[.!]?)$",
        lambda m: f"Die {m['what']} war leider verstrichen.",
    ),
    _rule(
        r"^(?:wie\s+[^,]{0,40},\s*)?(?:da\s+)?hätte(?:n\s+sie|st\s+du)\s+(?:eben\s+|halt\s+|schon\s+|einfach\s+)*(?P<the>die|den|das)\s+(?P<what>[\wÄÖÜäöüß-]+)\s+(?:besser\s+|vorher\s+|genauer\s+)*(?:beachten|lesen|ansehen|anschauen)\s+(?:müssen|sollen|können)(?P<rest>[.!]?)",
        lambda m: f"Näheres dazu steht in {'der' if m['the'].lower() == 'die' else 'dem'} {m['what']}.",
    ),
    _rule(
        r"^.{0,80}\b(?:wüssten|wissen|sehen|sähen)\s+sie,\s+(?P<what>dass\b.+?)(?P<rest>[.!]*)$",
        lambda m: f"Wichtig ist, {m['what']}.",
    ),
    _rule(
        r"^.{0,80}\b(?:wüsstest|weißt|siehst)\s+du,\s+(?P<what>dass\b.+?)(?P<rest>[.!]*)$",
        lambda m: f"Wichtig ist, {m['what']}.",
    ),
    _rule(
        rf"^(?:sie\s+haben|du\s+hast)\s+(?:uns\s+|mir\s+)?(?:ja\s+|leider\s+|aber\s+|wieder\s+|offenbar\s+)*(?P<what>(?:Ihre?n?|deine?n?|die|den|das|eine?n?|keine?n?)\s+[\wÄÖÜäöüß-]+)\s+(?:leider\s+)?(?:gar\s+|auch\s+|noch\s+)?(?:nicht\s+)?{_SENT}(?P<rest>(?=,)|[.!])?",
        _missing,
    ),
    _rule(
        r"^(?:sie\s+haben|du\s+hast)\s+(?:ja\s+|leider\s+|offenbar\s+|wohl\s+)*(?:vergessen|versäumt|es\s+versäumt),\s*(?P<what>.+?)(?P<rest>[.!])$",
        lambda m: f"Offen ist noch, {m['what']}.",
    ),
]
_ENGLISH: list[Rule] = [
    _rule(
        r"^(?:if\s+you\s+had\s+.{0,80}?,\s*)?you(?:'d|\s+would)\s+(?:have\s+)?(?:know|known|see|seen)\s+(?:that\s+)?(?P<what>.+?)(?P<rest>[.!]*)$",
        lambda m: _upper(m["what"]) + ".",
    ),
    _rule(
        r"^you\s+(?:forgot|failed|neglected)\s+to\s+(?:send|include|attach|give|provide|add|enter)\s+(?:us\s+|me\s+)?(?P<what>[^.!]+)(?P<rest>[.!])$",
        lambda m: f"We still need {m['what']}.",
    ),
    _rule(
        r"^you\s+(?:did\s+not|didn['’]t|have\s+not|haven['’]t)\s+(?:send|sent|include[d]?|attach(?:ed)?|give|given|provide[d]?)\s+(?:us\s+|me\s+)?(?P<what>[^.!]+)(?P<rest>[.!])$",
        lambda m: f"We still need {m['what']}.",
    ),
    _rule(
        r"^you\s+should\s+have\s+(?:read|checked|kept\s+to|noted)\s+(?:the\s+)?(?P<what>deadline|closing\s+date|date)[^.!]*(?P<rest>[.!])$",
        lambda m: f"The {m['what']} had passed, unfortunately.",
    ),
]
# parts of a sentence that carry the barb: (what, what stands instead)
_PARTS = [
    (re.compile(p, re.I), new)
    for p, new in (
        (r"^wie\s+(?:ich\s+|wir\s+)?(?:ihnen\s+|dir\s+)?(?:bereits|schon|ja)\b[^,]{0,60},\s*", "In diesem Fall "),
        (r"^wie\s+(?:mehrfach|oben|wiederholt|eigentlich)\b[^,]{0,60},\s*", "In diesem Fall "),
        (
            r"^(?:na\s+)?(?:super|toll|prima|klasse|bravo|glückwunsch|herzlichen\s+glückwunsch|gratuliere|wow|respekt|ach\s+(?:so|je|was)|oh\s+(?:je|nein)|tja|nun\s+ja|na\s+ja|na\s+dann)[,!.…]+\s*",
            "",
        ),
        (r"^(?:great|brilliant|congratulations|well\s+done|bravo|wow|oh\s+dear|well)[,!.…]+\s*", ""),
        (
            r"^as\s+(?:i|we)(?:['’]ve|\s+have)?\s+(?:already|clearly|repeatedly|previously)?\s*(?:said|told\s+you|explained|stated|mentioned)[^,]{0,50},\s*",
            "",
        ),
        (r"^as\s+(?:already|clearly|previously|repeatedly)\s+\w+[^,]{0,50},\s*", ""),
        (
            r"\s+(?:ja\s+wohl|schließlich|offensichtlich|offenbar|anscheinend|bekanntlich|wohl\s+selbst|doch\s+wohl|gefälligst|bloß|natürlich|selbstverständlich)\b",
            "",
        ),
        (r"\s+(?:obviously|clearly|apparently|surely|evidently)\b", ""),
        (r"\beinfach\s+mal\s+(?:richtig\s+|genau\s+|in\s+ruhe\s+)?", ""),
        (r",\s*(?:wir|man)\s+kenn\w+\s+(?:ja\s+)?(?:unsere|seine|das|das\s+ja)\b[^.!?]*", ""),
        (rf"(?<=\w)\s*{_EMOJI}+(?=\s+\w)", "."),
        (rf"\s*{_EMOJI}+", ""),
        (r"\s*(?:;-?\)|:-?P|\^\^|xD)(?=\s|$)", ""),
    )
]
_ORNAMENTS = 3  # the last of them: emoji and smileys
_GOES_ON = re.compile(  # asks for the pitch's answer: it goes with the pitch
    r"^(?:soll|darf|wollen|möchten|möchtest|willst|shall|should|would|want|do\s+you|may)\b[^.!]*\b(?:ihn|sie|es|das|dies\w*|dir|ihnen|it|one|that|them|you)\b[^.!]*\?",
    re.I,
)
_DONE = re.compile(  # what is done for the customer
    r"\b(?:(?:ich|wir)\s+(?:\w+\s+){0,3}?(?:schick|send|erstatt|tausch|liefer|überweis|buch|stornier|repar|ersetz|kümmer)\w*|(?:schick|send|erstatt|tausch|liefer|überweis|buch|stornier|repar|ersetz)(?:e|en|t)\s+(?:ich|wir)\b"
    r"|(?:i|we)(?:['’]ll|\s+will|['’]ve|\s+have|['’]m|\s+am|\s+are)\s+(?:\w+\s+){0,2}?(?:send|sent|pop|post|refund|replac|repair|book|ship|credit|cancel)\w*)",
    re.I,
)
_INTERJECTION = re.compile(
    r"^(?:(?:sehr\s+)?gerne?|super|prima|klasse|toll|perfekt|schön|great|perfect|lovely|wonderful|sure)[!.😊🙂 ]*$",
    re.I,
)


def propose_plain(case: Case, criterion: str, lines: Sequence[str]) -> list[Proposal]:
    """Return proposals for irony or blame: the plain sentence, the sentence taken out, one that takes up the matter."""
    finding = case.finding(criterion)
    barbed = case.sentences_of(finding) if finding else []
    if not barbed:
        return []
    ruled = [(s, new) for s in barbed if (new := _ruled(case, s))]
    trimmed = [(s, new) for s in barbed if (new := _trimmed(case, s))]
    if criterion == "irony":  # without its emoji alone, mockery is mockery still
        trimmed = [(s, new) for s, new in trimmed if new.rstrip(".") != _plain_emoji(case.text[slice(*s)])]
    found = [_in_place(case, ruled, criterion)] if ruled else []
    if trimmed and (criterion == "blame" or any(_tells(case, s) for s, _ in trimmed)):
        found.append(_in_place(case, trimmed, criterion))
    if lines and (case.report.empathy["need"] or 0.0) >= 0.5:
        alone = len(barbed) == len(case.sentences_between)
        line = f"{lines[0]} {SELF[case.report.language]}" if alone else lines[0]
        found.append(
            Proposal(
                criterion,
                case.instead(barbed, line, criterion),
                tuple(barbed),
                ("missing_empathy",),
                acknowledges=True,
            )
        )
    if len(barbed) < len(case.sentences_between):
        found.append(Proposal(criterion, case.without(barbed, criterion), tuple(barbed)))
    if trimmed:
        found.append(_in_place(case, trimmed, criterion))
    return found


def _in_place(case: Case, plain: list[tuple[Range, str]], criterion: str) -> Proposal:
    edits = [e for sentence, line in plain for e in case.replaced([sentence], line, criterion)]
    return Proposal(criterion, tuple(edits), tuple(s for s, _ in plain))


def _plain_emoji(text: str) -> str:
    """Return a sentence without its emoji and smileys, and without the full stop."""
    for part, new in _PARTS[-_ORNAMENTS:]:
        text = part.sub(new, text)
    return _upper(text.strip()).rstrip(".")


def _tells(case: Case, sentence: Range) -> bool:
    """Tell whether a sentence holds a fact or an answer."""
    a, b = sentence
    answers = [q.answer for q in case.report.questions if q.answer]
    return bool(facts(case.text[a:b])) or any(x.start < b and a < x.end for x in answers)


def propose_no_pitch(case: Case, lines: Sequence[str]) -> list[Proposal]:
    """Return proposals for an insensitive offer: the pitch goes, with a "Gern!" in front of it."""
    finding = case.finding("insensitive_offer")
    pitch = case.sentences_of(finding) if finding else []
    sentences = case.behind_greeting
    if not pitch:
        return []
    first = sentences.index(pitch[0])
    if first > 0 and _INTERJECTION.match(case.text[slice(*sentences[first - 1])]):
        pitch = [sentences[first - 1], *pitch]
    last = sentences.index(pitch[-1])
    if last + 1 < len(sentences) and _GOES_ON.match(case.text[slice(*sentences[last + 1])]):
        pitch = [*pitch, sentences[last + 1]]
    if any(_helps(case, sentence) for sentence in pitch):
        return []
    found = []
    if len(pitch) < len(sentences):
        found.append(Proposal("insensitive_offer", case.without(pitch, "insensitive_offer"), tuple(pitch)))
    if lines:
        edits = case.instead(pitch, lines[0], "insensitive_offer")
        found.insert(
            0 if case.strong else len(found),
            Proposal("insensitive_offer", edits, tuple(pitch), ("missing_empathy",), acknowledges=True),
        )
    return found


def _helps(case: Case, sentence: Range) -> bool:
    """Tell whether a sentence that pitches also answers, or says what is done for the customer: then it cannot just go."""
    answers = [q.answer for q in case.report.questions if q.answer]
    said = case.text[slice(*sentence)]
    return bool(_DONE.search(said)) or any(a.start < sentence[1] and sentence[0] < a.end for a in answers)


def _ruled(case: Case, sentence: Range) -> str | None:
    """Return what the sentence says, by a rule for whole sentences; None where none fits."""
    text = case.text[slice(*sentence)]
    for pattern, build in _GERMAN if case.german else _ENGLISH:
        match = pattern.match(text)
        if match:
            rest = text[match.end() :]
            for part, new in _PARTS[-_ORNAMENTS:]:
                rest = part.sub(new, rest)
            return build(match) + rest
    return None


def _trimmed(case: Case, sentence: Range) -> str | None:
    """Return the sentence without the words that carry the barb; None where it has none."""
    text = plain = case.text[slice(*sentence)]
    for pattern, new in _PARTS:
        plain = pattern.sub(new, plain)
    plain = re.sub(r"(?<=[.!?]\s)[a-zäöü]", lambda m: m.group().upper(), _upper(plain.strip()))
    if plain and plain[-1].isalnum():
        plain += "."
    return plain if plain.rstrip(".") != text.rstrip(".") and len(plain) > 4 else None


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
