"""The student network: a stock BERT with three token types for the case of words, mean-pooled."""

import importlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from models.tokenization import CaseTokenizer
from training.encoder.config import EncoderError, Teacher
from training.encoder.sources import file_hash

CASE_TYPES = 3


def locate_teacher(teacher: Teacher) -> Path:
    """Return the folder with the teacher's weights: package data, or a download from the hub.

    Raises:
        EncoderError: when neither is there, or the weights are not the pinned ones.
    """
    try:
        folder = Path(str(importlib.import_module(teacher.package).get_model_path()))
    except ImportError:
        folder = _from_hub(teacher)
    found = file_hash(folder / "model.safetensors")
    if teacher.sha256 and found != teacher.sha256:
        raise EncoderError(f"{folder}: expected weights with SHA-256 {teacher.sha256}, found {found}")
    return folder


def _from_hub(teacher: Teacher) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(teacher.hub, allow_patterns=["*.json", "*.safetensors", "vocab.txt"]))
    except Exception as error:  # no hub, no network, no such model
        raise EncoderError(
            f"teacher: neither the package {teacher.package} (pip install -r requirements-teacher.txt) "
            f"nor the hub's {teacher.hub} can be had ({type(error).__name__})"
        ) from None


def read_teacher(folder: Path) -> tuple[BertModel, Tokenizer]:
    """Return the teacher's network and tokenizer, without dropout and without its pooler."""
    config = BertConfig.from_pretrained(folder, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
    network = BertModel(_eager(config), add_pooling_layer=False)
    weights = load_file(folder / "model.safetensors")
    network.load_state_dict(
        {k: v for k, v in weights.items() if not k.startswith("pooler") and not k.endswith("position_ids")}
    )
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return network.eval(), tokenizer


def _eager(config: BertConfig) -> BertConfig:
    config._attn_implementation = "eager"  # for short texts on a CPU faster than sdpa
    return config


def student_from(teacher: BertModel, embeddings: np.ndarray) -> BertModel:
    """Return a copy of the teacher with another embedding table; its case types begin without effect."""
    config = BertConfig(**{**teacher.config.to_dict(), "vocab_size": len(embeddings), "type_vocab_size": CASE_TYPES})
    student = BertModel(_eager(config), add_pooling_layer=False)
    weights = dict(teacher.state_dict())
    weights["embeddings.word_embeddings.weight"] = torch.from_numpy(embeddings)
    kind = weights["embeddings.token_type_embeddings.weight"][:1]
    weights["embeddings.token_type_embeddings.weight"] = kind.repeat(CASE_TYPES, 1)
    student.load_state_dict(weights)
    return student


def last_and_pooled(network: BertModel, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, tuple[Tensor, ...]]:
    """Return the last states [texts, tokens, width], and the mean-pooled ones after the embeddings and each layer.

    The pooled states are float32 [texts, width].
    """
    hidden = network(input_ids=ids, token_type_ids=types, attention_mask=mask, output_hidden_states=True).hidden_states
    weight = mask[..., None].float()
    return hidden[-1], tuple((layer.float() * weight).sum(1) / weight.sum(1) for layer in hidden)


def autocast(device: torch.device) -> torch.autocast:
    """Return bfloat16 arithmetic on a GPU and on processors that have it; float32 elsewhere."""
    able = device.type == "cuda" or torch.cpu._is_avx512_bf16_supported()
    return torch.autocast(device.type, torch.bfloat16, enabled=able)


class PlainTokenizer(CaseTokenizer):
    """The teacher's tokenizer: it knows no case."""

    def rows(self, texts: Sequence[str], *, max_length: int) -> list[np.ndarray]:
        """Return, per text, ids and zeros as an int32 array [2, tokens]."""
        return [row * np.array([[1], [0]], np.int32) for row in super().rows(texts, max_length=max_length)]


class SentenceEncoder:
    """Texts to vectors of unit length."""

    def __init__(self, network: BertModel, tokenizer: CaseTokenizer, *, max_length: int) -> None:
        self.network, self.tokenizer, self.max_length = network, tokenizer, max_length

    @classmethod
    def load(cls, folder: Path) -> "SentenceEncoder":
        """Load an exported encoder.

        Raises:
            EncoderError: when the folder holds none.
        """
        try:
            settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            network = BertModel(_eager(BertConfig(**settings)), add_pooling_layer=False)
            weights = load_file(folder / "model.safetensors")
            network.load_state_dict({name: tensor.float() for name, tensor in weights.items()})
        except (OSError, ValueError, RuntimeError) as error:
            raise EncoderError(f"{folder}: expected an encoder (config.json, model.safetensors): {error}") from None
        tokenizer = CaseTokenizer.from_file(folder / "tokenizer.json")
        return cls(network.eval(), tokenizer, max_length=settings["max_length"])

    def save(self, folder: Path) -> None:
        """Write config.json, model.safetensors (fp16) and tokenizer.json."""
        folder.mkdir(parents=True, exist_ok=True)
        settings = {**self.network.config.to_diff_dict(), "max_length": self.max_length}
        (folder / "config.json").write_text(json.dumps(settings, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        weights = {name: tensor.half().contiguous() for name, tensor in self.network.state_dict().items()}
        save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
        self.tokenizer.tokenizer.save(str(folder / "tokenizer.json"))
        for name, content in self._sentence_transformers().items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")

    def _sentence_transformers(self) -> dict[str, Any]:
        """Return the files by which SentenceTransformer(folder) loads it too; it reads every word as lower case."""
        modules = ["Transformer", "Pooling"]
        return {
            "modules.json": [
                {
                    "idx": i,
                    "name": str(i),
                    "path": f"{i}_{name}" if i else "",
                    "type": f"sentence_transformers.models.{name}",
                }
                for i, name in enumerate(modules)
            ],
            "1_Pooling/config.json": {
                "word_embedding_dimension": self.network.config.hidden_size,
                "pooling_mode_mean_tokens": True,
            },
            "sentence_bert_config.json": {"max_seq_length": self.max_length, "do_lower_case": False},
            "tokenizer_config.json": {
                "tokenizer_class": "PreTrainedTokenizerFast",
                **{f"{name.lower()}_token": f"[{name}]" for name in ("PAD", "UNK", "CLS", "SEP", "MASK")},
            },
        }

    def encode(self, texts: Sequence[str], *, batch: int = 128) -> np.ndarray:
        """Return float32 vectors [texts, width] of length 1."""
        pooled = self.layers(texts, batch=batch)[-1]
        return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True))

    def layers(self, texts: Sequence[str], *, batch: int = 128) -> np.ndarray:
        """Return the mean-pooled states after the embeddings and each layer, float32 [1 + layers, texts, width]."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        result: np.ndarray | None = None
        with torch.inference_mode():
            for start in range(0, len(order), batch):
                chosen = order[start : start + batch]
                tokens = self.tokenizer.encode([texts[i] for i in chosen], max_length=self.max_length)
                arrays = (torch.from_numpy(a).to(self.network.device) for a in (tokens.ids, tokens.types, tokens.mask))
                found = np.stack([layer.cpu().numpy() for layer in last_and_pooled(self.network, *arrays)[1]])
                if result is None:
                    result = np.empty((len(found), len(texts), found.shape[2]), np.float32)
                result[:, chosen] = found
        if result is None:
            raise ValueError("expected at least one text, found none")
        return result


class MaskedLanguageHead(nn.Module):
    """BERT's head for masked pieces; its decoder is the embedding table itself."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.norm = nn.LayerNorm(config.hidden_size)
        self.bias = nn.Parameter(torch.zeros(config.vocab_size))

    def forward(self, hidden: Tensor, table: Tensor) -> Tensor:
        """Return logits [places, pieces] for hidden states [places, width]."""
        return nn.functional.linear(self.norm(nn.functional.gelu(self.dense(hidden))), table, self.bias)
