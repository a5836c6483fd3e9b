"""An identifier found in a text, and the normal form under which it is compared."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from coach.text import fold

KINDS = ("name", "email", "phone", "iban", "card", "address", "order", "customer")
_TITLES = re.compile(
    r"^(?:(?:herrn?|frau|frl|familie|fam|hr|hrn|fr|mr|mrs|ms|mx|miss|sir|madam|dr|prof|dipl|ing|med|mag|phil|rer|nat)\b\.?-?\s*)+",
    re.I,
)


@dataclass(frozen=True)
class Identifier:
    """Something that leads to a person, where it stands in the original text."""

    kind: str  # one of KINDS
    start: int  # code points of the original, half open
    end: int
    value: str  # as written
    normal: str  # the same for every way to write it


class Found(NamedTuple):
    """A stretch of text that a recogniser takes for an identifier."""

    kind: str
    start: int
    end: int


def normal_form(kind: str, value: str) -> str:
    """Return the form of `value` in which two ways to write it are equal; telephone numbers: see `numbers`."""
    if kind == "name":
        return " ".join(re.findall(r"[^\W_]+", fold(_TITLES.sub("", value.strip()))))
    if kind == "address":
        return re.sub(r"str(?:asse|\b)", "str", " ".join(re.findall(r"\w+", fold(value))))
    if kind == "email":
        lowered = re.sub(r"\s?[\[({](?:at|ät)[\])}]\s?|\s(?:at|ät)\s", "@", value.lower())
        return re.sub(r"\s", "", re.sub(r"\s?[\[({](?:dot|punkt)[\])}]\s?|\s(?:dot|punkt)\s", ".", lowered))
    return re.sub(r"[\W_]", "", value).upper()
