"""Parts of a tree as instances of their own: single paths, and subtrees with the path that leads to them.

A path has one node for each period: the future as one node knows it, and expected values for what comes after. It
guides the search, and is no bound unless it leads to a leaf.
"""

from coeplan.planning.tree import BEFORE, ROOT, Tree, expand, neutral, scope_values
from coeplan_models import (
    OF_TOTALS,
    ChangeLimit,
    DriverKind,
    Explicit,
    ExplicitNode,
    Freeze,
    Instance,
    NodeDriver,
    Objective,
    Policy,
    Scope,
)

ON_THE_TREE = (ChangeLimit, *OF_TOTALS)
"""Policies that speak of all nodes or of the spread of totals; they have no meaning on one path."""


def path_instance(instance: Instance, tree: Tree, node: int = ROOT) -> Instance:
    """Return the instance on the path to a node, and on that node's mean path from there on.

    Parameters
    ----------
    instance : Instance
        The instance on its tree.
    tree : Tree
        Its tree, expanded.
    node : int
        How far the future is known. From a leaf the path is one of the tree; from the root it is the mean path.

    Notes
    -----
    Outages after the node are left out: a share of an outage is none.
    """
    known = [tree.nodes[number] for number in tree.path(node)]
    nodes: dict[str, ExplicitNode] = {}
    parent: str | None = None
    for period in range(instance.horizon.periods):
        name = known[period].id if period < len(known) else _unused(f"mean{period:03d}", nodes)
        drivers = known[period].drivers if period < len(known) else _mean_drivers(tree, node, period)
        nodes[name] = ExplicitNode(period=period, parent=parent, probability=1.0, drivers=drivers)
        parent = name
    policies = {
        name: _on_path(policy, len(known))
        for name, policy in instance.policies.items()
        if not isinstance(policy, ON_THE_TREE)
    }
    return instance.model_copy(update={"scenarios": Explicit(kind="explicit", nodes=nodes), "policies": policies})


def unmeasured(path: Instance) -> dict[str, float] | None:
    """Return 0 as the least total of a path: from where its regret is measured moves no optimum of it.

    None where the path's objective does not weigh regret; caps on it a path does not have.
    """
    if path.objective.regret_weight == 0:
        return None
    tree = expand(path.scenarios, path.horizon.periods)
    return {tree.nodes[leaf].id: 0.0 for leaf in tree.leaves}


def future_instance(instance: Instance, tree: Tree, leaf: int) -> Instance:
    """Return the instance in which one future is certain: its least total is what this one's regret is measured from.

    What speaks of how futures differ is left out: the weights of the objective, and caps on totals. A limit on changes
    stays, and counts those of this path.
    """
    path = path_instance(instance, tree, leaf)
    policies = {name: each for name, each in instance.policies.items() if not isinstance(each, OF_TOTALS)}
    return path.model_copy(update={"objective": Objective(), "policies": policies})


def members(tree: Tree, node: int) -> tuple[int, ...]:
    """Return the nodes on the path to a node and in its subtree, in the order of their numbers."""
    below = [number for number in range(node, len(tree)) if node in tree.path(number)]
    return (*tree.ancestors(node), *below)


def subtree_instance(instance: Instance, tree: Tree, node: int) -> Instance:
    """Return the instance on the path to a node and the subtree below it, given that this node is reached.

    Its nodes are :func:`members`, numbered in that order.

    Parameters
    ----------
    instance : Instance
        The instance on its tree.
    tree : Tree
        Its tree, expanded.
    node : int
        Root of the subtree.

    Notes
    -----
    What any plan of the whole tree costs in this subtree's futures is at least what the best plan of this instance
    does: its rules are some of the tree's; CVaR is no less than the mean of the CVaRs of parts, as it is the least
    value of an expectation; and neither is the largest total, or regret, than that of what is largest in each part.
    """
    reached = tree.nodes[node].probability
    nodes: dict[str, ExplicitNode] = {}
    for number in members(tree, node):
        each = tree.nodes[number]
        parent = None if each.parent == BEFORE else tree.nodes[each.parent].id
        share = min(1.0, each.probability / reached)
        nodes[each.id] = ExplicitNode(period=each.period, parent=parent, probability=share, drivers=each.drivers)
    policies = {name: policy for name, policy in instance.policies.items() if not isinstance(policy, ON_THE_TREE)}
    return instance.model_copy(update={"scenarios": Explicit(kind="explicit", nodes=nodes), "policies": policies})


def _on_path(policy: Policy, known: int) -> Policy:
    """Return a policy as it speaks of a path; what is frozen is frozen as far as nodes are those of the tree."""
    if isinstance(policy, Freeze):
        return policy.model_copy(update={"periods": min(policy.periods, known)})
    return policy


def _unused(name: str, nodes: dict[str, ExplicitNode]) -> str:
    """Return a name that no node has yet."""
    return _unused(f"{name}_", nodes) if name in nodes else name


def _mean_drivers(tree: Tree, known: int, period: int) -> tuple[NodeDriver, ...]:
    """Expected value, over the nodes of a period that may follow a node, of what each node's drivers come to."""
    nodes = [each for number, each in enumerate(tree.nodes) if each.period == period and known in tree.path(number)]
    values = [scope_values(each) for each in nodes]
    total = sum(each.probability for each in nodes)

    def mean(scope: Scope) -> float:
        return sum(
            each.probability * value.get(scope, neutral(scope)) for each, value in zip(nodes, values, strict=True)
        )

    scopes = dict.fromkeys(scope for value in values for scope in value)
    return tuple(
        NodeDriver(**scope.model_dump(), value=mean(scope) / total)
        for scope in scopes
        if scope.driver is not DriverKind.AVAILABILITY
    )
