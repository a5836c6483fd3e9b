import pytest
import yaml

from eval.behaviours import FOLDER, load_behaviours, passes
from eval.errors import EvalError
from eval.tasks import TASKS, load_tasks
from tests.conftest import ROOT
from training.corpus.check import NEAR, _shingles


def test_tasks_name_data_licence_and_metrics():
    tasks = load_tasks()
    assert {t.kind for t in tasks} >= {"review", "irony", "empathy", "similarity", "address"}
    for task in tasks:
        assert task.dataset.licence
        assert task.metrics
        if not task.dataset.public:
            assert all((ROOT / file).is_file() for file in task.dataset.files)
    known = {p.name for p in (ROOT / "eval" / "metrics").iterdir()} | {"spearman", "accuracy"}
    assert {m for t in tasks for m in t.metrics} <= known


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.update(metriks=["flag"]), r"own-dev\.yml: metriks: .*Did you mean 'metrics'"),
        (lambda t: t.pop("metrics"), r"own-dev\.yml: metrics"),
        (lambda t: t.update(kind="vibes"), r"own-dev\.yml: kind"),
        (lambda t: t.update(id="other"), r"own-dev\.yml: id: expected 'own-dev'"),
        (lambda t: t["dataset"].pop("licence"), r"own-dev\.yml: dataset\.licence"),
    ],
)
def test_tasks_wrong_key_is_named_with_its_file(tmp_path, change, words):
    task = yaml.safe_load((TASKS / "own-dev.yml").read_text(encoding="utf-8"))
    change(task)
    (tmp_path / "own-dev.yml").write_text(yaml.safe_dump(task), encoding="utf-8")
    with pytest.raises(EvalError, match=words):
        load_tasks(tmp_path)


def test_tasks_empty_folder_and_broken_yaml_are_clear_errors(tmp_path):
    with pytest.raises(EvalError, match="found none"):
        load_tasks(tmp_path)
    (tmp_path / "x.yml").write_text("id: [", encoding="utf-8")
    with pytest.raises(EvalError, match="expected YAML"):
        load_tasks(tmp_path)


def test_behaviours_are_many_in_both_languages():
    files = load_behaviours()
    tests = [test for file in files for test in file.tests]
    assert len(files) >= 12
    assert len(tests) >= 150
    assert sum(t.language == "en" for t in tests) >= 50
    assert {file.kind for file in files} == {"minimum_functionality", "invariance", "direction"}


def test_behaviours_are_no_training_data():
    from training.corpus import load_split

    known = [_shingles(r.draft.text) for split in ("train", "dev") for r in load_split(split)]
    known = [parts for parts in known if len(parts) > 3]
    for file in load_behaviours():
        for test in file.tests:
            parts = _shingles(test.draft)
            if len(parts) > 3:
                assert not any(len(parts & other) / len(parts | other) >= NEAR for other in known), test.id


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: f["tests"][0].pop("variant"), "needs 'variant'"),
        (lambda f: f["tests"][0].update(score="rudeness"), "unknown"),
        (lambda f: f["tests"][0].update(conversation=["X: Hallo"]), "begins with 'K: '"),
        (lambda f: f["tests"].append(f["tests"][0]), "stands twice"),
    ],
)
def test_behaviours_wrong_test_is_named(tmp_path, change, words):
    file = yaml.safe_load((FOLDER / "sarcasm.yml").read_text(encoding="utf-8"))
    change(file)
    (tmp_path / "sarcasm.yml").write_text(yaml.safe_dump(file), encoding="utf-8")
    with pytest.raises(EvalError, match=words):
        load_behaviours(tmp_path)


def test_behaviours_pass_and_fail_as_they_should(pipeline):
    from dataclasses import replace

    by_kind = {file.kind: file.tests[0] for file in load_behaviours()}
    test = by_kind["direction"]
    low, high = (
        replace(pipeline.predict(item), scores={**pipeline.predict(item).scores, test.score: value})
        for item, value in zip(test.items(), (0.2, 0.7), strict=True)
    )
    assert passes(test, [low, high]) is (test.direction == "higher")
    assert passes(test, [high, low]) is (test.direction == "lower")
    assert not passes(test, [low, low])
    steady = by_kind["invariance"]
    report = pipeline.predict(steady.items()[0])
    assert passes(steady, [report, report])
    moved = replace(report, flags={**report.flags, "irony": not report.flags["irony"]})
    assert not passes(steady, [report, moved])
