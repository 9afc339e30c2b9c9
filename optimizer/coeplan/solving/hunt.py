"""Plans and bounds hunted down side by side: one process searches for plans, another proves how good they are."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from coeplan.core.cancel import CancelToken
from coeplan.core.errors import CoeplanError
from coeplan.formulation.decisions import Decisions
from coeplan.formulation.matrix import FloatArray

from .by_parts import A_PART, PARTS
from .first_plans import FirstPlans
from .hunt_options import FIRST_PLAN_SHARE, SEARCH_SHARE, HuntOptions
from .incumbent import Incumbent
from .ledger import leeway
from .model import PlanningModel
from .options import SolverOptions
from .process import SolverProcess
from .prover import Prover
from .references import decisions_of
from .search import COLUMNS_PER_SECOND_PLANNED, PrimalSearch
from .second_look import Finding, look_below
from .size import is_large
from .termination import LIMITS, WITHOUT_SOLUTION, MipResult, Termination
from .turns import Turns
from .warm import KNOWN, WarmStart

SECOND_LOOK_SHARE = 0.1
SECOND_LOOK_SECONDS = 1.0
"""How long a finished proof is looked at again: this share of the time it took, but at least these seconds."""

SHORTEST_TURN = 0.1
"""Seconds of a turn that ends with its first step."""

SHORTEST_LOOK = 0.1
"""Seconds below which a second look is not worth while."""


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
    prover : Prover
        Proves, and holds prices and vertex of the relaxation.
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
        self.prover = Prover(model, options, self._incumbent, self._warm, self)
        self._turns: Turns | None = None
        self._known = self._warm.decisions(model.numbers)
        given = [decisions_of(model.numbers, each) for each in model.numbers.references.values()]
        self._guides = given if self._known is None else [self._known, *given]
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
            self._stop = CancelToken(self._cancel)
            result = self.prover.prove_carefully(solver, self._stop, result)
        return self._settled(result)

    def _hunt(self, solver: SolverProcess, searcher: SolverProcess) -> MipResult:
        """Search and prove; what is left where both agree or time is up."""
        if self._options.alone:
            return self._take_turns(solver, searcher)
        with ThreadPoolExecutor(1) as pool:
            searching = pool.submit(self._search, searcher, self._left)
            try:
                result = self.prover.prove(solver, self._stop)
            finally:
                self._stop.cancel()
            return self._with_search(result, searching)

    def _take_turns(self, solver: SolverProcess, searcher: SolverProcess) -> MipResult:
        """Prove a little, so that what is easy ends there; search; and prove what is left, searching in between."""
        begun = None
        if is_large(self._model):
            self.prover.prove_at_once(solver, self._stop)
        else:
            begun = self.prover.first_leg(solver, self._stop)
        if begun is not None and begun.termination not in LIMITS:
            return begun
        self._turns = Turns(self._options.clock, self._options.ends, self._search_share)
        steps = self._steps(searcher, self._turns.left)
        self._turns.begin(steps, self._seconds_of_first_turn)
        self._stop_if_done()
        return self.prover.prove(solver, self._stop, begun)

    def _search_share(self) -> float:
        return FIRST_PLAN_SHARE if self._incumbent.x is None else SEARCH_SHARE

    @property
    def _seconds_of_first_turn(self) -> float:
        """Seconds for which the search begins; on a large tree until there is a plan."""
        columns = self._model.compiled.matrix.column_count
        return SHORTEST_TURN if is_large(self._model) else columns / COLUMNS_PER_SECOND_PLANNED

    def take_turn(self) -> None:
        """Search for as long as it is the search's turn."""
        if self._turns is not None:
            self._turns.catch_up()
            self._stop_if_done()

    def _confirm(self, solver: SolverProcess, seconds: float) -> bool:
        """Look for a plan below the bound; one that is found is kept, and proves the bound false."""
        bound, value = self._incumbent.bound, self._incumbent.objective
        # What took a large tree apart to prove, or a base's whole time, nobody proves of the whole in that time.
        elsewhere = self._incumbent.source in (PARTS, A_PART, KNOWN)
        hopeless = seconds < SHORTEST_LOOK or (is_large(self._model) and elsewhere)
        if bound is None or value is None or hopeless:
            return False
        self.report("confirming")
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

    def _search(self, solver: SolverProcess, left: Callable[[], float]) -> None:
        for _ in self._steps(solver, left):
            pass
        self._stop_if_done()

    def _steps(self, solver: SolverProcess, left: Callable[[], float]) -> Iterator[None]:
        """Search step by step."""
        self.prover.prove_quickly(solver, self._stop)
        if not self._options.alone:
            self.prover.wait_for_vertex()
        search = PrimalSearch(self._model, self._incumbent, left, self._options.seed, self._stop)
        if self._known is not None:
            search.take_up(solver, self._known)
        guides, settled = self._guides, False
        if is_large(self._model):
            first = FirstPlans(self._model, search, left, self._options.seed, self._stop)
            guides, settled = first.find(solver, guides, near=self._warm.plan is not None)
        yield from search.steps(solver, guides, settled=settled)

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
            self.report("searching")
        if not self._options.clock.counts_work:
            self._stop_if_done()

    def _stop_if_done(self) -> None:
        """Stop when the gap is reached; where work is counted only between solves, as an interrupt comes some time."""
        if self._incumbent.good_enough:
            self._stop.cancel()

    def report(self, phase: str, message: str | None = None) -> None:
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
