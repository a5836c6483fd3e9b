"""The report: one self-contained page, and the same as Markdown with pictures beside it."""

from eval.report.write import write_report

__all__ = ["write_report"]
