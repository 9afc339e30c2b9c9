"""Proof by parts: windows of the tree at the prices of the relaxation."""

from collections.abc import Iterable, Iterator, Mapping

from coeplan.core.cancel import CancelToken
from coeplan.core.progress import Progress
from coeplan.formulation.matrix import FloatArray, MatrixModel

from .basis import Basis
from .lagrangian import OnBound, Parts, PartSolver, told_to_nobody
from .model import PlanningModel
from .options import FROM_A_VERTEX, INTERIOR, NOTHING, TO_A_VERTEX, OptionValue, SolverOptions
from .process import SolverProcess
from .termination import MipResult
from .windows import windows

PART_GAP = 0.2
"""Parts are solved to this share of the gap asked for."""

SHORTEST = 0.01
"""Seconds that a solve is given at least."""

PARTS = "parts of the tree, priced by the relaxation"
"""Where the bounds come from."""

A_PART = "parts of the tree, one of which is being solved"
"""Where those come from that are told meanwhile."""


class ByParts:
    """Proves lower bounds of one model by its parts.

    Parameters
    ----------
    model : PlanningModel
        The problem.
    solver : SolverProcess
        Solves; it holds some part, or the relaxation, afterwards.
    gap : float
        Relative gap asked for of the whole.
    cancel : CancelToken
        Stops it.
    meanwhile : callable, optional
        Told bounds while a part is being solved. The bound after the part has the last word.
    """

    def __init__(
        self,
        model: PlanningModel,
        solver: SolverProcess,
        gap: float,
        cancel: CancelToken,
        meanwhile: OnBound = told_to_nobody,
    ) -> None:
        self._meanwhile = meanwhile
        self._model = model
        self._solver = solver
        self._gap = gap
        self._cancel = cancel
        self._best = 0.0

    def prices(self, ends: float) -> FloatArray | None:
        """Solve the relaxation and return the price of each row, shape (rows,); None where there was no time for it.

        What the first way of solving leaves open the usual one does.
        """
        self._solver.load(self._model.compiled.matrix.relaxed())
        for way in (INTERIOR, NOTHING):
            if ends <= self._solver.clock.now() or self._cancel.cancelled:
                break
            duals = self._relaxed(way, ends).duals
            if duals is not None:
                return duals
        return None

    def vertex(self, ends: float, near: Basis | None = None) -> tuple[FloatArray, Basis] | None:
        """Solve the relaxation to a vertex, and return the price of each row and the vertex; None where time ran out.

        Parameters
        ----------
        ends : float
            When to stop, on the solver's clock.
        near : Basis, optional
            A vertex of the same relaxation at other costs, to go on from.
        """
        self._solver.load(self._model.compiled.matrix.relaxed())
        found = self._relaxed(TO_A_VERTEX if near is None else FROM_A_VERTEX, ends, near)
        return None if found.duals is None or found.basis is None else (found.duals, found.basis)

    def _relaxed(self, way: Mapping[str, OptionValue], ends: float, near: Basis | None = None) -> MipResult:
        """Solve the relaxation, which is loaded."""
        left = max(SHORTEST, ends - self._solver.clock.now())
        return self._solver.solve(SolverOptions(time_limit=left, threads=1, extra=way), near, cancel=self._cancel)

    def bounds(self, prices: FloatArray, ends: float, *, own: bool = True, share: float = 1.0) -> Iterator[float]:
        """Yield rising lower bounds until time is up.

        Parameters
        ----------
        prices : array, shape (rows,)
            Price of each row. Any give a bound, those of the relaxation one that begins at its value.
        ends : float
            When to stop, on the solver's clock.
        own : bool
            Whether they are those of this problem's relaxation.
        share : float
            Share of the time for parts, where others have the rest of it in between.
        """
        parts = Parts(self._model.compiled.matrix, prices, self._meanwhile)
        return self._rising(parts.bounds(windows(self._model), self._until(ends, share), own=own), ends)

    def quick_bounds(self, prices: FloatArray, ends: float) -> Iterator[float]:
        """Yield rising lower bounds from relaxations of the smallest parts alone, which take a fraction of a second.

        Parameters
        ----------
        prices : array, shape (rows,)
            Price of each row.
        ends : float
            When to stop, on the solver's clock.
        """
        parts = Parts(self._model.compiled.matrix, prices)
        for smallest in windows(self._model)[:1]:
            yield from self._rising(parts.relaxed_bounds(smallest, self._until(ends)), ends)

    def _until(self, ends: float, share: float = 1.0) -> PartSolver:
        return lambda part, of_parts, on_bound: self._solved(part, share * of_parts, ends, on_bound)

    def _rising(self, bounds: Iterable[float], ends: float) -> Iterator[float]:
        """Yield bounds that say something, until time is up; no amount is negative, so those below nothing do not."""
        for bound in bounds:
            if bound > 0:
                self._best = max(self._best, bound)
                yield bound
            if self._solver.clock.now() >= ends or self._cancel.cancelled:
                return

    def _solved(self, part: MatrixModel, share: float, ends: float, on_bound: OnBound) -> float | None:
        """Return a lower bound of one part, which gets its share of what is left."""
        left = ends - self._solver.clock.now()
        if left <= 0 or self._cancel.cancelled:
            return None
        self._solver.load(part)
        allowed = PART_GAP * self._gap * self._best * part.column_count / self._model.compiled.matrix.column_count
        limit = max(SHORTEST, left * share)
        options = SolverOptions(gap=0.0, time_limit=limit, threads=1, extra={"mip_abs_gap": allowed})

        def tell(seen: Progress) -> None:
            if seen.bound is not None:
                on_bound(seen.bound)

        return self._solver.solve(options, on_progress=tell, cancel=self._cancel).bound
