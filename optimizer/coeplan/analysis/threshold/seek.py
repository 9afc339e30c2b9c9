"""The same turn with other inputs: sought from where it was, in few experiments."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from .ask import Book, Cell


@dataclass(frozen=True, slots=True)
class Seek:
    """A search for the size from which one model beats another, in one variant of the inputs.

    It starts where the turn was with the inputs as they are, looks on both sides, follows the line through what is
    known, and ends at two neighbouring sizes that solves tell apart.

    Attributes
    ----------
    location, winner, loser : str
        Where, and what beats what.
    variant : str
        Which inputs are at which end.
    since : int
        The turn with the inputs as they are.
    most : int
        Largest size that is tried.
    beyond_edges : tuple of int
        Sizes just beyond which terms change: those above the turn are tried, too, for the winner may lose there again.
    """

    location: str
    winner: str
    loser: str
    variant: str
    since: int
    most: int
    beyond_edges: tuple[int, ...] = ()

    def wanted(self, book: Book) -> list[Cell]:
        """Return the experiments to do next; none where the search has ended."""
        numbers = self._next(book)
        return [cell for number in numbers for cell in self._cells(number) if cell not in book.costs]

    def found(self, book: Book) -> int | None:
        """Return the size from which the winner costs less: ``most + 1`` where it does nowhere, None if unknown yet."""
        won = self._won(book)
        if not won or self._next(book):
            return None
        low, high = _bracket(won)
        return high if high is not None else (self.most + 1 if low is not None else None)

    def margin(self, book: Book, number: int) -> float | None:
        """Return what the winner costs more than the loser at a size, in plan currency; None where not known."""
        one, other = (book.costs.get(cell) for cell in self._cells(number))
        if one is None or other is None or one.value is None or other.value is None:
            return None
        return one.value - other.value

    def _cells(self, number: int) -> tuple[Cell, Cell]:
        return self._cell(self.winner, number), self._cell(self.loser, number)

    def _cell(self, model: str, number: int) -> Cell:
        return Cell(self.location, model, number, variant=self.variant)

    def _won(self, book: Book) -> dict[int, bool]:
        """Whether the winner is proved to cost less, by each size tried."""
        sizes = {each.heads for each in book.costs if each.variant == self.variant and each.location == self.location}
        verdicts = {size: book.cheaper(*self._cells(size)) for size in sorted(sizes)}
        return {size: verdict < 0 for size, verdict in verdicts.items() if verdict is not None}

    def _next(self, book: Book) -> Sequence[int]:
        won = self._won(book)
        first = [number for number in (self.since - 1, self.since) if 1 <= number <= self.most and number not in won]
        if first:
            return first
        low, high = _bracket(won)
        if high is None:
            return () if low == self.most else self._beyond(book, won, up=True)
        if low is None and high > 1:
            return self._beyond(book, won, up=False)
        if low is not None and high - low > 1:
            return self._between(book, low, high)
        return [number for number in self.beyond_edges if high < number <= self.most and number not in won]

    def _between(self, book: Book, low: int, high: int) -> Sequence[int]:
        middle = (low + high) // 2
        root = self._root(book, low, high)
        near = middle if root is None else min(max(ceil(root), low + 1), high - 1)
        return sorted({number for number in (near - 1, near, middle) if low < number < high})

    def _beyond(self, book: Book, won: dict[int, bool], *, up: bool) -> Sequence[int]:
        """Look further out: where the line through the two outermost sizes crosses, at least twice or half as far."""
        outer = max(won) if up else min(won)
        inner = sorted(won)[-2 if up else 1] if len(won) > 1 else outer
        root = None if inner == outer else self._root(book, inner, outer)
        if up:
            ahead = outer + 1 if root is None or root <= outer else ceil(root)
            return sorted({min(self.most, ahead), min(self.most, max(ahead + 1, 2 * outer))} - {outer})
        behind = outer - 1 if root is None or root >= outer else ceil(root) - 1
        return sorted({max(1, behind), max(1, min(behind - 1, outer // 2))} - {outer})

    def _root(self, book: Book, one: int, other: int) -> float | None:
        """Return where the line through two margins crosses zero; None where it does not."""
        here, there = self.margin(book, one), self.margin(book, other)
        if here is None or there is None or here == there:
            return None
        return one + (other - one) * here / (here - there)


def _bracket(won: dict[int, bool]) -> tuple[int | None, int | None]:
    """Return the last two neighbouring sizes tried of which the lower is lost and the higher won for good.

    The upper is None where the largest is lost, the lower where all are won.
    """
    sizes = sorted(won)
    if not won[sizes[-1]]:
        return sizes[-1], None
    lost = [size for size in sizes if not won[size]]
    if not lost:
        return None, sizes[0]
    return lost[-1], min(size for size in sizes if size > lost[-1])
