"""Multilingual distillation (Reimers & Gurevych 2020) with masked-language mixing, run by `transformers.Trainer`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import BertModel, Trainer, TrainerCallback, TrainerControl, TrainerState, TrainingArguments
from transformers import get_cosine_schedule_with_warmup as cosine_schedule

from models.checkpoint import write_json
from training.encoder.batches import StepDataset
from training.encoder.config import EncoderConfig, Loss
from training.encoder.network import MaskedLanguageHead, autocast, last_and_pooled

ALIKE = 0.9  # targets with a cosine from here on are no negatives of each other
Figures = dict[str, float]


class Distillation(nn.Module):
    """The student with its losses."""

    def __init__(self, student: BertModel, loss: Loss) -> None:
        super().__init__()
        self.student, self.head, self.loss = student, MaskedLanguageHead(student.config), loss

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor, targets: Tensor, **masked: Tensor) -> dict[str, Tensor]:
        """Return the loss of one step.

        Args:
            ids: pieces [texts, tokens].
            types: case types [texts, tokens].
            mask: 1 for a token, 0 for padding [texts, tokens].
            targets: the teacher's mean states [texts, layers, width]; the last layer is the sentence vector.
            masked: the same arrays of masked texts, and what was hidden, when the step has them.
        """
        total = self._distil(ids, types, mask, targets) if self.loss.distillation or self.loss.contrastive else 0.0
        if masked and self.loss.masked_language:
            total = total + self.loss.masked_language * self._guess(**masked)
        if not isinstance(total, Tensor):  # a step without any task of its own
            total = self.head.bias.sum() * 0.0
        return {"loss": total}

    def _distil(self, ids: Tensor, types: Tensor, mask: Tensor, targets: Tensor) -> Tensor:
        with autocast(ids.device):
            _, pooled = last_and_pooled(self.student, ids, types, mask)
        weights, target = self.loss, nn.functional.normalize(targets[:, -1], dim=-1)
        vector = nn.functional.normalize(pooled[-1], dim=-1)  # [texts, width]
        total = weights.distillation * (1 - (vector * target).sum(-1)).mean()
        if weights.contrastive:
            alike = (target @ target.T >= ALIKE).fill_diagonal_(False)
            scores = (vector @ target.T / weights.temperature).masked_fill(alike, -torch.inf)
            total = total + weights.contrastive * nn.functional.cross_entropy(scores, torch.arange(len(scores)).to(ids))
        for place, layer in enumerate(weights.layers if weights.layerwise else ()):
            nearness = nn.functional.cosine_similarity(pooled[layer], targets[:, place], dim=-1)
            total = total + weights.layerwise * (1 - nearness).mean()
        return total

    def _guess(self, masked_ids: Tensor, masked_types: Tensor, masked_mask: Tensor, masked_labels: Tensor) -> Tensor:
        with autocast(masked_ids.device):
            last, _ = last_and_pooled(self.student, masked_ids, masked_types, masked_mask)
            asked = masked_labels >= 0
            logits = self.head(last[asked], self.student.embeddings.word_embeddings.weight)
        return nn.functional.cross_entropy(logits.float(), masked_labels[asked])


def parameter_groups(model: Distillation, config: EncoderConfig) -> list[dict[str, Any]]:
    """Return AdamW's groups: embeddings learn faster; biases, norms and embeddings do not decay."""
    sizes = config.optimisation
    named = dict(model.named_parameters())
    embeddings = {n for n in named if ".embeddings." in n}
    decayed = {n for n in named if named[n].dim() > 1 and n not in embeddings}

    def group(names: set[str], rate: float, decay: float) -> dict[str, Any]:
        return {"params": [named[n] for n in sorted(names)], "lr": rate, "weight_decay": decay}

    return [
        group(embeddings, sizes.embedding_learning_rate, 0.0),
        group(decayed, sizes.learning_rate, sizes.weight_decay),
        group(set(named) - embeddings - decayed, sizes.learning_rate, 0.0),
    ]


class Selection(TrainerCallback):
    """Measures the student every so many steps, writes the figures down and keeps the best one."""

    def __init__(
        self, folder: Path, every: int, *, measure: Callable[[], Figures], save: Callable[[Path], None]
    ) -> None:
        self.path, self.best, self.every, self.measure, self.save = folder / "evaluations.json", folder / "best", every, measure, save  # fmt: skip

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        """Measure where it is time, and after the last step."""
        if state.global_step % self.every and state.global_step != state.max_steps:
            return
        figures = self.measure()
        others = {step: row for step, row in self.figures().items() if int(step) != state.global_step}
        if figures["mean"] > max((row["mean"] for row in others.values()), default=-1.0):
            self.save(self.best)
        write_json(self.path, {**others, str(state.global_step): figures})

    def figures(self) -> dict[str, Figures]:
        """Return what was measured so far, by step."""
        return json.loads(self.path.read_text(encoding="utf-8")) if self.path.is_file() else {}

    def chosen(self) -> tuple[int, Figures]:
        """Return the best step and its figures."""
        step, figures = max(self.figures().items(), key=lambda row: (row[1]["mean"], -int(row[0])))
        return int(step), figures


def distil(
    model: Distillation, dataset: StepDataset, config: EncoderConfig, folder: Path, selection: Selection
) -> None:
    """Train to the end, going on from the newest complete checkpoint in `folder`."""
    sizes = config.optimisation
    arguments = TrainingArguments(
        output_dir=str(folder),
        max_steps=len(dataset),
        per_device_train_batch_size=1,  # an entry of the data set is a whole batch
        train_sampling_strategy="sequential",
        seed=config.seed,
        save_steps=sizes.checkpoint_every,
        save_total_limit=2,
        logging_steps=max(1, sizes.evaluate_every // 5),
        max_grad_norm=1.0,
        use_cpu=not torch.cuda.is_available(),
        dataloader_pin_memory=False,
        remove_unused_columns=False,
        report_to="none",
    )
    optimiser = torch.optim.AdamW(parameter_groups(model, config), betas=(0.9, 0.98), eps=1e-6)
    schedule = cosine_schedule(optimiser, sizes.warmup_steps, len(dataset))
    trainer = Trainer(
        model,
        arguments,
        data_collator=lambda entries: entries[0],
        train_dataset=dataset,
        optimizers=(optimiser, schedule),
        callbacks=[selection],
    )
    trainer.train(resume_from_checkpoint=newest_checkpoint(folder))


def newest_checkpoint(folder: Path) -> str | None:
    """Return the newest checkpoint that was written to its end; the Trainer writes trainer_state.json last."""
    complete = [path.parent for path in folder.glob("checkpoint-*/trainer_state.json") if _readable(path)]
    return str(max(complete, key=lambda path: int(path.name.split("-")[1]))) if complete else None


def _readable(path: Path) -> bool:
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except ValueError:  # cut off while it was written
        return False
    return True
