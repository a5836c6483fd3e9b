"""What each step of the training reads: planned ahead from the seed alone, so that a resumed run reads the same."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from models.tokenization import CaseTokenizer, TokenBatch, pad
from training.encoder.config import EncoderConfig
from training.encoder.sources import Pair

POOL = 40  # batches that are sorted by length together
MASK_CROP = 96  # tokens of a text that a masked-language step reads
_REPLACED, _RANDOM = 0.8, 0.1  # of the hidden tokens: [MASK], a random piece; the rest stays (Devlin et al. 2019)


def composites(pairs: Sequence[Pair], count: int, seed: int) -> list[Pair]:
    """Return texts of two to eight sentences: neighbouring turns of one dialogue, or sentences that met by chance."""
    rng = np.random.default_rng([seed, 1])
    starts = rng.integers(0, len(pairs), count)
    result = []
    for start, length in zip(starts, rng.integers(2, 9, count), strict=True):
        if pairs[start].group:
            chosen = [p for p in pairs[start : start + length] if p.group == pairs[start].group]
        else:
            chosen = [pairs[start], *(pairs[i] for i in rng.integers(0, len(pairs), length - 1))]
        glue = "\n" if rng.random() < 0.3 else " "
        result.append(Pair(glue.join(p.de for p in chosen), glue.join(p.en for p in chosen), "composite"))
    return result


@dataclass(frozen=True)
class Texts:
    """Tokenised training texts; a text's vector is drawn to that of its target, an English text."""

    rows: list[np.ndarray]  # German sides, English sides, English texts without a translation
    target: np.ndarray  # per row: which teacher vector
    pairs: int
    own: np.ndarray  # numbers of the pairs written for this project

    @classmethod
    def of(cls, tokenizer: CaseTokenizer, pairs: Sequence[Pair], english: Sequence[str], *, max_length: int) -> "Texts":
        """Tokenise pairs and English texts."""
        texts = [*(p.de for p in pairs), *(p.en for p in pairs), *english]
        target = np.concatenate([np.arange(len(pairs)), np.arange(len(pairs) + len(english))])
        own = np.array([i for i, p in enumerate(pairs) if p.source == "own"], np.int64)
        return cls(tokenizer.rows(texts, max_length=max_length), target, len(pairs), own)


def plan(texts: Texts, config: EncoderConfig) -> list[np.ndarray]:
    """Return the rows of each step, over all epochs."""
    epochs = config.optimisation.epochs
    steps: list[np.ndarray] = []
    for epoch in range(math.ceil(epochs)):
        found = list(_epoch(texts, config, epoch))
        steps += found[: round(len(found) * min(1.0, epochs - epoch))]
    return steps


def _epoch(texts: Texts, config: EncoderConfig, epoch: int) -> Iterator[np.ndarray]:
    rng, mixture, sizes = np.random.default_rng([config.seed, 2, epoch]), config.mixture, config.optimisation
    parts = [np.arange(texts.pairs), np.repeat(texts.own, mixture.own_repeats - 1)]
    parts.append(texts.pairs + rng.permutation(texts.pairs)[: round(texts.pairs * mixture.english_share)])
    alone = np.arange(2 * texts.pairs, len(texts.rows))
    parts.append(rng.permutation(alone)[: mixture.english_texts])
    order = rng.permutation(np.concatenate(parts))
    batches: list[np.ndarray] = []
    for start in range(0, len(order), POOL * sizes.batch_texts):
        pool = order[start : start + POOL * sizes.batch_texts]
        lengths = np.array([texts.rows[i].shape[1] for i in pool])
        batches += _batches(pool[np.argsort(lengths, kind="stable")], texts, sizes.batch_texts, sizes.batch_tokens)
    for number in rng.permutation(len(batches)):
        yield batches[number]


def _batches(pool: np.ndarray, texts: Texts, most: int, tokens: int) -> Iterator[np.ndarray]:
    """Cut rows that are sorted by length into batches; the last and longest row decides on the padding."""
    start = 0
    for end in range(1, len(pool) + 1):
        full = end == len(pool) or end - start == most
        if full or (end + 1 - start) * texts.rows[pool[end]].shape[1] > tokens:
            yield pool[start:end]
            start = end


class StepDataset(Dataset[dict[str, Tensor]]):
    """One entry per step: a padded batch with its targets, now and then with masked German beside it."""

    def __init__(
        self, steps: Sequence[np.ndarray], texts: Texts, targets: np.ndarray, masked: "MaskedTexts", every: int
    ) -> None:
        self.steps, self.texts, self.targets, self.masked, self.every = steps, texts, targets, masked, every

    def __len__(self) -> int:
        return len(self.steps)

    def __getitem__(self, step: int) -> dict[str, Tensor]:
        rows = self.steps[step]
        result = _tensors(pad([self.texts.rows[i] for i in rows]))
        result["targets"] = torch.from_numpy(self.targets[self.texts.target[rows]].astype(np.float32))
        if self.every and step % self.every == 0:
            result |= self.masked.batch(step)
        return result


class MaskedTexts:
    """German texts with pieces hidden."""

    def __init__(self, rows: Sequence[np.ndarray], tokenizer: CaseTokenizer, config: EncoderConfig) -> None:
        self.rows, self.seed, self.loss = [row[:, :MASK_CROP] for row in rows], config.seed, config.loss
        inner = tokenizer.tokenizer
        self.mask, self.pieces = inner.token_to_id("[MASK]"), inner.get_vocab_size()
        self.first = 1 + max(number for piece, number in inner.get_vocab().items() if _special(piece))

    def batch(self, step: int) -> dict[str, Tensor]:
        """Return the masked texts of a step; `masked_labels` is -100 where nothing is asked."""
        rng = np.random.default_rng([self.seed, 3, step])
        chosen: list[np.ndarray] = []
        while sum(row.shape[1] for row in chosen) < self.loss.masked_tokens:
            chosen.append(self.rows[rng.integers(len(self.rows))])
        batch = pad(chosen)
        hidden = (rng.random(batch.ids.shape) < self.loss.masked_share) & (batch.ids >= self.first)
        labels = np.where(hidden, batch.ids, -100)
        draw = rng.random(batch.ids.shape)
        batch.ids[hidden & (draw < _REPLACED)] = self.mask
        random = hidden & (draw >= _REPLACED) & (draw < _REPLACED + _RANDOM)
        batch.ids[random] = rng.integers(self.first, self.pieces, int(random.sum()))
        named = {f"masked_{name}": tensor for name, tensor in _tensors(batch).items()}
        return named | {"masked_labels": torch.from_numpy(labels)}


def _special(piece: str) -> bool:
    return len(piece) > 2 and piece.startswith("[") and piece.endswith("]")


def _tensors(batch: TokenBatch) -> dict[str, Tensor]:
    return {name: torch.from_numpy(getattr(batch, name)) for name in ("ids", "types", "mask")}
