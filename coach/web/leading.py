"""What only the lead does: choices, retention, one customer's data, silenced criteria."""

from typing import Any

from fastapi import APIRouter, HTTPException

from coach.archive.cleaning import clean
from coach.archive.service import Archive
from coach.store.choices import LegalBasis
from coach.store.values import storable
from coach.web.asked import Identifier, SettingsBody, Silenced


def leading_router(archive: Archive) -> APIRouter:
    """Return the routes /settings, /purge, /customers and /criteria."""
    router, store = APIRouter(), archive.store

    @router.put("/settings")
    def settings(body: SettingsBody) -> dict[str, Any]:
        given: dict[str, Any] = {n: getattr(body, n) for n in body.model_fields_set}
        if "legal_basis" in given:
            basis = body.legal_basis
            given["legal_basis"] = LegalBasis(storable(basis.text), archive.today().isoformat()) if basis else None
        for name in ("retention_days", "teams"):
            if name in given and given[name] is None:
                raise HTTPException(400, f"{name}: expected a value, found null")
        if "teams" in given:
            given["teams"] = tuple(
                dict.fromkeys(storable(team).strip() for team in given["teams"] if team.strip())
            ) or ("Team",)
        store.choices.change(**given)
        return {}

    @router.post("/purge")
    def purge() -> dict[str, int]:
        return {"deleted": clean(store, archive.today)}

    @router.post("/customers/count")
    def count(body: Identifier) -> dict[str, int]:
        return {"count": store.customers.count(archive.redactor.hash_of(body.identifier))}

    @router.post("/customers/export")
    def export(body: Identifier) -> dict[str, Any]:
        return {"conversations": store.customers.export(archive.redactor.hash_of(body.identifier))}

    @router.post("/customers/erase")
    def erase(body: Identifier) -> dict[str, int]:
        return {"deleted": store.customers.erase(archive.redactor.hash_of(body.identifier))}

    @router.put("/criteria/{id}/silenced")
    def silence(id: str, body: Silenced) -> dict[str, Any]:
        if id not in {c.id for c in archive.rubric}:
            raise HTTPException(404, "expected a criterion of the rubric, found none of this name")
        store.choices.silence(id, silent=body.value)
        return {}

    return router
