"""The runs that make up one solve: what follows when a run fails, lies or says there is nothing."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from coeplan.formulation.matrix import FloatArray, MatrixChange, MatrixModel
from coeplan.solving.basis import Basis
from coeplan.solving.connection import Connection
from coeplan.solving.ledger import ABSOLUTE_GAP, Ledger
from coeplan.solving.options import SolverOptions
from coeplan.solving.run import Listeners, Run, RunEnd, RunOrder, Start, with_time
from coeplan.solving.termination import WITHOUT_SOLUTION, Attempt, Effort, MipResult, Termination

MOST_RETRIES = 2
# With less time than this a retry would not get past loading the model.
RETRY_SECONDS = 1.0
# "Infeasible" is a hard word: these many seconds are found to confirm it even where none are left.
CONFIRM_SECONDS = 5.0


class Workplace(Protocol):
    """Where a campaign gets its worker from."""

    def connection(self, changes: tuple[MatrixChange, ...]) -> Connection:
        """A worker that holds the model with these changes made."""
        ...

    def drop(self) -> None:
        """End the worker; the next one will be a new one."""
        ...

    def next_id(self) -> int:
        """A number that no run had before."""
        ...


@dataclass(frozen=True, slots=True)
class Task:
    """One solve as it was asked for.

    Parameters
    ----------
    model
        The model with ``changes`` made.
    changes
        What was changed against the model as loaded.
    options
        Options as asked for.
    start
        Where to start from.
    listeners
        Who is told.
    """

    model: MatrixModel
    changes: tuple[MatrixChange, ...]
    options: SolverOptions
    start: Start
    listeners: Listeners


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to do next; ``confirming`` while an "infeasible" waits to be confirmed."""

    phase: str
    options: SolverOptions
    confirming: bool = False


_Next = _Plan | Termination

_STOPS = {
    "time_limit": Termination.TIME_LIMIT,
    "killed": Termination.TIME_LIMIT,
    "work_limit": Termination.WORK_LIMIT,
    "cancelled": Termination.INTERRUPTED,
    "interrupted": Termination.INTERRUPTED,
}


class Campaign:
    """One solve from the first run to the result.

    Parameters
    ----------
    workplace
        Gives workers.
    task
        What is asked for.
    """

    def __init__(self, workplace: Workplace, task: Task) -> None:
        self._workplace = workplace
        self._task = task
        self._ledger = Ledger(task.model)
        self._began = time.monotonic()
        self._until = self._began + task.options.time_limit
        self._attempts: list[Attempt] = []
        self._nodes = 0
        self._retries = 0
        self._duals: FloatArray | None = None
        self._basis: Basis | None = None
        self._effort = Effort()
        self._judges: dict[str, Callable[[_Plan], _Next]] = {
            "optimal": self._after_optimal,
            "infeasible": self._after_infeasible,
            "unbounded": self._after_unbounded,
            "unbounded_or_infeasible": self._after_unbounded_or_infeasible,
        }

    def conduct(self) -> MipResult:
        """Do as many runs as it takes."""
        contradiction = self._task.model.contradiction()
        if contradiction is not None:
            self._ledger.note(contradiction)
            return self._result(Termination.INFEASIBLE)
        self._take_start()
        if self._task.model.column_count == 0:
            self._ledger.take_solution(np.zeros(0))
            self._ledger.take_bound(self._task.model.offset)
            return self._result(Termination.OPTIMAL)
        coming: _Next = _Plan("solve", self._task.options)
        while isinstance(coming, _Plan):
            if self._task.listeners.cancelled:
                coming = self._stopped(coming, Termination.INTERRUPTED)
            else:
                coming = self._judge(coming, self._run(coming))
        return self._result(coming)

    def _take_start(self) -> None:
        """A complete, feasible start is a solution held from the beginning."""
        start, model = self._task.start, self._task.model
        if len(start.columns) != model.column_count:
            return
        x = np.zeros(model.column_count)
        x[start.columns] = start.values
        wrong = model.violation(x)
        if wrong is None:
            self._ledger.take_solution(x)
        else:
            self._ledger.note(f"the start is not feasible as it stands: {wrong}")

    def _run(self, plan: _Plan) -> RunEnd:
        self._ledger.begin_run()
        return self._work(plan, self._task.changes, self._ledger, self._task.listeners)

    def _work(self, plan: _Plan, changes: tuple[MatrixChange, ...], ledger: Ledger, listeners: Listeners) -> RunEnd:
        """One run, noted down as an attempt."""
        began = time.monotonic()
        order = RunOrder(
            solve_id=self._workplace.next_id(),
            phase=plan.phase,
            options=with_time(plan.options, self._until - began),
            start=self._start(),
            began=self._began,
        )
        end = Run(self._workplace.connection(changes), order, ledger, listeners).execute()
        if not end.worker_usable:
            self._workplace.drop()
        self._nodes += end.nodes
        self._duals, self._basis = end.duals, end.basis
        self._effort += end.effort
        self._attempts.append(Attempt(plan.phase, end.status, time.monotonic() - began, end.detail))
        return end

    def _start(self) -> Start:
        """The best solution held, or else the start as given."""
        held = self._ledger.x
        if held is None:
            return self._task.start
        return Start(np.arange(len(held), dtype=np.int32), held)

    def _judge(self, plan: _Plan, end: RunEnd) -> _Next:
        if plan.confirming and self._ledger.x is not None:
            self._ledger.note("the solver called the model infeasible, but without presolve it found a solution")
        if end.status in _STOPS:
            return self._stopped(plan, _STOPS[end.status])
        judge = self._judges.get(end.status)
        return self._mend(plan) if judge is None else judge(plan)

    def _stopped(self, plan: _Plan, why: Termination) -> Termination:
        unconfirmed = plan.confirming and self._ledger.x is None
        return Termination.INFEASIBLE_UNCONFIRMED if unconfirmed else why

    def _after_optimal(self, plan: _Plan) -> _Next:
        relative, absolute = self._task.options.gaps
        if self._ledger.closed(relative, ABSOLUTE_GAP if absolute is None else absolute):
            return Termination.OPTIMAL
        self._ledger.note("the solver called its solution optimal, but what could be checked does not say so")
        return self._mend(plan, lied=True)

    def _after_infeasible(self, plan: _Plan) -> _Next:
        if self._ledger.x is not None:
            self._ledger.note("the solver called the model infeasible, but a feasible solution is held")
            return self._mend(plan, lied=True)
        if not plan.options.presolve:
            return Termination.INFEASIBLE
        self._until = max(self._until, time.monotonic() + CONFIRM_SECONDS)
        return _Plan("confirm infeasibility", plan.options.without_presolve(), confirming=True)

    def _after_unbounded(self, plan: _Plan) -> _Next:
        if _cannot_be_unbounded(self._task.model):
            self._ledger.note("the solver called the model unbounded, but the bounds of its columns forbid that")
            return self._mend(plan, lied=True)
        return self._after_unbounded_or_infeasible(plan)

    def _after_unbounded_or_infeasible(self, plan: _Plan) -> _Next:
        """Find out which, by solving for any solution at all."""
        if _cannot_be_unbounded(self._task.model):
            return self._after_infeasible(plan)
        if self._ledger.x is not None:
            return Termination.UNBOUNDED
        self._until = max(self._until, time.monotonic() + CONFIRM_SECONDS)
        count = self._task.model.column_count
        no_cost = MatrixChange(cost_columns=np.arange(count, dtype=np.int32), cost=np.zeros(count), offset=0.0)
        found = Ledger(self._task.model.changed(no_cost))
        feasibility = _Plan("tell unbounded from infeasible", plan.options.without_presolve())
        listeners = replace(self._task.listeners, on_solution=None, on_progress=None)
        end = self._work(feasibility, (*self._task.changes, no_cost), found, listeners)
        if found.x is not None:
            return Termination.UNBOUNDED
        if end.status == "infeasible":
            return Termination.INFEASIBLE
        self._ledger.note("the solver called the model unbounded or infeasible; which, it could not say in time")
        return _STOPS.get(end.status, Termination.SOLVER_FAILED)

    def _mend(self, plan: _Plan, lied: bool = False) -> _Next:
        """Try again with less of what may have gone wrong, as long as there is time."""
        self._retries += 1
        if self._retries > MOST_RETRIES or self._until - time.monotonic() < RETRY_SECONDS:
            return self._stopped(plan, Termination.SOLVER_FAILED)
        options = plan.options.without_suspect_heuristics()
        phase = f"retry {self._retries} without RINS, RENS and feasibility jump"
        # A crash is mostly a heuristic's; a lie is mostly presolve's.
        if lied or self._retries == MOST_RETRIES or not plan.options.presolve:
            options, phase = options.without_presolve(), f"{phase}, nor presolve"
        return _Plan(phase, options, plan.confirming)

    def _result(self, why: Termination) -> MipResult:
        ledger = self._ledger
        nothing = why in WITHOUT_SOLUTION
        return MipResult(
            termination=why,
            x=None if nothing else ledger.x,
            objective=None if nothing else ledger.objective,
            bound=None if nothing else ledger.bound,
            seconds=time.monotonic() - self._began,
            nodes=self._nodes,
            attempts=tuple(self._attempts),
            notes=ledger.notes,
            duals=self._duals,
            basis=self._basis,
            effort=self._effort,
        )


def _cannot_be_unbounded(model: MatrixModel) -> bool:
    """Whether the columns' own bounds keep the objective from falling for ever."""
    falling = (model.cost > 0) & np.isneginf(model.lower) | (model.cost < 0) & np.isposinf(model.upper)
    return not falling.any()
