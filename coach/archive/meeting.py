"""What a weekly round shows: blind grades first, then how far everybody agrees, and how the last focus went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coach.archive.insights import Insights, doubly_graded, proposals
from coach.errors import MissingError
from coach.store import Store
from coach.store.rounds import Round, RoundItem
from coach.store.values import GRADERS, StoredItem


@dataclass(frozen=True)
class Place:
    """One item of a round, with which seats have graded it."""

    place: RoundItem
    item: StoredItem
    graded: Mapping[str, bool]
    open: bool  # the round goes on

    @property
    def hidden(self) -> bool:
        """Tell whether the model's values stay hidden, for somebody still has to grade."""
        return self.open and self.place.blind and not all(self.graded.values())


@dataclass(frozen=True)
class Meeting:
    """A round as it stands."""

    round: Round
    places: tuple[Place, ...]
    agreement: Mapping[str, Any] | None  # None: a blind item is not graded by both seats yet
    before_after: Mapping[str, Any] | None  # of the last round's focus; None: none, or too few data
    silence: tuple[str, ...]  # criteria that graders agree on too seldom


def meeting(store: Store, id: int) -> Meeting:
    """Return a round with its items and what may be shown of them.

    Raises:
        MissingError: when there is no such round.
    """
    found = store.rounds.get(id)
    stored = {item.id: item for item in store.items.many([place.item_id for place in found.items])}
    places = tuple(_place(place, stored[place.item_id], found) for place in found.items if place.item_id in stored)
    pairs = doubly_graded(store.counts.graded())
    silenced = store.choices.get().silenced
    return Meeting(
        found,
        places,
        _agreement([p for p in places if p.place.blind]),
        _before_after(store, found),
        tuple(c for c in proposals(pairs) if c not in silenced),
    )


def item_at(store: Store, id: int, position: int) -> StoredItem:
    """Return the item at a position of a round.

    Raises:
        MissingError: when there is no such round or position, or its item was taken back.
    """
    item_id = next((place.item_id for place in store.rounds.get(id).items if place.position == position), None)
    item = store.items.get(item_id) if item_id is not None else None
    if item is None:
        raise MissingError(f"position {position}: expected an item of the round, found none")
    return item


def _place(place: RoundItem, item: StoredItem, held: Round) -> Place:
    seats = {v.grader for v in item.verdicts if v.blind}
    return Place(place, item, {grader: grader in seats for grader in GRADERS}, held.focus is None)


def _agreement(blind: Sequence[Place]) -> Mapping[str, Any] | None:
    """Return, over the blind items, in how many both seats say the same of a criterion, and each the same as the model."""
    if not blind or not all(all(p.graded.values()) for p in blind):
        return None
    both: dict[str, list[bool]] = {}
    with_model: dict[str, list[bool]] = {}
    for place in blind:
        said = {(v.criterion, v.grader): v for v in place.item.verdicts if v.blind}
        for (criterion, grader), verdict in said.items():
            if verdict.model is not None:
                with_model.setdefault(criterion, []).append(verdict.value == verdict.model)
            other = said.get((criterion, GRADERS[1]))
            if grader == GRADERS[0] and other:
                both.setdefault(criterion, []).append(verdict.value == other.value)
    return {"criteria": _counts(both), "with_model": _counts(with_model)}


def _counts(found: Mapping[str, Sequence[bool]]) -> list[dict[str, Any]]:
    return [{"criterion": c, "same": sum(same), "of": len(same)} for c, same in sorted(found.items())]


def _before_after(store: Store, this: Round) -> Mapping[str, Any] | None:
    """Return how the focus of the round before this one went."""
    earlier = [r for r in store.rounds.of_team(this.team) if r.day < this.day and r.focus]
    if not earlier:
        return None
    last = earlier[0]
    assert last.focus is not None
    return Insights(store.counts).before_after(last.focus, this.team, day=last.day, until=this.day)
