"""Answers that consist of a link."""

import re

from coach.reading import Measurement, Reading
from coach.text import words
from coach.types import Span

_LINK = re.compile(r"https?://\S+|\bwww\.\S+|\[(?:link|url|#?url#?)[^\]\n]{0,80}\]|#URL#", re.I)
_POINTER = re.compile(
    r"\bfaqs?\b|\b(?:auf|in|im|unter|über|on|at|via|visit|see|check)\s+(?:[\w-]+\s+){0,2}"
    r"(?:hilfe(?:center|seite|bereich|artikel)|help\s*(?:cent(?:er|re)|pages?|article)|website|webseite"
    r"|homepage|internetseite"
    r"|(?:kunden)?portal|link|docs|documentation|doku)\b",
    re.I,
)
# Beside the link, this is content of its own: a plain yes or no, a number, something done.
_CONTENT = re.compile(
    r"^\W*(?:ja|nein|yes|no|nope|doch)\b|\d|\b(?:ich\s+habe?|habe?\s+ich|i(?:'ve|’ve|\s+have))\b", re.I
)
_FORMULA = re.compile(
    r"^\W*(?:hallo|hi|hey|moin|guten\s+\w+|servus|hello|dear|liebe[rs]?|sehr\s+geehrte|danke|vielen\s+dank"
    r"|thanks|thank\s+you|viele\s+gr|liebe\s+gr"
    r"|mit\s+freundlich|lg|vg|best|kind\s+regards|cheers|have\s+a|schönen|einen\s+schönen|happy\s+to\s+help|gern)",
    re.I,
)
# A customer who asks for the link, the page or the file gets it with one.
_WANTED = re.compile(
    r"\b(?:gibt'?s|gibt\s+es|habt\s+ihr|haben\s+sie|hast\s+du|schick\w*|send\w*|have|got|is\s+there)\b[^.!?\n]{0,60}"
    r"\b(?:link|url|pdf|download|formular|anleitung|website|webseite|homepage|manual|form)\b"
    r"|\bwo\s+(?:finde\s+ich|kann\s+ich[^.!?\n]{0,60}(?:finden|herunterladen))\b|\bwhere\s+(?:do"
    r"|can)\s+i\s+(?:find|get|download)\b",
    re.I,
)
MAX_OTHER_WORDS = 6
MAX_FORMULA_WORDS = 9


class LinkOnlySignal:
    """A link or help page, and hardly a word of content beside it."""

    def measure(self, reading: Reading) -> Measurement:
        """Return `has_link` and `link_only` (0 or 1) with the sentence that holds the link."""
        text = reading.draft.text
        pointing, other = [], 0
        for start, end in reading.sentences:
            sentence = text[start:end]
            length = len(words(_LINK.sub(" ", sentence)))
            points = bool(_LINK.search(sentence) or _POINTER.search(sentence))
            if points:
                pointing.append(Span(start, end))
            if points and not _CONTENT.search(_LINK.split(sentence)[0]):
                continue
            if not (_FORMULA.match(sentence) and length <= MAX_FORMULA_WORDS):
                other += length
        link = bool(_LINK.search(text))
        only = bool(pointing) and other <= MAX_OTHER_WORDS and not _WANTED.search(reading.turn_text)
        return Measurement({"has_link": float(link), "link_only": float(only)}, tuple(pointing) if only else ())
