"""Every amount of money, recomputed from the instance and the plan's decisions."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from coeplan_models import CAPITAL, RUN_COST, Category

from .calendar import MONTHS_A_YEAR
from .case import Case
from .one_offs import one_offs
from .rows import AmountKey
from .run_costs import run_costs, terminal_hiring

DUST = 1e-9
"""Amounts smaller than this have no row."""


class Money:
    """Amounts by what they belong to, undiscounted, at node prices."""

    def __init__(self) -> None:
        self._amounts: dict[AmountKey, float] = defaultdict(float)
        self._capital: dict[str, float] = defaultdict(float)
        self._run_cost: dict[str, float] = defaultdict(float)

    def add(self, key: AmountKey, money: float) -> None:
        """Add an amount to what it belongs to."""
        self._amounts[key] += money
        if not key.terminal and key.category in CAPITAL:
            self._capital[key.node] += money
        if not key.terminal and key.category in RUN_COST:
            self._run_cost[key.node] += money

    def items(self) -> Iterator[tuple[AmountKey, float]]:
        """Yield every amount that is not 0."""
        return ((key, money) for key, money in self._amounts.items() if abs(money) >= DUST)

    def capital(self, node: str) -> float:
        """Return the capital spent at a node."""
        return self._capital.get(node, 0.0)

    def run_cost(self, node: str) -> float:
        """Return the run cost of a node, without what follows the horizon."""
        return self._run_cost.get(node, 0.0)


def spending(case: Case) -> Money:
    """Return every amount but those for breaches.

    Run costs are yearly: a node pays its share of a year, a leaf also that of the months after the horizon.
    """
    money = Money()
    after = case.world.instance.terminal_months / MONTHS_A_YEAR
    leaves = {leaf.id for leaf in case.world.leaves}
    for node in case.world.nodes:
        years = case.world.years(node)
        goes_on = node in leaves and after > 0
        for key, yearly in run_costs(case, node):
            money.add(key, yearly * years)
            if goes_on:
                money.add(key._replace(terminal=True), yearly * after)
        if goes_on:
            for key, yearly in terminal_hiring(case, node):
                money.add(key, yearly * after)
        for key, once in one_offs(case, node):
            money.add(key, once)
    return money


def charge(case: Case, money: Money, breaches: Mapping[tuple[str, str], float]) -> None:
    """Add the price of the breaches of priced policies, keyed by policy and node."""
    for (name, node), breach in breaches.items():
        price = case.world.instance.policies[name].price or 0.0
        money.add(AmountKey(node, Category.BREACH, subject=name), price * breach)
