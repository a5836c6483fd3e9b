"""What stands in a text where an identifier stood: ‹Name›, and ‹Name 2› for the next person."""

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
        self._known: dict[str, list[set[str]]] = {}

    def of(self, kind: str, normal: str) -> str:
        """Return the placeholder of an identifier; "Frau Kunz" and "Petra Kunz" are one person."""
        groups = self._known.setdefault(kind, [])
        words = set(normal.split())
        for number, group in enumerate(groups, start=1):
            if normal in group or (kind == "name" and any(one_person(words, set(other.split())) for other in group)):
                group.add(normal)
                return self._write(kind, number)
        groups.append({normal})
        return self._write(kind, len(groups))

    def _write(self, kind: str, number: int) -> str:
        return f"‹{self._labels[kind]}›" if number == 1 else f"‹{self._labels[kind]} {number}›"


def one_person(words: set[str], others: set[str]) -> bool:
    """Tell whether two names may be one person's: all words of one are in the other."""
    return bool(words) and (words <= others or others <= words)
