"""Whole teams from divisible ones."""

from collections.abc import Iterator

import numpy as np
import pytest
from tests.enumeration.generator import random_instance

from coeplan.formulation.matrix import FloatArray, MatrixModel
from coeplan.formulation.matrix_part import matrix_part
from coeplan.solving.model import PlanningModel
from coeplan.solving.neighbourhoods import Neighbourhoods
from coeplan.solving.options import SolverOptions
from coeplan.solving.process import SolverProcess
from coeplan.solving.sizing import REACHES, Sizing
from coeplan.solving.termination import MipResult, Termination

SEEDS = (3, 8, 21, 34)


@pytest.fixture(scope="module")
def solver() -> Iterator[SolverProcess]:
    with SolverProcess() as process:
        yield process


def divisible(model: PlanningModel, solver: SolverProcess) -> FloatArray | None:
    """Decide about sites, and where areas of one site are, with divisible teams."""
    matrix = model.compiled.matrix
    structure = Neighbourhoods(model).structure_mask(matrix.column_count)
    solver.load(matrix.whole_in(structure))
    return solver.solve(SolverOptions(gap=1e-6, time_limit=20)).x


def solve_with(solver: SolverProcess, part: MatrixModel) -> MipResult:
    solver.load(part)
    return solver.solve(SolverOptions(gap=1e-6, time_limit=20))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_comes_out_is_a_plan_on_the_same_life_cycle(seed: int, solver: SolverProcess) -> None:
    model = PlanningModel.of(random_instance(seed), 4.0)
    x = divisible(model, solver)
    if x is None:
        pytest.skip("this instance has no plan even with divisible teams")
    sized = Sizing(model, Neighbourhoods(model), lambda part, share: solve_with(solver, part)).run(x)
    if sized is None:
        pytest.skip("this life cycle has no plan with whole teams")
    decisions = model.decisions(sized)
    whole = model.vector(decisions)
    assert model.compiled.matrix.violation(whole) is None
    assert decisions.operating == model.decisions(x).operating
    assert model.compiled.matrix.objective_of(whole) >= model.compiled.matrix.objective_of(x) - 1e-6


def test_some_of_these_seeds_are_not_skipped(solver: SolverProcess) -> None:
    models = [PlanningModel.of(random_instance(seed), 4.0) for seed in SEEDS]
    assert any(
        x is not None
        and Sizing(model, Neighbourhoods(model), lambda part, share: solve_with(solver, part)).run(x) is not None
        for model, x in ((model, divisible(model, solver)) for model in models)
    )


def nothing_found() -> MipResult:
    return MipResult(
        termination=Termination.INFEASIBLE,
        x=None,
        objective=None,
        bound=None,
        seconds=0.0,
        nodes=0,
        attempts=(),
        notes=(),
    )


def test_it_goes_back_where_a_node_has_no_whole_teams(solver: SolverProcess) -> None:
    model = PlanningModel.of(random_instance(SEEDS[0]), 4.0)
    x = divisible(model, solver)
    assert x is not None
    sizes: list[int] = []

    def refuse_second(part: MatrixModel, share: float) -> MipResult:
        sizes.append(int(part.integer.sum()))
        # The first step is solved; each try of the second one fails, and the step that takes both is solved.
        return nothing_found() if 2 <= len(sizes) <= 1 + len(REACHES) else solve_with(solver, part)

    assert Sizing(model, Neighbourhoods(model), refuse_second).run(x) is not None
    assert sizes[1 + len(REACHES)] > sizes[0], "after the failure the first node is sized anew together with the second"


def test_it_gives_up_where_the_root_has_no_whole_teams(solver: SolverProcess) -> None:
    model = PlanningModel.of(random_instance(SEEDS[0]), 4.0)
    x = divisible(model, solver)
    assert x is not None
    assert Sizing(model, Neighbourhoods(model), lambda part, share: nothing_found()).run(x) is None


def test_a_part_and_what_is_held_make_up_the_whole() -> None:
    matrix = PlanningModel.of(random_instance(SEEDS[0]), 4.0).compiled.matrix
    random = np.random.default_rng(1)
    x = random.normal(size=matrix.column_count)
    free, rows = random.random(matrix.column_count) < 0.4, random.random(matrix.row_count) < 0.5
    part = matrix_part(matrix, free, rows, x)
    slack = part.row_upper - part.row_activity(x[free])
    expected = (matrix.row_upper - matrix.row_activity(x))[rows]
    assert np.allclose(slack[np.isfinite(expected)], expected[np.isfinite(expected)])
    assert np.allclose(part.objective_of(x[free]), matrix.cost[free] @ x[free])
    assert (part.integer == matrix.integer[free]).all()
    assert (part.lower == matrix.lower[free]).all() and (part.upper == matrix.upper[free]).all()
