"""Where a tree is cut into subtrees, and each of them as a problem of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coeplan.planning.tree import ROOT, Tree
from coeplan_models import Instance

from .paths import members, subtree_instance


def cut(tree: Tree, most_nodes: float, root: int = ROOT) -> Iterator[int]:
    """Yield the roots of subtrees that, with the paths to them, have no more than so many nodes.

    Every leaf is in one of them. Where even a single path has more nodes, it is taken as it is.

    Parameters
    ----------
    tree : Tree
        The tree.
    most_nodes : float
        Most nodes of a part.
    root : int
        Where to begin.
    """
    last = root
    while len(tree.children[last]) == 1:
        last = tree.children[last][0]
    size = len(tree.ancestors(root)) + sum(root in tree.path(node) for node in range(root, len(tree)))
    if size <= most_nodes or not tree.children[last]:
        yield root
        return
    for child in tree.children[last]:
        yield from cut(tree, most_nodes, child)


@dataclass(frozen=True)
class Part:
    """One of the subtrees that a tree is taken apart into.

    Attributes
    ----------
    instance : Instance
        Its instance.
    nodes : tuple of int
        Its nodes and those on the path to it, in the order of their numbers in the instance.
    held : int
        How many of them are on the path.
    probability : float
        Probability of its root.
    own : tuple of int
        Nodes that this part answers for: those below the path, and of the path what no part before has.
    least_totals : mapping or None
        What regret is measured from, by leaf of the whole tree; None where it is not asked for.
    """

    instance: Instance
    nodes: tuple[int, ...]
    held: int
    probability: float
    own: tuple[int, ...]
    least_totals: Mapping[str, float] | None = None


def parts_of(
    instance: Instance, tree: Tree, most_nodes: float, least_totals: Mapping[str, float] | None = None
) -> Iterator[Part]:
    """Yield the subtrees that a tree is cut into; every node belongs to one of them."""
    taken: set[int] = set()
    for root in cut(tree, most_nodes):
        nodes = members(tree, root)
        own = tuple(node for node in nodes if node not in taken)
        taken.update(own)
        yield Part(
            instance=subtree_instance(instance, tree, root),
            nodes=nodes,
            held=len(tree.ancestors(root)),
            probability=tree.nodes[root].probability,
            own=own,
            least_totals=least_totals,
        )
