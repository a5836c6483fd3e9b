"""The network's passes in torch, behind the same interface as the exported graphs."""

import numpy as np
import torch

from training.network.modeling import ReplyNetwork, Tokens

INPUTS = {
    "conversation": ("ids", "types", "mask", "turn"),
    "draft": ("ids", "types", "mask", "sentence", "memory", "memory_mask", "heard"),
    "request": ("request", "sentences", "there"),
}
OUTPUTS = {
    "conversation": ("out_tokens", "out_customer", "out_states", "out_turn", "out_embedding", "out_memory"),
    "draft": ("out_draft", "out_sentences", "out_speaks", "out_gap", "out_states"),
    "request": ("out_status", "out_link"),
}


class Passes(torch.nn.Module):
    """One pass of the network as a function of plain tensors, in the order of INPUTS."""

    def __init__(self, network: ReplyNetwork, graph: str) -> None:
        super().__init__()
        self.network, self.graph = network, graph

    def forward(self, *inputs: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Return the outputs in the order of OUTPUTS."""
        if self.graph == "request":
            return tuple(self.network.read_requests(*inputs))
        tokens = Tokens(*inputs[:3])
        if self.graph == "conversation":
            return tuple(self.network.read_conversations(tokens, inputs[3]))
        sentence, memory, memory_mask, heard = inputs[3:]
        return tuple(self.network.read_drafts(tokens, sentence, memory=memory, memory_mask=memory_mask, turn=heard))


class TorchEngine:
    """Runs a network that is still in torch, in float32."""

    def __init__(self, network: ReplyNetwork) -> None:
        self._passes = {graph: Passes(network.eval(), graph) for graph in INPUTS}
        self._device = network.device

    @torch.inference_mode()
    def run(self, graph: str, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        """Return the outputs of one pass."""
        arrays = (np.ascontiguousarray(inputs[name]) for name in INPUTS[graph])
        found = self._passes[graph](*(torch.from_numpy(array).to(self._device) for array in arrays))
        return [value.cpu().numpy() for value in found]
