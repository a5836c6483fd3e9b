"""Command line of training: `python -m training COMMAND`."""

import argparse
import sys
from pathlib import Path

import yaml

from coach.errors import CoachError
from coach.rubric import Rubric
from models import CheckpointError
from training.corpus import load_split
from training.corpus.check import corpus_faults, shortfalls

RUBRIC = Path("rubrics/support")
LINEAR = Path("models/linear-baseline")
ENCODER = Path("models/encoder")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    fit = commands.add_parser("fit", help="fit, calibrate and store the linear baseline")
    fit.add_argument("--config", type=Path, default=Path("training/configs/linear.yml"))
    fit.add_argument("--output", type=Path, help=f"{LINEAR}, unless there is --extra")
    fit.add_argument(
        "--extra",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="corrections exported from an archive, learnt beside the corpus; may be given several times",
    )
    commands.add_parser("check-corpus", help="prove records, spans, derived fields, splits, near-duplicates and quotas")
    describe = commands.add_parser(
        "describe-corpus", help="print counts, quotas, agreement and artefacts; update a document"
    )
    describe.add_argument(
        "--document", type=Path, default=Path("docs/data-statement.md"), help="with the marks of the tables"
    )
    encoder = commands.add_parser("encoder", help="make the German-English encoder; a stopped run goes on")
    encoder.add_argument("--config", type=Path, default=Path("training/configs/encoder.yml"))
    encoder.add_argument("--data", type=Path, required=True, help="folder with the public data sets")
    encoder.add_argument(
        "--work", type=Path, default=Path("runs/encoder"), help="where stages and checkpoints are kept"
    )
    encoder.add_argument("--output", type=Path, default=ENCODER)
    encoder.add_argument("--ablation", help="one of the configuration's; only its figures go to the output")
    report = commands.add_parser("encoder-report", help="measure an encoder on held-out data; writes figures and card")
    report.add_argument("--data", type=Path, required=True, help="folder with the public data sets")
    report.add_argument("--model", type=Path, default=ENCODER)
    report.add_argument("--initial", type=Path, help="the encoder before training, to stand beside it")
    network = commands.add_parser("network", help="train, calibrate and export the network; a stopped run goes on")
    network.add_argument("--config", type=Path, default=Path("training/configs/network.yml"))
    network.add_argument("--data", type=Path, required=True, help="folder with the public data sets")
    network.add_argument("--work", type=Path, default=Path("runs/network"), help="where parts and checkpoints are kept")
    network.add_argument("--output", type=Path, default=Path("runs/four-ears"))
    network.add_argument(
        "--weights", default="full", metavar="PART", help="what is exported; fold-0 makes another network to judge by"
    )
    network.add_argument("--part", help="run one part alone: short, fold-0 …, full")
    network.add_argument("--ablation", help="one of the configuration's, on fold 0; prints its figures")
    options = parser.parse_args(arguments)
    if options.command == "fit" and options.extra and options.output is None:
        parser.error("--extra needs --output: the reference in models/ is fitted on the corpus alone")
    commands_by_name = {
        "check-corpus": _check,
        "describe-corpus": lambda: _describe(options.document),
        "fit": lambda: _fit(options.config, options.output or LINEAR, options.extra),
        "encoder": lambda: _encoder(options),
        "encoder-report": lambda: _encoder_report(options),
        "network": lambda: _network(options),
    }
    try:
        return commands_by_name[options.command]()
    except (CoachError, CheckpointError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _check() -> int:
    faults = corpus_faults(Rubric.load(RUBRIC))
    print("\n".join([*faults, *shortfalls(), f"corpus: {len(faults)} faults"]))
    return 1 if faults else 0


def _describe(document: Path) -> int:
    from training.corpus.describe import describe  # nltk takes seconds

    print(describe(document))
    return 0


def _fit(config: Path, output: Path, extra: list[Path]) -> int:
    from training.corpus.extra import load_extra
    from training.items import prepare  # as above
    from training.linear.train import train

    settings, rubric = yaml.safe_load(config.read_text(encoding="utf-8")), Rubric.load(RUBRIC)
    records = load_split("train")
    if extra:
        found = load_extra(extra, rubric)
        print(found)
        records += found.records
    items = prepare(records)
    train(items, config=settings, rubric=rubric, output=output)
    print(f"{output}: fitted on {len(items)} items; figures in {output / 'README.md'}")
    return 0


def _encoder(options: argparse.Namespace) -> int:
    from training.encoder.config import EncoderConfig
    from training.encoder.stages import make_ablation, make_encoder  # torch and transformers take seconds

    config = EncoderConfig.load(options.config, options.ablation)
    if options.ablation:
        make_ablation(options.ablation, config, data=options.data, work=options.work, output=options.output)
    else:
        make_encoder(config, data=options.data, work=options.work, output=options.output)
    return 0


def _encoder_report(options: argparse.Namespace) -> int:
    from training.encoder.report import report  # as above

    report(options.model, data=options.data, initial=options.initial)
    return 0


def _network(options: argparse.Namespace) -> int:
    from training.network.train import Trainer, describe  # as above

    config = yaml.safe_load(options.config.read_text(encoding="utf-8"))
    trainer = Trainer(config, data=options.data, work=options.work)
    if options.ablation:
        trainer.run("short")
        print(describe(trainer.ablate(options.ablation)["held"]))
        return 0
    for part in [options.part] if options.part else trainer.parts():
        trainer.run(part)
    if not options.part:
        print(describe(trainer.release(Rubric.load(RUBRIC), options.output, part=options.weights)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
