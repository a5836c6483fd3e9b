"""Puts the figures of an evaluation into documents, between two marks; a test compares them with `results.json`."""

import re
import shutil
from pathlib import Path

from eval.errors import EvalError
from eval.report.write import shown
from eval.results import BehaviourResult, Results, ReviewResult
from eval.rows import FLAGS
from eval.tasks import load_tasks

BEGIN, END = "<!-- results -->", "<!-- end of results -->"
_BLOCK = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.S)


def publish(folder: Path, model: Path, documents: list[Path]) -> None:
    """Copy the results in `folder` beside the model they are of, and write their summary into documents.

    Raises:
        EvalError: when there are no results, they are of another model, or a document has no marks.
    """
    results = Results.load(folder)
    name = results.provenance.model["name"]
    if name != model.name:
        raise EvalError(f"{folder}: expected results of {model.name}, found those of {name}")
    for document in documents:
        text = document.read_text(encoding="utf-8")
        if not _BLOCK.search(text):
            raise EvalError(f"{document}: expected the marks {BEGIN} and {END}, found none")
        before, after = text.split(BEGIN)[0], text.split(END)[1]
        document.write_text(f"{before}{BEGIN}\n{summary(results)}\n{END}{after}", encoding="utf-8")
    shutil.copyfile(folder / "results.json", model / "results.json")


def published(document: Path) -> str:
    """Return what stands between the marks of a document."""
    match = _BLOCK.search(document.read_text(encoding="utf-8"))
    if match is None:
        raise EvalError(f"{document}: expected the marks {BEGIN} and {END}, found none")
    return match[0].removeprefix(BEGIN).removesuffix(END).strip()


def summary(results: Results) -> str:
    """Return the main figures as Markdown, each text kind and language apart."""
    titles = {task.id: task.title for task in load_tasks()}
    provenance = results.provenance
    lines = []
    for name, review in results.tasks.items():
        if isinstance(review, ReviewResult):
            lines += _review(titles[name], review)
    for behaviour in results.tasks.values():
        if isinstance(behaviour, BehaviourResult):
            tests = sum(c.tests for c in behaviour.capabilities.values())
            failed = sum(len(c.failed) for c in behaviour.capabilities.values())
            lines.append(f"Behaviour tests: {failed} of {tests} fail.\n")
    lines.append(
        f"{provenance.model['name']} {provenance.model['version']} (`{provenance.model['sha256'][:12]}`), commit `{provenance.git}`; "
        "95 % intervals by bootstrap over conversations; `python -m eval run`."
    )
    return "\n".join(lines)


def _review(title: str, review: ReviewResult) -> list[str]:
    slices = {"de": "German", "en": "English"}
    there = [name for name in slices if name in review.slices]
    lines = [
        f"**{title}**\n",
        "| flag | " + " | ".join(f"{slices[s]}: F1 | average precision" for s in there) + " |",
        "|---" * (1 + 2 * len(there)) + "|",
    ]
    for flag in FLAGS:
        cells = [
            shown(review.slices[s].flags[flag].figures.get(metric))
            for s in there
            for metric in ("f1", "average_precision")
        ]
        lines.append(f"| {flag} | " + " | ".join(cells) + " |")
    for s in there:
        part = review.slices[s]
        lines.append(
            f"\n{slices[s]} ({part.items} drafts): {shown(part.alarms['per_100_clean'], 1)} cards per 100 clean drafts; "
            f"{shown(part.alarms['card_precision'])} of the cards are right; request spans F1 {shown(part.requests['span_f1'])}; "
            f"unanswered requests F1 {shown(part.requests['unanswered_f1'])}."
        )
    return [*lines, ""]
