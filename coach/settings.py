"""Settings of the app, read from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coach.errors import SettingsError

_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """Where model and rubric stand, and where the app listens."""

    model: Path = _ROOT / "models" / "four-ears"  # FOUR_EARS_MODEL
    rubric: Path = _ROOT / "rubrics" / "support"  # FOUR_EARS_RUBRIC
    host: str = "127.0.0.1"  # FOUR_EARS_HOST; beyond this machine only with accounts (coach.web.access)
    port: int = 7860  # FOUR_EARS_PORT

    llm_url: str = ""  # FOUR_EARS_LLM_URL; an OpenAI-compatible endpoint for rewrites, none when empty
    llm_model: str = "default"  # FOUR_EARS_LLM_MODEL
    llm_hosts: tuple[str, ...] = ()  # FOUR_EARS_LLM_HOSTS; beside this machine, separated by commas

    data: Path = Path("~/.local/share/four-ears")  # FOUR_EARS_DATA; the archive's file and key
    database: str = ""  # DATABASE_URL; sqlite:///FILE or postgresql://…; a file in `data` when empty

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings; an unset or empty variable leaves the default.

        Raises:
            SettingsError: when the port is no port.
        """
        env = os.environ if environ is None else environ
        return cls(
            model=Path(env.get("FOUR_EARS_MODEL") or cls.model),
            rubric=Path(env.get("FOUR_EARS_RUBRIC") or cls.rubric),
            host=env.get("FOUR_EARS_HOST") or cls.host,
            port=_port(env.get("FOUR_EARS_PORT") or str(cls.port)),
            llm_url=env.get("FOUR_EARS_LLM_URL") or cls.llm_url,
            llm_model=env.get("FOUR_EARS_LLM_MODEL") or cls.llm_model,
            llm_hosts=tuple(h.strip() for h in (env.get("FOUR_EARS_LLM_HOSTS") or "").split(",") if h.strip()),
            data=Path(env.get("FOUR_EARS_DATA") or cls.data),
            database=env.get("DATABASE_URL") or cls.database,
        )


def _port(value: str) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        raise SettingsError(f"FOUR_EARS_PORT: expected a whole number from 1 to 65535, found {value!r}")
    return int(value)
