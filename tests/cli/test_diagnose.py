"""The verb ``diagnose``, and what ``solve`` and ``whatif`` say where there is no plan."""

import json
import re

import pandas as pd
import pytest

CONTRADICTORY = """\
name: tight
headquarters: AUS
horizon: {start: 2027-01, periods: 2}
areas:
  dev: {workload: 4}
locations:
  AUS: {country: USA, time_zone: America/Chicago, yearly_cost: 100000}
policies:
  few: {kind: heads, location: AUS, at_most: 3}
"""


@pytest.fixture
def tight(folder):
    (folder / "tight.yaml").write_text(CONTRADICTORY, encoding="utf-8")
    return "tight.yaml"


def test_rules_lines_and_ways_out_are_shown(coeplan, tight):
    done = coeplan("diagnose", tight, "--no-costs", COLUMNS="120")
    assert done.returncode == 3, done.stderr
    assert "tight: CONTRADICTORY" in done.stdout
    assert "These 2 rules cannot hold together:" in done.stdout
    assert "policy few: at most 3 heads at AUS  [tight.yaml:9:3]" in done.stdout
    assert "the work of dev is done  [tight.yaml:5:19]" in done.stdout
    shown = " ".join(done.stdout.split())
    assert "raise the most heads of policy few from 3 heads to 4 heads (by 1)" in shown
    assert "change tight.yaml:9:46, or write --set 'policies.few.at_most = 4' a plan was found and audited" in shown
    assert "let up to 25 % of the work of dev stay undone, now none (at most 1.0 of 4.0 FTE)" in shown
    assert "coverage" not in done.stdout


def test_json_and_tables_have_the_same_in_values(coeplan, folder, tight):
    done = coeplan("diagnose", tight, "--no-costs", "--json", "--out", "why")
    told = json.loads(done.stdout)
    assert (done.returncode, told["exit_code"], told["status"]) == (3, 3, "contradictory")
    (conflict,) = told["conflicts"]
    assert {rule["path"]: rule["place"] for rule in conflict["rules"]} == {
        "policies.few": "tight.yaml:9:3",
        "areas.dev.workload": "tight.yaml:5:19",
    }
    assert all(rule["off"] for rule in conflict["rules"])
    assert ["policies.few.at_most = 4"] in [way["edits"] for way in conflict["ways"]]
    assert len(told["tables"]) == 4
    rules, ways = (pd.read_csv(folder / "why" / f"{name}.csv") for name in ("conflicts", "ways_out"))
    assert dict(zip(rules["path"], rules["place"], strict=True)) == {
        rule["path"]: rule["place"] for rule in conflict["rules"]
    }
    assert ways["edits"].tolist() == [way["edits"][0] for way in conflict["ways"]]
    assert ways["after"].tolist() == [way["after"] for way in conflict["ways"]]


SHIPPED = """\
name: late
extends: catalogue:captive
headquarters: AUS
horizon: {start: 2027-01, periods: 3}
areas:
  dev: {workload: 4}
locations:
  AUS: {country: USA, time_zone: America/Chicago, yearly_cost: 100000}
  LIS: {country: PRT, time_zone: Europe/Lisbon, yearly_cost: 50000}
policies:
  now: {kind: must_operate, location: LIS}
"""


def test_what_ships_with_coeplan_is_to_be_stated_in_ones_own_file(coeplan, folder):
    (folder / "late.yaml").write_text(SHIPPED, encoding="utf-8")
    done = coeplan("diagnose", "late.yaml", "--no-costs", COLUMNS="140")
    shown = " ".join(done.stdout.split())
    assert "policy now: LIS operates [late.yaml:11:3]" in shown
    lead_time = "operating_models.captive.lead_time = 0"
    assert re.search(rf"state it in your own file, over catalogue:captive:\d+:\d+, or write --set '{lead_time}'", shown)
    assert "change catalogue" not in shown
    assert "put off the first period of policy now from period 0 (2027-Q1) to period 2 (2027-Q3) (by 6 months)" in shown


def test_edits_are_diagnosed_too_and_a_plan_is_a_success(coeplan, tight):
    done = coeplan("diagnose", tight, "--set", "policies.few.at_most = 4")
    assert done.returncode == 0
    assert "CONSISTENT" in done.stdout


def test_what_an_edit_wrote_has_the_place_of_the_edit(coeplan, tight, folder):
    edits = ("--set", "discount_rate = 0.1", "--set", "policies.few.at_most = 2", "--set", "areas.dev.min_team = 2")
    told = json.loads(coeplan("diagnose", tight, "--no-ways", "--json", *edits).stdout)
    places = {rule["path"]: rule["place"] for rule in told["conflicts"][0]["rules"]}
    assert places == {"policies.few": "--set[2]", "areas.dev.workload": "tight.yaml:5:19"}
    (folder / "less.yaml").write_text("name: less\nedits:\n  - areas.dev.workload = 5\n", encoding="utf-8")
    told = json.loads(coeplan("diagnose", tight, "--no-ways", "--json", "--edits", "less.yaml").stdout)
    places = {rule["path"]: rule["place"] for rule in told["conflicts"][0]["rules"]}
    assert places == {"policies.few": "tight.yaml:9:3", "areas.dev.workload": "less.yaml:3:5"}


def test_ways_out_can_be_left_out(coeplan, tight):
    told = json.loads(coeplan("diagnose", tight, "--no-ways", "--json").stdout)
    assert [conflict["ways"] for conflict in told["conflicts"]] == [[]]


def test_a_solve_that_finds_no_plan_says_why(coeplan, tight):
    done = coeplan("solve", tight)
    assert done.returncode == 3
    assert "INFEASIBLE" in done.stdout
    assert "These 2 rules cannot hold together:" in done.stdout
    told = json.loads(coeplan("solve", tight, "--json").stdout)
    assert told["diagnosis"]["status"] == "contradictory"


def test_a_solve_can_be_kept_from_it(coeplan, tight):
    done = coeplan("solve", tight, "--no-diagnosis")
    assert done.returncode == 3
    assert "cannot hold together" not in done.stdout
    assert "diagnosis" not in json.loads(coeplan("solve", tight, "--no-diagnosis", "--json").stdout)


def test_a_what_if_that_has_no_plan_says_why(coeplan, folder, tight):
    (folder / tight).write_text(CONTRADICTORY.replace("at_most: 3", "at_most: 4"), encoding="utf-8")
    done = coeplan("whatif", tight, "--set", "policies.few.at_most = 3")
    assert done.returncode == 3
    assert "These 2 rules cannot hold together:" in done.stdout


def test_a_case_of_a_study_is_diagnosed(coeplan, folder, tight):
    (folder / tight).write_text(CONTRADICTORY.replace("at_most: 3", "at_most: 4"), encoding="utf-8")
    (folder / "study.yaml").write_text(
        "name: sizes\ninstance: tight.yaml\ncases: {kind: list, what_ifs: {few: [policies.few.at_most = 3]}}\n",
        encoding="utf-8",
    )
    ran = coeplan("study", "run", "study.yaml", "--out", "results", "--workers", "in-process")
    assert ran.returncode == 0, ran.stderr
    done = coeplan("diagnose", "results", "--case", "few", "--no-ways")
    assert done.returncode == 3
    assert "policy few: at most 3 heads at AUS" in done.stdout
    unknown = coeplan("diagnose", "results", "--case", "fwe")
    assert unknown.returncode == 2
    assert "did you mean few?" in unknown.stderr
    both = coeplan("diagnose", "results", "--case", "few", "--set", "policies.few.at_most = 2")
    assert both.returncode == 2
