"""Five figures for trainers and leads: what stays open, criteria by week, causes, model against trainers, false alarms.

They are fixed: nothing can be chosen, filtered or narrowed, and nothing is counted by agent. What is said of shared items
rests on whole weeks that may be shown (`coach.archive.cells`); imported items are one block without teams and weeks.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from coach.archive.agreement import Pair, cohen_kappa, kappa_interval, krippendorff_alpha, raw_agreement, wilson
from coach.archive.cells import FEWEST_ITEMS, Week, release, total
from coach.store.counts import Cell, Counts, Graded
from coach.store.values import week_of

_WEEKS = 26  # the last ones of the chart
_OTHER = "other"  # matters that are seldom asked for, and what is near to none
_DOUBLY_GRADED = 30
_AGREEMENT = 0.75

Figure = dict[str, Any]


class Insights:
    """Makes the figures from counts."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts

    def figures(self) -> dict[str, Figure]:
        """Return the five charts, ready for JSON.

        Every chart has `enough`: false where not a single figure of it may be shown ("too few data"). A *share* is
        `{"n": 40, "count": 6, "share": 0.15, "low": 0.0706, "high": 0.2907}`: `count` of `n`, with its 95 % interval
        (Wilson); null in its place: too few data. Criteria and causes come by id, in the alphabet's order.

        - `open_requests`: `{"enough", "matters": [{"matter": id, **share}]}`: how often a matter is asked about (`n`), and
          how often the reply leaves it unanswered (`count`). The most frequent first; matter "other" comes last and
          holds what is asked fewer than twenty times and what is near to no known matter. Only matters with a figure.
        - `criteria_by_week`: `{"enough", "weeks": ["2026-W47", …], "suppressed_weeks": 1, "criteria": [{"criterion",
          "all": [share or null per week], "teams": [{"team", "weeks": [share or null per week]}], "imported": share or
          null}]}`: items (`n`), and those with a card of the criterion (`count`). Up to 26 weeks with shared items, the
          latest last; `suppressed_weeks` of them have too few data and are null everywhere. Only teams with a figure,
          and criteria that had a card somewhere in them. `imported` is over all of the time.
        - `causes`: `{"enough", "causes": [{"cause", **share}]}`: of the items with a cause (`n`) those with this one.
        - `model_vs_trainers`: `{"enough", "criteria": [{"criterion", "enough", "n", "blind", "agreement": share or null,
          "kappa", "kappa_low", "kappa_high", "alpha"}]}`: `n` verdicts of trainers where the model had a value, `blind`
          of them given before it was seen; `agreement` is how many say the same, `kappa` Cohen's, `alpha` Krippendorff's
          over model, trainer and second grader. Under twenty verdicts `enough` is false and the figures are null. A
          kappa or alpha is also null where only one value occurs, and kappa's interval where all verdicts agree.
        - `false_alarms`: `{"enough", "criteria": [{"criterion", "enough", "n", "alarms": share or null}]}`: of the cards
          that a trainer graded (`n`) those that were not confirmed (`count`).
        """
        weeks = release(self._counts.cells())
        known: set[str | None] = {week.week for week in weeks if week.total}
        known.add(None)  # imported
        graded = _by_criterion(self._counts.graded())
        return {
            "open_requests": _open_requests(self._counts.requests(), known),
            "criteria_by_week": _criteria_by_week(weeks[-_WEEKS:], self._counts.imported()),
            "causes": _causes(self._counts.causes(), known),
            "model_vs_trainers": _per_criterion(graded, _model_vs_trainers),
            "false_alarms": _per_criterion(graded, _false_alarms),
        }

    def before_after(self, criterion: str, team: str, *, day: date, until: date) -> Figure | None:
        """Return how often a team's items had a card for a criterion before and after the day it became the focus.

        After are the weeks that begin on the Monday nearest to `day` or later, and before `until` (at least one); before
        are as many weeks ahead of them. Only cells that may be shown count, so that two periods tell no more than their
        weeks do.

        Returns:
            `{"criterion", "before": share, "after": share}`, each as in `figures`; None while one of them has too few
            data.
        """
        start = _nearest_monday(day)
        weeks = max(1, -((start - until).days // 7))  # a week that has begun counts
        cells = [c for week in release(self._counts.cells()) for c in week.cells if c.team == team]
        shares = []
        for first in (-weeks, 0):
            period = {week_of(start + timedelta(weeks=first + i)) for i in range(weeks)}
            shares.append(_cards(total(c for c in cells if c.week in period), criterion))
        before, after = shares
        return {"criterion": criterion, "before": before, "after": after} if before and after else None


def doubly_graded(graded: Iterable[Graded]) -> dict[str, list[Pair]]:
    """Return the pairs (trainer, second) of each criterion."""
    pairs = defaultdict(list)
    for g in graded:
        if g.trainer is not None and g.second is not None:
            pairs[g.criterion].append((g.trainer, g.second))
    return dict(pairs)


def proposals(pairs: Mapping[str, Sequence[Pair]]) -> tuple[str, ...]:
    """Return the criteria to silence: two graders of thirty items or more agree on fewer than three in four."""
    return tuple(
        criterion
        for criterion, both in sorted(pairs.items())
        if len(both) >= _DOUBLY_GRADED and (raw_agreement(both) or 0.0) < _AGREEMENT
    )


def _share(count: int, n: int) -> Figure | None:
    """Return a share with its interval; None: too few."""
    if n < FEWEST_ITEMS:
        return None
    low, high = wilson(count, n)
    return {"n": n, "count": count, "share": round(count / n, 4), "low": round(low, 4), "high": round(high, 4)}


def _open_requests(requests: Mapping[tuple[str | None, str | None, str], int], known: set[str | None]) -> Figure:
    asked: Counter[str] = Counter()
    unanswered: Counter[str] = Counter()
    for (week, matter, status), count in requests.items():
        if week in known:
            asked[matter or _OTHER] += count
            unanswered[matter or _OTHER] += count if status == "unanswered" else 0
    for matter in [m for m, n in asked.items() if n < FEWEST_ITEMS and m != _OTHER]:
        asked[_OTHER] += asked.pop(matter)
        unanswered[_OTHER] += unanswered.pop(matter)
    ordered = sorted(asked, key=lambda matter: (matter == _OTHER, -asked[matter], matter))
    matters = [{"matter": m, **share} for m in ordered if (share := _share(unanswered[m], asked[m]))]
    return {"enough": bool(matters), "matters": matters}


def _cards(cell: Cell | None, criterion: str) -> Figure | None:
    return _share(cell.cards.get(criterion, 0), cell.items) if cell else None


def _criteria_by_week(weeks: Sequence[Week], imported: Cell) -> Figure:
    by_team: dict[str, dict[str, Cell]] = defaultdict(dict)
    for week in weeks:
        for cell in week.cells:
            by_team[cell.team or ""][week.week] = cell
    seen = [week.total for week in weeks if week.total] + ([imported] if imported.items >= FEWEST_ITEMS else [])
    criteria = [
        {
            "criterion": criterion,
            "all": [_cards(week.total, criterion) for week in weeks],
            "teams": [
                {"team": team, "weeks": [_cards(cells.get(week.week), criterion) for week in weeks]}
                for team, cells in sorted(by_team.items())
            ],
            "imported": _cards(imported, criterion),
        }
        for criterion in sorted({criterion for cell in seen for criterion in cell.cards})
    ]
    return {
        "enough": bool(seen),
        "weeks": [week.week for week in weeks],
        "suppressed_weeks": sum(week.total is None for week in weeks),
        "criteria": criteria,
    }


def _causes(causes: Mapping[tuple[str | None, str], int], known: set[str | None]) -> Figure:
    counted: Counter[str] = Counter()
    for (week, cause), count in causes.items():
        if week in known:
            counted[cause] += count
    n = counted.total()
    shares = [{"cause": cause, **share} for cause, count in sorted(counted.items()) if (share := _share(count, n))]
    return {"enough": bool(shares), "causes": shares}


def _by_criterion(graded: Iterable[Graded]) -> dict[str, list[Graded]]:
    found = defaultdict(list)
    for g in graded:
        found[g.criterion].append(g)
    return dict(sorted(found.items()))


def _per_criterion(graded: Mapping[str, list[Graded]], figure: Callable[[list[Graded]], Figure]) -> Figure:
    rows = [{"criterion": criterion, **row} for criterion, gs in graded.items() if (row := figure(gs))["n"]]
    return {"enough": any(row["enough"] for row in rows), "criteria": rows}


def _model_vs_trainers(graded: list[Graded]) -> Figure:
    both = [g for g in graded if g.trainer is not None and g.model is not None]
    pairs = [(bool(g.model), bool(g.trainer)) for g in both]
    agreement = _share(sum(model == trainer for model, trainer in pairs), len(pairs))
    row: Figure = {"enough": agreement is not None, "n": len(both), "blind": sum(g.blind for g in both)}
    figures: dict[str, float | None] = {"kappa": None, "kappa_low": None, "kappa_high": None, "alpha": None}
    if agreement:
        figures["kappa"] = cohen_kappa(pairs)
        figures["kappa_low"], figures["kappa_high"] = kappa_interval(pairs) or (None, None)
        figures["alpha"] = krippendorff_alpha((g.model, g.trainer, g.second) for g in both)
    rounded = {name: None if value is None else round(value, 4) for name, value in figures.items()}
    return {**row, "agreement": agreement, **rounded}


def _false_alarms(graded: list[Graded]) -> Figure:
    cards = [g for g in graded if g.card and g.trainer is not None]
    alarms = _share(sum(not g.trainer for g in cards), len(cards))
    return {"enough": alarms is not None, "n": len(cards), "alarms": alarms}


def _nearest_monday(day: date) -> date:
    """Return the Monday of the first week most of whose working days are `day` or later."""
    later = day + timedelta(days=4)
    return later - timedelta(days=later.weekday())
