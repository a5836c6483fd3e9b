"""One item, read once: what every signal needs to know about a draft and its conversation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from coach.text import Range, clauses, detect_language, sentences
from coach.types import Draft, Span


@dataclass(frozen=True)
class Measurement:
    """What a structural signal found in one item."""

    features: Mapping[str, float]  # named, the same names for every item
    spans: tuple[Span, ...] = field(default=())  # evidence, best first


@dataclass(frozen=True)
class Reading:
    """A draft with its language, sentences and the customer's words; all derived values are computed once."""

    draft: Draft
    language: str  # ISO 639-1, lower case; possibly one that is not supported

    @classmethod
    def of(cls, draft: Draft) -> "Reading":
        """Read `draft`, telling its language by the contract's rule when none is given."""
        return cls(draft, _given(draft.language) or _told(draft))

    @cached_property
    def sentences(self) -> tuple[Range, ...]:
        """Offsets of the draft's sentences."""
        return tuple(sentences(self.draft.text))

    @cached_property
    def turn(self) -> tuple[int, ...]:
        """Indices of the messages of the customer turn."""
        return self.draft.customer_turn

    @cached_property
    def turn_text(self) -> str:
        """The customer turn as one text."""
        return "\n".join(self.draft.conversation[i].text for i in self.turn)

    @cached_property
    def customer_messages(self) -> tuple[int, ...]:
        """Indices of all messages of the customer."""
        return tuple(i for i, m in enumerate(self.draft.conversation) if m.role == "customer")

    @cached_property
    def clauses(self) -> Mapping[int, tuple[Range, ...]]:
        """Offsets of the clauses of every customer message, by its index."""
        return {i: tuple(clauses(self.draft.conversation[i].text)) for i in self.customer_messages}

    def sentence_at(self, position: int) -> Range:
        """Return the draft's sentence that holds `position`, or the nearest one before it."""
        return max((s for s in self.sentences if s[0] <= position), default=self.sentences[0])


def _given(language: str | None) -> str | None:
    return language.strip().lower().replace("_", "-").split("-")[0] if language else None


def _told(draft: Draft) -> str:
    agent = "\n".join(m.text for m in draft.conversation if m.role == "agent")
    customer = "\n".join(m.text for m in draft.conversation if m.role == "customer")
    return detect_language(draft.text) or detect_language(agent) or detect_language(customer) or "de"
