"""WordPiece of the bilingual encoder: lower-cased pieces, and the case of each word beside them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Encoding, Tokenizer

from models.checkpoint import CheckpointError

LOWER, TITLE, UPPER = 0, 1, 2  # case types; they index the token type embedding of the network
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class TokenBatch:
    """Padded token arrays, each int64 of shape [texts, longest]."""

    ids: np.ndarray
    types: np.ndarray  # LOWER, TITLE or UPPER
    mask: np.ndarray  # 1 for a token, 0 for padding


class CaseTokenizer:
    """A `tokenizers` WordPiece model that also tells lower, Title and UPPER words apart.

    Special tokens are never read out of a text: a customer who types "[AGENT]" stays a customer.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.encode_special_tokens = True
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self.tokenizer = tokenizer

    @classmethod
    def from_file(cls, path: Path) -> "CaseTokenizer":
        """Load a tokenizer.json.

        Raises:
            CheckpointError: when the file is missing or damaged.
        """
        if not path.is_file():
            raise CheckpointError(f"{path}: expected the tokenizer of the model, found nothing there")
        try:
            return cls(Tokenizer.from_file(str(path)))
        except Exception as error:  # tokenizers raises a bare Exception
            raise CheckpointError(f"{path}: expected a tokenizers file, it is damaged ({error})") from None

    def encode(self, texts: Sequence[str], *, max_length: int) -> TokenBatch:
        """Return ids, case types and mask of `texts`, cut to `max_length` tokens with the closing [SEP] kept."""
        return pad(self.rows(texts, max_length=max_length))

    def rows(self, texts: Sequence[str], *, max_length: int) -> list[np.ndarray]:
        """Return, per text, ids and case types as an int32 array [2, tokens]."""
        cleaned = [printable(text) for text in texts]
        encodings = self.tokenizer.encode_batch(cleaned)
        return [_row(text, encoding, max_length) for text, encoding in zip(cleaned, encodings, strict=True)]


def printable(text: str) -> str:
    """Return `text` with lone surrogates, which no tokenizer takes, replaced one for one."""
    return _SURROGATE.sub("\ufffd", text)


def pad(rows: Sequence[np.ndarray]) -> TokenBatch:
    """Return rows of ids and case types, each [2, tokens], as one padded batch."""
    shape = (len(rows), max((row.shape[1] for row in rows), default=0))
    batch = TokenBatch(np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape, np.int64))
    for number, row in enumerate(rows):
        batch.ids[number, : row.shape[1]], batch.types[number, : row.shape[1]] = row
        batch.mask[number, : row.shape[1]] = 1
    return batch


def _row(text: str, encoding: Encoding, max_length: int) -> np.ndarray:
    ids, types = list(encoding.ids), case_types(text, encoding)
    if len(ids) > max_length:
        ids, types = [*ids[: max_length - 1], ids[-1]], [*types[: max_length - 1], LOWER]
    return np.array([ids, types], np.int32)


def case_types(text: str, encoding: Encoding) -> list[int]:
    """Return the case type of the word that each token belongs to; special tokens count as LOWER."""
    spans: dict[int, tuple[int, int]] = {}
    for word, (start, end) in zip(encoding.word_ids, encoding.offsets, strict=True):
        if word is not None:
            first, last = spans.get(word, (start, end))
            spans[word] = (min(first, start), max(last, end))
    kinds = {word: _case(text[start:end]) for word, (start, end) in spans.items()}
    return [LOWER if word is None else kinds[word] for word in encoding.word_ids]


def _case(word: str) -> int:
    if len(word) > 1 and word.isupper():
        return UPPER
    return TITLE if word[:1].isupper() else LOWER
