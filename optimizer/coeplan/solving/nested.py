"""Plans of a tree by planning one path after another, from the root to the leaves.

Given the state at a node, its subtrees have nothing to do with each other. So the periods up to the first branching are
planned on the mean path; from there on each branch plans its own periods, with what its ancestors decided held, on the
path that it knows and the mean of what may follow; and so on. No problem is larger than one path, and the branches of
one level can be planned at the same time. What comes out is a plan of the whole tree, not its best one.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from coeplan.core.cancel import CancelToken
from coeplan.formulation.decisions import Decisions
from coeplan.planning.tree import ROOT, Tree
from coeplan_models import Instance

from .incumbent import Incumbent
from .model import NARROW, PlanningModel
from .paths import path_instance
from .process import SolverProcess
from .search import PrimalSearch

GOOD = 0.003
"""Gap at which a path is planned well enough."""

FIRST_SHARE = 0.4
"""Share of the time for the mean path, on which all else builds."""

AGAIN = 2.0
"""How much longer a path is planned anew from which a child found no way on."""


@dataclass(frozen=True)
class PathTask:
    """One path to plan; nodes of decisions are periods.

    Attributes
    ----------
    instance : Instance
        The instance on the path.
    periods : int
        How many periods are decided.
    guide : Decisions or None
        A plan of the path as it was seen before; its first periods are what is decided.
    seconds : float
        Time for it.
    seed : int
        Seed of random choices.
    """

    instance: Instance
    periods: int
    guide: Decisions | None
    seconds: float
    seed: int


def plan_path(task: PathTask, solver: SolverProcess, cancel: CancelToken) -> Decisions | None:
    """Plan one path; None where no plan was found in time."""
    ends = time.monotonic() + task.seconds
    model = PlanningModel.of(task.instance, NARROW)
    if task.guide is not None:
        model = model.changed(model.holding(task.guide, nodes=range(task.periods)))
    known = Incumbent(GOOD, lambda: None)
    search = PrimalSearch(model, known, lambda: ends - time.monotonic(), task.seed, cancel)
    search.run(solver, () if task.guide is None else (task.guide,), patient=False)
    return None if known.x is None else model.decisions(known.x)


@dataclass(eq=False)
class _Segment:
    """Nodes from one branching to the next, in which everybody knows the same.

    ``plan`` is that of a whole path through them; its periods before the segment are the parent's.
    """

    nodes: tuple[int, ...]
    parent: "_Segment | None" = None
    plan: Decisions | None = None


PathPlanner = Callable[[Sequence[PathTask]], Iterable[Decisions | None]]
"""Plans several paths that do not depend on each other; the results stand in the order of the tasks."""


class NestedPlanning:
    """Plans a tree, level by level.

    Parameters
    ----------
    instance : Instance
        The instance on its tree.
    tree : Tree
        Its tree, expanded.
    seconds : float
        Time for everything on one worker; it may take somewhat longer.
    seed : int
        Seed of random choices.
    planner : callable
        Plans paths.
    """

    def __init__(self, instance: Instance, tree: Tree, seconds: float, seed: int, planner: PathPlanner) -> None:
        self._instance = instance
        self._tree = tree
        self._ends = time.monotonic() + seconds
        self._seed = seed
        self._planner = planner

    def run(self) -> Decisions | None:
        """Return decisions of the whole tree, or None where some path has no plan.

        Rules that speak of several branches at once may be broken: who takes the plan over has to look.
        """
        level = [_Segment(_until_branching(self._tree, ROOT))]
        segments: list[_Segment] = []
        levels = _levels(self._tree)
        for depth in range(levels):
            left = max(0.0, self._ends - time.monotonic())
            share = FIRST_SHARE if depth == 0 else 1 / (levels - depth)
            self._plan_level(level, share * left / len(level))
            segments.extend(level)
            level = [
                _Segment(_until_branching(self._tree, child), part)
                for part in level
                for child in self._tree.children[part.nodes[-1]]
            ]
            if any(part.plan is None for part in segments):
                return None
        return self._joined(segments)

    def _plan_level(self, level: Sequence[_Segment], seconds: float) -> None:
        """Plan the segments of a level; where one has no plan its parent is planned anew, for just that future."""
        self._plan(level, seconds)
        for part in level:
            if part.plan is None and part.parent is not None:
                self._plan([part.parent], AGAIN * seconds, part)
                self._plan([each for each in level if each.parent is part.parent], seconds)

    def _plan(self, parts: Sequence[_Segment], seconds: float, future: _Segment | None = None) -> None:
        """Plan the periods of some segments, as seen from their last node or from that of one future."""
        tasks = [
            PathTask(
                instance=path_instance(self._instance, self._tree, (future or part).nodes[-1]),
                periods=self._tree.period[part.nodes[0]],
                guide=None if part.parent is None else part.parent.plan,
                seconds=seconds,
                seed=self._seed,
            )
            for part in parts
        ]
        for part, plan in zip(parts, self._planner(tasks), strict=True):
            part.plan = plan

    def _joined(self, segments: Iterable[_Segment]) -> Decisions:
        """Put together what each segment's plan decides in its own periods."""
        whole = Decisions()
        for part in segments:
            if part.plan is not None:
                _copy(part.plan, self._tree, part.nodes, whole)
        return whole


def _until_branching(tree: Tree, node: int) -> tuple[int, ...]:
    """Return a node and what follows it, up to where the tree branches or ends."""
    nodes = [node]
    while len(tree.children[nodes[-1]]) == 1:
        nodes.extend(tree.children[nodes[-1]])
    return tuple(nodes)


def _levels(tree: Tree) -> int:
    """How many segments the longest path has."""
    return 1 + max(sum(len(tree.children[node]) > 1 for node in tree.path(leaf)) for leaf in tree.leaves)


def _copy(plan: Decisions, tree: Tree, nodes: Sequence[int], whole: Decisions) -> None:
    """Take over, for some nodes, what a plan of a path decides in their periods."""
    node_of = {tree.period[node]: node for node in nodes}
    of_places = {(node_of[p], place): site for (p, place), site in plan.operating.items() if p in node_of}
    whole.operating.update(of_places)
    whole.team.update(
        {(node_of[p], place, area): heads for (p, place, area), heads in plan.team.items() if p in node_of}
    )
    whole.seats.update({(node_of[p], place): seats for (p, place), seats in plan.seats.items() if p in node_of})
    whole.commits.update((node_of[p], site) for p, site in plan.commits if p in node_of)
    whole.cancels.update((node_of[p], site, start) for p, site, start in plan.cancels if p in node_of)
