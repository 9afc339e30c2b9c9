"""The verb ``regret``."""

import json

import pandas as pd
import pytest
from tests.studies.tasks import TINY

FAN = {
    "kind": "fan",
    "known_from": 1,
    "futures": {
        "slow": {"probability": 0.5},
        "fast": {"probability": 0.5, "drivers": [{"driver": "ai_productivity", "values": {0: 1, 1: 2}}]},
    },
}
HOME = "everybody-stays-at-home-for-good-and-all"
ASK = ["regret", "tiny.json", "--workers", "in-process", "--gap", "0"]


@pytest.fixture
def command(tmp_path, asking):
    """Run the command in a folder with an instance and files of edits."""
    models = {"as_a_service": TINY["operating_models"]["aas"]}
    said = TINY | {"operating_models": models, "scenarios": FAN}
    (tmp_path / "tiny.json").write_text(json.dumps(said), encoding="utf-8")
    (tmp_path / "ways.yaml").write_text(f"what_ifs:\n  {HOME}: {{title: all at home, edits: [never <location>]}}\n")
    (tmp_path / "odd.yaml").write_text("what_ifs:\n  odd: {edits: [never <model but bot>]}\n")
    return asking(tmp_path, *ASK)


@pytest.mark.usefixtures("every_report")
def test_regrets_are_shown_and_written(command, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    code, output, messages = command("--archetype", f"ways.yaml#{HOME}", "--no-best", "--out", "found")
    assert code == 0
    assert output.startswith("tiny: what one may regret\n")
    assert "Smallest largest regret: plan (0.00)." in output
    assert "slow 50 %" in output
    assert "█" in output
    assert f"{HOME}: all at home" in output
    # Columns for which there is no room come in a table of their own, with the names before them.
    assert output.count("REGRET (USD K)") == 2
    assert sum(line.startswith(f"{HOME}  ") for line in output.splitlines()) == 3
    assert max(map(len, output.splitlines())) <= 80
    assert "LEFT OUT" not in output
    assert "of at most 400 solves" in messages
    assert "Tables: found\nPlan: found/plan/plan.json" in messages
    cells = pd.read_csv(tmp_path / "found" / "regret.csv")
    assert list(cells["row"]) == ["plan", "plan", "plan as decided", "plan as decided", HOME, HOME]
    assert (cells["regret_low"] <= cells["regret_high"]).all()
    assert cells["regret_high"].tolist() == pytest.approx((cells["cost"] - cells["least_cost_bound"]).tolist())
    rows = pd.read_csv(tmp_path / "found" / "regret_rows.csv", index_col="row")
    assert rows["may_be_least_worst"].to_dict() == {"plan": True, "plan as decided": False, HOME: False}
    assert rows["edits"][HOME] == "never GDL"
    for name in ("regret", "regret_rows"):
        assert (tmp_path / "found" / f"{name}.parquet").is_file()


def test_a_given_plan_is_taken_and_json_has_all(command, tmp_path):
    command("--no-best", "--solves", "3", "--out", "first")
    code, output, _ = command("--no-best", "--plan", "first/plan", "--archetypes", "--solves", "4", "--json")
    told = json.loads(output)
    assert (code, told["exit_code"], told["stopped"], told["plan"]) == (0, 0, "solves", None)
    assert [row["name"] for row in told["rows"][:2]] == ["plan", "plan as decided"]
    assert [row["kind"] for row in told["rows"][:2]] == ["plan", "as decided"]
    slow, _ = told["futures"]
    assert (slow["name"], slow["probability"], slow["kept_periods"]) == ("slow", 0.5, 1)
    assert slow["least"]["low"] == pytest.approx(slow["least"]["high"])
    assert told["rows"][0]["cells"]["slow"]["regret"] == {"low": 0.0, "high": 0.0}
    assert told["least_worst"]["resolved"] is False
    assert [each.split(":")[0] for each in told["left_out"]] == ["large-captive", "build-operate-transfer"]


def test_what_does_not_fit_is_a_fault_where_it_is_named(command):
    code, _, messages = command("--archetype", "odd.yaml")
    assert code == 2
    assert "odd.yaml:2" in messages
    assert "no operating model 'bot'" in messages


def test_an_unknown_future_is_a_fault(command):
    code, _, messages = command("--future", "ways.yaml", "--on", "slaw")
    assert code == 2
    assert "no future 'slaw'" in messages
    assert "did you mean slow?" in messages
