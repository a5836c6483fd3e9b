"""A network so small that it trains and exports in seconds."""

import pytest
import torch
from transformers import BertConfig, BertModel

from models.calibration import Calibration
from models.network.classifier import NetworkReplyClassifier
from models.network.engine import Engine
from models.network.inputs import InputBuilder
from models.tokenization import CaseTokenizer
from tests.conftest import ROOT
from training.network.modeling import ReplyNetwork

TOKENIZER = ROOT / "models" / "encoder" / "tokenizer.json"


@pytest.fixture(scope="session")
def tokenizer() -> CaseTokenizer:
    """The encoder's own."""
    return CaseTokenizer.from_file(TOKENIZER)


@pytest.fixture(scope="session")
def builder(tokenizer: CaseTokenizer) -> InputBuilder:
    """Segments of at most 96 tokens."""
    return InputBuilder(tokenizer, max_tokens=96)


def small_network(tokenizer: CaseTokenizer, seed: int = 0) -> ReplyNetwork:
    """Return a network of two narrow layers with random weights."""
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=tokenizer.tokenizer.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=48,
        type_vocab_size=3,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    return ReplyNetwork(BertModel(config, add_pooling_layer=False))


def reader(engine: Engine, tokenizer: CaseTokenizer) -> NetworkReplyClassifier:
    """Return a classifier that reads, but cannot decide."""
    return NetworkReplyClassifier(
        name="small",
        version="0",
        engine=engine,
        tokenizer=tokenizer,
        combiners={},
        calibration=Calibration(),
        ask_threshold=0.5,
        reason_thresholds={},
        max_draft_characters=300,
        max_tokens=96,
        batch_tokens=400,
    )
