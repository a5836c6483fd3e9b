"""Export: three ONNX graphs that point into one safetensors file, whose weights are float16 and computed in float32."""

import json
import struct
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper
from safetensors.torch import save_file
from torch.export import Dim

from models.network.engine import WEIGHTS
from training.network.engine import INPUTS, OUTPUTS, Passes
from training.network.modeling import ReplyNetwork

_OPSET = 18


def round_weights(network: ReplyNetwork) -> None:
    """Round all weights to float16, in place, so that torch computes with the very numbers that are stored."""
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.copy_(parameter.half().float())


def export(network: ReplyNetwork, folder: Path) -> None:
    """Write model.safetensors and one .onnx file per pass; `network` has rounded weights and is in evaluation mode."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: value.detach().half().contiguous() for name, value in network.named_parameters()}
    save_file(tensors, folder / WEIGHTS)
    places = _places(folder / WEIGHTS)
    for graph in INPUTS:
        _export(network, graph, folder, places)


def _export(network: ReplyNetwork, graph: str, folder: Path, places: Mapping[str, tuple[int, int]]) -> None:
    example, shapes = _example(network, graph)
    with warnings.catch_warnings(action="ignore"):  # torch's exporter warns of its own code
        program = _program(network, graph, example, shapes)
    model = program.model_proto
    _point(model, places)
    onnx.save(model, folder / f"{graph}.onnx")


def _program(network: ReplyNetwork, graph: str, example: Any, shapes: Any) -> torch.onnx.ONNXProgram:
    program = torch.onnx.export(
        Passes(network, graph).eval(),
        example,
        dynamo=True,
        input_names=list(INPUTS[graph]),
        output_names=list(OUTPUTS[graph]),
        dynamic_shapes=(shapes,),
        opset_version=_OPSET,
        optimize=False,
        verbose=False,
    )
    if program is None:
        raise RuntimeError(f"{graph}: expected an exported graph, found none")
    return program


def _example(network: ReplyNetwork, graph: str) -> tuple[tuple[torch.Tensor, ...], tuple[dict[int, Dim], ...]]:
    """Return inputs to trace with, and which of their axes may have any length."""
    width, depth = network.link.in_features, len(network.layers)
    n, t, m, s, q = Dim("n"), Dim("t"), Dim("m"), Dim("s"), Dim("q")

    def whole(*shape: int) -> torch.Tensor:
        return torch.ones(*shape, dtype=torch.long)

    tokens, axes = (whole(2, 9), whole(2, 9), whole(2, 9)), ({0: n, 1: t},) * 3
    if graph == "conversation":
        return (*tokens, whole(2, 9)), (*axes, {0: n, 1: t})
    if graph == "draft":
        memory = torch.randn(depth, 2, 2, 7, width)
        extra = (whole(2, 3, 9), memory, whole(2, 7), torch.randn(2, width))
        return (*tokens, *extra), (*axes, {0: n, 1: s, 2: t}, {2: n, 3: m}, {0: n, 1: m}, {0: n})
    return (torch.randn(4, width), torch.randn(4, 3, width), whole(4, 3)), ({0: q}, {0: q, 1: s}, {0: q, 1: s})


def _point(model: onnx.ModelProto, places: Mapping[str, tuple[int, int]]) -> None:
    """Replace every float32 weight of the network by its float16 bytes in the safetensors file and a cast behind it."""
    kept, casts = [], []
    for tensor in model.graph.initializer:
        name = tensor.name.removeprefix("network.")
        if name not in places:
            kept.append(tensor)
            continue
        half = TensorProto(name=f"{tensor.name}.half", data_type=TensorProto.FLOAT16, dims=tensor.dims)
        half.data_location = TensorProto.EXTERNAL
        for key, value in zip(("location", "offset", "length"), (WEIGHTS, *places[name]), strict=True):
            half.external_data.add(key=key, value=str(value))
        kept.append(half)
        casts.append(helper.make_node("Cast", [half.name], [tensor.name], to=TensorProto.FLOAT))
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    large = [t.name for t in kept if t.data_location != TensorProto.EXTERNAL and np.prod(t.dims) > 4096]
    if large:
        raise RuntimeError(f"weights that the graph keeps for itself: {large}")


def _places(path: Path) -> dict[str, tuple[int, int]]:
    """Return offset and length, in bytes of the file, of every tensor of a safetensors file."""
    with path.open("rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
    start = 8 + size
    return {
        name: (start + entry["data_offsets"][0], entry["data_offsets"][1] - entry["data_offsets"][0])
        for name, entry in header.items()
        if name != "__metadata__"
    }
