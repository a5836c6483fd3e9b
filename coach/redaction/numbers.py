"""E-mail addresses, IBANs, card and telephone numbers, and the numbers of orders and customers.

A checksum is enough for an IBAN or a card; a word in front of it ("IBAN:", "Karte") is enough too, so that a mistyped one
counts. Telephone numbers are known by their form or by their word; phonenumbers tells which are possible. Orders and
customers' numbers have no form of their own: a word makes them (`owners`) or their length alone (`unexplained`), and dates, prices and amounts never count.
"""

import re
from collections.abc import Iterator

from stdnum import iban, luhn

from coach.redaction.identifiers import Found
from coach.redaction.owners import owner, owner_behind

_BLANK = "[ \u00a0\u202f]"

_EMAIL = re.compile(
    r"(?<![\w.+%-])(?:[\w+-]{2,30}\s(?:dot|punkt)\s(?=[\w+-]{2,30}\s(?:at|ät)\s))?[\w+%-][\w.+%-]{0,63}+"
    r"(?:\s?[\[({](?:at|ät)[\])}]\s?|\s?@\s?(?=[\w-]+(?:\.\w|,(?:de|com|net|org|at|ch|eu|uk)\b|\s\.\s))|\s(?:at|ät)\s(?=[\w-]+(?:\s(?:dot|punkt)\s|\.(?:de|com|net|org|at|ch|eu|uk)\b)))"
    r"[\w-]{1,63}(?:(?:\.|\s\.\s(?=(?:de|com|net|org|at|ch|eu|uk)\b)|\s?[\[({](?:dot|punkt)[\])}]\s?|\s(?:dot|punkt)\s|,(?=(?:de|com|net|org|at|ch|eu|uk)\b))[\w-]{1,63})+",
    re.I,
)
_GAP = "[ \u00a0\u202f.\\n/_-]{0,2}"  # between the groups of a number
_IBAN = re.compile(rf"(?:(?<![A-Za-z0-9])|(?<=iban))[A-Z]{{2}}{_BLANK}?\d{{2}}(?:{_GAP}[A-Z0-9]){{11,30}}", re.I)
_IBAN_TYPED = re.compile(
    rf"[A-Z]{{2}}{_BLANK}?\d{{2}}(?:{_BLANK}?[A-Z]{{4}}(?={_BLANK}?\d))?(?:{_GAP}\d){{8,26}}[A-Z]?(?![A-Za-z0-9])", re.I
)
_HOMES = ("DE", "AT", "CH", "LI", "GB")
_DIGITS = re.compile(rf"(?<![\w+])(?<!\d[.,/-])\d(?:{_GAP}\d){{7,22}}(?![\w]|[.,]\d)")
_SEPARATOR = r"[ ./\n-]{1,2}"
_CARD_SHAPE = re.compile(
    rf"[2-6]\d{{3}}(?:({_SEPARATOR})\d{{4}}\1\d{{4}}\1\d{{4}}(?:\1\d{{1,3}})?|({_SEPARATOR})\d{{6}}\2\d{{4,5}})"
)


def emails(text: str) -> Iterator[Found]:
    """Yield e-mail addresses, also written out: "max (at) example (punkt) de"."""
    for match in _EMAIL.finditer(text):
        yield Found("email", *match.span())


def ibans(text: str) -> Iterator[Found]:
    """Yield IBANs whose checksum is right, and such as follow their word or look like one of a near country."""
    match = _IBAN.search(text)
    while match:
        end = _valid_iban(text, *match.span()) or _typed_iban(text, match.start())
        if end:
            yield Found("iban", match.start(), end)
        match = _IBAN.search(text, end or match.end())


def _typed_iban(text: str, start: int) -> int:
    """Return where an IBAN ends that may be mistyped, else 0."""
    typed = _IBAN_TYPED.match(text, start)
    if not typed:
        return 0
    near = typed.group()[:2].upper() in _HOMES and sum(c.isdigit() for c in typed.group()) >= 16
    word = None if near else owner(text, start)
    return typed.end() if near or (word and word.kind == "iban") else 0


def _valid_iban(text: str, start: int, end: int) -> int:
    """Return where the IBAN at `start` ends, 0 when it is none; what is matched may run into the words behind it."""
    while end - start >= 15:
        number = re.sub(r"[\W_]", "", text[start:end])
        if text[end - 1].isalnum() and not text[end : end + 1].isdigit() and iban.is_valid(number, check_country=False):
            return end
        end -= 1
    return 0


def cards(text: str) -> Iterator[Found]:
    """Yield card numbers: 13 to 19 digits with a right check digit, or such as follow their word."""
    for match in _DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        word = owner(text, match.start()) or owner_behind(text, match.end(), ("card",))
        if word and word.kind not in ("card", "number"):
            continue
        named = word is not None and word.kind == "card" and 12 <= len(digits) <= 19
        valid = 13 <= len(digits) <= 19 and digits[0] in "23456" and luhn.is_valid(digits)
        if named or valid or _CARD_SHAPE.fullmatch(match.group()):
            yield Found("card", *match.span())
