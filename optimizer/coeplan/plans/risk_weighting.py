"""What the objective says beyond the expected cost: the weighting of risk, by its definition."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coeplan.core.errors import InputError
from coeplan_models import Fault, Instance, Objective, Plan

from .plan_tree import PlanTree

TOLERANCE = 1e-6
"""What a plan states of its money must agree with its amounts within this, relative to it."""

ROUNDING = 1e-9
"""Stated sums closer than this, relative to their size, are the same."""


@dataclass(frozen=True)
class Worth:
    """A plan's money, summed anew from its amounts."""

    expected: float
    """Expected discounted total."""
    risk: float
    """What the objective says beyond it; 0 where the expected total alone is minimised."""
    totals: tuple[tuple[float, float], ...]
    """Probability and discounted total of each path."""
    objective: Objective | None
    """Weights of the objective; None where the instance is not at hand."""

    @property
    def value(self) -> float:
        """Objective value."""
        return self.expected + self.risk


def worth(plan: Plan, tree: PlanTree, instance: Instance | None = None) -> Worth:
    """Sum a plan's amounts up, and hold what it states against them.

    Parameters
    ----------
    plan : Plan
        The plan.
    tree : PlanTree
        Its tree.
    instance : Instance, optional
        Its instance, which holds the weights of the objective; without it the weighting of risk is what the stated
        value exceeds the stated expected total by.

    Returns
    -------
    Worth
        Sums.

    Raises
    ------
    InputError
        If stated expected total or value differ from what the amounts add up to.
    """
    at_node: dict[str, list[float]] = {node.id: [] for node in tree.nodes}
    for amount in plan.amounts:
        at_node[amount.node].append(amount.discounted)
    sums = {node: math.fsum(amounts) for node, amounts in at_node.items()}
    expected = math.fsum(tree.by_id[node].probability * total for node, total in sums.items())
    totals = tuple((leaf.probability, math.fsum(sums[node] for node in tree.paths[leaf.id])) for leaf in tree.leaves)
    objective = None if instance is None else instance.objective
    risk = _stated_risk(plan) if objective is None else risk_charge(objective, expected, totals)
    _check(plan, ("summary", "expected_total"), plan.summary.expected_total, expected)
    _check(plan, ("value",), plan.value, expected + risk)
    return Worth(expected, risk, totals, objective)


def _stated_risk(plan: Plan) -> float:
    """Return by how much the stated value exceeds the stated expected total."""
    found = plan.value - plan.summary.expected_total
    return 0.0 if abs(found) <= ROUNDING * max(1.0, abs(plan.value)) else found


def _check(plan: Plan, path: tuple[str, ...], stated: float, summed: float) -> None:
    if abs(summed - stated) > TOLERANCE * max(1.0, abs(stated)):
        fault = Fault(
            code="amounts_do_not_add_up",
            path=path,
            message=f"the amounts of the plan of {plan.instance} add up to {summed:,.2f}, the plan says {stated:,.2f}",
            value=repr(stated),
            expected=f"{summed!r}; run `coeplan audit` on the plan, it was changed after it was made",
        )
        raise InputError([fault])


def risk_charge(objective: Objective, expected: float, totals: Sequence[tuple[float, float]]) -> float:
    """Return (expectation weight - 1) x expected total + CVaR weight x CVaR."""
    charge = (objective.expectation_weight - 1.0) * expected
    if objective.cvar_weight:
        charge += objective.cvar_weight * mean_of_worst(totals, objective.cvar_alpha)
    return charge


def mean_of_worst(totals: Sequence[tuple[float, float]], alpha: float) -> float:
    """Return the mean of the worst ``1 - alpha`` of totals by probability, splitting the total at the boundary.

    Parameters
    ----------
    totals : sequence of (float, float)
        Probability and total of each path.
    alpha : float
        Level of the CVaR, at least 0 and below 1.
    """
    left, taken = 1.0 - alpha, list[float]()
    for probability, total in sorted(totals, key=lambda each: -each[1]):
        part = min(left, probability)
        taken.append(part * total)
        left -= part
    return math.fsum(taken) / (1.0 - alpha)


@dataclass(frozen=True)
class RiskShift:
    """A part of the difference of two plans' weighting of risk."""

    cause: str
    """``weights``, ``level``, ``cost`` or, where the weights are not known, ``risk``."""
    amount: float
    """Risk of B less that of A, as far as it has this cause."""


def risk_shifts(worth_a: Worth, worth_b: Worth) -> tuple[RiskShift, ...]:
    """Split the difference of two plans' weighting of risk, exactly and without an order of the causes.

    Parameters
    ----------
    worth_a, worth_b : Worth
        Sums of the plans.

    Returns
    -------
    tuple of RiskShift
        ``weights``: the objectives weigh otherwise, at the mean of both plans' cost; ``level``: the CVaR looks at
        more or fewer futures, at the mean of both weights; ``cost``: the plans cost otherwise, likewise. One part,
        ``risk``, where an instance is not at hand.
    """
    if worth_a.objective is None or worth_b.objective is None:
        return (RiskShift("risk", worth_b.risk - worth_a.risk),)
    one, two = worth_a.objective, worth_b.objective
    tail_a = mean_of_worst(worth_a.totals, one.cvar_alpha)
    tail_b = mean_of_worst(worth_b.totals, two.cvar_alpha)
    crossed = mean_of_worst(worth_b.totals, one.cvar_alpha) - mean_of_worst(worth_a.totals, two.cvar_alpha)
    cvar_weight = (one.cvar_weight + two.cvar_weight) / 2
    moved = (crossed + tail_b - tail_a) / 2
    weights = (two.expectation_weight - one.expectation_weight) * (worth_a.expected + worth_b.expected) / 2
    weights += (two.cvar_weight - one.cvar_weight) * (tail_a + tail_b) / 2
    expected = (one.expectation_weight + two.expectation_weight) / 2 - 1.0
    return (
        RiskShift("weights", weights),
        RiskShift("level", cvar_weight * (tail_b - tail_a - moved)),
        RiskShift("cost", expected * (worth_b.expected - worth_a.expected) + cvar_weight * moved),
    )
