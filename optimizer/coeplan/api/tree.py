"""The scenario tree, written out node by node."""

from coeplan.planning.tree import expand
from coeplan_models import Explicit, ExplicitNode, Instance

__all__ = ["export_explicit"]


def export_explicit(instance: Instance) -> Instance:
    """Return the same instance with its tree as explicit nodes; it has the same optimum.

    Parameters
    ----------
    instance : Instance
        A checked instance with any form of tree.

    Returns
    -------
    Instance
        The instance with ``scenarios.kind`` ``explicit``, every node's drivers written out.
    """
    tree = expand(instance.scenarios, instance.horizon.periods)
    nodes = {
        node.id: ExplicitNode(
            period=node.period,
            parent=tree.nodes[node.parent].id if node.parent >= 0 else None,
            probability=node.probability,
            drivers=node.drivers,
        )
        for node in tree.nodes
    }
    return instance.model_copy(update={"scenarios": Explicit(kind="explicit", nodes=nodes)})
