"""The weekly round."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query

from coach.archive.meeting import Meeting, Place, item_at, meeting
from coach.archive.service import Archive
from coach.errors import ItemError
from coach.store.values import Verdict, storable
from coach.web.asked import End, Grades, Id, Team, Ui
from coach.web.items import flag_of
from coach.web.shown import blind, item_shown


def rounds_router(archive: Archive) -> APIRouter:
    """Return the routes under /rounds."""
    router, rounds = APIRouter(prefix="/rounds"), archive.store.rounds
    criteria = {c.id for c in archive.rubric}

    @router.post("")
    def build(body: Team) -> dict[str, int]:
        archive.store.choices.get().check_team(body.team)
        return {"id": rounds.build(body.team, archive.today())}

    @router.get("")
    def listed(team: Annotated[str, Query(max_length=60)]) -> dict[str, Any]:
        return {
            "rounds": [
                {"id": r.id, "day": r.day.isoformat(), "focus": r.focus, "until": r.until and r.until.isoformat()}
                for r in rounds.of_team(storable(team))
            ]
        }

    @router.get("/{id}")
    def one(id: Id, ui: Ui = "de") -> dict[str, Any]:
        return _shown(archive, meeting(archive.store, id), ui)

    @router.put("/{id}/grades")
    def grade(id: Id, body: Grades) -> dict[str, Any]:
        _check_criteria(body.values, criteria)
        if missing := sorted(criteria - set(body.values)):
            raise ItemError("missing_field", f"values: expected every criterion, found none for {', '.join(missing)}")
        item = item_at(archive.store, id, body.position)
        said = [Verdict(c, body.grader, v, True, (), flag_of(item, c)) for c, v in body.values.items()]
        rounds.grade(id, body.position, said)
        return {}

    @router.put("/{id}/end")
    def end(id: Id, body: End) -> dict[str, Any]:
        _check_criteria({body.focus: True}, criteria)
        rounds.end(id, body.focus, body.until)
        return {}

    return router


def _shown(archive: Archive, found: Meeting, language: str) -> dict[str, Any]:
    held = found.round
    return {
        "id": held.id, "team": held.team, "day": held.day.isoformat(), "focus": held.focus,
        "until": held.until and held.until.isoformat(),
        "items": [_place(archive, place, language) for place in found.places],
        "agreement": found.agreement, "before_after": found.before_after, "silence": list(found.silence),
    }  # fmt: skip


def _place(archive: Archive, place: Place, language: str) -> dict[str, Any]:
    shown = item_shown(place.item, archive.rubric, language)
    return {
        "position": place.place.position,
        "lane": None if place.hidden else place.place.lane,
        "blind": place.place.blind,
        "graded": dict(place.graded),
        "item": blind(shown) if place.hidden else shown,
    }


def _check_criteria(values: Mapping[str, bool], known: set[str]) -> None:
    unknown = sorted(set(values) - known)
    if unknown or not values:
        raise ItemError(
            "unknown_value", f"expected criteria of the rubric, found {unknown[0][:40] if unknown else 'none'!r}"
        )
