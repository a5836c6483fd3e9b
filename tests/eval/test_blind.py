"""Rewrites read blind: nobody sees the sides, and the table counts what readers said."""

import json

import pytest

from eval.blind import draw_sample, read_table
from eval.errors import EvalError
from training.corpus import load_split


def reading(number, *, draft="X", problem=False, natural=True, prefer="Y", flag="irony", language="de"):
    new = "Y" if draft == "X" else "X"
    return {
        "id": f"de-office-{number:02}-a", "flag": flag, "language": language, "draft": draft,
        "problem": {draft: True, new: problem}, "natural": {draft: True, new: natural}, "prefer": prefer,
    }  # fmt: skip


def test_blind_table_counts_the_rewrites_side(tmp_path):
    rows = [
        reading(1),
        reading(2, draft="Y", prefer="X", problem=True),
        reading(3, natural=False, prefer="same", flag="hurried", language="en"),
        reading(4, prefer="X"),
    ]
    path = tmp_path / "r.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    table = read_table(path)
    assert set(table) == {"all", "all de", "all en", "hurried", "irony"}
    assert table["all"]["read"] == 4
    assert [table["all"][k].value for k in ("mended", "natural", "preferred")] == [0.75, 0.75, 0.5]
    assert table["hurried"]["preferred"].value == 0.0
    assert table["all"]["mended"].low <= 0.75 <= table["all"]["mended"].high


def test_blind_table_names_the_line_that_is_no_reading(tmp_path):
    path = tmp_path / "r.jsonl"
    row = reading(1)
    del row["prefer"]
    path.write_text(json.dumps(reading(2)) + "\n" + json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(EvalError, match=r"r\.jsonl:2: .*prefer"):
        read_table(path)


def test_blind_sample_holds_draft_and_rewrite_on_either_side(pipeline):
    records = load_split("dev")
    drafts = {r.id: r.draft.text for r in records}
    rows = draw_sample(pipeline, records, per_flag=3, seed=1)
    assert rows
    for row in rows:
        other = "Y" if row["draft"] == "X" else "X"
        assert row[row["draft"]] == drafts[row["id"]]
        assert row[other] != drafts[row["id"]]
    assert {row["draft"] for row in rows} == {"X", "Y"}
    assert rows == draw_sample(pipeline, records, per_flag=3, seed=1)
