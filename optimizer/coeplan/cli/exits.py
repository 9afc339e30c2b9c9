"""Exit codes, and what leads to which."""

from enum import IntEnum

from coeplan.core.errors import AuditError, CoeplanError, InputError, NoPlanError, SolverError


class ExitCode(IntEnum):
    """What the command tells the shell."""

    DONE = 0
    """The task is done; for ``solve``: there is a plan, however the solver stopped."""
    FAILED = 1
    """Anything that no other code stands for: a failing solver, a full disk, a fault of the program."""
    BAD_INPUT = 2
    """Bad usage, or input that cannot be used."""
    INFEASIBLE = 3
    """It is proved that no plan exists."""
    NO_PLAN = 4
    """No plan was found within the limits, or before the interrupt."""
    AUDIT_FAILED = 5
    """An audit found a broken rule."""


WITHOUT_PLAN = {
    "infeasible": ExitCode.INFEASIBLE,
    "unbounded": ExitCode.FAILED,
    "solver_failed": ExitCode.FAILED,
}
"""Codes of terminations that leave no plan; all others give ``NO_PLAN``.

``infeasible_unconfirmed`` is no proof, so it is ``NO_PLAN``. No instance can be unbounded, for costs are never
negative, so ``unbounded`` is a fault of the program."""


def of_termination(termination: str, *, has_plan: bool) -> ExitCode:
    """Return the code of a solve."""
    return ExitCode.DONE if has_plan else WITHOUT_PLAN.get(termination, ExitCode.NO_PLAN)


ERRORS: tuple[tuple[type[BaseException], str, ExitCode], ...] = (
    (InputError, "input", ExitCode.BAD_INPUT),
    (NoPlanError, "no_plan", ExitCode.NO_PLAN),
    (AuditError, "audit", ExitCode.AUDIT_FAILED),
    (SolverError, "solver", ExitCode.FAILED),
    (CoeplanError, "coeplan", ExitCode.FAILED),
    (OSError, "system", ExitCode.FAILED),
    (KeyboardInterrupt, "aborted", ExitCode.FAILED),
)
"""Expected errors: kind, as ``--json`` states it, and code. The first that fits counts."""


def of_error(error: BaseException) -> tuple[str, ExitCode] | None:
    """Return kind and code of an expected error; None for any other."""
    return next(((kind, code) for known, kind, code in ERRORS if isinstance(error, known)), None)
