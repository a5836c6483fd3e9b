import numpy as np
import pytest

from models.tokenization import CaseTokenizer
from tests.conftest import ROOT
from tests.training.encoder.conftest import PAIRS
from training.encoder.batches import MaskedTexts, StepDataset, Texts, composites, plan
from training.encoder.config import EncoderConfig
from training.encoder.sources import Pair
from training.encoder.vocabulary import build_tokenizer, german_pieces

SHIPPED = EncoderConfig.load(ROOT / "training" / "configs" / "encoder.yml")
CONFIG = SHIPPED.model_copy(update={"optimisation": SHIPPED.optimisation.model_copy(update={"epochs": 2.0})})


@pytest.fixture(scope="module")
def tokenizer():
    both = [text for pair in PAIRS for text in pair] * 3
    return CaseTokenizer(build_tokenizer(["the", "parcel"], german_pieces(both, 400)))


@pytest.fixture(scope="module")
def texts(tokenizer):
    pairs = [Pair(de, en, "own" if i < 2 else "tatoeba_de_en") for i, (de, en) in enumerate(PAIRS)]
    return Texts.of(tokenizer, pairs, ["An English text without a translation."], max_length=32)


def test_batches_plan_reads_every_pair_in_every_epoch(texts):
    steps = plan(texts, CONFIG)
    rows = np.concatenate(steps)
    for pair in range(len(PAIRS)):
        wanted = CONFIG.optimisation.epochs * (CONFIG.mixture.own_repeats if pair < 2 else 1)
        assert (rows == pair).sum() == wanted
    assert (rows >= len(PAIRS)).any(), "English sides are read too"


def test_batches_plan_is_the_same_for_the_same_seed_only(texts):
    first, again = plan(texts, CONFIG), plan(texts, CONFIG)
    other = plan(texts, CONFIG.model_copy(update={"seed": 14}))
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert np.concatenate(first).tolist() != np.concatenate(other).tolist()


def test_batches_keep_to_texts_and_tokens(texts):
    sizes = CONFIG.optimisation.model_copy(update={"batch_texts": 4, "batch_tokens": 40})
    for rows in plan(texts, CONFIG.model_copy(update={"optimisation": sizes})):
        longest = max(texts.rows[i].shape[1] for i in rows)
        assert len(rows) <= 4
        assert len(rows) == 1 or len(rows) * longest <= 40


def test_batches_target_of_both_sides_is_the_english_text(texts):
    assert texts.target[3] == texts.target[len(PAIRS) + 3] == 3
    assert texts.target[-1] == len(PAIRS)


def test_batches_masked_text_hides_pieces_and_asks_only_for_those(tokenizer, texts):
    masked = MaskedTexts(texts.rows[: len(PAIRS)], tokenizer, CONFIG)
    batch = masked.batch(step=6)
    ids, labels = batch["masked_ids"].numpy(), batch["masked_labels"].numpy()
    asked = labels >= 0
    assert 0.05 < asked.sum() / batch["masked_mask"].numpy().sum() < 0.25
    assert (labels[asked] >= masked.first).all(), "special tokens are never asked for"
    assert (ids[asked] == masked.mask).mean() > 0.6
    assert (batch["masked_ids"] == masked.batch(step=6)["masked_ids"]).all()
    assert not np.array_equal(ids, masked.batch(step=12)["masked_ids"].numpy())


def test_batches_dataset_entry_has_its_targets(tokenizer, texts):
    targets = np.arange(len(PAIRS) + 1, dtype=np.float16)[:, None, None] * np.ones((1, 1, 4), np.float16)
    dataset = StepDataset(plan(texts, CONFIG), texts, targets, MaskedTexts(texts.rows, tokenizer, CONFIG), 2)
    entry = dataset[1]
    assert entry["targets"][:, 0, 0].tolist() == texts.target[dataset.steps[1]].tolist()
    assert "masked_ids" in dataset[0]
    assert "masked_ids" not in entry


def test_batches_composites_stay_within_a_dialogue_and_fit_their_translation():
    pairs = [Pair(f"de{i}", f"en{i}", "bcontrast_de_en", f"d{i // 4}") for i in range(40)]
    for made in composites(pairs, 50, seed=1):
        numbers = [int(word[2:]) for word in made.de.split()]
        assert numbers == [int(word[2:]) for word in made.en.split()]
        assert len({n // 4 for n in numbers}) == 1
