"""The weekly round."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, HTTPException

from coach.archive.meeting import Meeting, Place, check_seat, meeting
from coach.archive.service import Archive
from coach.errors import ItemError
from coach.store.values import Verdict
from coach.web.asked import End, Grades, Team, Ui
from coach.web.items import flag_of
from coach.web.shown import blind, item_shown


def rounds_router(archive: Archive) -> APIRouter:
    """Return the routes under /rounds."""
    router, rounds = APIRouter(prefix="/rounds"), archive.store.rounds
    criteria = {c.id for c in archive.rubric}

    @router.post("")
    def build(body: Team) -> dict[str, int]:
        if body.team not in archive.store.choices.get().teams:
            raise HTTPException(404, "expected one of the teams that the lead has named, found another one")
        return {"id": rounds.build(body.team, archive.today())}

    @router.get("")
    def listed(team: str) -> dict[str, Any]:
        return {
            "rounds": [
                {"id": r.id, "day": r.day.isoformat(), "focus": r.focus, "until": r.until and r.until.isoformat()}
                for r in rounds.of_team(team)
            ]
        }

    @router.get("/{id}")
    def one(id: int, ui: Ui = "de") -> dict[str, Any]:
        return _shown(archive, meeting(archive.store, id), ui)

    @router.put("/{id}/grades")
    def grade(id: int, body: Grades) -> dict[str, Any]:
        _check_criteria(body.values, criteria)
        item = check_seat(meeting(archive.store, id), body.position, body.grader)
        for criterion, value in body.values.items():
            verdict = Verdict(criterion, body.grader, value, True, (), flag_of(item, criterion))
            archive.store.items.set_verdict(item.id, verdict, archive.today())
        return {}

    @router.put("/{id}/end")
    def end(id: int, body: End) -> dict[str, Any]:
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
