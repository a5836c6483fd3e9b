"""Measure a stored linear model on the development split."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from models.linear.classifier import LinearReplyClassifier
from training.corpus import load_split
from training.linear.targets import prepare
from training.linear.train import development


def measure(folder: Path) -> None:
    """Print the figures of the model in `folder` on the development split."""
    figures = development(LinearReplyClassifier.from_pretrained(folder), prepare(load_split("dev")))
    columns = ("positives", "flagged", "precision", "recall", "f1", "auroc")
    table = Table("label", *columns, title=f"{folder}, development split")
    for name, row in figures["flags"].items():
        table.add_row(name, *(str(row[c]) for c in columns))
    console = Console()
    console.print(table)
    console.print(f"request spans {figures['request_spans']}  empathy {figures['empathy']}")
