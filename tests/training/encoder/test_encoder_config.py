import pytest
import yaml

from tests.conftest import ROOT
from training.encoder.config import EncoderConfig, EncoderError

SHIPPED = ROOT / "training" / "configs" / "encoder.yml"


def test_encoder_config_shipped_one_loads_with_every_ablation():
    whole = EncoderConfig.load(SHIPPED)
    for name in whole.ablations:
        short = EncoderConfig.load(SHIPPED, name)
        epochs = whole.ablations[name].get("optimisation", {}).get("epochs", whole.optimisation.epochs)
        assert short.optimisation.epochs == pytest.approx(epochs * whole.ablation_share)
        assert short.optimisation.warmup_steps < whole.optimisation.warmup_steps
    assert EncoderConfig.load(SHIPPED, "no-alignment").alignment == "none"
    assert EncoderConfig.load(SHIPPED, "no-distillation").loss.distillation == 0


def test_encoder_config_unknown_ablation_names_those_there_are():
    with pytest.raises(EncoderError, match=r"no ablation 'x'.*no-alignment"):
        EncoderConfig.load(SHIPPED, "x")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda s: s.pop("seed"), "seed"),
        (lambda s: s.update(extra=1), "extra"),
        (lambda s: s.update(alignment="giza"), "alignment"),
    ],
)
def test_encoder_config_wrong_setting_is_named(tmp_path, change, words):
    settings = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    change(settings)
    path = tmp_path / "encoder.yml"
    path.write_text(yaml.safe_dump(settings), encoding="utf-8")
    with pytest.raises(EncoderError, match=words):
        EncoderConfig.load(path)


def test_encoder_config_missing_file_is_one_clear_error(tmp_path):
    with pytest.raises(EncoderError, match=r"nothing\.yml"):
        EncoderConfig.load(tmp_path / "nothing.yml")
