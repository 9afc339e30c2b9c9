"""What the totals of a plan's futures come to: conditional value at risk, worst case, regret, and the objective."""

import math
from collections.abc import Mapping, Sequence

from coeplan_models import CvarCap, LeafTotal, Objective, RegretCap, Summary, WorstCaseCap


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


def cvar_of(totals: Sequence[LeafTotal], alpha: float) -> float:
    """Return the mean of the worst ``1 - alpha`` of the leaves' totals by probability."""
    return mean_of_worst([(each.probability, each.total) for each in totals], alpha)


ROUNDING = 1e-9
"""A total this close to the least one, relative to it, is the least one."""


def regret_of(total: float, least: float) -> float:
    """Return what a future costs more than it has to; no total is below what was proved, but for rounding."""
    return total - least if total - least > ROUNDING * max(1.0, total) else 0.0


def excess(
    policy: CvarCap | WorstCaseCap | RegretCap, totals: Sequence[LeafTotal], least: Mapping[str, float]
) -> float:
    """Return by how much totals are above a cap, in money; below 0 where they keep it.

    Parameters
    ----------
    policy : CvarCap, WorstCaseCap or RegretCap
        The cap.
    totals : sequence of LeafTotal
        Totals of all leaves, without the charges of such caps.
    least : mapping of str to float
        What each leaf's future costs at least, had it been certain; empty where no regret is capped.
    """
    if isinstance(policy, CvarCap):
        return cvar_of(totals, policy.alpha) - policy.limit
    if isinstance(policy, WorstCaseCap):
        return max(each.total for each in totals) - policy.limit
    return max(regret_of(each.total, least[each.leaf]) - policy.most(least[each.leaf]) for each in totals)


def objective_value(objective: Objective, summary: Summary) -> float:
    """Return the weighted sum of what a plan's summary states.

    Raises
    ------
    ValueError
        Where regret is weighted but not stated.
    """
    value = objective.expectation_weight * summary.expected_total + objective.cvar_weight * summary.cvar
    value += objective.worst_case_weight * summary.worst_total
    if objective.regret_weight == 0:
        return value
    if summary.largest_regret is None:
        raise ValueError("the objective weighs regret, but the summary states no largest regret")
    return value + objective.regret_weight * summary.largest_regret
