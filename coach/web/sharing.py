"""What an agent does: share an item, read the feedback, answer, withdraw. The key in the browser is all that leads there."""

from typing import Any

from fastapi import APIRouter

from coach.archive.service import Archive
from coach.store.values import StoredItem
from coach.web.asked import Answer, Keys, OneKey, Share

_DONE = ("discussed", "closed")


def sharing_router(archive: Archive) -> APIRouter:
    """Return the routes under /shared."""
    router, items, intake = APIRouter(prefix="/shared"), archive.store.items, archive.intake

    @router.post("")
    def share(body: Share) -> dict[str, str]:
        intake.share(body.model_dump())
        archive.reviewing.wake()
        return {"status": "open"}

    @router.post("/read")
    def read(body: Keys) -> dict[str, Any]:
        found = ((key, items.by_key(intake.hashed(key))) for key in body.keys)
        return {"items": [_feedback(key, item) for key, item in found if item]}

    @router.post("/answer")
    def answer(body: Answer) -> dict[str, Any]:
        intake.answer(body.key, body.text)
        return {}

    @router.post("/withdraw")
    def withdraw(body: OneKey) -> dict[str, Any]:
        items.withdraw(intake.hashed(body.key))
        return {}

    return router


def _feedback(key: str, item: StoredItem) -> dict[str, Any]:
    trainer = [v for v in item.verdicts if v.grader == "trainer" and not v.blind]
    return {
        "key": key,
        **{name: getattr(item, name) for name in ("draft", "mark", "question", "status", "cause")},
        "day": item.day.isoformat(),
        "can_withdraw": item.status not in _DONE,
        "notes": [{"author": n.author, "text": n.text, "day": n.day.isoformat()} for n in item.notes],
        "verdicts": [{"criterion": v.criterion, "value": v.value, "model": v.model} for v in trainer],
    }
