"""Prices of the mean path as prices of a tree.

What a row is worth at a node is about what it is worth in that period on the mean path, times the probability of the
node. Any prices give a bound (see ``lagrangian``), the relaxation's own the best one to begin with; these cost one
relaxation of a single path, however large the tree is.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from coeplan.formulation.build import EQUATIONS
from coeplan.formulation.matrix import FloatArray

from .model import PlanningModel

PathPrices = Mapping[tuple[str, tuple[Any, ...]], float]
"""Plan currency for each unit of a row, by its family and its index on a path, whose nodes are periods."""

_NODES = {equation.name: equation.node_positions for equation in EQUATIONS}


def path_prices(model: PlanningModel, duals: FloatArray) -> PathPrices:
    """Return the prices of a path's rows where they are not 0.

    Parameters
    ----------
    model : PlanningModel
        The problem of a path.
    duals : array, shape (rows,)
        Price of each row, in the solver's money.
    """
    rows = model.compiled.rows
    return {_key(rows[row]): float(duals[row]) * model.money for row in np.flatnonzero(duals)}


def spread(model: PlanningModel, prices: PathPrices) -> FloatArray:
    """Return the price of each row of a tree, in the solver's money, shape (rows,).

    Parameters
    ----------
    model : PlanningModel
        The problem of a tree.
    prices : PathPrices
        Prices on its mean path; a row that the path does not have costs nothing.
    """
    tree = model.numbers.tree
    duals = np.zeros(len(model.compiled.rows))
    for position, row in enumerate(model.compiled.rows):
        family, index = _key(row)
        nodes = [place for place in _NODES.get(family, ()) if index[place] >= 0]
        if nodes:
            on_path = tuple(tree.period[each] if place in nodes else each for place, each in enumerate(index))
            price = prices.get((family, on_path), 0.0)
            duals[position] = price * tree.nodes[index[nodes[0]]].probability / model.money
    return duals


def row_weights(model: PlanningModel) -> FloatArray:
    """Return what one unit of plan currency at each row's node comes to in the objective, shape (rows,).

    That is the node's probability, in the solver's money; of a row that belongs to no node the whole. (Prices per unit
    of discount, too, were tried: rows that hold from one node to the next then contradict each other, and columns
    without near bounds make the bound worthless.)
    """
    tree = model.numbers.tree
    weights = np.ones(len(model.compiled.rows))
    for position, row in enumerate(model.compiled.rows):
        family, index = _key(row)
        nodes = [index[place] for place in _NODES.get(family, ()) if index[place] >= 0]
        if nodes:
            weights[position] = tree.nodes[nodes[0]].probability
    return weights / model.money


def _key(row: Any) -> tuple[str, tuple[Any, ...]]:
    """Family and index of a row."""
    index = row.index()
    return row.parent_component().name, index if isinstance(index, tuple) else (index,)
