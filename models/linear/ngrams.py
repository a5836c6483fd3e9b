"""Sparse text vectors: word and character n-grams with tf-idf weights, the same code for training and prediction."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]", re.UNICODE)
_EMOJI = re.compile("[\U0001f300-\U0001faff☀-➿]")


def tokens(text: str) -> list[str]:
    """Return words, marks and emoji of `text` in comparing form; every number becomes `0`, umlauts are written out."""
    lower = unicodedata.normalize("NFKC", text).lower().replace("ß", "ss")
    for umlaut, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        lower = lower.replace(umlaut, plain)
    return ["0" if t.isdigit() else t for t in _TOKEN.findall(lower)]


def stems(text: str) -> list[str]:
    """Return a rough stem (at most six letters) of each content-bearing token: words from three letters on, numbers."""
    return [t[:6] for t in tokens(text) if len(t) >= 3 and t[0].isalpha()]


def numbers(text: str) -> set[str]:
    """Return the digit runs of `text` with two digits or more."""
    return set(re.findall(r"\d{2,}", text))


def ngrams(text: str) -> Iterable[str]:
    """Yield the features of a text: words, word pairs, and the 2- to 5-grams of letters inside a word."""
    words = tokens(text)
    yield from (f"w:{w}" for w in words)
    yield from (f"b:{a} {b}" for a, b in zip(["^", *words], [*words, "$"], strict=True))
    for word in words:
        if word[0].isalpha():
            padded = f"<{word}>"
            for n in (3, 4, 5):
                yield from (f"c:{padded[i : i + n]}" for i in range(len(padded) - n + 1))


@dataclass(frozen=True)
class NgramVectorizer:
    """A vocabulary with inverse document frequencies; makes L2-normalised sublinear tf-idf vectors."""

    vocabulary: dict[str, int]
    idf: np.ndarray  # (vocabulary,)

    @classmethod
    def fit(cls, texts: Sequence[str], *, min_documents: int, max_features: int) -> "NgramVectorizer":
        """Keep the n-grams that stand in `min_documents` texts or more, the most frequent first, sorted by name."""
        counts = Counter(gram for text in texts for gram in set(ngrams(text)))
        frequent = sorted((g for g, c in counts.items() if c >= min_documents), key=lambda g: (-counts[g], g))
        kept = sorted(frequent[:max_features])
        idf = np.array([math.log((1 + len(texts)) / (1 + counts[g])) + 1 for g in kept], dtype=np.float32)
        return cls({g: i for i, g in enumerate(kept)}, idf)

    def transform(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the indices and values of one text's vector, both of shape (non-zeros,)."""
        counts = Counter(self.vocabulary[g] for g in ngrams(text) if g in self.vocabulary)
        index = np.array(sorted(counts), dtype=np.int64)
        value = np.array([1 + math.log(counts[i]) for i in index], dtype=np.float64) * self.idf[index]
        norm = float(np.sqrt((value**2).sum()))
        return index, value / norm if norm else value
