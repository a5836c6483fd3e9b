"""What a name looks like: given names, capitals, particles; and names of accounts that are no person's."""

import re
from functools import lru_cache
from typing import NamedTuple

from coach.redaction.words import folded, sections
from coach.text import fold

UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚ"
CAPITALISED = rf"(?:[OD]['’](?=[{UPPER}]))?[{UPPER}][^\W\d_]+(?:['’-][^\W\d_]+)*"
TITLE = r"(?:herrn?|frau|frl\.|familie|fam\.|hr\.|hrn\.|fr\.|mr|mrs|ms|mx|miss|mister|madame|sir|lady|prof|dr)\.?"
PARTICLE = (
    r"(?:von|van|de|zu|della|di|da|dos|del|la|le|el|al|bin|ibn|ten|ter|vom|auf\sder"
    r"|vo[nm]\sde[rnm]|van\sde[rn]|de\sla)"
)
_TOKEN = re.compile(rf"(?:{PARTICLE}[ ]){{0,2}}({CAPITALISED}|[{UPPER}]\.(?:-[{UPPER}]\.)?(?=\s?[{UPPER}]))")
_SMALL = re.compile(rf"(?![{UPPER}])(?:[a-z]\.\s?)?[^\W\d_]{{3,}}(?:-[^\W\d_]{{2,}})?")
# What may follow a name in a greeting or under a message.
NAME_ENDS = re.compile(r"\s*(?:$|[,.!?;:)(\n/|–—-]|[^\w\s,‹])|\s+(?:aus|vom|von|from|of|at|und|and|&)\b")
_PAIR_ENDS = re.compile(r"\s*(?:$|[,.!;:()\n/])|\s(?:aus|vom|von|from|here|hier|calling)\b|\s?[^\w\s?‹]")
_MOST = 4  # words of a name


class Name(NamedTuple):
    """Where a name stands, and whose it is."""

    start: int
    end: int
    whose: str  # speaker | other: of the one spoken to | someone


def is_given(word: str) -> bool:
    """Tell whether a word is a given name; of "Klaus-Dieter" both halves are."""
    known = folded("given_names.txt")
    return fold(word) in known or all(fold(part) in known for part in word.split("-"))


def is_plainly_given(word: str) -> bool:
    """Tell whether a word is a given name and nothing else."""
    return is_given(word) and not is_ordinary(word)


def is_ordinary(word: str) -> bool:
    """Tell whether a name is an everyday word as well."""
    return fold(word) in folded("ordinary_words.txt")


def is_no_name(word: str) -> bool:
    """Tell whether a word is none of a name, wherever it stands."""
    parts = word.split("-")
    return any(fold(part) in folded("no_names.txt") for part in (word, parts[-1]))


def is_business(name: str) -> bool:
    """Tell whether an account's name is a team's or a shop's; with a given name in it, it is a person's."""
    words = re.findall(r"[^\W\d_]+", name)
    return not any(is_plainly_given(word) for word in words) and any(_businesses().fullmatch(word) for word in words)


@lru_cache(maxsize=1)
def _businesses() -> re.Pattern[str]:
    words = sections("businesses.txt")["business"]
    return re.compile("|".join(re.escape(word).replace(r"\*", r"\w{4,}") for word in words), re.I)


def name_end(text: str, start: int, *, sure: bool = False) -> int:
    """Return where the capitalised name at `start` ends, else 0; `sure`: a title says that one stands there.

    A second word belongs to it behind a given name or an initial; behind any other, only where nothing else follows.
    """
    end, position, goes_on = 0, start, False
    for count in range(_MOST):
        match = _TOKEN.match(text, position)
        if not match or is_no_name(match[1]) or (not count and not sure and is_business(match[1])):
            break
        with_particle = match.start(1) > match.start()
        if (count and not goes_on and not with_particle) or (not count and with_particle and not sure):
            break
        end = match.end()
        goes_on = goes_on or is_given(match[1]) or match[1].endswith(".") or (not count and _stands_last(text, end))
        if text[end : end + 1] != " ":
            break
        position = end + 1
    return end


def _stands_last(text: str, end: int) -> bool:
    following = _TOKEN.match(text, end + 1)
    return bool(following and NAME_ENDS.match(text, following.end()) and not is_no_name(following[1]))


def small_end(text: str, start: int, most: int) -> int:
    """Return where a name of up to `most` words ends that is written small, else 0."""
    end, position = 0, start
    for count in range(most):
        match = _SMALL.match(text, position)
        if not match or is_no_name(match.group()) or (count and is_ordinary(match.group())):
            break
        end = match.end()
        position = end + 1
        if text[end : end + 1] != " ":
            break
    return end


def small_pair_end(text: str, start: int) -> int:
    """Return where a given name with a surname ends, both written small, with nothing behind that goes on; else 0."""
    first = small_given_end(text, start)
    second = _SMALL.match(text, first + 1) if first and text[first : first + 1] == " " else None
    if not second or is_no_name(second.group()) or not _PAIR_ENDS.match(text, second.end()):
        return 0
    return second.end()


def small_given_end(text: str, start: int) -> int:
    """Return where a given name ends that may be written small, else 0."""
    match = _SMALL.match(text, start)
    return match.end() if match and is_plainly_given(match.group()) and not is_no_name(match.group()) else 0
