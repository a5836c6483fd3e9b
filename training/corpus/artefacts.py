"""What gives a label away in the training split: models that read only half, and words that say too much.

A model that reads the conversation alone cannot know how the draft will be heard; where it can tell, the corpus and not
the matter taught it (Gururangan et al. 2018).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.progress import track
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from coach.text import fold, words
from coach.types import Draft
from training.corpus.records import FLAGS, Record

FOLDS = 5
SEED = 13
RESAMPLES = 300
WITHIN_NEED = "missing_empathy within equal need"
CHANCE = ("irony", "blame", "hurried", WITHIN_NEED)  # what a conversation must not predict
_PRIOR = 500.0  # weight of the background in the log odds, in words


@dataclass(frozen=True)
class Artefact:
    """How well one half tells one flag, out of fold: AUROC with its 95 % interval."""

    flag: str
    reads: str  # "draft only" | "conversation only" | "length only"
    auroc: float
    low: float
    high: float

    @property
    def at_chance(self) -> bool:
        """Whether the interval holds 0.5."""
        return self.low <= 0.5 <= self.high


def ngrams(text_of: Callable[[Draft], str]) -> Pipeline:
    """Return TF-IDF of word and character n-grams of a text of the draft."""
    return make_pipeline(
        FunctionTransformer(lambda drafts: [text_of(draft) for draft in drafts]),
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True),
        ),
    )


def length_features() -> Pipeline:
    """Return the logarithms of words, characters and lines of the draft, standardised."""
    return make_pipeline(FunctionTransformer(_lengths), StandardScaler())


def draft_text(draft: Draft) -> str:
    """Return the draft's text."""
    return draft.text


def customer_text(draft: Draft) -> str:
    """Return the customer turn's messages, one a line."""
    return "\n".join(draft.conversation[i].text for i in draft.customer_turn)


def classifier() -> LogisticRegression:
    """Return the regression that stands behind every model of n-grams."""
    return LogisticRegression(C=1.0, max_iter=1000, class_weight="balanced")


READS: Mapping[str, Callable[[], Pipeline]] = {
    "draft only": lambda: ngrams(draft_text),
    "conversation only": lambda: ngrams(customer_text),
    "length only": length_features,
}


def artefacts(records: Sequence[Record]) -> list[Artefact]:
    """Return how well halves of the items tell each flag, out of folds that are grouped by brief.

    `missing_empathy within equal need` averages over the grades of need, weighted by their pairs: what the customer
    carries says whether empathy is called for, but must not say whether it is given.
    """
    found = []
    for reads, features in READS.items():
        columns = features().fit_transform([r.draft for r in records])
        for flag in track(FLAGS, reads, console=Console(stderr=True)):
            rows = [i for i, r in enumerate(records) if r.labels.get(flag) is not None and r.draft.customer_turn]
            answers = np.array([bool(records[i].labels[flag]) for i in rows])
            scores = cross_val_predict(
                classifier(),
                columns[rows],
                answers,
                cv=GroupKFold(FOLDS),
                groups=[records[i].brief for i in rows],
                method="predict_proba",
            )[:, 1]
            clusters = [records[i].conversation_id for i in rows]
            whole = np.zeros(len(rows), int)
            found.append(_artefact(flag, reads, answers, scores, whole, clusters))
            if flag == "missing_empathy":
                need = np.array([records[i].labels["empathy_need"] for i in rows])
                found.append(_artefact(f"{flag} within equal need", reads, answers, scores, need, clusters))
    return found


def stratified_auroc(
    answers: np.ndarray, scores: np.ndarray, strata: np.ndarray, weights: np.ndarray | None = None
) -> float | None:
    """Return the AUROC of pairs within a stratum; None without such a pair.

    Args:
        answers: bool [n].
        scores: [n].
        strata: [n]; items are compared with those of their stratum alone.
        weights: how often each item counts, [n].
    """
    times = np.ones(len(answers)) if weights is None else weights.astype(float)
    total = pairs = 0.0
    for value in dict.fromkeys(strata.tolist()):
        inside = (strata == value) & (times > 0)
        positive, negative = times[inside & answers].sum(), times[inside & ~answers].sum()
        if positive and negative:
            area = roc_auc_score(answers[inside], scores[inside], sample_weight=times[inside])
            total, pairs = total + area * positive * negative, pairs + positive * negative
    return total / pairs if pairs else None


def giveaways(records: Sequence[Record], flag: str, count: int = 8) -> list[tuple[str, float, int, int]]:
    """Return the words of drafts that speak most for a flag: (word, z, flagged drafts, other drafts).

    Log odds with an informative Dirichlet prior (Monroe et al. 2008), each word counted once a draft.
    """
    seen = [(bool(r.labels.get(flag)), _vocabulary(r.draft)) for r in records if r.labels.get(flag) is not None]
    flagged, others = (Counter(w for answer, ws in seen if answer is wanted for w in ws) for wanted in (True, False))
    totals = flagged.total(), others.total()
    ranked = []
    for word in flagged:
        prior = _PRIOR * (flagged[word] + others[word]) / sum(totals)
        odds = [
            np.log((n + prior) / (total + _PRIOR - n - prior))
            for n, total in zip((flagged[word], others[word]), totals, strict=True)
        ]
        z = (odds[0] - odds[1]) / np.sqrt(1 / (flagged[word] + prior) + 1 / (others[word] + prior))
        ranked.append((word, float(z), flagged[word], others[word]))
    return sorted(ranked, key=lambda row: -row[1])[:count]


def _artefact(
    flag: str, reads: str, answers: np.ndarray, scores: np.ndarray, strata: np.ndarray, clusters: Sequence[str]
) -> Artefact:
    names = {name: i for i, name in enumerate(dict.fromkeys(clusters))}
    member = np.array([names[c] for c in clusters])
    rng = np.random.default_rng(SEED)
    draws = (rng.multinomial(len(names), np.full(len(names), 1 / len(names)))[member] for _ in range(RESAMPLES))
    areas = [area for w in draws if (area := stratified_auroc(answers, scores, strata, w)) is not None]
    low, high = np.quantile(areas, (0.025, 0.975))
    return Artefact(flag, reads, stratified_auroc(answers, scores, strata) or 0.5, float(low), float(high))


def _vocabulary(draft: Draft) -> set[str]:
    return {fold(draft.text[a:b]) for a, b in words(draft.text)}


def _lengths(drafts: Sequence[Draft]) -> np.ndarray:
    return np.log1p([[len(d.text.split()), len(d.text), d.text.count("\n")] for d in drafts])
