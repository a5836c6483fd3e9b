"""The guard: what may stand in a rewrite. Whatever made a candidate, it passes here or is dropped, with the reason."""

import re
from dataclasses import dataclass

from coach.address import address
from coach.rewrite.edits import Candidate
from coach.rewrite.facts import PLACEHOLDER, as_written, facts, negations, quotes, united
from coach.text import sentences
from coach.types import Draft

_PROMISE = re.compile(
    r"\b(?:versprech\w*|versprochen|garantier\w*|versicher(?:e|n)\s+(?:ihnen|dir)|zusag\w*|sagen\s+(?:ihnen|dir)\s+zu|erstatte[nt]?|ersetze[nt]?"
    r"|schenke?n?|entschädige[nt]?|übernehm\w*\s+(?:die\s+)?kosten|sofort|umgehend|spätestens"
    r"|promise[ds]?|guarantee\w*|(?:will|['’]ll|can)\s+(?:refund|reimburse|compensate|replace|credit)\w*|immediately|right\s+away)\b",
    re.I,
)
_BENEFIT = re.compile(  # may be named where the conversation names it
    r"\b(?:\w*erstattung\w*|gutschrift\w*|gutschein\w*|rabatt\w*|entschädigung\w*|kulanz\w*|ersatz\w*|refund\w*|compensation|voucher\w*|discount\w*|credit\w*)\b",
    re.I,
)
_COMMITMENT = re.compile(
    r"\b(?:(?:ich|wir)\s+(?:melde[n]?|prüfe[n]?|kläre[n]?|kümmere?n?|frage[n]?|schaue[n]?|gebe[n]?|schicke[n]?|sende[n]?|rufe[n]?|werde[n]?)"
    r"|(?:melde[n]?|prüfe[n]?|kläre[n]?|kümmere?n?|schicke[n]?|sende[n]?)\s+(?:ich|wir|mich|uns)"
    r"|(?:i|we)(?:['’]ll|\s+will)|(?:i|we)['’]m\s+going\s+to|(?:i|we)\s+(?:check|ask|send|call))\b",
    re.I,
)
_REFUSAL = re.compile(
    r"\b(?:nicht\s+möglich|unmöglich|ausgeschlossen|abgelehnt|lehn\w*\s+\w*\s*ab|(?:kann|können|dürfen|darf)\s+(?:\w+\s+){0,4}nicht"
    r"|not\s+possible|impossible|declin\w*|reject\w*|(?:we|i)\s+(?:can(?:no|['’])t|cannot|are\s+unable)|unable\s+to)\b",
    re.I,
)
_FAULT = re.compile(
    r"\b(?:(?:unser|mein)(?:e[rnms]?)?\s+(?:fehler|versäumnis|verschulden|schuld|versehen)|(?:wir|ich)\s+hab\w*\s+(?:\w+\s+){0,4}(?:versäumt|vergessen"
    r"|falsch|vermasselt|verbockt|verschlampt)|(?:schuld|fehler)\s+(?:liegt|lag)\s+bei\s+(?:uns|mir)|hätte\s+(?:\w+\s+){0,3}nicht\s+(?:passieren|geschehen|vorkommen)"
    r"|(?:our|my)\s+(?:own\s+)?(?:mistake|fault|error|oversight)|(?:we|i)\s+(?:messed|screwed|failed|forgot|got\s+(?:it|this)\s+wrong)|should\s+(?:not|n['’]t)\s+have\s+happened"
    r"|shouldn['’]t\s+have\s+happened)\b",
    re.I,
)
_FEELING = re.compile(
    r"\b(?:(?:ich|wir)\s+(?:kann|können)?\s*(?:gut\s+|absolut\s+|vollkommen\s+)?(?:verstehe[n]?|nachvollziehen)\s+(?:ihren|deinen|ihre|deine)\s+(?:frust\w*|ärger|wut|unmut|angst|sorge\w*|gefühle?)"
    r"|(?:i|we)\s+(?:completely\s+|totally\s+|fully\s+)?understand\s+(?:your|how)\s+(?:frustrat\w*|anger|angry|upset|feel\w*|you))\b",
    re.I,
)
_STOCK = re.compile(
    r"\b(?:(?:etwaige[n]?|entstandene[n]?)\s+\w+|unannehmlichkeit\w*|any\s+inconvenience|the\s+inconvenience|inconvenience)\b",
    re.I,
)
_REFERS = re.compile(  # a sentence that goes on from the one before it
    r"\W*(?:stattdessen|sonst|ansonsten|dafür|hierfür|damit|daher|deshalb|deswegen|darum|hierauf|daraufhin|zunächst|für\s+die\s+andere|die\s+(?:ersten|anderen)\b|der\s+andere|(?:spaß|scherz)\s+beiseite|aber\s+(?:gut|spaß|scherz)|da\s+wird\s+sich|er\s+wird|sie\s+wird|das\s+(?:ist|wäre|war|kommt|geht)\b"
    r"|instead|otherwise|that['’]?s\s+why|therefore|hence|anyway|don['’]t\s+be\s+one|reply\s+yes|just\s+(?:say|reply)|sound\s+good|interessiert\?|interested\?|sollen?\s+(?:ich|wir)\b|shall\s+(?:i|we)\b)\b",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]{4,}|\d+")
_GREETING = re.compile(
    r"\A\s*(?:sehr\s+geehrte|guten\s+(?:tag|morgen|abend)|hallo|hi\b|hey|moin|servus|grüezi|liebe[r]?\b|dear|hello|good\s+(?:morning|afternoon|evening))[^\n.!?,]{0,60}",
    re.I,
)
_CLOSING = re.compile(
    r"(?:mit\s+freundlichen\s+grüßen|(?:viele|beste|liebe|herzliche|freundliche)\s+grüße|lg|vg|mfg|(?:kind|best|warm)?\s*regards|yours\s+\w+)\b[^.!?]{0,80}\Z",
    re.I,
)
# how many characters may be added: a chat bubble stays one
_ROOM = {"whatsapp": 220, "live_chat": 260, "social": 220, "unknown": 280, "email": 420}
_COMMITTED = 1  # self-commitments that a rewrite may add, each with an open time


@dataclass(frozen=True)
class Verdict:
    """What the guard says of a candidate."""

    reasons: tuple[str, ...]  # why it is dropped; empty: it may stand
    removed: tuple[str, ...] = ()  # facts that went with a pitch or a barb
    commits: bool = False  # adds a self-commitment, to be checked by the agent

    @property
    def allowed(self) -> bool:
        """Tell whether the candidate may be offered."""
        return not self.reasons


def check(draft: Draft, candidate: Candidate) -> Verdict:
    """Judge `candidate` by the draft and its conversation.

    Every fact and negation outside what was taken out on purpose must be there as often as before; new ones must come
    from the customer's own words; no promise, refusal, admission of fault, imputed feeling or stock phrase is added;
    the form of address is one; quotes, greeting and closing stay (but for a finding about the register).
    """
    old, new = draft.text, candidate.text
    taken = united(facts(old[a:b]) for a, b in candidate.taken_out)
    lost = facts(old) - facts(new)
    reasons = [f"lost: {value}" for value in lost - taken]
    said = united(facts(m.text) for m in draft.conversation)
    reasons += [f"invented: {value}" for value in facts(new) - facts(old) if value not in said]
    denied = sum(negations(old[a:b]) for a, b in candidate.taken_out)
    if negations(new) < negations(old) - denied:
        reasons.append("lost: a negation")
    if quotes(old) - quotes(new) - united(quotes(old[a:b]) for a, b in candidate.taken_out):
        reasons.append("a quotation was touched")
    if any(not any(quote[1:-1] in m.text for m in draft.conversation) for quote in quotes(new) - quotes(old)):
        reasons.append("invented: a quotation")
    talk = " ".join(m.text for m in draft.conversation).lower()
    reasons += [
        f"added: {m.group().lower()}" for m in _BENEFIT.finditer(new) if m.group().lower() not in talk + old.lower()
    ]
    if any(not e.replacement.strip() and e.end > e.start and _REFERS.match(old, e.end) for e in candidate.edits):
        reasons.append("what a sentence refers to was taken out")
    barbed = {"irony", "blame"} & {*candidate.fixes}
    if barbed and not PLACEHOLDER.search(new) and _telling(old) and not _telling(old) & _telling(new):
        reasons.append("nothing of the draft is left")
    reasons += _added(old, new)
    reasons += _form(draft, candidate)
    if len(new) - len(old) > _ROOM[draft.channel]:
        reasons.append("too long for the channel")
    commits = _committing(new) > _committing(old) or any(_COMMITMENT.search(e.replacement) for e in candidate.edits)
    return Verdict(tuple(reasons), as_written(lost & taken, old), commits)


def _telling(text: str) -> set[str]:
    """Return the longer words of a text without its greeting and closing."""
    bare = _CLOSING.sub("", _GREETING.sub("", text))
    return set(_WORD.findall(bare.lower()))


def _count(pattern: re.Pattern[str], text: str) -> int:
    return sum(1 for _ in pattern.finditer(text))


def _committing(text: str) -> int:
    """Return how many sentences say what the writer will do."""
    return sum(bool(_COMMITMENT.search(text[a:b])) for a, b in sentences(text))


def _added(old: str, new: str) -> list[str]:
    """Return what the rewrite says and the draft did not, of the things that nobody but the agent may say."""
    kinds = {
        "a promise": _PROMISE,
        "a refusal": _REFUSAL,
        "an admission of fault": _FAULT,
        "an imputed feeling": _FEELING,
        "a stock phrase": _STOCK,
    }
    found = [f"added: {name}" for name, pattern in kinds.items() if _count(pattern, new) > _count(pattern, old)]
    commitments = _committing(new) - _committing(old)
    opened = len(PLACEHOLDER.findall(new)) - len(PLACEHOLDER.findall(old))
    if commitments > 0 and opened < 1:
        found.append("added: a commitment without an open time")
    if commitments > _COMMITTED:
        found.append("added: several commitments")
    return found


def _form(draft: Draft, candidate: Candidate) -> list[str]:
    old, new, register = draft.text, candidate.text, "register" in candidate.fixes
    found = []
    if draft_is_german(draft) and not register:
        before, after = address(old).form, address(new).form
        if after == "mixed" and before != "mixed":
            found.append("the form of address is mixed")
        if before in ("du", "sie") and after not in (before, None):
            found.append("the form of address changed")
    if register:
        return found
    for name, pattern in (("greeting", _GREETING), ("closing", _CLOSING)):
        match = pattern.search(old)
        if match and match.group().strip() not in new:
            found.append(f"the {name} was touched")
    return found


def draft_is_german(draft: Draft) -> bool:
    """Tell whether a draft is German by what was given for it."""
    return (draft.language or "de").lower().startswith("de")
