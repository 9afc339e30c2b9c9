import os
import signal

import pytest

from coeplan.core.errors import SolverError
from coeplan.formulation.matrix import MatrixChange
from coeplan.solving.options import SolverOptions
from coeplan.solving.process import SolverProcess, Termination, solve_matrix

TIGHT = SolverOptions(gap=1e-3, time_limit=20.0)
EXACT = SolverOptions(gap=0.0, time_limit=20.0)


def test_a_killed_worker_costs_nothing_but_time(facility):
    with SolverProcess() as solver:
        solver.load(facility(20, 40))
        heard = []

        def strike(x, objective):
            heard.append(objective)
            if len(heard) == 1:
                os.kill(solver.pid, signal.SIGKILL)

        result = solver.solve(TIGHT, on_solution=strike)
    assert result.termination is Termination.OPTIMAL
    assert result.objective <= min(heard)
    assert [attempt.outcome for attempt in result.attempts] == ["crashed", "optimal"]
    assert "SIGKILL" in result.attempts[0].detail
    assert "without RINS" in result.attempts[1].how
    assert heard == sorted(set(heard), reverse=True)


@pytest.mark.parametrize(("cause", "attempts"), [(("mip_heuristic_run_rins", "true"), 2), (("presolve", '"on"'), 3)])
def test_a_crash_is_mended_by_leaving_out_its_cause(standin, facility, cause, attempts):
    result = solve_matrix(facility(20, 40), TIGHT, command=standin("dying", "SIGSEGV", *cause))
    assert result.termination is Termination.OPTIMAL
    assert len(result.attempts) == attempts
    assert "SIGSEGV" in result.attempts[0].detail
    assert "these are my last words" in result.attempts[0].detail


def test_three_crashes_are_enough_and_what_came_is_kept(standin, facility):
    model = facility(20, 40)
    result = solve_matrix(model, TIGHT, command=standin("dying", "exit"))
    assert result.termination is Termination.SOLVER_FAILED
    assert [attempt.outcome for attempt in result.attempts] == ["crashed"] * 3
    assert "exit code 7" in result.attempts[2].detail
    assert model.violation(result.x) is None
    assert result.objective == pytest.approx(model.objective_of(result.x))


def test_changes_are_made_again_after_a_crash(standin, knapsack):
    with SolverProcess(standin("dying", "exit", "mip_heuristic_run_rins", "true")) as solver:
        solver.load(knapsack)
        solver.change(MatrixChange(rows=[0], row_lower=[-1.0], row_upper=[6.0]))
        result = solver.solve(EXACT, fixed=MatrixChange.fixing([0], [0.0]))
        assert [attempt.outcome for attempt in result.attempts] == ["crashed", "optimal"]
        assert result.objective == 93.0
        assert solver.solve(EXACT).objective == 88.0


def test_a_worker_that_dies_idle_is_replaced(knapsack):
    with SolverProcess() as solver:
        solver.load(knapsack)
        assert solver.solve(EXACT).objective == 91.0
        os.kill(solver.pid, signal.SIGKILL)
        result = solver.solve(EXACT)
        assert (result.termination, result.objective) == (Termination.OPTIMAL, 91.0)


@pytest.mark.parametrize("lie", ["x", "nan", "short"])
def test_solutions_that_are_none_are_not_taken(standin, knapsack, lie):
    heard = []
    result = solve_matrix(
        knapsack, EXACT, command=standin("lying", lie), on_solution=lambda x, objective: heard.append(objective)
    )
    assert (result.termination, result.objective) == (Termination.OPTIMAL, 91.0)
    assert "was refused" in result.notes[0]
    assert "presolve" in result.attempts[-1].how
    assert heard[-1] == 91.0


def test_with_nothing_but_lies_nothing_is_held(standin, knapsack):
    result = solve_matrix(knapsack, EXACT, command=standin("lying", "x", "always"))
    assert result.termination is Termination.SOLVER_FAILED
    assert (result.x, result.objective) == (None, None)
    assert len(result.attempts) == 3


@pytest.mark.parametrize("lie", ["type", "text"])
def test_nonsense_in_a_frame_is_a_crash(standin, knapsack, lie):
    result = solve_matrix(knapsack, EXACT, command=standin("lying", lie))
    assert (result.termination, result.objective) == (Termination.OPTIMAL, 91.0)
    assert [attempt.outcome for attempt in result.attempts] == ["crashed", "crashed", "optimal"]


def test_a_wrong_objective_is_corrected_and_told(standin, knapsack):
    result = solve_matrix(knapsack, EXACT, command=standin("lying", "objective", "always"))
    assert (result.termination, result.objective) == (Termination.OPTIMAL, 91.0)
    assert any("gave 41 as the objective of a solution that has 91" in note for note in result.notes)


def test_a_false_bound_is_not_believed(standin, knapsack):
    result = solve_matrix(knapsack, EXACT, command=standin("lying", "bound"))
    assert (result.termination, result.objective, result.bound) == (Termination.OPTIMAL, 91.0, 91.0)
    assert any("claimed the lower bound 1000000" in note for note in result.notes)
    assert "presolve" in result.attempts[-1].how


def test_a_false_optimum_shows_against_a_better_start(standin, knapsack):
    # The stand-in refuses to see the start: to it 93 is optimal and proved.
    result = solve_matrix(knapsack, EXACT, start=[1.0, 1.0, 0.0], command=standin("lying", "bound", "always"))
    assert (result.termination, result.objective) == (Termination.SOLVER_FAILED, 91.0)
    assert result.bound is None or result.bound <= 91.0


def test_infeasible_that_is_not(standin, knapsack):
    result = solve_matrix(knapsack, EXACT, command=standin("lying", "infeasible"))
    assert (result.termination, result.objective) == (Termination.OPTIMAL, 91.0)
    assert [attempt.outcome for attempt in result.attempts] == ["infeasible", "optimal"]
    assert "without presolve it found a solution" in result.notes[0]


def test_infeasible_against_a_solution_in_hand(standin, knapsack):
    command = standin("lying", "infeasible", "always")
    result = solve_matrix(knapsack, EXACT, start=[1.0, 0.0, 0.0], command=command)
    assert (result.termination, result.objective) == (Termination.SOLVER_FAILED, 95.0)
    assert "called the model infeasible, but a feasible solution is held" in result.notes[0]


def test_infeasible_that_cannot_be_confirmed_in_time(standin, knapsack):
    result = solve_matrix(knapsack, EXACT, command=standin("slow_to_confirm"))
    assert result.termination is Termination.INFEASIBLE_UNCONFIRMED
    assert result.x is None


def test_unbounded_where_bounds_forbid_it(standin, knapsack):
    result = solve_matrix(knapsack, EXACT, command=standin("lying", "unbounded"))
    assert (result.termination, result.objective) == (Termination.OPTIMAL, 91.0)
    assert "bounds of its columns forbid that" in result.notes[0]


def test_an_unknown_status_is_a_failure(standin, knapsack):
    result = solve_matrix(knapsack, EXACT, command=standin("lying", "unknown"))
    assert (result.termination, result.objective) == (Termination.OPTIMAL, 91.0)
    assert result.attempts[0].outcome == "a status nobody knows"


def test_babble_among_the_frames(standin, knapsack):
    result = solve_matrix(knapsack, EXACT, command=standin("babbling"))
    assert (result.termination, result.objective) == (Termination.OPTIMAL, 91.0)
    assert "expected a frame, got b'Welcome" in result.attempts[0].detail
    result = solve_matrix(knapsack, EXACT, command=standin("babbling", "always"))
    assert result.termination is Termination.SOLVER_FAILED


def test_a_command_that_cannot_be_run(knapsack):
    with pytest.raises(SolverError, match="cannot be started"):
        solve_matrix(knapsack, command=["/no/such/solver"])
