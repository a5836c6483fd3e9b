"""An English question as the agent would take it up; the twin of `asks`."""

import re
from dataclasses import dataclass

from coach.rewrite.verbs import word_set

_LEAD = re.compile(r"^(?:(?:and|or|but|so|also|please|hi|hello|hey|then|ok|okay|well)\b[\s,:]*)+", re.I)
_MATRIX = re.compile(  # what stands around a question: "could you tell me if", "I'd like to know when"
    r"^(?:(?:could|can|would|will)\s+you\s+(?:please\s+|maybe\s+)?(?:tell|let)\s+(?:me|us)(?:\s+know)?|(?:i|we)(?:['’]d|\s+would)\s+(?:just\s+)?(?:like|love)\s+to\s+know"
    r"|do\s+you\s+(?:happen\s+to\s+)?know|any\s+idea|(?:i|we)\s+(?:just\s+)?(?:want|need)\s+to\s+know)\s*,?\s+(?=(?:if|whether|when|what|how|where|who|which|why)\b)",
    re.I,
)
_EMBEDDED = re.compile(
    r"^(?P<wh>if|whether|when|what|how(?:\s+(?:long|much|many|soon))?|where|why)\s+(?P<rest>(?:i|i['’]\w+|my|it|it['’]s|they|we|this|that|the)\b.*)$",
    re.I,
)
_TAIL = re.compile(r"[\s?!.…,;:–-]+$")
_WH = re.compile(
    r"^(?P<wh>how\s+(?:long|much|many|often|far|soon|high)|what\s+time|which\s+\w+|when|where|why|who|what|how)\s+(?P<aux>[a-z]+)\s+(?P<rest>.+)$",
    re.I,
)
_YES_NO = re.compile(r"^(?P<aux>[a-z]+)\s+(?P<rest>.+)$", re.I)
_AUX = word_set("is are was were am will can could would should may must has have had do does")
_BE = word_set("is are was were am")
_PRONOUNS = word_set("i it they we you this that he she there these those")
_PREPOSITIONS = word_set("under in on for at with from still included covered possible okay ok free")
_DETERMINERS = word_set("the a an my your our this that these those any some")
_VERBS = word_set(
    """arrive be come get take cost work need have receive start open close ship happen go leave finish cover include deliver
    return change cancel keep use pay expect know collect pick send do bring wait apply sign register renew move switch
    claim book see find speak call contact reach charge run last fit still swap exchange refund transfer return end expire"""
)
_SHIFT = {
    "i": "you",
    "my": "your",
    "me": "you",
    "mine": "yours",
    "we": "you",
    "us": "you",
    "our": "your",
    "ours": "yours",
    "you": "we",
    "your": "our",
    "yours": "ours",
    "i'm": "you're",
    "i've": "you've",
    "i'd": "you'd",
    "i'll": "you'll",
    "am": "are",
}
_PLACES = {
    "when": "[time]",
    "what time": "[time]",
    "how soon": "[time]",
    "how long": "[duration]",
    "where": "[place]",
    "how much": "[amount]",
}


@dataclass(frozen=True)
class _Parts:
    wh: str
    subject: str
    verb: str  # finite, with its helper where it has one
    rest: str


_SLOPPY = re.compile(
    r"\b(?:find\s+out|check|look\s+into|thats|thurs|actually|someone|btw|pls|plz|its|thx|u|ur|she|he|they|them|also|please|that|those)\b",
    re.I,
)


def answer_line(question: str) -> str | None:
    """Return the answer to an English question with an open place ("The refund takes [duration]."), or None."""
    parts = _parts(question)
    place = _PLACES.get(parts.wh) if parts else None
    if (
        not parts
        or not place
        or len(parts.rest.split()) > 2
        or (parts.subject.lower() in _PRONOUNS and parts.verb in _BE)
    ):
        return None
    line = " ".join(p for p in (parts.subject, parts.verb, parts.rest, place) if p)
    return f"{line[:1].upper()}{line[1:]}."


def deferred_clause(question: str) -> str | None:
    """Return an English question as a clause ("when your parcel will arrive"), or None where it is unsure."""
    bare = _TAIL.sub("", _LEAD.sub("", question.strip()))
    inner = _MATRIX.sub("", bare)
    if inner != bare:
        match = _EMBEDDED.match(inner)
        if not match or "," in inner or len(inner.split()) > 12:
            return None
        wh = "whether" if match["wh"].lower() == "if" else match["wh"].lower()
        return f"{wh} {_shifted(match['rest'].split())}"
    parts = _parts(question)
    if not parts or len(parts.rest.split()) > 12:
        return None
    return " ".join(p for p in (parts.wh, parts.subject, parts.verb, parts.rest) if p)


def _parts(question: str) -> _Parts | None:
    bare = _TAIL.sub("", _LEAD.sub("", question.strip()))
    match = _WH.match(bare) or _YES_NO.match(bare)
    if not match or "," in bare or bare.isupper() or _SLOPPY.search(bare) or re.search(r"\bor\b", bare, re.I):
        return None
    wh = match["wh"].lower() if "wh" in match.groupdict() else "whether"
    aux = match["aux"].lower()
    if aux not in _AUX:
        return None
    words = match["rest"].split()
    cut = _subject_end(words, aux)
    if cut is None:
        return None
    subject, rest = words[:cut], words[cut:]
    verb = _finite(aux, subject, rest)
    if verb is None:
        return None
    if aux in ("do", "does"):
        rest = rest[1:]
    return _Parts(wh, _shifted(subject), verb, _shifted(rest))


def _subject_end(words: list[str], aux: str) -> int | None:
    """Return how many words the subject has; None where that cannot be told."""
    if words[0].lower() in _PRONOUNS and (
        len(words) == 1
        or words[0].lower() not in ("this", "that", "these", "those")
        or words[1].lower() in _VERBS | _PREPOSITIONS
    ):
        return 1
    first = 2 if words[0].lower() in _DETERMINERS else 1
    for i in range(first, min(6, len(words))):
        word = words[i].lower()
        if word in _VERBS or (aux in (*_BE, "has", "have") and word.endswith(("ed", "ing", "been", "shut"))):
            return i
    return len(words) if aux in _BE and len(words) <= 3 else None


def _finite(aux: str, subject: list[str], rest: list[str]) -> str | None:
    """Return the finite verb of the clause: the helper, or the verb behind "do" and "does"."""
    who = subject[0].lower()
    if aux in ("do", "does"):
        if not rest or rest[0].lower() not in _VERBS or rest[0].lower() in ("be", "still"):
            return None
        verb = rest[0].lower()
        return (
            verb
            if aux == "do"
            else "has"
            if verb == "have"
            else verb + ("es" if verb.endswith(("o", "ch", "sh", "s")) else "s")
        )
    if who == "i":
        return {"am": "are", "was": "were"}.get(aux, aux)
    if who == "you":  # "could you send me" asks whether we can
        return {"could": "can", "would": "will"}.get(aux, aux)
    return aux


def _shifted(words: list[str]) -> str:
    turned = [_SHIFT.get(w.lower().replace("’", "'"), w) for w in words]
    last = len(words) - 1
    return " ".join(
        "us" if 0 < i == last and w.lower() == "you" else t for i, (w, t) in enumerate(zip(words, turned, strict=True))
    )
