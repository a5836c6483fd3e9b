import json

import pytest
import zstandard

from tests.training.encoder.conftest import PAIRS
from training.encoder.config import EncoderConfig, EncoderError
from training.encoder.report import MEASURES, report
from training.encoder.sources import SOURCES
from training.encoder.stages import make_ablation, make_encoder

pytestmark = pytest.mark.slow


@pytest.fixture
def held_out(data, tmp_path):
    """The training data's folder, with invented rows in the shape of the sets that only measure."""
    rows = {
        "stsb_de_en/test": [
            {"s1_de": a[0], "s2_de": b[0], "s1_en": a[1], "s2_en": b[1], "score": float(i % 6)}
            for i, (a, b) in enumerate(zip(PAIRS, PAIRS[1:] + PAIRS[:1], strict=True))
        ],
        "wmt24_chat_de_en/train": [
            {
                "source_language": "de",
                "target_language": "en",
                "source": f"{de} Noch ein Satz {n}.",
                "reference": f"{en} One more {n}.",
            }
            for n in range(3)
            for de, en in PAIRS
        ],
        **{
            f"tweeteval_irony/{split}": [
                {"text": f"{en} {split} {i}", "label": i % 2} for i, (_, en) in enumerate(PAIRS)
            ]
            for split in ("train", "val", "test")
        },
        **{
            f"cocoa_mt_de/{split}": [
                {
                    "en": "Can you come?",
                    "de_formal": f"Können Sie um {n} kommen?",
                    "de_informal": f"Kannst du um {n} kommen?",
                }
                for n in range(12)
            ]
            for split in ("train", "test")
        },
        "empirist_cmc_de/test": [{"text": de, "subcorpus": "cmc"} for de, _ in PAIRS],
    }
    for path in data.rglob("*.*"):
        target = tmp_path / "held-out" / path.relative_to(data)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    for name, lines in rows.items():
        path = tmp_path / "held-out" / f"{name}.jsonl.zst"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(zstandard.compress("".join(json.dumps(line) + "\n" for line in lines).encode()))
    return tmp_path / "held-out"


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_report_writes_figures_card_and_a_log_line_for_each_scoring(settings, held_out, tmp_path):
    out, work = tmp_path / "encoder", tmp_path / "work"
    make_encoder(EncoderConfig.load(settings), data=held_out, work=work, output=out)
    make_ablation("no-alignment", EncoderConfig.load(settings, "no-alignment"), data=held_out, work=work, output=out)
    initial = next(work.glob("initial-*"))
    report(out, data=held_out, initial=initial)
    report(out, data=held_out, initial=None)
    log = [json.loads(line) for line in (out / "scorings.jsonl").read_text(encoding="utf-8").splitlines()]
    figures = json.loads((out / "metrics.json").read_text(encoding="utf-8"))["figures"]
    assert len(log) == 2
    assert set(figures) == {"teacher", "encoder"}
    assert set(figures["encoder"]) == set(MEASURES)
    card = (out / "README.md").read_text(encoding="utf-8")
    for key, measure in MEASURES.items():
        assert f"| {measure.title} | {figures['teacher'][key]:.3f} | {figures['encoder'][key]:.3f} |" in card
    assert all(source.licence in card for source in SOURCES.values())
    assert "no-alignment, " in card


def test_report_missing_encoder_is_a_clear_error(held_out, tmp_path):
    from models import CheckpointError

    with pytest.raises((EncoderError, CheckpointError), match="found nothing there"):
        report(tmp_path / "none", data=held_out, initial=None)


def test_network_loads_in_sentence_transformers_with_the_same_lower_case_vectors(settings, data, tmp_path):
    import numpy as np
    from sentence_transformers import SentenceTransformer

    from training.encoder.network import SentenceEncoder

    make_encoder(EncoderConfig.load(settings), data=data, work=tmp_path / "work", output=tmp_path / "out")
    texts = ["wo bleibt mein paket?", "where is my parcel?"]
    ours = SentenceEncoder.load(tmp_path / "out").encode(texts)
    theirs = SentenceTransformer(str(tmp_path / "out"), device="cpu").encode(texts, normalize_embeddings=True)
    assert np.allclose(ours, theirs, atol=1e-3)


def test_card_of_the_shipped_encoder_is_what_its_records_say(tmp_path):
    import shutil

    from tests.conftest import ROOT
    from training.encoder.card import write_card

    shipped = ROOT / "models" / "encoder"
    for path in shipped.glob("*.*"):
        if path.is_file():
            shutil.copyfile(path, tmp_path / path.name)
    made, metrics = (
        json.loads((shipped / f"{name}.json").read_text(encoding="utf-8")) for name in ("training", "metrics")
    )
    write_card(tmp_path, made, metrics, MEASURES)
    assert (tmp_path / "README.md").read_bytes() == (shipped / "README.md").read_bytes()
    last = json.loads((shipped / "scorings.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert {key: last[key] for key in MEASURES} == metrics["figures"]["encoder"]


def test_shipped_encoder_is_small_and_reads_both_languages():
    from tests.conftest import ROOT
    from training.encoder.network import SentenceEncoder
    from training.encoder.sources import file_hash

    folder = ROOT / "models" / "encoder"
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) <= 55e6
    last = json.loads((folder / "scorings.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert last["weights"] == file_hash(folder / "model.safetensors")
    german, english, other = SentenceEncoder.load(folder).encode(
        [
            "Der Techniker ist schon wieder nicht gekommen.",
            "The engineer failed to show up again.",
            "The cake was delicious.",
        ]
    )
    assert german @ english > german @ other + 0.3
