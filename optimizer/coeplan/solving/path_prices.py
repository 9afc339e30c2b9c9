"""Prices of the mean path as prices of a tree.

What a row is worth at a node is about what it is worth in that period on the mean path, times the probability of the
node. Any prices give a bound (see ``lagrangian``), the relaxation's own the best one to begin with; these cost one
relaxation of a single path, however large the tree is.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from coeplan.core.cancel import CancelToken
from coeplan.formulation.build import EQUATIONS
from coeplan.formulation.matrix import FloatArray
from coeplan_models import Instance

from .by_parts import ByParts
from .model import NARROW, PlanningModel
from .paths import unmeasured
from .process import SolverProcess

PathPrices = Mapping[tuple[str, tuple[Any, ...]], float]
"""Price of each row per unit of :func:`row_weights`, by its family and its index on a path, whose nodes are periods."""

OF_MONEY = frozenset({"running_total", "tail_of_leaf", "peak_of_leaf"})
"""Families of rows that are amounts in the model's own money."""

_NODES = {equation.name: equation.node_positions for equation in EQUATIONS}


def solve_for_prices(path: Instance, solver: SolverProcess, ends: float, cancel: CancelToken) -> PathPrices | None:
    """Solve the relaxation of a path and return its prices; None where there was no time for it.

    Parameters
    ----------
    path : Instance
        The instance on the path.
    solver : SolverProcess
        Solves; it may hold anything, and holds the relaxation afterwards.
    ends : float
        When to stop, on the solver's clock.
    cancel : CancelToken
        Stops it.
    """
    model = PlanningModel.of(path, NARROW, least_totals=unmeasured(path))
    duals = ByParts(model, solver, 0.0, cancel).prices(ends)
    return None if duals is None else path_prices(model, duals)


def path_prices(model: PlanningModel, duals: FloatArray) -> PathPrices:
    """Return the prices of a path's rows where they are not 0.

    Parameters
    ----------
    model : PlanningModel
        The problem of a path.
    duals : array, shape (rows,)
        Price of each row, in the solver's money.
    """
    rows, prices = model.compiled.rows, duals / row_weights(model)
    return {_key(rows[row]): float(prices[row]) for row in np.flatnonzero(duals)}


def spread(model: PlanningModel, prices: PathPrices) -> FloatArray:
    """Return the price of each row of a tree, in the solver's money, shape (rows,).

    Parameters
    ----------
    model : PlanningModel
        The problem of a tree.
    prices : PathPrices
        Prices on its mean path.
    """
    tree = model.numbers.tree
    duals = np.zeros(len(model.compiled.rows))
    weights = row_weights(model)
    for position, row in enumerate(model.compiled.rows):
        family, index = _key(row)
        nodes = [place for place in _NODES.get(family, ()) if index[place] >= 0]
        if nodes:
            on_path = tuple(tree.period[each] if place in nodes else each for place, each in enumerate(index))
            duals[position] = prices.get((family, on_path), unknown_price(model, family)) * weights[position]
    return duals


def unknown_price(model: PlanningModel, family: str) -> float:
    """Return the price of a row that is not known from elsewhere, per unit of :func:`row_weights`.

    That is nothing. But where no running totals were needed, as one future has no tail, every amount counted in the
    expected total; it still does, if that is what running totals count for.
    """
    return model.numbers.instance.objective.expectation_weight if family == "running_total" else 0.0


def row_weights(model: PlanningModel) -> FloatArray:
    """Return what one unit of plan currency at each row's node comes to in the objective, shape (rows,).

    That is the node's probability, in the solver's money; of a row that belongs to no node the whole. A price of a row
    that is an amount of money says how much of it counts, whatever the money. (Prices per unit
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
        if family not in OF_MONEY:
            weights[position] /= model.money
    return weights


def _key(row: Any) -> tuple[str, tuple[Any, ...]]:
    """Family and index of a row."""
    index = row.index()
    return row.parent_component().name, index if isinstance(index, tuple) else (index,)
