"""What a trainer does with items: find, read, judge, answer."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, HTTPException

from coach.archive.service import Archive
from coach.errors import StateError
from coach.store.values import Note, StoredItem, Verdict
from coach.web.asked import CauseBody, Id, NoteBody, Order, StatusBody, Ui, VerdictBody, Wanted
from coach.web.shown import blind, item_shown, marks_of, row_shown


def items_router(archive: Archive) -> APIRouter:
    """Return the routes under /items."""
    router, items = APIRouter(prefix="/items"), archive.store.items

    @router.get("")
    def queue(wanted: Wanted, order: Order = "mixed", after: str | None = None) -> dict[str, Any]:
        page = archive.store.queue.page(wanted, order=order, after=after)
        return {
            "items": [row_shown(row) for row in page.rows],
            "total": page.total,
            "total_is_capped": page.capped,
            "more": page.next is not None,
            "next": page.next,
        }

    @router.get("/{id}")
    def one(id: Id, wanted: Wanted, order: Order = "mixed", ui: Ui = "de") -> dict[str, Any]:
        item, (previous, next) = _item(archive, id), archive.store.queue.neighbours(id, wanted, order=order)
        shown = item_shown(item, archive.rubric, ui)
        if archive.store.rounds.waits_for_blind_grade(id):
            shown = blind(shown) | {"blind": True}
        return {**shown, "previous": previous, "next": next}

    @router.put("/{id}/verdicts/{criterion}")
    def judge(id: Id, criterion: str, body: VerdictBody) -> dict[str, Any]:
        item = _item(archive, id)
        if criterion not in {c.id for c in archive.rubric}:
            raise HTTPException(404, f"expected a criterion of the rubric, found {criterion[:40]!r}")
        if archive.store.rounds.waits_for_blind_grade(id):
            raise StateError(f"item {id}: it is graded blind in an open round first")
        model = flag_of(item, criterion)
        verdict = Verdict(criterion, "trainer", body.value, False, marks_of(item, body.evidence), model)
        earlier = next((v for v in item.verdicts if (v.criterion, v.grader) == (criterion, "trainer")), None)
        if earlier and earlier.blind and earlier.value == body.value:
            verdict = replace(verdict, blind=True)  # marking words does not unsay that it was given blind
        items.set_verdict(id, verdict)
        return {}

    @router.put("/{id}/cause")
    def cause(id: Id, body: CauseBody) -> dict[str, Any]:
        items.set_cause(id, body.cause)
        return {}

    @router.post("/{id}/notes")
    def note(id: Id, body: NoteBody) -> dict[str, Any]:
        items.add_note(id, Note("trainer", archive.intake.redacted(body.text), archive.today()))
        return {}

    @router.put("/{id}/status")
    def status(id: Id, body: StatusBody) -> dict[str, Any]:
        items.set_status(id, body.status)
        return {}

    @router.delete("/{id}")
    def remove(id: Id) -> dict[str, Any]:
        items.remove(id)
        return {}

    return router


def flag_of(item: StoredItem, criterion: str) -> bool | None:
    """Return the model's flag; None: not applicable, or not reviewed."""
    report = item.report or {}
    if report.get("scores", {}).get(criterion) is None:
        return None
    return bool(report["flags"].get(criterion))


def _item(archive: Archive, id: int) -> StoredItem:
    item = archive.store.items.get(id)
    if item is None:
        raise HTTPException(404, f"item {id}: expected an item, found none")
    return item
