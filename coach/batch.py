"""Files of items: one line in, one line out; a bad line never costs its neighbours."""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from coach.errors import ItemError
from coach.types import Draft

logger = logging.getLogger(__name__)
Work = Callable[[Sequence[Draft]], list[dict[str, Any]]]  # items → one result each, in the form of the contract


def answer_lines(work: Work, lines: Iterable[bytes], *, batch_size: int) -> Iterator[dict[str, Any]]:
    """Work on JSON lines; yield, for each line in the same order, a result or an error in the form of the contract.

    Args:
        work: what is done with the items, for example `lambda drafts: [r.to_dict() for r in pipeline.predict(drafts)]`.
        lines: raw lines, with or without their line ends.
        batch_size: how many lines are read before they are worked on together; 1 answers every line at once.
    """
    numbered = enumerate(lines, 1)
    while batch := list(islice(numbered, batch_size)):
        parsed = [(number, _parse(line)) for number, line in batch]
        drafts = [item for _, item in parsed if isinstance(item, Draft)]
        results = iter(_answer(work, drafts))
        for number, item in parsed:
            result = next(results) if isinstance(item, Draft) else item
            yield (
                {"id": result.id, "line": number, "error": _error(result)} if isinstance(result, ItemError) else result
            )


def _error(error: ItemError) -> dict[str, str]:
    return {"type": error.type, "message": str(error)}


def _parse(line: bytes) -> Draft | ItemError:
    try:
        return Draft.from_dict(json.loads(line.decode("utf-8-sig"), parse_int=_whole_number))
    except ItemError as error:
        return error
    except UnicodeDecodeError as error:
        return ItemError("not_utf8", f"expected UTF-8, found the byte 0x{line[error.start]:02x} at {error.start}")
    except (ValueError, RecursionError) as error:
        found = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
        return ItemError("invalid_json", f"expected a JSON object on one line: {found}")


def _whole_number(digits: str) -> int | float:
    """Return a JSON integer; one too long for `int` stands under a key that is ignored and becomes infinite."""
    return int(digits) if len(digits) <= 4000 else float("inf")


def _answer(work: Work, drafts: list[Draft]) -> list[dict[str, Any] | ItemError]:
    try:
        return list(work(drafts))
    except Exception:  # a fault of ours in one item must not cost the others: find it by taking them one by one
        return [_answer_one(work, draft) for draft in drafts]


def _answer_one(work: Work, draft: Draft) -> dict[str, Any] | ItemError:
    try:
        return work([draft])[0]
    except Exception as error:  # named without its text, which may quote the customer
        logger.error("an item could not be worked on: %s", type(error).__name__)
        return ItemError("internal_error", f"could not be worked on: {type(error).__name__}", id=draft.id)


def dump_line(value: dict[str, Any]) -> bytes:
    """Return one output line as UTF-8; text with lone surrogates, which UTF-8 cannot hold, is written in escapes."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(value, allow_nan=False).encode() + b"\n"
