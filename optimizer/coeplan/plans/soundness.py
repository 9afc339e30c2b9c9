"""Whether a plan hangs together well enough to be read; whether it is right is the auditor's question."""

import re
from collections.abc import Iterable, Iterator

from coeplan.core.errors import InputError
from coeplan_models import HEADQUARTERS_MODEL, Fault, Instance, Plan, PlanNode

from .plan_tree import month_index, month_name

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


NAMES = {
    "location": "location",
    "partner_location": "location",
    "area": "area",
    "partner": "area",
    "operating_model": "operating model",
    "to_model": "operating model",
}
"""Fields of rows that name something of the instance, and what."""


def demand_sound(plan: Plan, instance: Instance | None = None) -> None:
    """Refuse a plan whose tree is no tree, or whose rows speak of what is not in it, or not in its instance.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    faults = [*_tree_faults(plan.nodes)]
    # Rows are held against the nodes only where those make a tree; else every row would be reported.
    faults = faults or [*_path_faults(plan.nodes), *_row_faults(plan), *_leaf_faults(plan)]
    if instance is not None:
        faults += _name_faults(plan, instance)
    if faults:
        raise InputError(faults)


def other_instance(plan: Plan, instance: Instance | None, named: str = "the plan") -> Iterator[Fault]:
    """Yield what is wrong where a plan was made for other data than those of the instance given with it.

    Parameters
    ----------
    plan : Plan
        The plan.
    instance : Instance or None
        What is said to be its instance; without one nothing is wrong.
    named : str
        How the message calls the plan.

    Yields
    ------
    Fault
        At most one.
    """
    if instance is not None and instance.fingerprint() != plan.instance_hash:
        yield Fault(
            code="other_instance",
            path=("instance_hash",),
            message=f"{named} was made for other data than instance {instance.name!r} holds now",
            value=plan.instance_hash,
            expected=f"{instance.fingerprint()}; give the instance as it was, or none, or solve it again",
        )


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
        if not _MONTH.fullmatch(node.start):
            yield _fault(path, f"node {node.id!r} starts in {node.start!r}", "a month, YYYY-MM")
        known[node.id] = node
    if not nodes:
        yield _fault(("nodes",), "the plan has no node", "at least the root")


def _path_faults(nodes: tuple[PlanNode, ...]) -> Iterable[Fault]:
    """Yield what keeps the paths from covering the same months, each of them once, and some of them from coming."""
    ends = {node.id: month_index(node.start) + node.months for node in nodes}
    last = max(ends.values())
    parents = {node.parent for node in nodes}
    for position, node in enumerate(nodes):
        before = None if node.parent is None else ends[node.parent]
        if before is not None and before != month_index(node.start):
            message = f"node {node.id!r} starts in {node.start}"
            yield _fault(("nodes", position), message, f"{month_name(before)}, the month that follows its parent")
        elif node.id not in parents and ends[node.id] != last:
            message = f"the path to node {node.id!r} ends before {month_name(ends[node.id])}"
            yield _fault(("nodes", position), message, f"all paths to end before {month_name(last)}")
    if all(node.probability == 0 for node in nodes if node.id not in parents):
        yield _fault(("nodes",), "every future has probability 0", "probabilities that sum to 1")


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


def _name_faults(plan: Plan, instance: Instance) -> Iterable[Fault]:
    known = {
        "location": instance.locations.keys(),
        "area": instance.areas.keys(),
        "operating model": instance.operating_models.keys(),
    }
    for name in LISTS_BY_NODE:
        for position, row in enumerate(getattr(plan, name)):
            for field, kind in NAMES.items():
                value = getattr(row, field, None)
                built_in = value == HEADQUARTERS_MODEL and field == "operating_model" and name != "decisions"
                if value is not None and value not in known[kind] and not built_in:
                    yield _fault((name, position, field), f"there is no {kind} {value!r}", f"a known {kind}")
