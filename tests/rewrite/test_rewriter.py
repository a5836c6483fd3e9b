"""The rewriter on the model that ships: what is offered holds, whatever the model flags."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from coach.errors import ModelError
from coach.pipeline import ReplyQualityPipeline
from coach.rewrite import Rewriter
from coach.rewrite.edits import Candidate, apply
from coach.rewrite.guard import check
from tests.conftest import ROOT, RUBRIC
from training.corpus import load_split


@pytest.fixture(scope="module")
def rewriter(pipeline):
    return Rewriter(pipeline)


@pytest.fixture(scope="module")
def drafts():
    return [record.draft for record in load_split("dev")][:60]


@pytest.fixture(scope="module")
def offers(pipeline, rewriter, drafts):
    reports = pipeline.predict(drafts)
    return [(d, r, rewriter.rewrite(d, r)) for d, r in zip(drafts, reports, strict=True)]


def test_rewriter_offers_two_at_most_and_something_for_most_flagged_drafts(offers):
    flagged = [rewrites for _, report, rewrites in offers if report.findings]
    assert all(len(rewrites) <= 2 for rewrites in flagged)
    assert sum(map(bool, flagged)) > len(flagged) / 2


def test_rewriter_edits_give_the_text_and_pass_the_guard(offers):
    for draft, _, rewrites in offers:
        for rewrite in rewrites:
            assert apply(draft.text, rewrite.edits) == rewrite.text
            register = ("register",) if any(e.criterion == "register" for e in rewrite.edits) else ()
            lost = [
                r
                for r in check(draft, Candidate(rewrite.text, rewrite.edits, register)).reasons
                if r.startswith("invented")
            ]
            assert lost == []
            assert set(rewrite.placeholders) == {p for p in rewrite.placeholders if p in rewrite.text}


def test_rewriter_mends_what_it_says_and_flags_nothing_new(pipeline, offers):
    for draft, report, rewrites in offers:
        for rewrite in rewrites:
            again = pipeline.predict(replace(draft, text=rewrite.text, language=report.language))
            assert rewrite.fixes
            assert not any(again.flags[name] for name in rewrite.fixes)
            assert not any(flag and not report.flags[name] for name, flag in again.flags.items())
            assert rewrite.after == pytest.approx({name: again.scores[name] for name in rewrite.fixes}, abs=1e-4)


def test_rewriter_clean_draft_gets_none_and_the_same_draft_the_same(rewriter, offers, item):
    assert rewriter.rewrite(item("Ja, heute bis 18 Uhr.", "K: Habt ihr heute offen?")) == ()
    draft, _, rewrites = next(o for o in offers if o[2])
    assert [r.edits for r in rewriter.rewrite(draft)] == [r.edits for r in rewrites]


def test_rewriter_needs_a_model_with_embeddings():
    with pytest.raises(ModelError, match="embeds texts"):
        Rewriter(ReplyQualityPipeline.from_pretrained(ROOT / "models" / "linear-baseline", RUBRIC))


def test_rewrite_command_answers_every_line_in_the_form_of_the_contract():
    given = [
        {"id": "a", "conversation": [{"role": "customer", "text": "Bestellung 88213 kam ohne Lampe. Wann kommt sie?"}],
         "draft": "Schicken Sie uns bitte Ihre Bestellnummer.", "language": "de"},
        {"id": "b", "draft": "Ja."},
        {"id": "c", "conversation": [], "draft": "Ja, bis 18 Uhr."},
    ]  # fmt: skip
    lines = "".join(json.dumps(line) + "\n" for line in given)
    done = subprocess.run(
        [sys.executable, "-m", "coach", "rewrite", "-"], input=lines, capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 1
    first, second, third = (json.loads(line) for line in done.stdout.splitlines())
    rewrite = first["rewrites"][0]
    assert {"text", "fixes", "placeholders", "edits", "before", "after"} <= set(rewrite)
    assert set(rewrite["edits"][0]) == {"start", "end", "replacement", "criterion"}
    assert second["error"]["type"] == "wrong_type"
    assert third == {"id": "c", "rewrites": []}


def test_regression_pitch_that_begins_behind_the_greeting(pipeline, rewriter, item):
    """Such a sentence is cut behind the greeting, and was looked for among the uncut ones."""
    draft = item(
        "Moin, mit unserem Tarif Fix 24 sparst du jetzt sogar noch mehr, 12 € Bonus gibt es obendrauf! Soll ich?",
        "K: Die Nachzahlung von 480 € kann ich nicht bezahlen, ich bin seit Mai ohne Arbeit und weiß nicht weiter. Geht das in Raten?",
        channel="whatsapp",
    )
    report = pipeline.predict(draft)
    assert report.flags["insensitive_offer"]
    assert all(rewrite.text.startswith("Moin") for rewrite in rewriter.rewrite(draft, report))
