"""Totals of whole paths: conditional value at risk, the worst case, regret."""

from collections.abc import Iterable

from coeplan_models import CvarCap, RegretCap, WorstCaseCap

from ..algebra import Algebra, Expression, Index, equation
from ..measures import TOTAL, measures, peaks
from .policies import in_use, policy_of


@equation(lambda m: m.indices("tail"))
def tail_of_leaf(m: Algebra, measure: str, leaf: int) -> Expression:
    r"""The tail of a leaf is its total above the quantile (Rockafellar and Uryasev 2000).

    .. math:: \xi_\ell \ge C_\ell - \eta
    """
    return m.column("tail", measure, leaf) >= m.column("spent", leaf) - m.column("quantile", measure)


def cvar(m: Algebra, measure: str) -> Expression:
    """Conditional value at risk of the totals, in the model's money."""
    share = 1 - measures(m)[measure]
    tree = m.numbers.tree
    tail = sum(tree.nodes[leaf].probability / share * m.column("tail", measure, leaf) for leaf in tree.leaves)
    return m.column("quantile", measure) + tail


@equation(lambda m: ((policy,) for policy in in_use(m, CvarCap)))
def cvar_cap(m: Algebra, policy: str) -> Expression:
    r"""The conditional value at risk of the total is at most the cap.

    .. math:: \eta + \frac{1}{1 - \alpha} \sum_\ell \pi_\ell \xi_\ell \le C + \text{breach}
    """
    limit = policy_of(m, policy, CvarCap).limit
    return cvar(m, f"policy.{policy}") <= limit / m.money + m.breach(policy, 0, "")


@equation(lambda m: ((measure, leaf) for measure in peaks(m) for leaf in m.numbers.tree.leaves))
def peak_of_leaf(m: Algebra, measure: str, leaf: int) -> Expression:
    r"""The largest total is no less than that of any leaf, the largest regret no less than what a leaf costs too much.

    Regret is measured from the proved bound of what a future would cost at least, had it been certain (Savage 1951).

    .. math:: \omega^{\mathrm{total}} \ge C_\ell, \quad \omega^{\mathrm{regret}} \ge C_\ell - \underline{C}_\ell
    """
    least = 0.0 if measure == TOTAL else m.numbers.least_total(leaf) / m.money
    return m.column("peak", measure) >= m.column("spent", leaf) - least


def _of_leaves(m: Algebra, kind: type) -> Iterable[Index]:
    return ((policy, leaf) for policy in in_use(m, kind) for leaf in m.numbers.tree.leaves)


@equation(lambda m: _of_leaves(m, WorstCaseCap))
def worst_case_cap(m: Algebra, policy: str, leaf: int) -> Expression:
    r"""The total of every leaf is at most the cap; the breach is that of the dearest.

    .. math:: C_\ell \le C + \text{breach}
    """
    limit = policy_of(m, policy, WorstCaseCap).limit
    return m.column("spent", leaf) <= limit / m.money + m.breach(policy, 0, "")


@equation(lambda m: _of_leaves(m, RegretCap))
def regret_cap(m: Algebra, policy: str, leaf: int) -> Expression:
    r"""The regret of every leaf is at most the cap, in money or as a share of what its future costs at least.

    The breach is that of the leaf farthest above. As a share this is p-robustness (Snyder and Daskin 2006).

    .. math:: C_\ell - \underline{C}_\ell \le R + \text{breach} \quad \text{or} \quad
        C_\ell - \underline{C}_\ell \le p \, \underline{C}_\ell + \text{breach}
    """
    stated = policy_of(m, policy, RegretCap)
    least = m.numbers.least_total(leaf)
    return m.column("spent", leaf) <= (least + stated.most(least)) / m.money + m.breach(policy, 0, "")


EQUATIONS = (tail_of_leaf, cvar_cap, peak_of_leaf, worst_case_cap, regret_cap)
