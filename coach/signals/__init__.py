"""Signals measure; the pipeline judges. This table is the only registry: kind → "module:Class"."""

from importlib import import_module
from typing import Protocol

from coach.reading import Measurement, Reading

SIGNALS = {
    "address": "coach.signals.address:AddressSignal",
    "classifier": "coach.signals.classifier:ClassifierSignal",
    "known_facts": "coach.signals.known_facts:KnownFactsSignal",
    "letter_style": "coach.signals.letter_style:LetterStyleSignal",
    "link_only": "coach.signals.link_only:LinkOnlySignal",
    "next_step": "coach.signals.next_step:NextStepSignal",
    "open_requests": "coach.signals.open_requests:OpenRequestsSignal",
}
STRUCTURAL = tuple(kind for kind in SIGNALS if kind != "classifier")


class StructuralSignal(Protocol):
    """A signal in code, for what a network sees badly."""

    def measure(self, reading: Reading) -> Measurement:
        """Return named features and evidence; the same names for every item."""


def structural_signals() -> dict[str, StructuralSignal]:
    """Return one instance of every structural signal, by kind."""
    found: dict[str, StructuralSignal] = {}
    for kind in STRUCTURAL:
        module, name = SIGNALS[kind].split(":")
        found[kind] = getattr(import_module(module), name)()
    return found


def measure_all(signals: dict[str, StructuralSignal], reading: Reading) -> dict[str, Measurement]:
    """Return every signal's measurement of one item, by kind."""
    return {kind: signal.measure(reading) for kind, signal in signals.items()}
