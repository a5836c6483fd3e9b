"""Corrections of an archive on their way into a model: read, proven, learnt, and judged by the gate."""

import json
from datetime import date
from functools import partial

import pytest
import yaml

from coach.archive.corrections import corrections
from coach.rubric import Rubric
from coach.store.values import StoredItem, Verdict
from coach.types import Draft, Message
from eval import __main__ as evaluation
from eval import compare as gate
from eval import suite
from eval.suite import Options, run
from tests.conftest import ROOT, RUBRIC
from tests.training.small import small_slice
from training import __main__ as training
from training.corpus import extra, load_split
from training.corpus.extra import load_extra
from training.corpus.records import FLAGS, CorpusError, Record
from training.items import prepare
from training.linear import train
from training.linear.targets import Rows, clause_targets, draft_targets, requests, sentence_targets

UNDERLINED = ("irony", "blame", "insensitive_offer")
ASKED = "Hallo, mein Sattel hat einen Riss. Wie lange dauert die Reparatur bei euch gerade ungefähr?"


@pytest.fixture(scope="module")
def rubric():
    return Rubric.load(RUBRIC)


def line(**changes):
    values = {
        "id": "archive-1",
        "conversation_id": "archive-2",
        "brief": "archive",
        "language": "de",
        "channel": "whatsapp",
        "kind": "reply",
        "conversation": [{"role": "customer", "text": ASKED}],
        "draft": "Moin, bring ihn vorbei, dann sehen wir weiter.",
        "labels": {"hurried": True},
        "provenance": {"source": "archive", "model": "2.1.0"},
    }
    return values | changes


def written(path, *lines):
    path.write_text("".join(json.dumps(value, ensure_ascii=False) + "\n" for value in lines), encoding="utf-8")
    return path


def read(value):
    draft = Draft.from_dict(value)
    return Record(draft, value["conversation_id"], value["brief"], value["labels"])


def changed(record, **changes):
    """Return a record of the corpus as a correction of an archive would hold it."""
    turns = [{"role": m.role, "text": m.text} for m in record.draft.conversation]
    return line(**{"conversation": turns, "draft": record.draft.text} | changes)


def test_extra_records_are_read_from_several_files_and_the_later_of_two_counts(tmp_path, rubric):
    other = line(id="archive-3", draft="Etwa eine Woche, gern ab morgen früh vorbeibringen.")
    one = written(tmp_path / "one.jsonl", line(), other)
    two = written(tmp_path / "two.jsonl", line(labels={"hurried": False}))
    found = load_extra([one, two], rubric)
    assert [(r.id, r.labels["hurried"]) for r in found.records] == [("archive-1", False), ("archive-3", True)]
    assert str(found) == "2 extra items; left out: 1 there again further on"


def test_extra_records_that_measure_are_never_trained_on(tmp_path, rubric):
    dev, test = load_split("dev")[0], load_split("test")[0]
    longest = max((r for r in load_split("test")), key=lambda r: len(r.draft.text))
    asked = [{"role": "customer", "text": m.text.upper()} for m in dev.draft.conversation if m.role == "customer"]
    held = [
        changed(dev),
        line(id=test.id, draft="Etwa eine Woche."),
        line(conversation=[*asked, {"role": "agent", "text": "Gern."}, {"role": "customer", "text": "Und nun?"}]),
        line(draft=longest.draft.text.replace(".", " !")),
        line(draft=max((e.draft for c in rubric for e in c.examples["de"].flagged), key=len)),
    ]
    found = load_extra([written(tmp_path / "held.jsonl", *held, line())], rubric)
    assert [r.draft.text for r in found.records] == [line()["draft"]]
    assert found.left_out == {"in or near the texts that measure": 5}


def test_extra_records_of_the_corpus_or_another_language_are_left_out(tmp_path, rubric):
    record = load_split("train")[0]
    french = line(language="fr", draft="Bonjour, une semaine environ.")
    found = load_extra([written(tmp_path / "x.jsonl", changed(record), french)], rubric)
    assert found.records == ()
    assert found.left_out == {"in the training texts already": 1, "neither German nor English": 1}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"brief": "de-parcel"}, "brief 'archive'"),
        ({"conversation_id": 7}, "conversation_id"),
        ({"labels": []}, "labels: expected an object"),
        ({"labels": {"irnoy": True}}, r"'irnoy' is no label\. Did you mean 'irony'"),
        ({"labels": {"hurried": None}}, "hurried: expected true or false"),
        ({"labels": {"irony": True, "evidence": {"irony": []}}}, "evidence of irony: expected some"),
        ({"labels": {"blame": True, "evidence": {"blame": [{"start": 0, "end": 4, "text": "Sattel"}]}}}, "its words"),
        ({"labels": {"unanswered_question": True, "requests": [{"message": 4}]}}, "as the annotation guide has them"),
        ({"labels": {"empathy_need": 3}}, "grades out of range"),
        ({"channel": "fax"}, "channel"),
        ({"draft": " "}, "blank_draft|white space"),
    ],
)
def test_extra_wrong_line_is_named_by_file_and_line_without_its_words(tmp_path, rubric, value, words):
    path = written(tmp_path / "extra.jsonl", line(), line(**value))
    with pytest.raises(CorpusError, match=words) as caught:
        load_extra([path], rubric)
    assert str(caught.value).startswith(f"{path}:2: ")
    assert "Sattel" not in str(caught.value)


def test_extra_damaged_or_missing_file_is_a_clear_error(tmp_path, rubric):
    path = tmp_path / "extra.jsonl"
    with pytest.raises(CorpusError, match=r"extra\.jsonl: expected a file of corrections, could not read it"):
        load_extra([path], rubric)
    path.write_bytes('{"draft": "Sättel"}\n'.encode("latin-1"))
    with pytest.raises(CorpusError, match=r"extra\.jsonl:1: expected UTF-8, found other bytes"):
        load_extra([path], rubric)
    path.write_text("{\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"extra\.jsonl:1: expected a corpus record"):
        load_extra([path], rubric)


def test_extra_needs_an_output_beside_the_reference(tmp_path, capsys):
    with pytest.raises(SystemExit) as caught:
        training.main(["fit", "--extra", str(written(tmp_path / "x.jsonl", line()))])
    assert caught.value.code == 2
    assert "--extra needs --output" in capsys.readouterr().err


def test_extra_items_are_divided_by_conversation_and_the_corpus_by_brief():
    assert (read(line()).archived, read(line()).group) == (True, "archive-2")
    record = load_split("dev")[0]
    assert (record.archived, record.group) == (False, record.brief)


def test_extra_labels_that_are_left_out_are_no_targets():
    labels = {
        "irony": True,
        "blame": False,
        "evidence": {"blame": []},
        "unanswered_question": False,
        "requests": [{"message": 0, "start": 35, "end": len(ASKED), "text": ASKED[35:], "unanswered": False}],
    }
    sentences = "Tja, Pech gehabt. Eine Woche dauert es schon."
    lines = [line(labels=labels, draft=sentences), line(id="archive-5", labels=labels, draft="Tja, Pech gehabt.")]
    two, one = prepare([read(value) for value in lines])
    assert set(draft_targets(two.record.labels).values()) == {None}
    assert set(clause_targets(two, 0, 0).values()) == {None}
    left_out = {"insensitive_offer": None, "shown": None}
    assert [sentence_targets(two, i) for i in (0, 1)] == [{"irony": None, "blame": 0, **left_out}] * 2
    assert sentence_targets(one, 0) == {"irony": 1, "blame": 0, **left_out}
    [(request, targets)] = requests(two.record.labels)
    assert request["text"] == "Wie lange dauert die Reparatur bei euch gerade ungefähr?"
    assert targets == {"answered": None, "deferred": None, "unanswered": 0}
    rows = Rows()
    rows.add(("", {}), {"need>=1": None}, 0)
    assert rows.texts == []


def judged(record: Record, *, wrong: bool, number: int) -> StoredItem:
    """Return an item of an archive whose every criterion a trainer judged as the corpus does, or always the other way."""
    labels, draft = record.labels, record.draft
    evidence = {
        name: [{"message": None, "start": s["start"], "end": s["end"]} for s in labels["evidence"][name]]
        for name in UNDERLINED
    }
    open_ = [
        {"message": q["message"], "start": q["start"], "end": q["end"]}
        for q in labels["questions"]
        if q["status"] == "unanswered"
    ]
    marks = evidence | {"unanswered_question": open_}
    verdicts = tuple(
        Verdict(name, "trainer", bool(labels[name]) != wrong, False, tuple(marks.get(name, ())), None) for name in FLAGS
    )
    questions = [q | {"status": "answered", "answer": None} for q in labels["questions"]]
    report = {"model": {"version": "2.1.0"}, "questions": questions, "findings": []}
    return StoredItem(
        id=number,
        conversation_id=int.from_bytes(record.conversation_id.encode()),
        messages=tuple(Message(m.role, m.text) for m in draft.conversation),
        draft=draft.text,
        kind=draft.kind,
        mark=None,
        question=None,
        status="closed",
        cause=None,
        day=date(2026, 3, 2),
        channel=draft.channel,
        team="Team",
        language=draft.language,
        lane="random",
        level=0,
        report=report,
        rewrites=(),
        verdicts=verdicts,
    )


@pytest.fixture(scope="module")
def texts():
    """Splits small enough for a test: a corpus of a few German briefs, others for the archive, and the German dev items."""
    german = [r for r in load_split("train") if r.draft.language == "de"]
    fitted = small_slice(german, 5)
    others = small_slice([r for r in german if r.brief not in {f.brief for f in fitted}], 4)
    dev = [r for r in load_split("dev") if r.draft.language == "de"]
    return {"train": fitted, "dev": dev, "test": load_split("test")}, others


@pytest.fixture
def small(monkeypatch, tmp_path, texts):
    """The commands on the small splits, with few draws; returns the config's path and what goes through the archive."""
    splits, others = texts
    monkeypatch.setattr(train, "_CURVE", (0.4,))
    monkeypatch.setattr(suite, "SLICES", {"pooled": ("de",)})
    for module in (training, extra, suite):
        monkeypatch.setattr(module, "load_split", lambda split: list(splits[split]))
    monkeypatch.setattr(gate, "compare", partial(gate.compare, resamples=200))
    config = yaml.safe_load((ROOT / "training" / "configs" / "linear.yml").read_text(encoding="utf-8"))
    path = tmp_path / "linear.yml"
    path.write_text(yaml.safe_dump(config | {"folds": 2}), encoding="utf-8")
    return path, others


@pytest.mark.slow
def test_extra_corrections_reach_a_model_that_only_the_gate_lets_pass(small, tmp_path, capsys):
    config, others = small
    for name in ("before", "careful", "careless"):
        options = ["fit", "--config", str(config), "--output", str(tmp_path / name)]
        if name != "before":
            items = [judged(record, wrong=name == "careless", number=n) for n, record in enumerate(others)]
            options += ["--extra", str(written(tmp_path / f"{name}.jsonl", *corrections(items)))]
        assert training.main(options) == 0
        model = tmp_path / name
        run(
            Options(
                model, RUBRIC, tmp_path / f"{name}-eval", reference=model, resamples=2, baselines={}, tasks=("own-dev",)
            )
        )
    assert f"{len(others)} extra items" in capsys.readouterr().out
    metrics = json.loads((tmp_path / "careful" / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["items"]["extra"] == len(others)
    assert f"{len(others)} of an archive" in (tmp_path / "careful" / "README.md").read_text(encoding="utf-8")
    before = str(tmp_path / "before-eval")
    assert evaluation.main(["compare", before, str(tmp_path / "careful-eval")]) == 0
    assert evaluation.main(["compare", before, str(tmp_path / "careless-eval")]) == 1
    assert "the gate is closed" in capsys.readouterr().out
