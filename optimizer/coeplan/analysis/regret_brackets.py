"""What values and proved bounds say of regrets: cells, rows, and which row is the least."""

from collections.abc import Callable, Iterable, Sequence

from coeplan.solving.outcome import Outcome
from coeplan.solving.termination import Termination

from .regret_records import Cell, Future, RegretRow, RowKind, Span, Verdict
from .why.contest import slack

NOWHERE = Span(None, None)
"""Nothing is proved."""

CENT = 0.01
"""Costs that differ by less are the same, whatever the gap."""

NOT_SOLVED, NO_PLAN, NOT_FOUND = "not solved", "no plan", "none found"


def cost_of(outcome: Outcome | None) -> Span:
    """Return what a solve proves of the least cost."""
    return NOWHERE if outcome is None else Span(outcome.bound, outcome.value)


def is_closed(cost: Span, gap: float) -> bool:
    """Whether a cost is known within a relative gap."""
    return cost.low is not None and cost.high is not None and cost.high - cost.low <= gap * abs(cost.high) + CENT


def cell_of(outcome: Outcome | None, best: Span, *, restricts: bool) -> Cell:
    """Return a cell from the solve of a row in a future.

    Parameters
    ----------
    outcome : Outcome or None
        What came of the solve; None where it was not made.
    best : Span
        Least cost of the future's own best plan.
    restricts : bool
        Whether the row only rules plans out, so that none of its plans costs less than the best one.
    """
    if outcome is None:
        return Cell(None, None, NOWHERE, says=NOT_SOLVED)
    if outcome.termination is Termination.INFEASIBLE:
        return Cell(None, None, NOWHERE, infeasible=True, says=NO_PLAN)
    return cell(cost_of(outcome), best, restricts=restricts)


def cell(cost: Span, best: Span, *, restricts: bool) -> Cell:
    """Return a cell of which the cost is known to lie in a span."""
    bound = cost.low
    if restricts and best.low is not None:
        bound = best.low if bound is None else max(bound, best.low)
    low = _less(bound, best.high)
    high = _less(cost.high, best.low)
    if restricts:
        low = max(0.0, low or 0.0)
        high = None if high is None else max(low, high)
    return Cell(cost.high, bound, Span(low, high), says="" if cost.high is not None else NOT_FOUND)


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def worst_of(cells: Iterable[Cell]) -> Span:
    """Return what is proved of the largest regret; nothing where there is no plan in some future."""
    regrets = [each.regret for each in cells if not each.infeasible]
    lows = [each.low for each in regrets if each.low is not None]
    highs = [each.high for each in regrets]
    return Span(max(lows, default=None), _all(highs, max))


def expected_of(cells: Sequence[Cell], futures: Sequence[Future]) -> Span:
    """Return what is proved of the expected regret over the futures that have a probability."""
    weighed = [(future.probability, each) for future, each in zip(futures, cells, strict=True) if future.probability]
    total = sum(share for share, _ in weighed)

    def mean(numbers: Sequence[float]) -> float:
        return sum(share * number for (share, _), number in zip(weighed, numbers, strict=True)) / total

    lows, highs = [each.regret.low for _, each in weighed], [each.regret.high for _, each in weighed]
    return NOWHERE if not weighed else Span(_all(lows, mean), _all(highs, mean))


def _all(numbers: Sequence[float | None], combine: Callable[[list[float]], float]) -> float | None:
    """Combine numbers; None where one is not known, or there is none."""
    known = [number for number in numbers if number is not None]
    return combine(known) if known and len(known) == len(numbers) else None


def least(rows: Sequence[RegretRow], measure: Callable[[RegretRow], Span]) -> Verdict:
    """Return which rows may be the least by a measure: those that no other is proved to be below.

    A plan as decided is left out, for it is the same plan as the one beside it; so are rows without a plan in some
    future.
    """
    able = [row for row in rows if row.kind is not RowKind.DECIDED and not row.fails]
    highs = [high for row in able if (high := measure(row).high) is not None]
    if not highs:
        return Verdict(tuple(row.name for row in able))
    bar = min(highs)
    open_ones = {row.name: measure(row) for row in able if _may_be(measure(row).low, bar)}
    return Verdict(tuple(open_ones), tied=len(open_ones) > 1 and _same([*open_ones.values()]))


def _same(spans: Sequence[Span]) -> bool:
    """Whether numbers are proved to be the same."""
    low, high = _all([each.low for each in spans], min), _all([each.high for each in spans], max)
    return low is not None and high is not None and high <= low + slack(high)


def _may_be(low: float | None, bar: float) -> bool:
    return low is None or low <= bar + slack(bar)
