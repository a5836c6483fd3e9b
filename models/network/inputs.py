"""From an example to token arrays: conversation and draft are two segments, each with positions of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from models.interface import Example
from models.tokenization import CaseTokenizer, case_types, printable

NOWHERE = -1


@dataclass(frozen=True)
class Segment:
    """A conversation or a draft as the network reads it; int64 arrays with one entry per token.

    What is read of a conversation depends on nothing of the draft, so its states can be kept while someone types.
    """

    ids: np.ndarray
    types: np.ndarray  # case of the word
    part: np.ndarray  # of a word: index of its message, or of its sentence in the draft; elsewhere NOWHERE
    starts: np.ndarray  # offsets in the message or the draft, code points
    ends: np.ndarray
    turn: np.ndarray  # 1 for words of the customer turn
    customer: np.ndarray  # 1 for words of any customer message

    def __len__(self) -> int:
        return len(self.ids)


class InputBuilder:
    """Turns examples into segments of at most `max_tokens` tokens; of a conversation the oldest words go first."""

    def __init__(self, tokenizer: CaseTokenizer, *, max_tokens: int) -> None:
        self._tokenizer, self._max_tokens = tokenizer.tokenizer, max_tokens

    def conversation(self, example: Example) -> list[Segment]:
        """Return windows, the newest first: messages, each behind a token of its role, closed by a separator.

        The first holds the newest words. Older windows hold what it leaves out of the customer turn; what was said
        before that is read as far as the first window goes.
        """
        windows: list[list[Segment]] = [[]]
        room = self._max_tokens - 1
        for index in reversed(range(len(example.turns))):
            words = self._words(example.turns[index].text)
            end = len(words["ids"])
            while end:
                if room < 2:
                    windows.append([])
                    room = self._max_tokens - 1
                if len(windows) > 1 and index not in example.customer_turn:
                    return self._closed(windows)
                start = max(0, end - (room - 1))
                piece = {name: column[start:end] for name, column in words.items()}
                windows[-1].append(self._message(piece, example, index))
                room -= end - start + 1
                end = start
        return self._closed(windows)

    def _message(self, words: dict[str, np.ndarray], example: Example, index: int) -> Segment:
        size, role = len(words["ids"]), example.turns[index].role
        words["part"] = np.full(size, index)
        words["customer"] = np.full(size, int(role == "customer"))
        words["turn"] = np.full(size, int(index in example.customer_turn))
        return joined([self._mark(role), _segment(words)])

    def _closed(self, windows: Sequence[Sequence[Segment]]) -> list[Segment]:
        """Return each window in reading order with its separator; an empty one behind the first is dropped."""
        kept = [window for number, window in enumerate(windows) if window or not number]
        return [joined([*reversed(window), self._mark("sep")]) for window in kept]

    def draft(self, example: Example) -> Segment:
        """Return the draft behind a token of its channel; a draft that is too long loses its end."""
        words = {name: column[: self._max_tokens - 3] for name, column in self._words(example.draft).items()}
        bounds = np.array([end for _, end in example.sentences])
        words["part"] = np.minimum(np.searchsorted(bounds, words["starts"], side="right"), max(0, len(bounds) - 1))
        return joined([self._mark("cls"), self._mark(example.channel), _segment(words), self._mark("sep")])

    def _words(self, text: str) -> dict[str, np.ndarray]:
        text = printable(text)
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        offsets = np.array(encoding.offsets, np.int64).reshape(-1, 2)
        kinds = np.array(case_types(text, encoding), np.int64)
        return {
            "ids": np.array(encoding.ids, np.int64),
            "types": kinds,
            "starts": offsets[:, 0],
            "ends": offsets[:, 1],
        }

    def _mark(self, name: str) -> Segment:
        return _segment({"ids": np.array([self._tokenizer.token_to_id(f"[{name.upper()}]")])})


def _segment(columns: dict[str, np.ndarray]) -> Segment:
    size = len(columns["ids"])
    empty = {f.name: np.zeros(size, np.int64) for f in fields(Segment)} | {"part": np.full(size, NOWHERE)}
    return Segment(**{name: column.astype(np.int64) for name, column in {**empty, **columns}.items()})


def joined(parts: Sequence[Segment]) -> Segment:
    """Return several segments as one."""
    return Segment(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Segment)})


def padded(segments: Sequence[Segment], name: str, fill: int = 0) -> np.ndarray:
    """Return one field of several segments as an int64 array [segments, longest]."""
    found = np.full((len(segments), max(len(s) for s in segments)), fill, np.int64)
    for row, segment in enumerate(segments):
        found[row, : len(segment)] = getattr(segment, name)
    return found


def mask(lengths: Sequence[int]) -> np.ndarray:
    """Return 1 for tokens and 0 for padding, int64 [segments, longest]."""
    column = np.array(lengths)[:, None]
    found: np.ndarray = (np.arange(column.max()) < column).astype(np.int64)
    return found
