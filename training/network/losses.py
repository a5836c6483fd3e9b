"""The masked multi-task loss: every head learns from what is annotated, and from nothing else."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from models.network.labels import DRAFT, DRAFT_FLAGS, SENTENCE
from training.network.batches import Batch
from training.network.modeling import ConversationReading, DraftReading, StatusReading
from training.network.rows import UNKNOWN, DraftRow

Readings = tuple[ConversationReading, DraftReading, StatusReading | None]


def losses(readings: Readings, batch: Batch, embeddings: Tensor) -> dict[str, Tensor]:
    """Return the loss of every head, each a scalar; `embeddings` [C, W] are the frozen encoder's of the conversations."""
    seen, drafts, requests = readings
    sentences = _padded([d.sentences for d in batch.drafts], drafts.sentences.shape[1])
    found = {
        "draft": _binary(drafts.draft, _stack([d.flags for d in batch.drafts])),
        "customer": _binary(seen.customer, _stack([g.customer for g in batch.groups])),
        "tokens": _binary(seen.tokens, _padded([g.tokens for g in batch.groups], seen.tokens.shape[1])),
        "sentences": _binary(drafts.sentences, sentences),
        "anywhere": _binary(anywhere(drafts, sentences), _stack([d.anywhere for d in batch.drafts])),
        "gap": _binary(drafts.gap, _stack([np.float32(d.gap) for d in batch.drafts])),
        "siblings": _margin(drafts, sentences, batch),
        "embedding": (1 - (seen.embedding.float() * embeddings.to(seen.embedding.device)).sum(-1)).mean(),
    }
    if requests is not None:
        status = torch.tensor([r.status for _, r in batch.requests], device=requests.status.device)
        found["status"] = cross_entropy(requests.status.float(), status)
        found["link"] = _link(requests.link.float(), batch)
    return found


def anywhere(drafts: DraftReading, known: Tensor) -> Tensor:
    """Return the highest sentence logit per label [D, SENTENCE]: multiple-instance pooling over real sentences.

    `known` [D, S, SENTENCE] is padded with NaN behind a draft's last sentence.
    """
    return torch.where(known.isnan().to(drafts.sentences.device), -1e4, drafts.sentences.float()).amax(1)


def _binary(logits: Tensor, targets: Tensor) -> Tensor:
    there = targets >= 0  # neither UNKNOWN nor the NaN of padding
    if not there.any():
        return logits.float().sum() * 0
    where = there.to(logits.device)
    return binary_cross_entropy_with_logits(logits.float()[where], targets[there].to(logits.device))


def _stack(rows: Sequence[np.ndarray]) -> Tensor:
    return torch.from_numpy(np.stack(rows))


def _padded(rows: Sequence[np.ndarray], length: int) -> Tensor:
    found = np.full((len(rows), length, rows[0].shape[1]), np.nan, np.float32)
    for index, row in enumerate(rows):
        found[index, : min(length, len(row))] = row[:length]
    return torch.from_numpy(found)


def _link(scores: Tensor, batch: Batch) -> Tensor:
    """Return the cross entropy between attention and the sentences that answer, where any does."""
    targets = torch.zeros(scores.shape)
    for row, (_, request) in enumerate(batch.requests):
        for sentence in request.link:
            if sentence < scores.shape[1]:
                targets[row, sentence] = 1 / len(request.link)
    linked = targets.sum(1) > 0
    if not linked.any():
        return scores.sum() * 0
    return cross_entropy(scores[linked.to(scores.device)], targets[linked].to(scores.device))


def _margin(drafts: DraftReading, sentences: Tensor, batch: Batch, margin: float = 1.0) -> Tensor:
    """Return the pairwise margin loss: of two drafts to one conversation, the flagged one's logit is higher."""
    pooled, flags = anywhere(drafts, sentences), drafts.draft.float()
    columns = [flags[:, DRAFT.index(name)] for name in DRAFT_FLAGS] + [pooled[:, i] for i in range(len(SENTENCE))]
    logits = torch.stack([*columns, drafts.gap.float()], 1)  # [D, labels]
    targets = torch.from_numpy(np.stack([_paired(d) for d in batch.drafts]))
    siblings = (batch.owner[:, None] == batch.owner[None])[..., None]
    differ = siblings & (targets[:, None] == 1) & (targets[None] == 0)
    if not differ.any():
        return logits.sum() * 0
    return torch.relu(margin - (logits[:, None] - logits[None]))[differ.to(logits.device)].mean()


def _paired(draft: DraftRow) -> np.ndarray:
    flags = [draft.flags[DRAFT.index(name)] for name in DRAFT_FLAGS]
    return np.array([*flags, *draft.anywhere, draft.gap], np.float32)


def weighted(found: Mapping[str, Tensor], weights: Mapping[str, float]) -> Tensor:
    """Return the weighted sum of losses."""
    return torch.stack([weights[name] * value for name, value in found.items()]).sum()


assert UNKNOWN < 0
