"""Command line of training: `python -m training fit`, `python -m training check-corpus`."""

import argparse
import sys
from pathlib import Path

import yaml

from coach.errors import CoachError
from coach.rubric import Rubric
from training.corpus import load_split
from training.corpus.check import check_corpus

RUBRIC = Path("rubrics/support")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    fit = commands.add_parser("fit", help="fit, calibrate and store the linear baseline")
    fit.add_argument("--config", type=Path, default=Path("training/configs/linear.yml"))
    fit.add_argument("--output", type=Path, default=Path("models/linear-baseline"))
    commands.add_parser("check-corpus", help="prove records, spans, derived fields and splits; print counts")
    options = parser.parse_args(arguments)
    try:
        return (
            check_corpus(Rubric.load(RUBRIC))
            if options.command == "check-corpus"
            else _fit(options.config, options.output)
        )
    except CoachError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _fit(config: Path, output: Path) -> int:
    from training.linear.targets import prepare  # scikit-learn takes a second to import
    from training.linear.train import train

    settings = yaml.safe_load(config.read_text(encoding="utf-8"))
    items, dev = prepare(load_split("train")), prepare(load_split("dev"))
    train(items, dev, config=settings, rubric=Rubric.load(RUBRIC), output=output)
    print(f"{output}: fitted on {len(items)} items; figures in {output / 'README.md'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
