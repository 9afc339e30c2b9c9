"""First plans of a large tree: on life cycles that are known, on the mean path's, or path by path."""

from collections.abc import Callable, Sequence

from coeplan.core.cancel import CancelToken
from coeplan.formulation.decisions import Decisions

from .mean_path import plan_like_mean_path
from .model import PlanningModel
from .nested import Allowance, NestedPlanning, Planners, plan_path
from .process import SolverProcess
from .search import PrimalSearch

MEAN_PATH_SHARE = 0.15
"""Share of the time that steps share out for the life cycle of the mean path."""

PATHS_SHARE = 0.6
"""Share of the search's time that planning path by path may take."""


class FirstPlans:
    """Finds plans from which neighbourhoods of a large tree are searched.

    Parameters
    ----------
    model : PlanningModel
        The problem.
    search : PrimalSearch
        Sizes teams on life cycles.
    left : callable
        Seconds that are left for the whole search.
    seed : int
        Seed of random choices.
    cancel : CancelToken
        Stops it.
    """

    def __init__(
        self,
        model: PlanningModel,
        search: PrimalSearch,
        left: Callable[[], float],
        seed: int,
        cancel: CancelToken,
    ) -> None:
        self._model = model
        self._search = search
        self._left = left
        self._seed = seed
        self._cancel = cancel

    def find(
        self, solver: SolverProcess, guides: Sequence[Decisions], *, near: bool
    ) -> tuple[Sequence[Decisions], bool]:
        """Plan on one life cycle after the other, and path by path where none leads to a plan.

        Parameters
        ----------
        solver : SolverProcess
            Solves; it may hold anything.
        guides : sequence of Decisions
            Decisions whose life cycle may be good.
        near : bool
            Whether they are those of a plan of a similar instance, which may be a plan of this one as it is.

        Returns
        -------
        (sequence of Decisions, bool)
            Guides that nobody followed yet, best first, and whether the best plan is good enough to start from.
        """
        settled = False
        if near:
            self._follow(solver, guides)
            guides, settled = (), self._search.incumbent.x is not None
        if self._search.takes(solver, self._like_mean_path(solver)) or settled:
            return guides, True
        planned = self._path_by_path(solver)
        if planned is None:
            return guides, False
        x = self._model.vector(planned)
        return (planned, *guides), self._search.incumbent.consider(x, self._model.compiled.matrix)

    def _follow(self, solver: SolverProcess, guides: Sequence[Decisions]) -> None:
        """Plan on the life cycles of guides, and size teams anew if that may do."""
        for guide in guides:
            self._search.takes(solver, guide)
        self._search.size_anew_if_that_may_do(solver)

    def _like_mean_path(self, solver: SolverProcess) -> Decisions | None:
        if self._cancel.cancelled or self._search.incumbent.good_enough:
            return None
        seconds = self._search.share(MEAN_PATH_SHARE)
        return plan_like_mean_path(self._model.numbers, solver, seconds, self._seed, self._cancel)

    def _path_by_path(self, solver: SolverProcess) -> Decisions | None:
        numbers, left = self._model.numbers, self._left()
        planning = NestedPlanning(
            numbers.instance,
            numbers.tree,
            Allowance(PATHS_SHARE * left, left),
            self._seed,
            Planners(solver.clock, lambda tasks: [plan_path(task, solver, self._cancel) for task in tasks]),
        )
        return planning.run()
