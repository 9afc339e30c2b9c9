"""What the objective says beyond the expected cost: the weighting of risk, by its definition."""

import math
from dataclasses import dataclass, replace

from coeplan.core.errors import InputError
from coeplan_models import Fault, Instance, Objective, Plan

from .plan_tree import PlanTree
from .risk_measures import mean_of_worst, regret_of

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
    regret: float | None = None
    """Largest regret, measured from the least totals that the plan states; None where it states none."""

    @property
    def worst(self) -> float:
        """Largest discounted total of a path."""
        return max(total for _, total in self.totals)

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
    least = {future.leaf: future.bound for future in plan.futures}
    measured = zip(tree.leaves, totals, strict=True)
    regrets = [regret_of(total, least[leaf.id]) for leaf, (_, total) in measured if leaf.id in least]
    found = Worth(expected, 0.0, totals, objective, max(regrets, default=None))
    risk = _stated_risk(plan) if objective is None else risk_charge(objective, found)
    _check(plan, ("summary", "expected_total"), plan.summary.expected_total, expected)
    _check(plan, ("value",), plan.value, expected + risk)
    return replace(found, risk=risk)


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


def risk_charge(objective: Objective, of: Worth) -> float:
    """Return what an objective says of a plan's totals beyond their expectation."""
    charge = (objective.expectation_weight - 1.0) * of.expected
    if objective.cvar_weight:
        charge += objective.cvar_weight * mean_of_worst(of.totals, objective.cvar_alpha)
    charge += objective.worst_case_weight * of.worst
    return charge + objective.regret_weight * (of.regret or 0.0)


@dataclass(frozen=True)
class RiskShift:
    """A part of the difference of two plans' weighting of risk."""

    cause: str
    """``weights``, ``level``, ``cost``, ``regret`` or, where the weights are not known, ``risk``."""
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
        more or fewer futures, at the mean of both weights; ``cost``: the plans cost otherwise, likewise; ``regret``:
        the largest regret is another, likewise. One part, ``risk``, where an instance is not at hand.
    """
    if worth_a.objective is None or worth_b.objective is None:
        return (RiskShift("risk", worth_b.risk - worth_a.risk),)
    one, two = worth_a.objective, worth_b.objective
    tail_a = mean_of_worst(worth_a.totals, one.cvar_alpha)
    tail_b = mean_of_worst(worth_b.totals, two.cvar_alpha)
    crossed = mean_of_worst(worth_b.totals, one.cvar_alpha) - mean_of_worst(worth_a.totals, two.cvar_alpha)
    moved = (crossed + tail_b - tail_a) / 2
    expected = _split(
        (one.expectation_weight - 1.0, two.expectation_weight - 1.0), (worth_a.expected, worth_b.expected)
    )
    cvar = _split((one.cvar_weight, two.cvar_weight), (tail_a, tail_b))
    worst = _split((one.worst_case_weight, two.worst_case_weight), (worth_a.worst, worth_b.worst))
    regret = _split((one.regret_weight, two.regret_weight), _regrets(worth_a, worth_b))
    cvar_weight = (one.cvar_weight + two.cvar_weight) / 2
    return (
        RiskShift("weights", expected[0] + cvar[0] + worst[0] + regret[0]),
        RiskShift("level", cvar_weight * (tail_b - tail_a - moved)),
        RiskShift("cost", expected[1] + cvar_weight * moved + worst[1]),
        RiskShift("regret", regret[1]),
    )


def _split(weights: tuple[float, float], values: tuple[float, float]) -> tuple[float, float]:
    """Split the difference of weight x value into that of the weights and that of the values, at the other's mean."""
    return (weights[1] - weights[0]) * sum(values) / 2, sum(weights) / 2 * (values[1] - values[0])


def _regrets(worth_a: Worth, worth_b: Worth) -> tuple[float, float]:
    """Return the largest regrets; a plan that measured none, and so weighs none, counts with the other's."""
    known = worth_b.regret if worth_a.regret is None else worth_a.regret
    return known or 0.0, worth_b.regret if worth_b.regret is not None else known or 0.0
