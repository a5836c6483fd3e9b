"""The model card, written from the figures beside it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.linear.classifier import LinearReplyClassifier
from training.card import write_card

_HEAD = """# {name} {version}

Linear models on word and character n-grams of draft, customer turn and their overlap, with structural signals. Reads a
support agent's draft reply together with the conversation, in German and English. It is the baseline that later models
are measured against, and it runs on numpy alone.

- **Licence**: Apache-2.0. **Method**: logistic regression per head (scikit-learn), Platt scaling (Platt 1999) with a
  shared slope and an offset per language on out-of-fold logits (five folds, grouped by brief).
- **Training data**: this project's own corpus {train} were written by language models
  under written briefs; labels come from readers who saw neither brief nor sibling drafts (`docs/data-statement.md`).
- **Operating point**: the lowest threshold whose out-of-fold precision meets the rubric's wish; where none does, the one
  of the best F1, and the criterion ships *silent*: it is flagged in the report, but gets no card.
- **Not for**: judging people; deciding over anybody's work; languages other than German and English; real chats unlike
  the corpus, until measured.{origin}

Made by `python -m training fit --config training/configs/linear.yml{option}`; the figures out of fold stand in `metrics.json`, those of the evaluation in `results.json`.
"""
_ALONE = "alone ({train} items). Texts and labels"
_BESIDE = "({train} items), and extra items (below). The corpus's texts and labels"
_OWN = " No figure here comes from real support chats."
_EXTRA = """
- **Extra items**: {extra} of an archive, redacted chats with trainers' verdicts, grouped by conversation. They count in
  the figures out of fold, and `vocabulary.json` holds words of theirs: keep this folder as closely as the archive."""
_NOTE = "`unanswered_question` is counted per request, everything else per item."


def write_linear_card(folder: Path, model: LinearReplyClassifier, metrics: Mapping[str, Any]) -> None:
    """Write README.md into a checkpoint folder."""
    train, extra = metrics["items"]["train"], metrics["items"].get("extra")
    head = _HEAD.format(
        name=model.name,
        version=model.version,
        train=_BESIDE.format(train=train) if extra else _ALONE.format(train=train),
        origin=_EXTRA.format(extra=extra) if extra else _OWN,
        option=" --extra FILE" if extra else "",
    )
    write_card(folder, head, metrics, name=model.name, calibration=model.calibration, note=_NOTE)
