"""Personal data becomes typed placeholders before anything is written.

    redactor = Redactor(load_key(path))
    redactor.redact("Hallo Frau Kunz, Bestellung 48211 ist da.").text

phonenumbers and python-stdnum know telephone numbers and checksums; the rest are rules of our own for German and English,
with lists in `words/`. Microsoft Presidio is not used: it needs spaCy and a model per language that is downloaded apart,
its e-mail recogniser loads a list of suffixes from the network (tldextract), its default recognisers are English, and orders,
customers' numbers and German addresses would be rules of our own there too.

A number is what the message calls it. A long one that nobody calls anything counts as an order's, or as a customer's near a
word that says so; a short one ("nimm die 4711") may stay. So may a name that stands in
no place for names and belongs to no participant. Initials count only where someone of the team signs with them.
"""

from coach.redaction.identifiers import KINDS, Identifier
from coach.redaction.keys import load_key
from coach.redaction.redactor import Redacted, RedactedConversation, Redactor

__all__ = ["KINDS", "Identifier", "Redacted", "RedactedConversation", "Redactor", "load_key"]
