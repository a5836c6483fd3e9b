"""A view: the vectoriser and the linear heads that read one kind of text."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.checkpoint import CheckpointError
from models.linear.ngrams import NgramVectorizer


@dataclass(frozen=True)
class View:
    """Linear heads over n-grams and standardised named numbers of one kind of text."""

    vectorizer: NgramVectorizer
    names: tuple[str, ...]  # of the numbers, sorted
    mean: np.ndarray  # (names,)
    scale: np.ndarray  # (names,)
    heads: tuple[str, ...]
    weight: np.ndarray  # (heads, n-grams + names)
    bias: np.ndarray  # (heads,)

    def row(self, numbers: Mapping[str, float]) -> np.ndarray:
        """Return the standardised numbers, shape (names,), clipped to five deviations."""
        values = np.array([numbers[name] for name in self.names], dtype=np.float64)
        row: np.ndarray = np.clip((values - self.mean) / self.scale, -5.0, 5.0)
        return row

    def logits(self, text: str, numbers: Mapping[str, float]) -> dict[str, float]:
        """Return every head's logit for one text."""
        total = self.text_logits(text) + self.weight[:, len(self.vectorizer.idf) :] @ self.row(numbers) + self.bias
        return dict(zip(self.heads, total.tolist(), strict=True))

    def text_logits(self, text: str) -> np.ndarray:
        """Return the n-grams' share of every head's logit, shape (heads,): what the words alone speak for."""
        index, value = self.vectorizer.transform(text)
        share: np.ndarray = self.weight[:, index] @ value
        return share

    def tensors(self, name: str) -> dict[str, np.ndarray]:
        """Return what is stored as safetensors, named `<name>.<tensor>`."""
        return {
            f"{name}.weight": self.weight.astype(np.float16),
            f"{name}.bias": self.bias.astype(np.float32),
            f"{name}.mean": self.mean.astype(np.float32),
            f"{name}.scale": self.scale.astype(np.float32),
            f"{name}.idf": self.vectorizer.idf.astype(np.float32),
        }

    @classmethod
    def from_tensors(
        cls, name: str, tensors: Mapping[str, np.ndarray], grams: list[str], names: list[str], heads: list[str]
    ) -> "View":
        """Rebuild a view from stored tensors.

        Raises:
            CheckpointError: when a tensor is missing, has the wrong shape or holds a number that is none.
        """
        shapes = {
            "weight": (len(heads), len(grams) + len(names)),
            "bias": (len(heads),),
            "mean": (len(names),),
            "scale": (len(names),),
            "idf": (len(grams),),
        }
        found = {}
        for part, shape in shapes.items():
            tensor = tensors.get(f"{name}.{part}")
            if tensor is None or tensor.shape != shape:
                shown = "nothing" if tensor is None else tensor.shape
                raise CheckpointError(f"model.safetensors: {name}.{part}: expected shape {shape}, found {shown}")
            if not np.isfinite(tensor).all():
                raise CheckpointError(f"model.safetensors: {name}.{part}: expected finite numbers, found others")
            found[part] = tensor.astype(np.float64)
        vectorizer = NgramVectorizer({g: i for i, g in enumerate(grams)}, found["idf"])
        return cls(
            vectorizer, tuple(names), found["mean"], found["scale"], tuple(heads), found["weight"], found["bias"]
        )
