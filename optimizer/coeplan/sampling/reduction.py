"""Many draws reduced to a tree of few leaves, and how far the one is from the other.

The tree is one of optimal quantisation: every draw is stood for by the leaf nearest to it, and every node has the mean
of the draws that pass through it. Both steps, made in turn after Lloyd, bring draws and tree closer. Probabilities are
those of the nearest leaves, so that the mean distance is the Kantorovich distance itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .growing import Numbers, grow
from .noise import Array
from .processes import Panel

_ROUNDS = 100
"""Rounds of Lloyd's two steps, at most; each brings less than the one before."""


@dataclass(frozen=True)
class Reduced:
    """A tree that stands for draws.

    Attributes
    ----------
    first_periods : tuple of int
        First period of each stage; the first is 0, the others branch.
    nodes : array
        Number of the node of each leaf in each stage, shape (stages, leaves).
    paths : array
        Values on the way to each leaf, shape (leaves, periods, columns).
    shares : array
        Share of the draws that each leaf stands for, shape (leaves,).
    distance : float
        Kantorovich distance of the draws from the leaves.
    stages : tuple of float
        The part of each stage: mean distance over its periods alone.
    processes : mapping of str to float
        The part of each process: mean distance in its drivers alone.
    """

    first_periods: tuple[int, ...]
    nodes: Numbers
    paths: Array
    shares: Array
    distance: float
    stages: tuple[float, ...]
    processes: Mapping[str, float]


def reduce_panel(panel: Panel, months: Sequence[int], branchings: Sequence[int], leaves: int) -> Reduced:
    """Reduce draws to a tree.

    Parameters
    ----------
    panel : Panel
        The draws; their order makes no difference.
    months : sequence of int
        Length of each period, shape (periods,).
    branchings : sequence of int
        Periods at which nodes branch, rising.
    leaves : int
        Most leaves.

    Returns
    -------
    Reduced
        The tree, its leaves so numbered that those of the same parent follow each other.
    """
    work = _Work(panel, np.array(months, dtype=np.float64), (0, *branchings))
    labels, nodes = grow([work.flat(stage) for stage in work.stages], leaves)
    for _ in range(_ROUNDS):
        paths = work.centres(labels, nodes)
        nearest = work.nearest(paths)
        if bool((nearest == labels).all()):
            break
        labels, nodes, paths = _without_empty(nearest, nodes, paths)
    else:
        paths = work.centres(labels, nodes)
        labels, nodes, paths = _without_empty(work.nearest(paths), nodes, paths)
    return work.told(labels, nodes, paths)


def _without_empty(labels: Numbers, nodes: Numbers, paths: Array) -> tuple[Numbers, Numbers, Array]:
    """Leave out leaves that no draw is nearest to, and number nodes anew."""
    used, labels = np.unique(labels, return_inverse=True)
    kept = np.array([np.unique(stage, return_inverse=True)[1] for stage in nodes[:, used]])
    return labels, kept, paths[used]


class _Work:
    """Draws under reduction, in an order of their own."""

    def __init__(self, panel: Panel, months: Array, first_periods: tuple[int, ...]) -> None:
        samples, periods, columns = panel.values.shape
        flat = panel.values.reshape(samples, periods * columns)
        order = np.lexsort(flat.T[::-1]) if flat.size else np.arange(samples)
        self._values = panel.values[order]
        self._columns = panel.columns
        self._months = months
        self._first_periods = first_periods
        importance = np.array([column.importance for column in panel.columns])
        self._scale = np.sqrt(np.outer(months / months.sum(), importance))
        self._scaled = (self._values * self._scale).reshape(samples, periods * columns)
        self._squares = (self._scaled**2).sum(axis=1)

    @cached_property
    def stages(self) -> tuple[slice, ...]:
        """Periods of each stage."""
        ends = (*self._first_periods[1:], len(self._months))
        return tuple(slice(first, end) for first, end in zip(self._first_periods, ends, strict=True))

    def flat(self, stage: slice) -> Array:
        """Return what a stage shows of each draw, scaled, shape (samples, periods x columns)."""
        return (self._values[:, stage] * self._scale[stage]).reshape(len(self._values), -1)

    def centres(self, labels: Numbers, nodes: Numbers) -> Array:
        """Return the values of the nodes on the way to each leaf: means of its draws, or what comes nearest."""
        leaves = nodes.shape[1]
        sums = np.zeros((leaves, *self._values.shape[1:]))
        order = np.argsort(labels, kind="stable")
        starts = np.searchsorted(labels[order], np.arange(leaves))
        sums[:] = np.add.reduceat(self._values[order], starts, axis=0)
        counts = np.bincount(labels, minlength=leaves).astype(np.float64)
        paths = np.empty_like(sums)
        for number, stage in enumerate(self.stages):
            of_leaf = nodes[number]
            width = int(of_leaf.max()) + 1
            total = np.zeros((width, *sums[:, stage].shape[1:]))
            np.add.at(total, of_leaf, sums[:, stage])
            means = total / np.bincount(of_leaf, counts, width)[:, None, None]
            for columns, known in self._wholes[number]:
                means[:, :, columns] = known.nearest(means[:, :, columns], of_leaf[labels])
            paths[:, stage] = means[of_leaf]
        return paths

    @cached_property
    def _wholes(self) -> list[list[tuple[list[int], "_Patterns"]]]:
        """For each stage, the columns of each process that has no values between those drawn, and what was drawn."""
        processes: dict[str, list[int]] = {}
        for number, column in enumerate(self._columns):
            if column.whole:
                processes.setdefault(column.process, []).append(number)
        return [
            [(columns, _Patterns.of(self._values[:, stage][:, :, columns])) for columns in processes.values()]
            for stage in self.stages
        ]

    def nearest(self, paths: Array) -> Numbers:
        """Return the leaf that is nearest to each draw."""
        points = (paths * self._scale).reshape(len(paths), -1)
        return np.argmin((points**2).sum(axis=1) - 2 * self._scaled @ points.T, axis=1)

    def told(self, labels: Numbers, nodes: Numbers, paths: Array) -> Reduced:
        """Return the tree with its distances."""
        squares = ((self._values - paths[labels]) * self._scale) ** 2
        by_period = squares.sum(axis=2)
        whole = self._months.sum()
        stages = [
            _mean_root(by_period[:, stage].sum(axis=1) * whole / self._months[stage].sum()) for stage in self.stages
        ]
        processes: dict[str, Array] = {}
        for number, column in enumerate(self._columns):
            part = squares[:, :, number].sum(axis=1)
            processes[column.process] = processes.get(column.process, np.zeros(len(squares))) + part
        return Reduced(
            first_periods=self._first_periods,
            nodes=nodes,
            paths=paths,
            shares=np.bincount(labels, minlength=len(paths)) / len(labels),
            distance=_mean_root(by_period.sum(axis=1)),
            stages=tuple(stages),
            processes={name: _mean_root(part) for name, part in processes.items()},
        )


def _mean_root(squares: Array) -> float:
    return float(np.sqrt(squares).mean())


@dataclass(frozen=True)
class _Patterns:
    """What a process without values in between does in the periods of a stage.

    Attributes
    ----------
    rows : array
        Different courses, shape (courses, periods, columns).
    of_draw : array
        Number of each draw's course, shape (samples,).
    """

    rows: Array
    of_draw: Numbers

    @classmethod
    def of(cls, values: Array) -> "_Patterns":
        """Find the different courses of draws."""
        flat, of_draw = np.unique(values.reshape(len(values), -1), axis=0, return_inverse=True)
        return cls(flat.reshape(-1, *values.shape[1:]), of_draw.reshape(-1))

    def nearest(self, means: Array, of_node: Numbers) -> Array:
        """Return, for each node, the course nearest to a mean among those of the draws that pass through it."""
        width = len(self.rows)
        passing = np.bincount(of_node * width + self.of_draw, minlength=len(means) * width).reshape(-1, width) > 0
        flat = self.rows.reshape(width, -1)
        centres = means.reshape(len(means), -1)
        distances = (flat**2).sum(axis=1) - 2 * centres @ flat.T
        return self.rows[np.argmin(np.where(passing, distances, np.inf), axis=1)]
