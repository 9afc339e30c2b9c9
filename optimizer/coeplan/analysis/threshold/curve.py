"""Which way costs least along an axis: found on a grid, refined to neighbouring whole numbers where that changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from .ask import Book, Cell

NEITHER = "neither"
"""Neither of two ways can be run."""

OPEN = "not resolved"
"""The proved intervals of two costs overlap."""

TIE = "a tie"
"""Two ways are proved to cost the same."""

UNTOLD = (TIE, OPEN)
"""States in which no way is cheaper."""

HUNDREDTHS = 100
"""Multipliers are tried in steps of one by so many."""


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring numbers of an axis at which the same holds.

    Attributes
    ----------
    first, last : int
        Smallest and largest number tried of the run.
    state : str
        The model that costs least, ``a tie``, ``neither`` or ``not resolved``.
    """

    first: int
    last: int
    state: str


@dataclass(frozen=True, slots=True)
class Turn:
    """Where what costs less changes for good along the axis.

    Attributes
    ----------
    winner, loser : str
        The model that costs less from there to the end of the axis, and the one that does not.
    since : int
        First number tried from which on it does.
    before : int
        Last number tried at which it does not.
    only : bool
        Whether nothing else changes along the axis: else see the runs.
    """

    winner: str
    loser: str
    since: int
    before: int
    only: bool

    @property
    def exact(self) -> bool:
        """Whether solves on both sides, one step apart, prove it."""
        return self.since == self.before + 1


@dataclass(frozen=True)
class Curve:
    """A search along the heads of a site, or along the AI multiplier, at one location.

    Attributes
    ----------
    location : str
        The location.
    models : tuple of str
        What is compared.
    grid : tuple of int
        Rising numbers that are tried in any case: heads, or hundredths of the multiplier.
    heads : int or None
        Heads of all experiments, where the axis is the multiplier; None where it is heads.
    multiplier : float
        Multiplier of all experiments, where the axis is heads.
    """

    location: str
    models: tuple[str, ...]
    grid: tuple[int, ...]
    heads: int | None = None
    multiplier: float = 1.0

    def cell(self, model: str, number: int) -> Cell:
        """Return the experiment of a model at a number of the axis."""
        if self.heads is None:
            return Cell(self.location, model, number, self.multiplier)
        return Cell(self.location, model, self.heads, number / HUNDREDTHS)

    def wanted(self, book: Book) -> list[Cell]:
        """Return the experiments to do next; none where the search has ended."""
        missing = self._missing(book, self.grid)
        if missing:
            return missing
        known = self.known(book)
        halves = [
            (low + high) // 2
            for low, high in pairwise(known)
            if high - low > 1 and self._states(book, low) != self._states(book, high)
        ]
        return self._missing(book, halves)

    def known(self, book: Book) -> tuple[int, ...]:
        """Return the numbers at which every model has been tried, rising."""
        axis = {cell.heads if self.heads is None else round(cell.multiplier * HUNDREDTHS) for cell in book.costs}
        return tuple(number for number in sorted(axis) if all(each in book.costs for each in self._cells(number)))

    def cheapest(self, book: Book) -> tuple[Run, ...]:
        """Return the runs in which each model costs least of all."""
        return runs((number, self._least(book, number)) for number in self.known(book))

    def duel(self, book: Book, first: str, second: str) -> tuple[Run, ...]:
        """Return the runs in which either of two models costs less."""
        return runs((number, self._winner(book, number, first, second)) for number in self.known(book))

    def turn(self, book: Book, first: str, second: str) -> Turn | None:
        """Return where one of two models beats the other for good; None where nothing changes or it stays open."""
        found = self.duel(book, first, second)
        if len(found) < 2 or found[-1].state in (NEITHER, *UNTOLD):
            return None
        winner = found[-1].state
        loser = second if winner == first else first
        known = self.known(book)
        before = max(number for number in known if number < found[-1].first)
        # A stretch without a winner between two runs is the place of one change, not another one.
        changes = len([each for each in found if each.state not in UNTOLD])
        return Turn(winner, loser, found[-1].first, before, only=changes == 2)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """All pairs of models."""
        return tuple(combinations(self.models, 2))

    def _cells(self, number: int) -> list[Cell]:
        return [self.cell(model, number) for model in self.models]

    def _missing(self, book: Book, numbers: Iterable[int]) -> list[Cell]:
        return [cell for number in numbers for cell in self._cells(number) if cell not in book.costs]

    def _states(self, book: Book, number: int) -> list[str]:
        return [self._winner(book, number, first, second) for first, second in self.pairs]

    def _winner(self, book: Book, number: int, first: str, second: str) -> str:
        one, other = self.cell(first, number), self.cell(second, number)
        if book.costs[one].cannot and book.costs[other].cannot:
            return NEITHER
        apart = {-1: first, 1: second}.get(book.cheaper(one, other) or 0)
        return apart or (TIE if book.costs[one].same(book.costs[other]) else OPEN)

    def _least(self, book: Book, number: int) -> str:
        able = [model for model in self.models if not book.costs[self.cell(model, number)].cannot]
        if not able:
            return NEITHER
        beaten = {
            loser
            for first, second in combinations(able, 2)
            if (winner := self._winner(book, number, first, second)) not in UNTOLD
            for loser in (first, second)
            if loser != winner
        }
        left = [model for model in able if model not in beaten]
        if len(left) == 1:
            return left[0]
        ties = all(self._winner(book, number, first, second) == TIE for first, second in combinations(left, 2))
        return TIE if ties else OPEN


def along_heads(location: str, models: Sequence[str], grid: Iterable[int], multiplier: float = 1.0) -> Curve:
    """Return a curve over the heads of a site at one AI multiplier."""
    return Curve(location, tuple(models), tuple(sorted(set(grid))), multiplier=multiplier)


def along_multipliers(location: str, models: Sequence[str], multipliers: Iterable[float], heads: int) -> Curve:
    """Return a curve over the AI multiplier at a number of heads."""
    grid = {round(each * HUNDREDTHS) for each in multipliers}
    return Curve(location, tuple(models), tuple(sorted(grid)), heads=heads)


def runs(states: Iterable[tuple[int, str]]) -> tuple[Run, ...]:
    """Put neighbours of the same state together."""
    found: list[Run] = []
    for number, state in states:
        if found and found[-1].state == state:
            found[-1] = Run(found[-1].first, number, state)
        else:
            found.append(Run(number, number, state))
    return tuple(found)
