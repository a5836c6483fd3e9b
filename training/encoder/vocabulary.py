"""A bilingual WordPiece vocabulary: the teacher's English pieces that are used, German pieces, emoji, role and channel tokens."""

from collections import Counter
from collections.abc import Iterable, Sequence

from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import WordPiece
from tokenizers.trainers import WordPieceTrainer

from coach.types import CHANNELS, ROLES

CONTROL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
SPECIAL = (*CONTROL, *(f"[{name.upper()}]" for name in (*ROLES, *CHANNELS)))
EMOJI = (
    "😀😃😄😁😆😅😂🤣😊😇🙂🙃😉😌😍🥰😘😋😛😜🤪🤨🧐🤓😎🥳😏😒😞😔😟😕🙁😣😖😫😩🥺😢😭😤😠😡🤬🤯😳😱😨😰😥😓🤗🤔🤭🤫😶😐😑😬🙄"
    "😯😮😲😴🤢🤮🤒🤕🤡💩💀👻👍👎👌✌🤞🤝🙏👏🙌💪👋👀❤🧡💛💚💙💜🖤💔💕💯🔥✨⭐🎉🎁✅❌❗❓⚠ℹ➡⬇📦🚚📞📱📧📅⏰⏳🔒🔑💶💳🏠🚗✈☀🌧"
)
ALPHABET = 120  # characters
_EMOJI_BLOCKS = Regex(r"[\x{1F300}-\x{1FAFF}\x{2600}-\x{27BF}\x{2B00}-\x{2BFF}\x{2139}]")
_UMLAUTS = {"ä": "\ue000", "ö": "\ue001", "ü": "\ue002", "ß": "\ue003"}  # set aside while accents are stripped


def _normalizer() -> normalizers.Normalizer:
    """Lower case; accents go, except those of German."""
    steps = [
        normalizers.NFC(),
        normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=False, lowercase=True),
        *(normalizers.Replace(letter, place) for letter, place in _UMLAUTS.items()),
        normalizers.NFD(),
        normalizers.StripAccents(),
        *(normalizers.Replace(place, letter) for letter, place in _UMLAUTS.items()),
        normalizers.Replace("\ufe0f", ""),
    ]
    return normalizers.Sequence(steps)


def _pre_tokenizer() -> pre_tokenizers.PreTokenizer:
    return pre_tokenizers.Sequence([pre_tokenizers.BertPreTokenizer(), pre_tokenizers.Split(_EMOJI_BLOCKS, "isolated")])


def _bare(vocabulary: dict[str, int]) -> Tokenizer:
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer, tokenizer.pre_tokenizer = _normalizer(), _pre_tokenizer()
    return tokenizer


def german_pieces(texts: Sequence[str], size: int) -> list[str]:
    """Return WordPiece pieces learnt from German text, most general first."""
    tokenizer = _bare({"[UNK]": 0})
    alphabet = _alphabet(tokenizer, texts)
    trainer = WordPieceTrainer(
        vocab_size=size,
        # characters are numbered here: the trainer numbers them by chance, and breaks ties by number
        special_tokens=[*CONTROL, *alphabet, *(f"##{c}" for c in alphabet)],
        limit_alphabet=len(alphabet),
        initial_alphabet=alphabet,
        show_progress=False,
        min_frequency=3,
    )
    tokenizer.train_from_iterator(texts, trainer)
    learnt = tokenizer.get_vocab()
    return [piece for piece in sorted(learnt, key=learnt.__getitem__) if piece not in CONTROL]


def _alphabet(tokenizer: Tokenizer, texts: Sequence[str]) -> list[str]:
    """Return the most frequent characters; emoji have pieces of their own."""
    normalizer = tokenizer.normalizer
    counts = Counter(c for text in texts for c in normalizer.normalize_str(text) if not c.isspace() and c < "\u2e80")
    return sorted(sorted(counts, key=lambda c: (-counts[c], c))[:ALPHABET])


def english_pieces(teacher: Tokenizer, texts: Iterable[str], *, first: int) -> list[str]:
    """Return the teacher's Latin pieces that occur in `texts`, stand among its first `first`, or are one character."""
    used = Counter(i for encoding in teacher.encode_batch(list(texts)) for i in encoding.ids)
    ranked = sorted(teacher.get_vocab().items(), key=lambda item: item[1])
    return [p for p, i in ranked if _latin(p) and (used[i] or i < first or len(p.removeprefix("##")) == 1)]


def _latin(piece: str) -> bool:
    if piece.startswith("[") and len(piece) > 1:
        return False  # [unused7], [CLS]
    return all(not c.isalpha() or ord(c) < 0x180 for c in piece) and all(ord(c) < 0x2200 for c in piece)


def build_tokenizer(english: Iterable[str], german: Iterable[str]) -> Tokenizer:
    """Return the tokenizer over special tokens, English pieces, then the German pieces and emoji that are new."""
    pieces = dict.fromkeys([*SPECIAL, *english, *german, *EMOJI])
    tokenizer = _bare({piece: number for number, piece in enumerate(pieces)})
    tokenizer.add_special_tokens(list(SPECIAL))
    closing = [(token, tokenizer.token_to_id(token)) for token in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:0 [SEP]:0", special_tokens=closing
    )
    return tokenizer
