import numpy as np
import pytest

from training.encoder.alignment import ibm1, initial_embeddings
from training.encoder.vocabulary import build_tokenizer

# das Haus ↔ the house, das Buch ↔ the book, ein Buch ↔ a book: the textbook case of IBM model 1
GERMAN = [[0, 1], [0, 2], [3, 2]]  # das=0 haus=1 buch=2 ein=3
ENGLISH = [[0, 1], [0, 2], [3, 2]]  # the=0 house=1 book=2 a=3


def test_alignment_ibm1_finds_the_counterparts():
    links = ibm1(GERMAN, ENGLISH, shape=(4, 4), rounds=20).toarray()
    assert links.argmax(1).tolist() == [0, 1, 2, 3]
    assert links.sum() <= sum(len(row) for row in ENGLISH)


@pytest.fixture
def teacher():
    tokenizer = build_tokenizer(["house", "book", "the", "die"], [])
    table = np.random.default_rng(0).normal(size=(tokenizer.get_vocab_size(), 8)).astype(np.float32)
    return tokenizer, table


def test_alignment_german_pieces_get_the_embedding_of_their_counterpart(teacher):
    english, table = teacher
    ours = build_tokenizer(["house", "book", "the", "die"], ["haus"])
    links = ibm1(
        [[ours.token_to_id("haus")]] * 3,
        [[english.token_to_id("house")]] * 3,
        shape=(ours.get_vocab_size(), english.get_vocab_size()),
        rounds=3,
    )
    share = np.zeros(ours.get_vocab_size())
    found = initial_embeddings(ours, english, table, links, share)
    assert np.allclose(found[ours.token_to_id("haus")], table[english.token_to_id("house")], atol=1e-5)
    assert np.allclose(found[ours.token_to_id("book")], table[english.token_to_id("book")])


def test_alignment_piece_that_is_mostly_german_loses_its_english_embedding(teacher):
    english, table = teacher
    ours = build_tokenizer(["house", "book", "the", "die"], [])
    die, the = ours.token_to_id("die"), english.token_to_id("the")
    shape = (ours.get_vocab_size(), english.get_vocab_size())
    links = ibm1([[die]] * 3, [[the]] * 3, shape=shape, rounds=3)
    share = np.zeros(ours.get_vocab_size())
    share[die] = 0.95
    found = initial_embeddings(ours, english, table, links, share)
    assert np.allclose(found[die], table[the], atol=1e-5)
    without = initial_embeddings(ours, english, table, None, share)
    assert np.allclose(without[die], table[english.token_to_id("die")])
