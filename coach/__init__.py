"""Four Ears: how will this reply be heard? Importing this package loads no model and no interface."""

from coach.errors import CoachError, ItemError, ModelError, RubricError, SettingsError
from coach.types import Draft, Evidence, Finding, Message, Question, Report, Span

__all__ = [
    "CoachError",
    "Draft",
    "Evidence",
    "Finding",
    "ItemError",
    "Message",
    "ModelError",
    "Question",
    "Report",
    "RubricError",
    "SettingsError",
    "Span",
]
