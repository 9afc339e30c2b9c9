"""Regret: what a future costs more than it would have to, had it been certain.

The plan states what each future costs at least by itself, as the solver has proved it. That cannot be proved again
here; but no future of a plan costs less than what is proved of it, and all that follows from the bounds is recomputed.
"""

from collections.abc import Iterable, Mapping

from coeplan_models import FutureBest, Plan, RegretCap

from .case import Case
from .header import OPTIMAL, check_proof, gap_asked
from .ledger import Subject, slack
from .tree import TreeNode
from .world import World

Totals = Iterable[tuple[TreeNode, float]]
"""Each leaf, and the discounted total of its path."""


def is_asked(world: World) -> bool:
    """Whether the instance weighs or caps regret."""
    capped = any(isinstance(policy, RegretCap) and policy.enabled for policy in world.instance.policies.values())
    return capped or world.instance.objective.regret_weight > 0


def regrets(case: Case, totals: Totals) -> Mapping[str, float]:
    """Return the regret of every leaf of which the plan says what its future costs at least."""
    futures = case.rows.futures
    return {leaf.id: max(0.0, total - futures[leaf.id].bound) for leaf, total in totals if leaf.id in futures}


def check_regret(case: Case, plan: Plan, totals: Totals) -> float:
    """Compare what the plan says of single futures and regret; return the largest regret, 0 where there is none.

    Parameters
    ----------
    case : Case
        The plan under audit.
    plan : Plan
        The same, for what it says about itself.
    totals : iterable of (TreeNode, float)
        Each leaf and its total, recomputed.
    """
    found = regrets(case, totals)
    for leaf, total in totals:
        future = case.rows.futures.get(leaf.id)
        if future is None:
            wrong = "regret is asked for, but the plan does not say what this future costs at least by itself"
            case.ledger.holds(Subject("future", leaf.id), wrong, not is_asked(case.world))
        else:
            _check_future(case, plan, future)
            what = "what the future costs at least by itself, against its total,"
            case.ledger.at_most(Subject("future", leaf.id), what, future.bound, total)
        _check_stated(case, leaf.id, found.get(leaf.id), total)
    largest = max(found.values(), default=None)
    dearest = max((total for _, total in totals), default=0.0)
    _compare(case, Subject("summary"), ("largest_regret", plan.summary.largest_regret, largest), dearest)
    return largest or 0.0


def _check_future(case: Case, plan: Plan, future: FutureBest) -> None:
    """See that a future's bound is not above its value, and near it where that is said to be optimal."""
    subject = Subject("future", future.leaf)
    wrong = "it is not said why the solver of this future stopped, or which problem it solved"
    case.ledger.holds(subject, wrong, bool(future.termination.strip() and future.problem.strip()))
    optimal = future.termination == OPTIMAL
    wrong = f"the future is said to be solved as {OPTIMAL!r}, but no value of it is stated"
    if not case.ledger.holds(subject, wrong, future.value is not None or not optimal) or future.value is None:
        return
    case.ledger.at_most(subject, "bound of the future by itself, against its value,", future.bound, future.value)
    asked = gap_asked(plan)
    if optimal and asked is not None:
        check_proof(case.ledger, subject, (future.value, future.bound), asked)


def _check_stated(case: Case, leaf: str, expected: float | None, total: float) -> None:
    stated = case.rows.leaf_totals.get(leaf)
    if stated is not None:
        _compare(case, Subject("regret", leaf), ("regret", stated.regret, expected), total)


def _compare(case: Case, subject: Subject, figure: tuple[str, float | None, float | None], total: float) -> None:
    """Compare a regret; it is a difference of totals, and as exact as they are."""
    what, stated, expected = figure
    if stated is not None and expected is not None:
        case.ledger.equal(subject, what, stated, expected, slack(total))
        return
    said = "not stated" if stated is None else f"stated as {stated:.9g}"
    wrong = f"{what} is {said}, but the plan says {'' if expected is not None else 'not '}what futures cost at least"
    case.ledger.holds(subject, wrong, stated is None and expected is None)
