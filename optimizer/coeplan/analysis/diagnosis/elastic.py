"""The least relaxation of several conflicts at once, by one solve in which the numbers of their rules may give.

What resolves one conflict may stand in the way of another, so ways out that were found one by one need not go together.
Here every number of the conflicting rules that moves nothing but bounds of rows and columns becomes a column, counted
in steps, and the sum of their relative changes is made as small as possible (elastic programming, Brown and Graves
1975, at the grain of business rules). How far a step moves the bounds is read off two models.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coeplan.formulation.matrix import FloatArray, MatrixChange, MatrixModel
from coeplan.solving.termination import Termination

from ..alternatives_matrix import Extension
from .changes import Change
from .conflicts import Found
from .rules import MOST_STEPS, Dial, Rule
from .trials import Trials, Where, costless

MOST_DIALS = 16
"""Numbers that are tried for whether they move bounds alone."""

SECOND_LOOK = 16
"""Steps, at most, between the two models that tell how a number moves bounds."""

NEARLY = 1e-6
"""What a number of steps may be short of a whole one for the solver's tolerance."""

NEVER_BOUNDS = {"months", "periods"}
"""Units of numbers that say which rows there are at all."""

Edits = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Changes that resolve all conflicts at once.

    Attributes
    ----------
    changes : tuple of Change
        The numbers that give, with how far.
    fixed : tuple of int
        Places of the conflicts whose given edits have to be made beside that.
    """

    changes: tuple[Change, ...]
    fixed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Number:
    """A number of a conflict's rule.

    Attributes
    ----------
    conflict : int
        Place of the conflict.
    number : int
        Number of the rule.
    rule : Rule
        The rule.
    dial : Dial
        The number.
    """

    conflict: int
    number: int
    rule: Rule
    dial: Dial

    @property
    def first(self) -> int:
        """Steps from which its effect is counted: 1 where 0 leaves out what it bounds, such as undone work."""
        return int(self.dial.value == 0 and self.dial.step > 0 and self.dial.steps > 1)

    @property
    def second(self) -> int:
        """Steps with which the first are compared."""
        return int(min(self.dial.steps, self.first + SECOND_LOOK))

    def edits(self, steps: float) -> Edits:
        """Return what is written after so many steps."""
        return self.dial.edits(self.dial.at(steps))


@dataclass(frozen=True, slots=True)
class _Programme:
    """A model, and the numbers that move its bounds.

    Attributes
    ----------
    matrix : MatrixModel
        The model, with each number after its first steps.
    numbers : tuple of _Number
        The numbers.
    by_step : tuple of ndarray
        For each of them by how much a step moves each bound, as :func:`_bounds` lists them.
    """

    matrix: MatrixModel
    numbers: tuple[_Number, ...]
    by_step: tuple[FloatArray, ...]

    @property
    def conflicts(self) -> set[int]:
        """Places of the conflicts that have a number."""
        return {each.conflict for each in self.numbers}


def least_relaxation(
    trials: Trials, on: frozenset[int], found: Sequence[Found], fixed: Mapping[int, Edits]
) -> Relaxation | None:
    """Find the least changes of numbers with which all rules hold together.

    Parameters
    ----------
    trials : Trials
        Tries rules.
    on : frozenset of int
        The rules that have to hold together.
    found : sequence of Found
        The conflicts.
    fixed : mapping of int to tuple of str
        By the place of a conflict edits that resolve it, made where no number of it moves bounds alone.

    Returns
    -------
    Relaxation or None
        None where a conflict can be resolved neither way, or time did not tell.
    """
    asked = _Asked(trials, on, Where())
    programme = asked.programme(_numbers(trials, found), ())
    rigid = sorted(set(range(len(found))) - programme.conflicts)
    if not programme.numbers or not fixed.keys() >= set(rigid):
        return None
    if rigid:
        held = tuple(edit for number in rigid for edit in fixed[number])
        programme = asked.programme(programme.numbers, held)
    result = trials.solved(_elastic(programme), trials.left / 3, gap=0.0)
    if result is None or result.x is None:
        return None
    steps = np.round(result.x[programme.matrix.column_count :])
    changes = tuple(
        Change(each.rule, each.dial, each.dial.short(float(taken)))
        for each, taken in zip(programme.numbers, steps, strict=True)
        if taken > 0
    )
    return Relaxation(changes, tuple(rigid))


class Least(NamedTuple):
    """Steps of a number that are enough on a part of the tree."""

    steps: float
    proved: bool
    """Whether it is proved that fewer are not: time may end before."""


def least_steps(trials: Trials, on: frozenset[int], where: Where, number: int, dial: Dial) -> Least | None:
    """Find by one solve the least steps of a number with which all rules hold together on a part of the tree.

    Parameters
    ----------
    trials : Trials
        Tries rules.
    on : frozenset of int
        The rules that have to hold together.
    where : Where
        The part.
    number : int
        Number of the rule whose number it is.
    dial : Dial
        The number.

    Returns
    -------
    Least or None
        None where the number moves more than bounds, or no steps were found to be enough.
    """
    if not _may_move_bounds(dial):
        return None
    programme = _Asked(trials, on, where).programme((_Number(0, number, trials.rules[number], dial),), ())
    if not programme.numbers:
        return None
    elastic = _elastic(programme)
    result = trials.solved(elastic if where.whole else elastic.relaxed(), trials.left / 3, gap=0.0)
    if result is None or result.x is None:
        return None
    return Least(float(ceil(result.x[-1] - NEARLY)), result.termination is Termination.OPTIMAL)


def giving_rules(trials: Trials, on: frozenset[int], found: Sequence[Found]) -> frozenset[int]:
    """Return the rules of conflicts that have a number which moves bounds alone, so that it can give by degrees.

    Parameters
    ----------
    trials : Trials
        Tries rules.
    on : frozenset of int
        The rules that have to hold together.
    found : sequence of Found
        The conflicts.
    """
    programme = _Asked(trials, on, Where()).programme(_numbers(trials, found), ())
    return frozenset(each.number for each in programme.numbers)


def _numbers(trials: Trials, found: Iterable[Found]) -> tuple[_Number, ...]:
    """Return the numbers of conflicting rules that may move bounds alone, each once."""
    return tuple(islice(_stated(trials, found), MOST_DIALS))


def _stated(trials: Trials, found: Iterable[Found]) -> Iterator[_Number]:
    seen: set[tuple[str | int, ...]] = set()
    for conflict, each in enumerate(found):
        for number in sorted(each.rules):
            rule = trials.rules[number]
            for way in rule.ways:
                if isinstance(way, Dial) and _may_move_bounds(way) and way.path not in seen:
                    seen.add(way.path)
                    yield _Number(conflict, number, rule, way)


def _may_move_bounds(dial: Dial) -> bool:
    return dial.unit not in NEVER_BOUNDS and dial.steps >= 1


class _Asked:
    """Makes models of the rules that have to hold together, with some of their numbers changed.

    Parameters
    ----------
    trials : Trials
        Tries rules.
    on : frozenset of int
        Those rules.
    where : Where
        Part of the tree that is looked at.
    """

    def __init__(self, trials: Trials, on: frozenset[int], where: Where) -> None:
        self._trials = trials
        self._on = on
        self._where = where

    def programme(self, numbers: tuple[_Number, ...], held: Edits) -> _Programme:
        """Return the model, edited, with those of some numbers that move nothing but bounds."""
        matrix = self._matrix(numbers, held)
        moved = (self._matrix(numbers, held, each) for each in numbers)
        tried = [(each, _response(matrix, other, each)) for each, other in zip(numbers, moved, strict=True)]
        able = [(each, response) for each, response in tried if response is not None]
        kept = tuple(each for each, _ in able)
        if kept and len(kept) < len(numbers):
            # The first steps of the others must not be given away, and without them the model may be another one.
            return self.programme(kept, held)
        return _Programme(matrix, kept, tuple(response for _, response in able))

    def _matrix(self, numbers: Sequence[_Number], held: Edits, moved: _Number | None = None) -> MatrixModel:
        """Return the matrix with every number after its first steps, one of them after its second."""
        steps = [(each, each.second if each is moved else each.first) for each in numbers]
        edits = [edit for each, taken in steps if taken for edit in each.edits(taken)]
        return costless(self._trials.model(self._on, self._where, (*held, *edits)).compiled.matrix)


def _bounds(matrix: MatrixModel) -> FloatArray:
    """Return lower and upper bounds of rows, then of columns."""
    return np.concatenate([matrix.row_lower, matrix.row_upper, matrix.lower, matrix.upper])


def _response(matrix: MatrixModel, moved: MatrixModel, number: _Number) -> FloatArray | None:
    """Return by how much one step moves each bound; None where it moves none, or anything else."""
    arrays = ("row_start", "column_index", "coefficient", "integer")
    if not all(np.array_equal(getattr(matrix, name), getattr(moved, name)) for name in arrays):
        return None
    before, after = _bounds(matrix), _bounds(moved)
    change = np.zeros(len(before))
    np.subtract(after, before, out=change, where=after != before)
    return change / (number.second - number.first) if change.any() and np.isfinite(change).all() else None


def _elastic(programme: _Programme) -> MatrixModel:
    """Return the model with a column of steps for each number, and their relative changes as its cost."""
    matrix, by_step = programme.matrix, np.array(programme.by_step)
    spots = np.flatnonzero(by_step.any(axis=0))
    extension = Extension(_freed(matrix, spots))
    steps = [extension.column(min(each.dial.steps, MOST_STEPS), whole=True) for each in programme.numbers]
    first = np.array([each.first for each in programme.numbers])
    limits = _bounds(matrix)[spots] - first @ by_step[:, spots]
    for spot, limit in zip(spots, limits, strict=True):
        moves = {column: -float(by_step[place, spot]) for place, column in enumerate(steps) if by_step[place, spot]}
        terms, is_upper = _bounded(matrix, int(spot))
        lower, upper = (-np.inf, float(limit)) if is_upper else (float(limit), np.inf)
        extension.row(terms | moves, lower, upper)
    built = extension.built()
    cost = built.cost.copy()
    cost[steps] = [each.dial.share(each.dial.at(1)) for each in programme.numbers]
    return replace(built, cost=cost)


def _bounded(matrix: MatrixModel, spot: int) -> tuple[dict[int, float], bool]:
    """Return the terms that a bound is of, and whether it is an upper one."""
    rows, columns = matrix.row_count, matrix.column_count
    if spot >= 2 * rows:
        side, column = divmod(spot - 2 * rows, columns)
        return {column: 1.0}, bool(side)
    side, row = divmod(spot, rows)
    entries = slice(matrix.row_start[row], matrix.row_start[row + 1])
    columns_of_row, factors = matrix.column_index[entries].tolist(), matrix.coefficient[entries].tolist()
    return dict(zip(columns_of_row, factors, strict=True)), bool(side)


def _freed(matrix: MatrixModel, spots: NDArray[np.intp]) -> MatrixModel:
    """Return the model without some of its bounds; a column that had one from 0 up stays there."""
    rows, columns = matrix.row_count, matrix.column_count
    loosest = np.concatenate(
        [np.full(rows, -np.inf), np.full(rows, np.inf), np.minimum(0.0, matrix.lower), np.full(columns, np.inf)]
    )
    bounds = _bounds(matrix)
    bounds[spots] = loosest[spots]
    row_lower, row_upper, lower, upper = np.split(bounds, [rows, 2 * rows, 2 * rows + columns])
    change = MatrixChange(
        columns=np.arange(columns, dtype=np.int32),
        lower=lower,
        upper=upper,
        rows=np.arange(rows, dtype=np.int32),
        row_lower=row_lower,
        row_upper=row_upper,
    )
    return matrix.changed(change)
