"""How much was asked, and how much the draft has room to say about it."""

import re

from coach.reading import Measurement, Reading
from coach.text import words

_ASK = re.compile(
    r"\?|\b(?:bitte|please|pls|können\s+sie|kannst\s+du|könnt\s+ihr|koennt\s+ihr|ich\s+(?:brauche|möchte"
    r"|moechte|hätte\s+gern|will|wüsste\s+gern)|wüsste\s+gern|"
    r"sag\w*\s+(?:mir|uns|bescheid)|schick\w*|could\s+you|can\s+you|would\s+you|i\s+(?:need|want|'d\s+like)"
    r"|let\s+me\s+know|tell\s+me|(?:just\s+)?give\s+me|gebt\s+mir|bräuchte\s+ich|ich\s+bräuchte|"
    r"keine\s+ahnung,?\s+(?:wo|wann|ob|wie)|no\s+idea\s+(?:where|when|if|how|what)|frage\s+mich|wondering)\b",
    re.I,
)


class OpenRequestsSignal:
    """Counts of requests in the customer turn, by form."""

    def measure(self, reading: Reading) -> Measurement:
        """Return `question_marks` and `requests` of the customer turn and the draft's words per request."""
        texts = [(reading.draft.conversation[i].text, reading.clauses[i]) for i in reading.turn]
        marks = sum(text.count("?") for text, _ in texts)
        requests = sum(bool(_ASK.search(text[a:b])) for text, clauses in texts for a, b in clauses)
        length = len(words(reading.draft.text))
        features = {
            "question_marks": float(min(6, marks)),
            "requests": float(min(6, requests)),
            "words_per_request": min(60.0, length / max(1, requests)),
        }
        return Measurement(features)
