"""Primal search: good plans by holding most of a known one and solving the rest."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from coeplan.core.cancel import CancelToken
from coeplan.formulation.decisions import Decisions
from coeplan.formulation.matrix import BoolArray, FloatArray, MatrixChange, MatrixModel

from .incumbent import Incumbent
from .model import PlanningModel
from .moves import Moves
from .neighbourhoods import Neighbourhoods
from .options import INTERIOR, NOTHING, OptionValue, SolverOptions
from .process import SolverProcess
from .sizing import FROM_DIVISIBLE, MENDING, Manner, Sizing, Step
from .termination import WITHOUT_SOLUTION, MipResult

SHORTEST = 0.5
"""Seconds below which a solve is not worth its start."""

COLUMNS_PER_SECOND_PLANNED = 400
"""Columns of a problem for each second of the time that the steps below share out. What is left beyond that, however
much it is, goes into better plans: a solve that may take an hour finds its first plans as soon as a short one."""

RELAXED_SHARE = 0.2
"""Share of the time that steps share out for deciding about sites with divisible teams."""

LP_SHARE = 0.5
"""Share of the time that steps share out for the relaxation in which nothing is whole: all else begins there."""

COLUMNS_PER_SECOND_OF_FIRST = 1_200
"""Columns of a problem for each second that deciding about sites takes at least, as long as there is no plan."""

LIFE_CYCLE_SHARE = 0.25
"""Share of the time that steps share out for better life cycles with divisible teams."""

SAME = 1e-3
"""Relative difference of two life cycles that is none."""

EXACT = 1e-4
"""Gap of neighbourhoods: relative to the whole, of which they are a small part."""

RELAXED_GAP = 0.01
"""Gap at which decisions about sites with divisible teams are good enough to go on with."""

LEAST_SECONDS = 2.0
COLUMNS_PER_SECOND = 5_000
"""Seconds for each neighbourhood in the first round: by the columns of the problem, but at least these."""

ANEW_PERIODS = (1, 2)
"""Periods whose teams are sized anew at once, in turn."""

ANEW_SECONDS = 1.0
COLUMNS_PER_SECOND_ANEW = 10_000
"""Seconds for sizing the teams of some periods anew: by the columns of what follows them, but at least these."""

ANEW_BRINGS = 0.03
"""Share of the cost that sizing teams anew may save: a plan further off needs another life cycle first."""

WORTH_SIZING = 0.25
"""Share of what separates the best plan from one that is good enough, at least, that sizing teams has to promise."""

SIZING_SHARE = 0.2
"""Share of the time that steps share out for sizing whole teams on a given life cycle."""

MENDABLE = 0.2
"""Share of the nodes, at most, where a plan may break rules to be mended; with more, what comes out is worth little."""

SIZING_GAP = 0.06
"""Share of the gap asked for at which the teams of one period are sized well enough."""


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

    Attributes
    ----------
    incumbent : Incumbent
        The same.
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
        self.incumbent = incumbent
        self._left = left
        self._seed = seed
        self._cancel = cancel
        self._parts = Neighbourhoods(model)
        self._moves = Moves(model, self._parts, seed)
        self._sized_anew: FloatArray | None = None

    @cached_property
    def _sizing(self) -> Sizing:
        return Sizing(self._model, self._parts)

    def run(
        self,
        solver: SolverProcess,
        guides: Iterable[Decisions] = (),
        *,
        settled: bool = False,
        patient: bool = True,
    ) -> None:
        """Search until time is up, the gap is reached or somebody cancels; parameters are those of :meth:`steps`."""
        for _ in self.steps(solver, guides, settled=settled, patient=patient):
            pass

    def steps(
        self,
        solver: SolverProcess,
        guides: Iterable[Decisions] = (),
        *,
        settled: bool = False,
        patient: bool = True,
    ) -> Iterator[None]:
        """Search step by step: find a first plan, then free one neighbourhood after another.

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

        Yields
        ------
        None
            After each step, so that whoever searches may do something else before the next one.
        """
        if not settled:
            self._begin(solver, guides)
        solver.load(self._model.compiled.matrix)
        while not self._done() and self.incumbent.x is None:
            if self._solve(solver, self._left() / 2, None).termination in WITHOUT_SOLUTION:
                return
        yield
        yield from self._improve(solver, patient)

    def takes(self, solver: SolverProcess, guide: Decisions | None) -> bool:
        """Plan on the life cycle of a guide, if there is one; tell whether that led to a better plan."""
        before = self.incumbent.objective
        if guide is not None and not self._done():
            self._follow(solver, guide)
        return self.incumbent.objective != before

    def take_up(self, solver: SolverProcess, known: Decisions) -> None:
        """Begin with the plan of a similar instance: mend it if it breaks rules at few nodes, and size its teams anew.

        The latter if that may be enough. Nothing is mended where the plan, or another, still is one.
        """
        if self.incumbent.x is None:
            x = self._model.vector(known)
            if self._sizing.broken_share(x) <= MENDABLE:
                self._size(solver, x, settled=True, manner=MENDING)
        self.size_anew_if_that_may_do(solver)

    def share(self, share: float) -> float:
        """Return a share of the time that steps share out, in seconds."""
        return share * min(self._left(), self._model.compiled.matrix.column_count / COLUMNS_PER_SECOND_PLANNED)

    def _done(self) -> bool:
        return self._cancel.cancelled or self.incumbent.good_enough or self._left() < SHORTEST

    def _solve(
        self, solver: SolverProcess, seconds: float, fixed: MatrixChange | None, start: FloatArray | None = None
    ) -> MipResult:
        """Solve what is not held; whatever is found is offered."""
        return solver.solve(self._options(seconds), start, on_solution=self._offer, cancel=self._cancel, fixed=fixed)

    def _offer(self, x: FloatArray, objective: float) -> None:
        self.incumbent.offer(x, objective)

    def _options(self, seconds: float, gap: float = EXACT, extra: Mapping[str, OptionValue] = NOTHING) -> SolverOptions:
        limit = max(SHORTEST, min(seconds, self._left()))
        return SolverOptions(gap=gap, time_limit=limit, threads=1, seed=self._seed, extra=extra)

    # -- first plans ----------------------------------------------------------------------------------------------

    def _begin(self, solver: SolverProcess, guides: Iterable[Decisions]) -> None:
        """Find a plan on the life cycle of the first guide that leads to one, or decide about life cycles."""
        if not any(self.takes(solver, guide) for guide in guides) and not self._done():
            self._try_life_cycles(solver)

    def _follow(self, solver: SolverProcess, guide: Decisions) -> None:
        """Take over a life cycle, and, as far as that leads somewhere, at which site areas are; size the teams."""
        found = None
        if self._parts.has_areas_of_one_site:
            found = self._decide(solver, self._parts.hold_structure(self._model.vector(guide)))
        settled = found is not None and found.x is not None
        if found is None or found.x is None:
            found = self._decide(solver, self._model.holding(guide, ("operate",)))
        if found.x is not None and self._promises_enough(found):
            self._size(solver, found.x, settled=settled)

    def _promises_enough(self, found: MipResult) -> bool:
        """Whether whole teams on a life cycle may get the best plan a good way on; one with divisible teams is given.

        Where the best plan has that life cycle already, only another one may help.
        """
        value, bound = self.incumbent.objective, self.incumbent.bound
        if value is None or bound is None or found.bound is None:
            return True
        return value - found.bound >= WORTH_SIZING * (value - bound - self.incumbent.wanted * abs(value))

    def _try_life_cycles(self, solver: SolverProcess) -> None:
        """Decide about sites alone, all sizes divisible; take that over, and size whole teams.

        First without stops and conversions and with those arrangements alone that the relaxation uses, which is quick;
        where that leaves nothing, without the latter restriction. From there on periods and places by turns; and last
        without any restriction. What is solved then is a relaxation, so its bound holds for the full problem.
        """
        matrix = self._model.compiled.matrix
        solver.load(matrix.relaxed())
        relaxed = solver.solve(self._options(self.share(LP_SHARE), extra=INTERIOR), cancel=self._cancel)
        best = None
        for guess in (relaxed.x, None):
            if best is None and not self._done():
                best = self._decide(solver, self._parts.calm(guess)).x
        if best is not None:
            self._size(solver, best)
            better = self._better_life_cycle(solver, best)
            if self._is_better(better, best):
                self._size(solver, better)
            best = better
        if self._done():
            return
        found = self._decide(solver, None, best)
        self.incumbent.prove(found.bound, "the relaxation in which only sites are whole")
        if found.x is not None and (best is None or self._is_better(found.x, best)):
            self._size(solver, found.x)

    def _better_life_cycle(self, solver: SolverProcess, x: FloatArray) -> FloatArray:
        """Decide anew, with divisible teams, about all sites for some periods, then about single places and pairs.

        Each from the best known, until none of them gets any better or time for it is up.
        """
        ends = self._left() - self.share(LIFE_CYCLE_SHARE)
        matrix = self._model.compiled.matrix
        solver.load(matrix.whole_in(self._parts.life_cycle_mask(matrix.column_count)))
        waiting = self._moves.of_life_cycles()
        tried = 0
        while tried < len(waiting) and self._left() > ends and not self._done():
            options = self._options(min(2 * self._usual_seconds, self._left() - ends), gap=SAME)
            found = solver.solve(options, x, cancel=self._cancel, fixed=waiting[tried](x)).x
            tried += 1
            if found is not None and self._is_better(found, x):
                # What led nowhere may do so now, but what has not been tried yet comes first.
                x, waiting, tried = found, [*waiting[tried:], *waiting[:tried]], 0
        return x

    def _is_better(self, x: FloatArray, than: FloatArray) -> bool:
        """Whether a solution costs noticeably less than another."""
        matrix = self._model.compiled.matrix
        return matrix.objective_of(than) - matrix.objective_of(x) > SAME * abs(matrix.objective_of(than))

    @property
    def _usual_seconds(self) -> float:
        """Time for a neighbourhood in the first round."""
        return max(LEAST_SECONDS, self._model.compiled.matrix.column_count / COLUMNS_PER_SECOND)

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
        solver.load(matrix.whole_in(whole))
        seconds = self.share(RELAXED_SHARE)
        if self.incumbent.x is None:
            seconds = max(seconds, matrix.column_count / COLUMNS_PER_SECOND_OF_FIRST)
        options = self._options(seconds, gap=RELAXED_GAP)
        return solver.solve(options, start, cancel=self._cancel, fixed=fixed)

    def _size(
        self, solver: SolverProcess, x: FloatArray, *, settled: bool = False, manner: Manner = FROM_DIVISIBLE
    ) -> None:
        """Size whole teams near divisible ones, on the same life cycle.

        Areas that must be at one site get theirs first, unless that is settled: divisible ones may be at several.
        """
        matrix = self._model.compiled.matrix
        structured: FloatArray | None = x
        if self._parts.has_areas_of_one_site and not settled:
            structure = self._parts.structure_mask(matrix.column_count)
            structured = self._solve_partly_whole(solver, structure, self._parts.hold_life_cycle(x), x).x
        if structured is None or self._done():
            return
        seconds = max(LEAST_SECONDS, self.share(SIZING_SHARE))
        gap = SIZING_GAP * self.incumbent.wanted

        def solve(part: MatrixModel, share: float) -> MipResult:
            solver.load(part)
            limit = max(share * seconds, part.column_count / COLUMNS_PER_SECOND)
            return solver.solve(self._options(limit, gap), cancel=self._cancel)

        sized = self._sizing.run(structured, solve, manner)
        solver.load(matrix)
        if sized is not None:
            self._offer_sized(sized)

    def _offer_sized(self, x: FloatArray) -> None:
        """Offer a solution whose decisions are right, and what follows from them within the solver's tolerance."""
        self.incumbent.consider(self._model.vector(self._model.decisions(x)), self._model.compiled.matrix)
        self.incumbent.consider(x, self._model.compiled.matrix)

    # -- better plans ---------------------------------------------------------------------------------------------

    def size_anew_if_that_may_do(self, solver: SolverProcess) -> None:
        """Size the teams of the best plan anew, unless it is known to be too far off."""
        gap = self.incumbent.gap
        if gap is None or gap <= self.incumbent.wanted + ANEW_BRINGS:
            self.size_anew(solver)

    def size_anew(self, solver: SolverProcess) -> None:
        """Size the teams of the best plan anew, of one node after another, then of each and those that follow it."""
        for _ in self._sizes_anew(solver):
            pass

    def _sizes_anew(self, solver: SolverProcess) -> Iterator[None]:
        """Do that step by step.

        All other teams are held, which leaves so little open that a solve takes a fraction of a second. A second time
        brings next to nothing more.
        """
        if self.incumbent.x is self._sized_anew:
            return
        matrix = self._model.compiled.matrix

        def solve(part: MatrixModel, start: FloatArray) -> MipResult:
            solver.load(part)
            limit = max(ANEW_SECONDS, part.column_count / COLUMNS_PER_SECOND_ANEW)
            return solver.solve(self._options(limit), start, cancel=self._cancel)

        for periods, node in itertools.product(ANEW_PERIODS, self._model.numbers.nodes):
            x = self.incumbent.x
            if x is None or self._done():
                return
            better = self._sizing.anew(x, Step(node, periods), solve)
            if better is not None and not self.incumbent.consider(better, matrix):
                self.incumbent.consider(self._model.vector(self._model.decisions(better)), matrix)
            yield
        self._sized_anew = self.incumbent.x
        solver.load(matrix)

    def _improve(self, solver: SolverProcess, patient: bool) -> Iterator[None]:
        """Free one neighbourhood after another, always from the best plan known."""
        seconds = self._usual_seconds
        for round_number in itertools.count():
            yield from self._sizes_anew(solver)
            improved = False
            for hold in self._moves.of_round(round_number):
                if self._done():
                    return
                x = self.incumbent.x
                assert x is not None
                before = self.incumbent.objective
                self._solve(solver, seconds, hold(x), x)
                improved |= self.incumbent.objective != before
                yield
            if not improved and not patient:
                return
            seconds = seconds if improved else min(2 * seconds, 30.0)
