"""The main path, on the shipped model: the contract holds for any input."""

import json
import random
import shutil
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from coach.errors import ModelError
from coach.pipeline import ReplyQualityPipeline
from coach.types import CHANNELS, KINDS, ROLES, Draft, Message
from tests.conftest import MODEL, ROOT, RUBRIC

SCHEMA = Draft202012Validator(json.loads((ROOT / "docs" / "contract.schema.json").read_text(encoding="utf-8")))
CUSTOMER = "K: Seit drei Tagen kein Internet, das ist eine Zumutung! Wann kommt der Techniker, und was kostet mich das?"

# Words, marks and code points that have broken tools before.
_ODD = [
    "\x00",
    "\ud83d",
    "\u200b",
    "\u202e",
    "\ufeff",
    "👩‍👩‍👧‍👦",
    "🇩🇪",
    "…",
    "\r\n",
    "\n\n",
    "z. B.",
    "Sie",
    "du",
    "?",
    "wann",
    "https://x.de/a?b=1",
    "ẞ",
    "ﬁ",
    "İ",
    "ा",
    "12.5.",
    "€",
]
TEXT = st.lists(
    st.one_of(
        st.sampled_from(_ODD),
        st.text(max_size=12),
        st.sampled_from(
            ["wie", "lange", "dauert", "das", "bitte", "danke", "leider", "nicht", "the", "order", "is", "late"]
        ),
    ),
    max_size=25,
).map(" ".join)
DRAFTS = st.builds(
    Draft,
    text=TEXT.filter(lambda t: bool(t.strip())),
    conversation=st.lists(st.builds(Message, role=st.sampled_from(ROLES), text=TEXT), max_size=5).map(tuple),
    id=st.one_of(st.text(max_size=5), st.integers()),
    language=st.sampled_from([None, "de", "en", "de-AT", "fr", "EN", "x"]),
    channel=st.sampled_from(CHANNELS),
    kind=st.sampled_from(KINDS),
)


def check_spans(draft, value):
    texts = [m.text for m in draft.conversation]
    for question in value["questions"]:
        assert question["text"] == texts[question["message"]][question["start"] : question["end"]]
        assert draft.conversation[question["message"]].role == "customer"
        if question["answer"]:
            answer = question["answer"]
            assert answer["text"] == draft.text[answer["start"] : answer["end"]]
    for finding in value["findings"]:
        for evidence in finding["evidence"]:
            source = draft.text if evidence["message"] is None else texts[evidence["message"]]
            assert (evidence["source"] == "draft") == (evidence["message"] is None)
            assert evidence["text"] == source[evidence["start"] : evidence["end"]]


def check_consistent(draft, value):
    scores, flags = value["scores"], value["flags"]
    supported = "notice" not in value
    if supported:
        assert (scores["unanswered_question"] is None) == (not value["questions"])
        assert (scores["missing_empathy"] is None) == (not draft.customer_turn)
        assert flags["unanswered_question"] == any(q["status"] == "unanswered" for q in value["questions"])
    else:
        assert all(score is None for score in scores.values())
        assert value["empathy"] == {"need": None, "shown": None}
    assert not any(flags[name] for name, score in scores.items() if score is None)
    assert {f["criterion"] for f in value["findings"]} == {name for name, flag in flags.items() if flag}
    assert sum(f["shown"] for f in value["findings"]) <= 3
    assert bool(value["hurried_reasons"]) == flags["hurried"]
    for question in value["questions"]:
        assert sum(question["probabilities"].values()) == pytest.approx(1)
    if not draft.customer_turn:
        assert value["four_sides"]["customer"] is None
        assert value["empathy"]["need"] in (0, None)


@given(DRAFTS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pipeline_report_fits_the_contract_for_any_text(pipeline, draft):
    value = pipeline.predict(draft).to_dict()
    SCHEMA.validate(json.loads(json.dumps(value)))
    check_spans(draft, value)
    check_consistent(draft, value)
    assert value["id"] == draft.id


def check_same(one, other):
    """The same decisions, and figures within what the contract allows for another batch."""
    assert (one.id, one.language, one.flags) == (other.id, other.language, other.flags)
    assert one.hurried_reasons == other.hurried_reasons
    places = [[(q.start, q.end, q.status, q.answer) for q in report.questions] for report in (one, other)]
    assert places[0] == places[1]
    for name, value in one.scores.items():
        assert value == (None if value is None else pytest.approx(other.scores[name], abs=1e-4))


@given(st.lists(DRAFTS, min_size=2, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pipeline_report_does_not_depend_on_its_neighbours(pipeline, drafts, rng: random.Random):
    together = pipeline.predict(drafts)
    order = list(range(len(drafts)))
    rng.shuffle(order)
    shuffled = pipeline.predict([drafts[i] for i in order])
    for place, i in enumerate(order):
        check_same(shuffled[place], together[i])
        check_same(together[i], pipeline.predict(drafts[i]))


def test_pipeline_returns_one_for_one_and_a_list_for_a_list(pipeline, item):
    draft = item("Ja, bis 18 Uhr.", "K: Habt ihr heute offen?")
    assert pipeline.predict([draft, draft]) == [pipeline.predict(draft)] * 2
    assert pipeline.predict([]) == []


def test_pipeline_short_full_answer_is_clear(pipeline, item):
    report = pipeline.predict(item("Ja, heute bis 18 Uhr.", "K: Habt ihr heute offen?"))
    assert not any(report.flags.values())
    assert [q.status for q in report.questions] == ["answered"]


@pytest.mark.parametrize("messages", [(), ("A: Guten Tag!",), ("B: Willkommen!", "A: Hallo")])
def test_pipeline_without_a_customer_judges_only_the_draft(pipeline, item, messages):
    report = pipeline.predict(item("Morgen um 9 Uhr kommt unser Techniker.", *messages, kind="proactive"))
    assert report.scores["missing_empathy"] is None
    assert report.scores["unanswered_question"] is None
    assert report.four_sides["customer"] is None
    assert report.empathy["need"] == 0


def test_pipeline_conversation_may_end_with_agent_and_bot(pipeline, item):
    report = pipeline.predict(item("Ich habe es gefunden.", "K: Wo ist mein Paket?", "A: Moment.", "B: Bitte warten."))
    assert report.four_sides["customer"] is not None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Merhaba, siparişiniz yarın öğleden sonra gelecek.", "tr"),
        ("Votre colis arrive demain matin, bonne journée.", "fr"),
        ("Ваша посылка придет завтра утром.", "ru"),
    ],
)
def test_pipeline_third_language_gets_a_notice_and_no_figures(pipeline, item, text, language):
    value = pipeline.predict(item(text, CUSTOMER)).to_dict()
    assert value["language"] == language
    assert value["notice"]["type"] == "unsupported_language"
    assert value["findings"] == value["questions"] == value["hurried_reasons"] == []
    check_consistent(item(text, CUSTOMER), value)


def test_pipeline_given_language_wins_over_detection(pipeline, item):
    assert pipeline.predict(item("Ihr Paket kommt morgen mit der ersten Tour.", language="en")).language == "en"
    assert pipeline.predict(item("Your parcel arrives tomorrow morning.", language="fr")).notice is not None


@pytest.mark.parametrize(
    ("draft", "messages", "language"),
    [
        (
            "Ok 👍",
            ("A: Thanks for writing, I am having a look at your order.", "K: Danke, ich warte auf meine Lieferung."),
            "en",
        ),
        ("Ok 👍", ("K: Where is my parcel? It should have been here.",), "en"),
        ("Ok 👍", (), "de"),
    ],
)
def test_pipeline_short_draft_takes_the_language_of_agent_then_customer(pipeline, item, draft, messages, language):
    assert pipeline.predict(item(draft, *messages)).language == language


@pytest.mark.parametrize("text", ["Ja. " * 25_000, "a" * 100_000, "😀" * 100_000, "wann? " * 16_700])
def test_pipeline_reads_100_000_characters(pipeline, item, text):
    started = time.monotonic()
    draft = item(text, CUSTOMER)
    value = pipeline.predict(draft).to_dict()
    check_spans(draft, value)
    check_consistent(draft, value)
    assert time.monotonic() - started < 120


def test_pipeline_long_conversation_is_read_whole(pipeline, item):
    draft = item(
        "Wir melden uns bis 15 Uhr.", "K: Wann kommt mein Paket? " + "Bla bla. " * 11_000 + "Und wo ist es jetzt?"
    )
    questions = pipeline.predict(draft).questions
    assert {q.start for q in questions} & {0}
    assert max(q.end for q in questions) > 99_000


def test_pipeline_irony_late_in_a_long_draft_is_not_averaged_away(pipeline, item):
    barb = "Herzlichen Glückwunsch, Sie haben es tatsächlich geschafft, das Formular falsch auszufüllen 😉"
    alone = pipeline.predict(item(barb, CUSTOMER))
    assert alone.flags["irony"]
    plain = pipeline.predict(item("Ihr Antrag liegt uns vor. " * 400, CUSTOMER))
    late = pipeline.predict(item("Ihr Antrag liegt uns vor. " * 400 + barb, CUSTOMER))
    assert late.scores["irony"] >= plain.scores["irony"] + 0.3


def test_pipeline_one_card_per_cause_and_three_at_most(pipeline, item):
    draft = item(
        "Siehe FAQ: https://x.example/faq",
        "K: Ich warte seit vier Wochen auf mein Geld und bin wirklich verzweifelt!! Wann kommt es?",
    )
    findings = pipeline.predict(draft).findings
    assert sum(f.shown for f in findings) <= pipeline.rubric.max_findings
    ranks = [f.criterion for f in findings]
    assert len(set(ranks)) == len(ranks)


def test_pipeline_silent_criterion_is_flagged_without_a_card(tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(MODEL, folder)
    value = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
    value["hurried"]["silent"] = True
    (folder / "calibration.json").write_text(json.dumps(value), encoding="utf-8")
    pipeline = ReplyQualityPipeline.from_pretrained(folder, RUBRIC)
    lines = (ROOT / "training" / "corpus" / "items" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    reports = pipeline.predict([Draft.from_dict(json.loads(line)) for line in lines])
    findings = [f for r in reports for f in r.findings]
    assert any(f.criterion == "hurried" for f in findings)
    assert not any(f.shown for f in findings if f.criterion == "hurried")
    assert any(f.shown for f in findings)


_LOADED = sorted(p.name for p in MODEL.iterdir() if p.suffix != ".md" and p.stem not in ("metrics", "results"))


@pytest.mark.parametrize("name", _LOADED)
@pytest.mark.parametrize("damage", ["missing", "empty", "cut"])
def test_pipeline_damaged_model_is_one_clear_error(tmp_path, name, damage):
    folder = tmp_path / "model"
    shutil.copytree(MODEL, folder)
    content = (folder / name).read_bytes()
    if damage == "missing":
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(b"" if damage == "empty" else content[: len(content) // 2])
    with pytest.raises(ModelError, match=name):
        ReplyQualityPipeline.from_pretrained(folder, RUBRIC)


def test_pipeline_missing_model_is_one_clear_error(tmp_path):
    with pytest.raises(ModelError, match="expected a model folder, found nothing"):
        ReplyQualityPipeline.from_pretrained(tmp_path / "none", RUBRIC)


def test_pipeline_model_without_a_label_of_the_rubric_is_refused(tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(MODEL, folder)
    value = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
    del value["irony"]
    (folder / "calibration.json").write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(ModelError, match="irony"):
        ReplyQualityPipeline.from_pretrained(folder, RUBRIC)


def test_pipeline_embeds_only_with_a_model_that_can():
    pipeline = ReplyQualityPipeline.from_pretrained(ROOT / "models" / "linear-baseline", RUBRIC)
    assert not pipeline.embeds
    with pytest.raises(ModelError, match="linear-baseline: expected one that embeds texts"):
        pipeline.embed(["Wo ist mein Paket?"])


@pytest.mark.parametrize(("address", "flagged"), [(None, False), ("du", False), ("sie", True)])
def test_pipeline_the_houses_form_of_address_is_a_rule(pipeline, item, address, flagged):
    draft = replace(
        item("Hallo Jule, dein Paket kommt morgen, du bekommst eine Mail.", "K: Kannst du mir sagen, wann es kommt?"),
        address=address,
    )
    report = pipeline.predict(draft)
    assert report.flags["register"] is flagged
    if flagged:
        assert [e.text for f in report.findings if f.criterion == "register" for e in f.evidence][:1] == ["dein"]
