"""Tornados of an instance whose costs are worked out by hand: two sites of which one may be opened.

Four heads work at headquarters for the first quarter, and abroad for the other two. Abroad they cost, in all, twice
their yearly wage and fee, and opening costs 1000: 160,000 + 1000 + 2 x (50,000 + 12,000) = 285,000 in Guadalajara. The
other site is dearer by 10,000 a year, so the decision for the first stops being best where its wage passes 60,000.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.studies.tasks import TINY, eventually

from coeplan.api.sensitivity import read_sensitivity, run_sensitivity, sensitivity_study
from coeplan.api.show import page_text
from coeplan.api.studies import Place, RunOptions
from coeplan.core.errors import SolverError
from coeplan.report.sensitivity import sensitivity_view
from coeplan.studies.sensitivity_states import State
from coeplan.studies.solve_case import solve_case

POLAND = {"country": "POL", "time_zone": "Europe/Warsaw", "yearly_cost": 60000, "talent_pool": 20}
TWO = TINY | {
    "name": "two",
    "locations": TINY["locations"] | {"KRK": POLAND},
    "operating_models": {"aas": TINY["operating_models"]["aas"] | {"set_up_cost": 1000}},
    "policies": {"one": {"kind": "count_limit", "of": "sites", "limit": 1}},
}
INPUTS = (
    "locations.GDL.yearly_cost = 40000..70000",
    "operating_models.aas.fee_per_head x 0.5..2",
    "areas.dev.workload = 3..22 whole",
)
EXACT = {"gap": 0.0, "time_limit": 20}
ROOT = Path(__file__).parents[2]
KILLED = "import sys; sys.path.insert(0, '.'); from tests.studies.test_sensitivity_tornado import run; run(sys.argv[1])"
WAGE, FEE, LOAD = "locations-GDL-yearly_cost", "operating_models-aas-fee_per_head", "areas-dev-workload"


def run(folder, inputs=INPUTS, solve=solve_case, limits=EXACT, **cases):
    (Path(folder).parent / "two.json").write_text(json.dumps(TWO), encoding="utf-8")
    said = {"kind": "tornado", "switch": {"halvings": 4, "widening": 0.5}} | cases
    study = sensitivity_study(Path(folder).parent / "two.json", inputs, said, limits)
    return run_sensitivity(study, folder, RunOptions(place=Place.parse("in-process"), solve=solve))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tornado") / "out"
    run(folder)
    return folder


@pytest.fixture(scope="module")
def found(folder):
    return read_sensitivity(folder)


def bars(found):
    return {bar.input: bar for bar in found.tornado.bars}


def switches(found):
    return {(each.input, each.side): each for each in found.tornado.switches}


def test_swings_are_those_worked_out_by_hand(found):
    wage, fee = bars(found)[WAGE], bars(found)[FEE]
    assert found.base.value == pytest.approx(285_000)
    assert (wage.low.difference, wage.high.difference) == pytest.approx((-20_000, 20_000))
    assert (fee.low.difference, fee.high.difference) == pytest.approx((-12_000, 24_000))
    assert (wage.swing, wage.swing_low, wage.swing_high) == pytest.approx((40_000,) * 3)
    assert fee.swing == pytest.approx(36_000)
    assert (wage.group, fee.group) == (1, 2)
    assert wage.resolved
    assert [bar.input for bar in found.tornado.bars] == [LOAD, WAGE, FEE]


def test_an_end_without_a_plan_has_no_swing(found):
    load = bars(found)[LOAD]
    assert (load.high.state, load.high.status, load.swing, load.group) == (State.NO_PLAN, "infeasible", None, None)


def test_keeping_the_decision_costs_what_the_other_site_would_save(found):
    high = bars(found)[WAGE].high
    # Only today's commitment is kept: one quarter there, dearer by 10,000, and then the other site, for 1000 more.
    assert high.state is State.SWITCHED
    assert (high.regret_low, high.regret_high) == pytest.approx((11_000, 11_000))
    assert high.changed
    assert "commit KRK/aas" in high.gained
    assert "commit GDL/aas" in high.dropped
    assert bars(found)[WAGE].low.state is State.HOLDS


def test_the_switch_point_is_where_both_sites_cost_the_same(found):
    wage = switches(found)[WAGE, "high"]
    assert wage.found == "switched"
    assert wage.holds <= 60_000 <= wage.fails
    assert wage.fails - wage.holds == pytest.approx(20_000 / 2**4, rel=0.01)
    assert wage.looked[0][1] is State.HOLDS
    assert wage.solves <= 2 * (2 + 4)


def test_other_sides_hold_or_end_where_there_is_no_plan(found):
    assert {side: each.found for side, each in switches(found).items() if each.found != "switched"} == {
        (WAGE, "low"): "holds",
        (FEE, "low"): "holds",
        (FEE, "high"): "holds",
        (LOAD, "low"): "holds",
        (LOAD, "high"): "no plan",
    }
    load = switches(found)[LOAD, "high"]
    # The pools of headquarters and of one site hold 20 heads each; before the start there is headquarters alone.
    assert (load.holds, load.fails) == (20, 21)


def test_the_page_tells_all_three(found):
    page = page_text(sensitivity_view(found, 110), 110)
    assert "WHO MOVES COST (USD k against the base plan" in page
    assert "-20.00" in page
    assert "+20.00" in page
    assert "no plan" in page
    assert "WHO MOVES THE DECISION (today's decisions about sites; USD k)" in page
    assert "11.00 to 11.00" in page
    assert "SWITCH POINTS" in page
    assert f"Found by {sum(each.solves for each in found.tornado.switches)} solves" in page


def outcome(folder):
    return [(Path(folder) / f"{name}.csv").read_text() for name in ("tornado", "switch_points", "looks")]


@pytest.mark.slow
def test_a_run_killed_on_its_way_ends_as_one_that_was_not(folder, tmp_path):
    killed = tmp_path / "out"
    (tmp_path / "two.json").write_text(json.dumps(TWO), encoding="utf-8")
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(killed)], cwd=ROOT)
    try:
        eventually(lambda: len([*killed.glob("cases/*.json")]) >= 7)
    finally:
        process.kill()
        process.wait()
    before = {path: path.stat().st_mtime_ns for path in killed.glob("cases/*.json")}
    run(killed)
    assert before.items() <= {path: path.stat().st_mtime_ns for path in killed.glob("cases/*.json")}.items()
    assert outcome(killed) == outcome(folder)


@pytest.mark.slow
def test_gaps_wider_than_the_swing_leave_everything_open(tmp_path):
    """As if every solve had stopped at a bound of nine tenths: neither the order of inputs nor a switch is proved."""

    def loose(task):
        answer = solve_case(task)
        return type(answer)(**(plain(answer) | {"bound": 0.9 * answer.value, "gap": 0.1}))

    found = run(tmp_path / "out", INPUTS[:2], loose, {"gap": 0.01})
    wage = bars(found)[WAGE]
    assert (wage.swing_low, wage.swing_high) == pytest.approx((0.9 * 305_000 - 265_000, 305_000 - 0.9 * 265_000))
    assert {bar.group for bar in found.tornado.bars} == {1}
    assert bars(found)[WAGE].high.state is State.UNRESOLVED
    assert switches(found)[WAGE, "high"].found == "not resolved"
    page = page_text(sensitivity_view(found, 100), 100)
    assert "Inputs of one group are not told apart by the bounds" in page
    assert "not resolved" in page


def plain(answer):
    return {name: getattr(answer, name) for name in type(answer).__slots__}


def test_a_solve_that_fails_is_told_and_stops_its_side_alone(tmp_path):
    def failing(task):
        if any("70000" in edit for edit in task.edits):
            raise SolverError("the solver crashed five times")
        return solve_case(task)

    found = run(tmp_path / "out", INPUTS[:1], failing)
    high = bars(found)[WAGE].high
    assert (high.status, high.message) == ("failed", "SolverError: the solver crashed five times")
    assert high.state is State.UNKNOWN
    assert switches(found)[WAGE, "high"].found == "not known"
    assert switches(found)[WAGE, "low"].found == "holds"
    assert "failed" in page_text(sensitivity_view(found, 100), 100)


def test_without_switch_points_only_ends_are_solved(tmp_path):
    found = run(tmp_path / "out", INPUTS[:1], switch=None, decision="plan")
    assert found.tornado.switches is None
    assert found.cases == found.done == 4
    assert bars(found)[WAGE].high.regret_low == pytest.approx(20_000)
    assert not (tmp_path / "out" / "switch_points.csv").exists()


def test_without_a_base_plan_nothing_is_held(tmp_path):
    def without(task):
        answer = solve_case(task)
        return answer if task.edits else type(answer)("time_limit", "", 0.1)

    found = run(tmp_path / "out", INPUTS[:1], without)
    assert found.done == 2
    assert bars(found)[WAGE].low.state is State.UNKNOWN
    assert bars(found)[WAGE].swing == pytest.approx(40_000)
    assert "There is no base plan" in page_text(sensitivity_view(found, 100), 100)
