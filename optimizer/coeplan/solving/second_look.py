"""A second look at a proof: nothing below the bound may be found without presolve.

An optimum that is none shows in no other way: the solution is feasible, its objective is right, and the bound agrees.
So whoever believes a bound lets HiGHS look for a solution below it once more, with presolve off and another seed, and
with the objective as a row instead of a cutoff of its own.
"""

from dataclasses import replace
from enum import StrEnum

import numpy as np

from coeplan.core.cancel import CancelToken
from coeplan.formulation.matrix import FloatArray, MatrixModel

from .ledger import leeway
from .options import SolverOptions
from .process import SolverProcess
from .termination import MipResult, Termination


class Finding(StrEnum):
    """What a second look has to say of a bound."""

    CONFIRMED = "confirmed"
    """There is nothing below it."""
    DISPROVED = "disproved"
    """A solution below it was found."""
    OPEN = "open"
    """Time ran out."""


def look_below(
    solver: SolverProcess, matrix: MatrixModel, bound: float, options: SolverOptions, cancel: CancelToken
) -> tuple[Finding, FloatArray | None]:
    """Look for a solution below a bound.

    Parameters
    ----------
    solver : SolverProcess
        Does the work; it holds another matrix afterwards.
    matrix : MatrixModel
        The problem.
    bound : float
        Lower bound on its objective that somebody claims.
    options : SolverOptions
        Time limit, threads and seed.
    cancel : CancelToken
        Ends the look.

    Returns
    -------
    tuple of Finding and array or None
        What came of it, and the solution, shape (columns,), that disproves the bound.
    """
    solver.load(with_objective_at_most(matrix, bound - 2 * leeway(bound)))
    first_will_do = {"mip_max_improving_sols": 1}
    careful = replace(options, presolve=False, seed=options.seed + 1, extra=first_will_do)
    result = solver.solve(careful, cancel=cancel)
    return _finding(result), result.x


def _finding(result: MipResult) -> Finding:
    if result.x is not None:
        return Finding.DISPROVED
    return Finding.CONFIRMED if result.termination is Termination.INFEASIBLE else Finding.OPEN


def with_objective_at_most(matrix: MatrixModel, limit: float) -> MatrixModel:
    """Return the same problem with one more row: the objective is at most ``limit``."""
    columns = np.flatnonzero(matrix.cost)
    return replace(
        matrix,
        row_start=np.append(matrix.row_start, matrix.entry_count + len(columns)),
        column_index=np.append(matrix.column_index, columns.astype(np.int32)),
        coefficient=np.append(matrix.coefficient, matrix.cost[columns]),
        row_lower=np.append(matrix.row_lower, -np.inf),
        row_upper=np.append(matrix.row_upper, limit - matrix.offset),
        row_names=None if matrix.row_names is None else (*matrix.row_names, "objective_at_most"),
    )
