"""Lists of words, read once when they are needed."""

from functools import lru_cache
from pathlib import Path

from coach.text import fold


@lru_cache
def folded(file: str) -> frozenset[str]:
    """Return the words of a list, folded for comparing."""
    return frozenset(fold(word) for line in _lines(file) for word in line.split())


@lru_cache
def sections(file: str) -> dict[str, tuple[str, ...]]:
    """Return the words of a list under its headings, such as "[order]"; longer words come first."""
    found: dict[str, list[str]] = {}
    for line in _lines(file):
        if line.startswith("["):
            words = found.setdefault(line.strip("[]"), [])
        else:
            words.extend(line.split())
    return {heading: tuple(sorted(words, key=len, reverse=True)) for heading, words in found.items()}


def _lines(file: str) -> list[str]:
    text = Path(__file__).with_name(file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
