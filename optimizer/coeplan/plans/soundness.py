"""Whether a plan hangs together well enough to be read; whether it is right is the auditor's question."""

import re
from collections.abc import Iterable

from coeplan.core.errors import InputError
from coeplan_models import Fault, Plan, PlanNode

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")

LISTS_BY_NODE = (
    "decisions",
    "sites",
    "teams",
    "unmet",
    "matches",
    "breaches",
    "amounts",
    "node_figures",
    "holdings",
)
"""Lists of a plan whose rows stand at nodes."""


def demand_sound(plan: Plan) -> None:
    """Refuse a plan whose tree is no tree, or whose rows speak of what is not in it.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    faults = [*_tree_faults(plan.nodes)]
    # Rows are held against the nodes only where those make a tree; else every row would be reported.
    faults = faults or [*_row_faults(plan), *_leaf_faults(plan)]
    if faults:
        raise InputError(faults)


def _fault(path: tuple[str | int, ...], message: str, expected: str) -> Fault:
    return Fault(code="unsound_plan", path=path, message=message, expected=expected)


def _tree_faults(nodes: tuple[PlanNode, ...]) -> Iterable[Fault]:
    known: dict[str, PlanNode] = {}
    for position, node in enumerate(nodes):
        path = ("nodes", position)
        if node.id in known:
            yield _fault(path, f"node {node.id!r} stands twice", "every node once")
        if (node.parent is None) != (position == 0):
            yield _fault(path, f"node {node.id!r} has parent {node.parent!r}", "one root, which is the first node")
        elif node.parent is not None and node.parent not in known:
            yield _fault(path, f"parent {node.parent!r} of node {node.id!r} does not come before it", "parents first")
        elif node.period != (known[node.parent].period + 1 if node.parent else 0):
            yield _fault(path, f"node {node.id!r} is in period {node.period}", "the period after its parent's")
        if not _MONTH.fullmatch(node.start) or node.months < 1:
            yield _fault(
                path, f"node {node.id!r} lasts {node.months} months from {node.start!r}", "months, from YYYY-MM"
            )
        known[node.id] = node
    if not nodes:
        yield _fault(("nodes",), "the plan has no node", "at least the root")


def _row_faults(plan: Plan) -> Iterable[Fault]:
    known = {node.id for node in plan.nodes}
    periods = {node.period for node in plan.nodes}
    for name in LISTS_BY_NODE:
        for position, row in enumerate(getattr(plan, name)):
            if row.node not in known:
                yield _fault((name, position), f"there is no node {row.node!r}", "a node of the plan")
    for position, decision in enumerate(plan.decisions):
        if decision.start_period is not None and decision.start_period not in periods:
            message = f"there is no period {decision.start_period}"
            yield _fault(("decisions", position, "start_period"), message, f"0 to {max(periods)}")


def _leaf_faults(plan: Plan) -> Iterable[Fault]:
    leaves = {node.id for node in plan.nodes} - {node.parent for node in plan.nodes}
    if sorted(total.leaf for total in plan.leaf_totals) != sorted(leaves):
        yield _fault(("leaf_totals",), "the totals are not those of the leaves", "one total for each leaf")
    if sorted(figures.node for figures in plan.node_figures) != sorted(node.id for node in plan.nodes):
        yield _fault(("node_figures",), "the key figures are not those of the nodes", "one row for each node")
