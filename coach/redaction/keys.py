"""The key under which identifiers are hashed: 32 random bytes in a file that only its owner may read."""

import os
import secrets
from pathlib import Path

from coach.errors import SettingsError, StoreError

_LENGTH = 32


def load_key(path: Path) -> bytes:
    """Return the key in `path`; a missing file is made, readable by its owner alone.

    Two processes that start at once get the same key: the file appears whole or not at all.

    Raises:
        SettingsError: when the file holds no key.
        StoreError: when it can be neither read nor made.
    """
    try:
        if not path.exists():
            _create(path)
        key = path.read_bytes()
    except OSError as error:
        raise StoreError(f"{path}: the key of the archive cannot be read or made ({error.strerror})") from error
    if len(key) != _LENGTH:
        raise SettingsError(f"{path}: expected a key of {_LENGTH} bytes, found {len(key)}; was the file changed?")
    return key


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_LENGTH))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was faster: its key counts
    finally:
        draft.unlink()
