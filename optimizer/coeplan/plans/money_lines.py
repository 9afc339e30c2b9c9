"""Money of two plans side by side: by category, location, operating model, area and calendar year."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from coeplan_models import Amount, Category

from .bridge_names import RISK
from .plan_tree import PlanTree
from .risk_weighting import Worth
from .spending import AFTER_HORIZON


@dataclass(frozen=True)
class MoneyLine:
    """One line of the money; all lines of a list add up to the plans' values."""

    name: str
    """What the list is by; empty for what belongs to nothing of the kind; ``weighting of risk`` for what the objective
    says beyond the expected total."""
    money_a: float
    """Expected present value of plan A."""
    money_b: float
    """Expected present value of plan B."""
    difference: float
    """Money of B less that of A."""


Shares = Callable[[PlanTree, Amount], Iterable[tuple[str, float]]]
"""Names that an amount belongs to, each with the share of it."""


def _by_year(tree: PlanTree, amount: Amount) -> Iterable[tuple[str, float]]:
    if amount.terminal:
        return ((AFTER_HORIZON, 1.0),)
    return ((str(year), share) for year, share in tree.year_shares[amount.node].items())


DIMENSIONS: Mapping[str, Shares] = {
    "category": lambda _, amount: ((amount.category.value, 1.0),),
    "location": lambda _, amount: ((amount.location or "", 1.0),),
    "operating_model": lambda _, amount: ((amount.operating_model or "", 1.0),),
    "area": lambda _, amount: ((amount.area or "", 1.0),),
    "year": _by_year,
}
"""What money is listed by."""


@dataclass(frozen=True)
class Purse:
    """A plan's amounts, to be summed up."""

    tree: PlanTree
    """Its tree."""
    amounts: tuple[Amount, ...]
    """Its amounts."""
    worth: Worth
    """Its sums."""

    def by(self, dimension: str) -> Mapping[str, float]:
        """Expected present value by one of ``DIMENSIONS``, the weighting of risk included where there is one."""
        parts: dict[str, list[float]] = {}
        for amount in self.amounts:
            value = self.tree.by_id[amount.node].probability * amount.discounted
            for name, share in DIMENSIONS[dimension](self.tree, amount):
                parts.setdefault(name, []).append(share * value)
        found = {name: math.fsum(values) for name, values in parts.items()}
        return found | ({RISK: self.worth.risk} if self.worth.risk else {})


def money_lines(purse_a: Purse, purse_b: Purse, dimension: str) -> tuple[MoneyLine, ...]:
    """List the money of two plans by one of ``DIMENSIONS``.

    Returns
    -------
    tuple of MoneyLine
        Lines by the contract's order of categories, else by name; the weighting of risk is last. They add up to the
        values of the plans and to their difference.
    """
    money_a, money_b = purse_a.by(dimension), purse_b.by(dimension)
    return tuple(
        MoneyLine(name, money_a.get(name, 0.0), money_b.get(name, 0.0), money_b.get(name, 0.0) - money_a.get(name, 0.0))
        for name in sorted({*money_a, *money_b}, key=lambda name: _rank(dimension, name))
    )


def _rank(dimension: str, name: str) -> tuple[bool, int, str]:
    known = [category.value for category in Category] if dimension == "category" else []
    return name == RISK, known.index(name) if name in known else len(known), name
