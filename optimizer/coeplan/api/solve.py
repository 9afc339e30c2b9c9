"""Solve an instance: the one call that everything else is for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from coeplan.core.cancel import CancelToken
from coeplan.core.progress import ProgressCallback
from coeplan.solving.outcome import Outcome, SolveOptions
from coeplan.solving.solve import solve_instance
from coeplan.solving.warm import WarmStart
from coeplan_models import Instance, Plan

from .load import load_instance

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

__all__ = ["Solution", "SolveOptions", "WarmStart", "solve"]

MESSAGES = {
    "optimal": "the gap asked for was reached",
    "time_limit": "time ran out",
    "work_limit": "the work limit was reached",
    "interrupted": "the solve was interrupted",
    "infeasible": "no plan keeps every rule: proved",
    "infeasible_unconfirmed": "no plan seems to keep every rule, but that could not be confirmed in time",
    "unbounded": "cost falls without limit, which no valid instance allows: please report this",
    "solver_failed": "the solver failed and no retry mended it",
}


@dataclass(frozen=True)
class Solution:
    """Why the solver stopped and, apart from that, what is held.

    Attributes
    ----------
    instance : Instance
        What was solved.
    termination : str
        Why the solver stopped: ``optimal``, ``time_limit``, ``work_limit``, ``interrupted``, ``infeasible``,
        ``infeasible_unconfirmed``, ``unbounded`` or ``solver_failed``.
    plan : Plan or None
        Best plan, audited; None where none is held.
    value, bound : float or None
        Objective of the plan and proved lower bound on any plan's, in plan currency.
    gap : float or None
        (value - bound) / \\|value\\|.
    seconds : float
        Wall-clock time.
    message : str
        ``termination`` in words.
    notes : tuple of str
        What a careful reader should know, such as a retried solver.
    warm : WarmStart or None
        What it leaves to a solve of a similar instance.
    """

    instance: Instance
    termination: str
    plan: Plan | None
    value: float | None
    bound: float | None
    gap: float | None
    seconds: float
    message: str
    notes: tuple[str, ...] = ()
    warm: WarmStart | None = field(default=None, repr=False)

    @cached_property
    def tables(self) -> "Mapping[str, pd.DataFrame]":
        """The plan as tidy pandas tables, by name; empty where no plan is held."""
        from coeplan.plans.tables import plan_tables

        return {} if self.plan is None else plan_tables(self.plan, self.instance)


def solve(
    instance: "Instance | Mapping[str, object] | str | Path",
    options: SolveOptions | None = None,
    on_progress: ProgressCallback | None = None,
    cancel: CancelToken | None = None,
    warm: WarmStart | None = None,
) -> Solution:
    """Find a plan of least expected (or risk-adjusted) cost, and prove how good it is.

    Parameters
    ----------
    instance : Instance, mapping, path or str
        The planning problem: an object, plain data, a file, or the name of a shipped example.
    options : SolveOptions, optional
        Gap, time limit, threads, seed.
    on_progress : callable, optional
        Told about the state of the search, in the calling thread.
    cancel : CancelToken, optional
        Stops the solve from another thread; the best audited plan is still returned.
    warm : WarmStart, optional
        What is known of a similar instance: ``Solution.warm``, or ``WarmStart.of(plan)``.

    Returns
    -------
    Solution
        Why the solver stopped and the best audited plan, if any.

    Raises
    ------
    InputError
        Where the instance has faults; all are listed.
    AuditError
        Where the auditor refuses the plan, which is a fault of coeplan.
    SolverError
        Where the solver process cannot be used at all.
    """
    checked = load_instance(instance).instance
    outcome: Outcome = solve_instance(checked, options or SolveOptions(), on_progress, cancel, warm)
    return Solution(
        instance=checked,
        termination=str(outcome.termination),
        plan=outcome.plan,
        value=outcome.value,
        bound=outcome.bound,
        gap=outcome.gap,
        seconds=outcome.seconds,
        message=MESSAGES[str(outcome.termination)],
        notes=outcome.notes,
        warm=outcome.warm,
    )
