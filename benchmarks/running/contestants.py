"""Who takes part: the engine, and its peers, each in one thread."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.peers.highs import Found, Tell, root_relaxation, solve_highs
from coeplan.formulation.build import build
from coeplan.formulation.compile import compile_model
from coeplan.formulation.matrix import MatrixModel
from coeplan.planning import gather
from coeplan_models import Instance

Fields = dict[str, Any]

ENGINE = "engine"


@dataclass(frozen=True)
class Limits:
    """How long, and how near.

    Attributes
    ----------
    seconds : float
        Time for a solve, planning and building included.
    gap : float
        Gap at which it may stop.
    root_seconds : float
        Time for the linear relaxation.
    seed : int
        Seed of the engine's random choices.
    """

    seconds: float = 120.0
    gap: float = 0.001
    root_seconds: float = 120.0
    seed: int = 0


Solver = Callable[[MatrixModel, float, float, Tell], Found]
"""Solves a matrix within seconds to a gap."""


@dataclass(frozen=True)
class Written:
    """A formulation as a matrix, what one unit of its objective is in plan currency, and how long it took."""

    matrix: MatrixModel
    money: float
    planning: float
    building: float


def write_engine(instance: Instance) -> Written:
    """Write the engine's own formulation."""
    began = time.perf_counter()
    numbers = gather(instance)
    gathered = time.perf_counter()
    algebra = build(numbers)
    matrix = compile_model(algebra.model).matrix
    return Written(matrix, algebra.money, gathered - began, time.perf_counter() - gathered)


def write_textbook(instance: Instance) -> Written:
    """Write the textbook formulation."""
    from benchmarks.peers.textbook import MONEY, textbook

    began = time.perf_counter()
    numbers = gather(instance)
    gathered = time.perf_counter()
    matrix = compile_model(textbook(numbers).model).matrix
    return Written(matrix, MONEY, gathered - began, time.perf_counter() - gathered)


def _solve_scip(matrix: MatrixModel, seconds: float, gap: float, tell: Tell) -> Found:
    from benchmarks.peers.scip import solve_scip

    return solve_scip(matrix, seconds, gap, tell)


@dataclass(frozen=True)
class Contestant:
    """One who takes part.

    Attributes
    ----------
    name : str
        Name.
    meaning : str
        What it is.
    write : callable
        Writes its formulation.
    solve : callable or None
        Solves it; None for the engine, which has its own way, and for those that only build.
    models : bool
        Whether its model is measured too; not where another has the same.
    solves : bool
        Whether it solves at all.
    """

    name: str
    meaning: str
    write: Callable[[Instance], Written]
    solve: Solver | None = None
    models: bool = True
    solves: bool = True


CONTESTANTS = {
    each.name: each
    for each in (
        Contestant(ENGINE, "the engine: its formulation, starts and search", write_engine),
        Contestant("plain", "the engine's formulation on HiGHS as it comes", write_engine, solve_highs, models=False),
        Contestant("textbook", "the textbook formulation on HiGHS as it comes", write_textbook, solve_highs),
        Contestant("scip", "the textbook formulation on SCIP as it comes", write_textbook, _solve_scip, models=False),
        Contestant("linopy", "the engine's rows built in linopy", write_engine, solves=False),
    )
}
"""Everyone who may take part, by name."""


def measure_model(contestant: Contestant, instance: Instance, limits: Limits) -> Iterator[Fields]:
    """Yield how long planning and building take, how large the model is, and its linear relaxation."""
    written = contestant.write(instance)
    matrix = written.matrix
    if not contestant.solves:
        yield {"build": _linopy_seconds(matrix)}
        return
    yield {
        "planning": written.planning,
        "build": written.building,
        "columns": matrix.column_count,
        "rows": matrix.row_count,
        "integers": int(matrix.integer.sum()),
    }
    value, seconds = root_relaxation(matrix, limits.root_seconds)
    yield {"root_seconds": seconds, "root": None if value is None else value * written.money}


def _linopy_seconds(matrix: MatrixModel) -> float:
    from benchmarks.peers.linopy import build_linopy, prepare

    prepare()
    began = time.perf_counter()
    build_linopy(matrix)
    return time.perf_counter() - began


def measure_solve(contestant: Contestant, instance: Instance, limits: Limits, hear: Any) -> Iterator[Fields]:
    """Solve, telling ``hear(seconds, value, bound)`` of everything found; yield how it ended."""
    if contestant.solve is None:
        yield from _measure_engine(instance, limits, hear)
        return
    began = time.perf_counter()
    written = contestant.write(instance)

    def tell(value: float | None, bound: float | None) -> None:
        hear(time.perf_counter() - began, _times(value, written.money), _times(bound, written.money))

    left = limits.seconds - (time.perf_counter() - began)
    found = contestant.solve(written.matrix, left, limits.gap, tell)
    yield {"status": found.status}


def _times(number: float | None, factor: float) -> float | None:
    return None if number is None else number * factor


def _measure_engine(instance: Instance, limits: Limits, hear: Any) -> Iterator[Fields]:
    from coeplan.api.audit import audit_plan
    from coeplan.api.solve import SolveOptions, solve
    from coeplan.core.progress import Progress

    bounds: list[float] = []

    def listen(told: Progress) -> None:
        if told.bound is not None:
            bounds.append(told.bound)
        hear(told.seconds, told.value, told.bound)

    options = SolveOptions(gap=limits.gap, time_limit=limits.seconds, threads=1, seed=limits.seed)
    solution = solve(instance, options, listen)
    hear(solution.seconds, solution.value, solution.bound)
    remarks = [*solution.notes, *_taken_back(bounds, solution.bound)]
    yield {"status": solution.termination, "seconds": solution.seconds, "notes": "; ".join(remarks)}
    if solution.plan is not None:
        began = time.perf_counter()
        report = audit_plan(instance, solution.plan)
        yield {"audit": time.perf_counter() - began, "findings": len(report.findings)}


def _taken_back(told: list[float], bound: float | None) -> Iterator[str]:
    """Say where a bound was told that the solution does not stand by: the gaps before may then be too small."""
    highest = max(told, default=None)
    if highest is not None and (bound is None or highest > bound + 1e-6 * abs(highest)):
        yield f"the bound {highest:.6g} was told and taken back; it is {bound}"
