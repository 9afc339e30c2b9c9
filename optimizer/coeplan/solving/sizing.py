"""Whole teams from divisible ones, one period after another (relax and fix, Pochet and Wolsey 2006, chapter 8).

Given the state at a node, its subtrees have nothing to do with each other. So teams become whole from the root to the
leaves: those of one period at a time, while later ones stay divisible and earlier ones are held, and each branch on its
own. No step has more whole columns than one node, and the further down, the smaller is what is left.

A plan that breaks some rules, as one of a similar instance may, is mended in the same way: where its teams are whole
and its rules are kept nothing has to be done, and what is broken later is left to its own step.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from coeplan.formulation.matrix import FEASIBILITY_TOLERANCE, BoolArray, FloatArray, MatrixChange, MatrixModel
from coeplan.formulation.matrix_part import matrix_part
from coeplan.planning.tree import ROOT

from .model import DECIDED, PlanningModel
from .neighbourhoods import Neighbourhoods
from .termination import MipResult
from .windows import OF_NO_NODE, nodes_of_columns

ALL = 1_000_000


@dataclass(frozen=True)
class Manner:
    """How teams become whole.

    Attributes
    ----------
    reaches : sequence of (int, int)
        Heads by which whole teams may differ from what they are, and periods ahead in which others may change, tried in
        turn.
    goes_back : bool
        Whether earlier teams are sized once more where some cannot become whole.
    """

    reaches: Sequence[tuple[int, int]]
    goes_back: bool


FROM_DIVISIBLE = Manner(((1, 2), (2, 2), (2, ALL), (6, ALL), (ALL, ALL)), goes_back=True)
"""From divisible teams. (Two periods ahead take a third of the time of all, and one head three quarters of the time of
two, each for a tenth of a percent of the cost.)"""

MENDING = Manner(((2, 0), (ALL, 0)), goes_back=False)
"""From whole teams that break rules at few nodes. (With later teams divisible every node after the first would have to
be sized, too.)"""

ANEW_REACH = 2
"""Heads by which teams that are sized anew may differ from what they are."""

NOTICEABLE = 1e-6
"""Relative difference of two objectives below which none is better: what follows from decisions is known no closer."""

DIGITS = 6
"""Digits of what is held and may be a fraction: closer than the solver's tolerance."""

Solve = Callable[[MatrixModel, float], MipResult]
"""Solves a problem; the number is its share of what is left to do."""

SolveFrom = Callable[[MatrixModel, FloatArray], MipResult]
"""Solves a problem of which a solution is known."""


@dataclass(frozen=True)
class Step:
    """Teams at a node, and in so many periods from there on, become whole."""

    head: int
    periods: int = 1


class Sizing:
    """Sizes whole teams on a given life cycle.

    Parameters
    ----------
    model : PlanningModel
        The problem.
    parts : Neighbourhoods
        Its parts.

    Attributes
    ----------
    tree : Tree
        The problem's tree.
    """

    def __init__(self, model: PlanningModel, parts: Neighbourhoods) -> None:
        self._matrix = model.compiled.matrix
        self.tree = model.numbers.tree
        self._parts = parts
        self._node = nodes_of_columns(model)
        self._period = np.array(self.tree.period)
        places = model.compiled.places()
        columns = model.algebra.columns
        self._decided = self._matrix.integer.copy()
        self._decided[[places[id(column)] for family in DECIDED for column in columns[family].values()]] = True
        self._teams = np.zeros(self._matrix.column_count, dtype=bool)
        self._teams[[places[id(column)] for column in columns["team"].values()]] = True
        self._structure = parts.structure_mask(self._matrix.column_count)
        self._open = self._matrix.integer & ~self._structure
        self._shared = np.zeros(self._matrix.column_count, dtype=bool)
        self._shared[[places[id(column)] for family in OF_NO_NODE for column in columns[family].values()]] = True
        self._period_of_entry = self._period[self._node[self._matrix.column_index]]
        self._last_period = np.full(self._matrix.row_count, -1)
        np.maximum.at(self._last_period, self._matrix.row_of_entry, self._period_of_entry)

    def run(self, x: FloatArray, solve: Solve, manner: Manner = FROM_DIVISIBLE) -> FloatArray | None:
        """Return a solution with whole teams that keeps every rule.

        Parameters
        ----------
        x : array, shape (columns,)
            A solution whose life cycle is whole, and in which areas that must be at one site are; or a plan that breaks
            rules.
        solve : callable
            Solves what it is given.
        manner : Manner
            How.

        Returns
        -------
        array, shape (columns,), or None
            None where teams at some node cannot be whole or keep the rules, or there was no time. What is no decision
            may be off by the solver's tolerance.
        """
        if (self._broken(x) & ~self._touched(~self._structure)).any():
            return None
        sized, waiting = x.copy(), [Step(ROOT)]
        left = self._matrix.column_count * (1 + int(self._period.max()))
        while waiting:
            step = waiting.pop(0)
            below = self._below(step.head)
            columns = int(below[self._node].sum())
            if not self._open[below[self._node]].any():
                continue
            share = columns / max(columns, left)
            if self._become_whole(sized, step, manner.reaches, lambda part, share=share: solve(part, share)):
                ends = self._period[step.head] + step.periods
                waiting += [Step(node) for node in np.flatnonzero(below & (self._period == ends)).tolist()]
                left -= columns * step.periods
            elif step.head == ROOT or not manner.goes_back:
                return None
            else:
                back = self.tree.path(step.head)[-1 - step.periods :][0]
                taken_back = self._below(back)
                waiting = [each for each in waiting if not taken_back[each.head]]
                waiting.insert(0, Step(back, int(self._period[step.head] - self._period[back]) + step.periods))
        return sized

    def broken_share(self, x: FloatArray) -> float:
        """Return the share of nodes at which a solution, shape (columns,), breaks a rule that speaks of none later."""
        row = self._matrix.row_of_entry
        entries = self._broken(x)[row] & (self._period_of_entry == self._last_period[row])
        return len(np.unique(self._node[self._matrix.column_index[entries]])) / len(self.tree)

    def _below(self, head: int) -> BoolArray:
        """Which nodes are in the subtree of a node, shape (nodes,)."""
        return np.array([head in self.tree.path(node) for node in range(len(self.tree))])

    def _broken(self, x: FloatArray) -> BoolArray:
        """Which rows a solution does not keep, or have a column beyond its bounds, shape (rows,)."""
        rows, columns = self._matrix.excesses(x)
        return (rows > FEASIBILITY_TOLERANCE) | self._touched(columns > FEASIBILITY_TOLERANCE)

    def _later_rows(self, window: BoolArray) -> BoolArray:
        """Which rows speak of periods after a window, shape (rows,)."""
        return self._last_period > self._period[self._node[window]].max()

    def _become_whole(
        self,
        sized: FloatArray,
        step: Step,
        reaches: Sequence[tuple[int, int]],
        solve: Callable[[MatrixModel], MipResult],
    ) -> bool:
        """Make the teams of one step whole in a solution, near what they are if possible; tell whether it was.

        Nothing is done where they are whole already, and rules are kept that end with the step. What is broken later is
        left to its own step.
        """
        inside, window = self._reach_of(step)
        broken, later = self._broken(sized), self._later_rows(window)
        open_here = sized[window & self._open]
        whole = np.abs(open_here - np.round(open_here)).max(initial=0.0) <= FEASIBILITY_TOLERANCE
        if whole and not (broken & self._touched(inside) & ~later).any():
            return True
        free, rows, held = self._problem(step.head, inside, sized)
        rows &= ~(broken & later)
        for slack, ahead in reaches:
            near = self._near(sized, slack, window).changed(self._later(sized, window, ahead))
            problem = matrix_part(near.whole_in(window), free, rows, held)
            found = solve(problem).x
            if found is not None:
                sized[inside] = found[inside[free]]
                return True
        return False

    def anew(self, x: FloatArray, step: Step, solve: SolveFrom) -> FloatArray | None:
        """Size the teams of one step anew, with the structure and all other teams held.

        Parameters
        ----------
        x : array, shape (columns,)
            A solution with whole teams.
        step : Step
            Which teams.
        solve : callable
            Solves what it is given.

        Returns
        -------
        array, shape (columns,), or None
            A better solution, of which what is no decision may be off by the solver's tolerance; None where there is
            none, or no time to find it.
        """
        inside, window = self._reach_of(step)
        if not (self._teams & window).any():
            return None
        free, rows, held = self._problem(step.head, inside, x)
        near = self._near(x, ANEW_REACH, window).changed(self._later(x, window, 0))
        found = solve(matrix_part(near, free, rows, held), x[free]).x
        if found is None:
            return None
        better = x.copy()
        better[inside] = found[inside[free]]
        known = self._matrix.objective_of(x)
        return better if known - self._matrix.objective_of(better) > NOTICEABLE * abs(known) else None

    def _reach_of(self, step: Step) -> tuple[BoolArray, BoolArray]:
        """Return which columns are in the subtree of a step, and which of these in its periods, shape (columns,)."""
        below = self._below(step.head)
        inside = below[self._node] | (self._shared if step.head == ROOT else False)
        return inside, (below & (self._period < self._period[step.head] + step.periods))[self._node]

    def _near(self, sized: FloatArray, slack: float, window: BoolArray) -> MatrixModel:
        """The problem with the structure held, and teams in a window near what they are."""
        near = self._parts.near(sized, slack).of(window)
        return self._matrix.changed(self._parts.hold_structure(sized)).changed(near)

    def _later(self, sized: FloatArray, window: BoolArray, ahead: int) -> MatrixChange:
        """Hold teams more than some periods after a window; what follows from them stays free."""
        last = self._period[self._node[window]].max()
        later = np.flatnonzero(self._teams & (self._period[self._node] > last + ahead))
        return MatrixChange.fixing(later, sized[later])

    def _problem(self, head: int, inside: BoolArray, sized: FloatArray) -> tuple[BoolArray, BoolArray, FloatArray]:
        """Return which columns are free, which rows hold, and what all other columns are held at.

        What is decided on the way to the node is held, whole columns rounded. What follows from it there is free, since
        it is known within the solver's tolerance alone. Rows of other branches hold where they speak of this one.
        """
        before = np.isin(self._node, self.tree.ancestors(head)) & ~inside
        held = np.where(self._matrix.integer, np.round(sized), np.round(sized, DIGITS))
        held[~(inside | before)] = sized[~(inside | before)]
        follows = before & ~self._decided & ~self._shared
        free = inside | follows
        rows = self._touched(inside) | (self._touched(follows) & ~self._touched(~(inside | before)))
        return free, rows, held

    def _touched(self, columns: BoolArray) -> BoolArray:
        """Which rows have an entry in some of the columns, shape (rows,)."""
        rows = np.zeros(self._matrix.row_count, dtype=bool)
        rows[self._matrix.row_of_entry[columns[self._matrix.column_index]]] = True
        return rows
