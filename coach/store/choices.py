"""What the lead has chosen: legal basis of imports, retention, teams, silenced criteria."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from coach.errors import StateError, nearest
from coach.store import tables as t
from coach.store.database import Database

_KEY = "choices"


@dataclass(frozen=True)
class LegalBasis:
    """Why chats may be imported, as the lead has written it down."""

    text: str
    day: str  # ISO 8601


@dataclass(frozen=True)
class Choices:
    """The lead's choices; these are the defaults."""

    legal_basis: LegalBasis | None = None  # None: importing is off
    retention_days: int = 180
    teams: tuple[str, ...] = ("Team",)
    silenced: tuple[str, ...] = ()  # criteria that show no card

    def check_team(self, team: str) -> None:
        """Refuse a team that the lead has not named.

        Raises:
            StateError: with the teams that there are.
        """
        if team not in self.teams:
            raise StateError(
                f"team: expected one of {', '.join(self.teams)}, found another one.{nearest(team, self.teams)}"
            )


class ChoiceBook:
    """Keeps the lead's choices."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self) -> Choices:
        """Return the choices in force."""
        with self._database.read() as connection:
            return _chosen(connection)

    def change(self, **changes: Any) -> Choices:
        """Store changes to single choices, and return all of them."""
        with self._database.write_alone(t.setting) as connection:
            return _store(connection, replace(_chosen(connection), **changes))

    def silence(self, criterion: str, *, silent: bool) -> None:
        """Let a criterion show no cards, or show them again."""
        with self._database.write_alone(t.setting) as connection:
            chosen = _chosen(connection)
            silenced = {*chosen.silenced} - {criterion} | ({criterion} if silent else set())
            _store(connection, replace(chosen, silenced=tuple(sorted(silenced))))


def _chosen(connection: Connection) -> Choices:
    value: dict[str, Any] = connection.scalar(select(t.setting.c.value).where(t.setting.c.key == _KEY)) or {}
    basis = value.get("legal_basis")
    lists: dict[str, Any] = {name: tuple(value[name]) for name in ("teams", "silenced") if name in value}
    return Choices(**{**value, **lists, "legal_basis": LegalBasis(**basis) if basis else None})


def _store(connection: Connection, chosen: Choices) -> Choices:
    connection.execute(delete(t.setting).where(t.setting.c.key == _KEY))
    connection.execute(insert(t.setting).values(key=_KEY, value=asdict(chosen)))
    return chosen
