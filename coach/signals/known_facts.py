"""Asking for a fact that the customer already gave."""

import re

from coach.reading import Measurement, Reading
from coach.types import Span

_REQUEST = re.compile(
    r"\b(?:schick\w*|send\w*|nenn\w*|teil\w*|gib|geben|geb\w*|mitteil\w*|brauch\w*|benötig\w*|benoetig\w*|wie\s+(?:lautet|ist|heißt)|welche\w?|was\s+ist|verrat\w*|übermittel\w*|"
    r"angeben|angabe|fehlt|wissen|what(?:'s|\s+is|\s+was)|which|could\s+(?:you|i)|can\s+(?:you|i)|may\s+i|please|need|provide|confirm|share|give|tell|let\s+(?:me|us)|require)\b|\?",
    re.I,
)
# Per kind of fact: how a draft asks for it, how a customer gives it.
_KINDS: dict[str, tuple[str, str]] = {
    "order": (
        r"\b(?:bestell|auftrags?|order|vorgangs?|ticket|sendungs?|paket|rechnungs?|buchungs?|tracking|booking|invoice|reference|case|vertrags?|policen?|policy|contract)[\s-]*(?:nr|nummer|number|no|id|code|reference|ref)\b",
        r"\b[A-Z]{2,5}-?\d{3,}\b|#\d{3,}|\b(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{6,}\b|\b\d{5,}\b"
        r"|(?i:(?:bestell|auftrag|order|vorgang|ticket|sendung|paket|rechnung|buchung|booking|invoice|case|vertrag|police|policy|nr|number)"
        r"\w*\W{0,12}(?=[\w-]*\d)[\w-]{3,})",
    ),
    "customer_number": (
        r"\b(?:kunden|customer|konto|account|mitglieds|member(?:ship)?|client)[\s-]*(?:nr|nummer|number|no|id)\b",
        r"\b(?:kunden|kd|customer|konto|account|mitglied|member|client)\w*[\s.-]*(?:nr|nummer|number|no|id)?\W{0,4}(?:ist|is|lautet)?\s*\d[\d\s]{3,}",
    ),
    "email": (r"\be-?mail(?:[\s-]*(?:adresse|address))?\b", r"[\w.+-]+@[\w-]+\.[\w.]+"),
    "phone": (
        r"\b(?:telefon|handy|mobil|rückruf|phone|mobile|contact|callback)[\s-]*(?:nr|nummer|number|no)\b",
        r"(?<!\w)(?:\+\d{2}|0\d{2,4})[\s/.-]?\d{2,}[\d\s/.-]{3,}",
    ),
    "date": (
        r"\b(?:(?:kauf|bestell|liefer|rechnungs|reise|geburts|abflug)datum|wann\s+(?:haben\s+sie|hast\s+du)\s+(?:\w+\s+){0,3}(?:bestellt|gekauft)|(?:order|purchase|delivery|travel|flight)\s+date|date\s+of\s+(?:birth|purchase|travel)|when\s+did\s+you\s+(?:order|buy))\b",
        r"\b\d{1,2}\.\s?\d{1,2}\.(?:\d{2,4})?|\b\d{1,2}\.?\s+(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|january|february|march|may|june|july|october|november|december)\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\s+\d{1,2}\b|\b\d{4}-\d{2}-\d{2}\b",
    ),
    "name": (
        r"\b(?:(?:ihren?|deinen?|vollständigen?|your|full)\s+(?:\w+\s+)?names?n?|wie\s+(?:heißen\s+sie|heißt\s+du|ist\s+ihr\s+name)|who\s+am\s+i\s+(?:speaking|chatting))\b",
        r"\b(?:mein\s+name\s+ist|ich\s+heiße|ich\s+bin|my\s+name\s+is|i\s+am|i'm|this\s+is)\s+[A-ZÄÖÜ][\wäöüß]+|(?:LG|VG|MfG|Gr(?:uß|üße|uss|uesse)|Grüsse|Regards|Best|Cheers|Thanks|Danke)\W+(?:aus\s+\w+\W+)?[A-ZÄÖÜ][\wäöüß.]+(?:\s+[A-ZÄÖÜ][\wäöüß-]+)?\W*$",
    ),
    "address": (
        r"\b(?:(?:liefer|rechnungs|post|wohn)?(?:adresse|anschrift)|(?:delivery|postal|billing|home|your)\s+address|postcode|postleitzahl|plz)\b",
        r"\b[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|weg|gasse|platz|allee|ring|damm|ufer)\s*\d+|\b\d+\s+[A-Z]\w+\s+(?:street|st|road|rd|avenue|ave|lane|close|drive)\b|\b[A-Z]{1,2}\d{1,2}[A-Z]?\s?\d[A-Z]{2}\b",
    ),
    "amount": (
        r"\b(?:(?:welcher|welchen|wie\s+hoch|genaue\w?)\s+(?:\w+\s+){0,3}(?:betrag|summe)|(?:which|what|exact)\s+(?:\w+\s+){0,2}amount|how\s+much\s+(?:was|were\s+you))\b",
        r"(?:€|£|\$|eur|euro)\s?\d+|\d+(?:[.,]\d{1,2})?\s?(?:€|£|\$|eur\b|euro|chf|franken|pounds?)",
    ),
}
_ASKED = {kind: re.compile(asked, re.I) for kind, (asked, _) in _KINDS.items()}
# names, codes and signatures live by their capitals
_CASED = ("order", "name", "address")
_GIVEN = {kind: re.compile(given, re.M if kind in _CASED else re.I | re.M) for kind, (_, given) in _KINDS.items()}


class KnownFactsSignal:
    """Requests for order and customer numbers, e-mail, phone, date, name, address or amounts that are already there."""

    def measure(self, reading: Reading) -> Measurement:
        """Return `asks_known_fact` (how many kinds, capped at 3) with the words given and the sentence that asks."""
        text = reading.draft.text
        asked: list[Span] = []
        given: list[Span] = []
        for kind, pattern in _ASKED.items():
            for match in pattern.finditer(text):
                start, end = reading.sentence_at(match.start())
                fact = self._find(reading, kind) if _REQUEST.search(text[start:end]) else None
                if fact:
                    asked.append(Span(start, end))
                    given.append(fact)
                    break
        spans = tuple(dict.fromkeys(asked + given))
        return Measurement({"asks_known_fact": float(min(3, len(asked)))}, spans)

    @staticmethod
    def _find(reading: Reading, kind: str) -> Span | None:
        for index in reading.customer_messages:
            match = _GIVEN[kind].search(reading.draft.conversation[index].text)
            if match:
                return Span(match.start(), match.end(), index)
        return None
