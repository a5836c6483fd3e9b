"""A tiny teacher, and invented sentences in the shape of the public data sets."""

import json
import lzma
from pathlib import Path

import pytest
import yaml
import zstandard

from tests.conftest import ROOT

PAIRS = [
    ("Wo bleibt mein Paket?", "Where is my parcel?"),
    ("Das Paket kommt morgen.", "The parcel comes tomorrow."),
    ("Können Sie mir bitte helfen?", "Can you help me please?"),
    ("Die Rechnung ist leider falsch.", "The invoice is wrong, sadly."),
    ("Ich möchte meinen Vertrag kündigen.", "I want to cancel my contract."),
    ("Der Techniker war schon wieder nicht da.", "The technician did not show up again."),
    ("Vielen Dank für die schnelle Antwort!", "Thanks for the quick answer!"),
    ("Wann öffnet die Werkstatt am Samstag?", "When does the workshop open on Saturday?"),
    ("Meine Tochter hat ihren Ausweis verloren.", "My daughter has lost her card."),
    ("Das Geld ist noch nicht auf dem Konto.", "The money is not in the account yet."),
]


@pytest.fixture(scope="session")
def data(tmp_path_factory) -> Path:
    """A folder that looks like the public data sets."""
    folder = tmp_path_factory.mktemp("data")
    many = [(f"{de} Nummer {n}.", f"{en} Number {n}.") for n in range(12) for de, en in PAIRS]
    turns = [
        {"dialog": f"d{i // 5}", "i": i, "speaker": "agent", "de": de, "en": en} for i, (de, en) in enumerate(many)
    ]
    zst = {
        "tatoeba_de_en/pairs.jsonl": [{"de": de, "en": en} for de, en in many],
        "bcontrast_de_en/train.jsonl": turns[:60],
        "bcontrast_de_en/dev.jsonl": turns[60:],
        "woz2_de_en/train.jsonl": [{"user_de": de, "user_en": en} for de, en in PAIRS],
        "xsid_de_en/dev.jsonl": [{"de": de, "en": en} for de, en in PAIRS],
        "xquad_de_en/test.jsonl": [
            {"question_de": de, "question_en": en, "context_de": de * 3, "context_en": en * 3} for de, en in PAIRS[:3]
        ],
        "cocoa_mt_de/train.jsonl": [
            {"en": "Can you come?", "de_formal": "Können Sie kommen?", "de_informal": "Kannst du kommen?"}
        ],
        "sgd_en/train.jsonl": [{"turns": [["U", en, []] for _, en in PAIRS]}],
        **{
            f"{name}.jsonl": [{"text": f"{en} Really."} for _, en in PAIRS]
            for name in (
                "banking77_en/train",
                "goemotions_en/train",
                "stanford_politeness_en/wikipedia",
                "stanford_politeness_en/stackexchange",
            )
        },
        "empirist_cmc_de/train.jsonl": [{"text": de} for de, _ in PAIRS],
    }
    for name, rows in zst.items():
        _write(folder / f"{name}.zst", "".join(json.dumps(row) + "\n" for row in rows))
    _write(folder / "commonvoice_sentences_de" / "sentences.txt.zst", "\n".join(f"{de} Wirklich." for de, _ in PAIRS))
    for name in ("paragraphs", "zwischenrufe"):
        path = folder / "bundestag_speeches_de" / f"{name}.txt.xz"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(lzma.compress("\n".join(f"{de} Frau Präsidentin!" for de, _ in PAIRS).encode()))
    return folder


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(zstandard.compress(text.encode()))


@pytest.fixture(scope="session")
def teacher_package(tmp_path_factory) -> Path:
    """A folder for the import path with a package `tiny_teacher` that carries a small random BERT."""
    from safetensors.torch import save_file
    from tokenizers import Tokenizer, normalizers, pre_tokenizers, processors
    from tokenizers.models import WordPiece
    from tokenizers.trainers import WordPieceTrainer
    from torch import manual_seed
    from transformers import BertConfig, BertModel

    root = tmp_path_factory.mktemp("packages")
    model = root / "tiny_teacher" / "model"
    model.mkdir(parents=True)
    (model.parent / "__init__.py").write_text(
        "from pathlib import Path\n\ndef get_model_path():\n    return Path(__file__).parent / 'model'\n"
    )
    tokenizer = Tokenizer(WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer.train_from_iterator(
        [en for _, en in PAIRS], WordPieceTrainer(vocab_size=200, special_tokens=special, show_progress=False)
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(model / "tokenizer.json"))
    manual_seed(1)
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=48,
    )
    config.save_pretrained(model)
    save_file(BertModel(config, add_pooling_layer=False).state_dict(), model / "model.safetensors")
    return root


@pytest.fixture
def settings(monkeypatch, teacher_package, tmp_path) -> Path:
    """A configuration file for a run of seconds, with the tiny teacher importable."""
    monkeypatch.syspath_prepend(teacher_package)
    values = yaml.safe_load((ROOT / "training" / "configs" / "encoder.yml").read_text(encoding="utf-8"))
    values["teacher"] = {"package": "tiny_teacher", "hub": "none/none", "sha256": ""}
    values["vocabulary"] = {"german_pieces": 300, "english_first": 100, "bundestag_lines": 5}
    values["mixture"] |= {"english_texts": 10, "composites": 10, "own_repeats": 1}
    values["optimisation"] |= {"epochs": 0.25, "batch_texts": 32, "warmup_steps": 2, "evaluate_every": 8, "checkpoint_every": 4}  # fmt: skip
    values["loss"] |= {"masked_every": 2, "masked_tokens": 60}
    path = tmp_path / "encoder.yml"
    path.write_text(yaml.safe_dump(values), encoding="utf-8")
    return path
