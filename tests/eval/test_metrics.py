import evaluate
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.metrics.alarm.alarm import alarm_figures
from eval.metrics.calibration.calibration import bins_of, calibration_figures
from eval.metrics.evidence.evidence import erasure, hit_rate
from eval.metrics.flag.flag import flag_figures
from eval.metrics.grade.grade import grade_figures
from eval.metrics.request_span.request_span import match, request_figures, tally
from eval.metrics.risk_coverage.risk_coverage import risk_coverage
from tests.conftest import ROOT

METRICS = sorted(p for p in (ROOT / "eval" / "metrics").iterdir() if (p / "README.md").is_file())


def request(start, end, status="answered", answer=(0, 5), message=0):
    a, b = answer if status != "unanswered" else (-1, -1)
    return {"message": message, "start": start, "end": end, "status": status, "answer_start": a, "answer_end": b}


def test_metrics_flag_counts_decisions_and_ranks_scores():
    found = flag_figures([0.9, 0.8, 0.3, 0.1], [True, True, False, False], [True, False, True, False])
    assert found == pytest.approx(
        {"precision": 0.5, "recall": 0.5, "f1": 0.5, "auroc": 0.75, "average_precision": 5 / 6}
    )


def test_metrics_flag_weights_are_repetitions():
    scores, flags, answers, times = (
        [0.9, 0.8, 0.3, 0.1],
        [True, True, False, False],
        [True, False, True, False],
        [2, 1, 3, 1],
    )
    repeat = lambda values: np.repeat(values, times).tolist()  # noqa: E731
    assert flag_figures(scores, flags, answers, weights=times) == pytest.approx(
        flag_figures(repeat(scores), repeat(flags), repeat(answers))
    )


def test_metrics_flag_ranking_is_none_where_nothing_differs():
    assert flag_figures([0.1, 0.2], [False, False], [False, False])["auroc"] is None


def test_metrics_grade_is_perfect_only_when_it_is():
    assert grade_figures([0.1, 0.9, 2.0], [0, 1, 2])["quadratic_kappa"] == 1
    assert grade_figures([2, 1, 0], [0, 1, 2])["quadratic_kappa"] < 0
    assert grade_figures([1, 1, 1], [1, 1, 1])["spearman"] is None


def test_metrics_requests_match_one_to_one_with_the_greatest_overlap():
    found, wanted = [request(0, 10), request(0, 12)], [request(0, 12), request(0, 9)]
    assert match(found, wanted) == [(0, 1), (1, 0)]
    assert match([request(0, 10)], [request(6, 20)]) == []
    assert match([request(0, 10)], [request(0, 10, message=1)]) == []


def test_metrics_requests_missed_and_made_up_ones_count():
    wanted = [request(0, 10, "unanswered"), request(20, 30)]
    whole = request_figures([tally(wanted, wanted)])
    assert whole["span_f1"] == whole["status_macro_f1"] == whole["unanswered_f1"] == whole["answer_link"] == 1
    missed = request_figures([tally([request(20, 30)], wanted)])
    assert missed["span_recall"] == 0.5
    assert missed["unanswered_f1"] == 0
    made_up = request_figures([tally([*wanted, request(40, 50, "unanswered")], wanted)])
    assert made_up["unanswered_f1"] == pytest.approx(2 / 3)


def test_metrics_requests_wrong_answer_words_are_no_link():
    found = request_figures([tally([request(0, 10, answer=(50, 60))], [request(0, 10, answer=(0, 5))])])
    assert found["answer_link"] == 0


def test_metrics_requests_of_nothing_are_none():
    assert set(request_figures([tally([], [])]).values()) == {None}


def test_metrics_evidence_hit_is_the_first_span():
    assert hit_rate([[(0, 5), (9, 12)]], [[(10, 11)]]) == 0
    assert hit_rate([[(9, 12)], []], [[(10, 11)], [(0, 3)]]) == 0.5
    assert hit_rate([], []) is None


def test_metrics_erasure_measures_both_falls():
    assert erasure([0.9], [0.2], [0.8]) == pytest.approx({"comprehensiveness": 0.7, "sufficiency": 0.1})


def test_metrics_calibration_of_a_calibrated_model_lies_in_the_band():
    rng = np.random.default_rng(0)
    scores = rng.random(2000)
    good = calibration_figures(scores, rng.random(2000) < scores, seed=1)
    bad = calibration_figures(scores, rng.random(2000) < scores**3, seed=1)
    assert good["inside"]
    assert not bad["inside"]
    assert bad["ece"] > good["ece"]
    assert calibration_figures(scores, scores > 0.5, seed=1) == calibration_figures(scores, scores > 0.5, seed=1)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=300))
def test_metrics_calibration_bins_hold_every_item_once(scores):
    parts = bins_of(scores)
    assert sorted(np.concatenate(parts).tolist()) == list(range(len(scores)))
    assert len(parts) <= 10


def test_metrics_alarms_count_clean_drafts_only():
    found = alarm_figures([True, False, True, True], [True, True, False, False])
    assert found == {"per_100_clean": 50.0, "share_shown": 0.75}
    assert alarm_figures([True], [False])["per_100_clean"] is None


def test_metrics_risk_falls_when_the_sure_ones_are_right():
    scores, flags = [0.99, 0.95, 0.55, 0.45, 0.02], [True, True, True, False, False]
    sure = risk_coverage(scores, flags, [True, True, False, True, False], 0.5)
    unsure = risk_coverage(scores, flags, [False, True, True, False, True], 0.5)
    assert sure["area"] < unsure["area"]
    assert sure["curve"][-1] == pytest.approx(0.4)


@pytest.mark.parametrize("path", METRICS, ids=lambda p: p.name)
def test_metrics_load_with_evaluate_and_have_a_card(path):
    assert evaluate.load(str(path)).description
    assert (path / "README.md").read_text(encoding="utf-8").startswith(f"# {path.name}")


def test_metrics_compute_through_evaluate():
    flag = evaluate.load(str(ROOT / "eval" / "metrics" / "flag"))
    assert flag.compute(predictions=[0.9, 0.2], flags=[True, False], references=[True, False])["f1"] == 1
    spans = evaluate.load(str(ROOT / "eval" / "metrics" / "request_span"))
    assert spans.compute(predictions=[[request(0, 10)]], references=[[request(0, 10)]])["span_f1"] == 1


def test_speed_table_has_a_row_per_measure_and_a_column_per_length():
    from eval.speed import speed_lines

    figures = {"latency_ms": {"10": {"review p50": 1.0, "typing": 0.5}, "40": {"review p50": 2.0, "typing": 0.75}}}
    assert speed_lines(figures) == [("review p50", "1.00", "2.00"), ("typing", "0.50", "0.75")]
