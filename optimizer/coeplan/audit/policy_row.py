"""One row of a policy, and the nodes that a policy holds at."""

from collections.abc import Iterator
from dataclasses import dataclass

from coeplan_models import Policy

from .case import Case
from .tree import TreeNode


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a policy: what it limits, and how far it is broken.

    Attributes
    ----------
    node : str
        Node that is charged for a breach.
    what : str
        What the row limits, for people.
    breach : float
        How far the row is broken, in the policy's own unit; 0 or less where it is kept.
    limit : float
        Right-hand side of the row, which sets the tolerance.
    names : tuple of str
        What tells the row from the policy's others at the node; empty where it has one a node.
    location, area : str, optional
        What the row is about.
    """

    node: str
    what: str
    breach: float
    limit: float
    names: tuple[str, ...] = ()
    location: str | None = None
    area: str | None = None


def nodes_of(case: Case, policy: Policy) -> Iterator[TreeNode]:
    """Yield the nodes of the policy's periods."""
    for node in case.world.nodes.values():
        if in_force(policy, node):
            yield node


def in_force(policy: Policy, node: TreeNode) -> bool:
    """Whether a node lies in the policy's periods."""
    return policy.first_period <= node.period and (policy.last_period is None or node.period <= policy.last_period)
