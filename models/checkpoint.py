"""Reading and writing checkpoint folders: JSON and safetensors only."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

_RECORDS = ("metrics.json", "results.json")  # what was measured of a model is no part of it


class CheckpointError(Exception):
    """A checkpoint folder is missing, incomplete or damaged; the message names the file."""


def read_json(path: Path) -> dict[str, Any]:
    """Return the object in a JSON file.

    Raises:
        CheckpointError: when the file is missing, no JSON or no object.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CheckpointError(f"{path}: expected a file of the model, found nothing there") from None
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path}: expected a JSON file of the model, could not read it ({error})") from None
    if not isinstance(value, dict):
        raise CheckpointError(f"{path}: expected a JSON object, found {type(value).__name__}")
    return value


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write `value` with sorted keys, so that equal checkpoints are equal files."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def read_tensors(path: Path) -> dict[str, np.ndarray]:
    """Return the tensors of a safetensors file.

    Raises:
        CheckpointError: when the file is missing or damaged.
    """
    try:
        return load_file(path)
    except FileNotFoundError:
        raise CheckpointError(f"{path}: expected the weights of the model, found nothing there") from None
    except (OSError, SafetensorError) as error:
        raise CheckpointError(f"{path}: expected a safetensors file, it is damaged ({error})") from None


def write_tensors(path: Path, tensors: Mapping[str, np.ndarray]) -> None:
    """Write tensors as safetensors."""
    save_file(dict(tensors), path)


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 over the weights and settings of a checkpoint, in hexadecimal."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.iterdir() if p.suffix in (".json", ".safetensors") and p.name not in _RECORDS):
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
