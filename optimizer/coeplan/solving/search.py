"""Primal search: good plans by holding most of a known one and solving the rest."""

import itertools
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from coeplan.core.cancel import CancelToken
from coeplan.formulation.decisions import Decisions
from coeplan.formulation.matrix import BoolArray, FloatArray, MatrixChange

from .incumbent import Incumbent
from .model import PlanningModel
from .neighbourhoods import Neighbourhoods
from .options import INTERIOR, NOTHING, OptionValue, SolverOptions
from .process import SolverProcess
from .termination import WITHOUT_SOLUTION, MipResult

SHORTEST = 0.5
"""Seconds below which a solve is not worth its start."""

RELAXED_SHARE = 0.2
"""Share of the time left for deciding about sites with divisible teams."""

LP_SHARE = 0.5
"""Share of the time left for the relaxation in which nothing is whole: all else begins there."""

COLUMNS_PER_SECOND_OF_FIRST = 1_200
"""Columns of a problem for each second that deciding about sites takes at least, as long as there is no plan."""

RELAXED_GAP = 0.01
"""Gap at which decisions about sites with divisible teams are good enough to go on with."""

LEAST_SECONDS = 2.0
COLUMNS_PER_SECOND = 5_000
"""Seconds for each neighbourhood in the first round: by the columns of the problem, but at least these."""

NEAR = (2.0, 4.0, 8.0, 1e9)
"""Heads by which whole teams may differ from divisible ones, tried in turn."""

SIZING_SHARE = 0.2
"""Share of the time left for sizing whole teams on a given life cycle."""


class PrimalSearch:
    """Looks for plans of one model.

    Parameters
    ----------
    model : PlanningModel
        The problem.
    incumbent : Incumbent
        Receives every plan found, and gives the best known one.
    left : callable
        Seconds that are left.
    seed : int
        Seed of the order in which neighbourhoods are tried.
    cancel : CancelToken
        Stops the search.
    """

    def __init__(
        self,
        model: PlanningModel,
        incumbent: Incumbent,
        left: Callable[[], float],
        seed: int,
        cancel: CancelToken,
    ) -> None:
        self._model = model
        self._incumbent = incumbent
        self._left = left
        self._seed = seed
        self._random = random.Random(seed)
        self._cancel = cancel
        self._parts = Neighbourhoods(model)

    def run(
        self,
        solver: SolverProcess,
        guides: Iterable[Decisions] = (),
        *,
        settled: bool = False,
        patient: bool = True,
    ) -> None:
        """Search until time is up, the gap is reached or somebody cancels.

        Parameters
        ----------
        solver : SolverProcess
            Solves; it may hold anything.
        guides : iterable of Decisions
            Decisions whose life cycle is likely to be good, best first.
        settled : bool
            Whether the best plan known is good enough to start from at once.
        patient : bool
            Whether to go on after a round of neighbourhoods in which nothing better was found.
        """
        if not settled:
            self._begin(solver, guides)
        solver.load(self._model.compiled.matrix)
        while not self._done() and self._incumbent.x is None:
            if self._solve(solver, self._left() / 2, None).termination in WITHOUT_SOLUTION:
                return
        self._improve(solver, patient)

    def _done(self) -> bool:
        return self._cancel.cancelled or self._incumbent.good_enough or self._left() < SHORTEST

    def _solve(
        self, solver: SolverProcess, seconds: float, fixed: MatrixChange | None, start: FloatArray | None = None
    ) -> MipResult:
        """Solve what is not held; whatever is found is offered."""
        return solver.solve(self._options(seconds), start, on_solution=self._offer, cancel=self._cancel, fixed=fixed)

    def _offer(self, x: FloatArray, objective: float) -> None:
        self._incumbent.offer(x, objective)

    def _options(self, seconds: float, gap: float = 1e-3, extra: Mapping[str, OptionValue] = NOTHING) -> SolverOptions:
        limit = max(SHORTEST, min(seconds, self._left()))
        return SolverOptions(gap=gap, time_limit=limit, threads=1, seed=self._seed, extra=extra)

    # -- first plans ----------------------------------------------------------------------------------------------

    def _begin(self, solver: SolverProcess, guides: Iterable[Decisions]) -> None:
        """Find a plan on the life cycle of the first guide that leads to one, or decide about life cycles."""
        before = self._incumbent.objective
        for guide in guides:
            if self._incumbent.objective == before and not self._done():
                self._follow(solver, guide)
        if self._incumbent.objective == before and not self._done():
            self._try_life_cycles(solver)

    def _follow(self, solver: SolverProcess, guide: Decisions) -> None:
        """Take over a life cycle, and size the teams."""
        found = self._decide(solver, self._model.holding(guide, ("operate",)))
        if found.x is not None:
            self._size(solver, found.x)

    def _try_life_cycles(self, solver: SolverProcess) -> None:
        """Decide about sites alone, all sizes divisible; take that over, and size whole teams.

        First without stops and conversions and with those arrangements alone that the relaxation uses, which is quick;
        then without the latter restriction; then without both. What is solved then is a relaxation, so its bound holds
        for the full problem.
        """
        matrix = self._model.compiled.matrix
        solver.load(matrix.relaxed())
        relaxed = solver.solve(self._options(self._left() * LP_SHARE, extra=INTERIOR), cancel=self._cancel)
        calm = None
        for guess in (relaxed.x, None):
            if calm is None and not self._done():
                calm = self._decide(solver, self._parts.calm(guess)).x
        if calm is not None:
            self._size(solver, calm)
        if self._done():
            return
        found = self._decide(solver, None, calm)
        self._incumbent.prove(found.bound, "the relaxation in which only sites are whole")
        if found.x is not None and (calm is None or found.objective != matrix.objective_of(calm)):
            self._size(solver, found.x)

    def _decide(self, solver: SolverProcess, fixed: MatrixChange | None, start: FloatArray | None = None) -> MipResult:
        """Decide about sites with divisible teams."""
        whole = self._parts.life_cycle_mask(self._model.compiled.matrix.column_count)
        return self._solve_partly_whole(solver, whole, fixed, start)

    def _solve_partly_whole(
        self,
        solver: SolverProcess,
        whole: BoolArray,
        fixed: MatrixChange | None,
        start: FloatArray | None = None,
    ) -> MipResult:
        """Solve with some columns whole and all others divisible."""
        matrix = self._model.compiled.matrix
        solver.load(replace(matrix, integer=matrix.integer & whole))
        seconds = self._left() * RELAXED_SHARE
        if self._incumbent.x is None:
            seconds = max(seconds, matrix.column_count / COLUMNS_PER_SECOND_OF_FIRST)
        options = self._options(seconds, gap=RELAXED_GAP)
        return solver.solve(options, start, cancel=self._cancel, fixed=fixed)

    def _size(self, solver: SolverProcess, x: FloatArray) -> None:
        """Size whole teams near divisible ones, on the same life cycle; look further away while that finds nothing.

        Areas that must be at one site get theirs first: divisible ones may be at several.
        """
        matrix = self._model.compiled.matrix
        settled: FloatArray | None = x
        if self._parts.has_areas_of_one_site:
            structure = self._parts.structure_mask(matrix.column_count)
            settled = self._solve_partly_whole(solver, structure, self._parts.hold_life_cycle(x), x).x
        solver.load(matrix)
        for slack in NEAR:
            if settled is None or self._done():
                return
            seconds = max(LEAST_SECONDS, self._left() * SIZING_SHARE)
            if self._solve(solver, seconds, self._parts.near(settled, slack)).x is not None:
                return

    # -- better plans ---------------------------------------------------------------------------------------------

    def _improve(self, solver: SolverProcess, patient: bool) -> None:
        """Free one neighbourhood after another, always from the best plan known."""
        seconds = max(LEAST_SECONDS, self._model.compiled.matrix.column_count / COLUMNS_PER_SECOND)
        for round_number in itertools.count():
            improved = False
            for hold in self._moves(round_number):
                if self._done():
                    return
                x = self._incumbent.x
                assert x is not None
                before = self._incumbent.objective
                self._solve(solver, seconds, hold(x), x)
                improved |= self._incumbent.objective != before
            if not improved and not patient:
                return
            seconds = seconds if improved else min(2 * seconds, 30.0)

    def _moves(self, round_number: int) -> Iterator[Callable[[FloatArray], MatrixChange]]:
        """Neighbourhoods of one round: periods and branches, which are quick, then places; each in random order."""
        numbers = self._model.numbers
        foreign = [place for place in numbers.locations if place != numbers.headquarters and numbers.at[place]]
        moves: list[Callable[[FloatArray], MatrixChange]] = []
        quick: list[Callable[[FloatArray], MatrixChange]] = []
        for place in foreign:
            moves.append(lambda x, place=place: self._parts.hold_life_cycle(x, (place,)))
        for first, second in itertools.combinations([*foreign, numbers.headquarters], 2):
            moves.append(lambda x, pair=(first, second): self._parts.hold_other_places(x, pair))
        for nodes in (*self._parts.windows(2 + round_number), *self._parts.branches()):
            quick.append(lambda x, nodes=nodes: self._parts.hold_other_nodes(x, nodes))
        moves.append(lambda x: self._parts.hold_life_cycle(x))
        self._random.shuffle(quick)
        self._random.shuffle(moves)
        return iter([*quick, *moves])
