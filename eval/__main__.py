"""Command line of the evaluation: `python -m eval run`, `compare`, `publish`, `speed`, `rewrites`, `load`, `archive`, `redaction`, `blind-sample`, `blind-table`."""

import argparse
import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from coach.errors import CoachError
from models import CheckpointError

QUICK_RESAMPLES = 100


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0, 1 when the gate is closed, 2 for wrong usage, data or model."""
    options = _parser().parse_args(arguments)
    try:
        result: int = options.run(options)
        return result
    except (CoachError, CheckpointError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    from eval.suite import ROOT

    parser = argparse.ArgumentParser(prog="python -m eval", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="judge a model by every task; writes results.json, report.html, report.md")
    run.set_defaults(run=_run)
    run.add_argument("--model", type=Path, default=ROOT / "models" / "four-ears")
    run.add_argument("--rubric", type=Path, default=ROOT / "rubrics" / "support")
    run.add_argument("--encoder", type=Path, default=ROOT / "models" / "encoder", help="for the probes and SetFit")
    run.add_argument("--data", type=Path, help="folder with the public data sets; without it their tasks are skipped")
    run.add_argument("--output", type=Path, default=Path("runs/eval"))
    run.add_argument("--task", action="append", default=[], help="only this task; may be given several times")
    thoroughness = run.add_mutually_exclusive_group()
    thoroughness.add_argument("--quick", action="store_true", help="fewer draws and no fitted baselines")
    thoroughness.add_argument("--full", action="store_true", help="adds TF-IDF with regression, and SetFit")
    compare = commands.add_parser("compare", help="the gate: exit code 1 when B is worse than A")
    compare.set_defaults(run=_compare)
    compare.add_argument("a", type=Path, metavar="A", help="result folder of the model in use")
    compare.add_argument("b", type=Path, metavar="B", help="result folder of the candidate")
    publish = commands.add_parser(
        "publish", help="copy results beside their model and into its card; of the model that ships into README too"
    )
    publish.set_defaults(run=_publish)
    publish.add_argument("folder", type=Path, nargs="?", default=Path("runs/eval"))
    publish.add_argument("--model", type=Path, default=ROOT / "models" / "four-ears")
    speed = commands.add_parser("speed", help="latency, throughput, cold start, memory, beside two reference networks")
    speed.set_defaults(run=_speed)
    for name in ("model", "rubric", "encoder"):
        speed.add_argument(f"--{name}", type=Path, default=run.get_default(name))
    speed.add_argument("--output", type=Path, help="write the figures as JSON")
    load = commands.add_parser("load", help="the app with several people at once: waits, failures, memory")
    load.set_defaults(run=_load)
    load.add_argument("--people", type=int, default=20)
    load.add_argument("--seconds", type=float, default=300.0)
    load.add_argument("--pause", type=float, default=3.0, help="seconds between two checks of one person")
    archive = commands.add_parser("archive", help="pages and searches of a large archive: medians and 95th percentiles")
    archive.set_defaults(run=_archive)
    archive.add_argument("--conversations", type=int, default=100_000)
    archive.add_argument("--url", help="an empty database to fill; SQLite in a temporary folder when not given")
    redaction = commands.add_parser("redaction", help="how much personal data is found, on sentences written for it")
    redaction.set_defaults(run=_redaction)
    redaction.add_argument("--split", choices=("dev", "test", "test-2"), default="dev")
    rewrites = commands.add_parser("rewrites", help="how many flagged drafts are mended, judged by another network")
    rewrites.set_defaults(run=_rewrites)
    for name in ("model", "rubric"):
        rewrites.add_argument(f"--{name}", type=Path, default=run.get_default(name))
    rewrites.add_argument("--judge", type=Path, required=True, help="a network that was trained from another seed")
    rewrites.add_argument("--split", choices=("dev", "test"), default="dev")
    sample = commands.add_parser("blind-sample", help="rewrites of training items for readers who see no names")
    sample.set_defaults(run=_blind_sample)
    for name in ("model", "rubric"):
        sample.add_argument(f"--{name}", type=Path, default=run.get_default(name))
    sample.add_argument("--per-flag", type=int, default=100)
    sample.add_argument("--seed", type=int, default=13)
    sample.add_argument("--output", type=Path, required=True, help="for readers; beside it KEY.jsonl tells the sides")
    table = commands.add_parser("blind-table", help="what readers said of rewrites, with intervals")
    table.set_defaults(run=_blind_table)
    table.add_argument("readings", type=Path, nargs="?", default=Path("eval/readings/rewrites.jsonl"))
    return parser


def _run(options: argparse.Namespace) -> int:
    from eval import baselines
    from eval.report import stored_curve, write_report
    from eval.suite import Options, run

    chosen = dict(baselines.ALWAYS)
    if options.quick:
        chosen = {name: chosen[name] for name in ("majority", "always positive", "keyword rules")}
    if options.full:
        chosen |= {"TF-IDF, both": baselines.both_texts, "SetFit": baselines.setfit(options.encoder)}
    results = run(
        Options(
            model=options.model,
            rubric=options.rubric,
            output=options.output,
            data=options.data,
            encoder=options.encoder,
            baselines=chosen,
            tasks=tuple(options.task),
            **({"resamples": QUICK_RESAMPLES} if options.quick else {}),
        )
    )
    write_report(options.output, results, stored_curve(options.model))
    print(f"{options.output / 'report.html'}")
    return 0


def _compare(options: argparse.Namespace) -> int:
    from eval.compare import compare

    found = compare(options.a, options.b)
    table = Table("task", "flag", "metric", "A", "B", "difference, 95 %", title=f"{options.a} → {options.b}")
    for d in found.differences:
        table.add_row(d.task, d.flag, d.metric, f"{d.before:.3f}", f"{d.after:.3f}", f"{d.low:+.3f} to {d.high:+.3f}")
    console = Console()
    console.print(table)
    for regression in found.regressions:
        console.print(f"worse: {regression}", markup=False)
    console.print("the gate is closed" if found.regressions else "no regression found")
    return 1 if found.regressions else 0


def _publish(options: argparse.Namespace) -> int:
    from coach.settings import Settings
    from eval.publish import publish
    from eval.suite import ROOT

    ships = options.model.resolve() == Settings().model.resolve()
    publish(options.folder, options.model, [options.model / "README.md", *([ROOT / "README.md"] if ships else [])])
    return 0


def _speed(options: argparse.Namespace) -> int:
    from eval.speed import measure_speed, speed_lines

    with Console().status("measuring"):
        figures = measure_speed(options.model, options.rubric, options.encoder)
    lengths = (f"{words} words" for words in figures["latency_ms"])
    table = Table("", *lengths, title="Milliseconds, medians of one run; ratios")
    for row in speed_lines(figures):
        table.add_row(*row)
    console = Console()
    console.print(table)
    console.print({name: value for name, value in figures.items() if name != "latency_ms"})
    if options.output:
        options.output.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0


def _load(options: argparse.Namespace) -> int:
    from eval.load import measure_load
    from training.corpus import load_split

    drafts = [record.draft for record in load_split("dev")]
    print(
        json.dumps(measure_load(drafts, people=options.people, seconds=options.seconds, pause=options.pause), indent=1)
    )
    return 0


def _archive(options: argparse.Namespace) -> int:
    from eval.archive import measure_archive

    table = Table(
        "question", "asked", "median", "p95", "worst", title=f"{options.conversations} conversations, milliseconds"
    )
    for t in measure_archive(options.conversations, url=options.url):
        table.add_row(t.kind, str(t.count), f"{t.median_ms}", f"{t.p95_ms}", f"{t.worst_ms}")
    Console().print(table)
    return 0


def _redaction(options: argparse.Namespace) -> int:
    from eval.redaction_quality import report

    print(report(options.split))
    return 0


def _rewrites(options: argparse.Namespace) -> int:
    from coach.pipeline import ReplyQualityPipeline
    from eval.rewrites import measure_rewrites
    from training.corpus import load_split

    with Console().status("rewriting"):
        pipeline, judge = (
            ReplyQualityPipeline.from_pretrained(model, options.rubric) for model in (options.model, options.judge)
        )
        figures = measure_rewrites(pipeline, judge, [record.draft for record in load_split(options.split)])
    print(json.dumps(figures, indent=1))
    return 0


def _blind_sample(options: argparse.Namespace) -> int:
    from coach.pipeline import ReplyQualityPipeline
    from eval.blind import draw_sample
    from training.corpus import load_split

    with Console().status("rewriting"):
        pipeline = ReplyQualityPipeline.from_pretrained(options.model, options.rubric)
        rows = draw_sample(pipeline, load_split("train"), per_flag=options.per_flag, seed=options.seed)
    key = options.output.with_name(f"{options.output.stem}.key.jsonl")
    for path, names in ((key, ("id", "flag", "language", "draft")), (options.output, None)):
        shown = [{k: v for k, v in row.items() if (k in names if names else k != "draft")} for row in rows]
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in shown), encoding="utf-8")
    print(f"{options.output}: {len(rows)} rows; sides in {key}")
    return 0


def _blind_table(options: argparse.Namespace) -> int:
    from eval.blind import read_table

    for name, row in read_table(options.readings).items():
        figures = (f"{k} {f.value:.2f} ({f.low:.2f}–{f.high:.2f})" for k, f in row.items() if k != "read")
        print(f"{name}: {row['read']} read; {'; '.join(figures)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
