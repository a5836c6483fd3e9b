"""What can go wrong in an evaluation.

CoachError
└── EvalError        task file, data set, results or command are wrong; the message names the place
    └── DataAbsent   a public data set is not there: its task is skipped, not failed
"""

from coach.errors import CoachError


class EvalError(CoachError):
    """A task, data set, model or result cannot be used."""


class DataAbsent(EvalError):  # noqa: N818 (no failure: the task is skipped)
    """A public data set is not at hand."""
