"""The exported graphs say what torch says, in any company."""

import numpy as np
import pytest

from models.checkpoint import CheckpointError
from models.network.engine import GRAPHS, OnnxEngine
from tests.training.network.conftest import reader, small_network
from training.corpus import load_split
from training.items import prepare
from training.network.engine import TorchEngine
from training.network.export import WEIGHTS, export, round_weights


@pytest.fixture(scope="module")
def examples():
    return [item.example for item in prepare(load_split("dev")[:12])]


@pytest.fixture(scope="module")
def exported(tmp_path_factory, tokenizer):
    network = small_network(tokenizer).eval()
    round_weights(network)
    folder = tmp_path_factory.mktemp("network")
    export(network, folder)
    return folder, network


def differences(left, right):
    """Return the largest difference of any logit, and whether the same requests were found."""
    found = 0.0
    for a, b in zip(left, right, strict=True):
        assert a.spans == b.spans
        pairs = [
            (a.draft.draft, b.draft.draft),
            (a.draft.sentences, b.draft.sentences),
            (a.draft.speaks, b.draft.speaks),
        ]
        pairs += [(a.conversation.tokens, b.conversation.tokens), (a.requests.status, b.requests.status)]
        pairs += [(a.conversation.embedding, b.conversation.embedding), (a.requests.link, b.requests.link)]
        found = max([found, *(float(np.abs(x - y).max()) for x, y in pairs if x.size)])
    return found


def test_export_computes_what_torch_computes(exported, tokenizer, examples):
    folder, network = exported
    ours = reader(OnnxEngine(folder), tokenizer).read(examples)
    assert sum(len(read.spans) for read in ours) > 0
    assert differences(reader(TorchEngine(network), tokenizer).read(examples), ours) < 1e-4


def test_export_is_the_same_alone_in_a_batch_and_in_another_order(exported, tokenizer, examples):
    model = reader(OnnxEngine(exported[0]), tokenizer)
    together = model.read(examples)
    assert differences(together, [model.read([e])[0] for e in examples]) < 1e-4
    assert differences(together, model.read(examples[::-1])[::-1]) < 1e-4


def test_export_alone_is_repeated_to_the_bit_with_a_kept_conversation(exported, tokenizer, examples):
    fresh = reader(OnnxEngine(exported[0]), tokenizer)
    first = fresh.read(examples[:1])
    assert differences(first, fresh.read(examples[:1])) == 0.0
    assert differences(first, reader(OnnxEngine(exported[0]), tokenizer).read(examples[:1])) == 0.0


def test_export_embeds_texts_at_unit_length_in_their_order(exported, tokenizer):
    model = reader(OnnxEngine(exported[0]), tokenizer)
    texts = ["Wo ist mein Paket?", "ja", "Das ist eine sehr viel längere Nachricht mit noch mehr Wörtern darin."]
    vectors = model.embed(texts)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(vectors[0], model.embed(texts[:1])[0], atol=1e-5)
    assert np.allclose(vectors[2], model.embed(texts[2:])[0], atol=1e-5)


def test_export_keeps_all_weights_in_one_file(exported):
    folder, network = exported
    size = (folder / WEIGHTS).stat().st_size
    assert size >= 2 * sum(p.numel() for p in network.parameters())
    assert {p.name for p in folder.iterdir()} == {WEIGHTS, *(f"{graph}.onnx" for graph in GRAPHS)}


@pytest.mark.parametrize("damage", ["missing graph", "missing weights", "cut weights", "torn graph"])
def test_export_that_is_damaged_is_refused_with_its_file(exported, tmp_path, damage):
    for path in exported[0].iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    if damage == "missing graph":
        (tmp_path / "draft.onnx").unlink()
    elif damage == "missing weights":
        (tmp_path / WEIGHTS).unlink()
    elif damage == "cut weights":
        (tmp_path / WEIGHTS).write_bytes((tmp_path / WEIGHTS).read_bytes()[:5000])
    else:
        (tmp_path / "draft.onnx").write_bytes((tmp_path / "draft.onnx").read_bytes()[:3000])
    file = WEIGHTS if "weights" in damage else "draft.onnx"
    with pytest.raises(CheckpointError, match=rf"{file}: expected"):
        OnnxEngine(tmp_path)
