"""Proof by parts: windows of the tree at the prices of the relaxation."""

import math
from collections.abc import Iterator

from coeplan.core.cancel import CancelToken
from coeplan.formulation.matrix import MatrixModel

from .lagrangian import Parts
from .model import PlanningModel
from .options import INTERIOR, NOTHING, SolverOptions
from .process import SolverProcess
from .termination import MipResult
from .windows import windows

PART_GAP = 0.2
"""Parts are solved to this share of the gap asked for."""

SHORTEST = 0.01
"""Seconds that a solve is given at least."""

PARTS = "parts of the tree, priced by the relaxation"
"""Where the bounds come from."""


def bounds_by_parts(
    model: PlanningModel, solver: SolverProcess, gap: float, ends: float, cancel: CancelToken
) -> Iterator[float]:
    """Yield rising lower bounds of a model until time is up.

    Parameters
    ----------
    model : PlanningModel
        The problem.
    solver : SolverProcess
        Solves; it holds some part when this ends.
    gap : float
        Relative gap asked for of the whole.
    ends : float
        When to stop, on the solver's clock.
    cancel : CancelToken
        Stops it.
    """
    matrix = model.compiled.matrix
    relaxed = _relaxation(matrix, solver, ends, cancel)
    if relaxed is None or relaxed.bound is None or relaxed.duals is None:
        return
    allowed = PART_GAP * gap * abs(relaxed.bound) / matrix.column_count

    def solve(part: MatrixModel, share: float) -> float | None:
        left = ends - solver.clock.now()
        if left <= 0 or cancel.cancelled:
            return None
        solver.load(part)
        options = SolverOptions(
            gap=0.0,
            time_limit=max(SHORTEST, left * share),
            threads=1,
            extra={"mip_abs_gap": allowed * part.column_count},
        )
        return solver.solve(options, cancel=cancel).bound

    for bound in Parts(matrix, relaxed.duals).bounds(windows(model), solve):
        if math.isfinite(bound):
            yield bound
        if solver.clock.now() >= ends or cancel.cancelled:
            return


def _relaxation(matrix: MatrixModel, solver: SolverProcess, ends: float, cancel: CancelToken) -> MipResult | None:
    """Solve the relaxation; None where there was no time for it. What the first way leaves open the usual one does."""
    solver.load(matrix.relaxed())
    found: MipResult | None = None
    for way in (INTERIOR, NOTHING):
        left = ends - solver.clock.now()
        if left <= 0 or cancel.cancelled or (found is not None and found.duals is not None):
            break
        options = SolverOptions(time_limit=max(SHORTEST, left), threads=1, extra=way)
        found = solver.solve(options, cancel=cancel)
    return found
