"""The one place that talks to HiGHS; it lives in the worker process.

Two findings on HiGHS 1.15.1 shape it. A start that HiGHS has to complete is
completed by a MIP of its own, whose callbacks pass the dual bounds of that
*restricted* problem as if they were bounds of the whole: therefore starts are
completed here, with the bounds held back, and HiGHS only ever gets complete ones.
And inside a MIP none of its callbacks fires while the root LP is solved: an
interrupt has to wait, or whoever waits for it has to kill the process.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from highspy import HighsStatus, cb
from numpy.typing import NDArray

from coeplan.formulation.matrix import FloatArray, IndexArray, MatrixChange, MatrixModel
from coeplan.solving.basis import Basis
from coeplan.solving.protocol import Frame, number

Emit = Callable[[Frame], None]

PROGRESS_EVERY = 0.3
LONGEST_LINE = 10_000
START_TIME_SHARE = 0.2
START_NODES = 500
# A value this far from whole was not meant to be whole, and is no hint for a column that must be.
WHOLE_WITHIN = 1e-4

_FEASIBLE = 2

# By name, as the type stubs of 1.15.1 do not know every one.
_STATUS = {
    "kOptimal": "optimal",
    "kModelEmpty": "optimal",
    "kInfeasible": "infeasible",
    "kUnbounded": "unbounded",
    "kUnboundedOrInfeasible": "unbounded_or_infeasible",
    "kTimeLimit": "time_limit",
    "kIterationLimit": "work_limit",
    "kSolutionLimit": "work_limit",
    "kObjectiveBound": "work_limit",
    "kObjectiveTarget": "work_limit",
    "kInterrupt": "interrupted",
    "kHighsInterrupt": "interrupted",
}

_CALLBACKS = (
    cb.HighsCallbackType.kCallbackLogging,
    cb.HighsCallbackType.kCallbackMipImprovingSolution,
    cb.HighsCallbackType.kCallbackMipInterrupt,
    cb.HighsCallbackType.kCallbackSimplexInterrupt,
    cb.HighsCallbackType.kCallbackIpmInterrupt,
)
_LOGGING, _IMPROVING, _MIP_CHECK = (int(kind) for kind in _CALLBACKS[:3])


class RefusedError(Exception):
    """HiGHS would not take a model, a change or an option."""


@dataclass(frozen=True, slots=True)
class SolveRequest:
    """What the parent asks for in one ``solve`` frame."""

    solve_id: int
    options: Mapping[str, Any]
    check_limit: int | None
    start_columns: NDArray[Any]
    start_values: NDArray[Any]
    basis: Basis | None

    @classmethod
    def from_frame(cls, frame: Frame) -> "SolveRequest":
        """Read the fields and arrays of a ``solve`` frame."""
        arrays = frame.arrays()
        return cls(
            solve_id=int(frame.fields["id"]),
            options=frame.fields["options"],
            check_limit=frame.fields.get("check_limit"),
            start_columns=arrays.get("columns", np.zeros(0, dtype=np.int32)),
            start_values=arrays.get("values", np.zeros(0)),
            basis=Basis.from_arrays(arrays),
        )


class Watch:
    """The callback of one solve: tells what happens, and passes the wish to stop on."""

    def __init__(self, emit: Emit, request: SolveRequest, wants_stop: Callable[[], bool]) -> None:
        self._emit = emit
        self._request = request
        self._wants_stop = wants_stop
        self._began = time.monotonic()
        self._told = 0.0
        self.searching = False
        self.out_of_checks = False
        self.checks = 0
        self.best: float | None = None

    @property
    def seconds(self) -> float:
        """Time since the request was taken up."""
        return time.monotonic() - self._began

    def tell(self, kind: str, arrays: Mapping[str, NDArray[Any]] | None = None, **fields: Any) -> None:
        """Send a frame that belongs to this solve."""
        self._emit(Frame.of(kind, arrays, id=self._request.solve_id, seconds=self.seconds, **fields))

    def solution(self, x: FloatArray, objective: float, bound: float | None) -> None:
        """Send a solution."""
        self.best = objective
        self.tell("solution", {"x": x}, objective=number(objective), bound=bound)

    def __call__(self, kind: Any, message: str, output: Any, wish: Any, _data: Any) -> None:
        """Take a call from HiGHS, in whatever thread it comes."""
        kind = int(kind)
        if kind == _LOGGING:
            self._log(message)
        elif kind == _IMPROVING:
            x = np.array(output.mip_solution, dtype=np.float64)
            self.solution(x, output.objective_function_value, self._bound(output))
        else:
            self._check(output if kind == _MIP_CHECK else None, wish)

    def _bound(self, output: Any) -> float | None:
        # While a start is completed the bound is one of the restricted problem.
        return number(output.mip_dual_bound) if self.searching else None

    def _log(self, message: str) -> None:
        if message.strip():
            self.tell("log", message=message.rstrip()[:LONGEST_LINE])

    def _check(self, output: Any, wish: Any) -> None:
        """Report now and then, and say whether to stop."""
        if output is not None and self.searching:
            self.checks += 1
            limit = self._request.check_limit
            self.out_of_checks = limit is not None and self.checks >= limit
        if self.out_of_checks or self._wants_stop():
            wish.user_interrupt = True
        if time.monotonic() - self._told >= PROGRESS_EVERY:
            self._told = time.monotonic()
            bound, nodes = (None, 0) if output is None else (self._bound(output), output.mip_node_count)
            self.tell("progress", searching=self.searching, bound=bound, nodes=nodes)


class Engine:
    """Solves one model at a time, each time in a HiGHS instance of its own.

    Handing the arrays over again takes milliseconds, and spares us what an instance
    remembers: a second LP on the same one is measured against the time of both.

    Parameters
    ----------
    emit
        Takes the frames that go to the parent.
    """

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._threads: int | None = None
        self._base: MatrixModel | None = None
        self._model: MatrixModel | None = None

    def load(self, model: MatrixModel) -> None:
        """Take a new model in place of the old one."""
        self._base = self._model = model

    def change(self, change: MatrixChange) -> None:
        """Put other numbers into the model."""
        self._model = self._loaded().changed(change)

    def restore(self) -> None:
        """Go back to the model as it was loaded."""
        self._model = self._base

    def solve(self, request: SolveRequest, wants_stop: Callable[[], bool]) -> None:
        """Solve the model, telling everything worth telling; ends with a ``done`` frame."""
        model = self._loaded()
        watch = Watch(self._emit, request, wants_stop)
        watch.tell("started")
        start = self._start(request, watch)
        left = {"time_limit": max(0.0, request.options["time_limit"] - watch.seconds)}
        highs = self._instance(model, watch, {**request.options, **left})
        if start is not None:
            columns = np.arange(len(start), dtype=np.int32)
            _demand(highs.setSolution(len(start), columns, start), "take a start")
        if request.basis is not None:
            _demand(highs.setBasis(_highs_basis(request.basis)), "take a basis")
        watch.searching = True
        outcome = highs.run()
        _report(highs, model, outcome, watch)

    def _loaded(self) -> MatrixModel:
        if self._model is None:
            raise RefusedError("there is no model yet")
        return self._model

    def _instance(self, model: MatrixModel, watch: Watch, options: Mapping[str, Any]) -> highspy.Highs:
        """HiGHS with everything in it, ready to run."""
        if self._threads not in (None, options["threads"]):
            # HiGHS keeps its pool of threads; safe here, as no other instance lives in this process.
            highspy.Highs.resetGlobalScheduler(True)
        self._threads = options["threads"]
        highs = highspy.Highs()
        _set(highs, "log_to_console", False)
        for name, value in options.items():
            _set(highs, name, value)
        status = highs.passModel(
            *(model.column_count, model.row_count, model.entry_count),
            *(int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize), model.offset),
            *(model.cost, model.lower, model.upper, model.row_lower, model.row_upper),
            *(model.row_start, model.column_index, model.coefficient, model.integer.astype(np.int32)),
        )
        if status == HighsStatus.kWarning:
            watch.tell("remark", message="HiGHS warns about the model: tiny coefficients are dropped")
        elif status != HighsStatus.kOk:
            raise RefusedError("HiGHS refuses the model; a coefficient may stand twice, or be too large")
        _demand(highs.setCallback(watch, None), "take a callback")
        for kind in _CALLBACKS:
            _demand(highs.startCallback(kind), f"start {kind.name}")
        return highs

    def _start(self, request: SolveRequest, watch: Watch) -> FloatArray | None:
        """A complete start that HiGHS will find feasible; None where there is none to be had."""
        model = self._loaded()
        columns, values = request.start_columns, request.start_values
        if not len(columns) or not model.integer.any():
            return None
        if len(columns) == model.column_count:
            x = np.zeros(model.column_count)
            x[columns] = values
            if _is_feasible(model, x, request.options):
                return x
        x = self._completed(columns, values, watch, request)
        if x is None or not _is_feasible(model, x, request.options):
            watch.tell("remark", message="the start could not be completed to a solution")
            return None
        return x

    def _completed(
        self, columns: IndexArray, values: FloatArray, watch: Watch, request: SolveRequest
    ) -> FloatArray | None:
        """Hold the whole columns of a start and solve for the rest, within a share of the time."""
        model, options = self._loaded(), request.options
        whole = np.round(values)
        usable = model.integer[columns] & (np.abs(values - whole) <= WHOLE_WITHIN)
        usable &= (whole >= model.lower[columns]) & (whole <= model.upper[columns])
        if not usable.any():
            return None
        limits = {
            "time_limit": START_TIME_SHARE * options["time_limit"],
            "mip_max_nodes": min(START_NODES, options["mip_max_nodes"]),
        }
        held = model.changed(MatrixChange.fixing(columns[usable], whole[usable]))
        highs = self._instance(held, watch, {**options, **limits})
        highs.run()
        return _held_solution(highs)


def _demand(status: HighsStatus, what: str) -> None:
    if status != HighsStatus.kOk:
        raise RefusedError(f"HiGHS did not {what}: {status.name}")


def _set(highs: highspy.Highs, name: str, value: bool | int | float | str) -> None:
    # An unknown or refused option changes nothing and says so only in its status.
    if highs.setOptionValue(name, value) != HighsStatus.kOk:
        raise RefusedError(f"HiGHS refuses the option {name} = {value!r}")


def _is_feasible(model: MatrixModel, x: FloatArray, options: Mapping[str, Any]) -> bool:
    """Whether HiGHS, which measures absolutely, will call ``x`` feasible, with room to spare."""
    margin = 0.5 * min(options["mip_feasibility_tolerance"], options["primal_feasibility_tolerance"])
    activity = model.row_activity(x)
    whole = np.abs(x - np.round(x))[model.integer] <= margin
    columns = (x >= model.lower - margin) & (x <= model.upper + margin)
    rows = (activity >= model.row_lower - margin) & (activity <= model.row_upper + margin)
    return bool(whole.all() and columns.all() and rows.all())


def _held_solution(highs: highspy.Highs) -> FloatArray | None:
    if highs.getInfo().primal_solution_status != _FEASIBLE:
        return None
    return np.array(highs.getSolution().col_value, dtype=np.float64)


def _highs_basis(basis: Basis) -> highspy.HighsBasis:
    """A basis as HiGHS takes it."""
    told = highspy.HighsBasis()
    told.col_status = [highspy.HighsBasisStatus(int(status)) for status in basis.columns]
    told.row_status = [highspy.HighsBasisStatus(int(status)) for status in basis.rows]
    told.valid = True
    return told


def _of_lp(highs: highspy.Highs) -> dict[str, NDArray[Any]]:
    """Prices of the rows, and the vertex if the method ended at one."""
    found: dict[str, NDArray[Any]] = {"duals": np.array(highs.getSolution().row_dual, dtype=np.float64)}
    basis = highs.getBasis()
    if not basis.valid:
        return found
    statuses = (np.array([int(each) for each in told], dtype=np.int8) for told in (basis.col_status, basis.row_status))
    return found | Basis(*statuses).arrays()


def _report(highs: highspy.Highs, model: MatrixModel, outcome: HighsStatus, watch: Watch) -> None:
    """Send what the solve left behind, then ``done``."""
    info, status = highs.getInfo(), highs.getModelStatus()
    said = _STATUS.get(status.name, "failed") if outcome != HighsStatus.kError else "failed"
    if said == "interrupted" and watch.out_of_checks:
        said = "work_limit"
    is_mip = bool(model.integer.any())
    bound = info.mip_dual_bound if is_mip else info.objective_function_value
    proved = said != "failed" and (is_mip or said == "optimal")
    x = _held_solution(highs)
    if x is not None and said != "unbounded" and watch.best != info.objective_function_value:
        watch.solution(x, info.objective_function_value, None)
    watch.tell(
        "done",
        None if is_mip or said != "optimal" else _of_lp(highs),
        status=said,
        detail=highs.modelStatusToString(status),
        bound=number(bound) if proved else None,
        nodes=max(0, int(info.mip_node_count)),
        checks=watch.checks,
        simplex_iterations=max(0, int(info.simplex_iteration_count)),
        interior_iterations=0 if is_mip else max(0, int(info.ipm_iteration_count)),
    )
