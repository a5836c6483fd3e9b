"""Text blocks (macros) from a file: CSV with a heading, or JSON."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from coach.errors import ItemError
from coach.exports import Fault
from coach.store.blocks import NewBlock

MOST_BYTES = 20_000_000
_LONGEST = 20_000  # characters of a block
_TITLES = ("title", "titel", "name", "shortcut", "kürzel", "short_code")
_TEXTS = ("text", "content", "inhalt", "body", "nachricht", "message", "comment_value", "antwort", "reply")


def read_blocks(raw: bytes) -> tuple[tuple[NewBlock, ...], tuple[Fault, ...]]:
    """Return the blocks of a file, and the places that hold none.

    A CSV file needs a heading with a column for the text (text, content, body, Inhalt …) and may have one for the title; its
    delimiter is told from the heading. JSON is a list of objects with such keys, or an object that holds one list of them.

    Raises:
        ItemError: when the file is too large, no UTF-8, or has no texts where they are expected.
    """
    if len(raw) > MOST_BYTES:
        raise ItemError("too_large", f"expected at most {MOST_BYTES // 1_000_000} MB, found more")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ItemError("not_utf8", f"expected UTF-8, found another byte at {error.start}") from None
    rows = _json_rows(text) if text.lstrip()[:1] in ("[", "{") else _csv_rows(text)
    blocks: list[NewBlock] = []
    faults: list[Fault] = []
    for line, row in rows:
        found = _block(row)
        if isinstance(found, NewBlock):
            blocks.append(found)
        else:
            type, message = found
            faults.append(Fault(line, message, type))
    return tuple(blocks), tuple(faults)


def _csv_rows(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    heading = text.splitlines()[0] if text.strip() else ""
    delimiter = max(";,\t", key=heading.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = {(name or "").strip().lower() for name in reader.fieldnames or ()}
    if not names & set(_TEXTS):
        raise ItemError("missing_field", f"heading: expected a column named one of {', '.join(_TEXTS)}, found none")
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise ItemError("not_an_export", f"line {reader.line_num}: expected CSV ({error})") from None


def _json_rows(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise ItemError("invalid_json", "expected JSON or CSV, found neither") from None
    if isinstance(value, dict):  # as help desks wrap them: {"macros": [...]}
        value = next((v for v in value.values() if isinstance(v, list)), None)
    if not isinstance(value, list):
        raise ItemError("wrong_type", "expected a list of text blocks, found another value")
    for number, row in enumerate(value, 1):
        yield number, row if isinstance(row, dict) else {}


def _block(row: Mapping[str, Any]) -> NewBlock | tuple[str, str]:
    """Return the block of a row; or why there is none, as the fault's type and message."""
    fields = {
        name.strip().lower(): v.strip()
        for name, v in row.items()
        if isinstance(name, str) and isinstance(v, str) and v.strip()
    }
    text = next((fields[name] for name in _TEXTS if name in fields), None)
    if text is None:
        return "no_text", "expected some text, found none"
    if len(text) > _LONGEST:
        return "too_long", f"expected at most {_LONGEST} characters, found {len(text)}"
    title = next((fields[name] for name in _TITLES if name in fields), text.splitlines()[0])[:120]
    return NewBlock(title, text)
