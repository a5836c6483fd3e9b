"""The network in torch: the encoder over two segments, and its heads.

The conversation attends to itself alone, the draft to both. So all that is said about the customer is independent of
the draft, is computed once for several drafts, and can be kept while someone types.
"""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import cosine_similarity
from transformers import BertModel

from models.network.labels import CUSTOMER, DRAFT, SENTENCE, STATUS, TOKEN

_MASKED = -1e4


class ConversationReading(NamedTuple):
    """What the network says about conversations; C conversations of T tokens, width W, L layers."""

    tokens: Tensor  # [C, T, TOKEN] logits
    customer: Tensor  # [C, CUSTOMER] logits
    states: Tensor  # [C, T, W] last layer
    turn: Tensor  # [C, W] mean state of the customer turn
    embedding: Tensor  # [C, W], unit length
    memory: Tensor  # [L, 2, C, T, W] keys and values that drafts attend to


class DraftReading(NamedTuple):
    """What the network says about drafts; D drafts with up to S sentences."""

    draft: Tensor  # [D, DRAFT] logits
    sentences: Tensor  # [D, S, SENTENCE] logits
    speaks: Tensor  # [D, S, DRAFT] how much a sentence speaks for a label of the draft
    gap: Tensor  # [D] logit that less is shown than needed
    states: Tensor  # [D, S, W] mean state of each sentence


class StatusReading(NamedTuple):
    """What the network says about requests; Q requests."""

    status: Tensor  # [Q, STATUS] logits
    link: Tensor  # [Q, S] attention scores: which sentence answers or defers


@dataclass
class Tokens:
    """Padded token arrays of one kind of segment, int64 [segments, T]."""

    ids: Tensor
    types: Tensor
    mask: Tensor


class ReplyNetwork(nn.Module):
    """Encoder and heads."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.heads = encoder.config.num_attention_heads
        self.embeddings, self.layers = encoder.embeddings, encoder.encoder.layer
        depth = len(self.layers)
        self.mix = nn.Parameter(torch.tensor([0.0] * depth + [4.0]))  # over layers: form of address lies low
        self.draft_query = nn.Linear(2 * width, len(DRAFT))
        self.draft_weight = nn.Parameter(torch.randn(len(DRAFT), 2 * width) * 0.02)
        self.draft_bias = nn.Parameter(torch.zeros(len(DRAFT)))
        self.customer_query = nn.Linear(width, len(CUSTOMER))
        self.customer_weight = nn.Parameter(torch.randn(len(CUSTOMER), width) * 0.02)
        self.customer_bias = nn.Parameter(torch.zeros(len(CUSTOMER)))
        self.sentence_head = _mlp(2 * width, width, len(SENTENCE))
        self.token_head = nn.Linear(width, len(TOKEN))
        self.gap_head = _mlp(3 * width, width, 1)
        self.link = nn.Linear(width, width)
        self.status_head = _mlp(4 * width + 1, width, len(STATUS))
        self.embedding_head = nn.Linear(width, width)
        nn.init.eye_(self.embedding_head.weight)
        nn.init.zeros_(self.embedding_head.bias)
        self.dropout = nn.Dropout(0.1)

    @property
    def device(self) -> torch.device:
        """Where the weights lie."""
        return self.mix.device

    def read_conversations(self, tokens: Tokens, turn: Tensor) -> ConversationReading:
        """Read conversations; `turn` [C, T] is 1 for words of the customer turn (0 everywhere: the first token counts)."""
        hidden, memory = self._encode(tokens, None, None)
        last = self.dropout(hidden[-1])
        first = torch.zeros_like(turn)
        first[:, 0] = 1
        heard = torch.where(turn.sum(1, keepdim=True) > 0, turn, first)
        pooled = _attend(self.customer_query(last), last, heard)
        customer = (pooled * self.customer_weight).sum(-1) + self.customer_bias
        embedding = self.embedding_head(_mean(self._mixed(hidden), tokens.mask))
        return ConversationReading(
            self.token_head(last),
            customer,
            last,
            _mean(last, heard),
            embedding / embedding.norm(dim=-1, keepdim=True),
            memory,
        )

    def read_drafts(
        self, tokens: Tokens, sentence: Tensor, *, memory: Tensor, memory_mask: Tensor, turn: Tensor
    ) -> DraftReading:
        """Read drafts; `sentence` [D, S, T] is 1 where a token belongs to a sentence, memory and turn are per draft."""
        hidden, _ = self._encode(tokens, memory, memory_mask)
        last = self.dropout(hidden[-1])
        both = torch.cat([last, self.dropout(self._mixed(hidden))], -1)
        pooled = _attend(self.draft_query(both), both, tokens.mask)
        draft = (pooled * self.draft_weight).sum(-1) + self.draft_bias
        mean = _mean(last, tokens.mask)
        gap = self.gap_head(torch.cat([mean, turn, mean * turn], -1))[:, 0]
        weights = sentence.to(both.dtype)
        states = weights @ both / weights.sum(-1, keepdim=True).clamp(min=1)
        speaks = states @ self.draft_weight.T.to(states.dtype)
        return DraftReading(draft, self.sentence_head(states), speaks, gap, states[..., : last.shape[-1]])

    def read_requests(self, request: Tensor, sentences: Tensor, there: Tensor) -> StatusReading:
        """Read what drafts do with requests: `request` [Q, W] mean state, `sentences` [Q, S, W], `there` [Q, S] 1 or 0."""
        cosine = cosine_similarity(request[:, None].expand_as(sentences), sentences, dim=-1)
        scores = (self.link(request)[:, None] * sentences).sum(-1) / request.shape[-1] ** 0.5 + 4 * cosine
        link = torch.where(there > 0, scores, _MASKED)
        found = (link.softmax(-1)[..., None] * sentences).sum(1)
        best = torch.where(there > 0, cosine, -1.0).amax(-1, keepdim=True)
        pair = torch.cat([request, found, (request - found).abs(), request * found, best], -1)
        return StatusReading(self.status_head(pair), link)

    def _mixed(self, hidden: list[Tensor]) -> Tensor:
        weights = self.mix.softmax(0)
        return torch.stack([w * h for w, h in zip(weights, hidden, strict=True)]).sum(0)

    def _encode(self, tokens: Tokens, memory: Tensor | None, memory_mask: Tensor | None) -> tuple[list[Tensor], Tensor]:
        """Return the states of all layers and, for others to attend to, their keys and values."""
        mask = tokens.mask if memory_mask is None else torch.cat([memory_mask, tokens.mask], 1)
        return self._through(self._embed(tokens), mask, memory)

    def _through(self, state: Tensor, mask: Tensor, memory: Tensor | None) -> tuple[list[Tensor], Tensor]:
        bias = torch.where(mask[:, None, None] > 0, 0.0, _MASKED)
        hidden, kept = [state], []
        for number, layer in enumerate(self.layers):
            attention = layer.attention.self
            key, value = attention.key(state), attention.value(state)
            kept.append(torch.stack([key, value]))
            if memory is not None:
                key = torch.cat([memory[number, 0].to(key.dtype), key], 1)
                value = torch.cat([memory[number, 1].to(value.dtype), value], 1)
            query, key, value = (self._split(x) for x in (attention.query(state), key, value))
            weights = (query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5 + bias).softmax(-1)
            context = (weights.to(value.dtype) @ value).transpose(1, 2).flatten(2)
            state = layer.attention.output(context, state)
            state = layer.output(layer.intermediate(state), state)
            hidden.append(state)
        return hidden, torch.stack(kept)

    def _embed(self, tokens: Tokens) -> Tensor:
        places = torch.arange(tokens.ids.shape[1], device=tokens.ids.device)[None]
        table = self.embeddings
        words = table.word_embeddings(tokens.ids) + table.token_type_embeddings(tokens.types)
        embedded: Tensor = table.LayerNorm(words + table.position_embeddings(places))
        return embedded

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)


class SymmetricNetwork(ReplyNetwork):
    """The same network under a symmetric mask: for a draft the conversation is read anew and attends to it. For comparison."""

    def _encode(self, tokens: Tokens, memory: Tensor | None, memory_mask: Tensor | None) -> tuple[list[Tensor], Tensor]:
        """Return states as before; what is kept for drafts to be read with is the conversation's embedded words."""
        embedded = self._embed(tokens)
        if memory is None or memory_mask is None:
            return self._through(embedded, tokens.mask, None)[0], embedded[None, None]
        both = torch.cat([memory[0, 0].to(embedded.dtype), embedded], 1)
        hidden, kept = self._through(both, torch.cat([memory_mask, tokens.mask], 1), None)
        return [state[:, memory.shape[3] :] for state in hidden], kept


def _mlp(inputs: int, width: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(inputs, width), nn.ReLU(), nn.Dropout(0.1), nn.Linear(width, outputs))


def _attend(scores: Tensor, values: Tensor, where: Tensor) -> Tensor:
    """Return, per head of `scores` [n, T, heads], the weighted mean of `values` [n, T, W] over the tokens `where`."""
    weights = torch.where(where[..., None] > 0, scores, _MASKED).softmax(1)
    return weights.transpose(1, 2).to(values.dtype) @ values


def _mean(values: Tensor, where: Tensor) -> Tensor:
    weights = where[..., None].to(values.dtype)
    return (values * weights).sum(1) / weights.sum(1).clamp(min=1)
