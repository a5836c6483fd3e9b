"""The shipped rubric files: complete, in both languages, and their examples hold where they must."""

import json

import pytest

from coach.rubric import Rubric, rubric_schema
from models.interface import FLAGS, QUESTION_LABEL
from tests.conftest import ROOT, RUBRIC

CRITERIA = list(Rubric.load(RUBRIC))


def test_rubrics_cover_every_label_of_the_guide():
    assert {c.label for c in CRITERIA} == {*FLAGS, QUESTION_LABEL}


def test_rubrics_schema_for_editors_is_up_to_date():
    stored = json.loads((ROOT / "rubrics" / "schema.json").read_text(encoding="utf-8"))
    assert stored == json.loads(json.dumps(rubric_schema()))


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda c: c.id)
def test_rubrics_file_is_short(criterion):
    assert len((RUBRIC / f"{criterion.id}.yml").read_text(encoding="utf-8").splitlines()) <= 60


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda c: c.id)
def test_rubrics_german_is_written_with_umlauts_and_speaks_of_the_text(criterion):
    for text in (criterion.message.de, criterion.why.de, criterion.advice.de, criterion.definition.de):
        assert not any(word in f" {text} " for word in (" fuer ", " koennen", " wuerde", " Sie sind ", " Du bist "))


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda c: c.id)
def test_rubrics_examples_that_are_not_applicable_get_no_score(criterion, pipeline):
    for language, group in criterion.examples.items():
        assert bool(group.not_applicable) == (criterion.applies != "always")
        for example in group.not_applicable:
            assert pipeline.predict(example.to_draft(language)).scores[criterion.id] is None


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda c: c.id)
def test_rubrics_flagged_examples_score_higher_than_clear_ones(criterion, pipeline):
    """The mean must differ: a criterion whose examples the model cannot tell apart at all is broken."""

    def mean(examples):
        scores = [pipeline.predict(e.to_draft(lang)).scores[criterion.id] or 0.0 for lang, e in examples]
        return sum(scores) / len(scores)

    flagged = [(lang, e) for lang, g in criterion.examples.items() for e in g.flagged]
    clear = [(lang, e) for lang, g in criterion.examples.items() for e in g.clear]
    assert mean(flagged) > mean(clear)
