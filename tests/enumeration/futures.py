"""Each future by itself, as if it had been certain from the start: what regret is measured from."""

from collections.abc import Callable

from coeplan_models import Explicit, ExplicitNode, Instance, Objective

from .paths import CAPS
from .tree import Node, scenario_tree


def least_totals(instance: Instance, solve: Callable[[Instance], float | None]) -> list[float] | None:
    """Return the least total of each future by itself, by position of its leaf; ``None`` where one has no plan.

    Parameters
    ----------
    instance : Instance
        The instance on its tree.
    solve : callable
        Optimal value of an instance; ``None`` where it is infeasible.
    """
    leaves = sorted((node for node in scenario_tree(instance) if not node.children), key=lambda node: node.leaves)
    found = [solve(alone(instance, leaf)) for leaf in leaves]
    return None if None in found else [value for value in found if value is not None]


def alone(instance: Instance, leaf: Node) -> Instance:
    """Return the instance of one future, in which nothing speaks of how totals differ."""
    path = [leaf]
    while path[0].parent is not None:
        path.insert(0, path[0].parent)
    nodes = {
        node.name: ExplicitNode(
            period=node.period, parent=node.parent.name if node.parent else None, probability=1.0, drivers=node.drivers
        )
        for node in path
    }
    policies = {name: policy for name, policy in instance.policies.items() if not isinstance(policy, CAPS)}
    tree = Explicit(kind="explicit", nodes=nodes)
    return instance.model_copy(update={"scenarios": tree, "policies": policies, "objective": Objective()})
