"""Proving how good plans are: branch and bound, parts of the tree, and what is known of a similar problem."""

from dataclasses import replace
from functools import cached_property
from threading import Event
from typing import Protocol

from coeplan.core.cancel import CancelToken
from coeplan.core.progress import Progress
from coeplan.formulation.matrix import FloatArray

from .basis import Basis, Vertex
from .by_parts import A_PART, PARTS, ByParts
from .hunt_options import SEARCH_SHARE, HuntOptions
from .incumbent import Incumbent
from .mean_path import price_like_mean_path
from .model import PlanningModel
from .options import SolverOptions
from .process import SolverProcess
from .size import is_large
from .termination import LIMITS, MipResult
from .warm import WarmStart

FIRST_LEG = 0.1
"""Share of the time after which the proof goes on by parts."""

SHORTEST_FIRST_LEG = 5.0
COLUMNS_PER_SECOND_WHOLE = 1_000
"""It does so at the latest after these seconds, or one for so many columns: then branch and bound has done what it does
well."""

SECOND_LEG = 0.95
"""Share of what is left then after which branch and bound starts anew from the best plan that the search has found."""

KNOWN_PRICES_SHARE = 0.1
"""Share of the time, at most, for parts at prices that are known from elsewhere."""

VERTEX_SHARE = 0.15
"""Share of the time for the relaxation where a vertex of a similar one is known; mostly it takes a second."""

COLUMNS_PER_SECOND_WALKED = 5_000
"""Columns for each second that others wait at most for that way to end, as side by side both take longer, and that
parts have at its prices or at known ones: what these prove they prove soon."""

USUAL = "branch and bound"
ANEW = "branch and bound, begun anew"
CAREFUL = "branch and bound without presolve"
"""Where bounds of the full problem come from."""


class Partner(Protocol):
    """Whoever a prover works with."""

    def report(self, phase: str, message: str | None = None) -> None:
        """Hear how it goes."""
        ...

    def take_turn(self) -> None:
        """Do what else there is to do in the same thread, if it is time for that."""
        ...


class Prover:
    """Proves bounds of one model for an incumbent, until that is good enough.

    Parameters
    ----------
    model : PlanningModel
        The problem.
    options : HuntOptions
        How.
    incumbent : Incumbent
        Holds the best plan and what is proved.
    warm : WarmStart
        What is known of a similar instance.
    partner : Partner
        Told how it goes, and given its turn after each part of the tree.

    Attributes
    ----------
    prices : array, shape (rows,), or None
        Price of each row of the relaxation, where it was solved.
    vertex : Vertex or None
        A vertex of the relaxation, where one was found.
    """

    def __init__(
        self, model: PlanningModel, options: HuntOptions, incumbent: Incumbent, warm: WarmStart, partner: Partner
    ) -> None:
        self._model = model
        self._options = options
        self._incumbent = incumbent
        self._warm = warm
        self._partner = partner
        self._walked = Event()
        self.prices: FloatArray | None = None
        self.vertex: Vertex | None = None

    def prove(self, solver: SolverProcess, stop: CancelToken, begun: MipResult | None = None) -> MipResult:
        """Branch and bound, unless begun already; what it leaves open by parts; and again, from the best plan known.

        On a large tree branch and bound would not get past its root, so it gets the time that parts leave. Prices that
        are known, or a vertex from which they are quickly found, prove at once what others have to solve the relaxation
        for: parts come first then.
        The way from a vertex is short where little but costs has changed: where the known plan still is one.

        Parameters
        ----------
        solver : SolverProcess
            Proves.
        stop : CancelToken
            Ends it; cancelled here once the gap is reached.
        begun : MipResult, optional
            What the first leg left.
        """
        same = self._incumbent.x is not None
        walked = same and not stop.cancelled and self._goes_on_from_vertex(solver, stop)
        self._walked.set()
        known = None if walked or stop.cancelled else self._known_prices
        if known is not None:
            self._by_parts(solver, stop, self._seconds_of_parts, known)
        if is_large(self._model):
            self.prove_at_once(solver, stop)
            self._by_parts(solver, stop, self._left())
            return self._branch_and_bound(solver, stop, self._left(), ANEW)
        if walked:
            self._by_parts(solver, stop, self._seconds_of_parts)
        result = self.first_leg(solver, stop) if begun is None else begun
        if result.termination in LIMITS and self._left() > 1:
            self._by_parts(solver, stop, self._left() * SECOND_LEG)
            result = _after(result, self._branch_and_bound(solver, stop, self._left(), ANEW))
        return result

    def first_leg(self, solver: SolverProcess, stop: CancelToken) -> MipResult:
        """Branch and bound, as long as it does well."""
        columns = self._model.compiled.matrix.column_count
        most = max(SHORTEST_FIRST_LEG, columns / COLUMNS_PER_SECOND_WHOLE)
        return self._branch_and_bound(solver, stop, min(self._left() * FIRST_LEG, most), USUAL)

    def prove_quickly(self, solver: SolverProcess, stop: CancelToken) -> None:
        """Prove with relaxations of small parts alone, at prices that are known; mostly that takes a second.

        Where a known plan still is one it may be enough, so that nothing has to be searched.
        """
        prices = None if self._incumbent.x is None or stop.cancelled else self._known_prices
        if prices is None:
            return
        ends = self._options.clock.now() + KNOWN_PRICES_SHARE * self._left()
        self._prove_with_relaxations(solver, stop, prices, ends)

    def prove_at_once(self, solver: SolverProcess, stop: CancelToken) -> None:
        """Prove a first bound of a large tree, at the mean path's prices, unless there is one: its own take long."""
        if self._incumbent.bound is not None or stop.cancelled:
            return
        ends = self._options.clock.now() + KNOWN_PRICES_SHARE * self._left()
        prices = price_like_mean_path(self._model, solver, ends, stop)
        if prices is not None:
            self._prove_with_relaxations(solver, stop, prices, ends)

    def _prove_with_relaxations(
        self, solver: SolverProcess, stop: CancelToken, prices: FloatArray, ends: float
    ) -> None:
        """Prove with relaxations of small parts alone."""
        for bound in ByParts(self._model, solver, self._options.gap, stop).quick_bounds(prices, ends):
            self._incumbent.prove(bound, PARTS)
            self._stop_if_done(stop)

    def prove_carefully(self, solver: SolverProcess, stop: CancelToken, earlier: MipResult) -> MipResult:
        """Branch and bound without presolve, after a result that cannot be true."""
        solver.load(self._model.compiled.matrix)
        return _after(earlier, self._branch_and_bound(solver, stop, self._left(), CAREFUL))

    def wait_for_vertex(self) -> None:
        """Wait until the way from a known vertex is over, if it is short; only while another thread proves."""
        if self._incumbent.x is not None and self._warm.vertex is not None:
            self._walked.wait(self._seconds_walked)

    @property
    def _seconds_walked(self) -> float:
        return self._model.compiled.matrix.column_count / COLUMNS_PER_SECOND_WALKED

    @property
    def _seconds_of_parts(self) -> float:
        """Seconds for parts at prices that were not found by solving the relaxation from nothing."""
        return min(self._left() * KNOWN_PRICES_SHARE, self._seconds_walked)

    def _left(self) -> float:
        return self._options.ends - self._options.clock.now()

    def _stop_if_done(self, stop: CancelToken) -> None:
        if self._incumbent.good_enough:
            stop.cancel()

    def _branch_and_bound(self, solver: SolverProcess, stop: CancelToken, seconds: float, how: str) -> MipResult:
        """Branch and bound on the full problem, from the best plan known."""
        options = SolverOptions(
            gap=self._options.gap,
            time_limit=max(0.5, seconds),
            threads=1,
            seed=self._options.seed,
            presolve=how != CAREFUL,
        )

        def note(seen: Progress) -> None:
            self._incumbent.prove(seen.bound, how)
            self._partner.report("solving", seen.message)

        def offer(x: FloatArray, objective: float) -> None:
            self._incumbent.offer(x, objective)

        result = solver.solve(options, self._incumbent.x, on_progress=note, on_solution=offer, cancel=stop)
        self._incumbent.settle(result.bound, how)
        self._stop_if_done(stop)
        return result

    def _by_parts(
        self, solver: SolverProcess, stop: CancelToken, seconds: float, known: FloatArray | None = None
    ) -> None:
        """Take the tree apart, at known prices or those of the relaxation; then the solver holds the whole again."""
        ends = self._options.clock.now() + seconds
        parts = ByParts(self._model, solver, self._options.gap, stop, self._meanwhile)
        prices = self.prices if known is None else known
        if prices is None:
            prices = self.prices = parts.prices(ends)
            if self._options.reusable and prices is not None:
                self._take_vertex(parts.vertex(ends))
        share = 1 - SEARCH_SHARE if self._options.alone else 1.0
        for bound in () if prices is None else parts.bounds(prices, ends, own=known is None, share=share):
            self._incumbent.prove(bound, PARTS)
            self._incumbent.settle(None, A_PART)
            self._partner.report("solving by parts")
            self._stop_if_done(stop)
            self._partner.take_turn()
        solver.load(self._model.compiled.matrix)

    def _meanwhile(self, bound: float) -> None:
        """Take a bound that a part has proved on its way."""
        self._incumbent.prove(bound, A_PART)
        self._partner.report("solving by parts")

    @cached_property
    def _known_prices(self) -> FloatArray | None:
        return self._warm.duals(self._model)

    def _goes_on_from_vertex(self, solver: SolverProcess, stop: CancelToken) -> bool:
        """Solve the relaxation from a vertex that is known, and tell whether that took little time."""
        matrix = self._model.compiled.matrix
        near = None if self._warm.vertex is None else self._warm.vertex.basis_of(matrix)
        if near is None:
            return False
        ends = self._options.clock.now() + VERTEX_SHARE * self._left()
        found = ByParts(self._model, solver, self._options.gap, stop).vertex(ends, near)
        self._take_vertex(found)
        self.prices = None if found is None else found[0]
        solver.load(matrix)
        return found is not None

    def _take_vertex(self, found: tuple[FloatArray, Basis] | None) -> None:
        """Keep a vertex for similar problems."""
        if found is not None:
            self.vertex = Vertex.of(self._model.compiled.matrix, found[1])


def _after(earlier: MipResult, result: MipResult) -> MipResult:
    """Return a result that also tells what the one before it met with."""
    attempts = (*earlier.attempts, *result.attempts)
    return replace(result, notes=(*earlier.notes, *result.notes), attempts=attempts)
