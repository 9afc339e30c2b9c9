"""Decisions of given plans, in the numbers of the instance."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coeplan_models import Decision, DecisionKind, ReferencePlan

if TYPE_CHECKING:
    from .numbers import Numbers

Key = tuple[int, ...]


@dataclass(frozen=True)
class ReferenceDecisions:
    """What a given plan decides.

    Attributes
    ----------
    taken : frozenset of (DecisionKind, key)
        Decisions about sites; the key is (node, arrangement), for a cancellation (node, arrangement, start period),
        for a conversion (node, arc). Those that this instance does not know have the key (node, -1 - place in the
        plan), which matches nothing.
    heads : dict
        Team sizes; keyed (node, location, area).
    """

    taken: frozenset[tuple[DecisionKind, Key]]
    heads: dict[tuple[int, int, int], float]


def read_reference(numbers: "Numbers", plan: ReferencePlan) -> ReferenceDecisions:
    """Read a reference plan of an instance in the instance's numbers."""
    nodes = {node.id: number for number, node in enumerate(numbers.tree.nodes)}
    taken: set[tuple[DecisionKind, Key]] = set()
    unknown: dict[tuple[object, ...], int] = {}
    for order, decision in enumerate(plan.decisions):
        if decision.node in nodes:
            # One that is given twice is still one decision.
            first = unknown.setdefault(_deed(decision), order)
            key = _key(numbers, nodes[decision.node], decision) or (nodes[decision.node], -1 - first)
            taken.add((decision.kind, key))
    heads = {
        (nodes[team.node], numbers.location_ids.index(team.location), numbers.area_ids.index(team.area)): team.heads
        for team in plan.teams
        if team.node in nodes
    }
    return ReferenceDecisions(frozenset(taken), heads)


def _deed(decision: Decision) -> tuple[object, ...]:
    """What tells decisions apart; the start of a commitment follows from its lead time."""
    start = decision.start_period if decision.kind is DecisionKind.CANCEL else None
    return (
        decision.kind,
        decision.node,
        decision.location,
        decision.operating_model,
        decision.to_model,
        start,
    )


def _key(numbers: "Numbers", node: int, decision: Decision) -> Key | None:
    """Return the numbers of a decision; None where the instance cannot take it."""
    site = numbers.arrangement(decision.location, decision.operating_model)
    if site is None:
        return None
    if decision.kind is DecisionKind.CANCEL:
        return None if decision.start_period is None else (node, site, decision.start_period)
    if decision.kind is not DecisionKind.CONVERT:
        return node, site
    target = numbers.arrangement(decision.location, decision.to_model or "")
    arcs = [number for number, arc in enumerate(numbers.arcs) if (arc.source, arc.target) == (site, target)]
    return (node, arcs[0]) if arcs else None
