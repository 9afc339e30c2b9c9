"""What to look at to tell the branches of a tree apart: few drivers, each with a round threshold."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from coeplan.analysis.stress.branching import SAME, Branching
from coeplan.analysis.stress.drivers import FloatArray, IntArray
from coeplan_models import Scope

ROOM = 0.25
"""A rounded threshold lies no further from the middle than this share of the gap."""

MOST_DIGITS = 9


@dataclass(frozen=True)
class Test:
    """A question about one driver.

    Attributes
    ----------
    column : int
        Which of the branching's drivers.
    threshold : float
        The round number that it is compared with.
    below, above : Test or int
        What comes next where it is at most, or above, the threshold: another question, or the branch.
    """

    column: int
    threshold: float
    below: "Test | int"
    above: "Test | int"


@dataclass(frozen=True)
class Condition:
    """A driver that lies on one side of a threshold."""

    scope: Scope
    threshold: float
    above: bool


def questions(branching: Branching, groups: Sequence[int]) -> Test | int:
    """Return the questions that tell groups of children apart.

    Parameters
    ----------
    branching : Branching
        The children and their drivers.
    groups : sequence of int
        Group of each child; children of one group need not be told apart.

    Returns
    -------
    Test or int
        Questions, or the position of the child that is taken without any.

    Notes
    -----
    As few drivers as do: one that tells all groups apart if there is one, of several the one whose closest groups are
    furthest apart; else all are looked at. Questions are asked as classification trees are grown (Breiman, Friedman,
    Olshen and Stone, 1984): always the one that leaves the least Gini impurity, of equals that with the widest gap.
    Where nothing tells children apart, the likeliest is taken.
    """
    every = range(len(branching.scopes))
    alone = [column for column in every if _closest(branching, groups, column) > SAME]
    best = max(
        alone, key=lambda column: (_closest(branching, groups, column), -_narrowness(branching, column)), default=None
    )
    grower = _Grower(branching, groups, tuple(every) if best is None else (best,))
    return grower.grown(list(range(len(branching.children))))


def chosen(test: Test | int, seen: FloatArray) -> IntArray:
    """Return the position of the child that the questions lead to.

    Parameters
    ----------
    test : Test or int
        The questions.
    seen : array, shape (rows, drivers)
        What is seen.
    """
    if isinstance(test, int):
        return np.full(len(seen), test)
    above = seen[:, test.column] > test.threshold
    return np.where(above, chosen(test.above, seen), chosen(test.below, seen))


def answers(test: Test | int, scopes: Sequence[Scope]) -> Iterator[tuple[int, tuple[Condition, ...]]]:
    """Yield each branch that the questions lead to, with the conditions on the way, below before above."""
    if isinstance(test, int):
        yield test, ()
        return
    for after, above in ((test.below, False), (test.above, True)):
        here = Condition(scopes[test.column], test.threshold, above)
        yield from ((branch, (here, *more)) for branch, more in answers(after, scopes))


def tightened(conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """Leave out conditions that a later one on the same driver and side includes."""
    last: Mapping[tuple[Scope, bool], Condition] = {(each.scope, each.above): each for each in conditions}
    return tuple(each for each in conditions if last[each.scope, each.above] is each)


def _closest(branching: Branching, groups: Sequence[int], column: int) -> float:
    """How far apart the closest groups are in a driver, as a share of its span."""
    values = branching.values[:, column]
    pairs = [(one, other) for one in range(len(groups)) for other in range(one) if groups[one] != groups[other]]
    gaps = [abs(float(values[one] - values[other])) for one, other in pairs]
    span = float(branching.span[column])
    return min(gaps) / span if gaps and span > SAME else 0.0


def _narrowness(branching: Branching, column: int) -> int:
    """How many fields narrow a driver: of equals, the widest is looked at."""
    return len(branching.scopes[column].model_dump(exclude_none=True))


@dataclass(frozen=True)
class _Cut:
    """A way to part children: at a gap between two values of one driver."""

    column: int
    low: float
    high: float
    impurity: float
    width: float


@dataclass(frozen=True)
class _Grower:
    """Grows questions about some of a branching's drivers."""

    branching: Branching
    groups: Sequence[int]
    columns: Sequence[int]

    def grown(self, children: Sequence[int]) -> Test | int:
        """Return the questions that part children."""
        several = len({self.groups[child] for child in children}) > 1
        cuts = list(self._cuts(children)) if several else []
        if not cuts:
            return max(children, key=lambda child: self.branching.shares[child])
        best = min(cuts, key=self._rank)
        below = [child for child in children if self.branching.values[child, best.column] <= best.low]
        above = [child for child in children if child not in below]
        return Test(best.column, between(best.low, best.high), self.grown(below), self.grown(above))

    def _rank(self, cut: _Cut) -> tuple[float, float, int]:
        return round(cut.impurity, 9), -round(cut.width, 9), _narrowness(self.branching, cut.column)

    def _cuts(self, children: Sequence[int]) -> Iterator[_Cut]:
        for column in self.columns:
            values = sorted({float(self.branching.values[child, column]) for child in children})
            for low, high in pairwise(values):
                if high - low > SAME:
                    width = (high - low) / float(self.branching.span[column])
                    yield _Cut(column, low, high, self._impurity(children, column, low), width)

    def _impurity(self, children: Sequence[int], column: int, low: float) -> float:
        """Gini impurity of both sides; children that cannot come true count a little, so that they are parted too."""
        sides: tuple[dict[int, float], dict[int, float]] = ({}, {})
        for child in children:
            side = sides[0 if self.branching.values[child, column] <= low else 1]
            side[self.groups[child]] = side.get(self.groups[child], 0.0) + max(self.branching.shares[child], SAME)
        return sum(_gini(list(side.values())) for side in sides)


def _gini(weights: Sequence[float]) -> float:
    """Gini impurity times the weight of all."""
    return sum(weights) - sum(weight**2 for weight in weights) / sum(weights)


def between(low: float, high: float) -> float:
    """Return a round number near the middle between two."""
    middle = (low + high) / 2
    leading = -math.floor(math.log10(high - low)) - 1
    for digits in range(leading, MOST_DIGITS + 1):
        near = round(middle, digits)
        if abs(near - middle) <= ROOM * (high - low):
            return near
    return middle
