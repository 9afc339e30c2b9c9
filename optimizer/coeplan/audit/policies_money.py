"""Policies on what is spent: capital and run cost."""

from collections.abc import Callable, Iterator

from coeplan_models import CapitalLimit, Policy, RunCostLimit

from .case import Case
from .money import Money
from .policy_row import Row, in_force, nodes_of

Spent = Callable[[str], float]


def capital_limit(case: Case, policy: CapitalLimit, money: Money) -> Iterator[Row]:
    """Yield how much capital is above the limit: by node, by path and calendar year, or by path."""
    if policy.per == "period":
        for node in nodes_of(case, policy):
            yield Row(node.id, "capital of the period", money.capital(node.id) - policy.limit, policy.limit)
    elif policy.per == "calendar_year":
        yield from _by_year(case, policy, policy.limit, money.capital)
    else:
        for leaf in case.world.leaves:
            path = (node for node in case.world.path(leaf.id) if in_force(policy, node))
            spent = sum(money.capital(node.id) for node in path)
            yield Row(leaf.id, "capital of the path", spent - policy.limit, policy.limit)


def run_cost_limit(case: Case, policy: RunCostLimit, money: Money) -> Iterator[Row]:
    """Yield by path and calendar year how much run cost is above the limit."""
    return _by_year(case, policy, policy.limit, money.run_cost)


def _by_year(case: Case, policy: Policy, limit: float, spent: Spent) -> Iterator[Row]:
    """Yield one row for each year and each node that is the last of a path with months in that year.

    Nodes outside the policy's periods spend nothing that counts, but may still be the last of a year.
    """
    found: dict[tuple[str, int], float] = {}
    for leaf in case.world.leaves:
        last: dict[int, str] = {}
        total: dict[int, float] = {}
        for node in case.world.path(leaf.id):
            counted = spent(node.id) if in_force(policy, node) else 0.0
            for year, share in case.world.calendar.year_shares(node.period).items():
                last[year] = node.id
                total[year] = total.get(year, 0.0) + share * counted
        found.update({(last[year], year): total[year] for year in total})
    for (node, year), money in found.items():
        yield Row(node, f"spent in {year}", money - limit, limit, (str(year),))
