"""The protocol against a real server: `transformers serve` with a tiny model of random weights, made here."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from coach.rewrite.case import Case
from coach.rewrite.language_model import LanguageModel
from coach.types import Draft, Message
from tests.rewrite.test_cases import _report

pytest.importorskip("openai")
DRAFT = Draft(
    "Die Lampe kommt am 12.5.", (Message("customer", "Ich warte seit drei Wochen."),), language="de", channel="email"
)
_STARTS_WITHIN = 60  # seconds


def tiny_model(folder: Path) -> Path:
    """Write a model that knows bytes and nothing else."""
    bytes_ = {c: i for i, c in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    tokenizer = Tokenizer(models.BPE(vocab=bytes_, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    template = "{% for m in messages %}{{ m['content'] }}\n{% endfor %}"
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<end>", chat_template=template)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(fast), hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2,
        num_key_value_heads=2, max_position_embeddings=8192, eos_token_id=fast.eos_token_id,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    fast.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Yield the server's address and its model's name."""
    model = tiny_model(tmp_path_factory.mktemp("tiny"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("transformers")), "serve", str(model)]
    command += ["--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]
    home = tmp_path_factory.mktemp("home")
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(home)}
    with (home / "log").open("w") as log, subprocess.Popen(command, env=environment, stdout=log, stderr=log) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/health", server)
            yield f"http://127.0.0.1:{port}/v1", str(model)
        finally:
            server.terminate()


def _wait_for(url: str, server: subprocess.Popen) -> None:
    end = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=1)
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("transformers serve: expected it to answer, found it silent")


def test_language_model_random_words_of_a_real_server_are_no_candidate(served, pipeline, caplog):
    url, name = served
    case = Case.of(DRAFT, _report(DRAFT, {"find": ["missing_empathy"]}))
    assert LanguageModel(url, name, seconds=30.0).candidates(case, pipeline.rubric) == []
    assert "expected JSON" in caplog.text  # it answered, by the protocol
    assert "no answer" not in caplog.text


def test_language_model_another_name_than_the_servers_is_no_candidate(served, pipeline, caplog):
    url, _ = served
    case = Case.of(DRAFT, _report(DRAFT, {"find": ["missing_empathy"]}))
    assert LanguageModel(url, "nobody/none", seconds=30.0).candidates(case, pipeline.rubric) == []
    assert "no answer" in caplog.text
