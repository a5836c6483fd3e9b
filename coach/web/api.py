"""The archive's API: who shares, who reads, who leads. The doors stand in `coach.web.access`."""

from fastapi import APIRouter, Request

from coach.archive.service import Archive
from coach.types import CHANNELS
from coach.web.figures import figures_router
from coach.web.imports import imports_router
from coach.web.items import items_router
from coach.web.leading import leading_router
from coach.web.rounds import rounds_router
from coach.web.sharing import sharing_router


def api_router(archive: Archive) -> APIRouter:
    """Return all routes under /api but those of signing in."""
    router = APIRouter(prefix="/api")

    @router.get("/me")
    def me(request: Request) -> dict[str, object]:
        account, choices = request.state.account, archive.store.choices.get()
        basis = choices.legal_basis
        return {
            "accounts": account is not None,
            "role": request.state.role,
            "name": account.name if account else None,
            "teams": list(choices.teams),
            "legal_basis": {"text": basis.text, "day": basis.day} if basis else None,
            "retention_days": choices.retention_days,
            "criteria": [
                {"id": c.id, "name": dict(c.name), "silenced": c.id in choices.silenced} for c in archive.rubric
            ],
            "channels": list(CHANNELS),
        }

    for part in (sharing_router, items_router, imports_router, rounds_router, figures_router, leading_router):
        router.include_router(part(archive))
    return router
