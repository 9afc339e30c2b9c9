"""Policies on the totals of whole paths: conditional value at risk, the worst case, regret."""

from collections.abc import Iterator

from coeplan_models import CvarCap, RegretCap, WorstCaseCap

from .case import Case
from .money import Money
from .policy_row import Row
from .regret import regrets
from .totals import conditional_value_at_risk, leaf_totals


def cvar_cap(case: Case, policy: CvarCap, money: Money) -> Iterator[Row]:
    """Yield how far the conditional value at risk of the discounted total is above the cap."""
    totals = [(leaf.probability, total) for leaf, total in leaf_totals(case.world, money)]
    risk = conditional_value_at_risk(totals, policy.alpha)
    yield Row(_root(case), f"CVaR of the total at {policy.alpha:g}", risk - policy.limit, policy.limit)


def worst_case_cap(case: Case, policy: WorstCaseCap, money: Money) -> Iterator[Row]:
    """Yield how far the total of the dearest future is above the cap."""
    leaf, worst = max(leaf_totals(case.world, money), key=lambda pair: pair[1])
    yield Row(_root(case), f"total of future {leaf.id}", worst - policy.limit, policy.limit)


def regret_cap(case: Case, policy: RegretCap, money: Money) -> Iterator[Row]:
    """Yield how far the regret of the future that is farthest above its cap is so.

    The limit of the row is the total at which the cap would just be kept: that is what is compared.
    """
    rows: list[Row] = []
    for leaf, regret in regrets(case, leaf_totals(case.world, money)).items():
        least = case.rows.futures[leaf].bound
        allowed = policy.limit if policy.limit is not None else (policy.share or 0.0) * least
        rows.append(Row(_root(case), f"regret of future {leaf}", regret - allowed, least + allowed))
    if rows:
        yield max(rows, key=lambda row: row.breach)


def _root(case: Case) -> str:
    return next(iter(case.world.nodes))
