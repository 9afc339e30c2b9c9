"""What only a second look notices: optima that are none, and bounds that a plan found elsewhere proves false."""

import numpy as np
import pytest

import coeplan
from coeplan.core.cancel import CancelToken
from coeplan.solving import process
from coeplan.solving.incumbent import Incumbent
from coeplan.solving.model import PlanningModel
from coeplan.solving.options import SolverOptions
from coeplan.solving.process import SolverProcess
from coeplan.solving.second_look import Finding, look_below, with_objective_at_most

QUICK = SolverOptions(time_limit=20.0)
BEST = 91.0


def moving() -> dict[str, object]:
    """Staying home costs 480,000; one area can move to Guadalajara after a quarter, for 284,000 in all."""
    return {
        "name": "moving",
        "headquarters": "AUS",
        "horizon": {"start": "2027-01", "periods": 3},
        "areas": {"dev": {"workload": 4}},
        "locations": {
            "AUS": {"country": "USA", "time_zone": "America/Chicago", "yearly_cost": 160000, "talent_pool": 20},
            "GDL": {"country": "MEX", "time_zone": "America/Mexico_City", "yearly_cost": 50000, "talent_pool": 20},
        },
        "operating_models": {"aas": {"fee_per_head": 12000, "seats_included": True, "lead_time": 3}},
    }


def solve_with(command, monkeypatch, **options):
    """Solve with another program in the place of the solver's worker."""
    connection = process.Connection
    monkeypatch.setattr(process, "Connection", lambda _: connection(command))
    return coeplan.solve(moving(), coeplan.SolveOptions(gap=0.0, time_limit=20.0, **options))


def starts() -> list[str]:
    """Places of the columns that say that a site starts."""
    model = PlanningModel.of(coeplan.load_instance(moving()).instance, 4.0)
    places = model.compiled.places()
    return [str(places[id(column)]) for column in model.algebra.columns["start"].values()]


def test_a_true_bound_is_confirmed(knapsack):
    with SolverProcess() as solver:
        assert look_below(solver, knapsack, BEST, QUICK, CancelToken()) == (Finding.CONFIRMED, None)


@pytest.mark.parametrize("claimed", [BEST + 0.01, 93.0, 100.0])
def test_a_false_bound_is_disproved_by_a_solution(knapsack, claimed):
    with SolverProcess() as solver:
        finding, x = look_below(solver, knapsack, claimed, QUICK, CancelToken())
    assert finding is Finding.DISPROVED
    assert knapsack.violation(x) is None
    assert knapsack.objective_of(x) < claimed


def test_without_time_it_stays_open(facility):
    with SolverProcess() as solver:
        found = look_below(solver, facility(60, 120), 1e4, SolverOptions(time_limit=0.2), CancelToken())
    assert found[0] in (Finding.OPEN, Finding.DISPROVED)
    cancelled = CancelToken()
    cancelled.cancel()
    with SolverProcess() as solver:
        assert look_below(solver, facility(20, 40), 0.0, QUICK, cancelled) == (Finding.OPEN, None)


def test_the_objective_as_a_row(knapsack):
    narrowed = with_objective_at_most(knapsack, 92.0)
    assert narrowed.row_count == 2
    # a and b: 91; a alone: 95.
    assert narrowed.violation(np.array([1.0, 1.0, 0.0])) is None
    assert "objective_at_most" in str(narrowed.violation(np.array([1.0, 0.0, 0.0])))


def test_an_incumbent_believes_no_source_that_was_wrong():
    heard: list[None] = []
    known = Incumbent(0.01, lambda: heard.append(None))
    known.prove(95.0, "one")
    known.prove(80.0, "other")
    assert known.offer(np.zeros(1), 95.0) and known.good_enough
    assert (known.bound, known.source) == (95.0, "one")
    assert not known.offer(np.zeros(1), 95.0)
    assert known.offer(np.ones(1), 91.0)
    assert (known.bound, known.good_enough, known.gap) == (80.0, False, pytest.approx(11 / 91))
    assert len(known.exposed) == 1 and "one claimed that no plan costs less than 95" in known.exposed[0]
    known.prove(90.9, "one")
    assert known.bound == 80.0
    known.prove(90.9, "third")
    assert known.good_enough
    known.prove(91.0001, "third")
    assert known.bound == 91.0
    known.settle(90.95, "third")
    assert known.bound == 90.95
    known.settle(None, "third")
    assert (known.bound, known.source) == (80.0, "other")
    assert len(heard) == 7


def test_without_a_bound_there_is_no_source():
    assert Incumbent(0.01, lambda: None).source == ""


def test_a_false_optimum_is_noticed_and_mended(standin, monkeypatch):
    solution = solve_with(standin("narrow", *starts()), monkeypatch)
    assert (solution.termination, solution.value) == ("optimal", pytest.approx(284_000.0))
    assert solution.bound == pytest.approx(284_000.0)
    assert any("branch and bound claimed that no plan costs less than" in note for note in solution.notes)
    assert not solution.plan.made_by.bound_confirmed


def test_a_true_optimum_is_confirmed(monkeypatch):
    solution = coeplan.solve(moving(), coeplan.SolveOptions(gap=0.0, time_limit=20.0))
    assert (solution.termination, solution.value) == ("optimal", pytest.approx(284_000.0))
    assert solution.plan.made_by.bound_confirmed
    assert solution.plan.made_by.bound_source == "branch and bound"
    assert solution.notes == ()


@pytest.mark.parametrize("threads", [1, 2])
def test_infeasible_that_is_not_keeps_the_plan(standin, monkeypatch, threads):
    solution = solve_with(standin("lying", "infeasible"), monkeypatch, threads=threads)
    assert (solution.termination, solution.value) == ("optimal", pytest.approx(284_000.0))


def test_with_nothing_but_false_bounds_none_is_believed(standin, monkeypatch):
    solution = solve_with(standin("lying", "bound", "always"), monkeypatch)
    assert solution.termination == "solver_failed"
    assert solution.value == pytest.approx(284_000.0)
    assert solution.bound == 0.0
