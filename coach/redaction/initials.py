"""Initials with which someone of the team signs: "^TS", "/AK", "LG, mk", "i. A. ts". Whoever knows them finds an agent's texts."""

import re
from collections.abc import Iterator
from functools import lru_cache

from coach.redaction.identifiers import Found
from coach.redaction.people import is_no_name
from coach.redaction.words import sections
from coach.text import fold

_LETTER = r"[^\W\d_]"
_WHO = rf"(?P<who>{_LETTER}{{1,3}}|{_LETTER}(?:\.[ ]?-?{_LETTER}){{1,2}})(?![\w'’])"
_DOTTED = r"(?P<who>(?-i:[A-ZÄÖÜ])(?:\.[ ]?-?(?-i:[A-ZÄÖÜ])){0,2})(?=\.)"
_ENDS = r"(?=[^\w\ue000?:;%€$£°@]*$)"
_LINE_ENDS = r"(?=[ \t.,!]*\n|[^\w\ue000?:;%€$£°@]*$)"
_LISTED = r"(?<=\n)[*–—-] \w\W*$"  # the last of a list: "- A", "- B"
_LAST = 60  # characters of a text in which its last words stand
_BETWEEN = r"[^\w\ue000?@:;=]{0,6}?"
_CLOSING = (
    r"(?<!\w)(?:(?:lg|vg|bg|mfg|gr(?:u|ü|ue)(?:ß|ss)(?:e|en)?|danke(?:schön)?|dank|tschüss|ciao|hochachtungsvoll|gez|ppa|i\.\s?[av]|i[av](?=\.)|(?-i:i[AV])|im\sauftrag"
    r"|bis\s(?:dann|bald|gleich|morgen|später)|(?:schöne[ns]?|guten?|angenehme[ns]?|frohes?)\s\w{3,20}|alles\sgute"
    r"|regards|wishes|thanks|thank\syou|cheers|best|sincerely|faithfully|truly|bye|take\scare|(?:great|nice|good|lovely)\s\w{3,20})"
    r"(?:\s(?:noch|von|from|ihnen|dir|euch))?)(?!\w)"
)
# Behind a closing, at the end of its line.
_CLOSED = re.compile(rf"{_CLOSING}{_BETWEEN}(?:i\.\s?[av]\.\s?|(?-i:i[AV])\.?\s)?{_WHO}{_LINE_ENDS}", re.I)
_YOURS = re.compile(
    rf"(?:{_CLOSING}{_BETWEEN}|(?:^|[\n.!])\s{{0,3}})(?:ihre?|deine?|eure?|euer|yours?)\s{_DOTTED}{_LINE_ENDS}", re.I
)
# Behind a mark or alone, where a sentence has ended.
_MARKED = re.compile(
    rf"(?:(?:^|[.!?…\n\u2600-\U0001faff\ufe0f])\s*(?!{_LISTED})[/~*|(\[–—-]{{1,2}}[ ]?|(?<![^\s.!?,)…])\^[ ]?|(?<=\S)[ ]*\n\s*){_WHO}{_ENDS}"
)
# Behind a mark in a sentence: it touches them, or they are capitals.
_LOOSE = re.compile(
    rf"(?<=\s)(?:(?:/{{1,2}}|-{{1,2}}|[~|–—])(?=\w[\w.])|\((?=\w\w\))|[–—|/-][ ](?=[A-ZÄÖÜ]{{2,3}}\W*$)){_WHO}{_ENDS}"
)


def initials(text: str) -> Iterator[Found]:
    """Yield the initials at the end of what someone of the team wrote."""
    end = max(0, len(text) - _LAST)
    for pattern, start, lists in (
        (_CLOSED, 0, ("never",)),
        (_YOURS, 0, ("never",)),
        (_MARKED, end, ("never",)),
        (_LOOSE, end, ("never", "unit")),
    ):
        for match in pattern.finditer(text, start):
            if not _is_word(match["who"], lists):
                yield Found("name", *match.span("who"))


def _is_word(who: str, lists: tuple[str, ...]) -> bool:
    word = fold(re.sub(r"\W", "", who))
    if not who.isupper():
        lists = (*lists, "word")
    return any(word in _words(name) for name in lists) or (not who.isupper() and is_no_name(word))


@lru_cache
def _words(section: str) -> frozenset[str]:
    return frozenset(map(fold, sections("initials.txt")[section]))
