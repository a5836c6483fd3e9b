"""Form of address: how a German text speaks to its reader (du, Sie, ihr)."""

import re
from dataclasses import dataclass
from itertools import pairwise

from coach.text import Range, sentences


@dataclass(frozen=True)
class Address:
    """Where a German text addresses its reader, by form."""

    du: tuple[Range, ...] = ()
    sie: tuple[Range, ...] = ()
    ihr: tuple[Range, ...] = ()  # several readers, or the firm ("Habt ihr …?")

    @property
    def form(self) -> str | None:
        """`du`, `sie`, `mixed`, or None where no reader is addressed; `ihr` alone decides nothing."""
        if self.du and self.sie:
            return "mixed"
        return "du" if self.du else "sie" if self.sie else None


_DU = re.compile(
    r"""\b(?:du|dich|dir|dein(?:e[rnms]?)?|deins|dirs|dichs)\b
      |\b(?:hast|bist|kannst|willst|musst|sollst|darfst|magst|möchtest|wirst|warst|hattest|könntest|würdest|solltest
        |hättest|wärst|weißt|weisst|haste|biste|kannste|willste|gibste|siehste|hättste|magste)\b""",
    re.I | re.X,
)
# Imperatives open a sentence or clause. Most forms are also "[ich] schick" or a noun, so a particle must follow.
_TO_ONE = re.compile(
    r"""(?:gib|nimm|lies|sieh|hilf)\s+(?!ich\b)
      |(?:schick|sag|schau|guck|meld|melde|komm|lass|ruf|schreib|versuch|probier|geh|prüf|prüfe|sende|warte|trag|mach|bring
        |halt|denk|frag|stell|teile|nenn|nenne|bestell|hol|leg|nutz|nutze|beachte|achte|bleib|klick|klicke|öffne|lade|lad
        |füll|fülle|wähl|wähle|tipp|tippe|drück|drücke|starte|lösch|lösche)
        \s+(?:(?:es|das|die|ihn|sie)\s+)?(?:mir|uns|bitte|mal|doch|einfach|kurz|gern|gerne|bescheid|dein\w*)\b
      |(?:klick|klicke|öffne|logg|füll|fülle|lade|lad|tipp|tippe|drück|drücke|wähl|wähle)\s+
        (?:auf|den|die|das|dort|hier|oben|unten|im|in)\b(?![^.!?\n]{0,80}\b(?:ich|seit|passiert|nix|nichts)\b)""",
    re.I | re.X,
)
_TO_MANY = re.compile(
    r"(?:schickt|sagt|meldet|gebt|schaut|kommt|ruft|schreibt|macht|nehmt|bringt|probiert|helft)"
    r"\s+(?:mir|uns|euch|bitte|mal|doch|einfach|kurz|gern|gerne|bescheid)\b",
    re.I,
)
_LEAD = re.compile(
    r"(?:[-*•–]\s+)?(?:(?:bitte|dann|und|also|ja|ok|okay|danke|hi|hey|hallo|na|klar|gern|gerne|sonst)[,!]?\s+){0,2}",
    re.I,
)
_SIE = re.compile(
    r"\b(?:Sie|Ihnen|Ihr(?:e[rnms]?)?|Ihrerseits|Ihretwegen)\b"
    # written without capitals: only where no third person makes sense
    r"|\b(?i:können|könnten|würden|koennen|koennten|wuerden)\s+(?P<small>sie)\s+(?:mir|uns|mich|bitte)\b"
    r"|\b(?i:schicken|sagen|geben|senden|nennen|helfen)\s+(?P<small2>sie)\s+(?:mir|uns|bitte)\b"
)
_IHR_VERB = "(?:habt|seid|könnt|koennt|wollt|müsst|sollt|dürft|werdet|würdet|hättet|wärt|könntet|solltet|gebt|schickt)"
_IHR = re.compile(
    rf"\b(?:euch|euer|eure[rnms]?)\b|\b{_IHR_VERB}\s+(?:\w+\s+)?ihr\b|\bihr\s+(?:\w+\s+)?{_IHR_VERB}\b"
    r"|\b(?:habt|seid|könnt|müsst|dürft|würdet|hättet|könntet|solltet)\b",
    re.I,
)
_VERB_AFTER_SIE = re.compile(r"\s+(?:bitte\s+)?(?:sind|\w+(?:en|ern|eln))\b")
_PLURAL_NOUN_BEFORE = re.compile(
    r"\b(?:die|alle|beide|diese|unsere|meine|keine|viele)\s+\w*(?:en|er|n|e|s)\b"
    r"|\b(?:kolleg|mitarbeit|nachbar|kund|techniker|fahrer|leut)\w*",
    re.I,
)
_QUOTED = re.compile('[„“"»«][^„“”"»«\n]{1,300}[“”"«»]')


def address(text: str) -> Address:
    """Find how a German text addresses its reader; what stands in quotation marks is left out.

    `Sie` inside a sentence is the reader; at its start it may be *she* or *they* ("Die Pakete sind da. Sie kommen
    morgen."), so there it counts only with a plural verb and no plural noun in the sentence before. `ihr` and `euch`
    are kept apart: customers say them to the firm.
    """
    text = _QUOTED.sub(lambda m: m.group()[0] + " " * (len(m.group()) - 2) + m.group()[-1], text)
    spans = sentences(text)
    du = {m.span() for m in _DU.finditer(text)}
    ihr = {m.span() for m in _IHR.finditer(text)}
    for a, _ in spans:
        lead = _LEAD.match(text, a)
        opening = lead.end() if lead else a
        du |= {(opening, m.end()) for m in [_TO_ONE.match(text, opening)] if m}
        ihr |= {(opening, m.end()) for m in [_TO_MANY.match(text, opening)] if m}
    sie = _formal(text, spans, ihr)
    return Address(tuple(sorted(du)), tuple(sie), tuple(sorted(ihr)))


def _formal(text: str, spans: list[Range], ihr: set[Range]) -> list[Range]:
    """Return where `Sie`, `Ihr`, `Ihnen` mean the reader."""
    before = {start: text[a:b] for (a, b), (start, _) in pairwise([(0, 0), *spans])}
    before |= {m.end(): "" for m in re.finditer(r":\s+", text)}
    plural = {position for a, b in ihr for position in range(a, b)}
    found: list[Range] = []
    for match in _SIE.finditer(text):
        span = match.span(match.lastgroup or 0)
        if match.group() == "Ihr" and span[0] in plural:
            continue
        if match.group() != "Sie" or span[0] not in before or _is_reader(text, match.end(), before[span[0]]):
            found.append(span)
    return found


def _is_reader(text: str, end: int, before: str) -> bool:
    """Decide over a `Sie` at the start of a sentence, by the verb behind it and the sentence before it."""
    if not _VERB_AFTER_SIE.match(text, end):
        return False
    return bool(_SIE.search(before)) or not _PLURAL_NOUN_BEFORE.search(before)
