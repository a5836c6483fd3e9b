"""Command line of training: `python -m training fit`, `measure`, `check-corpus`."""

import argparse
import sys
from pathlib import Path

import yaml

from coach.errors import CoachError
from coach.rubric import Rubric
from models import CheckpointError
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
    measured = commands.add_parser("measure", help="measure a stored linear model on the development split")
    measured.add_argument("--model", type=Path, default=Path("models/linear-baseline"))
    commands.add_parser("check-corpus", help="prove records, spans, derived fields and splits; print counts")
    options = parser.parse_args(arguments)
    try:
        if options.command == "check-corpus":
            return check_corpus(Rubric.load(RUBRIC))
        return _fit(options.config, options.output) if options.command == "fit" else _measure(options.model)
    except (CoachError, CheckpointError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _measure(model: Path) -> int:
    from training.linear.measure import measure  # scikit-learn takes a second to import

    measure(model)
    return 0


def _fit(config: Path, output: Path) -> int:
    from training.linear.targets import prepare  # as above
    from training.linear.train import train

    settings = yaml.safe_load(config.read_text(encoding="utf-8"))
    items, dev = prepare(load_split("train")), prepare(load_split("dev"))
    train(items, dev, config=settings, rubric=Rubric.load(RUBRIC), output=output)
    print(f"{output}: fitted on {len(items)} items; figures in {output / 'README.md'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
