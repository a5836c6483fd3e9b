"""The network's card, written from the figures beside it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.network.classifier import NetworkReplyClassifier
from training.card import write_card

_HEAD = """# {name} {version}

A bilingual transformer (six layers, 384 wide, see `models/encoder/`) with small heads. Conversation and draft are two segments: the
conversation attends to itself alone, the draft to both, so that all that is said about the customer is independent of the
draft. It reads a support agent's draft reply together with the conversation, in German and English, and runs on onnxruntime and
numpy alone; the weights are stored as float16 and computed in float32.

- **Licence**: Apache-2.0. **Heads**: requests tagged on tokens; each request's state attends over the draft's sentences and is
  classified as answered, deferred or unanswered; irony, blame and insensitive offers per sentence with multiple-instance pooling
  (Ilse et al. 2018); ordinal grades as cumulative logits; everything else by attention pooling. Per label a logistic regression
  over named features (`combiner.json`), Platt scaling (Platt 1999) with a shared slope and an offset per language; both on
  out-of-fold passes (five folds, grouped by brief).
- **Training data**: this project's own corpus ({train} items; atoms and question records), whose texts and labels were written by language
  models under written briefs; labels come from readers who saw neither brief nor sibling drafts (`docs/data-statement.md`). Public: turns of
  BConTrasT (Farajian et al. 2020, CC BY-SA 4.0) and Schema-Guided Dialogue (Rastogi et al. 2020, CC BY-SA 4.0) with labels of our own
  readers, and question pairs derived from the latter by rule.
- **Operating point**: the lowest threshold whose out-of-fold precision meets the rubric's wish; where none does, the one of the best F1,
  and the criterion ships *silent*: it is flagged in the report, but gets no card.
- **Not for**: judging people; deciding over anybody's work; languages other than German and English; real chats unlike the corpus,
  until measured.

Made by `python -m training network --data DATA --output {folder}` with `training/configs/network.yml`; figures out of fold stand in `metrics.json`,
those of the evaluation in `results.json`. How it came about, what was tried and what falls short: `docs/model.md`.
"""
_NOTE = (
    "`unanswered_question` is counted per request that the network finds, everything else per item; request spans F1 {span_f1}. "
    "The combiners' logits come from folds that they were not fitted on."
)


def write_network_card(folder: Path, model: NetworkReplyClassifier, metrics: Mapping[str, Any]) -> None:
    """Write README.md into a checkpoint folder."""
    head = _HEAD.format(
        name=model.name, version=model.version, train=metrics["items"]["train"], folder=f"models/{model.name}"
    )
    write_card(
        folder,
        head,
        metrics,
        name=model.name,
        calibration=model.calibration,
        note=_NOTE.format(span_f1=metrics["span_f1"]),
    )
