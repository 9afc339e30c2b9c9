"""The dataframe pipeline of the examples."""

import runpy

import pandas as pd
import pytest
from tests.examples.conftest import EXAMPLES

import coeplan

PIPELINE = runpy.run_path(str(EXAMPLES / "dataframes.py"))
EXACT = coeplan.SolveOptions(gap=0.0, keeping=False)
WAGES = pd.DataFrame(
    [("AUSTIN", "support", 100000), ("GUADALAJARA", "support", 40000)], columns=["location", "area", "yearly_cost"]
)


def demand(*rows):
    return pd.DataFrame(rows, columns=["start", "area", "fte"])


@pytest.mark.slow
def test_the_program_prints_heads_and_costs_and_writes_nothing(run, tmp_path):
    before = sorted(tmp_path.iterdir())
    printed = run("dataframes.py").stdout
    assert "location  AUSTIN  GUADALAJARA" in printed
    assert "payroll" in printed
    assert sorted(tmp_path.iterdir()) == before


def test_frames_go_in_in_any_order_and_come_out_by_period():
    # Half a year, then a year: the last period is as long as the one before it.
    told = demand(("2027-07", "support", 6.0), ("2027-01", "support", 4.0), ("2028-07", "support", 2.0))
    firm = PIPELINE["instance_of"](told, WAGES)
    assert firm["horizon"] == {"start": "2027-01", "periods": 3, "months": [6, 12, 12]}
    assert firm["areas"] == {"support": {"workload": {0: 4.0, 1: 6.0, 2: 2.0}}}
    assert firm["locations"]["GUADALAJARA"]["yearly_cost"] == {"support": 40000}

    heads, costs = PIPELINE["plan_frames"](told, WAGES, EXACT)
    assert heads.to_dict("index") == {
        "2027-01": {"AUSTIN": 0.0, "GUADALAJARA": 4.0},
        "2027-07": {"AUSTIN": 0.0, "GUADALAJARA": 6.0},
        "2028-07": {"AUSTIN": 0.0, "GUADALAJARA": 2.0},
    }
    payroll = costs[costs["category"] == "payroll"].set_index("start")["money"]
    assert payroll.to_dict() == pytest.approx({"2027-01": 80000, "2027-07": 240000, "2028-07": 80000})


def test_costs_add_up_to_the_value_and_heads_are_expected(monkeypatch):
    future = {"low": {"probability": 0.25, "drivers": [{"driver": "workload", "values": {1: 0.5}}]}}
    futures = future | {"high": {"probability": 0.75, "drivers": [{"driver": "workload", "values": {1: 1.5}}]}}
    uncertain = {"scenarios": {"kind": "fan", "known_from": 1, "futures": futures}, "terminal_months": 12}
    firm = PIPELINE["FIRM"]
    monkeypatch.setitem(PIPELINE["instance_of"].__globals__, "FIRM", firm | uncertain)
    told = demand(("2027-01", "support", 4.0), ("2028-01", "support", 4.0))
    value = coeplan.solve(PIPELINE["instance_of"](told, WAGES), EXACT).value
    heads, costs = PIPELINE["plan_frames"](told, WAGES, EXACT)
    assert costs["present_value"].sum() == pytest.approx(value)
    assert set(costs["start"]) == {"2027-01", "2028-01", "after"}
    assert heads.loc["2028-01", "GUADALAJARA"] == pytest.approx(0.25 * 2 + 0.75 * 6)


def test_a_gap_in_the_forecast_is_told_with_its_place():
    with pytest.raises(coeplan.InputError) as caught:
        PIPELINE["plan_frames"](demand(("2027-01", "support", float("nan")), ("2027-07", "support", 2.0)), WAGES)
    assert [fault.path[:3] for fault in caught.value.faults] == [("areas", "support", "workload")]


def test_demand_that_nobody_can_meet_is_no_plan():
    with pytest.raises(coeplan.NoPlanError, match="proved"):
        PIPELINE["plan_frames"](demand(("2027-01", "support", 400.0), ("2027-07", "support", 2.0)), WAGES, EXACT)
