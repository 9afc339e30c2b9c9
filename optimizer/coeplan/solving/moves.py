"""Which neighbourhoods of a plan are searched, and in which order."""

import itertools
import random
from collections.abc import Callable, Iterator

from coeplan.formulation.matrix import FloatArray, MatrixChange

from .model import PlanningModel
from .neighbourhoods import Neighbourhoods

Move = Callable[[FloatArray], MatrixChange]
"""Holds a solution but for a neighbourhood."""

WINDOW = 6
"""Periods in which life cycles are decided anew at once."""


class Moves:
    """Lists neighbourhoods of one model's plans.

    Parameters
    ----------
    model : PlanningModel
        The problem.
    parts : Neighbourhoods
        Its parts.
    seed : int
        Seed of the order.
    """

    def __init__(self, model: PlanningModel, parts: Neighbourhoods, seed: int) -> None:
        self._numbers = model.numbers
        self._parts = parts
        self._random = random.Random(seed)

    def of_life_cycles(self) -> list[Move]:
        """Return windows of periods in their order, each place abroad, and each two of them in random order."""
        tree, hold = self._numbers.tree, self._parts.hold_life_cycle
        windows: list[Move] = []
        for first in range(0, max(tree.period) + 1, WINDOW // 2):
            nodes = [node for node in self._numbers.nodes if first <= tree.period[node] < first + WINDOW]
            windows.append(lambda x, nodes=nodes: self._parts.hold_life_cycle_outside(x, nodes))
        foreign = self._foreign()
        places = [*((place,) for place in foreign), *itertools.combinations(foreign, 2)]
        others: list[Move] = [lambda x, free=free: hold(x, free) for free in places]
        self._random.shuffle(others)
        return [*windows, *others]

    def of_round(self, round_number: int) -> Iterator[Move]:
        """Yield those of one round: periods and branches, which are quick, then places; each in random order."""
        foreign = self._foreign()
        moves: list[Move] = []
        quick: list[Move] = []
        for place in foreign:
            moves.append(lambda x, place=place: self._parts.hold_life_cycle(x, (place,)))
        for first, second in itertools.combinations([*foreign, self._numbers.headquarters], 2):
            moves.append(lambda x, pair=(first, second): self._parts.hold_other_places(x, pair))
        for nodes in (*self._parts.windows(2 + round_number), *self._parts.branches()):
            quick.append(lambda x, nodes=nodes: self._parts.hold_other_nodes(x, nodes))
        for area in self._numbers.areas:
            quick.append(lambda x, area=area: self._parts.hold_other_areas(x, (area,)))
        moves.append(lambda x: self._parts.hold_life_cycle(x))
        self._random.shuffle(quick)
        self._random.shuffle(moves)
        yield from (*quick, *moves)

    def _foreign(self) -> list[int]:
        """Places abroad where something may operate."""
        numbers = self._numbers
        return [place for place in numbers.locations if place != numbers.headquarters and numbers.at[place]]
