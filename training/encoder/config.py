"""Settings of the encoder's making, read from YAML."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from coach.errors import CoachError


class EncoderError(CoachError):
    """The encoder cannot be made or measured; the message says what was found and what was expected."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Teacher(_Section):
    """The English model whose sentence vectors are the target."""

    package: str  # carries the weights as package data
    hub: str  # the same model where a hub can be reached
    sha256: str  # of its model.safetensors; empty: any


class Vocabulary(_Section):
    """Sizes of the bilingual WordPiece vocabulary."""

    german_pieces: int
    english_first: int  # the teacher's pieces up to this id stay, seen or not
    bundestag_lines: int


class Mixture(_Section):
    """What one epoch is made of; shares are of the pairs."""

    english_share: float
    english_texts: int
    composites: int
    own_repeats: int
    minimum_similarity: float  # pairs whose initial vectors are further apart are taken for misaligned


class Optimisation(_Section):
    """AdamW with warm-up and cosine decay."""

    epochs: float
    batch_texts: int
    batch_tokens: int
    learning_rate: float
    embedding_learning_rate: float
    warmup_steps: int
    weight_decay: float
    evaluate_every: int  # steps
    checkpoint_every: int  # steps


class Loss(_Section):
    """Weights of the parts of the loss."""

    distillation: float
    contrastive: float
    temperature: float
    layerwise: float  # mean states of the teacher's layers `layers`
    layers: tuple[int, ...]
    masked_language: float
    masked_every: int  # steps
    masked_tokens: int  # per such step
    masked_share: float  # of them that are hidden


class EncoderConfig(_Section):
    """All that decides how the encoder comes out."""

    name: str
    version: str
    seed: int
    max_length: int  # tokens
    teacher: Teacher
    vocabulary: Vocabulary
    alignment: Literal["ibm1", "eflomal", "none"]
    alignment_rounds: int
    own_pairs: bool
    mixture: Mixture
    optimisation: Optimisation
    loss: Loss
    ablation_share: float  # of the epochs, for an ablation
    ablations: dict[str, dict[str, Any]]  # name → settings laid over the rest

    @classmethod
    def load(cls, path: Path, ablation: str | None = None) -> "EncoderConfig":
        """Read a configuration; with `ablation`, the settings of that name are laid over it and the schedule is cut.

        Raises:
            EncoderError: when a setting is missing, unknown or of the wrong kind, or the ablation is unknown.
        """
        try:
            settings = yaml.safe_load(path.read_text(encoding="utf-8"))
            if ablation is not None:
                settings = _overlay(settings, settings["ablations"][ablation])
                for name, kind in (("epochs", float), ("warmup_steps", round)):
                    settings["optimisation"][name] = kind(settings["optimisation"][name] * settings["ablation_share"])
            return cls.model_validate(settings)
        except KeyError:
            raise EncoderError(f"{path}: no ablation {ablation!r}; there are {sorted(settings['ablations'])}") from None
        except (OSError, yaml.YAMLError, ValidationError) as error:
            raise EncoderError(f"{path}: expected settings of the encoder: {error}") from None


def _overlay(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        merged[key] = _overlay(base[key], value) if isinstance(value, Mapping) else value
    return merged
