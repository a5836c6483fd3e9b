"""Asking for a fact that the customer already gave."""

import re

from coach.reading import Measurement, Reading
from coach.types import Span

_REQUEST = re.compile(
    r"\?|\b(?:bitte|please|brauch\w*|bräucht\w*|benötig\w*|benoetig\w*|need|fehlt|wie\s+(?:lautet|heißt|heißen)"
    r"|welche\w?|verrat\w*|"
    r"(?:nennen|schicken|senden|geben|teilen|schreiben|mailen|übermitteln)\s+sie|what(?:'s|\s+is|\s+was)|"
    r"(?:i|we)\s+(?:just\s+)?require|let\s+(?:me|us)\s+have)\b"
    r"|(?:^|\b(?:and|und|then|dann|just|mal)\s+)(?:nenn|schick|gib|sag|schreib|teil|send|give|tell|share"
    r"|provide|confirm)e?\b",
    re.I,
)
# Mentioned, but not asked for: "an Ihre E-Mail-Adresse", "under your name", "melden Sie sich mit … an"
_MENTION = re.compile(
    r"\b(?:an|auf|unter|von|aus|to|under|on|at|from|in)\s+(?:(?!welche|which|what)\w+\s+)?$|\b(?:log\w*"
    r"|einlogg\w*|sign|anmelden)\b[^.!?\n]{0,60}$|"
    r"\b(?:neben|statt|ohne|andere|another|other|different|andere[nrs]?|zweite\w?|second)\s+(?:\w+\s+)?$",
    re.I,
)
_NEW = re.compile(r"\b(?:neu\w*|new)\s+$", re.I)
_MOVED = re.compile(r"\b(?:neu\w*|new|umzug|(?:um)?gezogen|um(?:zu)?ziehe\w*|zieh\w*|mov(?:e|ed|ing))\b", re.I)
_FULL = re.compile(r"\b(?:vollständig|voller|vor-?\s*und|full|first\s+and)", re.I)
_TWO_NAMES = re.compile(r"[A-ZÄÖÜ][^\s,]+\s+[A-ZÄÖÜ][^\s,]+\W*$|(?:[Nn]ame(?:'s| is| ist)|heiße) ‹")

# What stands in the archive in place of a fact: ‹Bestellnummer›, ‹Name 2›.
_BLOTTED = re.compile(r"‹[^‹›\n]{3,20}›")
_OF_A_CUSTOMER = ("customer", "contract")

_NUMBER = r"[\s-]*(?:nr|nummer|number|no|id|code|reference|ref)\b"
# What a number belongs to, by the word in front of it.
_OWNERS = {
    "order": "bestell|auftr|order|einkauf|purchase",
    "parcel": "sendung|paket|tracking|parcel|shipment|lieferung|delivery",
    "invoice": "rechnung|invoice|bill",
    "booking": "buchung|booking|reserv|pnr",
    "case": "vorgang|ticket|case|fall\\b|aktenzeichen",
    "contract": "vertrag|polic|contract",
    "customer": "kund|kd|customer|konto|account|mitglied|member|client",
    "other": "telefon|handy|mobil|tel\\b|phone|plz|postcode|zähler|meter|artikel|item|model|flug|flight|zug\\b"
    "|train|iban|serien|serial",
}
_OWNER = re.compile("|".join(rf"(?P<{name}>\b(?:{words})\w*)" for name, words in _OWNERS.items()), re.I)
_ASKED_NUMBER = re.compile(
    "|".join(
        rf"(?P<{name}>\b(?:{words})\w*{_NUMBER}|\b(?:{words})\w*(?:nr|nummer)\b)"
        for name, words in _OWNERS.items()
        if name != "other"
    )
    + rf"|(?P<any>\breference{_NUMBER})",
    re.I,
)
_CODE = re.compile(
    r"(?<![\w,.€£$+])(?:[A-Z]{1,5}-?)?\d[\d-]*(?: \d{2,}){0,4}(?:-?[A-Z]{1,3})?(?![\w€£$%]|[.,:]\d| ?(?:€|£"
    r"|Euro|EUR|CHF|Uhr)|\.\d)"
    r"|\b(?=[A-Z0-9]{0,7}\d)(?=[A-Z0-9]{0,7}[A-Z])[A-Z0-9]{6,8}\b|\b[A-Z]{2,5}-\d[\w-]+"
    r"|‹(?:(?P<order>Bestellnummer|Order number)|(?P<customer>Kundennummer|Customer number))(?: \d+)?›"
)
_LOOK_BACK = 30  # characters in front of a number that may name its owner
_MIN_DIGITS = {True: 3, False: 5}  # named by an owner or not

_MONTH = (
    r"(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|"
    r"january|february|march|may|june|july|october|december)"
)
_DATE = (
    rf"(?:\b\d{{1,2}}\.\s?\d{{1,2}}\.(?:\d{{2,4}})?|\b\d{{1,2}}\.?\s+{_MONTH}\b|\b{_MONTH}\s+\d{{1,2}}\b"
    rf"|\b\d{{4}}-\d{{2}}-\d{{2}}\b)"
)
_BOUGHT = (
    r"(?:bestell|gekauft|kauf|order|bought|purchase|geliefert|lieferung|deliver|rechnung|invoice|reise|flug"
    r"|flieg|travel|fl[iy])"
)
_BLOTTED_NAME = r"‹Name(?: \d+)?›"
_CAPITAL = rf"(?:[A-ZÄÖÜ][\wäöüß'-]+|{_BLOTTED_NAME})"
_SIGNED = r"(?:LG|VG|MfG|Gr(?:uß|üße|uss|uesse|üsse)|Regards|regards|Best|Cheers|Thanks|Danke)"
# Per kind of fact beside numbers: how a draft asks for it, how a customer gives it.
_KINDS: dict[str, tuple[str, str]] = {
    "email": (
        r"\b(?:e-?)?mail[\s-]*(?:adresse|address)\b|\b(?:ihre|deine|your)\s+e-?mail\b(?!\s*-)",
        r"[\w.+-]{1,64}@[\w-]+\.[\w.]+|‹E-?[Mm]ail(?: \d+)?›",
    ),
    "phone": (
        r"\b(?:telefon|handy|mobil|rückruf|phone|mobile|contact|callback)[\s-]*(?:nr|nummer|number|no)\b"
        r"|\bwelcher\s+nummer|\b(?:best|good)\s+number",
        r"(?<![\w-])(?:\+\d{2}|0\d{2,4})[\s/.-]?\d{2,}[\d\s/.-]{2,}\d|‹(?:Telefon|Phone)(?: \d+)?›",
    ),
    "birth": (
        r"\b(?:geburtsdatum|date\s+of\s+birth|birth\s*date)\b",
        r"(?<!\b[Aa]m )(?<![Vv]om )(?<![Ss]eit )(?<!\b[Aa]b )(?<![Bb]is )(?<!\b[Oo]n )(?<![Ss]ince )(?<![Ff]rom )"
        r"\b\d{1,2}[./]\s?\d{1,2}[./]\s?(?:19|20)?\d{2}\b"
        r"|\b(?i:born|geb)\w*\W[^.!?\n]{0,20}\d[\d./]*",
    ),
    "date": (
        r"\b(?:(?:kauf|bestell|liefer|rechnungs|reise|abreise|abflug)datum|wann\s+(?:haben\s+sie"
        r"|hast\s+du)\s+(?:\w+\s+){0,3}(?:bestellt|gekauft)"
        r"|(?:order|purchase|delivery|travel|flight)\s+date|date\s+of\s+(?:purchase|travel)"
        r"|when\s+did\s+you\s+(?:order|buy))\b",
        rf"(?i:\b{_BOUGHT}[^.!?\n]{{0,40}}?{_DATE}|{_DATE}[^.!?\n]{{0,40}}?\b{_BOUGHT})",
    ),
    "name": (
        r"\b(?:ihren?|deinen?|your)\s+(?:(?:full|vollständigen?|vor-?\s*und\s+nach"
        r"|first\s+and\s+last)\s*)?namen?\b|\b(?:full|vollständigen?)\s+namen?\b"
        r"|\b(?:wie\s+(?:heißen\s+sie|heißt\s+du|ist\s+(?:ihr|dein)\s+name)|who\s+am\s+i\s+(?:speaking|chatting))\b",
        rf"(?i:\bmein\s+name\s+ist|\bich\s+heiße|\bmy\s+name\s+is|\bmy\s+name's)\s+{_CAPITAL}(?:\s+{_CAPITAL})?"
        rf"|(?i:\bich\s+bin|\bi\s+am|\bi'm|\bthis\s+is|\bhier\s+(?:ist|schreibt))\s+(?:{_CAPITAL}\s+{_CAPITAL}|{_BLOTTED_NAME})"
        rf"|\b{_SIGNED}[\s,]+(?:aus\s+\w+[\s,]+)?{_CAPITAL}(?:\s+{_CAPITAL})?\W*$",
    ),
    "address": (
        r"(?<!mail-)(?<!mail )(?<!web)\b(?:(?:liefer|rechnungs|post|wohn)?(?:adresse|anschrift)|(?:delivery"
        r"|postal|billing|home|your)\s+address|postcode|postleitzahl|plz)\b",
        r"\b(?!(?:Sitz|Stell|Park|Kita)-?platz)[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|weg|gasse|platz|allee"
        r"|ring|damm|ufer)\s*\d+"
        r"|\b[A-ZÄÖÜ][\wäöüß]+(?:er|sche)\s+(?:Straße|Str\.|Weg|Platz|Allee|Ring)\s*\d+"
        r"|\b\d+\s+[A-Z]\w+\s+(?i:street|st|road|rd|avenue|ave|lane|close|drive)\b"
        r"|\b[A-Z]{1,2}\d{1,2}[A-Z]?\s?\d[A-Z]{2}\b|‹(?:Adresse|Address)(?: \d+)?›",
    ),
    "amount": (
        r"\b(?:(?:welcher|welchen|wie\s+hoch|genaue\w?)\s+(?:\w+\s+){0,3}(?:betrag|summe)|(?:which|what"
        r"|exact)\s+(?:\w+\s+){0,2}amount|how\s+much\s+(?:was|were\s+you))\b",
        r"(?i:(?:€|£|\$|eur|euro)\s?\d+|\b\d+(?:[.,]\d{1,2})?\s?(?:€|£|\$|eur\b|euro|chf|franken|pounds?))",
    ),
}
_ASKED = {kind: re.compile(asked, re.I) for kind, (asked, _) in _KINDS.items()}
_GIVEN = {kind: re.compile(given, re.M) for kind, (_, given) in _KINDS.items()}


class KnownFactsSignal:
    """Requests for order and customer numbers, e-mail, phone, date, name, address or amounts that are already there."""

    ""

    def measure(self, reading: Reading) -> Measurement:
        """Return `asks_known_fact` (how many kinds, capped at 3) with the words given and the sentence that asks."""
        found: dict[str, tuple[Span, Span]] = {}
        for start, end in reading.sentences:
            sentence = reading.draft.text[start:end]
            if not _REQUEST.search(sentence):
                continue
            for kind, full in sorted(_asked_for(_BLOTTED.sub("‹›", sentence))):
                fact = None if kind in found else _given(reading, kind, full=full)
                # to repeat the fact is to confirm it, not to ask again
                if fact and fact.within(reading.draft) not in reading.draft.text:
                    found[kind] = Span(start, end), fact
        spans = dict.fromkeys([asked for asked, _ in found.values()] + [fact for _, fact in found.values()])
        return Measurement({"asks_known_fact": float(min(3, len(found)))}, tuple(spans))


def _asked_for(sentence: str) -> set[tuple[str, bool]]:
    """Return the kinds of facts that `sentence` asks for, with whether the full or new one is meant."""
    mentions = [(m.lastgroup or "any", m) for m in _ASKED_NUMBER.finditer(sentence)]
    mentions += [(kind, m) for kind, pattern in _ASKED.items() for m in pattern.finditer(sentence)]
    kinds = set()
    for kind, match in mentions:
        before = sentence[max(0, match.start() - _LOOK_BACK) : match.start()]
        if not _MENTION.search(before):
            kinds.add((kind, bool(_FULL.search(match.group()) or _NEW.search(before))))
    return kinds


def _given(reading: Reading, kind: str, *, full: bool) -> Span | None:
    for index in reading.customer_messages:
        text = reading.draft.conversation[index].text
        span = _given_in(text, kind)
        if not span or (full and kind == "address" and not _MOVED.search(text)):
            continue
        if not (full and kind == "name" and not _TWO_NAMES.search(text[slice(*span)])):
            return Span(*span, index)
    return None


def _given_in(text: str, kind: str) -> tuple[int, int] | None:
    if kind in _GIVEN:
        match = _GIVEN[kind].search(text)
        return match.span() if match else None
    words = _BLOTTED.sub(lambda m: " " * len(m.group()), text)
    for match in _CODE.finditer(text):
        owners = [m.lastgroup for m in _OWNER.finditer(words, max(0, match.start() - _LOOK_BACK), match.start())]
        owner = owners[-1] if owners else None
        enough = sum(c.isdigit() for c in match.group()) >= _MIN_DIGITS[owner is not None]
        fits = owner in (kind, None) or (kind == "any" and owner != "other")
        if owner is None and match.lastgroup and kind != "any":
            fits = (match.lastgroup == "customer") == (kind in _OF_A_CUSTOMER)
        if fits and (enough or len(match.group()) >= 6):
            return match.span()
    return None
