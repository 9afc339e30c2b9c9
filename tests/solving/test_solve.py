import numpy as np
import pytest

from coeplan.core.errors import SolverError
from coeplan.formulation.matrix import MatrixChange, MatrixModel
from coeplan.solving.options import SolverOptions
from coeplan.solving.process import SolverProcess, Termination, solve_matrix

EXACT = SolverOptions(gap=0.0, time_limit=20.0)


@pytest.fixture(scope="module")
def solver():
    with SolverProcess() as process:
        yield process


def test_finds_the_best(solver, knapsack):
    solver.load(knapsack)
    result = solver.solve(EXACT)
    assert result.termination is Termination.OPTIMAL
    assert result.x.tolist() == [1.0, 1.0, 0.0]
    assert (result.objective, result.bound, result.gap) == (91.0, 91.0, 0.0)
    assert [attempt.outcome for attempt in result.attempts] == ["optimal"]
    assert result.notes == ()
    assert 0.0 < result.seconds < 10.0


def test_tells_what_it_does(solver, facility):
    model = facility(30, 60)
    solver.load(model)
    reports, solutions = [], []
    result = solver.solve(
        SolverOptions(gap=1e-4, log=True),
        on_progress=reports.append,
        on_solution=lambda x, objective: solutions.append((x, objective)),
    )
    assert result.termination is Termination.OPTIMAL
    assert result.gap <= 1e-4
    objectives = [objective for _, objective in solutions]
    assert objectives == sorted(set(objectives), reverse=True)
    assert objectives[-1] == result.objective
    assert all(model.violation(x) is None for x, _ in solutions)
    assert not solutions[0][0].flags.writeable
    bounds = [report.bound for report in reports if report.bound is not None]
    # A bound that meets the best solution is held to it, in the last digit.
    assert bounds == pytest.approx(sorted(bounds), rel=1e-12)
    assert any("Presolve" in (report.message or "") for report in reports)
    assert all(report.phase == "solve" and report.seconds >= 0.0 for report in reports)


def test_a_complete_start_is_held_from_the_beginning(solver, facility):
    model = facility(40, 80)
    solver.load(model)
    first = solver.solve(SolverOptions(gap=0.5))
    again = solver.solve(SolverOptions(gap=0.0, time_limit=0.01), start=first.x)
    assert again.objective <= first.objective
    assert again.notes == ()
    heard = []
    solver.solve(SolverOptions(gap=0.4), start=first.x, on_solution=lambda x, objective: heard.append(objective))
    assert all(objective < first.objective for objective in heard)


def test_a_part_of_a_start_is_completed(solver, facility):
    model = facility(20, 40)
    solver.load(model)
    best = solver.solve(EXACT)
    opened = np.arange(20)
    full = np.full(model.column_count, np.nan)
    full[opened] = best.x[opened]
    for start in (full, (opened, best.x[opened])):
        again = solver.solve(EXACT, start=start)
        assert (again.termination, again.notes) == (Termination.OPTIMAL, ())
        assert again.objective == pytest.approx(best.objective)
    # With no time for a search of its own, whatever it has stems from the start.
    stopped = solver.solve(SolverOptions(gap=0.0, check_limit=1), start=full)
    assert stopped.objective == pytest.approx(best.objective)


def test_bounds_of_a_start_that_is_being_completed_are_not_bounds(solver, knapsack):
    # With a = 0 the best is 93; HiGHS passes that on as the dual bound when it completes a start itself.
    solver.load(knapsack)
    heard = []
    result = solver.solve(EXACT, start=([0], [0.0]), on_progress=lambda report: heard.append(report.bound))
    assert result.objective == 91.0
    assert result.notes == ()
    assert all(bound <= 91.0 for bound in heard if bound is not None)


@pytest.mark.parametrize(
    "start", [np.ones(3), np.array([0.5, 0.5, 0.5]), np.array([9.0, 9.0, 9.0]), ([1, 2], [1.0, 1.0]), ([2], [np.nan])]
)
def test_a_poor_start_does_no_harm(solver, knapsack, start):
    solver.load(knapsack)
    result = solver.solve(EXACT, start=start)
    assert (result.termination, result.objective) == (Termination.OPTIMAL, 91.0)


@pytest.mark.parametrize("start", [np.ones(2), ([3], [0.0]), ([0, 0], [0.0, 0.0]), ([0, 1], [0.0])])
def test_a_start_that_does_not_fit_is_refused(solver, knapsack, start):
    solver.load(knapsack)
    with pytest.raises(ValueError, match=r"start|columns"):
        solver.solve(EXACT, start=start)


def test_infeasible_is_confirmed_without_presolve(solver, knapsack):
    solver.load(knapsack)
    # Infeasible by integrality alone: 2a + 3b + c between 2.2 and 2.8.
    result = solver.solve(EXACT, fixed=MatrixChange(rows=[0], row_lower=[2.2], row_upper=[2.8]))
    assert result.termination is Termination.INFEASIBLE
    assert (result.x, result.objective, result.bound) == (None, None, None)
    assert [attempt.how for attempt in result.attempts] == ["solve", "confirm infeasibility"]


def test_crossed_bounds_need_no_solver(solver, knapsack):
    solver.load(knapsack)
    result = solver.solve(EXACT, fixed=MatrixChange(columns=[1], lower=[1.0], upper=[0.0]))
    assert result.termination is Termination.INFEASIBLE
    assert result.attempts == ()
    assert result.notes == ("b cannot lie between 1.0 and 0.0",)


def test_unbounded(solver, unbounded):
    solver.load(unbounded)
    result = solver.solve(EXACT)
    assert result.termination is Termination.UNBOUNDED
    assert (result.x, result.bound) == (None, None)


def test_unbounded_without_a_whole_solution_is_infeasible(solver, unbounded):
    solver.load(unbounded)
    result = solver.solve(EXACT, fixed=MatrixChange(rows=[0], row_lower=[0.25], row_upper=[0.75]))
    assert result.termination is Termination.INFEASIBLE


def test_changes_last_and_fixings_do_not(solver, knapsack):
    solver.load(knapsack)
    assert solver.solve(EXACT, fixed=MatrixChange.fixing([0], [0.0])).objective == 93.0
    assert solver.solve(EXACT).objective == 91.0
    solver.change(MatrixChange(rows=[0], row_lower=[-np.inf], row_upper=[6.0]))
    assert solver.solve(EXACT).objective == 88.0
    solver.change(MatrixChange(cost_columns=[2], cost=[10.0], offset=0.0))
    assert solver.solve(EXACT).objective == -9.0
    assert solver.solve(EXACT, fixed=MatrixChange.fixing([1], [0.0])).objective == -5.0
    assert solver.solve(EXACT).objective == -9.0
    solver.restore()
    assert solver.solve(EXACT).objective == 91.0
    with pytest.raises(ValueError, match="columns"):
        solver.change(MatrixChange.fixing([7], [0.0]))


def test_another_model_in_the_same_process(solver, knapsack, unbounded, facility):
    solver.load(knapsack)
    solver.change(MatrixChange.fixing([0], [0.0]))
    assert solver.solve(EXACT).objective == 93.0
    pid = solver.pid
    solver.load(facility(10, 20))
    assert solver.solve(EXACT).termination is Termination.OPTIMAL
    solver.load(knapsack)
    assert solver.solve(EXACT).objective == 91.0
    assert solver.pid == pid


def test_no_integer_column(solver, knapsack):
    relaxed = MatrixModel(**(knapsack.arrays() | {"integer": np.zeros(3, dtype=bool), "offset": 100.0}))
    solver.load(relaxed)
    result = solver.solve(EXACT)
    assert result.termination is Termination.OPTIMAL
    assert result.objective == pytest.approx(100.0 - 5.0 - 3.0 - 8.0 / 3.0)
    assert result.bound == pytest.approx(result.objective)


def test_no_column_and_no_row(solver, knapsack):
    none = np.zeros(0)
    empty = {"cost": none, "lower": none, "upper": none, "integer": none, "column_index": none.astype(int)}
    rows = {"coefficient": none, "offset": 7.0, "row_start": [0, 0], "row_lower": [-1.0], "row_upper": [1.0]}
    solver.load(MatrixModel(**empty, **rows))
    result = solver.solve(EXACT)
    assert (result.termination, result.objective, result.bound) == (Termination.OPTIMAL, 7.0, 7.0)
    solver.load(MatrixModel(**empty, **(rows | {"row_lower": [1.0]})))
    assert solver.solve(EXACT).termination is Termination.INFEASIBLE
    free = {"row_start": [0], "column_index": none.astype(int), "coefficient": none, "row_lower": none}
    solver.load(MatrixModel(**(knapsack.arrays() | free | {"row_upper": none, "offset": 100.0})))
    assert solver.solve(EXACT).objective == 88.0


def test_work_limits_are_deterministic(solver, facility):
    solver.load(facility(30, 60))
    for options in (
        SolverOptions(gap=0.0, check_limit=8, threads=1),
        SolverOptions(gap=0.0, work_limit=0, threads=1),
    ):
        first, second = solver.solve(options), solver.solve(options)
        assert first.termination is Termination.WORK_LIMIT
        assert (first.objective, first.bound) == (second.objective, second.bound)


def test_every_option_is_taken_and_an_unknown_one_refused(solver, knapsack):
    solver.load(knapsack)
    every = SolverOptions(
        gap=0.0,
        time_limit=9.0,
        threads=1,
        seed=7,
        presolve=False,
        rins=False,
        rens=False,
        feasibility_jump=False,
        root_reduced_cost=False,
        work_limit=100,
        check_limit=1000,
        extra={"mip_heuristic_effort": 0.1},
    )
    assert solver.solve(every).objective == 91.0
    assert solver.solve(SolverOptions(gap=0.0, threads=2)).objective == 91.0
    for extra in ({"presto": 1}, {"presolve": "perhaps"}):
        with pytest.raises(SolverError, match=next(iter(extra))):
            solver.solve(SolverOptions(extra=extra))
    assert solver.solve(EXACT).objective == 91.0


def test_a_model_that_highs_refuses(solver, knapsack):
    solver.load(MatrixModel(**(knapsack.arrays() | {"column_index": [0, 1, 1], "offset": 0.0})))
    with pytest.raises(SolverError, match="refuses the model"):
        solver.solve(EXACT)


def test_tiny_coefficients_are_remarked_upon(solver, knapsack):
    solver.load(MatrixModel(**(knapsack.arrays() | {"coefficient": [2.0, 3.0, 1e-12], "offset": 100.0})))
    result = solver.solve(EXACT)
    assert result.objective == 88.0
    assert "tiny coefficients" in result.notes[0]


def test_without_a_model_there_is_nothing_to_solve():
    with SolverProcess() as solver, pytest.raises(SolverError, match="load a matrix first"):
        solver.solve()


def test_a_callback_that_raises_ends_the_solve(solver, facility, knapsack):
    solver.load(facility(20, 40))

    def fail(x, objective):
        raise ZeroDivisionError("not my day")

    with pytest.raises(ZeroDivisionError, match="not my day"):
        solver.solve(EXACT, on_solution=fail)
    assert solver.pid is None
    solver.load(knapsack)
    assert solver.solve(EXACT).objective == 91.0


def test_an_unknown_keyword_is_refused(solver, knapsack):
    solver.load(knapsack)
    with pytest.raises(TypeError, match="on_solutoin"):
        solver.solve(EXACT, on_solutoin=print)


def test_one_solve_alone(knapsack):
    assert solve_matrix(knapsack, EXACT).objective == 91.0
