"""Bounds from windows of the tree hold: no plan is cheaper, and the windows take every column once."""

import time
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from tests.enumeration.enumerate import enumerate_optimum
from tests.enumeration.generator import random_instance

from coeplan.core.cancel import CancelToken
from coeplan.formulation.matrix import MatrixModel
from coeplan.solving.by_parts import ByParts
from coeplan.solving.lagrangian import OnBound, Parts
from coeplan.solving.model import PlanningModel
from coeplan.solving.options import SolverOptions
from coeplan.solving.process import SolverProcess
from coeplan.solving.windows import nodes_of_columns, windows

EXACT = SolverOptions(gap=0.0, threads=1, time_limit=20, extra={"mip_abs_gap": 0.0})


@pytest.fixture(scope="module")
def solver() -> Iterator[SolverProcess]:
    with SolverProcess() as process:
        yield process


def bounds(solver: SolverProcess, model: PlanningModel) -> list[float]:
    """Return the bounds from all windows, single periods first, in plan currency."""
    matrix = model.compiled.matrix
    solver.load(matrix.relaxed())
    relaxed = solver.solve(EXACT)
    assert relaxed.duals is not None

    def solve(part: MatrixModel, _share: float, _told: OnBound) -> float | None:
        solver.load(part)
        return solver.solve(EXACT).bound

    found = Parts(matrix, relaxed.duals).bounds(windows(model, largest_first=0), solve)
    return [bound * model.money for bound in found]


@pytest.mark.parametrize("first", [0, *(pytest.param(first, marks=pytest.mark.slow) for first in (10, 20, 30))])
def test_no_plan_is_cheaper(solver: SolverProcess, first: int) -> None:
    instances = [random_instance(seed) for seed in range(first, first + 10)]
    optima = [enumerate_optimum(instance).value for instance in instances]
    feasible = [(instance, best) for instance, best in zip(instances, optima, strict=True) if best is not None]
    assert len(feasible) > 5
    for instance, best in feasible:
        found = bounds(solver, PlanningModel.of(instance, 64.0))
        assert max(found) <= best + 1e-5 * max(1.0, abs(best)), instance.name


def test_windows_hold_every_column_once_and_larger_ones_smaller_ones() -> None:
    model = PlanningModel.of(random_instance(3), 4.0)
    levels = windows(model, largest_first=0)
    assert len(levels) >= 1
    nodes = nodes_of_columns(model)
    period = np.array(model.numbers.tree.period)
    for length, part_of in zip((1, 2, 4), levels, strict=False):
        assert sorted(set(part_of)) == list(range(part_of.max() + 1))
        for part in set(part_of):
            there = period[nodes[part_of == part]]
            assert there.max() // length == there.min() // length
    for small, large in pairwise(levels):
        assert all(len(set(large[small == part])) == 1 for part in set(small))


def test_windows_begin_as_large_as_is_quick() -> None:
    model = PlanningModel.of(random_instance(3), 4.0)
    every = windows(model, largest_first=0)
    assert [list(each) for each in windows(model, largest_first=10**6)] == [list(every[-1])]


def test_they_begin_at_the_relaxation_and_rise(solver: SolverProcess) -> None:
    instance = random_instance(3)
    model = PlanningModel.of(instance, 64.0)
    solver.load(model.compiled.matrix.relaxed())
    relaxed = solver.solve(EXACT).bound
    meanwhile: list[float] = []
    parts, ends = ByParts(model, solver, 0.0, CancelToken(), meanwhile.append), time.monotonic() + 30
    prices = parts.prices(ends)
    assert prices is not None
    found = list(parts.bounds(prices, ends))
    best = enumerate_optimum(instance).value
    assert best is not None and relaxed is not None
    assert found == sorted(found)
    assert found[0] - 1e-6 <= relaxed + 1e-5 * abs(relaxed)
    assert relaxed - 1e-5 * abs(relaxed) <= found[-1] <= best / model.money + 1e-5
    assert meanwhile and max(meanwhile) <= best / model.money + 1e-5


def test_cancelling_ends_it(solver: SolverProcess) -> None:
    model = PlanningModel.of(random_instance(3), 64.0)
    cancel = CancelToken()
    found: list[float] = []
    parts, ends = ByParts(model, solver, 0.0, cancel), time.monotonic() + 30
    prices = parts.prices(ends)
    assert prices is not None
    for bound in parts.bounds(prices, ends):
        found.append(bound)
        cancel.cancel()
    assert len(found) == 1
