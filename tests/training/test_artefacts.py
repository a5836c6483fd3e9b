from dataclasses import replace

import numpy as np
import pytest

from coach.types import Message
from training.corpus import Record, load_split
from training.corpus import artefacts as module
from training.corpus.artefacts import artefacts, giveaways, stratified_auroc


@pytest.fixture(scope="module")
def records():
    return [r for r in load_split("train") if r.draft.customer_turn and r.draft.language == "de"][:400]


def leaking(record):
    """Return the record with a customer who says whether the draft is ironic."""
    said = "Ananas" if record.labels["irony"] else "Birne"
    return replace(record, draft=replace(record.draft, conversation=(Message("customer", f"Hier ist {said}."),)))


def test_artefacts_unmask_a_conversation_that_tells_the_label(records, monkeypatch):
    monkeypatch.setattr(module, "FLAGS", ("irony",))
    monkeypatch.setattr(module, "RESAMPLES", 50)
    found = {a.reads: a for a in artefacts([leaking(r) for r in records])}
    assert found["conversation only"].auroc > 0.95
    assert not found["conversation only"].at_chance
    assert found["length only"].auroc < 0.8


def test_stratified_auroc_compares_within_strata_alone():
    answers = np.array([True, True, False, False])
    strata = np.array([2, 2, 1, 1])
    assert stratified_auroc(answers, np.array([0.9, 0.8, 0.2, 0.1]), strata) is None
    assert stratified_auroc(answers, np.array([0.9, 0.8, 0.2, 0.1]), np.zeros(4)) == 1.0
    mixed = np.array([True, False, True, False])
    assert stratified_auroc(mixed, np.array([0.4, 0.3, 0.1, 0.2]), strata) == 0.5
    assert stratified_auroc(mixed, np.array([0.4, 0.3, 0.1, 0.2]), strata, np.array([3, 3, 0, 0])) == 1.0


def test_giveaways_name_the_word_that_tells(records):
    marked = [_marked(r) for r in records]
    word, z, flagged, others = giveaways(marked, "irony", 1)[0]
    assert (word, others) == ("zwetschge", 0)
    assert flagged == sum(bool(r.labels["irony"]) for r in records)
    assert z > 3


def _marked(record: Record) -> Record:
    text = record.draft.text + (" Zwetschge" if record.labels["irony"] else "")
    return replace(record, draft=replace(record.draft, text=text))
