"""The team's figures, and its text blocks."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, UploadFile

from coach.archive.blocks import MOST_BYTES, read_blocks
from coach.archive.service import Archive
from coach.rubric import Rubric
from coach.store.blocks import Block
from coach.types import Draft, Report
from coach.ui.view import report_view
from coach.web.asked import Ui


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
        added = blocks.add(found)
        archive.reviewing.wake()
        return {"added": added, "doubles": len(found) - added, "faults": [asdict(f) for f in faults]}

    @router.delete("/blocks/{id}")
    def remove(id: int) -> dict[str, Any]:
        blocks.remove(id)
        return {}

    return router


def _shown(block: Block, rubric: Rubric, language: str) -> dict[str, Any]:
    shown = {name: getattr(block, name) for name in ("id", "title", "text", "language")}
    if block.report is None:
        return {**shown, "criteria": None, "view": None}
    report = Report.from_dict(block.report)
    view = report_view(Draft(block.text, kind="proactive"), report, rubric, language=language)
    return {**shown, "criteria": [f.criterion for f in report.shown], "view": view}
