import json
import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from models import CheckpointError, fingerprint, load_classifier
from models.linear.ngrams import NgramVectorizer, ngrams, tokens
from tests.conftest import ROOT

MODEL = ROOT / "models" / "linear-baseline"


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(MODEL, tmp_path / "model")
    return tmp_path / "model"


def test_linear_checkpoint_comes_back_unchanged(tmp_path):
    load_classifier(MODEL).save_pretrained(tmp_path)
    assert fingerprint(tmp_path) == fingerprint(MODEL)


def test_linear_checkpoint_is_small():
    assert sum(p.stat().st_size for p in MODEL.iterdir()) <= 3_000_000


def test_linear_unknown_model_type_is_a_clear_error(folder):
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps({**config, "model_type": "quadratic"}), encoding="utf-8")
    with pytest.raises(CheckpointError, match="expected linear, network, found 'quadratic'"):
        load_classifier(folder)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: {**t, "draft.weight": t["draft.weight"][:, 1:]}, "draft.weight: expected shape"),
        (lambda t: {k: v for k, v in t.items() if k != "pair.bias"}, "pair.bias: expected shape .*found nothing"),
        (lambda t: {**t, "draft.bias": np.full_like(t["draft.bias"], np.nan)}, "draft.bias: expected finite"),
    ],
)
def test_linear_wrong_tensor_is_a_clear_error(folder, change, words):
    save_file(change(load_file(folder / "model.safetensors")), folder / "model.safetensors")
    with pytest.raises(CheckpointError, match=words):
        load_classifier(folder)


def test_ngrams_fold_umlauts_case_and_numbers():
    assert tokens("Grüße, GRÜSSE 4711!") == ["gruesse", ",", "gruesse", "0", "!"]


@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_ngrams_vector_has_length_one_or_is_empty(texts):
    vectorizer = NgramVectorizer.fit(texts, min_documents=1, max_features=50)
    for text in texts:
        index, value = vectorizer.transform(text)
        assert list(index) == sorted(set(index.tolist()))
        assert float((value**2).sum()) == pytest.approx(1.0 if len(index) else 0.0)


def test_ngrams_hold_words_pairs_and_letters():
    grams = set(ngrams("Ja klar"))
    assert {"w:klar", "b:ja klar", "b:^ ja", "b:klar $", "c:<kl"} <= grams


@pytest.mark.parametrize(
    ("file", "change", "words"),
    [
        ("config.json", {"max_draft_characters": 0}, "max_draft_characters: expected 1 or more, found 0"),
        ("config.json", {"max_draft_characters": "x"}, "max_draft_characters"),
        ("config.json", {"ask_threshold": None}, "ask_threshold: expected a number"),
        ("config.json", {"reason_thresholds": {}}, "lacks reason_thresholds.asks_again"),
        ("vocabulary.json", {"stems": [1]}, "incomplete"),
        ("vocabulary.json", {"stems": {"paket": "x"}}, "stems: expected a number"),
    ],
)
def test_regression_damaged_setting_is_found_while_loading(folder, file, change, words):
    value = json.loads((folder / file).read_text(encoding="utf-8"))
    (folder / file).write_text(json.dumps({**value, **change}), encoding="utf-8")
    with pytest.raises(CheckpointError, match=words):
        load_classifier(folder)
