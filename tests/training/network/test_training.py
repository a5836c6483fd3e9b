"""Rows, losses and the loop, on a handful of items."""

import numpy as np
import pytest
import torch

from models.network.classifier import Pass
from models.network.decoding import gap_logit, request_spans
from models.network.engine import Conversation
from models.network.inputs import InputBuilder
from tests.training.network.conftest import small_network
from training.corpus import load_split
from training.corpus.short import load_atoms, load_questions
from training.items import prepare
from training.network import loop
from training.network.combine import combine
from training.network.edits import edited
from training.network.loop import Stage, run_stage
from training.network.rows import UNKNOWN, groups_of, short_items

SETTINGS = {
    "batch_tokens": 1500,
    "learning_rate": 1e-3,
    "head_learning_rate": 3e-3,
    "weight_decay": 0.0,
    "warmup_share": 0.1,
    "losses": dict.fromkeys(
        ("draft", "customer", "tokens", "sentences", "anywhere", "gap", "siblings", "embedding", "status", "link"), 1.0
    ),
}


def stage(builder, epochs):
    items = prepare(load_split("dev")[:16])
    groups = groups_of([*items, *edited(items, load_atoms()[:200], seed=1)], builder)
    vectors = {group.name: torch.nn.functional.normalize(torch.ones(32), dim=0) for group in groups}
    return Stage("small", groups, vectors, epochs, SETTINGS)


def test_training_lowers_the_loss_and_goes_on_where_it_stopped(builder, tokenizer, tmp_path, monkeypatch):
    losses = run_stage(small_network(tokenizer), stage(builder, 3), seed=1, work=tmp_path / "whole")
    assert losses[-1]["draft"] < losses[0]["draft"]
    assert losses[-1]["tokens"] < losses[0]["tokens"]

    keep = loop._keep

    def keep_and_stop(*arguments):
        keep(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(loop, "_keep", keep_and_stop)
    with pytest.raises(KeyboardInterrupt):
        run_stage(small_network(tokenizer), stage(builder, 3), seed=1, work=tmp_path / "stopped")
    monkeypatch.setattr(loop, "_keep", keep)
    resumed = run_stage(small_network(tokenizer, seed=5), stage(builder, 3), seed=1, work=tmp_path / "stopped")
    assert [row["draft"] for row in resumed] == pytest.approx([row["draft"] for row in losses], abs=1e-4)


def test_rows_of_short_records_leave_out_what_was_not_read(builder):
    atoms, questions = load_atoms()[:3], load_questions()[:4]
    groups = groups_of(short_items(atoms, questions), builder)
    asked = groups[-1]
    assert len(asked.drafts) == 4
    assert {d.requests[0].status for d in asked.drafts} >= {0, 2}
    assert (asked.drafts[0].flags == UNKNOWN).all()
    request = asked.drafts[0].requests[0]
    begins = asked.tokens[:, 0]
    assert begins[request.first] == 1
    assert (np.delete(begins, range(request.first, request.last)) == UNKNOWN).all()


def test_inputs_keep_the_newest_words_of_a_long_conversation(tokenizer, item):
    short = InputBuilder(tokenizer, max_tokens=40)
    draft = item("Ja.", "K: " + "alt " * 60, "A: ok", "K: Wann kommt das neue Rad?")
    windows = short.conversation(prepare_one(draft))
    segment = windows[0]
    assert len(windows) == 1  # what was said before the turn is read as far as it fits
    assert len(segment) <= 40
    assert set(segment.part[segment.part >= 0]) == {0, 1, 2}
    assert int((segment.part == 2).sum()) >= 6


def prepare_one(draft):
    from training.corpus import Record

    return prepare([Record(draft, "c", "b", {})])[0].example


def test_inputs_of_an_empty_conversation_hold_a_separator_alone(builder, item):
    segment = builder.conversation(prepare_one(item("Guten Tag, Ihr Termin ist morgen.", kind="proactive")))[0]
    assert len(segment) == 1
    assert segment.customer.sum() == 0


def conversation(segment, begins, continues):
    tokens = np.full((len(segment), 3), -5.0, np.float32)
    tokens[begins, 0], tokens[continues, 1] = 5.0, 5.0
    nothing = np.zeros(1, np.float32)
    return Conversation(segment, tokens, nothing, nothing, nothing, nothing, nothing)


def test_decoding_joins_a_request_and_never_leaves_the_message(builder, item):
    segment = builder.conversation(prepare_one(item("Ja.", "K: Kommt es heute?", "K: Und was kostet es?")))[0]
    first, second = (np.flatnonzero(segment.part == m) for m in (0, 1))
    found = request_spans(conversation(segment, [first[0]], [*first[1:], *second]), 0.5)
    assert found == [(int(first[0]), int(first[-1]) + 1)]


def test_decoding_takes_no_request_from_the_agent(builder, item):
    segment = builder.conversation(prepare_one(item("Ja.", "K: Hallo", "A: Wie lautet die Nummer?")))[0]
    assert request_spans(conversation(segment, list(range(len(segment))), []), 0.5) == [(1, 2)]


def test_decoding_place_leaves_a_dangling_conjunction_out(builder, item):
    example = prepare_one(item("Ja.", "K: Wo ist es und wann kommt es an?"))
    segment = builder.conversation(example)[0]
    read = Pass(example, conversation(segment, [], []), None, [], None)
    words = {int(start): i for i, start in enumerate(segment.starts) if segment.part[i] == 0}
    text = example.turns[0].text
    first = read.place((words[0], words[text.index("wann")]))
    second = read.place((words[text.index("wann")], len(segment) - 1))
    assert [text[a:b] for _, a, b in (first, second)] == ["Wo ist es", "wann kommt es an?"]


def test_decoding_gap_grows_with_need_and_falls_with_what_is_shown():
    assert gap_logit((5, 5), (-5, -5)) > 3 > gap_logit((5, 5), (5, 5)) > gap_logit((-5, -5), (5, 5))


def test_combiner_finds_the_feature_that_tells_and_holds_its_folds_apart():
    items = prepare(load_split("dev")[:60])
    rng = np.random.default_rng(3)
    rows = [
        (item, {"tells": float(i % 2) + rng.normal(0, 0.3), "noise": rng.normal()}, bool(i % 2))
        for i, item in enumerate(items)
    ]
    weights, held = combine(rows, ["tells", "noise"], C=1.0, folds=3)
    assert weights["tells"] > 1 > abs(weights["noise"])
    assert np.mean((np.array(held.logits) > 0) == np.array(held.answers)) > 0.85


def test_inputs_read_a_long_customer_turn_in_windows(tokenizer, item):
    short = InputBuilder(tokenizer, max_tokens=40)
    example = prepare_one(item("Ja.", "K: früher", "A: ok", "K: " + "Wann kommt das neue Rad? " * 20))
    windows = short.conversation(example)
    assert len(windows) > 2
    assert all(len(w) <= 40 for w in windows)
    read = [(int(w.part[i]), int(w.starts[i])) for w in windows for i in range(len(w)) if w.part[i] == 2]
    assert len(read) == len(set(read))
    assert min(start for _, start in read) == 0
    assert all(set(w.part[w.part >= 0]) == {2} for w in windows)
