"""Who does what by when: announcements of the firm without a time, and vague times."""

import re

from coach.reading import Measurement, Reading
from coach.types import Span

VAGUE = re.compile(
    r"\b(?:zeitnah|in\s+k(?:ü|ue)rze|(?:so\s+)?(?:schnell|bald|rasch)\s+(?:wie|als)\s+m(?:ö|oe)glich|schnellstm(?:ö|oe)glich\w*|baldm(?:ö|oe)glich\w*"
    r"|umgehend|demn(?:ä|ae)chst|sobald\s+wie\s+m(?:ö|oe)glich|bald|asap|as\s+soon\s+as\s+(?:possible|they\s+can|we\s+can)|shortly|soon"
    r"|in\s+due\s+course|at\s+the\s+earliest)\b",
    re.I,
)
TIME = re.compile(
    r"\b(?:heute|morgen|übermorgen|uebermorgen|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|"
    r"today|tonight|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday|januar|februar|märz|april|mai|juni|juli|august|september|"
    r"oktober|november|dezember|january|february|march|may|june|july|october|december|mittags?|abends?|noon|midday)\b"
    r"|\b\d{1,2}[.:]\d{2}\b|\b\d{1,2}\.\s?(?:\d{1,2}\.|\w+ember|januar|februar|märz|april|mai|juni|juli|august|oktober)"
    r"|\b\d{1,2}\s*(?:uhr|am|pm|a\.m\.|p\.m\.|h)\b"
    r"|\b(?:\d+|ein(?:e[rnm]?)?|zwei|drei|vier|fünf|sechs|zehn|a|an|one|two|three|four|five|few|wenigen?)(?:\s*(?:-|–|bis|to|or|oder)\s*\d+)?\s*"
    r"(?:sek\w*|min\w*|stunden?|std|tage?n?|werktage?n?|wochen?|monate?n?|hours?|hrs?|days?|weeks?|months?|business\s+days?|working\s+days?)\b"
    r"|\b(?:gerade|soeben|eben|sofort|jetzt|right\s+now|just\s+now|right\s+away|immediately|end\s+of\s+(?:the\s+)?(?:day|week)|wochenende|feierabend)\b",
    re.I,
)
_FIRM_ACTS = re.compile(
    r"\b(?:wir|ich|kolleg\w+|team|abteilung|techniker\w*|fach\w+|lager|i|we|i'll|we'll|they|team|colleagues?|department|engineers?)\b.{0,60}?"
    r"\b(?:prüf\w*|pruef\w*|kümmer\w*|kuemmer\w*|meld\w*|klär\w*|klaer\w*|schau\w*|leit\w*|weitergeleitet|weitergegeben|bearbeit\w*|untersuch\w*|erkundig\w*|frag\w*|"
    r"check\w*|look\w*|get\s+back|come\s+back|investigat\w*|forward\w*|pass\w*|chas\w*|find\s+out|let\s+you\s+know|review\w*|process\w*)\b"
    r"|\bwird\b.{0,40}\b(?:geprüft|bearbeitet|geklärt|weitergeleitet|untersucht)\b|\b(?:is|are|will)\s+be(?:ing)?\s+(?:\w+\s+)?(?:checked|processed|reviewed|looked\s+into|handled)\b"
    r"|\b(?:ist|sind)\s+in\s+(?:bearbeitung|klärung|prüfung)\b",
    re.I | re.S,
)
_ASKS_CUSTOMER = re.compile(
    r"\?\W*$|\b(?:schick\w*|send\w*|nenn\w*|gib|geben\s+sie|teil\w*|schreib\w*|meld\w*|ruf\w*|antwort\w*|let\s+(?:me|us)\s+know|please|bitte|reply|"
    r"brauch\w*\s+(?:ich|wir)|(?:ich|wir)\s+(?:brauch|benötig)\w*|i\s+need|we\s+need)\b",
    re.I,
)


class NextStepSignal:
    """Announcements without a time, vague words for a time, real times, clear asks to the customer."""

    def measure(self, reading: Reading) -> Measurement:
        """Return counts per sentence kind (capped at 3); spans are the announcements that name no time."""
        text = reading.draft.text
        without_time, vague = [], []
        timed = asks = 0
        for start, end in reading.sentences:
            sentence = text[start:end]
            has_time = bool(TIME.search(sentence))
            timed += has_time
            asks += bool(_ASKS_CUSTOMER.search(sentence))
            vague += [Span(start + m.start(), start + m.end()) for m in VAGUE.finditer(sentence)]
            if _FIRM_ACTS.search(sentence) and not has_time:
                without_time.append(Span(start, end))
        features = {
            "action_without_time": float(min(3, len(without_time))),
            "vague_time": float(min(3, len(vague))),
            "sentences_with_time": float(min(3, timed)),
            "asks_customer": float(min(3, asks)),
        }
        return Measurement(features, tuple(without_time) or tuple(vague))
