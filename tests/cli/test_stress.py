"""The verbs ``stress`` and ``policy``."""

import json

import pandas as pd
import pytest
from tests.analysis.stress.world import FIRM, planned


@pytest.fixture
def command(tmp_path, monkeypatch, asking):
    """Run the command where a plan is, and return its code, output and messages."""
    (tmp_path / "plan.json").write_text(planned().plan.model_dump_json(), encoding="utf-8")
    (tmp_path / "instance.json").write_text(json.dumps(FIRM), encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "120")
    return asking(tmp_path)


def test_a_stress_test_is_shown_and_written(command, tmp_path):
    code, page, messages = command("stress", "plan.json", "--draws", "300", "--seed", "7", "--out", "found")
    assert code == 0
    assert page.startswith("stressed: the plan in 300 futures that were drawn\n- They cost USD ")
    for title in ("COST (USD M)", "WORK LEFT UNDONE", "PAID IN VAIN", "OUTAGES", "WHICH FUTURES"):
        assert title in page
    assert "Drawn with seed 7: paths of the tree" in page
    assert "wages of each country by 3.0 %" in page
    assert "19 times out of 20." in page
    assert "#" in page and "\\n" not in page
    assert "Tables: found" in messages
    draws = pd.read_csv(tmp_path / "found" / "stress_draws.csv")
    figures = pd.read_parquet(tmp_path / "found" / "stress_figures.parquet").set_index(["quantity", "of", "figure"])
    assert len(draws) == 300
    assert figures.loc[("cost", "", "mean"), "value"] == pytest.approx(draws["total"].mean())
    assert figures.loc[("unmet", "dev", "chance"), "value"] == pytest.approx((draws["unmet.dev"] > 1e-6).mean())


def test_json_tells_figures_with_their_intervals_and_what_was_drawn(command, tmp_path):
    (tmp_path / "drawn.yaml").write_text("smoothing: 0\noutages: [{location: GDL, per_year: 2, months: 3}]\n", "utf-8")
    code, output, _ = command("stress", "plan.json", "--draws", "200", "--uncertainty", "drawn.yaml", "--json")
    told = json.loads(output)
    assert (code, told["exit_code"], told["draws"], told["interrupted"]) == (0, 0, 200, False)
    assert told["uncertainty"]["smoothing"] == 0
    assert told["cost"]["p5"]["value"] <= told["cost"]["p50"]["value"] <= told["cost"]["p95"]["value"]
    assert told["cost"]["mean"]["low"] < told["cost"]["mean"]["value"] < told["cost"]["mean"]["high"]
    assert told["outages"]["count"] > 100
    assert {each["rule"]["name"] for each in told["rules"]} >= {"unmet_limit"}
    assert [each["leaf"] for each in told["futures"]] == ["t03.slow", "t03.fast"]


def test_one_draw_tells_no_intervals(command, tmp_path):
    code, page, _ = command("stress", "plan.json", "--draws", "1", "--out", "found")
    assert code == 0
    assert page.startswith("stressed: the plan in one future that was drawn")
    assert "- where so few draws do not tell." in page
    assert "inf" not in page
    code, output, _ = command("stress", "plan.json", "--draws", "1", "--json")
    assert (code, json.loads(output)["cost"]["mean"]["low"]) == (0, None)
    figures = pd.read_parquet(tmp_path / "found" / "stress_figures.parquet")
    assert figures["low"].isna().any()


def test_what_the_instance_does_not_know_is_told_with_its_line(command, tmp_path):
    (tmp_path / "drawn.yaml").write_text("smoothing: 0\noutages:\n- {location: XX, per_year: 2, months: 3}\n", "utf-8")
    code, _, messages = command("stress", "plan.json", "--uncertainty", "drawn.yaml")
    assert code == 2
    assert "drawn.yaml:3:14: outages[0].location: the instance has no location 'XX'" in messages


def test_a_limit_of_work_without_new_plans_is_bad_usage(command):
    code, _, messages = command("stress", "plan.json", "--work", "5")
    assert code == 2
    assert "add --replan" in messages


def test_a_policy_is_told(command):
    code, page, _ = command("policy", "plan.json")
    assert code == 0
    assert page.startswith("stressed: what to do now, and what then\nFrom now (2027-Q1) on, in every case:\n  - ")
    assert "if AI output per head is at most 1.3:" in page
    code, output, _ = command("policy", "plan.json", "--json")
    told = json.loads(output)
    assert told["lines"][0] == "From now (2027-Q1) on, in every case:"
    (low, high) = told["point"]["cases"]
    assert low["conditions"] == [[{"driver": "ai_productivity", "side": "at_most", "threshold": 1.3}]]
    assert high["conditions"] == [[{"driver": "ai_productivity", "side": "above", "threshold": 1.3}]]
    assert high["then"] is None
