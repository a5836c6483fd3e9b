"""Tasks: YAML files that say which data are predicted how, and what published systems reach on them."""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from coach.errors import nearest
from eval.errors import EvalError

TASKS = Path(__file__).parent / "tasks"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Dataset(_Part):
    """Where the items come from."""

    name: str
    split: str
    files: tuple[str, ...]  # own ones from the repository's root, public ones under --data
    public: bool
    licence: str
    source: str


class Published(_Part):
    """A figure of somebody else's system on the same split and metric."""

    system: str
    metric: str
    value: float
    source: str


class Task(_Part):
    """One thing that is measured."""

    id: str
    version: int
    title: str
    kind: Literal["review", "irony", "empathy", "similarity", "address"]
    text: Literal["authored", "real", "public"]
    languages: tuple[Literal["de", "en"], ...]
    dataset: Dataset
    metrics: tuple[str, ...]
    held: bool = False  # a test split: scored only when named, once per release candidate, and every scoring is logged
    note: str = ""
    published: tuple[Published, ...] = ()


def load_tasks(folder: Path = TASKS) -> list[Task]:
    """Return the tasks of a folder, in the order of their file names.

    Raises:
        EvalError: when there is none, or a file is wrong; the message names file and key.
    """
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise EvalError(f"{folder}: expected task files (*.yml), found none")
    return [_load(path) for path in paths]


def _load(path: Path) -> Task:
    try:
        task = Task.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        raise EvalError(f"{path}: expected YAML ({error})") from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        hint = nearest(key, tuple(Task.model_fields)) if first["type"] == "extra_forbidden" else ""
        raise EvalError(f"{path}: {key or 'file'}: {first['msg']}.{hint}") from None
    if task.id != path.stem:
        raise EvalError(f"{path}: id: expected {path.stem!r} as the file is called, found {task.id!r}")
    return task
