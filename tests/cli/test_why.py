"""The verb ``why``."""

import json

import pandas as pd
import pytest
from tests.analysis.why.firm import write_firm

from coeplan.cli.main import main

ASK = ["why", "plan.json", "--workers", "in-process", "--gap", "0"]


@pytest.fixture
def command(tmp_path, monkeypatch, asking):
    """Run the command where a plan is, and return its code, output and messages."""
    write_firm(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    return asking(tmp_path, *ASK)


def test_the_answer_is_shown_and_written(command, tmp_path):
    code, output, messages = command("bot at GDL", "--rules", "2", "--within", "0.05", "--out", "found")
    assert code == 0
    assert output.startswith("firm: bot at GDL\n- Forced: bot at GDL in period 1")
    assert "FROM THE PLAN (A) TO THE FORCED ONE (B)" in output
    assert "more than the plan; proved: between" in " ".join(output.split())
    assert "2 rules were left out, one at a time" in output
    assert "WHAT WOULD TURN IT" in output
    assert "- wages at GDL, -5.0 %: does not turn it" in output
    assert "Forced plan: found/forced/plan.json" in messages
    assert "instance.json; --instance FILE names those of your own file." in messages
    assert main(["audit", "found/forced/instance.json", "found/forced/plan.json"]) == 0
    inputs = pd.read_csv(tmp_path / "found" / "why_inputs.csv")
    assert set(inputs["state"]) == {"without it"}
    assert inputs.loc[inputs["path"] == "locations.GDL.yearly_cost", "factor"].tolist() == [1.0, 0.95]
    assert len(pd.read_csv(tmp_path / "found" / "why_rules.csv")) == 2
    bridge = pd.read_csv(tmp_path / "found" / "bridge.csv")
    assert bridge["amount"].sum() > 0


def test_json_has_the_same_in_values_and_a_turned_question_says_so(command):
    code, output, _ = command("aas at guadalajara", "--rules", "1", "--no-inputs", "--json")
    told = json.loads(output)
    assert (code, told["exit_code"]) == (0, 0)
    assert (told["turned"], told["in_plan"], told["forced"]) == (True, True, "never aas at GDL")
    assert told["contest"]["state"] == "with it"
    (pair,) = told["comparison"]["comparisons"]
    amounts = [line["amount"] for line in pair["bridge"]["lines"]]
    assert sum(amounts) == pytest.approx(told["contest"]["left"]["value"] - told["contest"]["taken"]["value"])
    (rule,) = told["rules"]
    assert rule["place"].startswith("instance.json:")
    assert told["inputs"] == []


def test_what_cannot_be_forced_says_which_rules_stand_against_it(command):
    code, output, _ = command("3 heads at GDL")
    assert code == 0
    assert "there is no plan, proved" in output
    assert "WHICH RULES STAND AGAINST IT" in output
    assert "policy few: at most 2 heads at GDL" in output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("bott at GDL",), "did you mean bot?"),
        (("bot at GDL", "--instance", "micro-coe"), "was made for other data"),
        (("bot at GDL", "--workers", "some"), "--workers"),
        (("bot at GDL", "--solves", "1"), "--solves"),
    ],
)
def test_what_cannot_be_done_is_told(command, arguments, told):
    code, output, messages = command(*arguments)
    assert (code, output) == (2, "")
    assert told in messages


def test_a_plan_without_its_instance_is_told(command, tmp_path):
    (tmp_path / "instance.json").unlink()
    code, _, messages = command("bot at GDL")
    assert code == 2
    assert "the instance of the plan is not beside it" in messages
