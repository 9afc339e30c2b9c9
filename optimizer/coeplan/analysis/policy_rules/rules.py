"""The rules of a plan: now, and at every branching of its tree where its decisions part."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from coeplan.analysis.stress.branching import Branching, Branchings, walk
from coeplan.analysis.stress.drivers import Draws, IntArray
from coeplan.analysis.stress.steps import Course
from coeplan.planning.tree import ROOT
from coeplan_models import Scope

from .actions import Deeds, PlaceCourse
from .conditions import Condition, Test, answers, chosen, questions, tightened


@dataclass(frozen=True)
class Case:
    """What is done in one case.

    Attributes
    ----------
    nodes : tuple of str
        First nodes of the branches that the case stands for.
    probability : float
        Probability of these branches.
    conditions : tuple of tuple of Condition
        Any of these lists, all of whose conditions hold.
    courses : tuple of PlaceCourse
        What happens, until decisions part again, where it is not the same in all cases.
    then : Point or None
        Where decisions part again.
    """

    nodes: tuple[str, ...]
    probability: float
    conditions: tuple[tuple[Condition, ...], ...]
    courses: tuple[PlaceCourse, ...]
    then: "Point | None"


@dataclass(frozen=True)
class Point:
    """Where decisions part.

    Attributes
    ----------
    period : int
        When.
    seen : int
        Period whose drivers tell the cases apart; later than ``period`` where more is known than can be seen yet.
    scopes : tuple of Scope
        Drivers that are looked at.
    common : tuple of PlaceCourse
        What happens in all cases.
    cases : tuple of Case
        What happens in each.
    """

    period: int
    seen: int
    scopes: tuple[Scope, ...]
    common: tuple[PlaceCourse, ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class PolicyRules:
    """A plan as rules.

    Attributes
    ----------
    course : Course
        The plan.
    """

    course: Course

    @cached_property
    def deeds(self) -> Deeds:
        """What the plan does, by node."""
        return Deeds(self.course)

    @cached_property
    def branchings(self) -> Branchings:
        """Where the tree branches."""
        return Branchings(self.course.instance, self.course.numbers.tree)

    @cached_property
    def now(self) -> tuple[PlaceCourse, ...]:
        """What is done until decisions first part."""
        return self.deeds.along(self.deeds.stretch(ROOT))

    @cached_property
    def point(self) -> Point | None:
        """Where decisions first part."""
        return self._point_after(self.deeds.stretch(ROOT)[-1])

    @cached_property
    def tests(self) -> dict[int, Test | int]:
        """Questions at each branching, by the node that branches."""
        return {node: questions(each, self._groups(each)) for node, each in self.branchings.by_node.items()}

    def follow(self, draws: Draws) -> IntArray:
        """Return the node that the rules as worded take each draw for in each period, shape (periods, draws)."""

        def choose(node: int, rows: IntArray) -> IntArray:
            seen = self.branchings.by_node[node].seen(draws, rows, self.course.instance)
            return chosen(self.tests[node], seen)

        return walk(self.course.numbers.tree, draws.count, choose)

    def agree(self, one: IntArray, other: IntArray) -> NDArray[np.bool_]:
        """Say in which draws two paths come to the same decisions throughout, shape (draws,)."""
        histories = np.array(self.deeds.histories)
        return np.all(histories[one] == histories[other], axis=0)

    def _groups(self, branching: Branching) -> list[int]:
        """Number the children so that those that decide the same from now on, whatever comes, have one number."""
        known: dict[object, int] = {}
        rests = [self.deeds.rest(child) or (child,) for child in branching.children]
        return [known.setdefault(rest, len(known)) for rest in rests]

    def _point_after(self, node: int) -> Point | None:
        if node not in self.branchings.by_node:
            return None
        branching = self.branchings.by_node[node]
        groups = self._groups(branching)
        members = {group: [i for i, g in enumerate(groups) if g == group] for group in dict.fromkeys(groups)}
        leads = {g: [c for answer, c in self._answers(node) if groups[answer] == g] for g in members}
        stretches = {g: self.deeds.stretch(branching.children[those[0]]) for g, those in members.items()}
        courses = {g: self.deeds.along(stretch) for g, stretch in stretches.items()}
        common = tuple(each for each in courses[groups[0]] if all(each in those for those in courses.values()))
        cases = tuple(
            Case(
                nodes=tuple(self.course.numbers.tree.nodes[branching.children[i]].id for i in those),
                probability=sum(branching.shares[i] for i in those),
                conditions=tuple(map(tightened, leads[g])),
                courses=tuple(each for each in courses[g] if each not in common),
                then=self._point_after(stretches[g][-1]),
            )
            for g, those in members.items()
        )
        scopes = _looked_at(self._answers(node))
        return Point(self.course.numbers.tree.period[node] + 1, branching.period, scopes, common, cases)

    def _answers(self, node: int) -> list[tuple[int, tuple[Condition, ...]]]:
        return list(answers(self.tests[node], self.branchings.by_node[node].scopes))


def _looked_at(answered: Sequence[tuple[int, tuple[Condition, ...]]]) -> tuple[Scope, ...]:
    return tuple(dict.fromkeys(each.scope for _, conditions in answered for each in conditions))
