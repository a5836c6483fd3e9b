"""The network that ships: what lies in its folder, and that the export says what the weights say in torch."""

from dataclasses import replace

import numpy as np
import pytest
from safetensors.torch import load_file

from coach.reading import Reading
from coach.signals import measure_all, structural_signals
from coach.signals.classifier import to_example
from models import load_classifier
from models.network.engine import GRAPHS, WEIGHTS
from tests.conftest import MODEL, ROOT
from training.corpus import load_split
from training.encoder.network import SentenceEncoder
from training.network.engine import TorchEngine
from training.network.modeling import ReplyNetwork

LARGEST = 60_000_000  # bytes of the whole folder


@pytest.fixture(scope="module")
def model():
    return load_classifier(MODEL)


@pytest.fixture(scope="module")
def examples():
    signals = structural_signals()
    readings = [Reading.of(record.draft) for record in load_split("dev")]
    return [to_example(reading, measure_all(signals, reading)) for reading in readings]


def test_released_folder_is_small_and_holds_one_file_of_weights():
    names = {path.name for path in MODEL.iterdir()}
    assert {WEIGHTS, *(f"{graph}.onnx" for graph in GRAPHS)} <= names
    assert all(name.endswith((".onnx", ".safetensors", ".json", ".md")) for name in names)
    assert sum(path.stat().st_size for path in MODEL.iterdir()) <= LARGEST


@pytest.mark.slow
def test_released_export_says_what_torch_says(model, examples):
    network = ReplyNetwork(SentenceEncoder.load(ROOT / "models" / "encoder").network)
    network.load_state_dict({name: value.float() for name, value in load_file(MODEL / WEIGHTS).items()})
    in_torch = replace(model, engine=TorchEngine(network.eval()))
    rows = [(a.scores, b.scores) for a, b in zip(model.predict(examples), in_torch.predict(examples), strict=True)]
    apart = np.array([[a[name] - b[name] for name in a] for a, b in rows])
    assert np.percentile(np.abs(apart), 99.9) <= 0.02
    for a, b in rows:
        for name, value in a.items():
            threshold = model.calibration[name].threshold
            assert (value >= threshold) == (b[name] >= threshold) or abs(value - threshold) <= 0.02


def test_released_network_says_the_same_alone_and_in_a_batch(model, examples):
    some = examples[:24]
    together = model.predict(some)
    for example, read in zip(some, together, strict=True):
        alone = model.predict([example])[0]
        assert all(abs(alone.scores[name] - value) <= 1e-4 for name, value in read.scores.items())


def test_released_network_reads_a_kept_conversation_the_same(model, examples):
    fresh = load_classifier(MODEL).predict([examples[3]])[0]
    model.predict([examples[3]])
    assert model.predict([examples[3]])[0] == fresh


def test_released_embeddings_are_near_across_languages(model):
    vectors = model.embed(["Wo ist mein Paket?", "Where is my parcel?", "Die Heizung ist ausgefallen."])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2
