"""The command with a solver that does as the variable STANDIN says, so that every outcome can be had at once."""

import os
import sys
import time
import types
from dataclasses import dataclass
from pathlib import Path

from coeplan.core.errors import AuditError, SolverError
from coeplan.core.progress import Progress
from coeplan_models import Instance, Plan


@dataclass(frozen=True)
class SolveOptions:
    """As ``coeplan.api.solve`` has them."""

    gap: float = 0.005
    time_limit: float = 300.0
    threads: int | None = None
    seed: int = 0
    keeping: bool = True
    work: float | None = None
    workers: str = "all-cores"
    by_subtrees: bool | None = None


@dataclass(frozen=True)
class Solution:
    """As ``coeplan.api.solve`` has it."""

    instance: Instance
    termination: str
    plan: Plan | None
    value: float | None
    bound: float | None
    gap: float | None
    seconds: float
    message: str
    notes: tuple[str, ...]


def solve(instance, options, on_progress=None, cancel=None):
    """Return, raise or wait as told."""
    told = os.environ["STANDIN"]
    on_progress(Progress("building the model", 0.1))
    if told == "wait":
        on_progress(Progress("searching", 0.2, 20.5e6, 18.2e6, 0.112))
        while not cancel.wait(0.05):
            pass
        return held(instance, "interrupted")
    if told == "deaf":
        on_progress(Progress("searching", 0.2))
        while True:
            time.sleep(0.05)
    if told in ERRORS:
        raise ERRORS[told]
    if told.startswith("plan:"):
        on_progress(Progress("searching", 0.2, 20.5e6, 18.2e6, 0.112, "a remark from the solver"))
        return held(instance, told.removeprefix("plan:"), notes=(f"options {options}",))
    return Solution(instance, told, None, None, 17e6, None, 1.5, "Coverage of support cannot be met.", ("tried twice",))


ERRORS = {
    "audit_error": AuditError(["coverage: 3 FTE short at t01"]),
    "solver_error": SolverError("the solver crashed five times"),
    "fault": ZeroDivisionError("a fault of the program"),
    "full_disk": OSError(28, "No space left on device"),
}


def held(instance, termination, notes=()):
    """Return the sample plan as found."""
    plan = Plan.model_validate_json(Path("plan.json").read_text(encoding="utf-8"))
    plan = plan.model_copy(update={"termination": termination})
    return Solution(instance, termination, plan, plan.value, plan.bound, plan.gap, 1.5, "found", notes)


PLACE = "coeplan.api.solve"
"""Name of the module that this one stands in for."""


def module():
    """Return a module to put in its place."""
    made = types.ModuleType(PLACE)
    for member in (SolveOptions, Solution, solve):
        setattr(made, member.__name__, member)
    return made


if __name__ == "__main__":
    sys.modules[PLACE] = module()
    from coeplan.cli.main import run

    run()
