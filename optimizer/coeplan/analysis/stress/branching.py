"""Which branch of a tree a future is taken for, by what can be seen of it: the nearest one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np

from coeplan.planning.tree import Tree, neutral, scope_values
from coeplan_models import DriverKind, Instance, Scope

from .drivers import Draws, FloatArray, IntArray, covers

SAME = 1e-9
"""Values closer than this tell no branches apart."""


@dataclass(frozen=True)
class Branching:
    """A node where the future shows itself, and what tells its branches apart.

    Attributes
    ----------
    node : int
        The node that branches.
    children : tuple of int
        Its children.
    shares : tuple of float
        Probability of each child, given the node.
    period : int
        Period whose drivers are looked at: that of the children, or the first later one in which they differ where
        more is known then than can be seen.
    scopes : tuple of Scope
        Drivers that differ between the children; none where nothing does.
    values : array, shape (children, scopes)
        What they come to in each child; in a later period the mean over its branches.
    """

    node: int
    children: tuple[int, ...]
    shares: tuple[float, ...]
    period: int
    scopes: tuple[Scope, ...]
    values: FloatArray

    @property
    def span(self) -> FloatArray:
        """How far the children are apart in each driver, shape (scopes,)."""
        return np.ptp(self.values, axis=0)

    def seen(self, draws: Draws, rows: IntArray, instance: Instance) -> FloatArray:
        """Return what is seen of some draws, shape (rows, scopes)."""
        if not self.scopes:
            return np.zeros((len(rows), 0))
        return np.stack([draws.seen(scope, self.period, instance)[rows] for scope in self.scopes], axis=1)

    def nearest(self, seen: FloatArray) -> IntArray:
        """Return the position of the nearest child, shape (rows,).

        Distances are Euclidean, each driver in units of what the children are apart in it. Of children that are
        equally near, and of all where nothing tells them apart, the likeliest is taken.
        """
        order = sorted(range(len(self.children)), key=lambda position: -self.shares[position])
        scaled = (seen[:, None, :] - self.values[None, order, :]) / np.where(self.span > 0, self.span, 1.0)
        return np.array(order)[np.argmin(np.sum(scaled**2, axis=2), axis=1)]


@dataclass(frozen=True)
class Branchings:
    """All branchings of an instance's tree.

    Attributes
    ----------
    instance, tree
        The instance and its tree, expanded.
    """

    instance: Instance
    tree: Tree

    @cached_property
    def by_node(self) -> Mapping[int, Branching]:
        """Each branching by the node that branches, parents before children."""
        return {node: self._branching(node) for node, children in enumerate(self.tree.children) if len(children) > 1}

    def follow(self, draws: Draws) -> IntArray:
        """Return the node that each draw is taken for in each period, shape (periods, draws)."""
        return walk(self.tree, draws.count, lambda node, rows: self._nearest(node, rows, draws))

    def _nearest(self, node: int, rows: IntArray, draws: Draws) -> IntArray:
        found = self.by_node[node]
        return found.nearest(found.seen(draws, rows, self.instance))

    @cached_property
    def _drivers(self) -> tuple[Mapping[Scope, float], ...]:
        return tuple(scope_values(node) for node in self.tree.nodes)

    def _branching(self, node: int) -> Branching:
        """Look for the first period in which something tells the children apart."""
        children = self.tree.children[node]
        shares = self._shares(children)
        fronts: list[Mapping[int, float]] = [{child: 1.0} for child in children]
        period = first = self.tree.period[node] + 1
        while fronts[0]:
            if scopes := self._differing(fronts):
                values = [[self._mean(front, scope, whole=True) for scope in scopes] for front in fronts]
                return Branching(node, children, shares, period, scopes, np.array(values))
            fronts = [self._next(front) for front in fronts]
            period += 1
        return Branching(node, children, shares, first, (), np.zeros((len(children), 0)))

    def _differing(self, fronts: Sequence[Mapping[int, float]]) -> tuple[Scope, ...]:
        scopes = dict.fromkeys(scope for front in fronts for node in front for scope in self._drivers[node])
        means = {scope: [self._mean(front, scope, whole=False) for front in fronts] for scope in scopes}
        return tuple(scope for scope, values in means.items() if max(values) - min(values) > SAME)

    def _mean(self, front: Mapping[int, float], scope: Scope, *, whole: bool) -> float:
        """Mean of a driver over nodes with their shares; as a whole with all that cover it."""
        return sum((share * self._value(node, scope, whole=whole) for node, share in front.items()), 0.0)

    def _value(self, node: int, scope: Scope, *, whole: bool) -> float:
        known = self._drivers[node]
        if not whole:
            return known.get(scope, neutral(scope))
        values = [value for each, value in known.items() if covers(each, scope, self.instance)]
        return sum(values, 0.0) if scope.driver is DriverKind.LEVY else prod(values)

    def _next(self, front: Mapping[int, float]) -> dict[int, float]:
        """Return the nodes of the next period, with their shares."""
        found: dict[int, float] = {}
        for node, share in front.items():
            children = self.tree.children[node]
            found.update({c: share * part for c, part in zip(children, self._shares(children), strict=True)})
        return found

    def _shares(self, children: Sequence[int]) -> tuple[float, ...]:
        """Probability of each child, given that one of them comes true."""
        weights = [self.tree.nodes[child].probability for child in children]
        total = sum(weights)
        return tuple(weight / total if total > 0 else 1 / len(weights) for weight in weights)


def walk(tree: Tree, count: int, choose: Callable[[int, IntArray], IntArray]) -> IntArray:
    """Return the node of each draw in each period, shape (periods, draws).

    Parameters
    ----------
    tree : Tree
        The tree.
    count : int
        How many draws there are.
    choose : callable
        Given a node that branches and the draws that are there, returns the position of the child of each.
    """
    path = np.zeros((1 + max(tree.period), count), dtype=np.int64)
    for node, children in enumerate(tree.children):
        rows = np.flatnonzero(path[tree.period[node]] == node)
        if len(children) > 1 and len(rows):
            path[tree.period[node] + 1, rows] = np.array(children)[choose(node, rows)]
        elif children:
            path[tree.period[node] + 1, rows] = children[0]
    return path
