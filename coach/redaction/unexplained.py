"""Numbers and codes that no word explains: long ones count as an order's or a customer's, unless they count or name a thing.

What is missed here would be kept for months; what is taken in vain costs a placeholder.
"""

import re

from coach.redaction.owners import nearest, next_to, owner
from coach.redaction.quantities import amount, counts_things, plausible

_DIGITS = 5  # of a bare number
_CODE_DIGITS = 4  # of one with letters or marks
_BOOKING = re.compile(r"(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z][A-Z0-9]*[A-Z])[A-Z0-9]{6}")
# Years and days from … to …, sizes, versions, hexadecimal codes, norms, ISBN, thousands, telephone services.
_NO_REFERENCE = re.compile(
    r"(?:19|20)\d\d[-/](?:19|20)\d\d|\d{1,2}\.\d{1,2}\.(?:\d{2,4})?[-/]\d{1,2}\.\d{1,2}\.(?:\d{2,4})?|\d+(?:x\d+)+[a-z]*|v?\d{1,4}(?:\.\d{1,4}){2,}|(?:IP )?\d{1,3}(?:\.\d{1,3}){3}|"
    r"0x[0-9a-f]+|KW ?[\d/ ]+|(?:EN|DIN|ISO|IP|USB|RAL|ERR|ERROR|HTTP|IPX|LTE|PDF|COVID|UTF|SHA|MP)[-_ ]?\d[\d-]*|97[89][- ]\d[\d -]+|\d{1,3}(?:[. ]000)+|\d+000|\d{1,3}(?:\.\d{3})+|"
    r"11[56](?: ?\d{3})?|(?:08|09|10|11|12|13|14|15|16|17|18|19|20)\d\d-\d{4}|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d|"
    r"\d+(?:mah|kwh|mbit|gb|mb|tb|km|kg|ml|mm|cm|lm|hz|fach|er|ers|st|th|w|v|g|l|m|k|p|a|x)",
    re.I,
)
_SPACED = re.compile(r"[A-Z]{1,4} \d")  # "XPS 9310" may be a model
_LINK = re.compile(r"(?:://|www\.|\.\w{2,8}/)\S*$", re.I)
_FILE = re.compile(r"\.(?:jpe?g|png|gif|heic|pdf|docx?|xlsx?|csv|txt|zip|mp[34]|mov)\b", re.I)
_ABOUT = re.compile(
    r"\b(?:mehr\sals|über|rund|etwa|circa|ca\.|fast|knapp|gut|bis\szu|mindestens|maximal|insgesamt|more\sthan|over|about|around|nearly|almost|up\sto|"
    r"roughly|at\sleast|approximately|some)\s$",
    re.I,
)
_BESIDE_THE_ANSWER = re.compile(
    r"(?:[^\w\n]|\b(?:ja|jo|jep|klar|hier|bitte|danke|gerne?|ok|okay|sure|yes|yep|yeah|here|you|go|please|thanks?|it|is|s|its|das|ist|die|der|es|"
    r"wäre|sie|lautet|moment|also|na|so|genau|natürlich|gefunden|sorry|of|course|that|would|be|should|the|number|nummer|um|äh|mal|dann|nochmal|again|"
    r"got|found|hi|hallo|hello|moin|hey|one|sec|sind|diese|this|there|with|mit|haben|wir|ich|habe|mm|hmm|and|und|dir|ihnen|cheers|ta|right|done)\b|\n)*",
    re.I,
)
_ANSWERED = 30  # characters in front of a number that answers the message before
_ALONE = 80  # characters of the longest such answer


def kind_of_unexplained(text: str, start: int, end: int, before: str) -> str | None:
    """Return "order" or "customer" for a number that nothing explains, None where it is none; `before` is the message in front."""
    code = text[start:end]
    word = owner(text, start)
    if word and (word.kind == "thing" or (word.kind in ("phone", "card", "iban") and word.near)):
        return None
    beside = next_to(text, end)
    sentence = nearest(text, start)
    said = beside or sentence or (_asked(before) if start <= _ANSWERED else None)
    alone = len(text) <= _ALONE and bool(
        _BESIDE_THE_ANSWER.fullmatch(text, 0, start) and _BESIDE_THE_ANSWER.fullmatch(text, end)
    )
    if beside == "thing" or (alone and said == "thing") or not _long_enough(code, alone, booked=said == "order"):
        return None
    if _counts(text, start, end) or not plausible(text, start, end, _CODE_DIGITS):
        return None
    return "customer" if said == "customer" else "order"


def _asked(before: str) -> str | None:
    return nearest(before.rstrip(" ?!.\n"), len(before))


def _long_enough(code: str, alone: bool, *, booked: bool) -> bool:
    digits = sum(c.isdigit() for c in code)
    marked = bool(re.search("[A-Za-z]", code)) and not _SPACED.match(code)
    if booked and _BOOKING.fullmatch(code):
        return True
    return digits >= (_CODE_DIGITS if marked or alone else _DIGITS)


def _counts(text: str, start: int, end: int) -> bool:
    return bool(
        _NO_REFERENCE.fullmatch(text, start, end)
        or amount(text, start, end)
        or counts_things(text, end)
        or _FILE.match(text, end)
        or _LINK.search(text[max(0, start - 80) : end])
        or _ABOUT.search(text[max(0, start - 16) : start])
    )
