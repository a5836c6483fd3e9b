"""Baselines that stand in every table: what little can be reached without reading, or by reading half."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from sklearn.metrics import precision_recall_curve
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_union

from coach.text import fold
from coach.types import Draft
from eval.rows import FLAGS
from training.corpus import Record
from training.corpus.artefacts import FOLDS, SEED, classifier, customer_text, draft_text, length_features, ngrams
from training.corpus.records import MAIN

KEYWORDS = Path(__file__).parent / "keywords.yml"
SETFIT_STEPS = 100  # of 16 pairs


@dataclass(frozen=True)
class Verdicts:
    """What a baseline says about one flag, per item."""

    scores: np.ndarray  # in [0, 1]
    flags: np.ndarray  # bool


Judged = dict[str, Verdicts]  # by flag
Baseline = Callable[[Sequence[Record], Sequence[Draft]], Judged]  # training records, drafts to judge


def majority(train: Sequence[Record], drafts: Sequence[Draft]) -> Judged:
    """Say what most training items are."""
    shares = {flag: float(np.mean([bool(r.labels.get(flag)) for r in train])) for flag in FLAGS}
    return {f: Verdicts(np.full(len(drafts), s), np.full(len(drafts), s >= 0.5)) for f, s in shares.items()}


def always_positive(train: Sequence[Record], drafts: Sequence[Draft]) -> Judged:
    """Flag everything."""
    return dict.fromkeys(FLAGS, Verdicts(np.ones(len(drafts)), np.ones(len(drafts), bool)))


def length_only(train: Sequence[Record], drafts: Sequence[Draft]) -> Judged:
    """Know only how many words, characters and lines the draft has."""
    return _fitted(length_features(), train, drafts)


def draft_only(train: Sequence[Record], drafts: Sequence[Draft]) -> Judged:
    """Read the draft and not the conversation."""
    return _fitted(ngrams(draft_text), train, drafts)


def conversation_only(train: Sequence[Record], drafts: Sequence[Draft]) -> Judged:
    """Read the conversation and not the draft; better than chance on irony, blame or haste unmasks artefacts."""
    return _fitted(ngrams(customer_text), train, drafts)


def both_texts(train: Sequence[Record], drafts: Sequence[Draft]) -> Judged:
    """Read both by TF-IDF and logistic regression."""
    return _fitted(make_union(ngrams(draft_text), ngrams(customer_text)), train, drafts)


def keyword_rules(train: Sequence[Record], drafts: Sequence[Draft]) -> Judged:
    """Look for the words of `keywords.yml`."""
    rules = yaml.safe_load(KEYWORDS.read_text(encoding="utf-8"))
    result = {}
    for flag in FLAGS:
        wanted, without, customer = (_pattern(rules[flag].get(part, [])) for part in ("draft", "without", "customer"))
        flags = np.array([_fires(draft, wanted, without, customer) for draft in drafts], bool)
        result[flag] = Verdicts(flags.astype(float), flags)
    return result


def setfit(encoder: Path) -> Baseline:
    """Return SetFit (Tunstall et al. 2022) on the same data and encoder, for the four main flags.

    It is fitted once, on the training records of the first call: all tasks of a run have the same.
    """
    models: dict[str, Any] = {}

    def judge(train: Sequence[Record], drafts: Sequence[Draft]) -> Judged:
        texts = [_joined(draft) for draft in drafts]
        result = {}
        for flag in MAIN:
            if flag not in models:
                models[flag] = _setfit_model(encoder, flag, train)
            scores = np.asarray(models[flag].predict_proba(texts))[:, 1]
            result[flag] = Verdicts(scores, scores >= 0.5)
        return result

    return judge


ALWAYS: Mapping[str, Baseline] = {
    "majority": majority,
    "always positive": always_positive,
    "length only": length_only,
    "draft only": draft_only,
    "conversation only": conversation_only,
    "keyword rules": keyword_rules,
}


def _setfit_model(encoder: Path, flag: str, train: Sequence[Record]) -> Any:
    import torch  # with setfit and datasets, seconds
    from datasets import Dataset
    from setfit import SetFitModel, Trainer, TrainingArguments

    known = [r for r in train if flag in r.labels]
    examples = Dataset.from_dict(
        {"text": [_joined(r.draft) for r in known], "label": [int(bool(r.labels[flag])) for r in known]}
    )
    model = SetFitModel.from_pretrained(str(encoder))
    model.model_body.float()  # stored as fp16, in which a CPU trains neither fast nor well
    settings = TrainingArguments(
        batch_size=16, num_epochs=1, max_steps=SETFIT_STEPS, seed=SEED, report_to="none", save_strategy="no"
    )
    with torch.autocast("cpu", torch.bfloat16, enabled=torch.cpu._is_avx512_bf16_supported()):
        Trainer(model=model, args=settings, train_dataset=examples).train()
    return model


def _fires(
    draft: Draft,
    wanted: re.Pattern[str] | None,
    without: re.Pattern[str] | None,
    customer: re.Pattern[str] | None,
) -> bool:
    text = fold(draft.text)
    said = wanted is None or wanted.search(text)
    spared = without is not None and without.search(text)
    called_for = customer is None or customer.search(fold(customer_text(draft)))
    return bool(said and not spared and called_for)


def _pattern(words: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(rf"(?<!\w){word}" for word in words)) if words else None


def _fitted(features: Pipeline, train: Sequence[Record], drafts: Sequence[Draft]) -> Judged:
    """Fit a regression per flag; its threshold is the one of maximal F1 over training folds grouped by brief.

    The features see all training texts at once, but no label.
    """
    known, asked = features.fit_transform([r.draft for r in train]), features.transform(list(drafts))
    groups = np.array([r.brief for r in train])
    result = {}
    for flag in FLAGS:
        rows = np.array([i for i, r in enumerate(train) if flag in r.labels])
        answers = np.array([bool(train[i].labels[flag]) for i in rows])
        model = classifier()
        held = cross_val_predict(
            model, known[rows], answers, cv=GroupKFold(FOLDS), groups=groups[rows], method="predict_proba"
        )
        scores = model.fit(known[rows], answers).predict_proba(asked)[:, 1]
        result[flag] = Verdicts(scores, scores >= _best_threshold(held[:, 1], answers))
    return result


def _best_threshold(scores: np.ndarray, answers: np.ndarray) -> float:
    precision, recall, thresholds = precision_recall_curve(answers, scores)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    return float(thresholds[int(np.argmax(f1[:-1]))])


def _joined(draft: Draft) -> str:
    return f"{draft.text}\n\n{customer_text(draft)}"
