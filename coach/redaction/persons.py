"""Which names may be one person's: "Frau Kunz" and "Petra Kunz" are, "Petra" and "Kunz" alone are not."""

from collections import defaultdict
from collections.abc import Collection


class Persons:
    """Persons with a number each, found by a name without comparing it to every other.

    Two names may be one person's when all words of one are in the other.
    """

    def __init__(self) -> None:
        self._numbers: dict[frozenset[str], int] = {}
        self._by_word: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
        self._by_rarest: defaultdict[str, list[frozenset[str]]] = defaultdict(list)

    def find(self, words: Collection[str]) -> int | None:
        """Return the lowest number of a person whose name these words may be, or None."""
        name = frozenset(words)
        if not name:
            return None
        longer = [other for other in self._by_word.get(self._rarest(name), ()) if name <= other]
        shorter = [other for word in name for other in self._by_rarest.get(word, ()) if other <= name]
        return min((self._numbers[other] for other in (*longer, *shorter)), default=None)

    def add(self, words: Collection[str], number: int) -> None:
        """Note a name of the person with this number."""
        name = frozenset(words)
        if name and name not in self._numbers:
            self._numbers[name] = number
            self._by_rarest[self._rarest(name)].append(name)
            for word in name:
                self._by_word[word].append(name)

    def _rarest(self, name: frozenset[str]) -> str:
        return min(name, key=lambda word: (len(self._by_word.get(word, ())), word))
