"""Why a solve stopped, and apart from that, what it left us with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from coeplan.core.progress import relative_gap
from coeplan.formulation.matrix import FloatArray

from .basis import Basis


class Termination(StrEnum):
    """Why a solve stopped; it does not say whether a solution is held.

    A solution may be held with any of these but ``INFEASIBLE``,
    ``INFEASIBLE_UNCONFIRMED`` and ``UNBOUNDED``.
    """

    OPTIMAL = "optimal"
    """The gap asked for was reached, on a verified solution and a trusted bound."""
    TIME_LIMIT = "time_limit"
    """Time ran out; also where the worker had to be killed because it overran."""
    WORK_LIMIT = "work_limit"
    """A deterministic limit was reached."""
    INTERRUPTED = "interrupted"
    """The caller cancelled."""
    INFEASIBLE = "infeasible"
    """No solution exists; confirmed without presolve, or plain from the bounds alone."""
    INFEASIBLE_UNCONFIRMED = "infeasible_unconfirmed"
    """HiGHS says no solution exists, but could not say it again without presolve in time."""
    UNBOUNDED = "unbounded"
    """Solutions exist, and their objective falls without limit."""
    SOLVER_FAILED = "solver_failed"
    """HiGHS crashed, failed or contradicted itself, and no retry mended it."""


WITHOUT_SOLUTION = frozenset({Termination.INFEASIBLE, Termination.INFEASIBLE_UNCONFIRMED, Termination.UNBOUNDED})
"""With these no solution is handed over."""

LIMITS = frozenset({Termination.TIME_LIMIT, Termination.WORK_LIMIT})
"""With these there was more to do."""

SolutionCallback = Callable[[FloatArray, float], None]
"""Takes a verified solution that is better than all before, read-only, and its objective."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What a solver did, in numbers that are the same on every run.

    Parameters
    ----------
    checks
        How often branch and bound has looked whether it should stop.
    simplex_iterations
        Iterations of the simplex method, those of branch and bound included.
    interior_iterations
        Iterations of the interior point method on a problem without whole columns.
    """

    checks: int = 0
    simplex_iterations: int = 0
    interior_iterations: int = 0

    def __add__(self, other: "Effort") -> "Effort":
        """Return what both did."""
        return Effort(
            self.checks + other.checks,
            self.simplex_iterations + other.simplex_iterations,
            self.interior_iterations + other.interior_iterations,
        )


@dataclass(frozen=True, slots=True)
class Attempt:
    """One run of the solver within a solve.

    Parameters
    ----------
    how
        What was different about this run, in words.
    outcome
        How it ended: a status of the worker, or ``crashed``, ``killed``, ``cancelled``.
    seconds
        How long it took.
    detail
        What is known about a failure; None where there was none.
    """

    how: str
    outcome: str
    seconds: float
    detail: str | None = None


@dataclass(frozen=True, eq=False)
class MipResult:
    """What a solve found.

    Parameters
    ----------
    termination
        Why it stopped.
    x
        Best solution, checked against the matrix in this process; None where none is held.
    objective
        Objective of ``x``, computed in this process; None where no solution is held.
    bound
        Best trusted lower bound on the objective, offset included; None where nothing
        is proved. With changed bounds it is a bound of the changed model only.
    seconds
        Time from the call to the return.
    nodes
        Branch-and-bound nodes of all runs together.
    attempts
        Every run of the solver, first to last.
    notes
        What the solver said that did not stand up to checking, and other remarks.
    confirmed
        Whether a second look, without presolve, found nothing below the bound.
    bound_source
        Where the bound comes from, in words; empty where that is nothing but one run of the solver.
    duals
        Price of each row, shape (rows,), where the problem is an LP and was solved; positive where the lower side
        binds.
    basis
        The vertex at which an LP ended, where it ended at one.
    effort
        What all runs together did.
    """

    termination: Termination
    x: FloatArray | None
    objective: float | None
    bound: float | None
    seconds: float
    nodes: int
    attempts: tuple[Attempt, ...]
    notes: tuple[str, ...]
    confirmed: bool = False
    bound_source: str = ""
    duals: FloatArray | None = None
    basis: Basis | None = None
    effort: Effort = field(default_factory=Effort)

    @property
    def gap(self) -> float | None:
        """``|objective - bound| / |objective|``; None where it is not defined."""
        return relative_gap(self.objective, self.bound)
