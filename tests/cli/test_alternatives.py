"""The verb about near-optimal plans."""

import json

import pandas as pd
import pytest
from tests.analysis.test_alternatives import TWINS

from coeplan.cli.main import main

ASK = ["alternatives", "base", "--workers", "in-process", "--gap", "0"]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with a plan of the twins, of which one is as good as the other."""
    folder = tmp_path_factory.mktemp("alternatives")
    (folder / "twins.json").write_text(json.dumps(TWINS), encoding="utf-8")
    solved = ["solve", str(folder / "twins.json"), "--gap", "0", "--threads", "1", "--no-keeping"]
    assert main([*solved, "--out", str(folder / "base")]) == 0
    return folder


@pytest.fixture
def command(place, asking):
    """Run the command in the folder, and return its code, output and messages."""
    return asking(place, *ASK)


@pytest.mark.usefixtures("every_report")
def test_the_page_and_the_files(command, place):
    code, output, messages = command("--within", "0%", "--out", "found")
    assert code == 0
    assert output.startswith("twins: plans that cost at most 0.0 % more\n")
    assert "Proved: within the margin no other plan" in " ".join(output.split())
    assert "The plan is tied" in output
    (row,) = [line.split() for line in output.splitlines() if line.startswith("a01 ")]
    assert row == ["a01", "tie", "226.00", "0.00", "%", "2", "2"]
    assert "not: commits to" in output
    assert [line.split()[-1] for line in output.splitlines() if line.startswith(("GDL  ", "QRO  "))][:2] == [
        "optional",
        "optional",
    ]
    assert [line.split()[-2:] for line in output.splitlines() if line.startswith("country MEX")] == [
        ["yes", "must-have"]
    ]
    assert "of at most 5 alternatives" in messages
    assert "Tables: found" in messages
    tables = {name: pd.read_csv(place / "found" / f"{name}.csv") for name in ("alternatives", "changes", "needs")}
    assert list(tables["alternatives"]["relation"]) == ["tie"]
    assert sorted(tables["changes"]["side"]) == ["only here", "only in the plan"]
    assert set(tables["needs"]["kind"]) == {"location", "model", "country"}
    assert main(["audit", "twins.json", "found/a01/plan.json"]) == 0


def test_json_has_all_of_it(command):
    code, output, _ = command("--within", "0.3", "--count", "2", "--differ", "3", "--out", "more", "--json")
    told = json.loads(output)
    assert (code, told["exit_code"], told["within"], told["differ"]) == (0, 0, 0.3, 3)
    assert told["limit"] == pytest.approx(1.3 * told["plan"]["value"])
    assert told["next_best"]["tied"] == "tied", "a tie is told where it differs in less than is asked for, too"
    assert [each["name"] for each in told["alternatives"]] == ["a01", "a02"]
    for each in told["alternatives"]:
        assert each["differs"] >= each["apart"] >= 3
        assert each["extra"] == pytest.approx(each["value"] - told["plan"]["value"])
        assert each["decisions"]
    needs = {(each["kind"], each["name"]): each["need"] for each in told["needs"] if each["kind"] != "model"}
    assert needs[("location", "GDL")] == "optional"
    ranges = [each for each in told["team_ranges"] if each["location"] == "GDL"]
    assert {each["measure"] for each in ranges} == {"peak", "end"}
    assert all(each["least"] == 0 for each in ranges)
    assert told["plans"] == {"a01": "more/a01/plan.json", "a02": "more/a02/plan.json"}


def test_sizes_may_be_left_out(command):
    _, output, _ = command("--within", "1e-6", "--count", "0", "--no-sizes", "--out", "short")
    assert "SIZES OF TEAMS" not in output
    assert "0 alternatives" in output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--within", "some"), "is no share"),
        (("--within", "-1%"), "-1% is no share"),
        (("--within", "2"), "2 is 200 %"),
        (("--count", "-1"), "--count"),
        (("--differ", "0"), "--differ"),
        (("--workers", "some"), "--workers"),
        (("--instance", "nowhere.yaml"), "nowhere.yaml"),
    ],
)
def test_what_cannot_be_done_is_told(command, arguments, told):
    code, output, messages = command(*arguments)
    assert (code, output) == (2, "")
    assert told in messages
    assert "Traceback" not in messages
