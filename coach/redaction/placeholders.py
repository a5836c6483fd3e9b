"""What stands in a text where an identifier stood: ‹Name›, and ‹Name 2› for the next person."""

from collections import Counter

from coach.redaction.persons import Persons

_LABELS = {
    "de": {
        "name": "Name",
        "email": "E-Mail",
        "phone": "Telefon",
        "iban": "IBAN",
        "card": "Karte",
        "address": "Adresse",
        "order": "Bestellnummer",
        "customer": "Kundennummer",
    },
    "en": {
        "name": "Name",
        "email": "Email",
        "phone": "Phone",
        "iban": "IBAN",
        "card": "Card",
        "address": "Address",
        "order": "Order number",
        "customer": "Customer number",
    },
}


class Placeholders:
    """The placeholders of one conversation: the same identifier has the same one everywhere.

    Angle quotes, because square brackets are the open places of a rewrite ("[Zeitpunkt]").
    """

    def __init__(self, language: str | None) -> None:
        self._labels = _LABELS["en" if language == "en" else "de"]
        self._numbers: dict[tuple[str, str], int] = {}
        self._last: Counter[str] = Counter()
        self._persons = Persons()

    def of(self, kind: str, normal: str) -> str:
        """Return the placeholder of an identifier; "Frau Kunz" and "Petra Kunz" are one person."""
        number = self._numbers.get((kind, normal)) or self._new(kind, normal)
        label = self._labels[kind]
        return f"‹{label}›" if number == 1 else f"‹{label} {number}›"

    def _new(self, kind: str, normal: str) -> int:
        words = normal.split()
        number = self._persons.find(words) if kind == "name" else None
        if number is None:
            self._last[kind] += 1
            number = self._last[kind]
        if kind == "name":
            self._persons.add(words, number)
        self._numbers[kind, normal] = number
        return number
