"""Random choices that depend on a seed and a subject alone."""

import random
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


class Draw:
    """A stream of choices for one subject.

    Every subject has a stream of its own, so that choosing more for one (another policy, say) leaves the others as
    they are. Only ``Random.random`` is used: its numbers are promised to stay the same in every version of Python.

    Parameters
    ----------
    *key : object
        What the stream is for: size, seed, subject.
    """

    def __init__(self, *key: object) -> None:
        self._random = random.Random("/".join(map(str, key)))

    def chance(self, probability: float) -> bool:
        """Return whether something of a given probability happens."""
        return self._random.random() < probability

    def number(self, low: float, high: float, digits: int = 3) -> float:
        """Return a number between two, rounded."""
        return round(low + (high - low) * self._random.random(), digits)

    def whole(self, low: int, high: int) -> int:
        """Return a whole number between two, both included."""
        return low + int((high - low + 1) * self._random.random())

    def one(self, items: Sequence[Item]) -> Item:
        """Return one of several."""
        return items[int(len(items) * self._random.random())]

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """Return so many of several, all different, in their own order."""
        left = list(range(len(items)))
        chosen = [left.pop(int(len(left) * self._random.random())) for _ in range(min(count, len(items)))]
        return [items[position] for position in sorted(chosen)]
