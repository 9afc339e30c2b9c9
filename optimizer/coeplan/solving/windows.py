"""Windows of the tree: which part of a decomposition a column belongs to."""

import numpy as np
from numpy.typing import NDArray

from .lagrangian import PartNumbers
from .model import PlanningModel

NODE_SECOND = frozenset({"breach", "largest", "tail"})
"""Families whose second index is the node; the first one's is a policy or measure."""

LARGEST_FIRST = 700
"""Columns of the largest part at the first level; smaller parts are solved in no time, and prove less."""

OF_NO_NODE = frozenset({"quantile", "peak"})
"""Families without a node; they go with the root."""


def nodes_of_columns(model: PlanningModel) -> NDArray[np.int64]:
    """Return the node of each column, shape (columns,)."""
    positions = model.compiled.places()
    nodes = np.zeros(model.compiled.matrix.column_count, dtype=np.int64)
    for family, columns in model.algebra.columns.items():
        if family not in OF_NO_NODE:
            index = 1 if family in NODE_SECOND else 0
            for key, column in columns.items():
                nodes[positions[id(column)]] = key[index]
    return nodes


def windows(model: PlanningModel, largest_first: int = LARGEST_FIRST) -> list[PartNumbers]:
    """Return the columns' parts with windows of 1, 2, 4 and more periods, short of all.

    A window is a subtree cut off where the next window begins: one for each node at its first period. The first level
    is the last one whose parts have no more than ``largest_first`` columns, or that of single periods.
    """
    tree = model.numbers.tree
    nodes = nodes_of_columns(model)
    levels: list[PartNumbers] = []
    length = 1
    while length <= max(tree.period):
        heads = np.array([tree.path(node)[tree.period[node] // length * length] for node in model.numbers.nodes])
        _, part_of = np.unique(heads[nodes], return_inverse=True)
        if np.bincount(part_of).max() <= largest_first:
            levels.clear()
        levels.append(part_of.astype(np.int64))
        length *= 2
    return levels
