"""The team's figures, and its text blocks."""

from dataclasses import asdict, replace
from typing import Any

from fastapi import APIRouter, UploadFile

from coach.archive.blocks import MOST_BYTES, read_blocks
from coach.archive.service import Archive
from coach.rubric import Rubric
from coach.store.blocks import Block
from coach.types import Draft
from coach.ui.view import report_view
from coach.web.asked import Id, Ui
from coach.web.shown import read_report


def figures_router(archive: Archive) -> APIRouter:
    """Return the routes /insights and /blocks."""
    router, blocks = APIRouter(), archive.store.blocks

    @router.get("/insights")
    def insights() -> dict[str, Any]:
        return archive.insights().figures()

    @router.get("/blocks")
    def listed(ui: Ui = "de") -> dict[str, Any]:
        return {"blocks": [_shown(block, archive.rubric, ui) for block in blocks.all()]}

    @router.post("/blocks")
    def add(file: UploadFile) -> dict[str, Any]:
        found, faults = read_blocks(file.file.read(MOST_BYTES + 1))
        redact = archive.intake.redacted
        added = blocks.add([replace(b, title=redact(b.title), text=redact(b.text)) for b in found])
        archive.reviewing.wake()
        return {"added": added, "doubles": len(found) - added, "faults": [asdict(f) for f in faults]}

    @router.delete("/blocks/{id}")
    def remove(id: Id) -> dict[str, Any]:
        blocks.remove(id)
        return {}

    return router


def _shown(block: Block, rubric: Rubric, language: str) -> dict[str, Any]:
    shown = {name: getattr(block, name) for name in ("id", "title", "text", "language")}
    report = read_report(block.report, rubric)
    if report is None:
        return {**shown, "criteria": None, "view": None}
    view = report_view(Draft(block.text, kind="proactive"), report, rubric, language=language)
    return {**shown, "criteria": [f.criterion for f in report.shown], "view": view}
