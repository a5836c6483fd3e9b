"""What encoders are measured by: retrieval between the languages, similarity judgements, linear probes, tokens per word."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from scipy.stats import spearmanr
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tokenizers import Tokenizer

from training.encoder.sources import Pair, own_pairs, read_records

NEAR = 0.9  # teacher cosine from which two English texts say nearly the same
SUPPORT_PAIRS = 1000
_COSTS = (0.0003, 0.001, 0.003, 0.01, 0.03)  # C of the probes' regressions
Encode = Callable[[Sequence[str]], np.ndarray]


class Layered(Protocol):
    """An encoder with its inner states."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return unit vectors [texts, width]."""

    def layers(self, texts: Sequence[str]) -> np.ndarray:
        """Return mean-pooled states [1 + layers, texts, width]."""


def retrieval(query: np.ndarray, found: np.ndarray, alike: np.ndarray | None = None) -> float:
    """Return the share of queries whose nearest neighbour is their own counterpart (retrieval@1).

    Args:
        query: unit vectors [texts, width].
        found: unit vectors of the counterparts, in the same order [texts, width].
        alike: unit vectors by which a counterpart within a cosine of 0.9 counts as well [texts, width].
    """
    best = (query @ found.T).argmax(1)
    right = best == np.arange(len(query))
    if alike is not None:
        right |= (alike[best] * alike).sum(1) >= NEAR
    return float(right.mean())


def development_figures(encode: Encode, sets: Mapping[str, Sequence[Pair]]) -> dict[str, float]:
    """Return retrieval@1 German→English per development set, and their mean, by which epoch and settings are chosen."""
    figures = {
        name: retrieval(encode([p.de for p in pairs]), encode([p.en for p in pairs])) for name, pairs in sets.items()
    }
    return {**figures, "mean": sum(figures.values()) / len(figures)}


def similarity(encode: Encode, rows: Sequence[tuple[str, str, float]]) -> float:
    """Return Spearman's correlation of cosines with the judgements (STS benchmark)."""
    cosines = (encode([a for a, _, _ in rows]) * encode([b for _, b, _ in rows])).sum(1)
    return float(spearmanr(cosines, [score for _, _, score in rows]).statistic)


def support_pairs(data: Path) -> list[Pair]:
    """Return 1,000 pairs of the real support chats (WMT24 chat, train), five words and more, drawn by hash."""
    found: dict[str, Pair] = {}
    for row in read_records(data / "wmt24_chat_de_en" / "train.jsonl.zst"):
        texts = {row["source_language"]: row["source"], row["target_language"]: row["reference"]}
        if min(len(text.split()) for text in texts.values()) >= 5:
            found.setdefault(texts["en"], Pair(texts["de"], texts["en"], "wmt24_chat_de_en"))
    return sorted(found.values(), key=lambda p: hashlib.sha256(p.en.encode()).hexdigest())[:SUPPORT_PAIRS]


def irony_probe(model: Layered, data: Path) -> float:
    """Return the F1 of irony on TweetEval's test split, of a logistic regression on all layers' frozen mean states."""
    parts = {s: list(read_records(data / "tweeteval_irony" / f"{s}.jsonl.zst")) for s in ("train", "val", "test")}
    states = {split: _flat(model, [row["text"] for row in rows]) for split, rows in parts.items()}
    labels = {split: np.array([row["label"] for row in rows]) for split, rows in parts.items()}
    fits = [
        make_pipeline(StandardScaler(), LogisticRegression(C=cost, max_iter=2000)).fit(states["train"], labels["train"])
        for cost in _COSTS
    ]
    best = max(fits, key=lambda fit: f1_score(labels["val"], fit.predict(states["val"])))
    return float(f1_score(labels["test"], best.predict(states["test"])))


def address_probe(model: Layered, data: Path) -> float:
    """Return the accuracy of telling du from Sie on CoCoA-MT's test split, of a regression as for irony."""
    texts: dict[str, list[str]] = {}
    for split in ("train", "test"):
        rows = [
            r for r in read_records(data / "cocoa_mt_de" / f"{split}.jsonl.zst") if r["de_formal"] != r["de_informal"]
        ]
        texts[split] = [r["de_formal"] for r in rows] + [r["de_informal"] for r in rows]
    labels = {split: np.repeat([1, 0], len(found) // 2) for split, found in texts.items()}
    pairs = len(labels["train"]) // 2
    folds = [  # both versions of a sentence lie in one fold
        (np.flatnonzero(np.tile(np.arange(pairs) % 5, 2) != k), np.flatnonzero(np.tile(np.arange(pairs) % 5, 2) == k))
        for k in range(5)
    ]
    probe = make_pipeline(
        StandardScaler(),
        LogisticRegressionCV(
            Cs=list(_COSTS), cv=folds, max_iter=2000, l1_ratios=(0.0,), scoring="accuracy", use_legacy_attributes=False
        ),
    )
    probe.fit(_flat(model, texts["train"]), labels["train"])
    return float(probe.score(_flat(model, texts["test"]), labels["test"]))


def _flat(model: Layered, texts: Sequence[str]) -> np.ndarray:
    return np.concatenate(list(model.layers(texts)), axis=1)


def tokens_per_word(tokenizer: Tokenizer, texts: Sequence[str]) -> float:
    """Return pieces per white-space word, special tokens left out."""
    pieces = sum(len(e.ids) for e in tokenizer.encode_batch(list(texts), add_special_tokens=False))
    return pieces / sum(len(text.split()) for text in texts)


def everyday_german(data: Path) -> list[str]:
    """Return German chat that nothing was learnt from: EmpiriST's test postings, and the support pairs' German."""
    postings = [r["text"] for r in read_records(data / "empirist_cmc_de" / "test.jsonl.zst") if r["subcorpus"] == "cmc"]
    return postings + [pair.de for pair in support_pairs(data)]


def test_figures(model: Layered, tokenizer: Tokenizer, teacher: Layered, data: Path) -> dict[str, float]:
    """Return the figures of one encoder on data that none was trained on, by their names in the card."""
    stsb = list(read_records(data / "stsb_de_en" / "test.jsonl.zst"))
    chats, own = support_pairs(data), own_pairs("test")
    german, english = model.encode([p.de for p in chats]), model.encode([p.en for p in chats])
    own_german, own_english = model.encode([p.de for p in own]), model.encode([p.en for p in own])
    return {
        "stsb_german": similarity(model.encode, [(r["s1_de"], r["s2_de"], r["score"]) for r in stsb]),
        "stsb_english": similarity(model.encode, [(r["s1_en"], r["s2_en"], r["score"]) for r in stsb]),
        "support_exact": retrieval(german, english),
        "support_near": retrieval(german, english, teacher.encode([p.en for p in chats])),
        "own_to_english": retrieval(own_german, own_english),
        "own_to_german": retrieval(own_english, own_german),
        "irony_probe": irony_probe(model, data),
        "address_probe": address_probe(model, data),
        "tokens_per_word": tokens_per_word(tokenizer, everyday_german(data)),
    }
