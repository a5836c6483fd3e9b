"""Fitting end to end on a small slice of the corpus."""

import json

import pytest
import yaml

from coach.pipeline import ReplyQualityPipeline
from coach.rubric import Rubric
from tests.conftest import MODEL, ROOT, RUBRIC
from tests.training.small import small_slice
from training.corpus import load_split
from training.items import prepare
from training.linear.train import train
from training.spans import match_spans


@pytest.fixture(scope="module")
def config():
    return yaml.safe_load((ROOT / "training" / "configs" / "linear.yml").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_linear_fit_writes_a_checkpoint_that_the_pipeline_loads_and_repeats(tmp_path, config):
    items = prepare(small_slice(load_split("train"), 8))
    for name in ("one", "two"):
        train(items, config=config | {"folds": 2}, rubric=Rubric.load(RUBRIC), output=tmp_path / name)
    for file in ("model.safetensors", "calibration.json", "config.json", "metrics.json", "README.md"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    figures = json.loads((tmp_path / "one" / "metrics.json").read_text(encoding="utf-8"))["out_of_fold"]
    assert [label for label, row in figures.items() if not row["positives"]] == []  # every label was there to learn
    report = ReplyQualityPipeline.from_pretrained(tmp_path / "one", RUBRIC).predict(items[0].record.draft)
    assert set(report.scores) == {c.id for c in Rubric.load(RUBRIC)}


def test_linear_card_shows_the_figures_of_metrics_json():
    metrics = json.loads((MODEL / "metrics.json").read_text(encoding="utf-8"))
    card = (MODEL / "README.md").read_text(encoding="utf-8")
    for name, row in metrics["out_of_fold"].items():
        assert f"| {name} | {row['positives']} / {row['items']} | {row['auroc']} |" in card


def test_linear_span_matching_is_one_to_one_and_needs_half_overlap():
    assert match_spans([(0, 0, 10)], [(0, 0, 10), (0, 2, 10)]) == [(0, 0)]
    assert match_spans([(0, 0, 10)], [(0, 6, 20)]) == []
    assert match_spans([(0, 0, 10)], [(1, 0, 10)]) == []
