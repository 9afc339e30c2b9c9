"""Plan files, and reference plans taken from them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coeplan.core.errors import InputError
from coeplan.io import load_instance, load_plan
from coeplan_models import Fault, Plan

Refused = Callable[[Any], tuple[Fault, ...]]
NODES = ("t00", "t01.fast", "t01.slow", "t02.fast", "t02.slow", "t03.fast", "t03.slow")
FLOWS = {"operating_model": "headquarters", "attrition": 0, "hires": 0, "releases": 0, "effective_heads": 3}


@pytest.fixture
def said() -> dict[str, Any]:
    """What a plan of the small instance says."""
    return {
        **{"instance": "small", "instance_hash": "0", "currency": "USD", "headquarters": "HQ"},
        **{"termination": "optimal", "value": 1, "bound": None, "gap": None},
        "nodes": [{"id": "t00", "period": 0, "parent": None, "probability": 1, "start": "2027-01", "months": 3}],
        "decisions": [
            {"node": "t00", "location": "PL", "kind": "commit", "operating_model": "captive", "start_period": 1}
        ],
        "teams": [
            *({"node": node, "location": "HQ", "area": "support", "heads": 3, **FLOWS} for node in NODES),
            {"node": "t00", "location": "MX", "area": "support", "heads": 0, **FLOWS},
        ],
        **{name: [] for name in ("sites", "unmet", "matches", "breaches", "amounts", "leaf_totals")},
        **{"node_figures": [], "holdings": []},
        "summary": dict.fromkeys(
            ("expected_total", "cvar", "worst_total", "expected_capital", "largest_capital", "peak_heads_abroad"), 0
        ),
        "keeping": None,
        "made_by": {
            "versions": {},
            "options": {"time_limit": None, "seed": 1},
            "seed": 1,
            "seconds": {},
            "created": "",
        },
    }


@pytest.fixture
def plan_file(tmp_path: Path, said: dict[str, Any]) -> Path:
    path = tmp_path / "plans" / "plan.json"
    path.parent.mkdir()
    path.write_text(json.dumps(said, indent=1))
    return path


def test_a_plan(plan_file: Path, said: dict[str, Any]) -> None:
    plan = load_plan(plan_file)
    assert isinstance(plan, Plan)
    assert plan == Plan.model_validate_json(json.dumps(said))
    yaml_file = plan_file.with_suffix(".yaml")
    yaml_file.write_text(plan_file.read_text())
    assert load_plan(str(yaml_file)) == plan


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"currency"', '"curency"', "unknown_key"),
        ('"kind": "commit"', '"kind": "comit"', "unknown_choice"),
        ('"currency": "USD"', '"currency": "USD", "currency": "USD"', "duplicate_key"),
        ('"termination": "optimal"', '"termination": NaN', "not_json"),
        ('"period": 0', '"period": -1', "out_of_range"),
        ('"months": 3', '"months": "3"', "wrong_type"),
        ('"time_limit": null', '"time_limit": []', "wrong_type"),
    ],
)
def test_bad_plans(plan_file: Path, old: str, new: str, code: str) -> None:
    text = plan_file.read_text()
    assert text.count(old) == 1
    plan_file.write_text(text.replace(old, new))
    with pytest.raises(InputError) as caught:
        load_plan(plan_file)
    fault = next(fault for fault in caught.value.faults if fault.code == code)
    assert fault.place is not None
    assert fault.place.line is not None
    assert abs(fault.place.line - (text[: text.index(old)].count("\n") + 1)) <= 1


def test_bad_plans_say_all_at_once(plan_file: Path) -> None:
    plan_file.write_text(plan_file.read_text().replace('"support"', '"sup port"'))
    with pytest.raises(InputError) as caught:
        load_plan(plan_file)
    assert len(caught.value.faults) == 8
    assert [fault.place.line for fault in caught.value.faults if fault.place] == sorted(
        fault.place.line or 0 for fault in caught.value.faults if fault.place
    )


KEEP = "reference_plans: {last: {file: plans/plan.json}}\n"


def instance_file(tmp_path: Path, good: str, reference: str) -> Path:
    path = tmp_path / "instance.yaml"
    path.write_text(
        good.replace("policies:\n", "policies:\n  keep: {kind: freeze, plan: last, periods: 4}\n") + reference
    )
    return path


def test_reference_plans_are_taken_from_files(tmp_path: Path, good: str, plan_file: Path) -> None:
    path = instance_file(tmp_path, good, KEEP)
    loaded = load_instance(path)
    last = loaded.instance.reference_plans["last"]
    assert [decision.location for decision in last.decisions] == ["PL"]
    assert [team.node for team in last.teams] == list(NODES)  # teams without heads are left out
    assert loaded.files == (str(path), str(tmp_path / "plans" / "plan.json"))
    assert str(loaded.place_of(("reference_plans", "last", "teams"))).startswith(f"{path}:79:")


def test_plan_files_are_relative_to_the_file_that_says_them(tmp_path: Path, good: str, plan_file: Path) -> None:
    instance_file(tmp_path, good, KEEP)
    (tmp_path / "plans" / "over.yaml").write_text("extends: ../instance.yaml\nname: over\n")
    assert load_instance(tmp_path / "plans" / "over.yaml").instance.reference_plans["last"].teams


BAD = [
    ("reference_plans: {last: {file: plan.json}}\n", "file_not_found", "79:32"),
    ("reference_plans: {last: {file: 5}}\n", "wrong_type", "79:26"),
    ("reference_plans: {last: {file: plans/plan.json, teams: []}}\n", "file_and_more", "79:26"),
    ("reference_plans: {last: {fil: plans/plan.json}}\n", "unknown_key", "79:26"),
    ("reference_plans: {last: {file: plans}}\n", "cannot_read", "79:32"),
]


@pytest.mark.parametrize(("reference", "code", "place"), BAD, ids=[code for _, code, _ in BAD])
def test_bad_references(
    tmp_path: Path, good: str, plan_file: Path, refused: Refused, reference: str, code: str, place: str
) -> None:
    path = instance_file(tmp_path, good, reference)
    (fault,) = refused(path)
    assert (fault.code, str(fault.place)) == (code, f"{path}:{place}")
    assert code != "unknown_key" or fault.nearest == ("file",)


def test_a_bad_plan_is_said_there_and_the_rest_in_the_same_report(
    tmp_path: Path, good: str, plan_file: Path, refused: Refused
) -> None:
    plan_file.write_text(plan_file.read_text().replace('"commit"', '"comit"'))
    path = instance_file(tmp_path, good.replace("min_team: 2", "min_team: x").replace("[ons]", "[ins]"), KEEP)
    faults = refused(path)
    assert [fault.code for fault in faults] == ["wrong_type", "unknown_source", "unknown_choice"]
    assert faults[2].place is not None
    assert faults[2].place.file == str(plan_file)
