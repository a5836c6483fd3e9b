"""The report: one self-contained page, and the same as Markdown with pictures beside it."""

from eval.report.write import stored_curve, write_report

__all__ = ["stored_curve", "write_report"]
