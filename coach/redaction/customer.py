"""What of a conversation leads to its customer. Nothing that leads to an agent may: no search by agent exists."""

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from coach.redaction.identifiers import Identifier
from coach.redaction.people import Name
from coach.redaction.persons import Persons
from coach.redaction.phones import phones
from coach.redaction.scanning import Scan, normal
from coach.text import fold

_OWN_NUMBERS = ("email", "phone", "iban", "card")  # in a message of the team they are those of the house
_SHORTEST = 3  # letters of a name that tell whose an e-mail address is
_GIVEN_NUMBERS = ("order", "customer")  # the team writes only those of the customer


def of_the_customer(
    scans: Sequence[Scan],
    found: Sequence[Sequence[Identifier]],
    roles: Sequence[str],
    *,
    customers: Collection[str],
    team: Collection[str],
) -> tuple[Identifier, ...]:
    """Return the customer's identifiers, each once.

    Names are those of `customers`, those a customer signs with or introduces themselves by, and those the team greets;
    never one of the team, one the team signs with, or one a customer greets.
    """
    ours = [_participant(name) for name in team]
    ours += _named(scans, roles, (("customer", "other"), ("team", "speaker")))
    our_names = {name.normal for name in ours}
    persons = Persons()
    for name in our_names:
        persons.add(name.split(), 1)
    kept = [one for name in customers if (one := _participant(name)).normal not in our_names]
    theirs = {one.normal: one for one in _named(scans, roles, (("customer", "speaker"), ("team", "other")))}
    kept += [one for normal, one in theirs.items() if persons.find(normal.split()) is None]
    words = {word for name in our_names for word in name.split() if len(word) >= _SHORTEST}
    for marks, role in zip(found, roles, strict=True):
        kinds = _GIVEN_NUMBERS if role != "customer" else (*_GIVEN_NUMBERS, *_OWN_NUMBERS)
        kept += [mark for mark in marks if mark.kind in kinds and not _has_name(mark, words)]
    return tuple({(one.kind, one.normal): one for one in kept if one.normal}.values())


def _participant(name: str) -> Identifier:
    """Return a participant; in exports a telephone number may stand for a name."""
    is_number = any(one.end - one.start >= len(name.strip()) for one in phones(name.strip()))
    kind = "phone" if is_number else "name"
    return Identifier(kind, 0, len(name), name, normal(kind, name))


def _named(scans: Sequence[Scan], roles: Sequence[str], sides: tuple[tuple[str, str], ...]) -> Iterator[Identifier]:
    for one, role in zip(scans, roles, strict=True):
        for place in one.places:
            if (role if role == "customer" else "team", place.whose) in sides:
                yield _name(one, place)


def _name(one: Scan, place: Name) -> Identifier:
    value = one.text[place.start : place.end]
    return Identifier("name", place.start, place.end, value, normal("name", value))


def _has_name(mark: Identifier, words: Collection[str]) -> bool:
    """Tell whether an e-mail address is that of someone in the team."""
    local = fold(mark.value.split("@")[0]) if mark.kind == "email" else ""
    return any(local[start:end] in words for start, end in combinations(range(len(local) + 1), 2))
