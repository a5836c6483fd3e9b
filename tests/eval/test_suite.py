import json
import shutil

import numpy as np
import pytest

from eval import suite
from eval.baselines import ALWAYS, always_positive, keyword_rules, majority
from eval.compare import compare
from eval.errors import EvalError
from eval.publish import published, summary
from eval.report import write_report
from eval.results import PublicResult, Results, ReviewResult, Skipped
from eval.suite import Options, run
from models import fingerprint
from models.checkpoint import read_tensors, write_tensors
from tests.conftest import MODEL, ROOT, RUBRIC
from training.corpus import load_split

pytestmark = pytest.mark.slow
CURVE = [{"items": 400, "average_precision": 0.5}, {"items": 1600, "average_precision": 0.7}]
FAST = {name: ALWAYS[name] for name in ("majority", "always positive", "keyword rules")}

LINEAR = ROOT / "models" / "linear-baseline"  # quick, and the suite is the same for every model


def options(folder, **changes):
    values = {"model": LINEAR, "rubric": RUBRIC, "output": folder, "resamples": 10, "baselines": FAST, **changes}
    return Options(**values)


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("eval")
    results = run(options(folder))
    write_report(folder, results, CURVE)
    return folder, results


@pytest.fixture(scope="module")
def damaged(tmp_path_factory):
    """A model whose weights were shuffled, with its evaluation."""
    model = tmp_path_factory.mktemp("damaged") / "linear-baseline"
    shutil.copytree(LINEAR, model)
    rng = np.random.default_rng(0)
    tensors = read_tensors(model / "model.safetensors")
    write_tensors(
        model / "model.safetensors", {n: rng.permutation(t.ravel()).reshape(t.shape) for n, t in tensors.items()}
    )
    folder = tmp_path_factory.mktemp("eval-damaged")
    run(options(folder, model=model, tasks=("own-dev", "behaviour")))
    return folder


def test_suite_scores_a_held_task_only_when_named_and_logs_it(tmp_path, monkeypatch):
    dev = next(task for task in suite.load_tasks() if task.id == "own-dev")
    monkeypatch.setattr(suite, "load_tasks", lambda: [dev.model_copy(update={"held": True})])
    monkeypatch.setattr(suite, "SCORINGS", tmp_path / "scorings.jsonl")
    assert suite._chosen(options(tmp_path)) == []
    for _ in range(2):  # the second run finds the task done: nothing is scored, nothing logged
        run(options(tmp_path / "out", tasks=("own-dev",)))
    lines = (tmp_path / "scorings.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1
    assert json.loads(lines[0])["model"]["name"] == "linear-baseline"


def test_suite_writes_every_task_and_skips_what_is_absent(evaluated):
    folder, results = evaluated
    assert isinstance(results.tasks["own-dev"], ReviewResult)
    assert not {"own-test", "real-test"} & set(results.tasks)
    assert isinstance(results.tasks["tweeteval-irony"], Skipped)
    assert "--data" in results.tasks["tweeteval-irony"].reason
    assert Results.load(folder) == results
    review = results.tasks["own-dev"]
    assert set(review.slices) == {"pooled", "de", "en"}
    assert (
        review.slices["pooled"].items == review.slices["de"].items + review.slices["en"].items == len(load_split("dev"))
    )
    assert set(review.baselines) == set(FAST)
    assert review.ceiling["irony"]["f1"] is not None


def test_suite_same_seed_gives_the_same_bytes(evaluated, tmp_path):
    run(options(tmp_path))
    assert (tmp_path / "results.json").read_bytes() == (evaluated[0] / "results.json").read_bytes()


def test_suite_interrupted_run_goes_on_with_the_next_task(evaluated, tmp_path, monkeypatch):
    def stopped(*arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(suite, "run_behaviours", stopped)
        with pytest.raises(KeyboardInterrupt):
            run(options(tmp_path))
    (tmp_path / "tasks" / "stsb-de.json").write_text("{", encoding="utf-8")  # cut off while it was written
    monkeypatch.setattr(suite, "_review", stopped)  # a task that is done is not run again
    assert run(options(tmp_path)) == evaluated[1]


def test_suite_other_model_begins_anew(evaluated, damaged):
    a, b = Results.load(evaluated[0]), Results.load(damaged)
    assert a.provenance.model["sha256"] != b.provenance.model["sha256"]
    assert a.tasks["own-dev"] != b.tasks["own-dev"]


def test_suite_unknown_task_names_those_there_are(tmp_path):
    with pytest.raises(EvalError, match=r"task 'nope' is unknown; there are .*own-dev"):
        run(options(tmp_path, tasks=("nope",)))


def test_suite_predictions_hold_no_text(evaluated):
    drafts = {r.draft.text for r in load_split("dev")}
    lines = (evaluated[0] / "predictions" / "own-dev.jsonl").read_text(encoding="utf-8")
    assert not any(draft in lines for draft in drafts if len(draft) > 10)


def test_suite_report_is_self_contained_and_shows_the_figures(evaluated):
    folder, results = evaluated
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert 'src="data:image/png;base64' in page
    assert "<script" not in page
    f1 = results.tasks["own-dev"].slices["de"].flags["irony"].figures["f1"].value
    assert f"{f1:.2f}" in page
    assert f"{f1:.2f}" in (folder / "report.md").read_text(encoding="utf-8")
    assert len(list((folder / "pictures" / "own-dev").glob("*.png"))) == 6


def test_suite_report_escapes_what_people_wrote(evaluated, monkeypatch, tmp_path):
    from dataclasses import replace

    from eval.report import write

    records = load_split("dev")
    nasty = [replace(r, draft=replace(r.draft, text=r.draft.text + "<script>alert(1)</script>")) for r in records]
    monkeypatch.setattr(write, "load_split", lambda split: nasty)
    shutil.copytree(evaluated[0], tmp_path / "copy")
    write_report(tmp_path / "copy", evaluated[1], CURVE)
    page = (tmp_path / "copy" / "report.html").read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_compare_finds_nothing_against_itself_and_catches_a_damaged_model(evaluated, damaged):
    assert compare(evaluated[0], evaluated[0], resamples=200).regressions == ()
    found = compare(evaluated[0], damaged, resamples=200)
    assert any("average precision of" in line for line in found.regressions)


def test_compare_refuses_other_items_and_missing_results(evaluated, tmp_path):
    shutil.copytree(evaluated[0], tmp_path / "other")
    path = tmp_path / "other" / "predictions" / "own-dev.jsonl"
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[1:]) + "\n", encoding="utf-8")
    with pytest.raises(EvalError, match="expected the items and labels"):
        compare(evaluated[0], tmp_path / "other")
    with pytest.raises(EvalError, match="found nothing there"):
        compare(evaluated[0], tmp_path / "nothing")


def test_compare_scores_that_are_no_numbers_close_the_gate(evaluated, tmp_path):
    shutil.copytree(evaluated[0], tmp_path / "nan")
    path = tmp_path / "nan" / "predictions" / "own-dev.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        row["scores"]["irony"] = float("nan")
        row["scores"]["blame"] = 0.5
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = compare(evaluated[0], tmp_path / "nan", resamples=50).regressions
    assert any("irony are no numbers" in line for line in found)
    assert any("blame are all the same" in line for line in found)


def test_results_damaged_file_or_other_schema_is_a_clear_error(evaluated, tmp_path):
    (tmp_path / "results.json").write_text("{", encoding="utf-8")
    with pytest.raises(EvalError, match="damaged"):
        Results.load(tmp_path)
    (tmp_path / "results.json").write_text('{"schema_version": 99}', encoding="utf-8")
    with pytest.raises(EvalError, match="schema version 1, found 99"):
        Results.load(tmp_path)


def test_public_tasks_read_data_by_path_and_name_a_damaged_line(tmp_path):
    import zstandard

    (tmp_path / "data" / "tweeteval_irony").mkdir(parents=True)
    path = tmp_path / "data" / "tweeteval_irony" / "test.jsonl.zst"
    rows = [
        {"text": "Great, the bus is late again. Love it.", "label": 1},
        {"text": "The bus is late.", "label": 0},
    ] * 5
    path.write_bytes(zstandard.compress("".join(json.dumps(r) + "\n" for r in rows).encode()))
    results = run(options(tmp_path / "out", data=tmp_path / "data", tasks=("tweeteval-irony", "isarcasmeval")))
    assert isinstance(results.tasks["tweeteval-irony"], PublicResult)
    assert results.tasks["tweeteval-irony"].items == 10
    assert isinstance(results.tasks["isarcasmeval"], Skipped)
    path.write_bytes(zstandard.compress(b'{"text": "a", "label": 1}\n{"text"\n'))
    with pytest.raises(EvalError, match=r"test\.jsonl\.zst:2"):
        run(options(tmp_path / "out2", data=tmp_path / "data", tasks=("tweeteval-irony",)))


def test_baselines_say_what_they_promise():
    train = load_split("train")
    drafts = [r.draft for r in load_split("dev")]
    assert not majority(train, drafts)["irony"].flags.any()
    assert always_positive(train, drafts)["irony"].flags.all()
    rules = keyword_rules(train, drafts)
    assert 0 < rules["canned"].flags.sum() < len(drafts)


def test_baselines_conversation_only_never_sees_the_draft():
    from dataclasses import replace

    train, drafts = load_split("train")[:120], [r.draft for r in load_split("dev")[:20]]
    other = [replace(draft, text="Etwas ganz anderes.") for draft in drafts]
    one, two = (ALWAYS["conversation only"](train, given)["hurried"].scores for given in (drafts, other))
    assert (one == two).all()
    three, four = (ALWAYS["draft only"](train, given)["hurried"].scores for given in (drafts, other))
    assert (three != four).any()


@pytest.mark.parametrize(
    ("model", "documents"), [(MODEL, (MODEL / "README.md", ROOT / "README.md")), (LINEAR, (LINEAR / "README.md",))]
)
def test_published_figures_are_those_of_results_json(model, documents):
    results = Results.load(model)
    for document in documents:
        assert published(document) == summary(results), document
    assert results.provenance.model["sha256"] == fingerprint(model), "evaluate the model, then publish"


def test_compare_stricter_operating_point_is_no_regression(evaluated, tmp_path):
    shutil.copytree(evaluated[0], tmp_path / "strict")
    path = tmp_path / "strict" / "predictions" / "own-dev.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    hits = [row for row in rows if row["flags"]["hurried"] and row["answers"]["hurried"]]
    for row in rows:
        row["flags"]["hurried"] = row in hits[:3]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = compare(evaluated[0], tmp_path / "strict", resamples=200)
    assert any(d.flag == "hurried" and d.metric == "f1" and d.worse for d in found.differences)
    assert found.regressions == ()
