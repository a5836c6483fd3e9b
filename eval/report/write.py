"""Writes `report.html`, `report.md` and the pictures of a result folder."""

import base64
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from eval.report.pictures import pictures, save
from eval.results import BehaviourResult, Figure, PublicResult, Results, ReviewResult, Skipped
from eval.rows import FLAGS
from eval.tasks import Task, load_tasks
from training.corpus import Record, load_split

_BROWSED = "own-dev"  # the only task whose texts and errors are shown
_GRADES = ("quadratic_kappa", "spearman", "mean_absolute_error")


def write_report(folder: Path, results: Results, curve: Sequence[Mapping[str, float]]) -> None:
    """Write the report of `results` to `folder`; the page needs nothing from outside.

    Args:
        folder: where the results and predictions lie.
        results: the figures.
        curve: stored training results of the model (`stored_curve`).
    """
    tasks = {task.id: task for task in load_tasks()}
    reviews = {name: r for name, r in results.tasks.items() if isinstance(r, ReviewResult)}
    items = {name: _items(folder, name) for name in reviews}
    drawn = {name: pictures(items[name], result, curve) for name, result in reviews.items()}
    for name, found in drawn.items():
        save(found, folder / "pictures" / name)
    values: dict[str, Any] = {
        "provenance": results.provenance,
        "tasks": tasks,
        "reviews": reviews,
        "publics": {name: r for name, r in results.tasks.items() if isinstance(r, PublicResult)},
        "behaviours": [r for r in results.tasks.values() if isinstance(r, BehaviourResult)],
        "skipped": {name: r for name, r in results.tasks.items() if isinstance(r, Skipped)},
        "flags": FLAGS,
        "grade_metrics": _GRADES,
        "pictures": drawn,
        "errors": _errors(items[_BROWSED]) if _BROWSED in items else {},
    }
    for name, escape in (("report.html", True), ("report.md", False)):
        text = _environment(escape).get_template(f"{name}.j2").render(values)
        (folder / name).write_text(text, encoding="utf-8")


def stored_curve(model: Path) -> Sequence[Mapping[str, float]]:
    """Return the learning curve that training stored beside a model; empty where it stored none."""
    path = model / "metrics.json"
    return json.loads(path.read_text(encoding="utf-8")).get("learning_curve", []) if path.is_file() else []


def _environment(escape: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=escape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "figure": shown,
        "png": lambda data: base64.b64encode(data).decode(),
        "text_kind": text_kind,
    }
    return environment


def shown(figure: Figure | None, decimals: int = 2) -> str:
    """Return a figure with its interval, such as "0.56 (0.39-0.68)"; a dash where there is none."""
    if figure is None or figure.value is None:
        return "–"
    value = f"{figure.value:.{decimals}f}"
    if figure.low is None or figure.high is None:
        return value
    return f"{value} ({figure.low:.{decimals}f}–{figure.high:.{decimals}f})"


def text_kind(task: Task) -> str:
    """Return what kind of text a task holds, in words."""
    return {
        "authored": "authored: texts and labels by language models under written briefs",
        "real": "real chats; German agent turns are post-edited translations",
        "public": "public data set",
    }[task.text]


def _items(folder: Path, name: str) -> list[dict[str, Any]]:
    with (folder / "predictions" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _errors(items: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, list[tuple[Record, float]]]]:
    """Return the wrong items of the development split: flag → missed or false alarm → (record, score), surest first."""
    records = {record.id: record for record in load_split("dev")}
    result: dict[str, dict[str, list[tuple[Record, float]]]] = {}
    for flag in FLAGS:
        missed, alarms = [], []
        for item in items:
            record, score = records.get(str(item["id"])), item["scores"][flag] or 0.0
            answer, said = item["answers"][flag], item["flags"][flag]
            if record is None or answer is None or answer == said:
                continue
            (missed if answer else alarms).append((record, score))
        result[flag] = {
            "missed": sorted(missed, key=lambda pair: pair[1]),
            "false alarms": sorted(alarms, key=lambda pair: -pair[1]),
        }
    return result
