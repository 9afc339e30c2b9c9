"""Two plans side by side: what differs, and where the difference of their values comes from."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coeplan.core.errors import InputError
from coeplan_models import Category, Fault, Plan

from . import decide
from .board import Board, board
from .headcount import YearHeads

TOLERANCE = 1e-6
"""Amounts of a plan must add up to its expected total within this, relative to it."""

RISK = "weighting of risk"
"""Line of the money that holds what the objective says beyond the expected total."""


@dataclass(frozen=True)
class SiteDifference:
    """A location that the plans use differently."""

    location: str
    """Location."""
    models_a: tuple[str, ...]
    """Operating models of plan A; empty where it does not operate there."""
    models_b: tuple[str, ...]
    """Operating models of plan B."""
    start_a: str | None
    """First period of operation in plan A."""
    start_b: str | None
    """First period of operation in plan B."""


@dataclass(frozen=True)
class DecisionDifference:
    """A decision that one plan takes and the other does not."""

    only_in: str
    """``a`` or ``b``."""
    decision: decide.DecisionView
    """The decision."""


@dataclass(frozen=True)
class HeadsDifference:
    """Expected heads of a location at the end of a calendar year."""

    location: str
    """Location; ``all abroad`` and ``all places`` for totals."""
    year: int
    """Calendar year."""
    heads_a: float | None
    """Expected heads of plan A; None where the year is not in its horizon."""
    heads_b: float | None
    """Expected heads of plan B."""
    difference: float | None
    """Heads of B less those of A, where both are known."""


@dataclass(frozen=True)
class MoneyLine:
    """One line of the money; all lines of a list add up to the plans' values."""

    name: str
    """Category or location; empty for what belongs to no location; ``weighting of risk`` for the rest."""
    money_a: float
    """Expected present value of plan A."""
    money_b: float
    """Expected present value of plan B."""
    difference: float
    """Money of B less that of A."""


@dataclass(frozen=True)
class Comparison:
    """How plan B differs from plan A."""

    instance_a: str
    """Name of A's instance."""
    instance_b: str
    """Name of B's instance."""
    same_instance: bool
    """Whether both plans were made for the same data."""
    currency: str
    """Currency of all money."""
    value_a: float
    """Objective value of A."""
    value_b: float
    """Objective value of B."""
    difference: float
    """Value of B less that of A."""
    optimum_low: float | None
    """Least that B's optimum can lie above A's, as far as the bounds prove; None without a bound of B."""
    optimum_high: float | None
    """Most that B's optimum can lie above A's; None without a bound of A."""
    resolved: bool
    """Whether the bounds prove which optimum is the lower one."""
    sites: tuple[SiteDifference, ...]
    """Locations used differently."""
    decisions: tuple[DecisionDifference, ...]
    """Decisions that differ."""
    heads: tuple[HeadsDifference, ...]
    """Heads by location and year, where they differ anywhere."""
    by_category: tuple[MoneyLine, ...]
    """Money by category; adds up to the difference of the values."""
    by_location: tuple[MoneyLine, ...]
    """Money by location; adds up to the difference of the values."""


def compare(plan_a: Plan, plan_b: Plan) -> Comparison:
    """Compare two plans, of the same instance or of different ones.

    Parameters
    ----------
    plan_a, plan_b : Plan
        The plans; differences are those of B against A.

    Returns
    -------
    Comparison
        What differs. Money lines add up to the difference of the values without a residual.

    Raises
    ------
    InputError
        If the plans are in different currencies, or the amounts of one do not add up to its total.
    """
    read_a, read_b = board(plan_a), board(plan_b)
    _check(plan_a, plan_b)
    low = None if plan_b.bound is None else plan_b.bound - plan_a.value
    high = None if plan_a.bound is None else plan_b.value - plan_a.bound
    return Comparison(
        instance_a=plan_a.instance,
        instance_b=plan_b.instance,
        same_instance=plan_a.instance_hash == plan_b.instance_hash,
        currency=plan_a.currency,
        value_a=plan_a.value,
        value_b=plan_b.value,
        difference=plan_b.value - plan_a.value,
        optimum_low=low,
        optimum_high=high,
        resolved=(low is not None and low > 0) or (high is not None and high < 0),
        sites=_sites(read_a, read_b),
        decisions=(*_missing(read_a, read_b, "a"), *_missing(read_b, read_a, "b")),
        heads=_heads(read_a, read_b),
        by_category=_money(read_a, read_b, "category"),
        by_location=_money(read_a, read_b, "location"),
    )


def _check(plan_a: Plan, plan_b: Plan) -> None:
    faults = [fault for plan in (plan_a, plan_b) for fault in _sum_faults(plan)]
    if plan_a.currency != plan_b.currency:
        faults.append(
            Fault(
                code="different_currencies",
                path=("currency",),
                message=f"plan A is in {plan_a.currency}, plan B in {plan_b.currency}; their money cannot be compared",
                value=plan_b.currency,
                expected=f"two plans in one currency, such as {plan_a.currency}",
            )
        )
    if faults:
        raise InputError(faults)


def _sum_faults(plan: Plan) -> Iterable[Fault]:
    probability = {node.id: node.probability for node in plan.nodes}
    total = math.fsum(probability[amount.node] * amount.discounted for amount in plan.amounts)
    stated = plan.summary.expected_total
    if abs(total - stated) > TOLERANCE * max(1.0, abs(stated)):
        yield Fault(
            code="amounts_do_not_add_up",
            path=("summary", "expected_total"),
            message=f"the amounts of the plan of {plan.instance} add up to {total:,.2f}, its total says {stated:,.2f}",
            value=repr(stated),
            expected=f"{total!r}; run `coeplan audit` on the plan, it was changed after it was made",
        )


def _sites(read_a: Board, read_b: Board) -> tuple[SiteDifference, ...]:
    sites_a = {site.location: site for site in read_a.sites}
    sites_b = {site.location: site for site in read_b.sites}
    rows = [_site(location, sites_a.get(location), sites_b.get(location)) for location in {**sites_a, **sites_b}]
    return tuple(row for row in rows if (row.models_a, row.start_a) != (row.models_b, row.start_b))


def _site(location: str, in_a: decide.SiteView | None, in_b: decide.SiteView | None) -> SiteDifference:
    return SiteDifference(
        location,
        in_a.operating_models if in_a else (),
        in_b.operating_models if in_b else (),
        in_a.start if in_a else None,
        in_b.start if in_b else None,
    )


def _missing(read: Board, other: Board, name: str) -> Iterable[DecisionDifference]:
    """Yield what a plan decides and the other does not; starts that follow from commitments are left out."""
    known = {_key(view) for view in other.decisions}
    for view in read.decisions:
        if not view.follows and _key(view) not in known:
            yield DecisionDifference(name, view)


def _key(view: decide.DecisionView) -> tuple[object, ...]:
    when = (view.node, view.period, view.future)
    return (*when, view.kind, view.location, view.operating_model, view.to_model, view.starts)


def _heads(read_a: Board, read_b: Board) -> tuple[HeadsDifference, ...]:
    """Heads of every location whose heads differ in any year, and the totals."""
    heads_a, heads_b = (_expected((*read.site_heads, *read.total_heads)) for read in (read_a, read_b))
    rows: list[HeadsDifference] = []
    for location in dict.fromkeys(key[0] for key in (*heads_a, *heads_b)):
        years = sorted({*read_a.tree.years, *read_b.tree.years})
        those = [
            _heads_row(location, year, (_in(read_a, heads_a, location, year), _in(read_b, heads_b, location, year)))
            for year in years
        ]
        if any(row.difference is None or abs(row.difference) > TOLERANCE for row in those):
            rows.extend(those)
    return tuple(rows)


def _expected(rows: Iterable[YearHeads]) -> Mapping[tuple[str, int], float]:
    return {(row.location, row.year): row.expected for row in rows}


def _in(read: Board, heads: Mapping[tuple[str, int], float], location: str, year: int) -> float | None:
    return heads.get((location, year), 0.0) if year in read.tree.years else None


def _heads_row(location: str, year: int, pair: tuple[float | None, float | None]) -> HeadsDifference:
    heads_a, heads_b = pair
    difference = None if heads_a is None or heads_b is None else heads_b - heads_a
    return HeadsDifference(location, year, heads_a, heads_b, difference)


def _money(read_a: Board, read_b: Board, column: str) -> tuple[MoneyLine, ...]:
    money_a, money_b = (_present_values(read, column) for read in (read_a, read_b))
    names = sorted({*money_a, *money_b}, key=_rank)
    return tuple(
        MoneyLine(name, money_a.get(name, 0.0), money_b.get(name, 0.0), money_b.get(name, 0.0) - money_a.get(name, 0.0))
        for name in names
    )


def _rank(name: str) -> tuple[int, str]:
    """Order categories as the contract lists them, locations by name, the weighting of risk last."""
    known: Sequence[str] = [category.value for category in Category]
    if name == RISK:
        return len(known) + 1, name
    return (known.index(name), name) if name in known else (len(known), name)


def _present_values(read: Board, column: str) -> Mapping[str, float]:
    """Sum present values by category or location, so that all of them add up to the plan's value."""

    parts: dict[str, list[float]] = {}
    for row in read.costs:
        parts.setdefault(str(getattr(row, column)), []).append(row.present_value)
    found = {name: math.fsum(values) for name, values in parts.items()}
    plan = read.plan
    if abs(plan.value - plan.summary.expected_total) > TOLERANCE * max(1.0, abs(plan.value)):
        found[RISK] = plan.value - math.fsum(found.values())
    return found
