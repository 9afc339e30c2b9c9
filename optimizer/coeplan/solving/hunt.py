"""Plans and bounds hunted down side by side: one process searches for plans, another proves how good they are."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property

from coeplan.core.cancel import CancelToken
from coeplan.core.errors import CoeplanError
from coeplan.core.progress import Progress
from coeplan.formulation.decisions import Decisions
from coeplan.formulation.matrix import FloatArray

from .basis import Basis, Vertex
from .by_parts import A_PART, PARTS, ByParts
from .clock import Clock
from .first_plans import FirstPlans
from .incumbent import Incumbent
from .ledger import leeway
from .model import PlanningModel
from .options import SolverOptions
from .process import SolverProcess
from .references import decisions_of
from .search import PrimalSearch
from .second_look import Finding, look_below
from .termination import WITHOUT_SOLUTION, MipResult, Termination
from .warm import KNOWN, WarmStart

FIRST_LEG = 0.1
"""Share of the time after which the proof goes on by parts."""

SHORTEST_FIRST_LEG = 5.0
COLUMNS_PER_SECOND_WHOLE = 1_000
"""Columns for each second after which it does so at the latest: by then branch and bound has done what it does well."""

SECOND_LEG = 0.95
"""Share of what is left then after which branch and bound starts anew from the best plan that the search has found."""

LARGE = 20_000
"""Columns from which on a tree is planned path by path first."""

KNOWN_PRICES_SHARE = 0.1
"""Share of the time for parts at prices that are known from elsewhere."""

VERTEX_SHARE = 0.15
"""Share of the time for the relaxation where a vertex of a similar one is known; mostly it takes a second."""

LIMITS = (Termination.TIME_LIMIT, Termination.WORK_LIMIT)

SEARCH_FIRST = 0.4
"""Share of the time for the search where only one thread may run."""

SECOND_LOOK_SHARE = 0.1
SECOND_LOOK_SECONDS = 1.0
"""How long a finished proof is looked at again: this share of the time it took, but at least these seconds."""

SHORTEST_LOOK = 0.1
"""Seconds below which a second look is not worth while."""

USUAL = "branch and bound"
ANEW = "branch and bound, begun anew"
CAREFUL = "branch and bound without presolve"
"""Where bounds of the full problem come from."""

Report = Callable[[str, float | None, float | None, str | None], None]


@dataclass(frozen=True)
class HuntOptions:
    """How to hunt.

    Attributes
    ----------
    gap : float
        Relative gap that is good enough.
    clock : Clock
        What the hunt goes by.
    ends : float
        When to stop, on that clock.
    alone : bool
        Whether search and proof take turns, instead of running side by side.
    seed : int
        Seed of all random choices.
    reusable : bool
        Whether to find a vertex of the relaxation too, for similar problems.
    report : callable
        Told phase, value, bound (plan currency) and message, in the calling thread.
    wide : callable
        Makes the model in which a closed proof is looked at again, given the value of the plan held in plan currency.
    """

    gap: float
    clock: Clock
    ends: float
    alone: bool
    seed: int
    reusable: bool
    report: Report
    wide: Callable[[float], PlanningModel]


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
    warm : WarmStart, optional
        What is known of a similar instance.

    Attributes
    ----------
    prices : array, shape (rows,), or None
        Price of each row of the relaxation, where it was solved.
    vertex : Vertex or None
        A vertex of the relaxation, where one was found.
    beyond : Decisions or None
        A better plan that technical bounds of the model leave out, if the second look found one.
    """

    def __init__(
        self, model: PlanningModel, options: HuntOptions, cancel: CancelToken, warm: WarmStart | None = None
    ) -> None:
        self._model = model
        self._options = options
        self._cancel = cancel
        self._stop = CancelToken(cancel)
        self._incumbent = Incumbent(options.gap, self._changed)
        self._warm = WarmStart() if warm is None else warm
        known = self._warm.decisions(model.numbers)
        given = [decisions_of(model.numbers, each) for each in model.numbers.references.values()]
        self._guides = given if known is None else [known, *given]
        self.prices: FloatArray | None = None
        self.vertex: Vertex | None = None
        self.beyond: Decisions | None = None

    def run(self, solver: SolverProcess, searcher: SolverProcess, starts: Iterable[FloatArray]) -> MipResult:
        """Return the best plan and bound found.

        Parameters
        ----------
        solver : SolverProcess
            Proves.
        searcher : SolverProcess
            Looks for plans at the same time.
        starts : iterable of arrays, shape (columns,)
            Plans known already.
        """
        began = self._options.clock.now()
        if self._warm.floor is not None:
            self._incumbent.prove(self._warm.floor / self._model.money, KNOWN)
        for start in (*starts, *map(self._model.vector, self._guides)):
            self._incumbent.consider(start, self._model.compiled.matrix)
        result = self._hunt(solver, searcher)
        if self._closed(result):
            seconds = max(SECOND_LOOK_SECONDS, SECOND_LOOK_SHARE * (self._options.clock.now() - began))
            result = replace(result, confirmed=self._confirm(solver, min(seconds, self._left())))
        if self._contradicted(result) and not self._closed(result) and self._left() > 1 and not self._cancel.cancelled:
            solver.load(self._model.compiled.matrix)
            self._stop = CancelToken(self._cancel)
            result = self._prove(solver, self._left(), CAREFUL, result)
        return self._settled(result)

    def _hunt(self, solver: SolverProcess, searcher: SolverProcess) -> MipResult:
        """Search and prove; what is left where both agree or time is up."""
        if self._options.alone:
            return self._take_turns(solver, searcher)
        with ThreadPoolExecutor(1) as pool:
            searching = pool.submit(self._search, searcher, self._left)
            try:
                result = self._prove_in_legs(solver)
            finally:
                self._stop.cancel()
            return self._with_search(result, searching)

    def _take_turns(self, solver: SolverProcess, searcher: SolverProcess) -> MipResult:
        """Prove a little, so that what is easy ends there; search; and prove what is left."""
        begun = None if self._is_large() else self._prove(solver, self._first_leg(), USUAL)
        if begun is not None and begun.termination not in LIMITS:
            return begun
        reserved = self._left() * (1 - SEARCH_FIRST)
        self._search(searcher, lambda: self._left() - reserved)
        return self._prove_in_legs(solver, begun)

    def _prove_in_legs(self, solver: SolverProcess, begun: MipResult | None = None) -> MipResult:
        """Branch and bound, unless begun already; what it leaves open by parts; and again, from the best plan known.

        On a large tree branch and bound would not get past its root, so it gets the time that parts leave. Prices that
        are known, or a vertex from which they are quickly found, prove at once what others have to solve the relaxation
        for. The way from a vertex is short where little but costs has changed: where the known plan still is one.
        """
        same = self._incumbent.x is not None
        enough = self._stop.cancelled or (same and self._goes_on_from_vertex(solver))
        known = None if enough else self._known_prices
        if known is not None:
            self._prove_by_parts(solver, self._left() * KNOWN_PRICES_SHARE, known)
        if self._is_large():
            self._prove_by_parts(solver, self._left())
            return self._prove(solver, self._left(), ANEW)
        result = self._prove(solver, self._first_leg(), USUAL) if begun is None else begun
        if result.termination in LIMITS and self._left() > 1:
            self._prove_by_parts(solver, self._left() * SECOND_LEG)
            result = self._prove(solver, self._left(), ANEW, result)
        return result

    def _first_leg(self) -> float:
        """Return the seconds for branch and bound before parts."""
        columns = self._model.compiled.matrix.column_count
        return min(self._left() * FIRST_LEG, max(SHORTEST_FIRST_LEG, columns / COLUMNS_PER_SECOND_WHOLE))

    def _confirm(self, solver: SolverProcess, seconds: float) -> bool:
        """Look for a plan below the bound; one that is found is kept, and proves the bound false."""
        bound, value = self._incumbent.bound, self._incumbent.objective
        # What took a tree apart to prove, nobody proves of the whole in that time.
        hopeless = seconds < SHORTEST_LOOK or (self._is_large() and self._incumbent.source == PARTS)
        if bound is None or value is None or hopeless:
            return False
        self._report("confirming")
        wide = self._options.wide(value * self._model.money)
        options = SolverOptions(time_limit=seconds, threads=1, seed=self._options.seed)
        finding, x = look_below(solver, wide.compiled.matrix, bound, options, self._cancel)
        if x is not None and not self._incumbent.consider(x, self._model.compiled.matrix):
            self.beyond = wide.decisions(x)
        return finding is Finding.CONFIRMED

    def _closed(self, result: MipResult) -> bool:
        """Whether the gap asked for is proved, as far as is known."""
        value, bound = self._incumbent.objective, self._incumbent.bound
        if value is None or bound is None:
            return False
        # The solver compares its own objective, before polishing; do not argue about the last digits.
        allowed = leeway(value) if result.termination is Termination.OPTIMAL else 0.0
        return value - bound <= self._options.gap * abs(value) + allowed

    def _contradicted(self, result: MipResult) -> bool:
        """Whether a plan is held that the solver said there could not be."""
        impossible = self._incumbent.x is not None and result.termination in WITHOUT_SOLUTION
        return impossible or bool(self._incumbent.exposed)

    def _is_large(self) -> bool:
        """Whether the tree is planned path by path first; a single path has but one."""
        return self._model.compiled.matrix.column_count > LARGE and len(self._model.numbers.tree.leaves) > 1

    def _search(self, solver: SolverProcess, left: Callable[[], float]) -> None:
        self._prove_quickly(solver)
        search = PrimalSearch(self._model, self._incumbent, left, self._options.seed, self._stop)
        guides, settled = self._guides, False
        if self._is_large():
            first = FirstPlans(self._model, search, left, self._options.seed, self._stop)
            guides, settled = first.find(solver, guides, near=self._warm.plan is not None)
        search.run(solver, guides, settled=settled)
        self._stop_if_done()

    def _with_search(self, result: MipResult, searching: Future[None]) -> MipResult:
        """Wait for the search to end; one that failed takes nothing that was found with it."""
        try:
            searching.result()
        except CoeplanError as error:
            return replace(result, notes=(*result.notes, f"the search for plans ended early: {error}"))
        return result

    def _left(self) -> float:
        return self._options.ends - self._options.clock.now()

    def _changed(self) -> None:
        """Stop when the gap is reached; tell what is new where nobody else does."""
        if self._options.alone:
            self._report("searching")
        if not self._options.clock.counts_work:
            self._stop_if_done()

    def _stop_if_done(self) -> None:
        """Stop when the gap is reached; where work is counted only between solves, as an interrupt comes some time."""
        if self._incumbent.good_enough:
            self._stop.cancel()

    def _prove(self, solver: SolverProcess, seconds: float, how: str, earlier: MipResult | None = None) -> MipResult:
        """Branch and bound on the full problem, from the best plan known."""
        options = SolverOptions(
            gap=self._options.gap,
            time_limit=max(0.5, seconds),
            threads=1,
            seed=self._options.seed,
            presolve=how != CAREFUL,
        )
        result = solver.solve(
            options,
            self._incumbent.x,
            on_progress=lambda seen: self._note(seen, how),
            on_solution=self._offer,
            cancel=self._stop,
        )
        self._incumbent.settle(result.bound, how)
        self._stop_if_done()
        if earlier is None:
            return result
        attempts = (*earlier.attempts, *result.attempts)
        return replace(result, notes=(*earlier.notes, *result.notes), attempts=attempts)

    def _prove_by_parts(self, solver: SolverProcess, seconds: float, known: FloatArray | None = None) -> None:
        """Take the tree apart, at known prices or those of the relaxation; then the solver holds the whole again."""
        ends = self._options.clock.now() + seconds
        parts = ByParts(self._model, solver, self._options.gap, self._stop, self._meanwhile)
        prices = self.prices if known is None else known
        if prices is None:
            prices = self.prices = parts.prices(ends)
            if self._options.reusable and prices is not None:
                self._take_vertex(parts.vertex(ends))
        for bound in () if prices is None else parts.bounds(prices, ends, own=known is None):
            self._incumbent.prove(bound, PARTS)
            self._incumbent.settle(None, A_PART)
            self._report("solving by parts")
            self._stop_if_done()
        solver.load(self._model.compiled.matrix)

    def _meanwhile(self, bound: float) -> None:
        """Take a bound that a part has proved on its way."""
        self._incumbent.prove(bound, A_PART)
        self._report("solving by parts")

    def _prove_quickly(self, solver: SolverProcess) -> None:
        """Prove with relaxations of small parts alone, at prices that are known; mostly that takes a second.

        Where a known plan still is one it may be enough, so that nothing has to be searched.
        """
        prices = None if self._incumbent.x is None else self._known_prices
        if prices is None:
            return
        ends = self._options.clock.now() + KNOWN_PRICES_SHARE * self._left()
        for bound in ByParts(self._model, solver, self._options.gap, self._stop).quick_bounds(prices, ends):
            self._incumbent.prove(bound, PARTS)
            self._stop_if_done()

    @cached_property
    def _known_prices(self) -> FloatArray | None:
        return self._warm.duals(self._model)

    def _goes_on_from_vertex(self, solver: SolverProcess) -> bool:
        """Solve the relaxation from a vertex that is known, and tell whether that took little time."""
        matrix = self._model.compiled.matrix
        near = None if self._warm.vertex is None else self._warm.vertex.basis_of(matrix)
        if near is None:
            return False
        ends = self._options.clock.now() + VERTEX_SHARE * self._left()
        found = ByParts(self._model, solver, self._options.gap, self._stop).vertex(ends, near)
        self._take_vertex(found)
        self.prices = None if found is None else found[0]
        solver.load(matrix)
        return found is not None

    def _take_vertex(self, found: tuple[FloatArray, Basis] | None) -> None:
        """Keep a vertex for similar problems."""
        if found is not None:
            self.vertex = Vertex.of(self._model.compiled.matrix, found[1])

    def _offer(self, x: FloatArray, objective: float) -> None:
        self._incumbent.offer(x, objective)

    def _note(self, seen: Progress, how: str) -> None:
        self._incumbent.prove(seen.bound, how)
        self._report("solving", seen.message)

    def _report(self, phase: str, message: str | None = None) -> None:
        """Tell where things stand, in plan currency."""
        scale = self._model.money
        value, bound = self._incumbent.objective, self._incumbent.bound
        self._options.report(
            phase, None if value is None else value * scale, None if bound is None else bound * scale, message
        )

    def _settled(self, result: MipResult) -> MipResult:
        """Result of both: the best plan and bound, and why everything stopped."""
        known = self._incumbent
        termination = result.termination
        if self._closed(result):
            termination = Termination.OPTIMAL
        elif self._cancel.cancelled:
            termination = Termination.INTERRUPTED
        elif known.x is not None and termination not in LIMITS:
            # A plan is known, so neither infeasible nor unbounded can be true, and optimal is not proved.
            termination = Termination.SOLVER_FAILED
        return replace(
            result,
            termination=termination,
            x=known.x,
            objective=known.objective,
            bound=known.bound,
            bound_source=known.source,
            notes=(*result.notes, *known.exposed),
        )
