import shutil

import pytest

from coach.errors import RubricError
from coach.rubric import Rubric
from tests.conftest import RUBRIC


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(RUBRIC, tmp_path / "rubric")
    return tmp_path / "rubric"


def change(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        (
            "irony.yml",
            "\nlevel: warning",
            "\nlevle: warning",
            ["irony.yml:", "unknown key 'levle'", "Did you mean 'level'?"],
        ),
        ("irony.yml", "\nlevel: warning", "\nlevel: waring", ["irony.yml:7", "'waring'", "Did you mean 'warning'?"]),
        ("irony.yml", "\nprecision: 0.90", "\nprecision: 1.9", ["irony.yml:", "precision", "1.9"]),
        ("irony.yml", "\nprecision: 0.90", "", ["irony.yml:1", "precision", "required"]),
        ("irony.yml", "\nlevel: warning", "\nlevel: warning\nlevel: error", ["stands here a second time"]),
        ("irony.yml", "\nlevel: warning", "\nlevel: [warning", ["is not valid YAML"]),
        ("irony.yml", "id: irony", "id: iron", ["expected id 'irony'"]),
        ("rubric.yml", "[irony, blame,", "[irnoy, blame,", ["'irnoy' is no criterion", "Did you mean 'irony'?"]),
        ("rubric.yml", "[register, canned]", "[canned]", ["'register' stands 0 times in order"]),
        ("rubric.yml", "reason: other_matter", "reason: other_mater", ["Did you mean 'other_matter'?"]),
        ("rubric.yml", "max_findings: 3", "max_findings: 0", ["rubric.yml:4", "max_findings"]),
    ],
)
def test_rubric_error_names_file_line_and_nearest_word(folder, name, old, new, words):
    change(folder, name, old, new)
    with pytest.raises(RubricError) as caught:
        Rubric.load(folder)
    for word in words:
        assert word in str(caught.value)


def test_rubric_missing_folder_is_one_clear_error(tmp_path):
    with pytest.raises(RubricError, match="expected a rubric file"):
        Rubric.load(tmp_path)


def test_rubric_that_is_not_utf8_is_one_clear_error(folder):
    (folder / "irony.yml").write_bytes(b"id: \xff")
    with pytest.raises(RubricError, match="UTF-8"):
        Rubric.load(folder)


def test_rubric_executes_no_yaml_tags(folder):
    change(folder, "irony.yml", "id: irony", "id: !!python/object/apply:os.getcwd []")
    with pytest.raises(RubricError, match="not valid YAML"):
        Rubric.load(folder)


@pytest.mark.parametrize(("need", "rank"), [(2.0, 0), (1.0, 2)])
def test_rubric_missing_empathy_ranks_by_the_need(need, rank):
    grades = {"empathy_need": need, "empathy_shown": 0.0, "empathy_gap": need}
    assert Rubric.load(RUBRIC).rank("missing_empathy", grades) == rank


@pytest.mark.parametrize(("gap", "level"), [(2.0, "warning"), (1.0, "suggestion")])
def test_rubric_missing_empathy_level_follows_the_gap(gap, level):
    grades = {"empathy_need": 2.0, "empathy_shown": 2.0 - gap, "empathy_gap": gap}
    assert Rubric.load(RUBRIC).level("missing_empathy", grades) == level
