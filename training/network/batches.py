"""Batches of whole groups: a conversation is read once for all its drafts."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from models.network.engine import sentence_matrix
from models.network.inputs import Segment, mask, padded
from training.network.modeling import ConversationReading, DraftReading, ReplyNetwork, StatusReading, Tokens
from training.network.rows import DraftRow, Group, Request

_ALIKE = 24  # drafts


@dataclass(frozen=True)
class Batch:
    """Groups as padded arrays; D drafts, C conversations, Q requests."""

    groups: list[Group]
    drafts: list[DraftRow]
    owner: Tensor  # [D] index of the draft's conversation
    requests: list[tuple[int, Request]]  # index of the draft, and the request


def batch_of(groups: Sequence[Group]) -> Batch:
    """Return a batch of groups."""
    drafts = [draft for group in groups for draft in group.drafts]
    owner = torch.tensor([i for i, group in enumerate(groups) for _ in group.drafts])
    requests = [(i, request) for i, draft in enumerate(drafts) for request in draft.requests]
    return Batch(list(groups), drafts, owner, requests)


def make_batches(groups: Sequence[Group], tokens: int, rng: random.Random) -> list[list[Group]]:
    """Return batches of at most about `tokens` padded tokens, of groups of like length, in random order."""
    order = sorted(groups, key=lambda g: len(g.conversation) + 30 * rng.random())
    batches: list[list[Group]] = []
    current: list[Group] = []
    for group in order:
        if current and _cost([*current, group]) > tokens:
            batches.append(current)
            current = []
        current.append(group)
    batches.append(current)
    rng.shuffle(batches)
    return batches


def _cost(groups: Sequence[Group]) -> int:
    """Return about how many tokens a batch of groups is read as."""
    return len(groups) * max(len(g.conversation) for g in groups) + sum(
        len(d.segment) for g in groups for d in g.drafts
    )


def read(network: ReplyNetwork, batch: Batch) -> tuple[ConversationReading, DraftReading, StatusReading | None]:
    """Run the network over a batch."""
    conversations, segments = [g.conversation for g in batch.groups], [d.segment for d in batch.drafts]
    device, owners = network.device, batch.owner.to(network.device)
    heard = _tokens(conversations, device)
    seen = network.read_conversations(heard, torch.from_numpy(padded(conversations, "turn")).to(device))
    sentence = torch.from_numpy(sentence_matrix(segments)).to(device)
    tokens = _tokens(segments, device)
    order = sorted(range(len(segments)), key=lambda i: len(segments[i]))
    parts = []
    for rows in (order[i : i + _ALIKE] for i in range(0, len(order), _ALIKE)):  # of like length, to pad little
        longest, owner = len(segments[rows[-1]]), owners[rows]
        length = max(len(conversations[i]) for i in batch.owner[rows].tolist())
        parts.append(
            network.read_drafts(
                Tokens(*(x[rows, :longest] for x in (tokens.ids, tokens.types, tokens.mask))),
                sentence[rows, :, :longest],
                memory=seen.memory[:, :, owner, :length],
                memory_mask=heard.mask[owner, :length],
                turn=seen.turn[owner],
            )
        )
    back = torch.tensor(order, device=device).argsort()
    drafts = DraftReading(*(torch.cat(values)[back] for values in zip(*parts, strict=True)))
    if not batch.requests:
        return seen, drafts, None
    request = torch.stack([seen.states[batch.owner[i], r.first : r.last].mean(0) for i, r in batch.requests])
    at = torch.tensor([i for i, _ in batch.requests], device=device)
    there = (sentence.sum(-1) > 0).long()
    return seen, drafts, network.read_requests(request, drafts.states[at], there[at])


def _tokens(segments: Sequence[Segment], device: torch.device) -> Tokens:
    arrays = padded(segments, "ids"), padded(segments, "types"), mask([len(s) for s in segments])
    return Tokens(*(torch.from_numpy(array).to(device) for array in arrays))
