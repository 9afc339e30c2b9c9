"""One schedule for all futures: decisions and teams of the first periods are the same at every node of a period.

No policy says this, for it ties nodes of different futures to each other. So it is said to the solver, in the arrays:
columns of nodes that share a period are equal. What follows from teams, such as hires or work left undone, still
differs by future, as attrition, pools and workloads do. A plan that is found is a plan of the instance, audited as
any other.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from coeplan.core.executor import task_token
from coeplan.formulation.decisions import Decisions
from coeplan.formulation.matrix import FloatArray, MatrixChange, MatrixModel
from coeplan.solving.model import NARROW, WIDEST, PlanningModel
from coeplan.solving.options import SolverOptions
from coeplan.solving.outcome import Outcome, SolveOptions
from coeplan.solving.pipeline import Pipeline
from coeplan.solving.process import SolverProcess
from coeplan.solving.second_look import Finding, look_below
from coeplan.solving.termination import MipResult, Termination
from coeplan_models import Instance

TIED = ("operate", "commit", "cancel", "team")
"""Families of variables that are decided at once for all futures; starts, stops and conversions follow."""

LEAST_SECONDS = 0.5
"""What the last solve gets even where time is up, so that it hands over what it holds."""

Pair = tuple[int, int]
"""Two columns that are equal."""


@dataclass(frozen=True, slots=True)
class SameInAll:
    """An instance to plan with one schedule for all futures.

    Attributes
    ----------
    instance : Instance
        A checked instance.
    periods : int
        How many first periods all futures share.
    options : SolveOptions
        How to solve it.
    """

    instance: Instance
    periods: int
    options: SolveOptions


def solve_same(task: SameInAll) -> Outcome:
    """Find the cheapest plan in which all futures share the decisions of the first periods.

    Parameters
    ----------
    task : SameInAll
        What to plan.

    Returns
    -------
    Outcome
        The audited plan and a bound that is proved for plans of this kind. Where nothing in the data limits teams,
        the instance is solved twice: narrowly for a plan, whose cost then limits the teams that matter.
    """
    search = _Search(task)
    with SolverProcess(clock=search.clock) as solver:
        model, result = search.solve(solver, NARROW)
        if not model.numbers.limits.technical:
            return search.outcome(model, search.checked(solver, model, result))
        if result.x is None and result.termination is not Termination.INFEASIBLE:
            # The bound speaks of small teams alone.
            return search.outcome(model, replace(result, bound=None))
        wide, again = search.solve(solver, WIDEST, _known(model, result))
        if result.x is not None and again.x is None:
            # The plan is there all the same; that none is as cheap as it is no proof of anything.
            bound = None if again.termination is Termination.INFEASIBLE else again.bound
            return search.outcome(model, replace(result, bound=bound))
        return search.outcome(wide, search.checked(solver, wide, again))


@dataclass(frozen=True, slots=True)
class _Known:
    """A plan, and what it costs in plan currency."""

    decisions: Decisions
    value: float


def _known(model: PlanningModel, result: MipResult) -> _Known | None:
    if result.x is None or result.objective is None:
        return None
    return _Known(model.decisions(result.x), result.objective * model.money)


class _Search:
    """The solves of one task, within one limit of time or work."""

    def __init__(self, task: SameInAll) -> None:
        self._task = task
        self._began = time.monotonic()
        self.clock = task.options.clock()
        self._ends = self.clock.now() + task.options.limit

    def solve(
        self, solver: SolverProcess, width: float, known: _Known | None = None
    ) -> tuple[PlanningModel, MipResult]:
        """Solve within technical bounds on teams; a known plan is where to start, and proves which teams matter."""
        model = PlanningModel.of(self._task.instance, width, None if known is None else known.value)
        tied = tie(model, self._task.periods)
        solver.load(tied.compiled.matrix)
        options, start = self._options(), None if known is None else model.vector(known.decisions)
        return tied, solver.solve(options, start, cancel=task_token())

    def checked(self, solver: SolverProcess, model: PlanningModel, result: MipResult) -> MipResult:
        """Return a closed proof only if nothing is found below it; else what is found without presolve.

        Where that does not hold either, the plan counts and the bound does not.
        """
        if result.termination is not Termination.OPTIMAL or result.bound is None:
            return result
        finding, below = self._look(solver, model, result.bound)
        if finding is not Finding.DISPROVED:
            return result
        solver.load(model.compiled.matrix)
        again = solver.solve(replace(self._options(), presolve=False), below, cancel=task_token())
        held = again.bound is not None and self._look(solver, model, again.bound)[0] is Finding.CONFIRMED
        note = f"branch and bound claimed {result.bound:.10g} as the least cost, and a second look found less"
        return replace(again, bound=again.bound if held else None, notes=(*again.notes, note))

    def _look(self, solver: SolverProcess, model: PlanningModel, bound: float) -> tuple[Finding, FloatArray | None]:
        return look_below(solver, model.compiled.matrix, bound, self._options(), task_token())

    def outcome(self, model: PlanningModel, result: MipResult) -> Outcome:
        """Return what a solve came to, its plan audited."""
        bound = None if result.bound is None else result.bound * model.money
        if result.x is None:
            return Outcome(result.termination, None, None, bound, None, self._seconds, result.notes)
        pipeline = Pipeline(self._task.instance, self._task.options)
        plan = pipeline.assemble(model, model.decisions(result.x), result, None)
        return Outcome(result.termination, plan, plan.value, plan.bound, plan.gap, self._seconds, plan.made_by.notes)

    @property
    def _seconds(self) -> float:
        return time.monotonic() - self._began

    def _options(self) -> SolverOptions:
        asked = self._task.options
        left = max(LEAST_SECONDS, self._ends - self.clock.now())
        return SolverOptions(gap=asked.gap, time_limit=left, threads=asked.threads, seed=asked.seed)


def tie(model: PlanningModel, periods: int) -> PlanningModel:
    """Return the model in which nodes of a period decide alike, in the first periods.

    Parameters
    ----------
    model : PlanningModel
        The model of an instance on its tree.
    periods : int
        How many periods.
    """
    pairs, barred = _ties(model, periods)
    nothing = MatrixChange.fixing(np.array(barred, dtype=np.int64), np.zeros(len(barred)))
    matrix = _with_equal(model.compiled.matrix.changed(nothing), pairs)
    return replace(model, compiled=replace(model.compiled, matrix=matrix))


def _ties(model: PlanningModel, periods: int) -> tuple[list[Pair], list[int]]:
    """Return columns that are equal, and those that are 0 as another future cannot decide so."""
    places = model.compiled.places()
    pairs, barred = list[Pair](), list[int]()
    for alike, complete in _alike(model, periods):
        columns = [places[id(column)] for column in alike]
        if complete:
            pairs += [(columns[0], other) for other in columns[1:]]
        else:
            barred += columns
    return pairs, barred


def _alike(model: PlanningModel, periods: int) -> Iterator[tuple[list[object], bool]]:
    """Yield variables that say the same at the nodes of one period, and whether every node has one."""
    tree = model.numbers.tree
    width = {period: tree.period.count(period) for period in range(periods)}
    for family in TIED:
        groups: dict[tuple[int, ...], list[object]] = {}
        for (node, *what), column in model.algebra.columns[family].items():
            if tree.period[node] < periods:
                groups.setdefault((tree.period[node], *what), []).append(column)
        yield from ((alike, len(alike) == width[key[0]]) for key, alike in groups.items())


def _with_equal(matrix: MatrixModel, pairs: list[Pair]) -> MatrixModel:
    """Return the same problem with one more row for each pair of equal columns."""
    count = len(pairs)
    names = None if matrix.row_names is None else (*matrix.row_names, *(f"same[{a},{b}]" for a, b in pairs))
    ends = matrix.entry_count + 2 * np.arange(1, count + 1, dtype=np.int32)
    return replace(
        matrix,
        row_start=np.append(matrix.row_start, ends).astype(np.int32),
        column_index=np.append(matrix.column_index, np.array(pairs, dtype=np.int32).ravel()).astype(np.int32),
        coefficient=np.append(matrix.coefficient, np.tile([1.0, -1.0], count)),
        row_lower=np.append(matrix.row_lower, np.zeros(count)),
        row_upper=np.append(matrix.row_upper, np.zeros(count)),
        row_names=names,
    )
