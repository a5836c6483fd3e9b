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

from coach.text import sentences

_FOLDER = Path(__file__).parent / "bank"
_NEAR = 0.45  # cosine from which on a matter is taken for the customer's
_NUMBERS = {
    "de": ["zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"],
    "en": ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
}
_UNITS = {"de": r"Minuten|Stunden|Tagen?|Wochen|Monaten?|Jahren?", "en": r"minutes|hours|days|weeks|months|years"}
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

    def acknowledgements(self, turn: str, *, language: str, form: str, strong: bool) -> list[str]:
        """Return sentences that take up the matter, those with the customer's own figures first.

        Args:
            turn: what the customer wrote last.
            language: of the reply, `de` or `en`.
            form: `du` or `sie`; English knows none.
            strong: whether the strain is strong.
        """
        if not turn.strip():
            return []
        found = self._nearest(turn)
        matter = next(m for m in matters(language) if m.id == found)
        wordings = (matter.strong if strong else matter.mild)[form if language == "de" else "you"]
        slots = _slots(turn, language)
        own = [line for w in wordings if "{" in w and (line := _filled(w, slots))]
        plain = [w for w in wordings if "{" not in w]
        at = crc32(turn.encode("utf-8", "replace")) % len(plain)  # the same words get the same line, others another
        return [*own, *plain[at:], *plain[:at]]

    def warm_up(self) -> tuple[np.ndarray, list[str]]:
        """Embed the anchors, once; return their vectors and matters."""
        if self._anchors is None:
            rows = [(anchor, m.id) for language in ("de", "en") for m in matters(language) for anchor in m.anchors]
            self._anchors = self._embed([anchor for anchor, _ in rows]), [id for _, id in rows]
        return self._anchors

    def _nearest(self, turn: str) -> str:
        """Return the matter that is nearest in meaning, of those whose words the customer uses."""
        vectors, ids = self.warm_up()
        said = [turn[a:b] for a, b in sentences(turn)][:_MOST_SENTENCES]
        scores = self._embed(said) @ vectors.T
        best = (_NEAR, "general_annoyance")
        for row, sentence in zip(scores, said, strict=True):
            named = {m.id for language in ("de", "en") for m in matters(language) if m.names(sentence)}
            best = max([best, *((float(row[i]), id) for i, id in enumerate(ids) if id in named)])
        return best[1]


def _slots(text: str, language: str) -> dict[str, str]:
    number = "|".join([*_NUMBERS[language], r"\d{1,3}"])
    found: dict[str, str] = {}
    duration = re.search(rf"\b({number})\s+({_UNITS[language]})\b", text, re.I)
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
