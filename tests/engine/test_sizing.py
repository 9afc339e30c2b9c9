"""Whole teams from divisible ones."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from tests.enumeration.generator import random_instance
from tests.exact import ExactEngine

from coeplan.api.edits import edited_instance
from coeplan.formulation.decisions import Decisions
from coeplan.formulation.matrix import FloatArray, MatrixModel
from coeplan.formulation.matrix_part import matrix_part
from coeplan.solving.model import PlanningModel
from coeplan.solving.neighbourhoods import Neighbourhoods
from coeplan.solving.options import SolverOptions
from coeplan.solving.process import SolverProcess
from coeplan.solving.sizing import FROM_DIVISIBLE, MENDING, Sizing, Step
from coeplan.solving.termination import MipResult, Termination
from coeplan.solving.warm import WarmStart

SEEDS = (3, 8, 21, 34)

UNEVEN = 8
"""The one of them whose divisible teams are whole at no node."""


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
    sized = Sizing(model, Neighbourhoods(model)).run(x, lambda part, share: solve_with(solver, part))
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
        and Sizing(model, Neighbourhoods(model)).run(x, lambda part, share: solve_with(solver, part)) is not None
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
    model = PlanningModel.of(random_instance(UNEVEN), 4.0)
    x = divisible(model, solver)
    assert x is not None
    sizes: list[int] = []

    def refuse_second(part: MatrixModel, share: float) -> MipResult:
        sizes.append(int(part.integer.sum()))
        # The first step is solved; each try of the second one fails, and the step that takes both is solved.
        return nothing_found() if 2 <= len(sizes) <= 1 + len(FROM_DIVISIBLE.reaches) else solve_with(solver, part)

    assert Sizing(model, Neighbourhoods(model)).run(x, refuse_second) is not None
    assert sizes[1 + len(FROM_DIVISIBLE.reaches)] > sizes[0], (
        "after the failure the first node is sized anew together with the second"
    )


def test_it_gives_up_where_the_root_has_no_whole_teams(solver: SolverProcess) -> None:
    model = PlanningModel.of(random_instance(UNEVEN), 4.0)
    x = divisible(model, solver)
    assert x is not None
    assert Sizing(model, Neighbourhoods(model)).run(x, lambda part, share: nothing_found()) is None


def test_a_part_and_what_is_held_make_up_the_whole() -> None:
    matrix = PlanningModel.of(random_instance(UNEVEN), 4.0).compiled.matrix
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


def with_one_more(model: PlanningModel, decisions: Decisions) -> Iterator[tuple[int, Decisions]]:
    """Plans in which one team has one more head, with the node of that team."""
    for key, heads in decisions.team.items():
        more = replace(decisions, team={**decisions.team, key: heads + 1})
        if model.compiled.matrix.violation(model.vector(more)) is None:
            yield key[0], more


@pytest.mark.parametrize("periods", [1, 2])
def test_a_head_too_many_is_found_by_sizing_anew_and_nothing_else_changes(solver: SolverProcess, periods: int) -> None:
    tried = 0
    for seed in SEEDS:
        model = PlanningModel.of(random_instance(seed), 4.0)
        matrix, tree = model.compiled.matrix, model.numbers.tree
        sizing = Sizing(model, Neighbourhoods(model))
        x = divisible(model, solver)
        sized = None if x is None else sizing.run(x, lambda part, share: solve_with(solver, part))
        if sized is None:
            continue
        known = model.decisions(sized)
        best = matrix.objective_of(model.vector(known))
        for node, more in islice(with_one_more(model, known), 5):
            worse = model.vector(more)
            if matrix.objective_of(worse) < best * (1 + 1e-5):
                continue
            tried += 1
            better = sizing.anew(worse, Step(node, periods), lambda part, start: solve_from(solver, part, start))
            assert better is not None
            found = model.decisions(better)
            assert matrix.violation(model.vector(found)) is None
            assert matrix.objective_of(model.vector(found)) <= best * (1 + 1e-6)
            assert found.operating == known.operating
            changed = {key[0] for key in {*found.team, *known.team} if found.team.get(key) != known.team.get(key)}
            assert all(node in tree.path(each) and tree.period[each] < tree.period[node] + periods for each in changed)
    assert tried > 5


def test_of_the_best_sizes_none_is_better(solver: SolverProcess) -> None:
    model = PlanningModel.of(random_instance(UNEVEN), 4.0)
    solver.load(model.compiled.matrix)
    best = model.vector(model.decisions(solver.solve(SolverOptions(gap=1e-9, time_limit=60)).x))
    sizing = Sizing(model, Neighbourhoods(model))
    for node in model.numbers.nodes:
        assert sizing.anew(best, Step(node, 2), lambda part, start: solve_from(solver, part, start)) is None


def solve_from(solver: SolverProcess, part: MatrixModel, start: FloatArray) -> MipResult:
    assert part.violation(start) is None
    return solve_with(solver, part)


def sizing_of(model: PlanningModel) -> Sizing:
    return Sizing(model, Neighbourhoods(model))


def never_asked(part: MatrixModel, share: float) -> MipResult:
    raise AssertionError(f"nothing had to be solved, but {part.column_count} columns were")


@pytest.fixture(scope="module")
def exact() -> Iterator[ExactEngine]:
    with ExactEngine() as engine:
        yield engine


def base_plan_in(exact: ExactEngine, seed: int, edit: str) -> tuple[PlanningModel, FloatArray]:
    """Return the problem of an edited instance, and the best plan of the instance as it was."""
    base = random_instance(seed)
    model = PlanningModel.of(edited_instance(base, [edit]).instance, 4.0)
    decisions = WarmStart.of(exact.plan(base)).decisions(model.numbers)
    assert decisions is not None
    return model, model.vector(decisions)


@pytest.mark.parametrize(("seed", "factor"), [(8, 1.1), (10, 1.3), (34, 1.3), (36, 1.1)])
def test_a_plan_that_breaks_rules_is_mended_where_it_breaks_them(
    exact: ExactEngine, solver: SolverProcess, seed: int, factor: float
) -> None:
    model, x = base_plan_in(exact, seed, f"areas.*.workload x {factor}")
    matrix, sizing = model.compiled.matrix, sizing_of(model)
    assert matrix.violation(x) is not None
    solved = []

    def solve(part: MatrixModel, share: float) -> MipResult:
        solved.append(part)
        return solve_with(solver, part)

    mended = sizing.run(x, solve, MENDING)
    assert mended is not None
    assert matrix.violation(model.vector(model.decisions(mended))) is None
    assert model.decisions(mended).operating == model.decisions(x).operating
    broken = round(sizing.broken_share(x) * len(model.numbers.nodes))
    # Few heads more here and there may break what follows, but nodes where nothing is broken are left alone.
    assert broken <= len(solved) < len(model.numbers.nodes) + broken
    assert sizing.broken_share(mended) == 0.0


def test_a_plan_that_keeps_every_rule_is_left_as_it_is(exact: ExactEngine) -> None:
    model, x = base_plan_in(exact, 3, "areas.*.workload x 0.7")
    assert sizing_of(model).broken_share(x) == 0.0
    assert np.array_equal(sizing_of(model).run(x, never_asked, MENDING), x)


def test_where_the_life_cycle_itself_breaks_a_rule_sizes_mend_nothing(exact: ExactEngine) -> None:
    model, x = base_plan_in(exact, 8, "areas.*.workload x 1.0")
    structure = Neighbourhoods(model).structure_mask(len(x))
    broken = x.copy()
    row = next(row for row in range(model.compiled.matrix.row_count) if structure[columns_of(model, row)].all())
    broken[columns_of(model, row)] += 7.0
    assert sizing_of(model).broken_share(broken) > 0.0
    assert sizing_of(model).run(broken, never_asked, MENDING) is None


def columns_of(model: PlanningModel, row: int) -> FloatArray:
    matrix = model.compiled.matrix
    return matrix.column_index[matrix.row_start[row] : matrix.row_start[row + 1]]


def test_what_cannot_be_mended_at_its_node_is_given_up(exact: ExactEngine) -> None:
    model, x = base_plan_in(exact, 8, "areas.*.workload x 1.3")
    tries = []

    def refuse(part: MatrixModel, share: float) -> MipResult:
        tries.append(part)
        return nothing_found()

    assert sizing_of(model).run(x, refuse, MENDING) is None
    assert len(tries) == len(MENDING.reaches)
