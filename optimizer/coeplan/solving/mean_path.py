"""The mean path: the instance with one future, in which every driver takes its expected value."""

from coeplan.formulation.decisions import Decisions
from coeplan.planning.tree import Tree
from coeplan_models import (
    ChangeLimit,
    CvarCap,
    DriverKind,
    Explicit,
    ExplicitNode,
    Freeze,
    Instance,
    NodeDriver,
    Scope,
)

from .model import PlanningModel

ON_THE_TREE = (Freeze, ChangeLimit, CvarCap)
"""Policies that speak of nodes or of the spread of totals; they have no meaning on one path."""


def mean_instance(instance: Instance, tree: Tree) -> Instance:
    """Return the instance on its mean path; a guide for the search, not a bound.

    Outages are left out: a share of an outage is none.
    """
    nodes: dict[str, ExplicitNode] = {}
    for period in range(instance.horizon.periods):
        name = f"m{period:03d}"
        parent = f"m{period - 1:03d}" if period else None
        drivers = _mean_drivers(tree, period)
        nodes[name] = ExplicitNode(period=period, parent=parent, probability=1.0, drivers=drivers)
    policies = {name: policy for name, policy in instance.policies.items() if not isinstance(policy, ON_THE_TREE)}
    return instance.model_copy(update={"scenarios": Explicit(kind="explicit", nodes=nodes), "policies": policies})


def _mean_drivers(tree: Tree, period: int) -> tuple[NodeDriver, ...]:
    """Expected value, over the nodes of a period, of the product of equal scopes."""
    sums: dict[Scope, float] = {}
    nodes = [node for node in tree.nodes if node.period == period]
    scopes = dict.fromkeys(_scope(driver) for node in nodes for driver in node.drivers)
    for scope in scopes:
        neutral = 0.0 if scope.driver is DriverKind.LEVY else 1.0
        for node in nodes:
            value = neutral
            for driver in node.drivers:
                if _scope(driver) == scope:
                    value = value + driver.value if scope.driver is DriverKind.LEVY else value * driver.value
            sums[scope] = sums.get(scope, 0.0) + node.probability * value
    return tuple(
        NodeDriver(**scope.model_dump(), value=value)
        for scope, value in sums.items()
        if scope.driver is not DriverKind.AVAILABILITY
    )


def _scope(driver: NodeDriver) -> Scope:
    return Scope(**{name: getattr(driver, name) for name in Scope.model_fields})


def on_tree(decisions: Decisions, mean: PlanningModel, model: PlanningModel) -> dict[tuple[int, int], int]:
    """Operating arrangements of the mean path at every node of the tree; keyed (node, location)."""
    numbers = {(each.location, each.model): number for number, each in enumerate(model.numbers.arrangements)}
    found: dict[tuple[int, int], int] = {}
    for (period, place), site in decisions.operating.items():
        each = mean.numbers.arrangements[site]
        for node, when in enumerate(model.numbers.tree.period):
            if when == period:
                found[node, place] = numbers[each.location, each.model]
    return found
