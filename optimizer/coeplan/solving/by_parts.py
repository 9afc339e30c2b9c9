"""Proof by parts: the relaxation of the whole, then windows of the tree at its prices."""

import time
from collections.abc import Iterator

from coeplan.core.cancel import CancelToken
from coeplan.formulation.matrix import MatrixModel

from .lagrangian import Parts
from .model import PlanningModel
from .options import SolverOptions
from .process import SolverProcess
from .windows import windows

PART_GAP = 0.2
"""Parts are solved to this share of the gap asked for."""

SHORTEST = 0.01
"""Seconds that a solve is given at least."""

RELAXATION = "the relaxation"
PARTS = "parts of the tree, priced by the relaxation"
"""Where bounds come from."""


def bounds_by_parts(
    model: PlanningModel, solver: SolverProcess, gap: float, ends: float, cancel: CancelToken
) -> Iterator[tuple[str, float]]:
    """Yield lower bounds of a model, each with where it comes from, until time is up.

    Parameters
    ----------
    model : PlanningModel
        The problem.
    solver : SolverProcess
        Solves; it holds some part when this ends.
    gap : float
        Relative gap asked for of the whole.
    ends : float
        When to stop, on the clock of ``time.monotonic``.
    cancel : CancelToken
        Stops it.
    """
    matrix = model.compiled.matrix
    solver.load(matrix.relaxed())
    relaxed = solver.solve(SolverOptions(time_limit=max(SHORTEST, ends - time.monotonic()), threads=1), cancel=cancel)
    if relaxed.bound is None or relaxed.duals is None:
        return
    yield RELAXATION, relaxed.bound
    allowed = PART_GAP * gap * abs(relaxed.bound) / matrix.column_count

    def solve(part: MatrixModel, share: float) -> float | None:
        left = ends - time.monotonic()
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
        yield PARTS, bound
        if time.monotonic() >= ends or cancel.cancelled:
            return
