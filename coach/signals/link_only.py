"""Answers that consist of a link."""

import re

from coach.reading import Measurement, Reading
from coach.text import words
from coach.types import Span

_LINK = re.compile(r"https?://\S+|\bwww\.\S+|\[(?:link|url|#?url#?)[^\]]*\]|#URL#", re.I)
_POINTER = re.compile(
    r"\b(?:faq|hilfe(?:center|seite|bereich|artikel)|help\s*(?:cent(?:er|re)|page|article)|website|webseite|homepage|link|docs)\b",
    re.I,
)
_FORMULA = re.compile(
    r"^\W*(?:hallo|hi|hey|moin|guten\s+\w+|servus|hello|dear|liebe[rs]?|sehr\s+geehrte|danke|vielen\s+dank|thanks|thank\s+you|viele\s+gr|liebe\s+gr"
    r"|mit\s+freundlich|lg|vg|best|kind\s+regards|cheers|have\s+a|schönen|einen\s+schönen|happy\s+to\s+help|gern)",
    re.I,
)
MAX_OTHER_WORDS = 6


class LinkOnlySignal:
    """A link or help page, and hardly a word of content beside it."""

    def measure(self, reading: Reading) -> Measurement:
        """Return `has_link` and `link_only` (0 or 1) with the sentence that holds the link."""
        text = reading.draft.text
        pointing, other = [], 0
        for start, end in reading.sentences:
            sentence = text[start:end]
            if _LINK.search(sentence) or _POINTER.search(sentence):
                pointing.append(Span(start, end))
            elif not _FORMULA.match(sentence):
                other += len(words(sentence))
        link = bool(_LINK.search(text))
        only = bool(pointing) and other <= MAX_OTHER_WORDS
        return Measurement({"has_link": float(link), "link_only": float(only)}, tuple(pointing) if only else ())
