"""What the search compares: one expected total, or the totals of leaves and the counts of changes."""

from collections.abc import Callable, Sequence
from math import inf
from typing import Generic, Protocol, TypeVar

from .tree import Node

Vector = tuple[float, ...]

SLACK = 1e-7
"""A vector that is better by less than this in every entry is not kept besides another."""


class Shape:
    """How money and changes of a node become a vector of what happens from that node on.

    Parameters
    ----------
    by_leaf : bool
        One entry for the total of each leaf below the node, instead of one for the expected total of all.
    most : sequence of float
        For each limit that counts changes, which has an entry at the end: the most that may be counted, infinite where
        more has a price.
    probabilities : sequence of float
        Probability of each leaf, by its position.
    """

    def __init__(self, by_leaf: bool, most: Sequence[float], probabilities: Sequence[float]) -> None:
        self.by_leaf = by_leaf
        self.probabilities = tuple(probabilities)
        self.most = tuple(most)
        self.limits = len(self.most)

    @property
    def single(self) -> bool:
        """Whether vectors have just one entry at every node."""
        return not self.by_leaf and not self.limits

    def own(self, node: Node, money: float, counts: tuple[float, ...]) -> Vector:
        """Return a node's part, given its discounted money."""
        return ((money,) * len(node.leaves) if self.by_leaf else (node.probability * money,)) + counts

    def expected(self, node: Node, vector: Vector) -> float:
        """Return the expected total of a node's vector, weighted with the probability of getting there."""
        if not self.by_leaf:
            return vector[0]
        return sum(self.probabilities[leaf] * total for leaf, total in zip(node.leaves, vector, strict=False))

    def acceptable(self, vector: Vector) -> bool:
        """Whether no count is too high already: what else happens on the tree can only add to it."""
        return all(count <= most for count, most in zip(vector[len(vector) - self.limits :], self.most, strict=True))

    def joined(self, vectors: Sequence[Vector]) -> Vector:
        """Return what children make together."""
        if not self.by_leaf:
            return tuple(map(sum, zip(*vectors, strict=True)))
        ends = [len(vector) - self.limits for vector in vectors]
        totals = [entry for vector, end in zip(vectors, ends, strict=True) for entry in vector[:end]]
        counts = [
            sum(vector[end + limit] for vector, end in zip(vectors, ends, strict=True)) for limit in range(self.limits)
        ]
        return (*totals, *counts)


def added(first: Vector, second: Vector) -> Vector:
    """Return the sum, entry by entry."""
    return tuple(one + other for one, other in zip(first, second, strict=True))


class Valued(Protocol):
    """Whatever has a vector."""

    @property
    def vector(self) -> Vector: ...


Kept = TypeVar("Kept", bound=Valued)


class Best(Generic[Kept]):
    """The one find of least value, below a ceiling.

    Parameters
    ----------
    value : callable
        Value of a vector, growing with each entry; infinite where a limit without a price is broken.
    weight : float
        A value is at least this x the expected total.
    ceiling : float
        Only what is worth less than this is looked for.
    """

    def __init__(self, value: Callable[[Vector], float], weight: float, ceiling: float = inf) -> None:
        self.value = value
        self.weight = weight
        self.ceiling = ceiling
        self.found: list[Kept] = []

    @property
    def most(self) -> float:
        """Expected total from which on nothing can be better than what is held."""
        return self.ceiling / self.weight if self.weight else inf

    def open(self, vector: Vector) -> bool:
        """Whether something at or above this vector could be better than what is held."""
        return self.value(vector) < self.ceiling

    def offer(self, find: Kept) -> None:
        """Keep a find if it is better."""
        if self.open(find.vector):
            self.ceiling = self.value(find.vector)
            self.found = [find]


class Undominated(Generic[Kept]):
    """All acceptable finds of a node, of an expected total below ``most``, that no other undercuts in every entry."""

    def __init__(self, shape: Shape, node: Node, most: float) -> None:
        self.shape = shape
        self.node = node
        self.most = most
        self.found: list[Kept] = []

    def open(self, vector: Vector) -> bool:
        """Whether the vector is acceptable, not too dear, and nothing that is held undercuts it in every entry."""
        if self.shape.expected(self.node, vector) >= self.most or not self.shape.acceptable(vector):
            return False
        return not any(undercuts(find.vector, vector) for find in self.found)

    def offer(self, find: Kept) -> None:
        """Keep a find if nothing undercuts it, and drop what it undercuts."""
        if self.open(find.vector):
            self.found = [other for other in self.found if not undercuts(find.vector, other.vector)]
            self.found.append(find)


def undercuts(first: Vector, second: Vector) -> bool:
    """Whether the first vector is at most the second in every entry."""
    return all(one <= other + SLACK for one, other in zip(first, second, strict=True))


def first_entry(vector: Vector) -> float:
    """Return the only entry."""
    return vector[0]
