"""How far graders agree, and how sure a share is. Pure figures; None where one is not defined."""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

import numpy as np

_Z = 1.959963984540054  # standard normal, 97.5 %
_RESAMPLES = 2000
_SEED = 0  # the same verdicts give the same interval

Pair = tuple[bool, bool]


def wilson(successes: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927); without any trial, (0, 1)."""
    if not n:
        return 0.0, 1.0
    share, square = successes / n, _Z * _Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = _Z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def raw_agreement(pairs: Sequence[Pair]) -> float | None:
    """Return the share of pairs whose graders say the same; None without pairs."""
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else None


def cohen_kappa(pairs: Sequence[Pair]) -> float | None:
    """Return Cohen's kappa (1960) of two graders; None without pairs, or where only one value occurs."""
    kappa = float(_kappas(_table(pairs)))
    return None if math.isnan(kappa) else kappa


def kappa_interval(pairs: Sequence[Pair]) -> tuple[float, float] | None:
    """Return the 95 % interval of kappa, by percentile bootstrap over the pairs.

    None where kappa is not defined, and where all pairs agree: drawing from them again can show no doubt.
    """
    if raw_agreement(pairs) in (None, 1.0):
        return None
    table = _table(pairs)
    drawn = np.random.default_rng(_SEED).multinomial(len(pairs), table / table.sum(), size=_RESAMPLES)
    kappas = _kappas(drawn)
    low, high = np.nanpercentile(kappas, (2.5, 97.5))
    return float(low), float(high)


def krippendorff_alpha(units: Iterable[Sequence[Hashable | None]]) -> float | None:
    """Return Krippendorff's alpha for nominal values (Krippendorff 2011, "Computing Krippendorff's alpha-reliability").

    Args:
        units: for each graded thing the values of its graders, any number of them; None: this grader gave none.

    Returns:
        The alpha; None without two values for one thing, or where only one value occurs.
    """
    totals: Counter[Hashable] = Counter()
    observed = 0.0  # pairs that differ; each thing weighs as much as it has values
    for unit in units:
        values = Counter(value for value in unit if value is not None)
        size = values.total()
        if size < 2:
            continue
        totals += values
        observed += (size * size - sum(count * count for count in values.values())) / (size - 1)
    n = totals.total()
    expected = n * n - sum(count * count for count in totals.values())
    return 1 - (n - 1) * observed / expected if expected else None


def _table(pairs: Sequence[Pair]) -> "np.ndarray[tuple[int, ...], np.dtype[np.int64]]":
    counts = Counter(pairs)
    return np.array([counts[a, b] for a in (True, False) for b in (True, False)])


def _kappas(
    tables: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]",
) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """Return the kappa of each table (yes-yes, yes-no, no-yes, no-no); NaN where it is not defined."""
    both, first, second, none = np.moveaxis(tables.astype(float), -1, 0)
    n = both + first + second + none
    by_chance = (both + first) * (both + second) + (none + first) * (none + second)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(((both + none) * n - by_chance) / (n * n - by_chance))
