import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from tests.conftest import ROOT
from training.encoder.config import EncoderConfig, EncoderError
from training.encoder.network import SentenceEncoder, locate_teacher
from training.encoder.stages import make_ablation, make_encoder

pytestmark = pytest.mark.slow


def test_stages_make_an_encoder_with_its_record(settings, data, tmp_path):
    record = make_encoder(EncoderConfig.load(settings), data=data, work=tmp_path / "work", output=tmp_path / "out")
    assert json.loads((tmp_path / "out" / "training.json").read_text(encoding="utf-8")) == record
    assert record["data"]["tatoeba_de_en/pairs.jsonl.zst"]
    assert str(record["steps"]) in record["evaluations"]
    assert record["development"] == record["evaluations"][str(record["step"])]
    best = max(row["mean"] for row in record["evaluations"].values())
    assert record["development"]["mean"] == best
    vectors = SentenceEncoder.load(tmp_path / "out").encode(["Wo bleibt mein Paket?", "WO BLEIBT MEIN PAKET?"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_stages_killed_run_goes_on_to_the_same_weights(settings, data, teacher_package, tmp_path):
    def command(name):
        out = ["--work", str(tmp_path / name), "--output", str(tmp_path / name / "out")]
        return [sys.executable, "-m", "training", "encoder", "--config", str(settings), "--data", str(data), *out]

    environment = {**os.environ, "PYTHONPATH": str(teacher_package), "OMP_NUM_THREADS": "1"}
    run = {"cwd": ROOT, "env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(command("whole"), check=True, **run)

    stopped = subprocess.Popen(command("killed"), **run)
    deadline = time.monotonic() + 120
    while not list((tmp_path / "killed").glob("run-*/checkpoint-*/trainer_state.json")):
        assert time.monotonic() < deadline, "no checkpoint was written"
        assert stopped.poll() is None, "the run ended before it could be killed"
        time.sleep(0.005)
    stopped.send_signal(signal.SIGKILL)
    stopped.wait()
    assert not (tmp_path / "killed" / "out").exists()

    subprocess.run(command("killed"), check=True, **run)
    whole, resumed = ((tmp_path / name / "out" / "model.safetensors").read_bytes() for name in ("whole", "killed"))
    assert whole == resumed


def test_stages_ablation_leaves_only_figures(settings, data, tmp_path):
    config = EncoderConfig.load(settings, "no-alignment")
    make_ablation("no-alignment", config, data=data, work=tmp_path / "work", output=tmp_path / "out")
    found = json.loads((tmp_path / "out" / "ablations.json").read_text(encoding="utf-8"))
    assert set(found) == {"no-alignment"}
    assert not (tmp_path / "out" / "model.safetensors").exists()


def test_stages_missing_data_set_is_named(settings, tmp_path):
    with pytest.raises(EncoderError, match=r"pairs\.jsonl\.zst: expected a public data set"):
        make_encoder(EncoderConfig.load(settings), data=tmp_path, work=tmp_path / "work", output=tmp_path / "out")


def test_stages_teacher_that_is_not_the_pinned_one_is_refused(settings):
    teacher = EncoderConfig.load(settings).teacher
    with pytest.raises(EncoderError, match="expected weights with SHA-256"):
        locate_teacher(teacher.model_copy(update={"sha256": "0" * 64}))
