"""What is minimised, and the running total of each path that risk measures need."""

from typing import Any

import pyomo.environ as pyo

from coeplan_models import OF_TOTALS, CapitalLimit, RunCostLimit

from .algebra import Algebra, Expression, equation
from .costs import capital, changes, replacements, run_costs
from .measures import peaks
from .rules.totals import cvar

MONETARY = (CapitalLimit, RunCostLimit, *OF_TOTALS)
"""Policies whose breach is an amount of money, and so is in the model's money like every amount."""


def node_cost(m: Algebra, node: int) -> Expression:
    """Discounted cost of a node, time after the horizon included, in the model's money."""
    rates = m.numbers.rates
    run, once = rates.run_weight[node] / m.money, rates.discount[node] / m.money
    terms: list[Any] = [run * cost.expression for cost in run_costs(m, node)]
    terms += [once * cost.expression for cost in capital(m, node)]
    terms += [once * cost.expression for cost in changes(m, node)]
    if not m.numbers.tree.children[node]:
        after = m.numbers.rates.terminal_years * rates.terminal_discount / m.money
        terms += [after * cost.expression for cost in replacements(m, node)]
    terms += [once * charge for _, charge in breach_charges(m, node)]
    return pyo.quicksum(terms)


def breach_charges(m: Algebra, node: int) -> list[tuple[str, Expression]]:
    """Policy and price of every breach charged at a node, in plan currency; those of caps on totals stay outside."""
    found: list[tuple[str, Expression]] = []
    for name, column in m.breaches_at.get(node, ()):
        policy = m.numbers.instance.policies[name]
        if not isinstance(policy, OF_TOTALS):
            found.append((name, (policy.price or 0.0) * breach_unit(m, name) * column))
    return found


def breach_unit(m: Algebra, policy: str) -> float:
    """What one unit of a breach variable is in the policy's own unit."""
    return m.money if isinstance(m.numbers.instance.policies[policy], MONETARY) else 1.0


def cap_charges(m: Algebra) -> list[tuple[str, Expression]]:
    """Policy and price of breaking each cap on totals, in plan currency; at the root, the same for every leaf."""
    return [
        (name, (m.numbers.instance.policies[name].price or 0.0) * m.money * column)
        for name, column in m.breaches_at.get(0, ())
        if isinstance(m.numbers.instance.policies[name], OF_TOTALS)
    ]


@equation(lambda m: m.indices("spent"))
def running_total(m: Algebra, node: int) -> Expression:
    r"""The cost of a path up to a node is that up to its parent and the node's own.

    .. math:: C_n = C_{p(n)} + c_n
    """
    before = m.column("spent", m.before(node)) if node else 0
    return m.column("spent", node) == before + node_cost(m, node)


def objective(m: Algebra) -> Expression:
    r"""Return the weighted sum of expected total, CVaR, largest total and largest regret.

    .. math:: w_E \sum_n \pi_n c_n + w_C \, \mathrm{CVaR}_\alpha(C) + w_W \, \omega^{\mathrm{total}}
        + w_R \, \omega^{\mathrm{regret}}
    """
    weights = m.numbers.instance.objective
    tree = m.numbers.tree
    if m.columns["spent"]:
        expected = sum(tree.nodes[leaf].probability * m.column("spent", leaf) for leaf in tree.leaves)
    else:
        expected = sum(tree.nodes[node].probability * node_cost(m, node) for node in m.numbers.nodes)
    total = weights.expectation_weight * expected
    if weights.cvar_weight > 0:
        total = total + weights.cvar_weight * cvar(m, "objective")
    for measure, weight in peaks(m).items():
        total = total + weight * m.column("peak", measure)
    # A charge at the root is part of every total, and so counts with every weight.
    shift = weights.total_weight * m.numbers.rates.discount[0] / m.money
    return total + sum(shift * charge for _, charge in cap_charges(m))


EQUATIONS = (running_total,)
