"""What is entered where: by the plan soon and ever, and by a plan that waits."""

import math
from collections.abc import Iterator, Mapping

from coeplan.plans.plan_tree import PlanTree
from coeplan_models import DecisionKind, Plan

from .result import Entry

Key = tuple[str, str]
"""Location and operating model."""


def entries(plan: Plan, waited: Plan, periods: int) -> tuple[Entry, ...]:
    """Return what either plan commits or converts to, the likeliest first.

    Parameters
    ----------
    plan : Plan
        The plan.
    waited : Plan
        A plan of the same tree that commits nothing in the first periods.
    periods : int
        How many periods that are.
    """
    ours, theirs = _entered(plan), _entered(waited)
    found = [
        Entry(
            *key,
            soon=_probability(plan, ours.get(key, {}), periods),
            ever=_probability(plan, ours.get(key, {})),
            waited=_probability(waited, theirs.get(key, {})),
            first_period=min(theirs.get(key, {}).values(), default=None),
        )
        for key in dict.fromkeys((*ours, *theirs))
    ]
    return tuple(sorted(found, key=lambda each: (-each.soon, -each.ever, -each.waited)))


def _entered(plan: Plan) -> dict[Key, dict[str, int]]:
    """Return the nodes in which each model is entered at each location, with their periods."""
    period = {node.id: node.period for node in plan.nodes}
    found: dict[Key, dict[str, int]] = {}
    for node, key in _entries(plan):
        found.setdefault(key, {})[node] = period[node]
    return found


def _entries(plan: Plan) -> Iterator[tuple[str, Key]]:
    for each in plan.decisions:
        if each.kind is DecisionKind.COMMIT:
            yield each.node, (each.location, each.operating_model)
        elif each.kind is DecisionKind.CONVERT and each.to_model is not None:
            yield each.node, (each.location, each.to_model)


def _probability(plan: Plan, nodes: Mapping[str, int], periods: int | None = None) -> float:
    """Return the probability of passing one of some nodes, of the first periods if so many are given."""
    tree = PlanTree.of(plan)
    within = {node for node, period in nodes.items() if periods is None or period < periods}
    return math.fsum(leaf.probability for leaf in tree.leaves if within.intersection(tree.paths[leaf.id]))
