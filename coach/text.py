"""What can be read off a text without a model: sentences and clauses with offsets, language, form of address.

All functions return offsets in code points of the string they were given.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

# A full stop behind one of these ends no sentence.
_ABBREVIATIONS = frozenset(
    """abs allg art aufl bd bes best bsp bspw bzgl bzw ca co dgl dipl dr etc evtl exkl fa ff fr frl gegr ges ggf ggfs hr
    hrn inc incl inkl ing inkl insb jr jh kath kfm lfd lt ltd max mdl mehrwertst min mind mio mr mrd mrs ms mt mwst
    nr no num od pl pos prof rd s sog sr st std str tel tgl u usw v vgl vs wg z zb ziff zzgl zzt approx dept est ext
    fig gov messrs misc orig ref sgt vol a.m p.m e.g i.e z.b d.h u.a o.ä u.ä i.d.r z.t b.w v.a m.e s.o s.u u.u
    i.v i.a o.g z.hd z.zt jan feb mär apr jun jul aug sep sept okt oct nov dez dec mo di mi do so sa""".split()
)
_MONTHS = "januar februar märz april mai juni juli august september oktober november dezember jan feb mär apr jun jul aug sep sept okt nov dez".split()
_EMOJI = (
    "[\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff☀-➿⬀-⯿℀-⅏⌀-⏿"
    "\U0001f3fb-\U0001f3ff\ufe0f\u200d\u20e3]"
)
_SMILEY = r"(?:[:;=8xX][-^o']?[)(\]\[DPpO/\\|*]+|<3|\^\^)(?=\s|$)"
_CLOSERS = "\"'»«”“’‘)]}"
# Sentence end: marks with closing quotes; then emoji or smileys belong to the sentence they follow.
_TERMINAL = re.compile(rf"[.!?…‽؟。！？]+[{re.escape(_CLOSERS)}]*")
_TAIL = re.compile(rf"(?:[ \t\u00a0]*(?:{_EMOJI}|{_SMILEY}))+")
_EMOJI_RUN = re.compile(rf"{_EMOJI}+(?=\s+[A-ZÄÖÜ])")
_LIST_MARK = re.compile(r"\s*(?:[-*•–]|\(?\d{1,2}[.)]|\(?[a-h]\))\s+")
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_PROTECTED = re.compile(r"(?:https?://|www\.)\S*[^\s.,;:!?)\]]|\b[\w.+-]+@[\w-]+\.[\w.-]*\w|\b[\w-]+\.(?:de|com|org|net|at|ch|eu|io|app|uk)\b(?:/\S*)?", re.I)

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
    protected = [m.span() for m in _PROTECTED.finditer(line)]
    mark = _LIST_MARK.match(line)
    start, found = 0, []
    position = mark.end() if mark else 0
    while position < len(line):
        end, position = _next_end(line, position, protected)
        if end is None:
            break
        found.append(_trim(line, start, end, offset))
        start = end
    found.append(_trim(line, start, len(line), offset))
    return [span for span in found if span[0] < span[1]]


def _next_end(line: str, position: int, protected: list[Range]) -> tuple[int | None, int]:
    """Return the end of the sentence that reaches past `position` (None: the line's end) and where to go on."""
    terminal, emoji = _TERMINAL.search(line, position), _EMOJI_RUN.search(line, position)
    if emoji and (not terminal or emoji.start() < terminal.start()):
        return emoji.end(), emoji.end()
    if not terminal:
        return None, len(line)
    if any(a < terminal.start() < b for a, b in protected) or not _ends_sentence(line, terminal):
        return _next_end(line, terminal.end(), protected)
    tail = _TAIL.match(line, terminal.end())
    end = tail.end() if tail else terminal.end()
    return end, end


def _ends_sentence(line: str, terminal: re.Match[str]) -> bool:
    after = line[terminal.end() :]
    if after and not after[0].isspace() and not re.match(_EMOJI, after):
        # "Danke.Bis morgen" ends one, "3.50" and "z.B." do not
        return bool(re.match(r"[A-ZÄÖÜ]\w", after)) and bool(re.search(r"[a-zäöüß]{2}$", line[: terminal.start()]))
    following = after.lstrip()
    if terminal.group().strip(_CLOSERS) == "…" or terminal.group().startswith(".."):
        return not following[:1].islower()
    if not terminal.group().startswith("."):
        return not (terminal.group() in "!?" and following[:1] == ",")
    before = re.search(r"(\S+)$", line[: terminal.start()])
    token = before.group(1).lower().lstrip("(\"'„“»«") if before else ""
    if not following or not token:
        return True
    if token.isdigit():  # "am 3. Mai", "2. Stock", but "Das macht 30. Danke!"
        next_word = re.match(r"\w+", following)
        return len(token) > 2 or (
            bool(next_word) and following[0].isupper() and _is_new_clause(next_word.group()) if next_word else True
        )
    if token in _ABBREVIATIONS or (len(token) == 1 and token.isalpha()):
        return bool(token in {"usw", "etc", "mwst", "nr"} and following[0].isupper() and token not in {"nr"})
    return True


def _is_new_clause(word: str) -> bool:
    """Tell whether a capitalised word behind "3." starts a sentence: function words do, nouns and months do not."""
    return word.lower() in _STARTERS and word.lower() not in _MONTHS


_STARTERS = frozenset(
    """das die der ein eine es ich wir sie ihr du er und aber bitte danke vielen ist sind haben kann können wann wie was
    wo warum bis dann damit falls wenn hier so the a an it we i you they and but please thanks is are do can could when
    how what where why if this that there your our""".split()
)

# Where a sentence holds several asks: in front of a conjunction or comma that opens a clause of its own.
_CLAUSE_BREAK = re.compile(
    r"""(?:\s*[,;]\s+(?:und|oder|aber|and|or|but)\s+|\s+(?:und|oder|and|or)\s+|\s*[;–]\s+|\s+-\s+|\s*,\s+(?:aber|but|denn|because|so)\s+|\s*,\s+)
    (?=(?:(?:ab\s+|bis\s+|seit\s+|für\s+|um\s+|from\s+|by\s+)?
       (?:wann|wie|was|wer|wem|wen|wo|woher|wohin|warum|wieso|weshalb|welche\w?|wieviel\w*|womit|wofür|worauf|ob|
          kann|könn\w+|darf|muss|müss\w+|soll\w*|gibt|geht|ist|sind|habt|haben|hat|wird|werden|würde\w*|bekomm\w+|krieg\w+|schick\w*|send\w*|sag\w*|bitte|
          ich\s+(?:will|möchte|brauch\w*|hätte|wüsste|bitte|würde|habe|bin)|
          when|how|what|who|where|why|which|whether|if|can|could|would|will|do|does|did|is|are|was|should|may|please|
          i\s+(?:want|need|would|'d|have|am|'m)|you\s+(?:can|could|send)|send|tell|let))\b)""",
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
_LATIN_NEIGHBOURS = (
    "ALBANIAN ARABIC BOKMAL BULGARIAN CATALAN CHINESE CROATIAN CZECH DANISH DUTCH ENGLISH FINNISH FRENCH GERMAN GREEK "
    "HUNGARIAN ITALIAN JAPANESE PERSIAN POLISH PORTUGUESE ROMANIAN RUSSIAN SLOVAK SPANISH SWEDISH TURKISH UKRAINIAN"
).split()


@lru_cache(maxsize=1)
def _detectors() -> tuple[LanguageDetector, LanguageDetector]:
    many = [getattr(Language, name) for name in _LATIN_NEIGHBOURS]
    wide = LanguageDetectorBuilder.from_languages(*many).with_low_accuracy_mode().build()
    return wide, LanguageDetectorBuilder.from_languages(Language.GERMAN, Language.ENGLISH).build()


@lru_cache(maxsize=4096)
def detect_language(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of `text`, or None when it has fewer than 20 letters.

    Support chats are German or English, so a third language is named only where neither is a plausible reading; a
    sentence with a few foreign words keeps its language. Method: n-gram models of the library lingua, its small ones
    over 28 languages to find a third language, its full ones to tell German from English.
    """
    sample = _PROTECTED.sub(" ", text[:4000])
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


# --- form of address ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Address:
    """Where a German text addresses its reader, by form."""

    du: tuple[Range, ...] = ()
    sie: tuple[Range, ...] = ()
    ihr: tuple[Range, ...] = ()  # several readers, or the firm ("Habt ihr …?")

    @property
    def form(self) -> str | None:
        """`du`, `sie`, `mixed`, or None where no reader is addressed; `ihr` alone decides nothing."""
        if self.du and self.sie:
            return "mixed"
        return "du" if self.du else "sie" if self.sie else None


_DU = re.compile(
    r"""\b(?:du|dich|dir|dein(?:e[rnms]?)?|deins|dirs|dichs)\b
      |\b(?:hast|bist|kannst|willst|musst|sollst|darfst|magst|möchtest|wirst|warst|hattest|könntest|würdest|solltest|hättest|wärst|weißt|weisst)\b
      |\b(?:haste|biste|kannste|willste|musste\s+mal|gibste|siehste|hättste|magste)\b""",
    re.I | re.X,
)
# Imperatives towards one reader: at the start of a sentence, without "Sie" behind.
_DU_IMPERATIVE = re.compile(
    r"""(?:schick|sag|gib|schau|guck|meld|melde|komm|nimm|lass|ruf|schreib|klick|versuch|probier|geh|öffne|starte|prüf|
        prüfe|sende|warte|lies|sieh|trag|lad|lade|mach|bring|halt|denk|frag|hör|wende|stell|stelle|teile|nenn|nenne|lösch|
        bestell|hol|druck|drück|zieh|leg|füll|benutz|nutz|nutze|beachte|achte|wähl|wähle|gedulde|logg|log|tipp|tippe|bleib)
        (?=\s)(?!\s+(?:Sie|ich|er|es|man|wir)\b)""",
    re.I | re.X,
)
_SIE = re.compile(r"\b(?:Sie|Ihnen|Ihr(?:e[rnms]?)?|Ihrerseits|Ihretwegen)\b")
_IHR = re.compile(r"\b(?:ihr|euch|euer|eure[rnms]?)\b|\b(?:habt|seid|könnt|wollt|müsst|sollt|dürft|werdet|würdet|hättet|wärt|könntet|solltet)\b")
_VERB_AFTER_SIE = re.compile(
    r"\s+(?:bitte\s+)?(?:haben|sind|können|werden|wollen|müssen|sollen|dürfen|möchten|erhalten|bekommen|finden|brauchen|benötigen|würden|könnten|hätten|sollten|wären|waren|hatten|\w+(?:en|ern|eln))\b"
)
_PLURAL_NOUN_BEFORE = re.compile(r"\b(?:die|alle|beide|diese|unsere|meine|keine|viele)\s+\w*(?:en|er|n|e|s)\b", re.I)


def address(text: str) -> Address:
    """Find how a German text addresses its reader.

    `Sie` inside a sentence is the reader; at its start it may be *she* or *they* ("Die Pakete sind da. Sie kommen
    morgen."), so there it counts only with a plural verb and no plural noun in the sentence before. `ihr` and `euch`
    are kept apart: customers say them to the firm.
    """
    starts = {a for a, _ in sentences(text)} | {m.end() for m in re.finditer(r"[„\"“»:]\s*", text)}
    spans = sentences(text)
    du = [m.span() for m in _DU.finditer(text)]
    for a, _ in spans:
        for opener in (r"(?:bitte|dann|und|also|ja|ok|okay|danke|hi|hey|na|klar|gern|gerne)?[,!]?\s*",):
            lead = re.compile(opener, re.I).match(text, a)
            found = _DU_IMPERATIVE.match(text, lead.end() if lead else a)
            if found:
                du.append(found.span())
    sie: list[Range] = []
    for match in _SIE.finditer(text):
        if match.start() not in starts or _is_reader(text, match, spans):
            sie.append(match.span())
    ihr = [m.span() for m in _IHR.finditer(text)]
    return Address(tuple(sorted(set(du))), tuple(sie), tuple(ihr))


def _is_reader(text: str, match: re.Match[str], spans: list[Range]) -> bool:
    """Decide over a capitalised `Sie`, `Ihr`, `Ihnen` at the start of a sentence."""
    if match.group() == "Ihr":
        following = re.match(r"\s+(\w+)", text[match.end() :])
        return not (following and re.fullmatch(r"habt|seid|könnt|wollt|müsst|sollt|dürft|werdet|\w+t", following.group(1)))
    if match.group() != "Sie":
        return True
    if not _VERB_AFTER_SIE.match(text, match.end()):
        return False
    before = [text[a:b] for a, b in spans if b <= match.start()][-1:]
    return not (before and _PLURAL_NOUN_BEFORE.search(before[0]) and not _SIE.search(before[0]))


def fold(text: str) -> str:
    """Return `text` for comparing: compatibility form, lower case, ß as ss, umlauts written out."""
    lower = unicodedata.normalize("NFKC", text).lower().replace("ß", "ss")
    return lower.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
