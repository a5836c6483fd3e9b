"""Takes personal data out of texts before anything is written, and finds a customer again by keyed hashes."""

import hashlib
import hmac
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from coach.redaction.customer import of_the_customer
from coach.redaction.identifiers import Identifier
from coach.redaction.known_names import KnownNames
from coach.redaction.phones import forms
from coach.redaction.placeholders import Placeholders
from coach.redaction.scanning import KnownNumbers, identifiers, names_to_spread, normal, scan, signed
from coach.text import detect_language
from coach.types import Message

_HASHED = ("email", "phone", "iban", "card", "order", "customer", "name")


@dataclass(frozen=True)
class Redacted:
    """A text with placeholders, and what they stand for."""

    text: str
    found: tuple[Identifier, ...]  # in order, not overlapping


@dataclass(frozen=True)
class RedactedConversation:
    """The messages and further texts of one conversation; the same person or number has the same placeholder in all."""

    messages: tuple[Message, ...]
    drafts: tuple[str, ...]
    customer: tuple[Identifier, ...]  # what leads to the customer, and never to an agent


class Redactor:
    """Replaces identifiers by typed placeholders, and hashes them under a key that stays on this machine."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def redact(self, text: str, names: Collection[str] = ()) -> Redacted:
        """Return `text` with placeholders; `names` are the people who take part."""
        scans = [scan(text)]
        found = identifiers(scans[0], KnownNames([*names, *names_to_spread(scans)]), KnownNumbers(scans))
        placeholders = Placeholders(detect_language(text) if found else None)
        return Redacted(_replace(text, found, placeholders), found)

    def redact_conversation(
        self,
        messages: Sequence[Message],
        customers: Collection[str] = (),
        team: Collection[str] = (),
        *,
        drafts: Sequence[str] = (),
    ) -> RedactedConversation:
        """Return a conversation with placeholders.

        A name or number found in one message is replaced in all. `drafts` are texts of the team that belong to it: a
        draft, a question to the trainer; initials with which the team signs go too. `customer` leaves out every name by which an agent could be found.
        """
        texts = [m.text for m in messages] + list(drafts)
        roles = [m.role for m in messages] + ["agent"] * len(drafts)
        scans = [scan(text, before) for text, before in zip(texts, ["", *texts], strict=False)]
        scans = [signed(one) if role == "agent" else one for one, role in zip(scans, roles, strict=True)]
        names = KnownNames([*customers, *team, *names_to_spread(scans)])
        numbers = KnownNumbers(scans)
        found = [identifiers(one, names, numbers) for one in scans]
        placeholders = Placeholders(detect_language("\n".join(texts)[:2000]) if any(found) else None)
        new = [_replace(text, marks, placeholders) for text, marks in zip(texts, found, strict=True)]
        return RedactedConversation(
            tuple(Message(m.role, text, m.at) for m, text in zip(messages, new, strict=False)),
            tuple(new[len(messages) :]),
            of_the_customer(scans, found, roles, customers=customers, team=team),
        )

    def hashes(self, found: Iterable[Identifier]) -> frozenset[str]:
        """Return the keyed hashes of identifiers, to find their customer again; addresses are left out.

        A telephone number without its country's prefix has one hash for each country where it is possible.
        """
        forms_of = (
            (i.kind, forms(i.value) or (i.normal,)) if i.kind == "phone" else (i.kind, (i.normal,)) for i in found
        )
        return frozenset(
            self._hash(kind, form) for kind, all_forms in forms_of for form in all_forms if kind in _HASHED and form
        )

    def hash_of(self, text: str) -> frozenset[str]:
        """Return the hashes under which a customer may be found by `text`: a name, an address, a number.

        A bare number may be several things, so it has several hashes; "Kundennummer 4711" has one.
        """
        text = text.strip()
        found = tuple(i for i in self.redact(text).found if i.kind in _HASHED and i.kind != "name")
        if found and (found[0].end - found[0].start < len(text) or found[0].kind in ("email", "iban")):
            return self.hashes(found)
        kinds = {i.kind for i in found} | {"order", "customer"}
        digits = re.sub(r"\D", "", text)
        if not digits:
            kinds |= {"name"}
        elif len(digits) >= 7 and forms(text):
            kinds |= {"phone"}
        return self.hashes(Identifier(kind, 0, len(text), text, normal(kind, text)) for kind in kinds)

    def _hash(self, kind: str, form: str) -> str:
        return hmac.new(self._key, f"{kind}:{form}".encode(), hashlib.sha256).hexdigest()


def _replace(text: str, found: Sequence[Identifier], placeholders: Placeholders) -> str:
    parts, position = [], 0
    for one in found:
        parts += [text[position : one.start], placeholders.of(one.kind, one.normal)]
        position = one.end
    return "".join([*parts, text[position:]])
