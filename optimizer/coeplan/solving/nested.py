"""Plans of a tree by planning one path after another, from the root to the leaves.

Given the state at a node, its subtrees have nothing to do with each other. So the periods up to the first branching are
planned on the mean path; from there on each branch plans its own periods, with what its ancestors decided held, on the
path that it knows and the mean of what may follow; and so on. No problem is larger than one path, and the branches of
one level can be planned at the same time. What comes out is a plan of the whole tree, not its best one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from coeplan.core.cancel import CancelToken
from coeplan.formulation.decisions import Decisions
from coeplan.planning.tree import ROOT, Tree
from coeplan_models import Instance

from .clock import Clock
from .incumbent import Incumbent
from .model import NARROW, PlanningModel
from .neighbourhoods import Neighbourhoods
from .paths import path_instance, unmeasured
from .process import SolverProcess
from .search import PrimalSearch
from .windows import nodes_of_columns

GOOD = 0.003
"""Gap at which a path is planned well enough."""

FIRST_SHARE = 0.35
"""Share of the time for the mean path, on which all else builds. Of the rest every level gets as much as the others:
the further down, the more paths there are, and the less of each is still open."""

AGAIN = 2.0
"""How much longer a path is planned anew from which a child found no way on."""

HASTE = 0.4
"""Share of the time for a first plan that its search reckons with, so that something is left to try otherwise."""

FIRST_PLAN_SHARE = 0.5
"""Share of the time at most for the first plan of the mean path."""

SHORTEST = 0.5
"""Seconds below which nothing is planned again."""


@dataclass(frozen=True)
class PathTask:
    """One path to plan; nodes of decisions are periods.

    Attributes
    ----------
    instance : Instance
        The instance on the path.
    periods : int
        How many periods are decided.
    last : int
        The last period that is decided here; sizes after it may be divisible.
    guide : Decisions or None
        A plan of the path as it was seen before; its first periods are what is decided.
    seconds : float
        Time for it.
    latest : float
        Time for its first plan.
    seed : int
        Seed of random choices.
    keeping : bool
        Whether no commitment, conversion or new site is allowed.
    counts_work : bool
        Whether seconds are units of work.
    """

    instance: Instance
    periods: int
    last: int
    guide: Decisions | None
    seconds: float
    latest: float
    seed: int
    keeping: bool = False
    counts_work: bool = False


def plan_path(task: PathTask, solver: SolverProcess, cancel: CancelToken) -> Decisions | None:
    """Plan one path; None where no plan was found in time."""
    clock = solver.clock
    began = clock.now()
    model = _divisible_after(PlanningModel.of(task.instance, NARROW, least_totals=unmeasured(task.instance)), task.last)
    if task.keeping:
        model = model.changed(model.keeping())
    if task.guide is not None:
        model = model.changed(model.holding(task.guide, nodes=range(task.periods)))
    known = Incumbent(GOOD, lambda: None)

    def left() -> float:
        spent = clock.now() - began
        without_plan = min(task.latest - spent, HASTE * task.latest) if known.x is None else 0.0
        return max(task.seconds - spent, without_plan)

    if task.guide is not None:
        start = model.vector(task.guide)
        if model.compiled.matrix.violation(start) is None:
            known.offer(start, model.compiled.matrix.objective_of(start))
    search = PrimalSearch(model, known, left, task.seed, cancel)
    search.run(solver, () if task.guide is None else (task.guide,), patient=False)
    return None if known.x is None else model.decisions(known.x)


def _divisible_after(model: PlanningModel, period: int) -> PlanningModel:
    """Return the model of a path in which, after a period, only life cycles are whole, and where areas of one site are.

    What comes later is decided again, by those who know more of it.
    """
    matrix = model.compiled.matrix
    now = nodes_of_columns(model) <= period
    whole = matrix.integer & (now | Neighbourhoods(model).structure_mask(matrix.column_count))
    return replace(model, compiled=replace(model.compiled, matrix=replace(matrix, integer=whole)))


@dataclass(eq=False)
class _Segment:
    """Nodes from one branching to the next, in which everybody knows the same.

    ``plan`` is that of a whole path through them; its periods before the segment are the parent's.
    """

    nodes: tuple[int, ...]
    parent: "_Segment | None" = None
    plan: Decisions | None = None


@dataclass(frozen=True)
class Planners:
    """Who plans paths.

    Attributes
    ----------
    clock : Clock
        What they go by.
    plan : callable
        Plans several paths that do not depend on each other; the results stand in the order of the tasks.
    at_once : int
        How many it plans at the same time.
    """

    clock: Clock
    plan: Callable[[Sequence[PathTask]], Iterable[Decisions | None]]
    at_once: int = 1


@dataclass(frozen=True)
class Allowance:
    """Time for planning a tree.

    Attributes
    ----------
    seconds : float
        Time for everything; it may take somewhat longer.
    latest : float
        Time for everything where paths would be left without a plan otherwise.
    """

    seconds: float
    latest: float


class NestedPlanning:
    """Plans a tree, level by level.

    Parameters
    ----------
    instance : Instance
        The instance on its tree.
    tree : Tree
        Its tree, expanded.
    allowance : Allowance
        Time for everything.
    seed : int
        Seed of random choices.
    planners : Planners
        Who plans paths.
    """

    def __init__(self, instance: Instance, tree: Tree, allowance: Allowance, seed: int, planners: Planners) -> None:
        self._instance = instance
        self._tree = tree
        self._clock = planners.clock
        self._ends = self._clock.now() + allowance.seconds
        self._latest = self._clock.now() + allowance.latest
        self._seed = seed
        self._planners = planners

    def run(self) -> Decisions | None:
        """Return decisions of the whole tree, or None where some path has no plan.

        Rules that speak of several branches at once may be broken: who takes the plan over has to look.
        """
        level = [_Segment(_until_branching(self._tree, ROOT))]
        segments: list[_Segment] = []
        levels = _levels(self._tree)
        for depth in range(levels):
            share, most = (FIRST_SHARE, FIRST_PLAN_SHARE) if depth == 0 else (1 / (levels - depth),) * 2
            each = min(self._planners.at_once, len(level)) / len(level)
            self._plan_level(level, share * each * self._left(self._ends), most * each * self._left(self._latest))
            segments.extend(level)
            level = [
                _Segment(_until_branching(self._tree, child), part)
                for part in level
                for child in self._tree.children[part.nodes[-1]]
            ]
            if any(part.plan is None for part in segments):
                return None
        return self._joined(segments)

    def _plan_level(self, level: Sequence[_Segment], seconds: float, latest: float) -> None:
        """Plan the segments of a level; where one has no plan its parent is planned anew, for just that future."""
        self._plan(level, seconds, latest)
        for part in level:
            if part.plan is None and part.parent is not None and self._left(self._latest) > SHORTEST:
                self._plan([part.parent], AGAIN * seconds, latest, part)
                self._plan([each for each in level if each.parent is part.parent], seconds, latest)

    def _left(self, ends: float) -> float:
        return max(0.0, ends - self._clock.now())

    def _plan(self, parts: Sequence[_Segment], seconds: float, latest: float, future: _Segment | None = None) -> None:
        """Plan the periods of some segments, as seen from their last node or from that of one future."""
        tasks = [
            PathTask(
                instance=path_instance(self._instance, self._tree, (future or part).nodes[-1]),
                periods=self._tree.period[part.nodes[0]],
                last=self._tree.period[(future or part).nodes[-1]],
                guide=None if part.parent is None else part.parent.plan,
                seconds=seconds,
                latest=latest,
                seed=self._seed,
            )
            for part in parts
        ]
        for part, plan in zip(parts, self._planners.plan(tasks), strict=True):
            part.plan = plan

    def _joined(self, segments: Iterable[_Segment]) -> Decisions:
        """Put together what each segment's plan decides in its own periods."""
        whole = Decisions()
        for part in segments:
            if part.plan is not None:
                whole.update(part.plan.renumbered({self._tree.period[node]: node for node in part.nodes}))
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
