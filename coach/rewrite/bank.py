"""The bank of acknowledgements: matters, how customers put them, and sentences that take them up."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from coach.rewrite.feelings import lines_on_feeling
from coach.rewrite.things import is_annoyed, is_grave, is_worried, lines_about

_FOLDER = Path(__file__).parent / "bank"
# Cosines from which on a matter is taken for the customer's: in a sentence that carries strain, and in any other.
# Judged by a second reader on 101 conversations: 86 of 100 matters fit from 0.65 on, 61 from 0.45 on.
_NEAR, _NEAR_ANYWHERE = 0.70, 0.75
_NEAR_DEATH = 0.40  # its words are plain enough
_NUMBERS = {
    "de": ["zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"],
    "en": ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
}
_UNITS = {"de": r"Minuten|Stunden|Tagen?|Wochen|Monaten?|Jahren?", "en": r"minutes|hours|days|weeks|months|years"}
_LASTING = {  # a stretch of time that lasts, no age and no date
    "de": r"\b(?:seit|schon|jetzt|nun|bereits|warte\w*|nach|über)\s+(?:\w+\s+)?({number})\s+({units})\b(?!\s+(?:alt|vor|später))",
    "en": r"\b(?:for|been|waited|waiting|after|over|now|already|since)\s+(?:\w+\s+)?({number})\s+({units})\b(?!\s+(?:old|ago|before|later))",
}
_TIMES = re.compile(
    r"\b(?P<mal>zwei|drei|vier|fünf|sechs)\s?mal\b|\bzum\s+(?P<zum>zweiten|dritten|vierten|fünften|sechsten)\s+mal\b",
    re.I,
)
_ENGLISH_TIMES = re.compile(
    r"\b(?P<times>two|three|four|five|six)\s+times\b|\bthe\s+(?P<ordinal>second|third|fourth|fifth|sixth)\s+time\b|\b(?P<bare>second|third|fourth|fifth)\s+time\b",
    re.I,
)
_ORDINALS = {"zwei": "zweiten", "drei": "dritten", "vier": "vierten", "fünf": "fünften", "sechs": "sechsten"}
_MOST_SENTENCES = 10  # of a turn that are looked at one by one
Embed = Callable[[Sequence[str]], np.ndarray]


@dataclass(frozen=True)
class Matter:
    """One matter of customers."""

    id: str
    cue: re.Pattern[str]  # without one of these words in the customer's text it is another matter
    anchors: tuple[str, ...]
    mild: dict[str, tuple[str, ...]]  # by form of address; English: under "you"
    strong: dict[str, tuple[str, ...]]

    def names(self, sentence: str) -> bool:
        """Tell whether a sentence holds one of the matter's words."""
        return bool(self.cue.pattern and self.cue.search(sentence))


@cache
def matters(language: str) -> tuple[Matter, ...]:
    """Return the matters of a language."""
    rows = [json.loads(line) for line in (_FOLDER / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()]
    return tuple(
        Matter(r["id"], re.compile(r["cue"], re.I), tuple(r["anchors"]), _wordings(r["mild"]), _wordings(r["strong"]))
        for r in rows
    )


def _wordings(value: Any) -> dict[str, tuple[str, ...]]:
    return {k: tuple(v) for k, v in value.items()} if isinstance(value, dict) else {"you": tuple(value)}


class Bank:
    """Finds the matter of a customer's words by meaning, in either language."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._anchors: tuple[np.ndarray, list[str]] | None = None

    def acknowledgements(
        self, strained: Sequence[str], others: Sequence[str], *, language: str, form: str, strong: bool
    ) -> list[str]:
        """Return sentences that take up what strains a customer, the most particular first.

        First one about the feeling that they name, then one about the matter (the other way round where it is grave),
        then one about the thing that it is about, then one that fits any trouble; the other
        wordings follow. Of a matter's wordings those with the customer's own figures come first.

        Args:
            strained: the customer's sentences that carry the strain, as far as they are known.
            others: the other sentences of the customer's turn.
            language: of the reply, `de` or `en`.
            form: `du` or `sie`; English knows none.
            strong: whether the strain is strong.
        """
        turn = " ".join([*strained, *others])
        if not turn.strip():
            return []
        grave = is_grave(turn)
        near = self._nearest(strained, others)
        figures = _slots(near[1], language) if near else {}  # of that sentence: elsewhere they count something else
        particular = self._wordings(near[0], turn, language, form, strong, figures) if near else []
        felt = lines_on_feeling([*strained, *others], language=language, form=form, strong=strong)
        about = [] if grave else lines_about(strained, others, language=language, form=form, strong=strong)
        general = self._wordings(_general(turn, grave), turn, language, form, strong or grave, {})
        tiers = [tier for tier in (*((particular, felt) if grave else (felt, particular)), about, general) if tier]
        return [*(tier[0] for tier in tiers), *(line for tier in tiers for line in tier[1:])]

    def _wordings(
        self, matter: str, turn: str, language: str, form: str, strong: bool, slots: dict[str, str]
    ) -> list[str]:
        """Return a matter's sentences, those with the customer's own figures first."""
        found = next(m for m in matters(language) if m.id == matter)
        wordings = (found.strong if strong else found.mild)[form if language == "de" else "you"]
        own = [line for w in wordings if "{" in w and (line := _filled(w, slots))]
        plain = [w for w in wordings if "{" not in w]
        at = crc32(turn.encode("utf-8", "replace")) % len(plain)  # the same words get the same line, others another
        return [*own, *plain[at:], *plain[:at]]

    def matter_of(self, sentence: str) -> str | None:
        """Return the id of the matter that a customer's sentence is about; None where none is near."""
        found = self._nearest((), [sentence])
        return found[0] if found else None

    def warm_up(self) -> tuple[np.ndarray, list[str]]:
        """Embed the anchors, once; return their vectors and matters."""
        if self._anchors is None:
            rows = [(anchor, m.id) for language in ("de", "en") for m in matters(language) for anchor in m.anchors]
            self._anchors = self._embed([anchor for anchor, _ in rows]), [id for _, id in rows]
        return self._anchors

    def _nearest(self, strained: Sequence[str], others: Sequence[str]) -> tuple[str, str] | None:
        """Return the matter that is nearest in meaning, of those whose words the customer uses, and the sentence it is in.

        None where none is near.
        """
        vectors, ids = self.warm_up()
        said = [*((s, _NEAR) for s in strained), *((s, _NEAR_ANYWHERE) for s in others)][:_MOST_SENTENCES]
        scores = self._embed([sentence for sentence, _ in said]) @ vectors.T
        found: list[tuple[float, str, str]] = []
        for row, (sentence, least) in zip(scores, said, strict=True):
            named = {m.id for language in ("de", "en") for m in matters(language) if m.names(sentence)}
            found += [
                (float(row[i]), id, sentence)
                for i, id in enumerate(ids)
                if id in named and row[i] >= (_NEAR_DEATH if id == "bereavement" else least)
            ]
        return max(found)[1:] if found else None


@cache
def _general_lines() -> frozenset[str]:
    found = (m for language in ("de", "en") for m in matters(language) if m.id.startswith("general"))
    return frozenset(w for m in found for group in (m.mild, m.strong) for wordings in group.values() for w in wordings)


def is_general(line: str) -> bool:
    """Tell whether a line fits any trouble, and so names nothing of the customer's."""
    return line in _general_lines()


def _general(turn: str, grave: bool) -> str:
    """Return the matter whose sentences fit any trouble of the kind."""
    if not grave and is_worried(turn):
        return "general_worry"
    return "general_annoyance" if not grave and is_annoyed(turn) else "general"


def _slots(text: str, language: str) -> dict[str, str]:
    number = "|".join([*_NUMBERS[language], r"\d{1,3}"])
    found: dict[str, str] = {}
    lasting = _LASTING[language].format(number=number, units=_UNITS[language])
    duration = re.search(lasting, text, re.I)
    if language == "de":
        if duration and duration[1] != "1":
            unit = duration[2].capitalize()
            short = unit.removesuffix("n") if unit.startswith(("Tag", "Monat", "Jahr")) else unit
            full = short if short.endswith("n") else short + "n"
            found = {"dauer": f"{duration[1].lower()} {short}", "dauer_dat": f"{duration[1].lower()} {full}"}
        if match := _TIMES.search(text):
            if match["mal"]:
                found |= {"mal": match["mal"].lower() + "mal", "zum_mal": f"zum {_ORDINALS[match['mal'].lower()]} Mal"}
            else:
                found["zum_mal"] = f"zum {match['zum'].lower()} Mal"
        return found
    if duration and duration[1] != "1":
        found["duration"] = f"{duration[1].lower()} {duration[2].lower()}"
    if match := _ENGLISH_TIMES.search(text):
        if match["times"]:
            found["times"] = f"{match['times'].lower()} times"
        else:
            found["ordinal"] = f"the {(match['ordinal'] or match['bare']).lower()} time"
    return found


def _filled(wording: str, slots: dict[str, str]) -> str | None:
    names = re.findall(r"\{(\w+)\}", wording)
    if any(name not in slots for name in names):
        return None
    line = wording.format(**slots)
    return line[:1].upper() + line[1:]
