"""Plain HiGHS: a matrix goes in, incumbents and bounds come out."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from coeplan.formulation.matrix import MatrixModel

Tell = Callable[[float | None, float | None], None]
"""Is told objective of the best solution and proved bound whenever one of them may have changed."""


@dataclass(frozen=True)
class Found:
    """What a solver found: why it stopped, objective and bound, in the matrix's own unit."""

    status: str
    value: float | None
    bound: float | None


def loaded(matrix: MatrixModel, options: dict[str, Any]) -> highspy.Highs:
    """Return HiGHS with a model in it.

    Raises
    ------
    RuntimeError
        If HiGHS refuses an option or the model.
    """
    highs = highspy.Highs()
    for name, value in {"log_to_console": False, **options}.items():
        _demand(highs.setOptionValue(name, value), f"the option {name} = {value!r}")
    status = highs.passModel(
        *(matrix.column_count, matrix.row_count, matrix.entry_count),
        *(int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize), matrix.offset),
        *(matrix.cost, matrix.lower, matrix.upper, matrix.row_lower, matrix.row_upper),
        *(matrix.row_start, matrix.column_index, matrix.coefficient, matrix.integer.astype(np.int32)),
    )
    if status == highspy.HighsStatus.kError:
        raise RuntimeError("HiGHS refuses the model")
    return highs


def _demand(status: Any, what: str) -> None:
    if status == highspy.HighsStatus.kError:
        raise RuntimeError(f"HiGHS refuses {what}")


def solve_highs(
    matrix: MatrixModel, seconds: float, gap: float, tell: Tell, options: Mapping[str, Any] | None = None
) -> Found:
    """Solve a matrix with HiGHS as it comes but for some options, in one thread, without a start."""
    asked = {"threads": 1, "time_limit": max(0.1, seconds), "mip_rel_gap": gap, "mip_abs_gap": 0.0}
    highs = loaded(matrix, asked | dict(options or {}))

    def hear(_kind: Any, _message: str, out: Any, _in: Any, _user: Any) -> None:
        tell(_known(out.mip_primal_bound), _known(out.mip_dual_bound))

    highs.setCallback(hear, None)
    for kind in (
        highspy.cb.HighsCallbackType.kCallbackMipImprovingSolution,
        highspy.cb.HighsCallbackType.kCallbackMipLogging,
    ):
        highs.startCallback(kind)
    highs.run()
    info = highs.getInfo()
    status = highs.modelStatusToString(highs.getModelStatus())
    found = Found(status, _known(info.objective_function_value), _known(info.mip_dual_bound))
    if info.primal_solution_status != 2:
        found = Found(status, None, found.bound)
    tell(found.value, found.bound)
    return found


def _known(number: float) -> float | None:
    return None if abs(number) >= 1e30 or number != number else float(number)


def root_relaxation(matrix: MatrixModel, seconds: float) -> tuple[float | None, float]:
    """Return the value of the linear relaxation, before any cut, and how long it took; None where time ran out.

    Raises
    ------
    RuntimeError
        If the relaxation is infeasible or unbounded.
    """
    highs = loaded(matrix, {"threads": 1, "time_limit": max(0.1, seconds), "solve_relaxation": True})
    began = time.perf_counter()
    highs.run()
    took = time.perf_counter() - began
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kOptimal:
        return highs.getInfo().objective_function_value, took
    if status == highspy.HighsModelStatus.kTimeLimit:
        return None, took
    raise RuntimeError(f"the linear relaxation has no optimum: {highs.modelStatusToString(status)}")
