import pytest

from models.tokenization import LOWER, TITLE, UPPER, CaseTokenizer, case_types, pad
from training.encoder.vocabulary import EMOJI, SPECIAL, build_tokenizer, english_pieces, german_pieces

GERMAN = ["Die Tür ist zu und die Lieferung fehlt, schöne Grüße an die Größten."] * 5


@pytest.fixture(scope="module")
def tokenizer():
    return CaseTokenizer(build_tokenizer(["the", "door", "##s", "."], german_pieces(GERMAN, 300)))


def pieces(tokenizer, text):
    inner = tokenizer.tokenizer
    return [inner.id_to_token(i) for i in inner.encode(text).ids]


def test_vocabulary_keeps_umlauts_and_strips_other_accents(tokenizer):
    assert "tür" in pieces(tokenizer, "Tür")
    assert pieces(tokenizer, "déjà") == pieces(tokenizer, "deja")
    assert pieces(tokenizer, "Tu\u0308r") == pieces(tokenizer, "Tür"), "composed and decomposed umlauts are one"


def test_vocabulary_has_every_role_and_channel(tokenizer):
    for token in ("[CUSTOMER]", "[AGENT]", "[BOT]", "[WHATSAPP]", "[LIVE_CHAT]", "[EMAIL]", "[SOCIAL]", "[UNKNOWN]"):
        assert token in SPECIAL
        assert tokenizer.tokenizer.token_to_id(token) is not None


def test_vocabulary_reads_emoji_one_by_one(tokenizer):
    found = pieces(tokenizer, "zu😂😂👍")
    assert found[1:-1] == ["zu", "😂", "😂", "👍"]
    assert all(tokenizer.tokenizer.token_to_id(emoji) is not None for emoji in EMOJI)


def test_vocabulary_english_pieces_drop_other_scripts_and_unused_ones():
    teacher = build_tokenizer(["[unused1]", "the", "door", "rare", "дом", "家", "x"], [])
    assert english_pieces(teacher, ["the door"], first=0) == ["the", "door", "x"]


def test_tokenization_tells_case_apart(tokenizer):
    text = "Die die DIE Ä"
    encoding = tokenizer.tokenizer.encode(text)
    assert case_types(text, encoding)[1:-1] == [TITLE, LOWER, UPPER, TITLE]


def test_tokenization_never_reads_a_special_token_out_of_a_text(tokenizer):
    special = {tokenizer.tokenizer.token_to_id(token) for token in SPECIAL if token not in ("[UNK]",)}
    row = tokenizer.rows(["[AGENT] die [SEP] Tür"], max_length=64)[0]
    assert not special & set(row[0, 1:-1].tolist())


def test_tokenization_cut_text_keeps_its_end_mark(tokenizer):
    row = tokenizer.rows(["die Tür " * 50], max_length=16)[0]
    assert row.shape == (2, 16)
    assert row[0, -1] == tokenizer.tokenizer.token_to_id("[SEP]")


@pytest.mark.parametrize("text", ["", "\ud83d kaputt", "\x00", "\u200d", "👩‍👩‍👧", "مرحبا"])
def test_tokenization_takes_any_text(tokenizer, text):
    batch = tokenizer.encode([text, "die Tür"], max_length=32)
    assert batch.ids.shape == batch.types.shape == batch.mask.shape
    assert batch.mask[0].sum() >= 2


def test_tokenization_pad_fills_with_zeros(tokenizer):
    batch = pad(tokenizer.rows(["die", "die Tür ist zu"], max_length=32))
    short = int(batch.mask[0].sum())
    assert batch.ids[0, short:].tolist() == [0] * (batch.ids.shape[1] - short)
