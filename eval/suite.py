"""Runs the tasks on a model and writes one folder; a task that is done is not run again."""

import hashlib
import json
import platform
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from coach.pipeline import ReplyQualityPipeline
from coach.types import Draft
from eval import public
from eval.artefacts import artefact_figures
from eval.baselines import ALWAYS, Baseline, Verdicts
from eval.behaviours import load_behaviours, run_behaviours
from eval.bootstrap import f1_with_interval
from eval.errors import DataAbsent, EvalError
from eval.metrics.flag.flag import flag_figures
from eval.results import (
    BaselineResult,
    Figure,
    Provenance,
    PublicResult,
    Results,
    ReviewResult,
    Skipped,
    TaskResult,
    dump,
)
from eval.review import Draws, row_tally, slice_figures
from eval.rows import FLAGS, GRADES, SLICES, Row, in_slice, judged
from eval.tasks import Task, load_tasks
from training.corpus import CorpusError, Record, load_split
from training.corpus.agreement import item_agreement, training_pairs
from training.corpus.real.turns import load_real

ROOT = Path(__file__).resolve().parent.parent
BEHAVIOUR = "behaviour"
SCORINGS = Path(__file__).parent / "scorings.jsonl"  # every scoring of a test split
_RESULT: TypeAdapter[TaskResult] = TypeAdapter(TaskResult)


@dataclass(frozen=True)
class Options:
    """What is run, and how thoroughly."""

    model: Path
    rubric: Path
    output: Path
    data: Path | None = None  # public data sets
    encoder: Path = ROOT / "models" / "encoder"
    reference: Path = ROOT / "models" / "linear-baseline"  # stands in every table
    resamples: int = 1000
    seed: int = 13
    baselines: Mapping[str, Baseline] = field(default_factory=lambda: ALWAYS)
    tasks: tuple[str, ...] = ()  # names; empty: all


def run(options: Options) -> Results:
    """Run every task and return what was written to `options.output`.

    Raises:
        ModelError: when the model is missing or damaged.
        EvalError: when a task file or a data set is damaged, or a task is unknown.
    """
    pipeline = ReplyQualityPipeline.from_pretrained(options.model, options.rubric)
    tasks = _chosen(options)
    options.output.mkdir(parents=True, exist_ok=True)
    provenance = _provenance(pipeline, options, tasks)
    store = _Store(options.output, provenance)
    draws = Draws(options.resamples, options.seed)
    results: dict[str, TaskResult] = {}
    names = [*(task.id for task in tasks), *([BEHAVIOUR] if not options.tasks or BEHAVIOUR in options.tasks else [])]
    by_name = {task.id: task for task in tasks}
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns) as progress:
        bar = progress.add_task("evaluation", total=len(names))
        for name in names:
            progress.update(bar, description=name)
            done = store.load(name)
            if done is None:
                if name == BEHAVIOUR:
                    done = run_behaviours(pipeline, draws, load_behaviours())
                else:
                    done = _run_task(by_name[name], pipeline, options, draws)
                store.save(name, done)
                if name in by_name and by_name[name].held:
                    _log_scoring(name, provenance)
            results[name] = done
            progress.advance(bar)
    Results(provenance=provenance, tasks=results).save(options.output)
    return Results.load(options.output)  # as it was written, rounded


def _chosen(options: Options) -> list[Task]:
    tasks = load_tasks()
    unknown = set(options.tasks) - {task.id for task in tasks} - {BEHAVIOUR}
    if unknown:
        raise EvalError(
            f"task {sorted(unknown)[0]!r} is unknown; there are {', '.join(t.id for t in tasks)}, {BEHAVIOUR}"
        )
    return [task for task in tasks if (task.id in options.tasks if options.tasks else not task.held)]


def _log_scoring(task: str, provenance: Provenance) -> None:
    """Append who was scored on a test split, at which commit."""
    entry = {"task": task, "model": provenance.model, "git": provenance.git}
    with SCORINGS.open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry, sort_keys=True) + "\n")


def _run_task(task: Task, pipeline: ReplyQualityPipeline, options: Options, draws: Draws) -> TaskResult:
    if not task.dataset.public:
        return _review(load_split(task.dataset.split), task, pipeline, options)
    if options.data is None:
        return Skipped(reason="no --data folder with public data sets was given")
    try:
        if task.kind == "review":
            return _review(_real(task, options.data), task, pipeline, options)
        if task.kind in ("similarity", "address"):
            if not (options.encoder / "model.safetensors").is_file():
                return Skipped(reason=f"no encoder in {options.encoder.name}")
            probe: Callable[..., PublicResult] = getattr(public, task.kind)
            return probe(task, options.data, options.encoder, draws)
        judge: Callable[..., PublicResult] = getattr(public, task.kind)
        return judge(task, options.data, pipeline, draws)
    except DataAbsent:
        return Skipped(reason=f"{task.dataset.name} is not in the --data folder")


def _real(task: Task, data: Path) -> list[Record]:
    if not all((data / file).is_file() for file in task.dataset.files):
        raise DataAbsent(f"{data / task.dataset.files[0]} is not there")
    return load_real(data, task.dataset.split)


def _review(records: Sequence[Record], task: Task, pipeline: ReplyQualityPipeline, options: Options) -> ReviewResult:
    train, draws = load_split("train"), Draws(options.resamples, options.seed)
    rows = [Row.of(r, report) for r, report in zip(records, pipeline.predict([r.draft for r in records]), strict=True)]
    _write_predictions(options.output / "predictions" / f"{task.id}.jsonl", rows)
    slices = {name: part for name in SLICES if (part := in_slice(rows, name))}
    drafts = [row.draft for row in rows]
    verdicts = {name: baseline(train, drafts) for name, baseline in options.baselines.items()}
    if options.reference.resolve() != options.model.resolve():
        verdicts["linear baseline"] = _model_verdicts(options, rows)
    return ReviewResult(
        slices={name: slice_figures(part, pipeline, draws) for name, part in slices.items()},
        baselines={
            name: {
                s: BaselineResult(flags=_baseline(found, rows, set(map(id, part)), draws)) for s, part in slices.items()
            }
            for name, found in verdicts.items()
        },
        artefacts=artefact_figures(rows, verdicts, draws),
        ceiling=_ceiling(train),
    )


def _model_verdicts(options: Options, rows: Sequence[Row]) -> dict[str, Verdicts]:
    import numpy as np

    pipeline = ReplyQualityPipeline.from_pretrained(options.reference, options.rubric)
    reports = pipeline.predict([row.draft for row in rows])
    return {
        flag: Verdicts(
            np.array([report.scores[flag] or 0.0 for report in reports]),
            np.array([report.flags[flag] for report in reports], bool),
        )
        for flag in FLAGS
    }


def _baseline(
    verdicts: Mapping[str, Verdicts], rows: Sequence[Row], part: set[int], draws: Draws
) -> dict[str, dict[str, Figure]]:
    """Return the figures of a baseline on a slice; only F1 has an interval."""
    result = {}
    for flag, verdict in verdicts.items():
        judged_rows = {id(row) for row in judged(rows, flag)[0]}
        places = [i for i, row in enumerate(rows) if id(row) in judged_rows and id(row) in part]
        answers = [bool(rows[i].answer(flag)) for i in places]
        scores, flags = verdict.scores[places], verdict.flags[places]
        if not places:
            continue
        figures = {name: Figure(value=value) for name, value in flag_figures(scores, flags, answers).items()}
        clusters = [rows[i].cluster for i in places]
        figures["f1"] = f1_with_interval(flags, answers, clusters, resamples=draws.resamples, seed=draws.seed)
        result[flag] = figures
    return result


def _ceiling(train: Sequence[Record]) -> dict[str, dict[str, float | None]]:
    """Return second-reader agreement on the training split, what a model can hardly pass."""
    return {a.label: {"kappa": a.kappa, "f1": a.f1} for a in item_agreement(training_pairs(train))}


def _write_predictions(path: Path, rows: Sequence[Row]) -> None:
    """Write per item what was said and read, without any text: for pictures and for comparing models."""
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            line = {
                "id": row.draft.id,
                "cluster": row.cluster,
                "language": row.draft.language or row.report.language,
                "scores": {flag: row.report.scores[flag] for flag in FLAGS},
                "flags": dict(row.report.flags),
                "answers": {flag: row.answer(flag) for flag in FLAGS},
                "customer": bool(row.draft.customer_turn),
                "grades": {name: grade for name in GRADES if (grade := row.grade(name)) is not None},
                "statuses": row_tally(row).statuses,
                "shown": row.shown,
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


class _Store:
    """Keeps each finished task, so that an interrupted run goes on; another model or other data begin anew."""

    def __init__(self, output: Path, provenance: Provenance) -> None:
        self.folder = output / "tasks"
        key = hashlib.sha256(dump(provenance).encode()).hexdigest()
        mark = self.folder / "made-from"
        if not mark.is_file() or mark.read_text(encoding="utf-8") != key:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir()
            mark.write_text(key, encoding="utf-8")

    def load(self, name: str) -> TaskResult | None:
        path = self.folder / f"{name}.json"
        try:
            return _RESULT.validate_json(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValidationError):  # not run yet, or cut off while it was written
            return None

    def save(self, name: str, result: TaskResult) -> None:
        part = self.folder / f"{name}.part"
        part.write_text(dump(result), encoding="utf-8")
        part.rename(self.folder / f"{name}.json")


def _provenance(pipeline: ReplyQualityPipeline, options: Options, tasks: Sequence[Task]) -> Provenance:
    report = pipeline.predict(Draft("Ja, bis 18 Uhr.", language="de"))
    files = {file: _hash(ROOT / file) for task in tasks if not task.dataset.public for file in task.dataset.files}
    files |= {str(path.relative_to(ROOT)): _hash(path) for path in sorted((ROOT / "eval" / "behaviour").glob("*.yml"))}
    files["training/corpus/items/train.jsonl"] = _hash(ROOT / "training/corpus/items/train.jsonl")
    if options.data is not None:
        names = [file for task in tasks if task.dataset.public for file in task.dataset.files]
        files |= {name: _hash(options.data / name) for name in names if (options.data / name).is_file()}
    return Provenance(
        model=dict(report.model),
        rubric=dict(report.rubric),
        git=_git(),
        packages={name: version(name) for name in ("numpy", "scikit-learn", "scipy")},
        data=files,
        seed=options.seed,
        resamples=options.resamples,
        machine=f"{platform.machine()}, Python {platform.python_version()}",
    )


def _hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise CorpusError(f"{path}: expected a file of the corpus, could not read it ({error.strerror})") from None


def _git() -> str:
    try:
        done = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True, cwd=ROOT)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()[:12]
