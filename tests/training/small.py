"""A slice of the corpus that is fitted quickly and still holds every label."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from training.corpus import Record

EACH = 2  # briefs that every label stands in


def small_slice(records: Sequence[Record], briefs: int) -> list[Record]:
    """Return the records of few briefs, the smallest first, such that each flag and reason stands in two of them."""
    sizes = Counter(record.brief for record in records)
    having: dict[str, set[str]] = defaultdict(set)
    for record in records:
        for label in marked(record):
            having[label].add(record.brief)
    smallest = sorted(sizes, key=lambda brief: (sizes[brief], brief))
    chosen: list[str] = []
    for _, known in sorted(having.items(), key=lambda pair: (len(pair[1]), pair[0])):  # the rarest first
        there = [brief for brief in chosen if brief in known]
        chosen += [brief for brief in smallest if brief in known and brief not in chosen][: max(0, EACH - len(there))]
    chosen += [brief for brief in smallest if brief not in chosen][: max(0, briefs - len(chosen))]
    return [record for record in records if record.brief in chosen]


def marked(record: Record) -> set[str]:
    """Return the flags that are set, and the reasons of haste."""
    return {name for name, value in record.labels.items() if value is True} | set(record.labels["hurried_reasons"])
