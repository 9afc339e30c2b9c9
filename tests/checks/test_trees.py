"""Scenario trees: fans, stages, explicit nodes, and their size before they are built."""

from collections.abc import Callable
from typing import Any

import pytest

from coeplan_models import Fault, Instance
from coeplan_models.checks.trees import MOST_NODES, node_count, node_ids

Found = Callable[[dict[str, Any]], list[Fault]]
Said = dict[str, Any]


def codes(faults: list[Fault]) -> list[str]:
    return [fault.code for fault in faults]


def test_fan_and_explicit_are_without_fault(found: Found, fan: Said, explicit: Said) -> None:
    assert found({"scenarios": fan}) == []
    assert found({"scenarios": explicit}) == []


def test_fan_beyond_the_horizon(found: Found, fan: Said) -> None:
    fan["known_from"] = 4
    faults = found({"scenarios": fan})
    assert ("beyond_horizon", ("scenarios", "known_from")) in [(fault.code, fault.path) for fault in faults]


def test_fan_probabilities(found: Found, fan: Said) -> None:
    fan["futures"]["slow"]["probability"] = 0.4
    assert [(fault.code, fault.path) for fault in found({"scenarios": fan})] == [
        ("probabilities_do_not_sum", ("scenarios", "futures"))
    ]


EARLY = [
    ({"driver": "workload", "values": 0.9}, False),
    ({"driver": "workload", "values": {"0": 1, "2": 0.9}}, True),
    ({"driver": "workload", "values": {"0": 1, "3": 0.9}, "interpolation": "linear"}, False),
    ({"driver": "workload", "values": [1, 1, 0.5, 0.5]}, True),
    ({"driver": "workload", "values": [1, 1.001, 0.5, 0.5]}, False),
    ({"driver": "levy", "values": {"1": 0.01}}, False),
    ({"driver": "levy", "values": {"2": 0.01}}, True),
    ({"driver": "levy", "values": [0, 0, 1, 1]}, True),
    ({"driver": "fx", "location": "MX", "values": 1.1}, False),
]


@pytest.mark.parametrize(("driver", "agrees"), EARLY)
def test_futures_agree_before_they_part(found: Found, fan: Said, driver: Said, agrees: bool) -> None:
    fan["futures"]["slow"]["drivers"] = [driver]
    faults = found({"scenarios": fan})
    assert codes(faults) == ([] if agrees else ["futures_differ_early"])
    assert all(fault.path == ("scenarios", "futures", "slow") for fault in faults)


def test_futures_may_say_the_same_in_other_words(found: Found, fan: Said) -> None:
    fan["futures"]["fast"]["drivers"] = [{"driver": "wages", "country": "MEX", "values": 1.2}]
    fan["futures"]["slow"]["drivers"] = [
        {"driver": "wages", "location": "MX", "values": 1.5},
        {"driver": "wages", "region": "LATAM", "values": 0.8},
    ]
    assert found({"scenarios": fan}) == []


def test_the_difference_is_named(found: Found, fan: Said) -> None:
    fan["futures"]["fast"]["drivers"] = [{"driver": "wages", "area": "support", "values": 1.2}]
    fan["futures"]["slow"]["drivers"] = [{"driver": "wages", "area": "support", "country": "POL", "values": 1.2}]
    (fault,) = found({"scenarios": fan})
    assert "wages of support is 1 in period 0, not 1.2" in fault.message


TREE_FAULTS: list[tuple[str, Any, set[tuple[str, tuple[str | int, ...]]]]] = [
    ("t1/parent", None, {("not_one_root", ()), ("wrong_period", ("t1", "period")), ("early_leaf", ("root",))}),
    ("root/parent", "t1", {("not_one_root", ()), ("cycle", ("root", "parent")), ("wrong_period", ("root", "period"))}),
    ("t2.a/parent", "t9", {("unknown_node", ("t2.a", "parent")), ("probabilities_do_not_sum", ("t1", "probability"))}),
    ("t2.a/parent", "t2.a", {("cycle", ("t2.a", "parent")), ("wrong_period", ("t2.a", "period"))}),
    ("t2.a/period", 1, {("wrong_period", ("t2.a", "period")), ("wrong_period", ("t3.a", "period"))}),
    ("t3.a/period", 4, {("beyond_horizon", ("t3.a", "period")), ("wrong_period", ("t3.a", "period"))}),
    ("t3.a", ..., {("early_leaf", ("t2.a",))}),
    ("t3.a/probability", 0.3, {("probabilities_do_not_sum", ("t2.a", "probability"))}),
    ("root/probability", 0.9, {("probabilities_do_not_sum", ("root", "probability"))}),
    (
        "t3.a/drivers",
        [{"driver": "availability", "value": 1.2}],
        {("availability_above_one", ("t3.a", "drivers", 0, "value"))},
    ),
    (
        "t3.a/drivers",
        [{"driver": "fx", "country": "USA", "value": 1.2}],
        {("fx_of_home_currency", ("t3.a", "drivers", 0, "country"))},
    ),
]


@pytest.mark.parametrize(("path", "value", "expected"), TREE_FAULTS)
def test_explicit_tree(found: Found, explicit: Said, path: str, value: Any, expected: set[Any]) -> None:
    *steps, last = path.split("/")
    node = explicit["nodes"][steps[0]] if steps else explicit["nodes"]
    if value is ...:
        del node[last]
    else:
        node[last] = value
    faults = {(fault.code, fault.path[2:]) for fault in found({"scenarios": explicit}) if fault.severity == "fault"}
    assert expected <= faults
    assert {code for code, _ in faults} <= {code for code, _ in expected} | {"probabilities_do_not_sum"}


def test_an_outage_in_the_last_period_of_an_explicit_tree(found: Found, explicit: Said) -> None:
    explicit["nodes"]["t3.b"]["drivers"] = [{"driver": "availability", "location": "PL", "value": 0}]
    assert found({"scenarios": explicit}) == []
    assert codes(found({"terminal_months": 6})) == ["outage_at_the_end"]


def test_a_long_circle_is_found_once(found: Found) -> None:
    count = 3000
    ring = {f"n{step}": {"period": 1, "parent": f"n{(step + 1) % count}", "probability": 1} for step in range(count)}
    faults = found({"scenarios": {"kind": "explicit", "nodes": ring}})
    assert codes(faults).count("cycle") == 1


def bushy(periods: int, outcomes: int) -> Said:
    branches = {f"b{name}": {"probability": 1 / outcomes} for name in range(outcomes)}
    return {"kind": "stages", "stages": [{"period": period, "branches": branches} for period in range(1, periods)]}


def test_a_tree_of_absurd_size_is_refused_without_being_built(found: Found) -> None:
    faults = found(
        {"horizon/periods": 480, "horizon/months": 1, "areas/platform/workload": 20, "scenarios": bushy(480, 20)}
    )
    assert codes([fault for fault in faults if fault.severity == "fault"]) == ["tree_too_large"]
    assert "10^623" in faults[0].message


def test_an_instance_of_absurd_size_is_refused(found: Found) -> None:
    locations = {f"L{number}": {"country": "POL", "time_zone": "UTC", "yearly_cost": 1} for number in range(1000)}
    areas = {f"A{number}": {"workload": 1} for number in range(1000)}
    scenarios = {
        "kind": "stages",
        "stages": [{"period": 1, "branches": {f"b{i}": {"probability": 0.01} for i in range(100)}}],
    }
    changes = {f"locations/{key}": value for key, value in locations.items()}
    changes |= {f"areas/{key}": value for key, value in areas.items()}
    faults = found({**changes, "locations/MX/yearly_cost": 1, "scenarios": scenarios})
    assert codes([fault for fault in faults if fault.severity == "fault"]) == ["instance_too_large"]


@pytest.mark.parametrize("form", ["deterministic", "fan", "stages", "explicit"])
def test_nodes_are_counted_as_they_are_named(
    said: Said, fan: Said, explicit: Said, instance_of: Callable[[Said], Instance], form: str
) -> None:
    forms = {"deterministic": {"kind": "deterministic"}, "fan": fan, "stages": bushy(4, 3), "explicit": explicit}
    scenarios = instance_of(said | {"scenarios": forms[form]}).scenarios
    names = node_ids(scenarios, 4)
    assert len(names) == len(set(names)) == node_count(scenarios, 4) < MOST_NODES


def test_names_of_nodes(said: Said, fan: Said, instance_of: Callable[[Said], Instance]) -> None:
    stages = bushy(3, 2)
    assert node_ids(instance_of(said | {"scenarios": stages}).scenarios, 3) == (
        *("t00", "t01.b0", "t01.b1"),
        *("t02.b0.b0", "t02.b0.b1", "t02.b1.b0", "t02.b1.b1"),
    )
    assert node_ids(instance_of(said | {"scenarios": fan}).scenarios, 4) == (
        *("t00", "t01", "t02.fast", "t02.slow", "t03.fast", "t03.slow"),
    )
