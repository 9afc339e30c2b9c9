"""What the amounts add up to: totals of the leaves, objective, and what the plan says about them."""

from collections import defaultdict
from collections.abc import Sequence

from coeplan_models import Category, Plan

from .case import Case
from .ledger import Subject, slack
from .money import Money
from .regret import check_regret
from .tree import TreeNode
from .world import World


def leaf_totals(world: World, money: Money) -> list[tuple[TreeNode, float]]:
    """Return each leaf and the discounted total of its path, its terminal amounts included."""
    at_node: dict[str, float] = defaultdict(float)
    after: dict[str, float] = defaultdict(float)
    for key, amount in money.items():
        (after if key.terminal else at_node)[key.node] += amount * world.discount(key.node, key.terminal)
    return [
        (leaf, sum(at_node.get(node.id, 0.0) for node in world.path(leaf.id)) + after.get(leaf.id, 0.0))
        for leaf in world.leaves
    ]


def conditional_value_at_risk(totals: Sequence[tuple[float, float]], alpha: float) -> float:
    """Return the mean of the worst ``1 - alpha`` by probability; the leaf at the boundary counts in part.

    Parameters
    ----------
    totals : sequence of (float, float)
        Probability and total of each leaf.
    alpha : float
        Level, at least 0 and less than 1.
    """
    tail = left = 1 - alpha
    weighted = 0.0
    for probability, total in sorted(totals, key=lambda pair: -pair[1]):
        counted = min(probability, left)
        weighted += counted * total
        left -= counted
    return weighted / tail


def check_totals(case: Case, plan: Plan, money: Money) -> float:
    """Compare totals, summary and value; return the objective value as recomputed.

    Parameters
    ----------
    case : Case
        The plan under audit.
    plan : Plan
        The same, for what it says about itself.
    money : Money
        Every amount, recomputed.
    """
    totals = leaf_totals(case.world, money)
    for leaf, total in totals:
        _check_leaf(case, leaf, total)
    largest_regret = check_regret(case, plan, totals)
    weights = case.world.instance.objective
    expected = sum(leaf.probability * total for leaf, total in totals)
    risk = conditional_value_at_risk([(leaf.probability, total) for leaf, total in totals], weights.cvar_alpha)
    worst = max(total for _, total in totals)
    value = weights.expectation_weight * expected + weights.cvar_weight * risk + weights.worst_case_weight * worst
    value += weights.regret_weight * largest_regret
    play = max(slack(value), weights.regret_weight * slack(worst))
    case.ledger.equal(Subject("objective"), "objective value", plan.value, value, play)
    for name, stated, recomputed in (
        ("expected_total", plan.summary.expected_total, expected),
        ("cvar", plan.summary.cvar, risk),
        ("worst_total", plan.summary.worst_total, worst),
    ):
        case.ledger.equal(Subject("summary"), name, stated, recomputed)
    _check_summary(case, plan, money)
    return value


def _check_leaf(case: Case, leaf: TreeNode, total: float) -> None:
    subject = Subject("leaf_total", leaf.id)
    stated = case.rows.leaf_totals.get(leaf.id)
    if case.ledger.holds(subject, "the plan has no total of this leaf", stated is not None) and stated is not None:
        case.ledger.equal(subject, "discounted total", stated.total, total)
        case.ledger.equal(subject, "probability", stated.probability, leaf.probability)


def _check_summary(case: Case, plan: Plan, money: Money) -> None:
    world = case.world
    capital = {node: money.capital(node) for node in world.nodes}
    abroad = [
        sum(team.heads for team in case.teams(node) if team.location != world.headquarters) for node in world.nodes
    ]
    paths = [sum(capital[node.id] for node in world.path(leaf.id)) for leaf in world.leaves]
    expected = sum(node.probability * capital[node.id] for node in world.nodes.values())
    for name, stated, recomputed in (
        ("expected_capital", plan.summary.expected_capital, expected),
        ("largest_capital", plan.summary.largest_capital, max(paths)),
        ("peak_heads_abroad", plan.summary.peak_heads_abroad, max(abroad)),
    ):
        case.ledger.equal(Subject("summary"), name, stated, recomputed)


def check_amounts(case: Case, money: Money) -> None:
    """Compare every amount with the plan's rows, in both directions, undiscounted and discounted."""
    expected = dict(money.items())
    for key in dict.fromkeys(expected) | dict.fromkeys(case.rows.amounts):
        stated = case.rows.amounts.get(key)
        amount = expected.get(key, 0.0)
        policy = key.subject if key.category is Category.BREACH else None
        place = (key.node, key.location, key.area, key.operating_model, policy)
        what = f"{'terminal ' if key.terminal else ''}{key.category}"
        if key.subject is not None and policy is None:
            what = f"{what} for {key.subject}"
        discounted = amount * case.world.discount(key.node, key.terminal)
        case.ledger.equal(Subject("amount", *place), what, stated.money if stated else 0.0, amount)
        found = stated.discounted if stated else 0.0
        case.ledger.equal(Subject("discounted_amount", *place), f"{what}, discounted", found, discounted)
