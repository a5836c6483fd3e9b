"""Which agent turns of OPEN task dialogues are read for training: one of a dialogue, drawn by hash.

BConTrasT (Farajian et al. 2020, CC BY-SA 4.0): German agent turns are translations of English ones. Schema-Guided
Dialogue (Rastogi et al. 2020, CC BY-SA 4.0): English, paraphrased from outlines by crowd workers.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from coach.types import Draft
from training.corpus.records import CORPUS, Record
from training.corpus.standoff import Turn, agent_runs, digest, drawn, with_labels
from training.encoder.sources import read_records

COUNTS = {"de": 550, "en": 310}
SOURCE = "bcontrast_de_en and sgd_en (train)"


def draw_public(data: Path) -> list[Draft]:
    """Return the drawn turns as items, German first; ids begin `bcontrast:` or `sgd:`.

    Raises:
        EncoderError: when a data set is not under `data`.
    """
    answered = (list(agent_runs(*dialogue)) for dialogue in _dialogues(data))
    return drawn((_one_of(drafts) for drafts in answered if drafts), COUNTS)


def load_public(data: Path, path: Path = CORPUS / "public" / "train.jsonl") -> list[Record]:
    """Return the labelled turns; texts come from `data`, labels from the repository.

    Raises:
        EncoderError: when a data set is not under `data`.
        CorpusError: when it is another edition than the labelled one.
    """
    return with_labels(draw_public(data), path, SOURCE)


def _dialogues(data: Path) -> Iterator[tuple[list[Turn], str, str]]:
    german: dict[str, list[Turn]] = defaultdict(list)
    for row in read_records(data / "bcontrast_de_en" / "train.jsonl.zst"):
        german[row["dialog"]].append((row["speaker"], row["de"]))
    for name, turns in german.items():
        yield turns, f"bcontrast:{name}", "de"
    for row in read_records(data / "sgd_en" / "train.jsonl.zst"):
        turns = [("customer" if speaker == "U" else "agent", text) for speaker, text, _ in row["turns"]]
        yield turns, f"sgd:{row['id']}", "en"


def _one_of(drafts: list[Draft]) -> Draft:
    """Return one turn, never the greeting before any customer message where there is another."""
    answers = [draft for draft in drafts if draft.customer_turn] or drafts
    return min(answers, key=lambda draft: digest(str(draft.id)))
