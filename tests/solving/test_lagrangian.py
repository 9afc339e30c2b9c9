"""Bounds from parts: never above the optimum, never below the relaxation, rising with every part."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from coeplan.formulation.matrix import MatrixModel
from coeplan.solving.lagrangian import OnBound, Parts, implied_bounds
from coeplan.solving.options import SolverOptions
from coeplan.solving.process import SolverProcess

from .conftest import rows

BLOCKS, SIZE = 4, 3


@pytest.fixture(scope="module")
def solver() -> Iterator[SolverProcess]:
    with SolverProcess() as process:
        yield process


def chain(seed: int) -> MatrixModel:
    """Whole amounts of some goods in each of four periods, a stock without limit between them, and a common budget.

    Columns of a period: amounts of two goods, then the stock at its end.
    """
    random = np.random.default_rng(seed)
    model_rows: list[dict[int, float]] = []
    lower, upper = [], []
    for block in range(BLOCKS):
        first, second, stock = (block * SIZE + number for number in range(SIZE))
        made = {first: float(random.integers(2, 6)), second: float(random.integers(3, 8)), stock: -1.0}
        need = float(random.integers(4, 15)) + 0.5
        model_rows.append(made | ({stock - SIZE: 1.0} if block else {}))
        lower.append(need)
        upper.append(need if block % 2 else np.inf)
        model_rows.append({first: 1.0, second: 1.0})
        lower.append(-np.inf)
        upper.append(6.0)
    model_rows.append({block * SIZE: 1.0 for block in range(BLOCKS)})
    lower.append(1.0)
    upper.append(9.0)
    cost = np.concatenate([[*random.uniform(2, 9, 2), 0.05] for _ in range(BLOCKS)])
    return MatrixModel(
        cost=cost,
        offset=random.uniform(-5, 5),
        lower=np.zeros(BLOCKS * SIZE),
        upper=np.full(BLOCKS * SIZE, np.inf),
        integer=np.array([True, True, False] * BLOCKS),
        row_lower=np.array(lower),
        row_upper=np.array(upper),
        **rows(model_rows),
    )


LEVELS = [np.repeat(np.arange(BLOCKS), SIZE), np.repeat(np.arange(BLOCKS) // 2, SIZE), np.zeros(BLOCKS * SIZE, int)]
"""Single periods, pairs of periods, everything."""


@pytest.mark.parametrize("seed", range(12))
def test_bounds_rise_from_the_relaxation_to_the_optimum(solver: SolverProcess, seed: int) -> None:
    matrix = chain(seed)
    exact = SolverOptions(gap=0.0, threads=1, time_limit=20, extra={"mip_abs_gap": 0.0})

    def bound(part: MatrixModel, share: float, _told: OnBound) -> float | None:
        assert 0 < share <= 1
        solver.load(part)
        return solver.solve(exact).bound

    solver.load(matrix)
    optimum = solver.solve(exact).objective
    solver.load(matrix.relaxed())
    relaxation = solver.solve(exact)
    assert relaxation.duals is not None
    assert optimum is not None
    found = list(Parts(matrix, relaxation.duals).bounds(LEVELS, bound))
    assert len(found) == 1 + BLOCKS + BLOCKS // 2 + 1
    assert found[0] == pytest.approx(relaxation.objective, abs=1e-5)
    assert all(later >= earlier - 1e-9 for earlier, later in pairwise(found))
    assert found[-1] == pytest.approx(optimum, abs=1e-5)


@pytest.mark.parametrize("seed", range(12))
def test_any_prices_give_a_bound(solver: SolverProcess, seed: int) -> None:
    matrix = chain(seed)
    exact = SolverOptions(gap=0.0, threads=1, time_limit=20, extra={"mip_abs_gap": 0.0})
    solver.load(matrix)
    optimum = solver.solve(exact).objective
    assert optimum is not None
    prices = np.random.default_rng(seed).normal(0, 2, matrix.row_count)

    def bound(part: MatrixModel, _share: float, _told: OnBound) -> float | None:
        solver.load(part)
        return solver.solve(exact).bound

    found = list(Parts(matrix, prices).bounds(LEVELS[:2], bound))
    assert max(found) <= optimum + 1e-6
    assert found[-1] > found[0]


@pytest.mark.parametrize("own", [True, False])
def test_with_prices_of_another_problem_relaxations_come_first(solver: SolverProcess, own: bool) -> None:
    matrix = chain(3)
    whole: list[bool] = []

    def bound(part: MatrixModel, _share: float, _told: OnBound) -> float | None:
        whole.append(bool(part.integer.any()))
        solver.load(part)
        return solver.solve(SolverOptions(gap=0.0, threads=1, time_limit=20)).bound

    found = list(Parts(matrix, np.full(matrix.row_count, 0.5)).bounds(LEVELS[:2], bound, own=own))
    relaxed = [] if own else [False] * BLOCKS
    assert whole == [*relaxed, *[True] * BLOCKS, *[True] * (BLOCKS // 2)]
    assert len(found) == 1 + len(whole)


def test_relaxations_of_parts_alone_are_the_first_that_all_levels_begin_with(solver: SolverProcess) -> None:
    matrix = chain(3)

    def bound(part: MatrixModel, _share: float, _told: OnBound) -> float | None:
        solver.load(part)
        return solver.solve(SolverOptions(gap=0.0, threads=1, time_limit=20)).bound

    parts = Parts(matrix, np.full(matrix.row_count, 0.5))
    quick = list(parts.relaxed_bounds(LEVELS[0], bound))
    assert quick == pytest.approx(list(parts.bounds(LEVELS[:1], bound, own=False))[1 : 1 + BLOCKS])


def test_what_a_part_proves_on_its_way_counts_for_the_whole() -> None:
    matrix = chain(3)
    meanwhile: list[float] = []

    def solve(part: MatrixModel, _share: float, told: OnBound) -> float | None:
        for bound in (5.0, 7.0):
            told(bound)
        return 7.0

    found = list(Parts(matrix, np.zeros(matrix.row_count), meanwhile.append).bounds(LEVELS[:1], solve))
    # At no prices nothing was held of any part, so each adds its bound to the offset.
    assert found == pytest.approx([matrix.offset + 7 * solved for solved in range(BLOCKS + 1)])
    assert meanwhile == pytest.approx([before + bound for before in found[:-1] for bound in (5, 7)])


def test_a_part_that_proves_nothing_leaves_what_was_known() -> None:
    matrix = chain(0)
    found = list(Parts(matrix, np.zeros(matrix.row_count)).bounds(LEVELS, lambda *_: None))
    # At no prices every column is at its lower bound, 0: nothing but the offset is left.
    assert found == pytest.approx([matrix.offset] * len(found))


def test_missing_bounds_follow_from_rows() -> None:
    # a + b <= 6 bounds both; 2 a + 3 b - s = 7 then bounds s; t - s <= 1 bounds t; nothing bounds u.
    matrix = MatrixModel(
        cost=np.zeros(5),
        offset=0.0,
        lower=np.zeros(5),
        upper=np.full(5, np.inf),
        integer=np.zeros(5, dtype=bool),
        row_lower=np.array([-np.inf, 7.0, -np.inf, -np.inf]),
        row_upper=np.array([6.0, 7.0, 1.0, np.inf]),
        **rows([{0: 1.0, 1: 1.0}, {0: 2.0, 1: 3.0, 2: -1.0}, {2: -1.0, 3: 1.0}, {4: 1.0, 0: 1.0}]),
    )
    lower, upper = implied_bounds(matrix)
    assert upper == pytest.approx([6, 6, 2 * 6 + 3 * 6 - 7, 24, np.inf])
    assert lower == pytest.approx(np.zeros(5))
