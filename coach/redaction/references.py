"""Numbers of orders and of customers. They have no form of their own: a word makes them, and no date, price or amount."""

import re
from collections.abc import Iterator

from coach.redaction.identifiers import Found
from coach.redaction.owners import Owner, is_owner, nearest, owner, owner_behind
from coach.redaction.quantities import amount, counts_things, plausible
from coach.redaction.unexplained import kind_of_unexplained

# Letters and digits, in groups joined by a mark, or by a blank in front of a group with a digit.
_CODE = re.compile(
    r"(?<![\w€£$@'’])(?<!\d[.,/:-])"
    r"(?:[A-Z]{2} \d{3} \d{3} \d{3} [A-Z]{2}(?!\w)|(?:[A-Z]{1,4}[ -](?=\d)|[A-Z]{1,3}/|\d [A-Z]{3} (?=\d))?"
    r"(?=[A-Za-zÄÖÜäöü]{0,24}[-_/.]?[A-Za-z]{0,6}[-_/.]?\d)[A-Za-zÄÖÜäöü0-9]{1,40}+"
    r"(?:[-_/.](?=[A-Za-z]{0,6}\d)[A-Za-z0-9]{1,30}+|[-_/](?:[A-Z]{1,4}|[a-z]{1,2})(?![\w])|-[A-Z]{1,4}(?=[-_/.]\d)"
    r"|[ \u00a0\u202f](?=\d|[A-Z]{1,3}\d)[A-Z0-9]{2,12}+(?![\w]|[.,:]\d)|(?<=\d)[ ](?:[A-HJ-Z]|\d)(?=[,;:)!?\n]|\.?(?:\s|$))(?!\s(?:x|stück|st)\b)){0,9})"
    r"(?![\w@])(?![.,:]\d)"
)
# The word stuck to the number, as in "Kundennr48211", or set in front of it in capitals, as in "RG 2024-11".
_STUCK = re.compile(r"(?:[A-Za-zÄÖÜäöü]{2,24}?(?:nummer|nr|no|id)|nr|no)[-.]?(?=[A-Z]{0,4}-?\d)", re.I)
_SET_IN_FRONT = re.compile(r"[A-Z]{2,4} (?=\d)")
# Numbers whose form tells what they are.
_FORMS = re.compile(
    r"1Z[0-9A-Z]{16}|JJ?D\d{14,20}|[A-Z]{2}\d{9}[A-Z]{2}|[A-Z]{2} \d{3} \d{3} \d{3} [A-Z]{2}|\d{3}-\d{7}-\d{7}|00\d{18}"
    r"|(?:RMA|INV|ORD|ORDER|BEST|AUFTR?|TKT|TICKET|TRK|CLM|INC|CASE|PO|RG|RNR|RE|AB|SR|RET)[-/ ]?(?:\d{2,4}[-/])?\d{4,}"
)
_CUSTOMER_FORMS = re.compile(r"(?:KD|KDNR|KNR|CUST|KUNDE|POL|PAT|VN|MITGL?|MEMBER)[-/]?\d[\d-]{3,}")
# What is done with orders and tickets, around a code that no word introduces.
_DONE = re.compile(
    r"\b(?:bezahl\w*|storn\w*|cancel\w*|raus|versend\w*|versandt|verschickt\w*|geliefert|angekommen|ankomm\w*|angelegt|erledigt|done|paid|shipped|arriv\w*|deliver\w*|"
    r"track\w*|refund\w*|erstatt\w*|status|steht|offen|abgeholt|collect\w*|missing|zurückgeschickt|zugestellt|unterwegs|bestellt|ordered|dispatched|abholbereit|"
    r"gebucht|booked|umgebucht|umbuchen|reklamier\w*|geschlossen|closed|bearbeit\w*|processed|verloren|lost|retourniert|returned|gutgeschrieben)\b",
    re.I,
)
_CODED = re.compile(
    r"#?(?=[^a-z]+$)(?:[A-Z]{2,5}-?\d{3,}(?:-\w+)?|[A-Z]{2,4}-\d{2,}-\d{2,}|(?=[A-Z]{0,4}\d{0,4}[A-Z])(?=.*\d\d?[A-Z])[A-Z][A-Z0-9]{5})"
)
_BOOKING = re.compile(
    r"\b(?i:\w*buchung\w*|pnr|filekey|booking|reservation|reservierung|confirmation)[\s:#-]{1,3}(?i:(?:code|ref\w*|nr|nummer|number|no|ist|is|lautet)\.?[\s:#]{1,3}){0,2}"
    r"(?P<code>(?=[A-Z]{0,3}[B-DF-HJ-NP-TV-Z]{3})[A-Z]{6})\b"
)
_LONG_CODE = re.compile(
    r"[A-Z]{1,5}[-/]?\d{5,}(?:-\w{1,4})?|[a-z]{1,2}-?\d{5,}|\d{5,}-[A-Z]{1,2}"
)  # too long for the name of a model
_BARE = re.compile(r"\d{5,10}")
_TOPIC = re.compile(r"(?:^|[.!?\n]\s|\b(?:auf|zu|für|von|for|of|to|on|is|ist)\s)$", re.I)
_CANCEL = re.compile(
    r"(?:\bstornier\w*|\bcancel|\breklamier\w*|\btrack|\bstatus(?:\s(?:von|of|zu|for))?|#)\s?(?:bitte\s|mir\s|please\s)?$",
    re.I,
)
_CANCEL_BEHIND = re.compile(
    r"\s(?:bitte\s|please\s|wieder\s)?(?:stornier\w*|zu\sstornieren|cancel\w*|reklamier\w*|verschicken)\b", re.I
)
_CHAIN = re.compile(r"\s*(?:und|and|oder|or|sowie|bzw\.|&|\+)\s*(?:die\s|the\s)?|\s*[,;/]\s*")
_WORDS = re.compile(r"[^.!?\n]*")


def references(text: str, before: str = "") -> Iterator[Found]:
    """Yield numbers of orders and customers; `before` is the message in front, which may have asked for one."""
    codes = [span for match in _CODE.finditer(text) if (span := _trimmed(text, *match.span()))]
    kinds = [_kind(text, *span, before) for span in codes]
    for order in (range(len(codes)), reversed(range(len(codes)))):
        for here in order:
            for there in (here - 1, here + 1):
                if (
                    not kinds[here]
                    and 0 <= there < len(codes)
                    and kinds[there]
                    and _chained(text, codes[here], codes[there])
                ):
                    kinds[here] = kinds[there]
    yield from _letters(text)
    for kind, (start, end) in zip(kinds, codes, strict=True):
        if kind:
            yield Found(kind, start - (text[start - 1 : start] == "#"), end)


def guesses(text: str, before: str = "") -> Iterator[Found]:
    """Yield what is left of numbers once `references` is masked, and is no price, date, measure or thing."""
    for match in _CODE.finditer(text):
        span = _trimmed(text, *match.span())
        if span and (kind := kind_of_unexplained(text, *span, before)):
            yield Found(kind, span[0] - (text[span[0] - 1 : span[0]] == "#"), span[1])


def _letters(text: str) -> Iterator[Found]:
    """Yield booking codes of letters alone; three consonants in a row tell them from a word."""
    for match in _BOOKING.finditer(text):
        yield Found("order", *match.span("code"))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the code without a word that is stuck to it; None for a price or too few digits."""
    stuck = _STUCK.match(text, start, end)
    if stuck and owner(text, stuck.end()):
        start = stuck.end()
    ahead = _SET_IN_FRONT.match(text, start, end)
    if ahead and is_owner(ahead.group().strip()):
        start = ahead.end()
    digits = sum(c.isdigit() for c in text[start:end])
    enough = digits >= 3 or (digits == 2 and end - start >= 6)
    return (start, end) if enough and not amount(text, start, end) else None


def _kind(text: str, start: int, end: int, before: str) -> str | None:
    code = text[start:end]
    few = sum(c.isdigit() for c in code) < 12
    word = owner(text, start, ("card", "iban") if few else ())
    elsewhere = word and word.kind in ("phone", "card", "iban") and not (word.near or word.counted)
    if word and not elsewhere and _fits(text, start, end, word):
        return _personal(word.kind)
    if _CUSTOMER_FORMS.fullmatch(code):
        return "customer"
    if _FORMS.fullmatch(code):
        return "order"
    if word and word.kind in ("thing", "phone", "iban", "card") and (word.near or word.counted):
        return None
    behind = owner_behind(text, end)
    if behind and _fits(text, start, end, behind):
        return _personal(behind.kind)
    if (
        _LONG_CODE.fullmatch(code)
        or (_CODED.fullmatch(code) and _done_with(text, start, end))
        or _cancelled(text, start, end)
    ):
        theirs = nearest(text, start) == "customer" and not _done_with(text, start, end)
        return "customer" if theirs else "order"
    if (
        _BARE.fullmatch(code)
        and _TOPIC.search(text[max(0, start - 12) : start])
        and not counts_things(text, end)
        and _done_with(text, start, end)
    ):
        return "order"
    if not word and before and start <= 30 and plausible(text, start, end, 4):
        asked = owner(before.rstrip(" ?!.") + " ", len(before.rstrip(" ?!.")) + 1)
        return _personal(asked.kind) if asked and asked.counted else None
    return None


def _personal(kind: str) -> str | None:
    return {"number": "order"}.get(kind, kind) if kind in ("order", "customer", "number") else None


def _done_with(text: str, start: int, end: int) -> bool:
    """Tell whether the sentence around a code says what is done with orders."""
    behind = _WORDS.match(text, end)
    sentence = (
        re.split(r"[.!?\n]", text[max(0, start - 80) : start])[-1] + " … " + (behind.group()[:80] if behind else "")
    )
    return bool(_DONE.search(sentence))


def _cancelled(text: str, start: int, end: int) -> bool:
    around = _CANCEL.search(text[max(0, start - 24) : start]) or _CANCEL_BEHIND.match(text, end)
    return bool(around) and plausible(text, start, end, 4) and not counts_things(text, end)


def _chained(text: str, here: tuple[int, int], there: tuple[int, int]) -> bool:
    """Tell whether two codes stand in one list: "48211 und 48212"; behind a comma only such as look alike."""
    first, second = sorted((here, there))
    between = text[first[1] : second[0]].strip("#")
    if not _CHAIN.fullmatch(between) or not plausible(text, *here, 4) or counts_things(text, here[1]):
        return False
    return between.strip() not in (",", ";", "/") or _shape(text[slice(*here)]) == _shape(text[slice(*there)])


def _shape(code: str) -> str:
    return re.sub(r"[A-Za-z]", "a", re.sub(r"\d", "0", code))


def _fits(text: str, start: int, end: int, word: Owner) -> bool:
    code = text[start:end]
    bare = code.isdigit()
    if word.turned and (len(code) < 6 or not _CODED.fullmatch(code)) and not (word.counted and len(code) >= 6):
        return False
    if word.counted:
        counted = bare and (len(code) <= 4 or not word.near) and counts_things(text, end)
        return not counted and plausible(text, start, end, 4 if word.kind == "number" else 3)
    if not word.near and bare and len(code) >= 5:  # "Bestellung ist nicht da, 48211."
        return bool(
            re.search(r"[,:(–-]\s?$", text[max(0, start - 2) : start])
            and re.match(r"\s*(?:[,.;!?)\n]|$)", text[end : end + 3])
        )
    if not word.near:  # "Patient … (PAT-661209)"
        return bool(_CODED.fullmatch(code) or re.fullmatch(r"\d{2,}-\d{3,}(?:-\d+)?", code)) and plausible(
            text, start, end, 4
        )
    return plausible(text, start, end, 4) and not counts_things(text, end)
