"""The training loop: AdamW over batches of groups, bfloat16 arithmetic, checkpoints that a stopped run takes up."""

import json
import math
import os
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from rich.progress import Progress, TimeElapsedColumn, TimeRemainingColumn
from safetensors.torch import load_file, save_file
from torch import Tensor

from training.network.batches import batch_of, make_batches, read
from training.network.losses import Readings, losses, weighted
from training.network.modeling import ReplyNetwork
from training.network.rows import Group


@dataclass(frozen=True)
class Stage:
    """What one stage of training reads, and how."""

    name: str
    groups: Sequence[Group]
    embeddings: Mapping[str, Tensor]  # the frozen encoder's, by the conversation's name
    epochs: int
    config: Mapping[str, Any]  # optimisation and loss weights
    extra: Sequence[Group] = ()  # a share of these is drawn for every epoch
    extra_share: float = 0.0


def run_stage(network: ReplyNetwork, stage: Stage, *, seed: int, work: Path) -> list[dict[str, float]]:
    """Train `network` in place; return the mean losses per epoch. A finished epoch in `work` is not run again."""
    work.mkdir(parents=True, exist_ok=True)
    settings = stage.config
    plans = [_plan(stage, random.Random(seed * 1000 + epoch)) for epoch in range(stage.epochs)]
    optimiser = _optimiser(network, settings)
    total = sum(len(plan) for plan in plans)
    done = _resume(network, optimiser, work)
    rates = [float(settings["learning_rate"]), float(settings["head_learning_rate"])]
    step = sum(len(plan) for plan in plans[: len(done)])
    with Progress(*Progress.get_default_columns(), TimeElapsedColumn(), TimeRemainingColumn()) as progress:
        bar = progress.add_task(stage.name, total=total, completed=step)
        for epoch, plan in list(enumerate(plans))[len(done) :]:
            torch.manual_seed(seed * 1000 + epoch)
            network.train()
            sums: dict[str, float] = {}
            began = time.time()
            for groups in plan:
                batch = batch_of(groups)
                found = losses(forward(network, batch), batch, torch.stack([stage.embeddings[g.name] for g in groups]))
                loss = weighted(found, settings["losses"])
                optimiser.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
                for group, rate in zip(optimiser.param_groups, rates, strict=True):
                    group["lr"] = rate * _share(step, total, settings["warmup_share"])
                optimiser.step()
                step += 1
                for name, value in found.items():
                    sums[name] = sums.get(name, 0.0) + float(value.detach()) / len(plan)
                progress.advance(bar)
            done.append({**sums, "seconds": time.time() - began})
            _keep(network, optimiser, done, work)
    return done


def forward(network: ReplyNetwork, batch: Any) -> Readings:
    """Run the network in bfloat16 where that is safe."""
    with torch.autocast(network.device.type, dtype=torch.bfloat16):
        return read(network, batch)


def _plan(stage: Stage, rng: random.Random) -> list[list[Group]]:
    """Return the batches of one epoch; batches of the extra groups stand between the others."""
    drawn = rng.sample(list(stage.extra), int(len(stage.extra) * stage.extra_share))
    tokens = stage.config["batch_tokens"]
    batches = make_batches(stage.groups, tokens, rng) + (make_batches(drawn, tokens, rng) if drawn else [])
    rng.shuffle(batches)
    return batches


def _optimiser(network: ReplyNetwork, settings: Mapping[str, Any]) -> torch.optim.AdamW:
    encoder = [p for n, p in network.named_parameters() if n.startswith(("embeddings", "layers"))]
    heads = [p for n, p in network.named_parameters() if not n.startswith(("embeddings", "layers"))]
    return torch.optim.AdamW([{"params": encoder}, {"params": heads}], weight_decay=settings["weight_decay"])


def _share(step: int, total: int, warmup: float) -> float:
    """Return the share of the learning rate: linear warm-up, then a cosine down to a fiftieth."""
    rise = min(1.0, (step + 1) / max(1.0, warmup * total))
    return rise * max(0.02, 0.5 * (1 + math.cos(math.pi * min(1.0, step / max(1, total)))))


def _keep(network: ReplyNetwork, optimiser: torch.optim.Optimizer, done: list[dict[str, float]], work: Path) -> None:
    """Write weights, the optimiser's moments and the epochs' losses; the old ones stay until all is written."""
    new = work / "new.safetensors"
    save_file({**_tensors(network.state_dict(), "network."), **_tensors(_moments(optimiser), "optimiser.")}, new)
    os.replace(new, work / "checkpoint.safetensors")
    (work / "epochs.json").write_text(json.dumps(done, indent=1), encoding="utf-8")


def _resume(network: ReplyNetwork, optimiser: torch.optim.Optimizer, work: Path) -> list[dict[str, float]]:
    path = work / "checkpoint.safetensors"
    if not path.is_file() or not (work / "epochs.json").is_file():
        return []
    tensors = load_file(path)
    network.load_state_dict({k[8:]: v for k, v in tensors.items() if k.startswith("network.")})
    state = optimiser.state_dict()
    state["state"] = {}
    for key, value in tensors.items():
        if key.startswith("optimiser."):
            _, index, name = key.split(".", 2)
            state["state"].setdefault(int(index), {})[name] = value
    optimiser.load_state_dict(state)
    found: list[dict[str, float]] = json.loads((work / "epochs.json").read_text(encoding="utf-8"))
    return found


def _moments(optimiser: torch.optim.Optimizer) -> dict[str, Tensor]:
    return {f"{i}.{name}": value for i, row in optimiser.state_dict()["state"].items() for name, value in row.items()}


def _tensors(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {prefix + name: value.detach().contiguous().clone() for name, value in tensors.items()}
