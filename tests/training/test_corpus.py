import copy
import json

import pytest

from coach.rubric import Rubric
from tests.conftest import RUBRIC
from training.corpus import CORPUS, load_split
from training.corpus.check import record_faults, split_faults
from training.corpus.records import SPLITS, CorpusError, Record


@pytest.fixture(scope="module")
def splits():
    return {split: load_split(split) for split in SPLITS}


def changed(record, **labels):
    return Record(record.draft, record.conversation_id, record.brief, {**copy.deepcopy(dict(record.labels)), **labels})


def test_corpus_shipped_records_are_without_fault(splits):
    rubric = Rubric.load(RUBRIC)
    assert [f for records in splits.values() for r in records for f in record_faults(r)] == []
    assert split_faults(splits, rubric) == []


def test_corpus_is_large_enough_in_both_languages(splits):
    languages = [r.draft.language for records in splits.values() for r in records]
    assert languages.count("de") >= 160
    assert languages.count("en") >= 80


def test_corpus_is_loadable_with_datasets(tmp_path):
    datasets = pytest.importorskip("datasets")
    loaded = datasets.load_dataset("json", data_files=str(CORPUS / "items" / "dev.jsonl"), cache_dir=str(tmp_path))
    assert len(loaded["train"]) == len(load_split("dev"))


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ({"missing_empathy": None}, "missing_empathy is not"),
        ({"hurried_reasons": ["lazy"]}, "hurried does not fit"),
        ({"unanswered_question": "no"}, "unanswered_question does not fit"),
        ({"irony": True, "evidence": {"irony": []}}, "evidence of irony"),
        ({"evidence": {"blame": [{"start": 0, "end": 1, "text": "§"}]}}, "does not hold its words"),
    ],
)
def test_corpus_check_finds_a_wrong_record(splits, labels, words):
    faults = record_faults(changed(splits["train"][0], **labels))
    assert any(words in fault for fault in faults), faults


def test_corpus_check_finds_a_draft_that_stands_in_two_splits(splits):
    record = splits["dev"][0]
    twin = Record(record.draft, "other", splits["train"][0].brief, record.labels)
    faults = split_faults({"train": [*splits["train"], twin], "dev": splits["dev"]}, Rubric.load(RUBRIC))
    assert any("near-duplicates" in fault for fault in faults)


def test_corpus_check_finds_a_rubric_example_in_the_training_data(splits):
    rubric = Rubric.load(RUBRIC)
    example = max((e.draft for c in rubric for g in c.examples.values() for e in g.flagged), key=len)
    record = splits["train"][0]
    copied = Record(type(record.draft)(example, id="copied"), "x", record.brief, record.labels)
    faults = split_faults({"train": [copied], "dev": []}, rubric)
    assert any("rubric" in fault for fault in faults)


@pytest.mark.parametrize("line", ["{", '{"id": "x"}', '{"id": "x", "draft": "y", "conversation": [], "labels": {}}'])
def test_corpus_wrong_line_is_named_by_file_and_line(tmp_path, line):
    (tmp_path / "items").mkdir()
    (tmp_path / "items" / "train.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"train\.jsonl:1"):
        load_split("train", tmp_path)


def test_corpus_test_split_has_briefs_of_its_own_and_is_large_enough(splits):
    briefs = {split: {r.brief for r in records} for split, records in splits.items()}
    assert not briefs["test"] & (briefs["train"] | briefs["dev"])
    languages = [r.draft.language for r in splits["test"]]
    assert languages.count("de") >= 450
    assert languages.count("en") >= 250
    for language, main, further in (("de", 70, 30), ("en", 40, 15)):
        part = [r for r in splits["test"] if r.draft.language == language]
        for flag in ("missing_empathy", "irony", "unanswered_question", "hurried"):
            assert sum(bool(r.labels[flag]) for r in part) >= main, flag
        for flag in ("blame", "canned", "insensitive_offer", "no_next_step", "register"):
            assert sum(bool(r.labels[flag]) for r in part) >= further, flag


def test_corpus_missing_split_is_a_clear_error(tmp_path):
    with pytest.raises(CorpusError, match="found nothing there"):
        load_split("train", tmp_path)


def test_parallel_pairs_are_complete_and_split_by_brief():
    found = {}
    for split, count in (("train", 2400), ("dev", 300), ("test", 300)):
        lines = (CORPUS / "parallel" / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        assert len(rows) == count
        assert all(row["de"].strip() and row["en"].strip() for row in rows)
        found[split] = {row["brief"] for row in rows}
    assert not (found["train"] & found["dev"] | found["train"] & found["test"] | found["dev"] & found["test"])
