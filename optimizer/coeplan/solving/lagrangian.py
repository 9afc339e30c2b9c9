"""A lower bound from parts: rows between parts are priced, and every part is solved on its own.

For any prices the parts' optima and the priced right-hand sides add up to a lower bound (Lagrangian relaxation,
Geoffrion 1974). With the duals of the relaxation as prices it begins at the relaxation's value, and rises with every
part by what wholeness costs inside it. Parts of one level are unions of those of the level before, so that what was
proved of the small ones holds for the large ones until these do better, and every single part solved counts.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from coeplan.formulation.matrix import FloatArray, MatrixModel

MOST_ROUNDS = 20
"""Rounds of propagation after which what is still without limit stays so."""

PartNumbers = NDArray[np.int64]
"""Number of the part of each column, from 0 without gaps, shape (columns,)."""

OnBound = Callable[[float], None]
"""Told lower bounds."""

PartSolver = Callable[[MatrixModel, float, OnBound], float | None]
"""Returns a proved lower bound of a part, or None, and tells bounds on its way there.

The number is the part's share of what is left to do at its level.
"""


def told_to_nobody(_bound: float) -> None:
    """Tell nobody a bound."""


@dataclass(frozen=True, eq=False)
class _Level:
    """The problem taken apart at one level.

    ``home`` is the part of each row, -1 where the row lies between parts; ``held`` a proved bound of each part, and
    ``constant`` what the priced rows add.
    """

    part_of: PartNumbers
    home: NDArray[np.int64]
    held: FloatArray
    constant: float

    @property
    def bound(self) -> float:
        return self.constant + float(self.held.sum())

    def without(self, number: int) -> float:
        """The bound without what is held of one part."""
        return self.constant + float(np.delete(self.held, number).sum())


class Parts:
    """Bounds of one problem from its parts, at fixed prices.

    Parameters
    ----------
    matrix : MatrixModel
        The problem.
    duals : array, shape (rows,)
        Price of each row between parts, of the sign of a dual of a minimum. A price on a side that a row does not have
        counts as 0.
    meanwhile : callable, optional
        Told bounds of the whole while a part is being solved. The bound after the part has the last word.
    """

    def __init__(self, matrix: MatrixModel, duals: FloatArray, meanwhile: OnBound = told_to_nobody) -> None:
        self._meanwhile = meanwhile
        lower, upper = implied_bounds(matrix)
        missing = ((duals > 0) & np.isneginf(matrix.row_lower)) | ((duals < 0) & np.isposinf(matrix.row_upper))
        self._matrix, self._lower, self._upper = matrix, lower, upper
        self._prices = np.where(missing, 0.0, duals)
        side = np.where(self._prices > 0, matrix.row_lower, matrix.row_upper)
        self._worth = np.zeros(matrix.row_count)
        priced = self._prices != 0
        self._worth[priced] = self._prices[priced] * side[priced]

    def bounds(self, levels: Iterable[PartNumbers], solve: PartSolver, *, own: bool = True) -> Iterator[float]:
        """Yield the bound of the whole, first with every row priced, then after each part that was solved.

        ``levels`` go from small parts to large ones, each part a union of parts of the level before. ``own`` says
        whether the prices are those of this problem's relaxation: these prove its value as they are. With others the
        relaxations of the first parts have to, which is quick, before parts are solved.
        """
        level = self._columns()
        yield level.bound
        relaxed_first = not own
        for part_of in levels:
            level = self._next(level, part_of)
            numbers = np.arange(len(level.held))
            relaxed = numbers[relaxed_first | np.isneginf(level.held)]
            yield from self._improved(level, solve, relaxed, relaxed=True)
            yield from self._improved(level, solve, numbers, relaxed=False)
            relaxed_first = False

    def relaxed_bounds(self, part_of: PartNumbers, solve: PartSolver) -> Iterator[float]:
        """Yield the bound of the whole after the relaxation of each part, which is quick, and no part's own solve."""
        level = self._next(self._columns(), part_of)
        yield from self._improved(level, solve, np.arange(len(level.held)), relaxed=True)

    def _improved(
        self, level: _Level, solve: PartSolver, numbers: NDArray[np.intp], *, relaxed: bool
    ) -> Iterator[float]:
        """Solve some parts of a level, or their relaxations; yield the bound after each."""
        left = self._matrix.column_count
        wanted = set(numbers.tolist())
        for number, part in enumerate(self._split(level) if wanted else ()):
            if number in wanted:
                problem = part.relaxed() if relaxed else part
                found = solve(problem, part.column_count / left, self._telling(level.without(number)))
                level.held[number] = max(level.held[number], -np.inf if found is None else found)
                yield level.bound
            left -= part.column_count

    def _telling(self, others: float) -> OnBound:
        """Return what tells the bound of the whole, given that of one part."""
        return lambda bound: self._meanwhile(others + bound)

    def _costs(self, home: NDArray[np.int64]) -> FloatArray:
        """Cost of each column less what the priced rows pay for it."""
        matrix = self._matrix
        prices = np.where(home < 0, self._prices, 0.0)[self._matrix.row_of_entry]
        paid = np.bincount(matrix.column_index, weights=prices * matrix.coefficient, minlength=matrix.column_count)
        return matrix.cost - paid

    def _columns(self) -> _Level:
        """Every column a part of its own."""
        nowhere = np.full(self._matrix.row_count, -1)
        costs = self._costs(nowhere)
        best = np.where(costs > 0, self._lower, self._upper)
        held = np.where(costs == 0, 0.0, costs * np.where(costs == 0, 0.0, best))
        return _Level(np.arange(len(costs)), nowhere, held, self._matrix.offset + float(self._worth.sum()))

    def _next(self, before: _Level, part_of: PartNumbers) -> _Level:
        """Unite parts; what was priced between them and no longer is goes to the part."""
        matrix = self._matrix
        first, last = np.full(matrix.row_count, len(part_of)), np.full(matrix.row_count, -1)
        touched = part_of[matrix.column_index]
        np.minimum.at(first, self._matrix.row_of_entry, touched)
        np.maximum.at(last, self._matrix.row_of_entry, touched)
        home = np.where(first == last, first, -1)
        count = int(part_of.max()) + 1
        union = np.zeros(len(before.held), dtype=np.int64)
        union[before.part_of] = part_of
        held: FloatArray = np.bincount(union, weights=before.held, minlength=count).astype(np.float64)
        freed = (before.home < 0) & (home >= 0)
        held += np.bincount(home[freed], weights=self._worth[freed], minlength=count)
        return _Level(part_of, home, held, before.constant - float(self._worth[freed].sum()))

    def _split(self, level: _Level) -> Iterator[MatrixModel]:
        """Yield the problem of each part."""
        matrix, costs = self._matrix, self._costs(level.home)
        count = len(level.held)
        columns_of, rows_of = _members(level.part_of, count), _members(level.home, count)
        entries_of = _members(level.home[matrix.row_of_entry], count)
        position = np.zeros(matrix.column_count, dtype=np.int32)
        lengths = np.diff(matrix.row_start)
        for columns, rows, entries in zip(columns_of, rows_of, entries_of, strict=True):
            position[columns] = np.arange(len(columns))
            yield MatrixModel(
                cost=costs[columns],
                offset=0.0,
                lower=self._lower[columns],
                upper=self._upper[columns],
                integer=matrix.integer[columns],
                row_start=np.concatenate([[0], np.cumsum(lengths[rows])]),
                column_index=position[matrix.column_index[entries]],
                coefficient=matrix.coefficient[entries],
                row_lower=matrix.row_lower[rows],
                row_upper=matrix.row_upper[rows],
            )


def _members(numbers: NDArray[np.int64], count: int) -> list[NDArray[np.intp]]:
    """Return, for each number from 0 on, where it stands, in rising order."""
    order = np.argsort(numbers, kind="stable")
    edges = np.searchsorted(numbers[order], np.arange(count + 1))
    return [order[first:last] for first, last in pairwise(edges)]


def implied_bounds(matrix: MatrixModel) -> tuple[FloatArray, FloatArray]:
    """Return column bounds, those that are missing replaced by what rows imply.

    A part without its linking rows could fall without limit along a column whose price is off by a rounding error; with
    a bound it cannot. Finite bounds stay as they are.
    """
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    count = matrix.column_count * 2
    for _ in range(MOST_ROUNDS):
        missing = np.isinf(lower) | np.isinf(upper)
        before, count = count, int(np.isinf(lower).sum() + np.isinf(upper).sum())
        if count in (0, before):
            break
        _imply(matrix, lower, upper, missing)
    return lower, upper


def _imply(matrix: MatrixModel, lower: FloatArray, upper: FloatArray, missing: NDArray[np.bool_]) -> None:
    """Fill in bounds of columns of which one is missing, where they follow from one row each."""
    touched = np.zeros(matrix.row_count, dtype=np.bool_)
    touched[matrix.row_of_entry[missing[matrix.column_index]]] = True
    entries = touched[matrix.row_of_entry]
    column, row_of_entry = matrix.column_index[entries], matrix.row_of_entry[entries]
    coefficient = matrix.coefficient[entries]
    for a, limit in ((coefficient, matrix.row_upper), (-coefficient, -matrix.row_lower)):
        # Every row as one whose activity has this upper limit.
        least = a * np.where(a > 0, lower[column], upper[column])
        endless = np.isinf(least)
        finite = np.where(endless, 0.0, least)
        total = np.bincount(row_of_entry, weights=finite, minlength=matrix.row_count)
        others_endless = np.bincount(row_of_entry, weights=endless, minlength=matrix.row_count)[row_of_entry] - endless
        usable = (others_endless == 0) & np.isfinite(limit)[row_of_entry] & (a != 0)
        room = np.zeros(len(a))
        room[usable] = ((limit - total)[row_of_entry] + finite)[usable] / a[usable]
        above, below = usable & (a > 0) & np.isposinf(upper[column]), usable & (a < 0) & np.isneginf(lower[column])
        np.minimum.at(upper, column[above], room[above])
        np.maximum.at(lower, column[below], room[below])
