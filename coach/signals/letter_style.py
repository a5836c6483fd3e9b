"""Letter style in a messenger, where the customer does not use it."""

import re

from coach.reading import Measurement, Reading
from coach.types import Span

MESSENGERS = ("whatsapp", "live_chat", "social")
_LETTER = re.compile(
    r"\bsehr\s+geehrte[rs]?\b[^\n,!]*|\bmit\s+(?:freundlich|best|vorzüglich)\w+\s+gr(?:u|ü|ue)(?:ß|ss)(?:en)?\b"
    r"|\bhochachtungsvoll\b"
    r"|\bdear\s+(?:sir|madam|customer|mr|mrs|ms|valued)\b[^\n,!]*|\byours\s+(?:sincerely|faithfully|truly)\b"
    r"|\b(?:kind|best|warm)\s+regards\b|\bbezug\s?nehmend\s+auf\b|\bwe\s+refer\s+to\s+your\b",
    re.I,
)
_FORMAL = re.compile(
    r"\bsehr\s+geehrte|\b(?:freundliche[nm]?|beste[n]?)\s+gr|\bhochachtungsvoll|\bdear\s+(?:sir|madam)"
    r"|\byours\s|\bregards\b",
    re.I,
)


class LetterStyleSignal:
    """Letter openings and closings in a chat."""

    def measure(self, reading: Reading) -> Measurement:
        """Return `letter_style` (0 or 1) with the formal phrases."""
        spans = tuple(Span(*m.span()) for m in _LETTER.finditer(reading.draft.text))
        customer = any(_FORMAL.search(reading.draft.conversation[i].text) for i in reading.customer_messages)
        odd = reading.draft.channel in MESSENGERS and bool(spans) and not customer
        return Measurement({"letter_style": float(odd)}, spans if odd else ())
