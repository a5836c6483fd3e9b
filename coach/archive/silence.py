"""A criterion that the lead has silenced still has its flag, but shows no card."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Protocol, overload

from coach.types import Draft, Report


class Pipeline(Protocol):
    """What is needed of a pipeline."""

    @overload
    def predict(self, drafts: Draft) -> Report: ...
    @overload
    def predict(self, drafts: Sequence[Draft]) -> list[Report]: ...
    def predict(self, drafts: Draft | Sequence[Draft]) -> Report | list[Report]:
        """Review drafts."""
        ...


class Silencing:
    """A pipeline whose silenced criteria show no cards; which they are is asked anew for every review."""

    def __init__(self, pipeline: Pipeline, silenced: Callable[[], Collection[str]]) -> None:
        self._pipeline = pipeline
        self._silenced = silenced

    @overload
    def predict(self, drafts: Draft) -> Report: ...
    @overload
    def predict(self, drafts: Sequence[Draft]) -> list[Report]: ...
    def predict(self, drafts: Draft | Sequence[Draft]) -> Report | list[Report]:
        """Review one draft, or a list of them."""
        silenced = self._silenced()
        if isinstance(drafts, Draft):
            return _quiet(self._pipeline.predict(drafts), silenced)
        return [_quiet(report, silenced) for report in self._pipeline.predict(drafts)]


def _quiet(report: Report, silenced: Collection[str]) -> Report:
    if not any(f.shown and f.criterion in silenced for f in report.findings):
        return report
    return replace(
        report, findings=tuple(replace(f, shown=f.shown and f.criterion not in silenced) for f in report.findings)
    )
