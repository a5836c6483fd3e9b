"""From corpus to released network: two stages, folds, combiners and calibration, export. Every part can be resumed."""

import copy
import json
import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from sklearn.model_selection import GroupKFold
from torch import Tensor

from coach.rubric import Rubric
from models import Calibration
from models.checkpoint import write_json
from models.interface import QUESTION_LABEL, REASONS
from models.network.classifier import NetworkReplyClassifier, Pass
from models.network.inputs import InputBuilder
from training.calibrate import calibrate, ranking
from training.corpus import load_split
from training.corpus.public.derived import derived_questions
from training.corpus.public.turns import load_public
from training.corpus.short import load_atoms, load_questions
from training.corpus.standoff import digest
from training.encoder.network import SentenceEncoder
from training.items import Item, prepare
from training.network.card import write_network_card
from training.network.combine import best_ask_threshold, combine_all, drafts_of, labelled_rows
from training.network.edits import edited, foreign
from training.network.engine import TorchEngine
from training.network.export import export, round_weights
from training.network.loop import Stage, run_stage
from training.network.modeling import ReplyNetwork, SymmetricNetwork
from training.network.rows import Group, groups_of, short_items

ENCODER = Path("models/encoder")
_REASON_PRECISION = 0.5  # a reason is named where it is likelier than not among such cases
_UNPROVEN = 0.5
Config = Mapping[str, Any]


class Trainer:
    """Holds what all parts share: encoder, corpus, settings."""

    def __init__(self, config: Config, *, data: Path, work: Path) -> None:
        self.config, self.data, self.work = config, data, work
        self.items = prepare(load_split("train"))
        self.dev = prepare(load_split("dev"))
        self._encoder = SentenceEncoder.load(ENCODER)
        self._encoder.network.to("cuda" if torch.cuda.is_available() else "cpu")
        self._builder = InputBuilder(self._encoder.tokenizer, max_tokens=config["max_tokens"])
        briefs = [item.record.brief for item in self.items]
        self.folds = [list(map(int, test)) for _, test in GroupKFold(config["folds"]).split(self.items, groups=briefs)]

    def parts(self) -> list[str]:
        """Return the names of the training runs, in an order in which they can be run."""
        return ["short", *(f"fold-{i}" for i in range(len(self.folds))), "full"]

    def run(self, part: str) -> None:
        """Run one part, unless it is finished."""
        if (self.work / part / "network.safetensors").is_file():
            return
        if part == "short":
            network, stage = self._fresh(), self._short_stage()
            run_stage(network, stage, seed=self.config["seed"], work=self.work / part)
        else:
            network = self._fresh() if self.config["short"]["epochs"] == 0 else self.network("short")
            write_json(self.work / part / "figures.json", self._train_items(network, part, self.work / part))
        save_file(network.state_dict(), self.work / part / "network.safetensors")

    def ablate(self, name: str) -> dict[str, Any]:
        """Train one fold with an ablation's settings; return, and keep, what the network reaches on that fold."""
        path = self.work / "ablations" / name / "figures.json"
        if not path.is_file():
            trainer = copy.copy(self)
            trainer.config = changed(self.config, self.config["ablations"][name])
            network = trainer._fresh() if trainer.config["short"]["epochs"] == 0 else trainer.network("short")
            write_json(path, trainer._train_items(network, "fold-0", path.parent))
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found

    def _train_items(self, network: ReplyNetwork, part: str, work: Path) -> dict[str, Any]:
        """Train `network` in place: the mean of the weights that several seeds end with (Wortsman et al. 2022)."""
        begin, ends, epochs = copy.deepcopy(network.state_dict()), [], []
        for seed in range(self.config["seed"], self.config["seed"] + self.config["items"]["averaged"]):
            network.load_state_dict(begin)
            epochs.append(run_stage(network, self._item_stage(part, seed), seed=seed, work=work / f"seed-{seed}"))
            ends.append(copy.deepcopy(network.state_dict()))
        network.load_state_dict({name: torch.stack([end[name] for end in ends]).mean(0) for name in begin})
        held = self.dev if part == "full" else [self.items[i] for i in self.folds[int(part[5:])]]
        return {"epochs": epochs, "held": self.figures(network, held)}

    def network(self, part: str) -> ReplyNetwork:
        """Return the network that a part made."""
        network = self._fresh()
        network.load_state_dict(load_file(self.work / part / "network.safetensors"))
        return network

    def figures(self, network: ReplyNetwork, items: Sequence[Item]) -> dict[str, float | None]:
        """Return average precision per label on raw head logits, and span F1: to watch training by."""
        passes = list(zip(items, self.classifier(network).read([i.example for i in items]), strict=True))
        threshold, f1 = best_ask_threshold(passes)
        passes = list(zip(items, self.classifier(network, threshold).read([i.example for i in items]), strict=True))
        held = combine_all(labelled_rows(passes), self.config)[1]
        figures: dict[str, Any] = {name: ranking(h)["average_precision"] for name, h in held.items()}
        return {**figures, "span_f1": round(f1, 4), "ask_threshold": threshold}

    def classifier(self, network: ReplyNetwork, ask_threshold: float = 0.5) -> NetworkReplyClassifier:
        """Return a classifier around a network in torch that cannot decide yet."""
        return NetworkReplyClassifier(
            name=self.config["name"],
            version=self.config["version"],
            engine=TorchEngine(network),
            tokenizer=self._encoder.tokenizer,
            combiners={},
            calibration=Calibration(),
            ask_threshold=ask_threshold,
            reason_thresholds={},
            max_draft_characters=self.config["max_draft_characters"],
            max_tokens=self.config["max_tokens"],
            batch_tokens=self.config["batch_tokens"],
        )

    def release(self, rubric: Rubric, output: Path, *, part: str = "full") -> dict[str, Any]:
        """Calibrate on out-of-fold passes, export the network of one part, as a rule the one of all items; return the metrics."""
        passes = self._out_of_fold(0.5)
        threshold, f1 = best_ask_threshold(passes)
        passes = self._out_of_fold(threshold)
        rows = labelled_rows(passes)
        weights, held = combine_all(rows, self.config)
        units = {QUESTION_LABEL: drafts_of(passes, rows[QUESTION_LABEL])}
        wishes = {c.label: c.precision for c in rubric} | dict.fromkeys(REASONS, _REASON_PRECISION)
        minimum = self.config["minimum_flagged"]
        calibration = Calibration(
            {
                name: calibrate(h, precision=wishes[name], minimum_flagged=minimum, units=units.get(name))
                for name, h in sorted(held.items())
            }
        )
        network = self.network(part)
        round_weights(network)
        model = self.classifier(network, threshold)
        model.combiners, model.calibration = weights, calibration
        model.reason_thresholds = {r: _UNPROVEN if calibration[r].silent else calibration[r].threshold for r in REASONS}
        model.save_pretrained(output)
        export(network.cpu().eval(), output)
        metrics = {
            "out_of_fold": {name: ranking(h) for name, h in sorted(held.items())},
            "span_f1": round(f1, 4),
            "items": {"train": len(self.items)},
        }
        write_json(output / "metrics.json", metrics)
        write_network_card(output, model, metrics)
        return metrics

    def _out_of_fold(self, threshold: float) -> list[tuple[Item, Pass]]:
        found = []
        for index, fold in enumerate(self.folds):
            model = self.classifier(self.network(f"fold-{index}"), threshold)
            items = [self.items[i] for i in fold]
            found += list(zip(items, model.read([i.example for i in items]), strict=True))
        return found

    def _fresh(self) -> ReplyNetwork:
        torch.manual_seed(self.config["seed"])
        kind = {"asymmetric": ReplyNetwork, "symmetric": SymmetricNetwork}[self.config["mask"]]
        return kind(copy.deepcopy(self._encoder.network)).to(self._encoder.network.device)

    def _short_groups(self) -> list[Group]:
        derived = derived_questions(self.data)
        kept = derived[: 2 * int(len(derived) * self.config["short"]["derived_share"] / 2)]
        return groups_of(short_items(load_atoms(), [*load_questions(), *kept]), self._builder)

    def _short_stage(self) -> Stage:
        groups = self._short_groups()
        return Stage(
            "short", groups, self._embeddings(groups), self.config["short"]["epochs"], self.config["optimisation"]
        )

    def _item_stage(self, part: str, seed: int) -> Stage:
        settings = self.config["items"]
        briefs = sorted({item.record.brief for item in self.items}, key=digest)
        kept = set(briefs[: round(len(briefs) * settings["share"])])
        if part != "full":
            kept -= {self.items[i].record.brief for i in self.folds[int(part[5:])]}
        items = [item for item in self.items if item.record.brief in kept]
        public = prepare(load_public(self.data)) if settings["public"] else []
        edits = [edit for edit in edited(self.items, load_atoms(), seed=seed) if edit.record.brief in kept]
        edits = random.Random(seed).sample(edits, int(len(edits) * settings["edited_share"]))
        others = foreign(items, settings["foreign_share"], seed=seed)
        groups = groups_of([*items, *public, *edits, *others], self._builder)
        extra = self._short_groups()
        return Stage(
            part,
            groups,
            self._embeddings([*groups, *extra]),
            settings["epochs"],
            self.config["optimisation"],
            extra,
            settings["short_share"],
        )

    def _embeddings(self, groups: Iterable[Group]) -> dict[str, Tensor]:
        """Return the frozen encoder's embedding of every group's customer turn (of its messages where there is none)."""
        texts = {}
        for group in groups:
            example = group.drafts[0].item.example
            turns = [example.turns[i].text for i in example.customer_turn] or [t.text for t in example.turns]
            texts[group.name] = "\n".join(turns)
        path = self.work / "embeddings.safetensors"
        known = load_file(path) if path.is_file() else {}
        missing = [name for name in texts if name not in known]
        if missing:
            vectors = self._encoder.encode([texts[name] for name in missing])
            known |= {name: torch.as_tensor(v) for name, v in zip(missing, vectors, strict=True)}
            self.work.mkdir(parents=True, exist_ok=True)
            save_file(known, path)
        return {name: known[name] for name in texts}


def changed(config: Config, changes: Mapping[str, Any]) -> Config:
    """Return the settings with some of them changed; `changes` maps dotted paths to values.

    Raises:
        KeyError: when a path is none of the settings'.
    """
    found = copy.deepcopy(dict(config))
    for path, value in changes.items():
        *way, last = path.split(".")
        place = found
        for key in way:
            place = place[key]
        if last not in place:
            raise KeyError(path)
        place[last] = value
    return found


def describe(metrics: Mapping[str, Any]) -> str:
    """Return the metrics as readable JSON."""
    return json.dumps(metrics, indent=1)
