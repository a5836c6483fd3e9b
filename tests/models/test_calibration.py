import json

import pytest

from models import Calibration, CheckpointError, LabelCalibration

LABEL = LabelCalibration(slope=2.0, offsets={"de": -1.0, "en": 1.0}, threshold=0.4, silent=False)


def test_calibration_probability_rises_with_the_logit_and_differs_by_language():
    values = [LABEL.probability(x, "de") for x in (-800.0, -1.0, 0.0, 1.0, 800.0)]
    assert values == sorted(values)
    assert 0 <= values[0] < values[-1] <= 1
    assert LABEL.probability(0.0, "en") > LABEL.probability(0.0, "de")


def test_calibration_unknown_language_takes_the_mean_offset():
    assert LABEL.probability(0.0, "fr") == pytest.approx(0.5)


def test_calibration_comes_back_from_its_file(tmp_path):
    calibration = Calibration({"irony": LABEL})
    calibration.save(tmp_path)
    assert Calibration.load(tmp_path) == calibration


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"threshold": 1.5}, "threshold"),
        ({"slope": "steep"}, "finite"),
        ({"slope": float("nan")}, "finite"),
        ({"offsets": {}}, "finite"),
        ({"offsets": None}, "incomplete"),
        ({"colour": 1}, "incomplete"),
    ],
)
def test_calibration_wrong_number_is_a_clear_error(tmp_path, change, words):
    value = {"slope": 1.0, "offsets": {"de": 0.0}, "threshold": 0.5, "silent": False, **change}
    (tmp_path / "calibration.json").write_text(json.dumps({"irony": value}), encoding="utf-8")
    with pytest.raises(CheckpointError, match=f"'irony'.*{words}"):
        Calibration.load(tmp_path)
