"""The verb ``price``."""

import json

import pandas as pd
import pytest
from tests.analysis.why.firm import write_firm

ASK = ["price", "plan.json", "--workers", "in-process", "--gap", "0"]


@pytest.fixture
def command(tmp_path, monkeypatch, asking):
    """Run the command where a plan is, and return its code, output and messages."""
    write_firm(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    return asking(tmp_path, *ASK)


def test_prices_are_shown_and_written(command, tmp_path):
    code, output, messages = command("--out", "found")
    assert code == 0
    assert output.startswith("firm: what the rules cost\n- The plan costs USD ")
    assert "WHAT THE PLAN WOULD SAVE WITHOUT A RULE" in output
    assert "policy few: at most 2 heads at GDL" in output
    assert "per month" in output
    assert "Proved to cost nothing" in output
    assert "Tables: found" in messages
    table = pd.read_csv(tmp_path / "found" / "rule_prices.csv")
    few = table[table["path"] == "policies.few"]
    assert list(few["change"]) == ["off", "looser", "tighter"]
    assert (few["low"] > 0).all()
    assert (few["low"] <= few["high"] + 1).all()
    assert few["low_per_unit"].isna().tolist() == [True, False, False]


def test_json_tells_what_was_not_looked_at(command):
    code, output, _ = command("--solves", "2", "--json")
    told = json.loads(output)
    assert (code, told["exit_code"], told["stopped"], told["solves"]) == (0, 0, "solves", 2)
    last = told["prices"][-1]
    assert (last["verdict"], last["off"]) == ("not looked at", None)
    (few,) = [each for each in told["prices"] if each["path"] == "policies.few"]
    assert few["place"].startswith("instance.json:")
    assert few["off"]["edits"] == ["policies.few.enabled = false"]
    assert few["guess"] > 0


def test_a_plan_without_its_instance_is_told(command, tmp_path):
    (tmp_path / "instance.json").unlink()
    code, _, messages = command()
    assert code == 2
    assert "the instance of the plan is not beside it" in messages
