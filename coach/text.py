"""What can be read off a text without a model: sentences and clauses with offsets, language.

All functions return offsets in code points of the string they were given.
"""

import re
import unicodedata
from functools import lru_cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

# A full stop behind one of these ends no sentence.
_ABBREVIATIONS = frozenset(
    [
        "abs",
        "allg",
        "aufl",
        "bd",
        "bes",
        "bsp",
        "bspw",
        "bzgl",
        "bzw",
        "ca",
        "co",
        "dgl",
        "dipl",
        "dr",
        "etc",
        "evtl",
        "exkl",
        "fa",
        "ff",
        "fr",
        "frl",
        "gegr",
        "ges",
        "ggf",
        "ggfs",
        "hr",
        "hrn",
        "inc",
        "incl",
        "inkl",
        "ing",
        "insb",
        "jr",
        "jh",
        "kath",
        "kfm",
        "lfd",
        "lt",
        "ltd",
        "max",
        "mdl",
        "mind",
        "mio",
        "mr",
        "mrd",
        "mrs",
        "ms",
        "mt",
        "mwst",
        "nr",
        "num",
        "od",
        "pl",
        "prof",
        "rd",
        "s",
        "sog",
        "sr",
        "st",
        "std",
        "str",
        "tel",
        "tgl",
        "u",
        "usw",
        "v",
        "vgl",
        "vs",
        "wg",
        "z",
        "zb",
        "ziff",
        "zzgl",
        "zzt",
        "approx",
        "dept",
        "ext",
        "gov",
        "messrs",
        "misc",
        "orig",
        "sgt",
        "vol",
        "min",
        "z.hd",
        "z.zt",
        "jan",
        "feb",
        "mär",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "okt",
        "oct",
        "nov",
        "dez",
        "dec",
    ]
)
# These are words as well: short forms only in front of a digit or a small letter.
_WORDS_TOO = frozenset(["no", "so", "do", "mo", "di", "mi", "sa", "best", "art", "pos", "fig", "ref", "est"])
# These often stand last: a capital letter behind them opens a sentence ...
_OFTEN_LAST = frozenset(["etc", "usw", "a.m", "p.m"])
# ... behind these and numbers, only a word that opens sentences does ("am 3. Mai", but "Das macht 3. Danke!").
_SOMETIMES_LAST = frozenset(
    [
        "mwst",
        "min",
        "std",
        "mio",
        "mrd",
        "co",
        "jh",
        "ff",
        "inc",
        "ltd",
        "jan",
        "feb",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "okt",
        "oct",
        "nov",
        "dez",
        "dec",
    ]
)
_STARTERS = frozenset(
    [
        "das",
        "die",
        "der",
        "dies",
        "ein",
        "eine",
        "es",
        "ich",
        "wir",
        "sie",
        "ihr",
        "du",
        "er",
        "und",
        "aber",
        "bitte",
        "danke",
        "vielen",
        "ist",
        "sind",
        "haben",
        "kann",
        "können",
        "könnten",
        "wann",
        "wie",
        "was",
        "wo",
        "warum",
        "bis",
        "dann",
        "damit",
        "falls",
        "wenn",
        "hier",
        "so",
        "leider",
        "außerdem",
        "unser",
        "unsere",
        "mein",
        "meine",
        "passt",
        "gibt",
        "geht",
        "ja",
        "nein",
        "the",
        "a",
        "an",
        "it",
        "we",
        "i",
        "you",
        "they",
        "and",
        "but",
        "please",
        "thanks",
        "thank",
        "is",
        "are",
        "do",
        "can",
        "could",
        "when",
        "how",
        "what",
        "where",
        "why",
        "if",
        "this",
        "that",
        "there",
        "your",
        "our",
        "my",
        "unfortunately",
        "sorry",
        "yes",
        "no",
        "let",
    ]
)
_NO_STARTERS = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|gmt|bst|est|pst|utc|cet", re.I)
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])*")
_NUMERAL = re.compile(r"(?:\d{1,3}\.)*\d{1,2}")
_INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_EMOJI = "[\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff\U000e0020-\U000e007f☀-➓⬛⬜⭐⭕ℹ⌚⌛⏩-⏺\ufe0f\u200d\u20e3]"
_EYED = r"[:;=xX][-^o']?[)(\]\[DPpO/\\|*]++(?=\s|$)"
_CLOSERS = "\"'»«”“’‘)]}"
_TERMINALS = ".!?…‽؟。！？"
# Where a sentence may end: at marks with closing quotes; at emoji and smileys in front of a capital letter.
_BOUNDARY = re.compile(
    rf"(?P<marks>[{_TERMINALS}]++)[{re.escape(_CLOSERS)}{_INVISIBLE}]*+"
    rf"|(?:(?<!{_EMOJI}){_EMOJI}++|(?<!\S){_EYED})(?=\s+[A-ZÄÖÜ])"
)
# Emoji and smileys behind the marks belong to the sentence they follow.
_TAIL = re.compile(rf"(?:[ \t\u00a0]*+(?:{_EMOJI}|{_EYED}|(?:<3|\^\^)(?=\s|$)))++")
_LIST_MARK = re.compile(r"\s*(?:[-*•–]|\(?\d{1,2}[.)]|\(?[a-h]\))\s+")
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_PROTECTED = re.compile(
    r"(?:https?://|www\.)\S*[^\s.,;:!?)\]]"
    r"|(?<![\w.+-])[\w.+-]++@[\w-]+\.[\w.-]*\w"
    r"|(?<![\w-])[\w-]++\.(?:de|com|org|net|at|ch|eu|io|app|uk)\b(?:/\S*)?",
    re.I,
)

Range = tuple[int, int]


def words(text: str) -> list[Range]:
    """Return the offsets of the words of `text`; digits count, marks and emoji do not."""
    return [m.span() for m in _WORD.finditer(text)]


def sentences(text: str) -> list[Range]:
    """Split `text` into sentences.

    Line breaks end a sentence, as do `. ! ? …` outside abbreviations, numbers, dates and links. Closing quotes, emoji
    and smileys stay with the sentence they follow; a list mark stays with its line. White space between sentences
    belongs to none, so the ranges cover every other character exactly once.

    >>> [t[a:b] for t in ["Ja, z. B. am 3. Mai 😊 Passt das?"] for a, b in sentences(t)]
    ['Ja, z. B. am 3. Mai 😊', 'Passt das?']
    """
    found: list[Range] = []
    position = 0
    for line in re.split(r"(\r\n|[\n\r\u2028\u2029\x0b\x0c])", text):
        found.extend(_split_line(line, position))
        position += len(line)
    return found


def _split_line(line: str, offset: int) -> list[Range]:
    masked = _PROTECTED.sub(lambda m: "x" * len(m.group()), line)
    mark = _LIST_MARK.match(masked)
    start, found = 0, []
    for boundary in _BOUNDARY.finditer(masked, mark.end() if mark else 0):
        if boundary.start() < start or (boundary["marks"] and not _ends_sentence(masked, boundary)):
            continue
        tail = _TAIL.match(masked, boundary.end())
        end = tail.end() if tail else boundary.end()
        found.append(_trim(line, start, end, offset))
        start = end
    found.append(_trim(line, start, len(line), offset))
    return [span for span in found if span[0] < span[1]]


_NEXT_WORD = re.compile(r"\s*+[\"'„“”»«(\[]*(\w*)")
_EMOJI_HERE = re.compile(_EMOJI)
_LONGEST = 20  # characters in front of a mark that may form an abbreviation or a number


def _ends_sentence(line: str, boundary: re.Match[str]) -> bool:
    marks, at = boundary["marks"], boundary.end()
    token = _token_before(line, boundary.start())
    if at < len(line) and not line[at].isspace() and not _EMOJI_HERE.match(line, at):
        # "Danke.Bis morgen" ends one, "3.50" and "z.B." do not
        joined = line[at].isupper() and line[at + 1 : at + 2].isalpha() and line[boundary.start() - 1].islower()
        return joined and len(token) > 1 and token not in _ABBREVIATIONS
    following = _NEXT_WORD.match(line, at)
    word = following.group(1) if following else ""
    if marks != ".":
        doubtful = marks.startswith(("..", "…")) or boundary.end("marks") < at  # an ellipsis, or a quote ends
        return not (doubtful and word[:1].islower())
    return not (word and token) or _ends_behind(token, word)


def _token_before(line: str, end: int) -> str:
    window = line[max(0, end - _LONGEST) : end]
    token = "" if window[-1:].isspace() else (window.split() or [""])[-1]
    return token.lower().lstrip("(\"'„“»«-")


def _ends_behind(token: str, word: str) -> bool:
    """Tell whether a single full stop between `token` and the capitalised or small `word` ends a sentence."""
    capital = word[0].isupper()
    opens = capital and word.lower() in _STARTERS
    if token in _OFTEN_LAST:
        return capital and not _NO_STARTERS.fullmatch(word) and word.lower() not in _ABBREVIATIONS
    if token in _WORDS_TOO:
        return capital
    if token in _SOMETIMES_LAST or _NUMERAL.fullmatch(token):
        return opens
    return token not in _ABBREVIATIONS and not _INITIALS.fullmatch(token)


# Where a sentence holds several asks: in front of a conjunction or comma that opens a clause of its own.
_CLAUSE_BREAK = re.compile(
    r"""(?<!\s)(?:\s*+[,;]\s+(?:und|oder|aber|denn|and|or|but|because|so)\s+|\s++(?:und|oder|and|or|[;–-])\s+|\s*+[,;]\s+)
    (?=(?:(?:ab|bis|seit|für|um|from|by)\s+)?
       (?:wann|wie|was|wer|wem|wen|wo|woher|wohin|warum|wieso|weshalb|welche\w?|wieviel\w*|womit|wofür|worauf|ob|
          kann|könn\w+|darf|muss|müss\w+|soll\w*|gibt|geht|ist|sind|habt|haben|hat|wird|werden|würde\w*|bekomm\w+|
          krieg\w+|schick\w*|send\w*|sag\w*|bitte|
          ich\s+(?:will|möchte|brauch\w*|hätte|wüsste|bitte|würde|habe|bin)|
          when|how|what|who|where|why|which|whether|if|can|could|would|will|do|does|did|is|are|was|should|may|please|
          i\s+(?:want|need|would|'d|have|am|'m)|you\s+(?:can|could|send)|send|tell|let)\b)""",
    re.I | re.X,
)


def clauses(text: str) -> list[Range]:
    """Split `text` into the clauses that may each hold one ask: sentences, cut where a new clause opens.

    The finest cut: several neighbours may belong together (see the question tagger). Ranges lie within the sentences.
    """
    found: list[Range] = []
    for start, end in sentences(text):
        position = start
        for match in _CLAUSE_BREAK.finditer(text, start, end):
            if match.start() - position >= 4:
                found.append(_trim(text, position, match.start(), 0))
                position = match.end()
        found.append(_trim(text, position, end, 0))
    return [span for span in found if span[0] < span[1]]


def _trim(text: str, start: int, end: int, offset: int) -> Range:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start + offset, end + offset


# --- language ---------------------------------------------------------------------------------------------------

_MIN_LETTERS = 20
_LATIN_NEIGHBOURS = [
    "ALBANIAN",
    "ARABIC",
    "BOKMAL",
    "BULGARIAN",
    "CATALAN",
    "CHINESE",
    "CROATIAN",
    "CZECH",
    "DANISH",
    "DUTCH",
    "ENGLISH",
    "FINNISH",
    "FRENCH",
    "GERMAN",
    "GREEK",
    "HUNGARIAN",
    "ITALIAN",
    "JAPANESE",
    "PERSIAN",
    "POLISH",
    "PORTUGUESE",
    "ROMANIAN",
    "RUSSIAN",
    "SLOVAK",
    "SPANISH",
    "SWEDISH",
    "TURKISH",
    "UKRAINIAN",
]


@lru_cache(maxsize=1)
def _detectors() -> tuple[LanguageDetector, LanguageDetector]:
    many = [getattr(Language, name) for name in _LATIN_NEIGHBOURS]
    wide = LanguageDetectorBuilder.from_languages(*many).with_low_accuracy_mode().build()
    return wide, LanguageDetectorBuilder.from_languages(Language.GERMAN, Language.ENGLISH).build()


@lru_cache(maxsize=256)
def detect_language(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of `text`, or None when it has fewer than 20 letters.

    Support chats are German or English, so a third language is named only where neither is a plausible reading; a
    sentence with a few foreign words keeps its language. Method: n-gram models of the library lingua, its small ones
    over 28 languages to find a third language, its full ones to tell German from English.
    """
    # lingua takes valid UTF-8 only: lone surrogates become "?"
    sample = _PROTECTED.sub(" ", text[:4000]).encode("utf-8", "replace").decode("utf-8")
    if sum(c.isalpha() for c in sample) < _MIN_LETTERS:
        return None
    wide, narrow = _detectors()
    values = wide.compute_language_confidence_values(sample)
    ours = {v.language: v.value for v in values if v.language in (Language.GERMAN, Language.ENGLISH)}
    best = values[0]
    if max(ours.values()) < 0.02 and (best.value >= 0.9 or sum(ours.values()) < 0.001):
        return best.language.iso_code_639_1.name.lower()
    found = narrow.detect_language_of(sample)
    return found.iso_code_639_1.name.lower() if found else None


def fold(text: str) -> str:
    """Return `text` for comparing: compatibility form, lower case, ß as ss, umlauts written out."""
    lower = unicodedata.normalize("NFKC", text).lower().replace("ß", "ss")
    return lower.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
