"""Word alignment between German and English pieces, and embeddings for German pieces from it.

An embedding of the teacher is given to each German piece as the weighted mean of the English pieces aligned with it
("trans-tokenisation", Remy et al. 2024; WECHSEL, Minixhofer et al. 2022).
"""

import tempfile
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from tokenizers import Tokenizer

from training.encoder.config import EncoderError
from training.encoder.vocabulary import EMOJI, SPECIAL

TOP = 8  # English pieces that an embedding is mixed from
GERMAN_SHARE = 0.7  # a shared piece used more in German than this gets a new embedding
Tokens = Sequence[Sequence[int]]


def ibm1(german: Tokens, english: Tokens, *, shape: tuple[int, int], rounds: int) -> csr_array:
    """Return expected link counts [German pieces, English pieces] of IBM model 1 (Brown et al. 1993), with a null word."""
    null = shape[0]
    source = [np.append(np.asarray(row, np.int64), null) for row in german]
    target = [np.asarray(row, np.int64) for row in english]
    keys = np.concatenate([(d[:, None] * shape[1] + e[None, :]).ravel() for d, e in zip(source, target, strict=True)])
    offsets = np.cumsum([0, *(len(e) for e in target)])
    places = np.concatenate(
        [np.tile(np.arange(o, o + len(e)), len(d)) for d, e, o in zip(source, target, offsets, strict=False)]
    )
    cells, inverse = np.unique(keys, return_inverse=True)
    row = cells // shape[1]
    probability = np.ones(len(cells))
    counts = probability
    for _ in range(rounds):
        linked = probability[inverse]
        linked /= np.bincount(places, linked, minlength=offsets[-1])[places]
        counts = np.bincount(inverse, linked, minlength=len(cells))
        probability = counts / np.bincount(row, counts, minlength=null + 1)[row]
    real = row < null
    return csr_array((counts[real], (row[real], cells[real] % shape[1])), shape=shape)


def eflomal(german: Tokens, english: Tokens, *, shape: tuple[int, int], rounds: int) -> csr_array:
    """Return link counts of both directions by eflomal (Östling & Tiedemann 2016); `rounds` is its own choice.

    Raises:
        EncoderError: when the package is not installed.
    """
    try:
        from eflomal import Aligner
    except ImportError:
        raise EncoderError("alignment eflomal: expected the package; pip install eflomal==2.0.0 (GPL-3.0)") from None
    with tempfile.TemporaryDirectory() as folder:
        links = [str(Path(folder) / name) for name in ("forward", "reverse")]
        lines = [[" ".join(map(str, row)) for row in rows] for rows in (german, english)]
        Aligner().align(lines[0], lines[1], links_filename_fwd=links[0], links_filename_rev=links[1])
        rows, columns = [], []
        for name in links:
            with Path(name).open(encoding="ascii") as found:
                for number, line in enumerate(found):
                    for link in line.split():
                        i, j = map(int, link.split("-"))
                        rows.append(german[number][i])
                        columns.append(english[number][j])
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)


ALIGNERS = {"ibm1": ibm1, "eflomal": eflomal}


def initial_embeddings(
    tokenizer: Tokenizer, teacher: Tokenizer, table: np.ndarray, links: csr_array | None, german_share: np.ndarray
) -> np.ndarray:
    """Return the student's embedding table [pieces, width].

    Args:
        tokenizer: the student's.
        teacher: the teacher's.
        table: the teacher's embeddings [its pieces, width].
        links: link counts [student pieces, teacher pieces], or None for an initialisation without alignment.
        german_share: per student piece, how much of its use is German, 0-1.
    """
    known = teacher.get_vocab()
    special = set(SPECIAL)
    result = np.empty((tokenizer.get_vocab_size(), table.shape[1]), np.float32)
    for piece, number in tokenizer.get_vocab().items():
        if piece in known and (links is None or piece in special or german_share[number] < GERMAN_SHARE):
            result[number] = table[known[piece]]
            continue
        start, end = (0, 0) if links is None else links.indptr[number : number + 2]
        if end > start and links is not None:
            result[number] = _mixed(table, links.indices[start:end], links.data[start:end])
        else:
            ids = teacher.encode(_spelt(piece), add_special_tokens=False).ids
            result[number] = table[ids].mean(0) if ids else table.mean(0)
    return result


def _mixed(table: np.ndarray, pieces: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Mix the most frequent counterparts; the mean is brought back to their usual length."""
    best = np.argsort(-counts, kind="stable")[:TOP]
    weights = counts[best] / counts[best].sum()
    rows = table[pieces[best]]
    mixed = weights @ rows
    usual = weights @ np.linalg.norm(rows, axis=1)
    return np.asarray(mixed * (usual / max(float(np.linalg.norm(mixed)), 1e-6)))


def _spelt(piece: str) -> str:
    """Return words that the teacher can read for a piece: an emoji's name, a role, else its letters."""
    if piece in EMOJI:
        return unicodedata.name(piece, "symbol").lower()
    return piece.strip("[]").replace("_", " ").removeprefix("##").lower()
