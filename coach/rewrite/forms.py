"""From Sie to du and back through a whole German text. Where one form is unsure, nothing is offered."""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from coach.address import address
from coach.rewrite.edits import apply
from coach.rewrite.verbs import du_form, from_imperative, imperative, is_auxiliary, sie_form, word_set
from coach.text import Range, sentences
from coach.types import Edit

Change = tuple[int, int, str]  # start, end, replacement; offsets in the text

_WORD = re.compile(r"[A-Za-zÄÖÜäöüß]+(?:-[A-Za-zÄÖÜäöüß]+)*")
_BREAK = re.compile(r"[,;:–—(]|\s-\s")
_RELATIVE = word_set("die der das den dem denen")
_SUBORDINATE = word_set(
    """dass daß wenn ob falls weil damit sobald bis bevor nachdem sofern solange sodass da obwohl während indem
    was wann wie wo wohin woher warum weshalb wieso wer wen wem welche welcher welches welchen welchem womit
    wofür worauf woran wodurch"""
)
_OTHER_SUBJECT = frozenset(["ich", "wir", "er", "es", "man"])
_POSSESSIVE = re.compile(r"(Ihr|dein)(e[rnms]?)?")
_TITLED = re.compile(
    r"\b(?:Herrn?|Frau|Familie|Damen)\s+(?:und\s+)?[A-ZÄÖÜ]|\bEltern\b|\b(?:Ihnen|Sie)\s+(?:beiden?|alle|zwei|drei)\b"
)
_DATIVE_REFLEXIVE = word_set(
    "notieren notiert sichern gesichert vorgestellt erspart ersparen gespart freigenommen vorgenommen gemerkt angesehen angeschaut überlegt gewünscht merken ansehen anschauen vorstellen wünschen überlegen sparen holen nehmen"
)
_COORDINATE = frozenset(["und", "oder", "aber", "sondern", "sowie"])
_NEVER_ASKED = word_set(
    "bekommen erhalten kriegen finden brauchen benötigen kennen wissen liegen haben wohnen verstehen"
)
_OBJECT = word_set("die das den ein eine einen ihre ihren viel keine keinen etwas alles nichts zeit")
_SELF_DOING = word_set(
    """melden merken schauen sehen überlegen kümmern wenden nehmen lassen sparen lesen freuen machen holen
    wünschen setzen stellen gedulden loggen"""
)
_ALSO_NOUNS = word_set(
    "kauf test plan druck fall lauf ruf rat halt start such trag mal teil antwort frag sorge bitte reise"
)
_ASKING = word_set("mal bitte doch einfach mir uns dir dich dein deine deinen kurz gern gerne")
_FILLERS = word_set("dann danach bitte gern gerne anschließend auch nur einfach dort hier so uns mir es das")


class _UnsureError(Exception):
    """A form that cannot be told."""


@dataclass(frozen=True)
class _Clause:
    words: tuple[re.Match[str], ...]
    first: bool  # opens its sentence
    asks: bool  # its sentence ends with a question mark

    def index(self, start: int) -> int:
        return next(i for i, w in enumerate(self.words) if w.start() == start)

    def lower(self, i: int) -> str:
        return self.words[i].group().lower() if 0 <= i < len(self.words) else ""

    @property
    def opener(self) -> int:
        """Index of the first word that is no conjunction or filler."""
        i = 0
        while i < len(self.words) - 1 and self.lower(i) in _COORDINATE | {"bitte", "dann", "danach", "also", "ja"}:
            i += 1
        return i

    def part(self, i: int) -> int:
        """Return where the part of the clause that holds i begins: behind the last conjunction in front of it."""
        return max((j + 1 for j in range(i) if self.lower(j) in _COORDINATE), default=0)

    def subordinate(self, i: int) -> bool:
        """Tell whether the verb of the subject at i stands last."""
        opens = {self.lower(0), self.lower(i - 1)}
        return bool(opens & _SUBORDINATE) or (not self.first and bool(opens & _RELATIVE))


def to_du(text: str) -> list[Edit] | None:
    """Return the edits that turn Sie into du; None where a form is unsure or the reader is called Herr or Frau."""
    found = address(text)
    if not found.sie or found.du or found.ihr or _TITLED.search(text):
        return None
    reader = {start for start, _ in found.sie}
    return _converted(text, lambda clause: _clause_to_du(clause, reader), "du")


def to_sie(text: str) -> list[Edit] | None:
    """Return the edits that turn du into Sie; None where a form is unsure."""
    found = address(text)
    if not found.du or found.sie or found.ihr:
        return None
    return _converted(text, _clause_to_sie, "sie")


def _converted(text: str, convert: Callable[[_Clause], Iterator[Change]], form: str) -> list[Edit] | None:
    try:
        changes = {change for clause in _clauses(text) for change in convert(clause)}
    except _UnsureError:
        return None
    edits = [Edit(a, b, _cased(text, a, new), "register") for a, b, new in sorted(changes)]
    return edits if address(apply(text, edits)).form in (form, None) else None


def _cased(text: str, start: int, new: str) -> str:
    """Return `new` with a capital where it opens a sentence."""
    opens = any(a <= start and not any(c.isalpha() for c in text[a:start]) for a, _ in _around(text, start))
    before = text[:start].rstrip(" \n")
    if before.endswith(","):  # "Guten Tag,⏎deine Lampe"
        return new
    opens = opens or before.endswith(":")
    return new[:1].upper() + new[1:] if opens else new


def _around(text: str, position: int) -> Iterator[Range]:
    yield from ((a, b) for a, b in sentences(text) if a <= position < b)


def _clauses(text: str) -> Iterator[_Clause]:
    for a, b in sentences(text):
        asks = text[a:b].rstrip(" \"'“”»)").endswith("?")
        cuts = [a, *(m.end() for m in _BREAK.finditer(text, a, b)), b]
        for number, (start, end) in enumerate(itertools.pairwise(cuts)):
            words = tuple(_WORD.finditer(text, start, end))
            if words:
                yield _Clause(words, number == 0, asks)


def _clause_to_du(clause: _Clause, reader: set[int]) -> Iterator[Change]:
    subjects = []
    for i, word in enumerate(clause.words):
        if word.start() not in reader:
            continue
        name = word.group()
        if possessive := _POSSESSIVE.fullmatch(name):
            yield word.start(), word.end(), "dein" + (possessive[2] or "")
        elif name == "Ihnen":
            yield word.start(), word.end(), "dir"
        elif name.lower() == "sie" and _has_other_subject(clause, i):
            yield word.start(), word.end(), "dich"
        elif name.lower() == "sie":
            subjects.append(i)
        else:
            raise _UnsureError
    for position, i in enumerate(subjects):
        end = subjects[position + 1] - 1 if position + 1 < len(subjects) else len(clause.words)
        yield from _subject_to_du(clause, i, end)


def _has_other_subject(clause: _Clause, i: int) -> bool:
    """Tell whether the clause's subject is another than the `Sie` at i: its verb stands beside that one."""
    if clause.lower(i - 1) in _SUBORDINATE:
        return False
    if du_form(clause.lower(i - 1)) and i > 0:
        return any(clause.lower(j) in _OTHER_SUBJECT for j in range(i - 1) if j >= i - 4) and not clause.asks
    return any(clause.lower(j) in _OTHER_SUBJECT for j in range(clause.part(i), len(clause.words)) if j != i)


def _subject_to_du(clause: _Clause, i: int, end: int) -> Iterator[Change]:
    """Turn `Sie` as subject, its verb, its reflexive, and a second verb behind "und"."""
    word, before, after = clause.words[i], clause.lower(i - 1), clause.lower(i + 1)
    opens_clause = i - 1 == clause.opener or (i >= 2 and clause.lower(i - 2) in _COORDINATE)
    if i > 0 and opens_clause and not clause.asks and _commanded(clause, i):
        verb = imperative(before)
        yield clause.words[i - 1].start(), word.end(), verb or ""
    elif i > 0 and du_form(before) and clause.words[i - 1].group()[0].islower():
        yield clause.words[i - 1].start(), clause.words[i - 1].end(), du_form(before) or ""
        yield word.start(), word.end(), "du"
    elif clause.subordinate(i):
        last = clause.words[end - 1]
        if any(clause.lower(j) in _COORDINATE for j in range(i, end)) or not du_form(last.group()):
            raise _UnsureError
        yield word.start(), word.end(), "du"
        yield last.start(), last.end(), du_form(last.group()) or ""
    elif i == 1 and clause.first and du_form(before):
        yield clause.words[0].start(), clause.words[0].end(), du_form(before) or ""
        yield word.start(), word.end(), "du"
    elif du_form(after):
        yield word.start(), word.end(), "du"
        yield clause.words[i + 1].start(), clause.words[i + 1].end(), du_form(after) or ""
    else:
        raise _UnsureError
    yield from _reflexive(clause, i, end)
    yield from _second_verb(clause, i, end)


def _commanded(clause: _Clause, i: int) -> bool:
    """Tell whether the verb in front of `Sie` asks for something ("Dann bekommen Sie …" does not)."""
    verb = clause.lower(i - 1)
    words = [clause.lower(j) for j in range(len(clause.words))]
    if verb in ("haben", "seien") and words[0] == "bitte":
        return True
    if imperative(verb) is None or is_auxiliary(verb) or verb in _NEVER_ASKED:
        return False
    return "bitte" in words or not any(w in ("dann", "danach", "also") for w in words[: i - 1])


def _reflexive(clause: _Clause, i: int, end: int) -> Iterator[Change]:
    for j in range(i + 1, end):
        if clause.lower(j) == "sich":
            dative = clause.lower(j + 1) in _OBJECT  # "sich die Zeit nehmen"
            if dative or any(clause.lower(k) in _DATIVE_REFLEXIVE for k in range(i - 1, end)):
                raise _UnsureError
            yield clause.words[j].start(), clause.words[j].end(), "dich"


def _second_verb(clause: _Clause, i: int, end: int) -> Iterator[Change]:
    """Turn a verb that shares the subject ("Sie bekommen eine Mail und können dann starten")."""
    for j in range(i + 1, end - 1):
        if clause.lower(j) not in _COORDINATE:
            continue
        k = j + 1
        while k < end - 1 and clause.lower(k) in _FILLERS:
            k += 1
        form = du_form(clause.lower(k))
        if not form or k + 1 >= end:  # no verb, or an infinitive that shares its auxiliary
            continue
        if is_auxiliary(clause.lower(k)):
            yield clause.words[k].start(), clause.words[k].end(), form
        else:
            raise _UnsureError


def _clause_to_sie(clause: _Clause) -> Iterator[Change]:
    du = [i for i in range(len(clause.words)) if clause.lower(i) == "du"]
    done: set[int] = set()
    for i, word in enumerate(clause.words):
        name = word.group().lower()
        if possessive := _POSSESSIVE.fullmatch(name):
            yield word.start(), word.end(), "Ihr" + (possessive[2] or "")
        elif name == "dir":
            yield word.start(), word.end(), "sich" if _own(clause, i) else "Ihnen"
        elif name == "dich":
            yield word.start(), word.end(), "sich" if _own(clause, i) else "Sie"
        elif name == "du":
            yield word.start(), word.end(), "Sie"
            verb = _verb_of_du(clause, i)
            done.add(verb)
            yield clause.words[verb].start(), clause.words[verb].end(), sie_form(clause.lower(verb)) or ""
    for i in _commands(clause):
        yield clause.words[i].start(), clause.words[i].end(), f"{from_imperative(clause.lower(i))} Sie"
        done.add(i)
    if any(
        i not in done and from_imperative(clause.lower(i)) and clause.lower(i + 1) in ("bitte", "mal")
        for i in range(1, len(clause.words))
    ):
        raise _UnsureError  # a command in the middle
    left = [i for i in range(len(clause.words)) if i not in done and _only_du(clause.words[i].group())]
    for i in left:
        if not (du and i > du[0] and i >= 1 and clause.lower(i - 1) in _COORDINATE):
            raise _UnsureError  # a du form without its "du"
        yield clause.words[i].start(), clause.words[i].end(), sie_form(clause.lower(i)) or ""


def _own(clause: _Clause, i: int) -> bool:
    """Tell whether a `dich` or `dir` at i means the one who acts: the nearest subject in front of it, or a command."""
    for j in reversed(range(clause.part(i), i)):
        if clause.lower(j) in _OTHER_SUBJECT:
            return False
        if clause.lower(j) == "du":
            return True
        if j in _commands(clause):
            if from_imperative(clause.lower(j)) not in _SELF_DOING:
                raise _UnsureError  # "schreib dir morgen": the writer may speak of himself
            return True
    return False


def _only_du(word: str) -> bool:
    """Tell whether a word can only be a du form."""
    return word.lower().endswith("st") and word[0].islower() and sie_form(word) is not None


def _verb_of_du(clause: _Clause, i: int) -> int:
    last = len(clause.words) - 1
    candidates = [i - 1, last] if clause.subordinate(i) else [i - 1, i + 1]
    for j in candidates:
        if j >= 0 and j != i and sie_form(clause.lower(j)):
            return j
    raise _UnsureError


def _commands(clause: _Clause) -> list[int]:
    """Return where an imperative to one stands: at the clause's opening and behind "und"."""
    places = [clause.opener, *(j + 1 for j in range(1, len(clause.words) - 1) if clause.lower(j) in _COORDINATE)]
    found = []
    for i in dict.fromkeys(places):
        follows = clause.lower(i + 1)
        if from_imperative(clause.lower(i)) and not clause.asks and follows not in ("ich", "du", "wir"):
            if clause.lower(i) == "siehe":
                continue
            if follows == "mich" or "mich" in (w.group() for w in clause.words[i:]):
                raise _UnsureError  # "Prüfe das und melde mich": the writer speaks of himself
            capital = clause.words[i].group()[0].isupper()
            if capital and (i > clause.opener or clause.lower(i) in _ALSO_NOUNS) and follows not in _ASKING:
                continue  # a noun
            if i > clause.opener and any(clause.lower(j) in _OTHER_SUBJECT for j in range(i)):
                continue  # "ich ruf an und frag nach"
            found.append(i)
    return found
