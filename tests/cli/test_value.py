"""The verb ``value``."""

import json

import pandas as pd
import pytest
from tests.analysis.value_cases import WORKED, best_plan

from coeplan.api.load import load_instance


@pytest.fixture
def command(tmp_path, monkeypatch, asking):
    """Run the command where a plan is, and return its code, output and messages."""
    plan = best_plan(load_instance(WORKED).instance)
    (tmp_path / "plan.json").write_text(plan.model_dump_json(), encoding="utf-8")
    (tmp_path / "instance.json").write_text(json.dumps(WORKED), encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "120")
    return asking(tmp_path, "value", "plan.json", "--workers", "in-process", "--gap", "0")


def test_the_page_is_shown_and_the_tables_are_written(command, tmp_path):
    code, output, messages = command("--wait", "6", "--out", "found")
    assert code == 0
    assert output.startswith("firm: what information and flexibility are worth\n- The plan costs USD 186.00 k; ")
    flowing = " ".join(output.split())
    assert "A plan for the mean future alone promises USD 175.00 k: " in flowing
    assert "Knowing the future today is worth USD 11.50 k." in flowing
    assert "Being free to use As a service is worth USD 14.00 k." in flowing
    assert "Being free to decide on sites in the first 6 months is worth USD 144.50 k." in flowing
    assert "Adapting sites and teams of all 12 months to what shows itself is worth USD 39.00 k." in flowing
    first = "of the first 6 months for all futures and not for their mean is worth USD 14.00 k."
    assert f"Choosing the sites {first}" in flowing
    assert f"Planning sites and teams {first}" in flowing
    assert "for all futures and not for their mean has no number: it cannot be carried out in high." in flowing
    lines = {line.split("  ")[0]: line.split() for line in output.splitlines()}
    assert lines["Each future known"][3:] == ["#", "174.50", "174.50"]
    assert lines["Here and now"][3:] == ["==#", "186.00", "186.00"]
    assert lines["Plan of the mean future for all 12 months"][-2:] == ["no", "plan"]
    assert lines["high"] == ["high", "50", "%", "225.00", "225.00", "248.00"]
    assert "IF NOTHING IS COMMITTED IN THE FIRST 6 MONTHS" in output
    assert output.splitlines()[-1].split() == ["GDL", "Captive", "0", "%", "0", "%", "50", "%", "7"]
    assert "Tables: found" in messages
    tables_hold_what_the_page_tells(tmp_path / "found")


def tables_hold_what_the_page_tells(folder):
    names = ("steps", "worths", "futures", "entries")
    tables = {name: pd.read_csv(folder / f"value_{name}.csv") for name in names}
    steps = tables["steps"].set_index(["way", "periods"])
    assert steps.loc[("same_in_all", 2.0), "high"] == pytest.approx(225000)
    assert steps.loc[("mean_plan", 2.0), "infeasible"]
    worths = tables["worths"].set_index(["dearer", "periods"])
    assert worths.loc[("mean_plan", 1.0), "low"] == pytest.approx(14000)
    assert worths.loc[("mean_plan", 2.0), "verdict"] == "no plan without it"
    assert list(tables["futures"]["planned"]) == pytest.approx([124000, 248000])
    assert list(tables["entries"]["waited"]) == [0.5, 0.5]
    assert pd.read_parquet(folder / "value_entries.parquet")["first_period"].tolist() == [1, 1]


def test_json_tells_what_was_not_looked_at(command):
    code, output, _ = command("--solves", "2", "--flexible", "aas", "--json")
    told = json.loads(output)
    assert (code, told["exit_code"], told["stopped"], told["solves"]) == (0, 0, "solves", 2)
    assert {each["dearer"]: each["verdict"] for each in told["worths"]}["waiting"] == "not known"
    assert told["steps"][2]["bracket"]["high"] is None
    assert told["steps"][2]["reason"] == "it was not looked at"
    assert {each["operating_model"] for each in told["flexible"]} == {"aas"}
    assert told["mean"] == {"low": None, "high": None, "infeasible": False}


def test_a_model_that_is_none_is_told(command):
    code, _, messages = command("--flexible", "eor")
    assert code == 2
    assert "there is no operating model 'eor' to do without" in messages
    assert "operating models of the instance: aas" in messages
