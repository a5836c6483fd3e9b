"""Every error this package raises on purpose.

CoachError
├── ItemError          an input line is no valid item; the neighbours are still reviewed
├── RubricError        a rubric file is wrong: file, line, what was found, what was expected
├── ModelError         a model folder is missing, damaged or does not fit the rubric
├── SettingsError      a setting or an option has an impossible value
│   └── LegalBasisError  importing is off: no legal basis is recorded
├── StateError         the archive is not in the state that this step needs
│   └── MissingError   the archive holds no such thing
└── StoreError         the archive cannot be opened, read or written
"""

import difflib
from collections.abc import Iterable


class CoachError(Exception):
    """Base class: a message that tells what was found, what was expected and where."""


class ItemError(CoachError):
    """An input line that is no valid item.

    `type` is a stable word for programs: invalid_json, not_an_object, missing_field, wrong_type, unknown_value,
    blank_draft, not_utf8; of files also unreadable, too_large, too_long, damaged, not_an_export, several_chats, unsafe_path,
    encrypted.
    """

    def __init__(self, type: str, message: str, *, id: str | int | None = None) -> None:
        super().__init__(message)
        self.type = type
        self.id = id


class RubricError(CoachError):
    """A rubric file that cannot be used, with `file:line` in front of the message."""


class ModelError(CoachError):
    """A model folder that cannot be used."""


class SettingsError(CoachError):
    """A setting or command line option that cannot be used."""


class LegalBasisError(SettingsError):
    """Importing is off: no legal basis is recorded."""


class StateError(CoachError):
    """A step on something that is past the state in which it can be done."""


class MissingError(StateError):
    """A step on something that is not there."""


class StoreError(CoachError):
    """The archive cannot be opened, read or written; says whether anything was stored."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return `" Did you mean 'x'?"` for the closest known word, or an empty string."""
    match = difflib.get_close_matches(word, list(known), n=1)
    return f" Did you mean {match[0]!r}?" if match else ""
