"""Fit the linear baseline: views, out-of-fold logits, calibration, operating points, card."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from models import Calibration
from models.interface import STATUSES
from models.linear.classifier import VIEWS, LinearReplyClassifier, gap_logit
from models.linear.features import Views, customer_view
from models.linear.ngrams import NgramVectorizer, stems
from models.linear.view import View
from training.calibrate import Held
from training.items import Item
from training.linear.targets import (
    Rows,
    clause_targets,
    customer_targets,
    draft_targets,
    form_targets,
    parted_words,
    requests,
    sentence_targets,
)

Config = Mapping[str, Any]


def stem_idf(items: Sequence[Item]) -> dict[str, float]:
    """Return inverse document frequencies of stems over drafts and conversations; stems that stand once are left out."""
    texts = [i.example.draft for i in items]
    texts += list(dict.fromkeys(t.text for i in items for t in i.example.turns))
    counts: dict[str, int] = {}
    for text in texts:
        for stem in set(stems(text)):
            counts[stem] = counts.get(stem, 0) + 1
    return {s: round(math.log(len(texts) / c), 4) for s, c in sorted(counts.items()) if c > 1}


def fit_models(items: Sequence[Item], config: Config) -> LinearReplyClassifier:
    """Return a classifier with fitted views, not calibrated yet."""
    idf = stem_idf(items)
    views = [Views(item.example, idf) for item in items]
    rows = {name: Rows() for name in VIEWS}
    seen: set[str] = set()
    for number, (item, view) in enumerate(zip(items, views, strict=True)):
        labels = item.record.labels
        rows["draft"].add(view.draft(), draft_targets(labels), number)
        rows["form"].add(view.form(), form_targets(labels), number)
        for index in range(len(item.example.sentences)):
            rows["sentence"].add(view.sentence(index), sentence_targets(item, index), number)
        if item.record.conversation_id not in seen:  # siblings share the customer's side
            seen.add(item.record.conversation_id)
            _add_customer_rows(rows, item, view, number)
        _add_pair_rows(rows["pair"], item, view, number)
    found = {
        name: fit_view(rows[name], config["views"][name], seed=config["seed"]) for name in VIEWS if name != "status"
    }
    model = LinearReplyClassifier(
        config["name"], config["version"], found, idf, Calibration(), 0.5, {}, config["max_draft_characters"]
    )
    for number, (item, view) in enumerate(zip(items, views, strict=True)):
        for request, targets in requests(item.record.labels):
            answers = model.pair_logits(view, _text(item, request))
            rows["status"].add(view.status(_text(item, request), int(np.argmax(answers)), answers), targets, number)
    found["status"] = fit_view(rows["status"], config["views"]["status"], seed=config["seed"])
    return replace(model, views={name: found[name] for name in VIEWS})


def _add_customer_rows(rows: dict[str, Rows], item: Item, view: Views, number: int) -> None:
    if item.example.customer_turn:
        targets = customer_targets(item.record.labels)
        rows["customer"].add(view.customer(), targets, number)
        # the words decide, not the length: the turn's calm part alone needs nothing, its strained part what the turn needs
        calm, strained = parted_words(item)
        left_out: dict[str, int | None] = dict.fromkeys(targets)
        if calm:
            rows["customer"].add(customer_view(calm, 1), {**left_out, "need>=1": 0, "need>=2": 0}, number)
        if strained:
            need = {name: targets[name] for name in ("need>=1", "need>=2")}
            rows["customer"].add(customer_view(strained, 1), {**left_out, **need}, number)
    for message, turn in enumerate(item.example.turns):
        for index in range(len(turn.clauses)):
            rows["clause"].add(view.clause(message, index), clause_targets(item, message, index), number)


def _add_pair_rows(rows: Rows, item: Item, view: Views, number: int) -> None:
    """Add (request, sentence) pairs of answered and deferred requests; the sentence of the answer is positive."""
    for question in item.record.labels.get("questions", []):
        answer = question["answer"]
        if answer is None:
            continue
        pairs = view.pairs(_text(item, question))
        for index, (start, end) in enumerate(item.example.sentences):
            numbers = {name: float(values[index]) for name, values in pairs.items()}
            rows.add(("", numbers), {"answers": int(answer["start"] < end and start < answer["end"])}, number)


def _text(item: Item, question: Mapping[str, Any]) -> str:
    return item.example.turns[question["message"]].text[question["start"] : question["end"]]


def fit_view(rows: Rows, config: Config, *, seed: int) -> View:
    """Fit one logistic regression per head; a head without two classes keeps its prior."""
    vectorizer = NgramVectorizer.fit(
        rows.texts, min_documents=config["min_documents"], max_features=config["max_features"]
    )
    names = tuple(sorted(rows.numbers[0]))
    numbers = np.array([[row[n] for n in names] for row in rows.numbers], dtype=np.float64)
    mean, scale = numbers.mean(axis=0), numbers.std(axis=0)
    scale[scale < 1e-6] = 1.0
    grams = _sparse([vectorizer.transform(t) for t in rows.texts], len(vectorizer.idf)) * config["ngram_scale"]
    matrix = csr_matrix(hstack([grams, csr_matrix(np.clip((numbers - mean) / scale, -5, 5))]))
    weights, biases = [], []
    for _head, targets in rows.targets.items():
        weight, bias = _fit_head(matrix, targets, C=config["C"], seed=seed)
        weights.append(weight)
        biases.append(bias)
    stacked = np.array(weights)
    stacked[:, : len(vectorizer.idf)] *= config["ngram_scale"]
    stacked = stacked.astype(np.float16).astype(np.float64)  # as it will be stored
    return View(vectorizer, names, mean, scale, tuple(rows.targets), stacked, np.array(biases))


def _sparse(vectors: Sequence[tuple[np.ndarray, np.ndarray]], width: int) -> csr_matrix:
    pointer = np.cumsum([0, *(len(i) for i, _ in vectors)])
    index = np.concatenate([i for i, _ in vectors]) if vectors else np.array([], dtype=np.int64)
    value = np.concatenate([v for _, v in vectors]) if vectors else np.array([])
    return csr_matrix((value, index, pointer), shape=(len(vectors), width))


def _fit_head(matrix: csr_matrix, targets: Sequence[int | None], *, C: float, seed: int) -> tuple[np.ndarray, float]:
    known = np.array([i for i, t in enumerate(targets) if t is not None])
    answer = np.array([targets[i] for i in known])
    if len(set(answer.tolist())) < 2:
        positives = float(answer.sum())
        return np.zeros(matrix.shape[1]), math.log((positives + 0.5) / (len(answer) - positives + 0.5))
    model = LogisticRegression(C=C, max_iter=2000, random_state=seed).fit(matrix[known], answer)
    return model.coef_[0], float(model.intercept_[0])


def out_of_fold(
    items: Sequence[Item], config: Config
) -> tuple[dict[str, Held], list[tuple[Item, LinearReplyClassifier]]]:
    """Return per label the logits that models gave to groups they were not trained on, and each item's such model."""
    groups = [item.record.group for item in items]
    held: dict[str, Held] = {}
    models: list[tuple[Item, LinearReplyClassifier]] = []
    for train, test in GroupKFold(config["folds"]).split(items, groups=groups):
        model = fit_models([items[i] for i in train], config)
        for i in test:
            models.append((items[i], model))
            for label, logit, answer in item_logits(model, items[i]):
                entry = held.setdefault(label, Held([], [], []))
                entry.logits.append(logit)
                entry.answers.append(answer)
                entry.languages.append(items[i].example.language)
    return held, models


def item_logits(model: LinearReplyClassifier, item: Item) -> list[tuple[str, float, int]]:
    """Return (label, logit, answer) of every annotated label of one item; requests at their annotated spans."""
    views, labels = Views(item.example, model.idf), item.record.labels
    draft = model.draft_logits(views)
    customer = model.views["customer"].logits(*views.customer())
    sentences = [model.views["sentence"].logits(*views.sentence(i)) for i in range(len(item.example.sentences))]
    found: list[tuple[str, float, int | None]] = []
    targets = {**draft_targets(labels), **form_targets(labels)}
    found += [(n, draft[n], targets[n]) for n in targets if ">=" not in n]
    found += [(n, max(s[n] for s in sentences), labels.get(n)) for n in ("irony", "blame", "insensitive_offer")]
    if item.example.customer_turn:
        found.append(("missing_empathy", gap_logit(customer, draft), labels.get("missing_empathy")))
    for request, target in requests(labels):
        raw = model.read_status(views, request["message"], (request["start"], request["end"])).status
        found.append(("unanswered_question", status_margin(raw), target["unanswered"]))
    return [(name, logit, int(answer)) for name, logit, answer in found if answer is not None]


def status_margin(status: Mapping[str, float]) -> float:
    """Return the log-odds of `unanswered` against the other statuses, from their logits."""
    return status["unanswered"] - math.log(sum(math.exp(status[s]) for s in STATUSES if s != "unanswered"))
