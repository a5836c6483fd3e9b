import copy
import json

import pytest

from coach.rubric import Rubric
from tests.conftest import RUBRIC
from training.corpus import CORPUS, load_split
from training.corpus.check import corpus_faults, drafts_by_group, near_duplicates, record_faults, split_faults
from training.corpus.records import SPLITS, CorpusError, Record


@pytest.fixture(scope="module")
def splits():
    return {split: load_split(split) for split in SPLITS}


def changed(record, **labels):
    return Record(record.draft, record.conversation_id, record.brief, {**copy.deepcopy(dict(record.labels)), **labels})


def test_corpus_is_without_fault():
    assert corpus_faults(Rubric.load(RUBRIC)) == []


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


def test_corpus_check_finds_a_conversation_in_two_splits_and_an_id_that_stands_twice(splits):
    record = splits["dev"][0]
    faults = split_faults({"train": [*splits["train"], record], "dev": splits["dev"]})
    assert any("stands 2 times" in fault for fault in faults)
    assert any("does not belong to train" in fault for fault in faults)
    assert any("two splits" in fault for fault in faults)


@pytest.mark.parametrize("group", ["dev", "rubric", "app", "behaviour"])
def test_corpus_check_finds_what_was_copied_into_the_training_data(splits, group):
    groups = drafts_by_group({"train": [], "dev": splits["dev"]}, [], Rubric.load(RUBRIC))
    copied = max(groups[group].values(), key=len).replace(".", " !")
    faults = near_duplicates({**groups, "train": {"copied": copied}})
    assert any("copied" in fault and group in fault for fault in faults)


@pytest.mark.parametrize("line", ["{", '{"id": "x"}', '{"id": "x", "draft": "y", "conversation": [], "labels": {}}'])
def test_corpus_wrong_line_is_named_by_file_and_line(tmp_path, line):
    (tmp_path / "items").mkdir()
    (tmp_path / "items" / "train.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"train\.jsonl:1"):
        load_split("train", tmp_path)


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
