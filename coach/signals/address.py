"""Form of address: a clash with the customer's, or a change within the draft."""

from coach.address import Address, address
from coach.reading import Measurement, Reading
from coach.text import detect_language
from coach.types import Span


class AddressSignal:
    """du/Sie clash and mixture in German drafts; English has neither."""

    def measure(self, reading: Reading) -> Measurement:
        """Return `address_clash` and `address_mixed` (0 or 1) with the words that do not fit.

        The clash is with the form the draft names as the house's, else with the customer's.
        """
        draft = address(reading.draft.text) if reading.language == "de" else Address()
        customer = (reading.draft.address or self._customer_form(reading)) if reading.language == "de" else None
        mixed = draft.form == "mixed"
        clash = customer in ("du", "sie") and draft.form not in (None, customer)
        if not (clash or mixed):
            return Measurement({"address_clash": 0.0, "address_mixed": 0.0})
        odd = self._odd_words(draft, customer)
        return Measurement(
            {"address_clash": float(clash), "address_mixed": float(mixed)}, tuple(Span(a, b) for a, b in odd)
        )

    @staticmethod
    def _customer_form(reading: Reading) -> str | None:
        """Return the form the customer used last; a customer who writes another language shows none."""
        for index in reversed(reading.customer_messages):
            text = reading.draft.conversation[index].text
            form = address(text).form
            if form in ("du", "sie") and detect_language(text) in ("de", None):
                return form
        return None

    @staticmethod
    def _odd_words(draft: Address, customer: str | None) -> tuple[tuple[int, int], ...]:
        if customer == "sie" or (customer is None and len(draft.du) <= len(draft.sie)):
            return draft.du
        return draft.sie
