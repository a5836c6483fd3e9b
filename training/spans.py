"""Request spans against the annotated ones."""

from collections.abc import Sequence

from training.items import Item

Place = tuple[int, int, int]  # message, start, end in code points


def span_f1(items: Sequence[tuple[Item, list[Place]]]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of request spans, matched one to one by character IoU of 0.5 or more."""
    hits = found = wanted = 0
    for item, spans in items:
        gold = [(q["message"], q["start"], q["end"]) for q in item.record.labels["questions"]]
        hits += len(match_spans(spans, gold))
        found, wanted = found + len(spans), wanted + len(gold)
    precision, recall = hits / max(1, found), hits / max(1, wanted)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def match_spans(found: Sequence[Place], gold: Sequence[Place]) -> list[tuple[int, int]]:
    """Return index pairs (found, gold) matched greedily, best intersection over union first, from 0.5 on."""
    pairs = []
    for i, (m, a, b) in enumerate(found):
        for j, (n, c, d) in enumerate(gold):
            shared = min(b, d) - max(a, c)
            if m == n and shared > 0 and shared / (max(b, d) - min(a, c)) >= 0.5:
                pairs.append((-shared / (max(b, d) - min(a, c)), i, j))
    matched: list[tuple[int, int]] = []
    for _, i, j in sorted(pairs):
        if all(i != x and j != y for x, y in matched):
            matched.append((i, j))
    return matched
