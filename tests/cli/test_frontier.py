"""The verb about frontiers."""

import json

import pandas as pd
import pytest
from tests.studies.tasks import TINY

from coeplan.cli.main import main
from coeplan.report.frontier_chart import SEVERAL, Axis, chart

ASK = ["frontier", "tiny.json", "--workers", "in-process", "--gap", "0"]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("frontier")
    (folder / "tiny.json").write_text(json.dumps(TINY), encoding="utf-8")
    return folder


@pytest.fixture
def command(place, asking):
    """Run the command in the folder, and return its code, output and messages."""
    return asking(place, *ASK)


@pytest.mark.usefixtures("every_report")
def test_points_are_shown_and_written(command, place):
    code, output, messages = command("--out", "found", "--set", "areas.dev.workload = 2")
    assert code == 0
    assert output.startswith("tiny: between expected cost and largest share of one country\n- 3 points after ")
    assert "Every point is there" in output
    assert "CHART" in output
    assert "USD for 1 %-point less" in output
    assert "p01: GDL under aas, 2." in output
    assert "p03: no site abroad. Against the point above: without GDL." in output
    assert "WHERE THERE MAY BE MORE" not in output
    assert "1 of at most 12 points after 1 solves" in messages
    assert "Tables: found  Plans: found/p01" in messages
    table = pd.read_csv(place / "found" / "frontier.csv")
    assert list(table["point"]) == ["p01", "p02", "p03"]
    assert list(table["concentration"]) == [1.0, 0.5, 0.0]
    price = (table["cost"][1] - table["cost"][0]) / 0.5
    assert table["unit_price"][1] == pytest.approx(price)
    assert pd.read_csv(place / "found" / "unexplored.csv").empty
    for name in table["point"]:
        assert main(["audit", f"found/{name}/instance.json", f"found/{name}/plan.json"]) == 0


def test_json_has_all_and_what_was_not_looked_into(command):
    code, output, _ = command("--out", "few", "--points", "2", "--json")
    told = json.loads(output)
    assert (code, told["exit_code"], told["stopped"]) == (0, 0, "points")
    assert [measure["name"] for measure in told["measures"]] == ["cost", "concentration"]
    assert [point["values"]["concentration"] for point in told["points"]] == [1.0, 0.0]
    first, second = told["points"]
    assert (first["changes"], first["unit_price"]) == (None, None)
    assert second["changes"] == [{"location": "GDL", "before": ["aas"], "after": []}]
    assert first["sites"] == [{"location": "GDL", "operating_models": ["aas"], "heads": 4.0}]
    assert told["unexplored"][0]["better_than"] == {"concentration": 1.0}
    assert told["plans"] == {"p01": "few/p01/plan.json", "p02": "few/p02/plan.json"}


def test_what_was_not_looked_into_is_shown(command):
    _, output, _ = command("--out", "few", "--points", "1", "--measures", "cost,overlap,cvar")
    assert output.startswith("tiny: between expected cost, lowest mean overlap and CVaR of cost\n")
    assert "CHART" not in output
    assert "1 %-point" not in output


def test_no_plan_has_the_code_of_a_solve(command):
    code, output, _ = command("--out", "none", "--set", "areas.dev.workload = 400")
    assert code == 3
    assert "INFEASIBLE" in output
    code, output, _ = command("--out", "none", "--set", "areas.dev.workload = 400", "--json")
    told = json.loads(output)
    assert (code, told["exit_code"], told["stopped"], told["points"], told["plans"]) == (3, 3, "infeasible", [], {})


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--measures", "cost"), "between 2 or 3 different measures"),
        (("--measures", "cost,rusk"), "did you mean risk?"),
        (("--measures", "risk,overlap"), "expected cost, risk, overlap"),
        (("--step", "concentration"), "is no step"),
        (("--step", "risk=1"), "the step of risk is 1"),
        (("--points", "0"), "--points"),
        (("--workers", "some"), "--workers"),
    ],
)
def test_what_cannot_be_done_is_told(command, arguments, told):
    code, output, messages = command(*arguments)
    assert (code, output) == (2, "")
    assert told in messages
    assert "Traceback" not in messages


def test_a_chart_has_every_point_where_it_belongs():
    across = Axis("share", [0.0, 0.5, 1.0], lambda value: f"{value:.1f}")
    up = Axis("cost", [9.0, 4.0, 1.0], lambda value: f"{value:g}")
    lines = chart(across, up, ["03", "02", "01"]).splitlines()
    assert lines[0] == "9 |03"
    assert lines[14].startswith("1 |")
    assert lines[14].endswith("01")
    assert lines[14].index("01") == len("9 |") + 60
    (middle,) = [line for line in lines if line.endswith("02")]
    assert middle.index("02") == len("9 |") + 30
    assert lines[-2].split() == ["0.0", "1.0"]
    assert lines[-1].strip() == "share (across), cost (up)"


def test_points_in_the_same_place_are_told_as_several():
    flat = Axis("share", [2.0, 2.0], str)
    assert chart(flat, flat, ["01", "02"]).splitlines()[14] == f"2.0 |{SEVERAL}"
