"""Plans and bounds hunted down side by side: one process searches for plans, another proves how good they are."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from coeplan.core.cancel import CancelToken
from coeplan.core.errors import CoeplanError
from coeplan.core.progress import Progress
from coeplan.formulation.matrix import FloatArray

from .incumbent import Incumbent
from .model import PlanningModel
from .options import SolverOptions
from .process import SolverProcess
from .search import PrimalSearch
from .termination import MipResult, Termination

FIRST_LEG = 0.3
"""Share of the time after which branch and bound starts anew from the best plan that the search has found."""

SEARCH_FIRST = 0.4
"""Share of the time for the search where only one thread may run."""

Report = Callable[[str, float | None, float | None, str | None], None]


@dataclass(frozen=True)
class HuntOptions:
    """How to hunt.

    Attributes
    ----------
    gap : float
        Relative gap that is good enough.
    ends : float
        When to stop, on the clock of ``time.monotonic``.
    threads : int or None
        1 lets search and proof run one after the other; otherwise side by side.
    seed : int
        Seed of all random choices.
    report : callable
        Told phase, value, bound (plan currency) and message, in the calling thread.
    """

    gap: float
    ends: float
    threads: int | None
    seed: int
    report: Report


class Hunt:
    """Solves one model.

    Parameters
    ----------
    model : PlanningModel
        The problem.
    options : HuntOptions
        How.
    cancel : CancelToken
        Stops everything.
    """

    def __init__(self, model: PlanningModel, options: HuntOptions, cancel: CancelToken) -> None:
        self._model = model
        self._options = options
        self._cancel = cancel
        self._stop = CancelToken(cancel)
        self._incumbent = Incumbent(options.gap, self._stop_when_good)

    def run(self, solver: SolverProcess, start: FloatArray | None) -> MipResult:
        """Return the best plan and bound found; ``start`` is a plan known already."""
        if start is not None:
            self._incumbent.offer(start, self._model.compiled.matrix.objective_of(start))
        if self._options.threads == 1:
            reserved = self._left() * (1 - SEARCH_FIRST)
            self._search(lambda: self._left() - reserved)
            return self._settled(self._prove(solver, self._left()))
        with ThreadPoolExecutor(1) as pool:
            searching = pool.submit(self._search, self._left)
            try:
                result = self._prove(solver, self._left() * FIRST_LEG)
                if result.termination is Termination.TIME_LIMIT and self._left() > 1:
                    result = self._prove(solver, self._left(), result)
            finally:
                self._stop.cancel()
            result = self._with_search(result, searching)
        return self._settled(result)

    def _search(self, left: Callable[[], float]) -> None:
        PrimalSearch(self._model, self._incumbent, left, self._options.seed, self._stop).run()

    def _with_search(self, result: MipResult, searching: Future[None]) -> MipResult:
        """Wait for the search to end; one that failed takes nothing that was found with it."""
        try:
            searching.result()
        except CoeplanError as error:
            return replace(result, notes=(*result.notes, f"the search for plans ended early: {error}"))
        return result

    def _left(self) -> float:
        return self._options.ends - time.monotonic()

    def _stop_when_good(self) -> None:
        if self._incumbent.good_enough:
            self._stop.cancel()

    def _prove(self, solver: SolverProcess, seconds: float, earlier: MipResult | None = None) -> MipResult:
        """Branch and bound on the full problem, from the best plan known."""
        options = SolverOptions(
            gap=self._options.gap,
            time_limit=max(0.5, seconds),
            threads=1,
            seed=self._options.seed,
        )
        result = solver.solve(
            options,
            self._incumbent.x,
            on_progress=self._note,
            on_solution=self._offer,
            cancel=self._stop,
        )
        self._incumbent.prove(result.bound)
        if earlier is None:
            return result
        attempts = (*earlier.attempts, *result.attempts)
        return replace(result, notes=(*earlier.notes, *result.notes), attempts=attempts)

    def _offer(self, x: FloatArray, objective: float) -> None:
        self._incumbent.offer(x, objective)

    def _note(self, seen: Progress) -> None:
        self._incumbent.prove(seen.bound)
        scale = self._model.money
        value, bound = self._incumbent.objective, self._incumbent.bound
        self._options.report(
            "solving",
            None if value is None else value * scale,
            None if bound is None else bound * scale,
            seen.message,
        )

    def _settled(self, result: MipResult) -> MipResult:
        """Result of both: the best plan and bound, and why everything stopped."""
        known = self._incumbent
        termination = result.termination
        if known.good_enough:
            termination = Termination.OPTIMAL
        elif self._cancel.cancelled:
            termination = Termination.INTERRUPTED
        elif known.x is not None and termination not in (Termination.TIME_LIMIT, Termination.WORK_LIMIT):
            # A plan is known, so neither infeasible nor unbounded can be true, and optimal is not proved.
            termination = Termination.SOLVER_FAILED
        return replace(result, termination=termination, x=known.x, objective=known.objective, bound=known.bound)
