"""Telephone numbers: by their form, or by a word in front of them; phonenumbers knows which are possible where."""

import re
from collections.abc import Iterator

import phonenumbers

from coach.redaction.identifiers import Found
from coach.redaction.owners import owner
from coach.redaction.quantities import amount

_REGIONS = ("DE", "AT", "CH", "GB", "US")
_NUMBER = re.compile(
    r"(?<![\w.,/€£$-])[+(]{0,2}\d(?:[ \u00a0\u202f()/.–-]{0,3}\d){4,18}(?:,?\s?(?:ext|x|dw)\.?\s?\d{1,5})?(?!\w|[.,:]\d)"
)
_DATE = re.compile(
    r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])[./-] ?(?:0?[1-9]|1[0-2])[./-](?:(?:19|20)?\d\d)?(?!\d)|(?:19|20)\d\d-\d\d-\d\d"
)
_AMERICAN = re.compile(r"(?=.{3,6}[ .-]|\(|1[ .-])(?:1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-]?)[2-9]\d\d[ .-]?\d{4}")
_SECOND = re.compile(r"[ /]+(?=\+|0\d{2,4}[ /-]{0,2}\d{4})")  # another number behind the first
_EMERGENCY = ("116117", "116 117", "116116", "116 116")
_ABROAD = re.compile(r"(?:49|43|41|44|353)(?: ?\d){9,11}")  # with the country's prefix, but no plus
_OTHERS = ("order", "customer", "iban", "card", "thing")


def phones(text: str) -> Iterator[Found]:
    """Yield telephone numbers."""
    match = _NUMBER.search(text)
    while match:
        start, end = match.span()
        if text[start] == "(" and ")" not in match.group():
            start += 1
        end = _phone_end(text, start, end)
        if end:
            yield Found("phone", start, end)
        match = _NUMBER.search(text, end or match.end())


def _phone_end(text: str, start: int, end: int) -> int:
    """Return where the telephone number at `start` ends, 0 when it is none."""
    second = next(
        (
            m
            for m in _SECOND.finditer(text, start, end + 12)
            if m.start() < end and _digits(text[start : m.start()]) >= 9
        ),
        None,
    )
    end = second.start() if second else end
    number = text[start:end]
    rest_of_a_code = re.search(r"\d\s?[A-Z]{1,5}\s$", text[max(0, start - 8) : start])
    if rest_of_a_code or number in _EMERGENCY or _DATE.search(number) or amount(text, start, end):
        return 0
    word = owner(text, start)
    said = word is not None and (word.near or word.counted)
    if word and said and word.kind in _OTHERS and not (word.plain or word.turned):
        return 0
    if word and said and word.kind == "customer" and number[0] not in "+0(":
        return 0
    if word and word.kind == "phone" and (said or end - start >= 6):
        return end
    return _by_form(text, start, end)


def _digits(text: str) -> int:
    return sum(c.isdigit() for c in text)


def _by_form(text: str, start: int, end: int) -> int:
    """Return where the number ends when its form is that of a telephone number, else 0; trailing groups may belong elsewhere."""
    while end - start >= 8:
        number = text[start:end]
        if _ABROAD.fullmatch(number) and valid_abroad(number):
            return end
        if _AMERICAN.fullmatch(number) or (number.lstrip("(")[0] in "+0" and forms(number)):
            return end
        cut = max(number.rfind(blank) for blank in " \u00a0\u202f")
        if cut < 8:
            break
        end = start + cut
    return 0


def valid_abroad(number: str) -> bool:
    """Tell whether a number is a telephone's once a plus is set in front; without blanks, a mobile one's."""
    parsed = phonenumbers.parse(f"+{number}", None)
    if " " in number:
        return phonenumbers.is_possible_number(parsed)
    return phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE


def forms(number: str) -> tuple[str, ...]:
    """Return the international forms of a telephone number, one for each country where it is possible as written."""
    found = []
    for region in _REGIONS:
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            continue
        national = str(parsed.national_number)
        if phonenumbers.is_possible_number(parsed) and len(national) >= 7:
            found.append(f"+{parsed.country_code}{national}")
    return tuple(dict.fromkeys(found))
