import numpy as np
import pytest

from training.encoder.measures import development_figures, retrieval, similarity, tokens_per_word
from training.encoder.sources import Pair
from training.encoder.vocabulary import build_tokenizer

EYE = np.eye(4)


def test_measures_retrieval_counts_the_own_counterpart_only():
    assert retrieval(EYE, EYE) == 1.0
    assert retrieval(EYE, EYE[[1, 0, 2, 3]]) == 0.5


def test_measures_retrieval_counts_near_duplicates_where_the_teacher_says_so():
    swapped = EYE[[1, 0, 2, 3]]
    alike = np.array([[1, 0], [0.95, np.sqrt(1 - 0.95**2)], [0, 1], [-1, 0]])
    assert retrieval(EYE, swapped, alike) == 1.0
    apart = np.array([[1, 0], [0.8, 0.6], [0, 1], [-1, 0]])
    assert retrieval(EYE, swapped, apart) == 0.5


def test_measures_similarity_is_a_rank_correlation():
    vectors = {"a": [1, 0], "b": [0.9, np.sqrt(0.19)], "c": [0, 1]}
    encode = lambda texts: np.array([vectors[t] for t in texts])  # noqa: E731
    assert similarity(encode, [("a", "a", 5.0), ("a", "b", 3.0), ("a", "c", 0.0)]) == pytest.approx(1)
    assert similarity(encode, [("a", "a", 0.0), ("a", "b", 3.0), ("a", "c", 5.0)]) == pytest.approx(-1)


def test_measures_development_mean_is_over_the_sets():
    encode = lambda texts: np.array([EYE[int(t)] for t in texts])  # noqa: E731
    sets = {"right": [Pair("0", "0", ""), Pair("1", "1", "")], "wrong": [Pair("0", "1", ""), Pair("1", "0", "")]}
    assert development_figures(encode, sets) == {"right": 1.0, "wrong": 0.0, "mean": 0.5}


def test_measures_tokens_per_word_leaves_special_tokens_out():
    tokenizer = build_tokenizer(["tor", "##tor"], [])
    assert tokens_per_word(tokenizer, ["tor tortor"]) == 1.5
