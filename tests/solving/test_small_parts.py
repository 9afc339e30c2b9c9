import threading
import time

import numpy as np
import pytest

from coeplan.core.cancel import CancelToken
from coeplan.core.progress import relative_gap
from coeplan.formulation.matrix import MatrixChange
from coeplan.solving.ledger import Ledger
from coeplan.solving.options import SolverOptions


def test_a_token_wakes_who_waits():
    token = CancelToken()
    assert not token.cancelled
    assert not token.wait(0.0)
    threading.Timer(0.05, token.cancel).start()
    began = time.monotonic()
    assert token.wait(5.0)
    assert token.cancelled
    assert time.monotonic() - began < 2.0


@pytest.mark.parametrize(
    ("value", "bound", "gap"),
    [
        (100.0, 90.0, 0.1),
        (-100.0, -110.0, 0.1),
        (5.0, 5.0, 0.0),
        (0.0, 0.0, 0.0),
        (0.0, -1.0, None),
        (None, 1.0, None),
        (1.0, None, None),
        (1.0, float("-inf"), None),
        (100.0, 110.0, 0.1),
    ],
)
def test_gap(value, bound, gap):
    assert relative_gap(value, bound) == (None if gap is None else pytest.approx(gap))


@pytest.mark.parametrize(
    "wrong",
    [
        {"gap": -0.1},
        {"gap": float("nan")},
        {"time_limit": 0.0},
        {"time_limit": float("inf")},
        {"threads": 0},
        {"seed": -1},
        {"work_limit": -1},
        {"check_limit": 2**31},
        {"mip_feasibility_tolerance": 0.0},
    ],
)
def test_options_that_cannot_be_meant(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        SolverOptions(**wrong)


def test_escalation_wins_over_raw_options():
    options = SolverOptions(extra={"presolve": "on", "mip_heuristic_run_rins": True, "mip_abs_gap": 0.5})
    plain = options.without_suspect_heuristics().without_presolve().for_highs()
    assert plain["presolve"] == "off"
    assert plain["mip_heuristic_run_rins"] is False
    assert plain["mip_abs_gap"] == 0.5


def test_the_ledger_keeps_the_better_of_feasible_solutions(knapsack):
    ledger = Ledger(knapsack)
    assert ledger.take_solution(np.array([1.0, 0.0, 0.0]), 95.0)
    assert not ledger.take_solution(np.array([0.0, 1.0, 0.0]), 96.0)
    assert not ledger.take_solution(np.array([1.0, 1.0, 1.0]), 88.0)
    assert ledger.take_solution(np.array([1.0, 1.0, 0.0]), 91.0)
    assert ledger.objective == 91.0
    assert ledger.notes == ("a solution of the solver was refused: weight is violated by 0.2",)


def test_the_ledger_computes_objectives_itself(knapsack):
    ledger = Ledger(knapsack)
    ledger.take_solution(np.array([1.0, 0.0, 0.0]), 12.0)
    assert ledger.objective == 95.0
    assert ledger.notes == ("the solver gave 12 as the objective of a solution that has 95",)


def test_the_ledger_makes_whole_what_is_nearly_whole(knapsack):
    ledger = Ledger(knapsack)
    ledger.take_solution(np.array([1.0 - 4e-7, -3e-7, 2e-7]))
    assert ledger.x.tolist() == [1.0, 0.0, 0.0]
    assert not np.signbit(ledger.x).any()


def test_the_ledger_leaves_alone_what_rounding_would_break(knapsack):
    # b <= a / 1e6 forces: rounding a down to 0 would leave b without its cover.
    tight = knapsack.changed(MatrixChange(rows=[0], row_lower=[2.0 + 1.5e-6], row_upper=[5.0]))
    x = np.array([1.0 + 4e-7, 0.0, 0.0])
    assert tight.violation(x) is None
    ledger = Ledger(tight)
    ledger.take_solution(x)
    assert ledger.x.tolist() == [1.0, 0.0, 0.0] or ledger.x.tolist() == x.tolist()
    assert tight.violation(ledger.x) is None


def test_the_ledger_takes_the_best_bound_of_all_runs(knapsack):
    ledger = Ledger(knapsack)
    ledger.take_bound(80.0)
    ledger.begin_run()
    ledger.take_bound(None)
    ledger.take_bound(float("-inf"))
    ledger.take_bound(70.0)
    assert ledger.bound == 80.0
    assert not ledger.closed(0.5)
    ledger.take_solution(np.array([1.0, 1.0, 0.0]))
    assert ledger.closed(0.13)
    assert not ledger.closed(0.11)


def test_the_ledger_stops_believing_a_run_that_was_caught_out(knapsack):
    ledger = Ledger(knapsack)
    ledger.take_bound(80.0)
    ledger.begin_run()
    ledger.take_bound(93.0)
    assert ledger.bound == 93.0
    ledger.take_solution(np.array([1.0, 1.0, 0.0]))
    assert ledger.bound == 80.0
    assert "claimed the lower bound 93, but a feasible solution has 91" in ledger.notes[0]
    ledger.take_bound(90.0)
    assert ledger.bound == 80.0


def test_a_bound_a_hair_above_the_value_is_no_lie(knapsack):
    ledger = Ledger(knapsack)
    ledger.take_bound(91.0000001)
    ledger.take_solution(np.array([1.0, 1.0, 0.0]))
    assert (ledger.bound, ledger.gap, ledger.notes) == (91.0, 0.0, ())
