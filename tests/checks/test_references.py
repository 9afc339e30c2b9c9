"""Reference plans and the policies that hold to them."""

from collections.abc import Callable
from typing import Any

import pytest

from coeplan_models import Fault

Found = Callable[[dict[str, Any]], list[Fault]]

NODES = ("t00", "t01.fast", "t01.slow", "t02.fast", "t02.slow", "t03.fast", "t03.slow")


@pytest.fixture
def plan() -> dict[str, Any]:
    return {
        "decisions": [{"node": "t00", "location": "PL", "kind": "commit", "operating_model": "bot", "start_period": 1}],
        "teams": [{"node": node, "location": "HQ", "area": "support", "heads": 3} for node in NODES],
    }


def keeping(plan: dict[str, Any], **changes: Any) -> dict[str, Any]:
    keep = {"kind": "freeze", "plan": "last", "periods": 2} | changes
    return {"reference_plans/last": plan, "policies/keep": keep}


def faults_of(found: list[Fault]) -> list[tuple[str, str, tuple[str | int, ...]]]:
    return [(fault.severity, fault.code, fault.path) for fault in found]


def test_a_plan_that_knows_its_nodes(found: Found, plan: dict[str, Any]) -> None:
    assert found(keeping(plan)) == []


def test_headquarters_model_may_stand_in_a_plan(found: Found, plan: dict[str, Any]) -> None:
    plan["decisions"][0] |= {"kind": "convert", "to_model": "headquarters"}
    assert found(keeping(plan)) == []


def test_frozen_periods_beyond_the_horizon(found: Found, plan: dict[str, Any]) -> None:
    assert faults_of(found(keeping(plan, periods=5))) == [("fault", "beyond_horizon", ("policies", "keep", "periods"))]


def test_a_plan_that_lacks_frozen_nodes(found: Found, plan: dict[str, Any]) -> None:
    plan["teams"] = [team for team in plan["teams"] if team["node"] != "t01.slow"]
    assert faults_of(found(keeping(plan))) == [("fault", "plan_lacks_nodes", ("policies", "keep", "plan"))]
    assert found(keeping(plan, periods=1)) == []


def test_nodes_that_the_tree_lacks_are_passed_over(found: Found, plan: dict[str, Any]) -> None:
    plan["teams"].append({"node": "t03.fas", "location": "HQ", "area": "support", "heads": 3})
    (warning,) = found(keeping(plan))
    assert faults_of([warning]) == [("warning", "unknown_node", ("reference_plans", "last", "teams", 7, "node"))]
    assert warning.nearest[0] == "t03.fast"


@pytest.mark.parametrize(
    ("rows", "field", "name", "code"),
    [
        ("decisions", "location", "XX", "unknown_location"),
        ("decisions", "operating_model", "bott", "unknown_operating_model"),
        ("decisions", "to_model", "bott", "unknown_operating_model"),
        ("teams", "location", "XX", "unknown_location"),
        ("teams", "area", "suport", "unknown_area"),
    ],
)
def test_names(found: Found, plan: dict[str, Any], rows: str, field: str, name: str, code: str) -> None:
    plan[rows][0][field] = name
    plan[rows].append(plan[rows][0])
    assert faults_of(found(keeping(plan))) == [("fault", code, ("reference_plans", "last", rows, 0, field))]
