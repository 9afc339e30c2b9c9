"""What a plan does at its places along a stretch of its tree, as a person would tell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from coeplan.analysis.stress.steps import Course
from coeplan.planning.tree import BEFORE
from coeplan_models import Decision, DecisionKind

WOBBLE = 0.1
"""Teams that go up and down by no more than this share, or one head, do not change direction."""


@dataclass(frozen=True)
class Move:
    """A decision about a site.

    Attributes
    ----------
    period : int
        When.
    kind : DecisionKind
        What.
    operating_model, to_model : str or None
        The model, and the new one of a conversion.
    start_period : int or None
        When a site starts that is committed or cancelled.
    """

    period: int
    kind: DecisionKind
    operating_model: str
    to_model: str | None = None
    start_period: int | None = None


@dataclass(frozen=True)
class Turn:
    """A size that a place grows or shrinks to.

    Attributes
    ----------
    period : int
        When it is reached.
    heads : float
        The size.
    """

    period: int
    heads: float


@dataclass(frozen=True)
class PlaceCourse:
    """What happens at one place along a stretch of the tree.

    Attributes
    ----------
    location : str
        The place.
    moves : tuple of Move
        Decisions, by period.
    before : float
        Heads just before.
    turns : tuple of Turn
        Sizes that it turns at, the last one its size in the end; none where it stays as it is.
    """

    location: str
    moves: tuple[Move, ...]
    before: float
    turns: tuple[Turn, ...]

    @property
    def idle(self) -> bool:
        """Whether there is nobody, and nothing happens."""
        return not self.moves and not self.turns and self.before == 0


@dataclass(frozen=True)
class Deeds:
    """What a plan does, by node.

    Attributes
    ----------
    course : Course
        The plan.
    """

    course: Course

    @cached_property
    def signs(self) -> tuple[tuple[object, ...], ...]:
        """All that is decided at each node; nodes of one sign do the same."""
        return tuple(
            (tuple(sorted(step.sites.items())), tuple(sorted(step.teams.items())), self._decisions[step.node])
            for step in self.course.steps
        )

    @cached_property
    def histories(self) -> tuple[int, ...]:
        """Number of all that has been decided up to each node; the same for nodes with the same past."""
        known: dict[tuple[object, ...], int] = {}
        found: list[int] = []
        for node, parent in enumerate(self.course.numbers.tree.parent):
            past = found[parent] if parent != BEFORE else BEFORE
            found.append(known.setdefault((past, self.signs[node]), len(known)))
        return tuple(found)

    @cached_property
    def _decisions(self) -> list[tuple[Decision, ...]]:
        number = {node.id: position for position, node in enumerate(self.course.numbers.tree.nodes)}
        found: list[list[Decision]] = [[] for _ in number]
        for each in self.course.plan.decisions:
            found[number[each.node]].append(each.model_copy(update={"node": ""}))
        return [tuple(sorted(those, key=repr)) for those in found]

    def rest(self, node: int) -> tuple[tuple[object, ...], ...] | None:
        """Return what is decided from a node to the end, by period; None where that depends on what shows itself."""
        tree = self.course.numbers.tree
        front, found = [node], list[tuple[object, ...]]()
        while front:
            signs = {self.signs[each] for each in front}
            if len(signs) > 1:
                return None
            found.append(signs.pop())
            front = [child for each in front for child in tree.children[each]]
        return tuple(found)

    def stretch(self, node: int) -> tuple[int, ...]:
        """Return the nodes from one on, to the next place where decisions part."""
        tree = self.course.numbers.tree
        found = [node]
        while len(tree.children[found[-1]]) == 1 or (tree.children[found[-1]] and self.rest(found[-1]) is not None):
            found.append(min(tree.children[found[-1]]))
        return tuple(found)

    def along(self, nodes: Sequence[int]) -> tuple[PlaceCourse, ...]:
        """Return what happens at each place along nodes that follow each other; idle places are left out."""
        places = (self._place(nodes, place) for place in self.course.numbers.locations)
        return tuple(each for each in places if not each.idle)

    def _place(self, nodes: Sequence[int], place: int) -> PlaceCourse:
        numbers, steps = self.course.numbers, self.course.steps
        name = numbers.location_ids[place]
        moves = [
            Move(numbers.tree.period[node], each.kind, each.operating_model, each.to_model, each.start_period)
            for node in nodes
            for each in self._decisions[node]
            if each.location == name
        ]
        before = sum(heads for (where, _), heads in steps[nodes[0]].before.items() if where == place)
        sizes = [
            Turn(
                numbers.tree.period[node],
                sum(heads for (where, _), heads in steps[node].teams.items() if where == place),
            )
            for node in nodes
        ]
        return PlaceCourse(name, tuple(moves), before, turns(before, sizes))


def turns(before: float, sizes: Sequence[Turn]) -> tuple[Turn, ...]:
    """Return the sizes at which a place turns, small ups and downs left out, and its last size.

    Parameters
    ----------
    before : float
        Heads before.
    sizes : sequence of Turn
        Heads in each period.

    Returns
    -------
    tuple of Turn
        Where it turns, each when it is first reached; none where all are as before.
    """
    found: list[Turn] = []
    before_last = last = before
    for size in sizes:
        if size.heads == last:
            continue
        if found and _goes_on(before_last, last, size.heads):
            found[-1] = size
        else:
            found.append(size)
            before_last = last
        last = size.heads
    return tuple(found)


def steady(before: float, after: float) -> bool:
    """Whether a size is about the same as another."""
    return abs(after - before) <= max(1.0, WOBBLE * max(before, after))


def _goes_on(first: float, second: float, third: float) -> bool:
    """Whether a third size goes on the way from the first to the second, or hardly turns."""
    return (second - first) * (third - second) > 0 or steady(second, third)
