"""The verb ``advance``, from a folder that ``solve`` has written to the next instance's file."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.enumeration.by_hand import tiny
from tests.exact import ExactEngine

import coeplan
from coeplan.api.advance import advance_plan, read_plan_and_instance
from coeplan.cli.main import main
from coeplan.core.errors import InputError
from coeplan_models import Instance, Observed, Plan

from .advance_bench import instance_of

FIRM: dict[str, Any] = {
    "horizon": {"start": "2027-01", "periods": 4, "months": 6},
    "locations": {
        "HQ": {"hosts": [], "roles": {"cook": {"yearly_cost": 1}}},
        "X": {"ramp_up": 9, "fit_out": 1, "seat_rent": 1},
    },
    "areas": {"dev": {"workload": 1, "unmet": {"price": 500}}},
    "operating_models": {
        "run": {"lock_in": 12, "seats_included": False},
        "later": {"lead_time": 12, "seats_included": True, "locations": ["Y"]},
    },
    "policies": {
        "there": {"kind": "must_operate", "location": "Y", "operating_model": "later", "first_period": 2},
        "pin": {"kind": "heads", "location": "X", "at_least": 4, "at_most": 4, "first_period": 0, "last_period": 0},
        "few": {"kind": "capital_limit", "limit": 1000},
    },
    "discount_rate": 0.08,
}
PLACE = {"country": "IND", "time_zone": "Asia/Kolkata", "yearly_cost": 35, "talent_pool": 2}


@pytest.fixture(scope="module")
def firm(exact: ExactEngine) -> tuple[Instance, Plan]:
    instance = instance_of(tiny(**FIRM | {"locations": FIRM["locations"] | {"Y": PLACE}}))
    plan = exact.plan(instance)
    assert plan is not None
    return instance, plan


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, firm: tuple[Instance, Plan]) -> Path:
    """The working directory, with the plan and its instance in ``out``."""
    monkeypatch.chdir(tmp_path)
    coeplan.write_plan(firm[1], "out", firm[0], audited=True)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["advance", *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_the_next_instance_is_written_and_told(
    folder: Path, capsys: pytest.CaptureFixture[str], firm: tuple[Instance, Plan]
) -> None:
    code, page, messages = run(capsys, "out", "--to", "1")
    assert (code, messages) == (0, "Wrote by-hand-2027-07.yaml. Next: coeplan solve by-hand-2027-07.yaml\n")
    lines = [" ".join(line.split()) for line in page.splitlines()]
    assert lines[0] == "by-hand-2027-07: starts in 2027-07, at node t01"
    assert "Location Model Heads Ramping up Seats Months open Lock-in left" in lines
    assert "X run 4 4 4 6 6" in lines
    assert "- Y under later, to start in 6 months" in lines
    assert "NOT CARRIED EXACTLY" not in page
    assert max(map(len, page.splitlines())) <= 100
    # What is read back is what was advanced, to the last digit.
    assert coeplan.load("by-hand-2027-07.yaml") == coeplan.advance_plan(*firm, 1).advanced.instance


def test_in_json(folder: Path, capsys: pytest.CaptureFixture[str], firm: tuple[Instance, Plan]) -> None:
    code, text, _ = run(capsys, "out/plan.json", "--to", "2027-07", "--out", "next.json", "--json")
    told = json.loads(text)
    found = advance_plan(*firm, 1)
    assert code == 0
    assert (told["schema_version"], told["path"], told["instance"]) == ("1", "next.json", "by-hand-2027-07")
    assert (told["month"], told["period"], told["node"], told["exact"]) == ("2027-07", 1, "t01", True)
    assert told["hash"] == coeplan.load("next.json").fingerprint() == found.advanced.instance.fingerprint()
    assert (told["spent"], told["remaining"]) == (found.advanced.spent, found.advanced.remaining)
    assert told["footprint"]["commitments"][0]["months_to_start"] == 6
    assert [note["code"] for note in told["notes"]] == ["policy_over", "limit_spent"]
    assert told["warnings"] == []


def test_what_was_observed_is_read_with_its_lines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "july.yaml").write_text("node: t01\nsites:\n  X:\n    teams: {dev: 9}\n  Z: {}\n", encoding="utf-8")
    code, page, messages = run(capsys, "out", "--to", "1", "--observed", "july.yaml")
    assert (code, page) == (2, "")
    assert messages.startswith("error: july.yaml:5:3: sites.Z: there is no location 'Z'")
    (folder / "july.yaml").write_text("sites:\n  X:\n    teams: {dev: 3}\n", encoding="utf-8")
    code, page, _ = run(capsys, "out", "--to", "1", "--observed", "july.yaml", "--node", "t01")
    assert code == 0
    assert "X run 3 3 4 6 6" in " ".join(page.split())


def test_what_is_newly_suspicious_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "july.yaml").write_text("sites:\n  X:\n    teams: {dev: 5}\n", encoding="utf-8")
    code, page, messages = run(capsys, "out", "--to", "1", "--observed", "july.yaml")
    assert code == 0
    assert "NOT CARRIED EXACTLY" in page
    assert "the team of dev at X is larger than planned, by 1;" in " ".join(page.split())
    # A pool that is too small is new; the role that nobody has was there before.
    assert [line for line in messages.splitlines() if line.startswith("warning: ")] == [
        "warning: footprint.sites.X.teams.dev: the team has 5 heads, the talent pool 4; expected at most 4"
    ]


def test_two_nodes_are_refused(firm: tuple[Instance, Plan]) -> None:
    with pytest.raises(InputError, match="node 't01' was observed, and 't00' is asked for"):
        advance_plan(*firm, 1, Observed(node="t01"), "t00")
    assert advance_plan(*firm, 1, {"node": "t01"}, "t01").advanced.root == "t01"


def test_a_plan_that_fails_its_audit_is_refused(firm: tuple[Instance, Plan]) -> None:
    instance, plan = firm
    with pytest.raises(InputError) as error:
        advance_plan(instance, plan.model_copy(update={"decisions": plan.decisions[1:]}), 1)
    assert {fault.code for fault in error.value.faults} == {"plan_fails_audit"}
    other = instance.model_copy(update={"discount_rate": 0.09})
    with pytest.raises(InputError, match="instance_hash"):
        advance_plan(other, plan, 1)


def test_an_instance_that_comes_out_faulty_is_refused(firm: tuple[Instance, Plan]) -> None:
    said = {"sites": {"X": {"recent_hires": [{"area": "dev", "heads": 9, "months_ago": 1}]}}}
    with pytest.raises(InputError) as error:
        advance_plan(*firm, 1, said)
    assert [fault.code for fault in error.value.faults] == ["more_hires_than_team"]


def test_the_instance_is_beside_the_plan_or_named(folder: Path, firm: tuple[Instance, Plan]) -> None:
    assert read_plan_and_instance("out") == (firm[1], firm[0])
    (folder / "out" / "instance.json").rename(folder / "firm.json")
    assert read_plan_and_instance("out/plan.json", "firm.json") == (firm[1], firm[0])
    with pytest.raises(InputError) as error:
        read_plan_and_instance("out")
    (fault,) = error.value.faults
    assert (fault.code, fault.value) == ("no_instance", "by-hand")
    assert "--instance" in (fault.expected or "")


def test_an_instance_beside_the_plan_that_is_another_is_told(folder: Path, firm: tuple[Instance, Plan]) -> None:
    from coeplan.api.load import save_instance

    save_instance(firm[0].model_copy(update={"discount_rate": 0.09}), "out/instance.json")
    with pytest.raises(InputError, match="was made for other data"):
        read_plan_and_instance("out")
