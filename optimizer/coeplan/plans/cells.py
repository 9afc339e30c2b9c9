"""Two plans laid over each other cell by cell: what is paid for, when, how much of it, at which price."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coeplan_models import Instance, Plan

from .plan_tree import PlanTree
from .product_split import Numbers, without_noise
from .quantities import Item, counted, is_yearly, item_of
from .spending import AFTER_HORIZON

FACTORS = ("probability", "time", "quantity", "price", "discounting")
"""What the money of a cell is the product of, in this order."""

NOTHING = 1e-6
"""Quantities below this are what solvers leave of 0."""

MONTHS_A_YEAR = 12


class Cell(NamedTuple):
    """Where two plans are compared: an item in a stretch of time, at a node where both have the same nodes."""

    where: str
    """Node; empty where the trees differ, so that expectations over the futures are compared."""
    span: str
    """Calendar year, or ``after horizon``."""
    item: Item
    """What is paid for."""


@dataclass(frozen=True)
class Laid:
    """Two plans, cell by cell. Arrays have the shape (factors, cells)."""

    cells: tuple[Cell, ...]
    """The cells in which either plan has money."""
    factors_a: Numbers
    """Factors of plan A, in the order of ``FACTORS``; their product is the expected present value."""
    factors_b: Numbers
    """Factors of plan B."""
    countable: tuple[bool, ...]
    """Whether a cell's quantity is one of things; else it is of money, at the price of 1."""


@dataclass(frozen=True)
class _Side:
    """One of the plans, and how its amounts are spread over cells."""

    plan: Plan
    terminal_years: float
    by_node: bool

    @cached_property
    def tree(self) -> PlanTree:
        """The plan's tree."""
        return PlanTree.of(self.plan)

    def probability(self, cell: Cell) -> float:
        """Return the probability of a cell's node; 1 where its numbers are expectations already."""
        return self.tree.by_id[cell.where].probability if self.by_node else 1.0

    def places(self, node: str, terminal: bool) -> Iterator[tuple[str, str, float]]:
        """Yield node, span and weight of each cell that an amount of a node belongs to."""
        weight = 1.0 if self.by_node else self.tree.by_id[node].probability
        where = node if self.by_node else ""
        shares = {AFTER_HORIZON: 1.0} if terminal else self.tree.year_shares[node]
        for span, share in shares.items():
            yield where, str(span), weight * share

    def years(self, node: str, terminal: bool) -> float:
        """Return the length of a node, or of what follows a leaf, in years."""
        return self.terminal_years if terminal else self.tree.by_id[node].months / MONTHS_A_YEAR

    @cached_property
    def time(self) -> Mapping[tuple[str, str], float]:
        """Years that the plan covers in each span, expected where trees differ."""
        leaves = {leaf.id for leaf in self.tree.leaves}
        found: dict[tuple[str, str], float] = {}
        for node in self.tree.by_id:
            for terminal in (False, True) if node in leaves else (False,):
                for where, span, weight in self.places(node, terminal):
                    found[where, span] = found.get((where, span), 0.0) + weight * self.years(node, terminal)
        return found

    def money(self) -> Mapping[Cell, tuple[float, float]]:
        """Return the money of every cell, undiscounted and discounted."""
        found: dict[Cell, tuple[float, float]] = {}
        for row in self.plan.amounts:
            for where, span, weight in self.places(row.node, row.terminal):
                cell = Cell(where, span, item_of(row))
                money, discounted = found.get(cell, (0.0, 0.0))
                found[cell] = (money + weight * row.money, discounted + weight * row.discounted)
        return found

    def quantities(self, cells: Mapping[Cell, int]) -> Numbers:
        """Return the quantity of every cell for each year that the plan covers of its span, shape (cells,)."""
        found = np.zeros(len(cells))
        for row in counted(self.plan, self.tree):
            yearly = is_yearly(row.item.category, terminal=row.terminal)
            for where, span, weight in self.places(row.node, row.terminal):
                number = cells.get(Cell(where, span, row.item))
                if number is not None:
                    found[number] += weight * row.quantity * (self.years(row.node, row.terminal) if yearly else 1.0)
        return found


def laid_over(plan_a: Plan, plan_b: Plan, instances: tuple[Instance | None, Instance | None] = (None, None)) -> Laid:
    """Lay two plans over each other.

    Plans whose trees have the same nodes, whatever their probabilities, are compared node by node; others by calendar
    year, in expectation over the futures.

    Parameters
    ----------
    plan_a, plan_b : Plan
        The plans.
    instances : tuple of Instance or None
        Their instances; where both are at hand, the length of what follows the horizon is a factor of its own, else
        it is part of the price.

    Returns
    -------
    Laid
        The factors of every cell. A factor that one plan does not know, such as the price of what it does not buy, is
        taken from the other.
    """
    lengths = _terminal_years(plan_a, plan_b, instances)
    by_node = _shape(plan_a) == _shape(plan_b)
    side_a, side_b = (_Side(plan, length, by_node) for plan, length in zip((plan_a, plan_b), lengths, strict=True))
    money_a, money_b = side_a.money(), side_b.money()
    cells = {cell: number for number, cell in enumerate(dict.fromkeys((*money_a, *money_b)))}
    raw_a, raw_b = _Raw.of(side_a, money_a, cells), _Raw.of(side_b, money_b, cells)
    countable = ~np.logical_or(raw_a.uncounted, raw_b.uncounted)
    ready_a, ready_b = raw_a.counted_where(countable), raw_b.counted_where(countable)
    factors = without_noise(_factors(ready_a, ready_b), _factors(ready_b, ready_a))
    return Laid(tuple(cells), *factors, tuple(countable.tolist()))


def _terminal_years(
    plan_a: Plan, plan_b: Plan, instances: tuple[Instance | None, Instance | None]
) -> tuple[float, float]:
    """Return how many years follow the horizon of each plan; 1 where that cannot be told of both."""
    found: list[float] = []
    for plan, instance in zip((plan_a, plan_b), instances, strict=True):
        length = 0.0 if instance is None else instance.terminal_months / MONTHS_A_YEAR
        if instance is None or (length == 0 and any(row.terminal for row in plan.amounts)):
            return 1.0, 1.0
        found.append(length)
    return found[0], found[1]


def _shape(plan: Plan) -> Iterable[tuple[str, str | None, str, int]]:
    return [(node.id, node.parent, node.start, node.months) for node in plan.nodes]


@dataclass(frozen=True)
class _Raw:
    """Numbers of one plan, each of shape (cells,)."""

    probability: Numbers
    time: Numbers
    quantity: Numbers
    """In all, over the time covered."""
    money: Numbers
    discounted: Numbers

    @classmethod
    def of(cls, side: _Side, money: Mapping[Cell, tuple[float, float]], cells: Mapping[Cell, int]) -> "_Raw":
        amounts = np.array([money.get(cell, (0.0, 0.0)) for cell in cells], dtype=float).reshape(len(cells), 2)
        return cls(
            probability=np.array([side.probability(cell) for cell in cells], dtype=float),
            time=np.array([side.time.get((cell.where, cell.span), 0.0) for cell in cells], dtype=float),
            quantity=side.quantities(cells),
            money=amounts[:, 0],
            discounted=amounts[:, 1],
        )

    @property
    def uncounted(self) -> NDArray[np.bool_]:
        """Whether there is money for what the plan does not count."""
        return (self.quantity <= NOTHING) & (self.money != 0)

    def counted_where(self, countable: NDArray[np.bool_]) -> "_Raw":
        """Return the numbers with money as its own quantity where things cannot be counted."""
        quantity = np.where(self.quantity <= NOTHING, 0.0, self.quantity)
        quantity = np.where(countable, quantity, self.money)
        return _Raw(self.probability, self.time, quantity, self.money, self.discounted)


def _factors(own: _Raw, other: _Raw) -> Numbers:
    """Return one plan's factors; what it does not know is taken from the other."""
    return np.stack(
        [
            own.probability,
            own.time,
            _known(_ratio(own.quantity, own.time), _ratio(other.quantity, other.time)),
            _known(_ratio(own.money, own.quantity), _ratio(other.money, other.quantity)),
            _known(_ratio(own.discounted, own.money), _ratio(other.discounted, other.money)),
        ]
    )


def _ratio(part: Numbers, whole: Numbers) -> Numbers:
    """Divide where there is something to divide by; elsewhere the ratio is not known."""
    found = np.full(len(part), np.nan)
    np.divide(part, whole, out=found, where=whole != 0)
    return found


def _known(own: Numbers, other: Numbers) -> Numbers:
    """Take the own number where it is known, else the other's; where neither is, it is neutral."""
    found = np.where(np.isnan(own), other, own)
    return np.where(np.isnan(found), 1.0, found)
