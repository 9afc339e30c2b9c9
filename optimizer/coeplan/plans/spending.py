"""Money by calendar year: by category and location, capital, and cash in every future."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coeplan_models import CAPITAL, RUN_COST, Amount, Category

from .plan_tree import PlanTree

AFTER_HORIZON = "after horizon"
"""Stands for the calendar year of amounts that fall after the last period."""

TOTAL = "in total"
"""Stands for all categories, or all locations, in a row that sums them up."""


@dataclass(frozen=True)
class YearCost:
    """Expected money of one category and location in one calendar year."""

    span: str
    """Calendar year, or ``after horizon``."""
    category: str
    """What the money is for."""
    location: str
    """Where; empty for what belongs to no location, such as coordination of vendors."""
    money: float
    """Expected money at the prices of its time, undiscounted."""
    present_value: float
    """The same, discounted to the horizon's start."""


@dataclass(frozen=True)
class Cash:
    """Money of one calendar year of one future, undiscounted, without what follows the horizon."""

    year: int
    """Calendar year."""
    future: str
    """Name of the future; empty where there is only one."""
    leaf: str
    """Leaf of the tree that stands for the future."""
    probability: float
    """Probability of the future."""
    capital: float
    """Set-up, fit-out, conversion and cancellation."""
    run_cost: float
    """Payroll, fees, rent and all else that recurs."""
    one_off: float
    """Hiring, severance, exit and early exit."""
    breach: float
    """Price of breaches of policies: a charge of the model, no payment."""
    total: float
    """All of it."""
    cumulative: float
    """All of it from the horizon's start to the end of the year."""


@dataclass(frozen=True)
class YearSpread:
    """Money of one calendar year over all futures, undiscounted."""

    year: int
    """Calendar year."""
    expected: float
    """Expected money."""
    low: float
    """Least over the futures."""
    high: float
    """Most over the futures."""
    cumulative: float
    """Expected money from the horizon's start to the end of the year."""


def by_category_and_location(tree: PlanTree, amounts: Iterable[Amount]) -> tuple[YearCost, ...]:
    """Expected money by calendar year, category and location; a straddling period is split by months."""
    found: dict[tuple[str, str, str], list[float]] = {}
    for amount in amounts:
        probability = tree.by_id[amount.node].probability
        for span, share in _spans(tree, amount):
            cell = found.setdefault((span, amount.category.value, amount.location or ""), [0.0, 0.0])
            cell[0] += probability * share * amount.money
            cell[1] += probability * share * amount.discounted
    order = [category.value for category in Category]
    rows = [YearCost(*key, money=cell[0], present_value=cell[1]) for key, cell in found.items()]
    return tuple(sorted(rows, key=lambda row: (row.span, order.index(row.category), row.location)))


def _spans(tree: PlanTree, amount: Amount) -> Iterable[tuple[str, float]]:
    if amount.terminal:
        return ((AFTER_HORIZON, 1.0),)
    return ((str(year), share) for year, share in tree.year_shares[amount.node].items())


def cash(tree: PlanTree, amounts: Iterable[Amount]) -> tuple[Cash, ...]:
    """Money by calendar year in every future."""
    at_node = _node_kinds(amounts)
    rows: list[Cash] = []
    for leaf in tree.leaves:
        cumulative = 0.0
        for year in tree.years:
            kinds = _year_kinds(tree, at_node, leaf.id, year)
            total = sum(kinds.values())
            cumulative += total
            rows.append(
                Cash(year, tree.future(leaf.id), leaf.id, leaf.probability, **kinds, total=total, cumulative=cumulative)
            )
    return tuple(rows)


def _kind(category: Category) -> str:
    if category in CAPITAL:
        return "capital"
    if category in RUN_COST:
        return "run_cost"
    return "breach" if category is Category.BREACH else "one_off"


def _node_kinds(amounts: Iterable[Amount]) -> Mapping[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for amount in amounts:
        if not amount.terminal:
            key = (amount.node, _kind(amount.category))
            found[key] = found.get(key, 0.0) + amount.money
    return found


def _year_kinds(tree: PlanTree, at_node: Mapping[tuple[str, str], float], leaf: str, year: int) -> dict[str, float]:
    kinds: dict[str, float] = {"capital": 0.0, "run_cost": 0.0, "one_off": 0.0, "breach": 0.0}
    for node in tree.paths[leaf]:
        share = tree.year_shares[node].get(year, 0.0)
        for kind in kinds:
            kinds[kind] += share * at_node.get((node, kind), 0.0)
    return kinds


def capital_by_year(rows: Sequence[Cash]) -> tuple[YearSpread, ...]:
    """Capital by calendar year: expected, and its range over the futures."""
    return _spread(rows, "capital")


def cash_by_year(rows: Sequence[Cash]) -> tuple[YearSpread, ...]:
    """All money by calendar year: expected, and its range over the futures."""
    return _spread(rows, "total")


def _spread(rows: Sequence[Cash], column: str) -> tuple[YearSpread, ...]:
    found: list[YearSpread] = []
    cumulative = 0.0
    for year in dict.fromkeys(row.year for row in rows):
        those = [row for row in rows if row.year == year]
        likely = [float(getattr(row, column)) for row in those if row.probability > 0]
        expected = sum(row.probability * float(getattr(row, column)) for row in those)
        cumulative += expected
        found.append(YearSpread(year, expected, min(likely), max(likely), cumulative))
    return tuple(found)


@dataclass(frozen=True)
class CostLine:
    """Expected money of one category, or one location, over the years."""

    name: str
    """Category or location; ``in total`` for the sum of all lines."""
    by_span: Mapping[str, float]
    """Undiscounted money, keyed by calendar year and ``after horizon``."""
    total: float
    """Sum of them."""
    present_value: float
    """The same, discounted to the horizon's start."""


def spans_of(tree: PlanTree, rows: Iterable[YearCost]) -> tuple[str, ...]:
    """Calendar years of the plan, and ``after horizon`` where something falls there."""
    later = (AFTER_HORIZON,) if any(row.span == AFTER_HORIZON for row in rows) else ()
    return (*(str(year) for year in tree.years), *later)


def lines(rows: Sequence[YearCost], spans: Sequence[str], column: str) -> tuple[CostLine, ...]:
    """Sum money up to one line for each category or location, and a last line for all.

    Parameters
    ----------
    rows : sequence of YearCost
        Money by year, category and location.
    spans : sequence of str
        Years that every line states.
    column : str
        ``category`` or ``location``.

    Returns
    -------
    tuple of CostLine
        Lines in the order of the rows' first appearance by category, or of the locations' names.
    """
    names = dict.fromkeys(sorted((getattr(row, column) for row in rows), key=_order))
    gathered = [(name, [row for row in rows if getattr(row, column) == name]) for name in names]
    return tuple(_line(name, those, spans) for name, those in (*gathered, (TOTAL, list(rows))))


def _order(name: str) -> tuple[int, str]:
    known = [category.value for category in Category]
    return (known.index(name), name) if name in known else (len(known), name)


def _line(name: str, rows: Sequence[YearCost], spans: Sequence[str]) -> CostLine:
    by_span = dict.fromkeys(spans, 0.0)
    for row in rows:
        by_span[row.span] += row.money
    return CostLine(name, by_span, sum(by_span.values()), sum(row.present_value for row in rows))
