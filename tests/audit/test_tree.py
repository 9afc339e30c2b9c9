"""Scenario trees, expanded."""

import json
from typing import Any

import pytest

from coeplan.audit.drivers import Drivers, Target
from coeplan.audit.tree import expand
from coeplan_models import DriverKind, Instance


def instance(scenarios: dict[str, Any], periods: int = 3) -> Instance:
    document = {
        "name": "tree",
        "headquarters": "HQ",
        "horizon": {"start": "2026-01", "periods": periods, "months": 3},
        "areas": {"dev": {"workload": 1}, "ops": {"workload": 1}},
        "locations": {
            "HQ": {"country": "USA", "time_zone": "Etc/UTC"},
            "MX": {"country": "MEX", "region": "LATAM", "time_zone": "Etc/UTC"},
        },
        "scenarios": scenarios,
    }
    return Instance.model_validate_json(json.dumps(document))


def test_a_certain_future_is_one_path() -> None:
    nodes = expand(instance({"kind": "deterministic"}))
    assert [(node.id, node.parent, node.probability) for node in nodes] == [
        ("t00", None, 1.0),
        ("t01", "t00", 1.0),
        ("t02", "t01", 1.0),
    ]


def test_a_fan_parts_once() -> None:
    fan = {"kind": "fan", "known_from": 1, "futures": {"boom": {"probability": 0.25}, "slump": {"probability": 0.75}}}
    nodes = {node.id: (node.parent, node.probability) for node in expand(instance(fan))}
    assert nodes == {
        "t00": (None, 1.0),
        "t01.boom": ("t00", 0.25),
        "t01.slump": ("t00", 0.75),
        "t02.boom": ("t01.boom", 0.25),
        "t02.slump": ("t01.slump", 0.75),
    }


STAGES: dict[str, Any] = {
    "kind": "stages",
    "drivers": [{"driver": "workload", "values": 2}],
    "stages": [
        {
            "period": 1,
            "branches": {
                "fast": {
                    "probability": 0.4,
                    "drivers": [{"driver": "workload", "area": "dev", "values": {"1": 3, "2": 5}}],
                },
                "slow": {"probability": 0.6},
            },
        },
        {"period": 2, "branches": {"a": {"probability": 0.5}, "b": {"probability": 0.5}}},
    ],
}


def test_stages_multiply() -> None:
    nodes = expand(instance(STAGES))
    assert [node.id for node in nodes] == [
        "t00",
        "t01.fast",
        "t01.slow",
        "t02.fast.a",
        "t02.fast.b",
        "t02.slow.a",
        "t02.slow.b",
    ]
    assert [node.probability for node in nodes] == pytest.approx([1, 0.4, 0.6, 0.2, 0.2, 0.3, 0.3])
    assert [node.parent for node in nodes[3:]] == ["t01.fast", "t01.fast", "t01.slow", "t01.slow"]


def test_drivers_of_branches_stay_in_force_and_multiply() -> None:
    tree = instance(STAGES)
    drivers = Drivers(expand(tree), tree.locations)
    found = {
        (node, area): drivers.value(node, DriverKind.WORKLOAD, Target(area=area))
        for node in ("t00", "t01.fast", "t02.fast.b", "t02.slow.a")
        for area in ("dev", "ops")
    }
    assert found == {
        ("t00", "dev"): 2,
        ("t00", "ops"): 2,
        ("t01.fast", "dev"): 6,
        ("t01.fast", "ops"): 2,
        ("t02.fast.b", "dev"): 10,
        ("t02.fast.b", "ops"): 2,
        ("t02.slow.a", "dev"): 2,
        ("t02.slow.a", "ops"): 2,
    }


def test_an_explicit_tree_keeps_its_names() -> None:
    explicit = {
        "kind": "explicit",
        "nodes": {
            "late": {"period": 1, "parent": "now", "probability": 1, "drivers": [{"driver": "fx", "value": 1.5}]},
            "now": {"period": 0, "probability": 1},
        },
    }
    tree = instance(explicit, periods=2)
    nodes = expand(tree)
    assert [node.id for node in nodes] == ["now", "late"]
    drivers = Drivers(nodes, tree.locations)
    assert drivers.value("late", DriverKind.FX, Target("MX")) == 1.5
    assert drivers.value("now", DriverKind.FX, Target("MX")) == 1.0


@pytest.mark.parametrize(
    ("driver", "expected"),
    [
        ({"values": {"1": 2, "3": 4}}, [1, 2, 2, 4, 4]),
        ({"values": {"1": 2, "3": 4}, "interpolation": "linear"}, [1, 2, 3, 4, 4]),
        ({"values": {"1": 2, "4": 5}, "interpolation": "linear", "area": "dev"}, [1, 2, 3, 4, 5]),
        ({"values": [2, 3, 4, 5, 6]}, [2, 3, 4, 5, 6]),
        ({"values": 7}, [7] * 5),
    ],
)
def test_a_driver_holds_until_the_next_value_or_runs_up_to_it(driver: dict[str, Any], expected: list[float]) -> None:
    scenarios = {"kind": "deterministic", "drivers": [{"driver": "ai_productivity"} | driver]}
    tree = instance(scenarios, periods=5)
    nodes = expand(tree)
    found = [
        Drivers(nodes, tree.locations).value(node.id, DriverKind.AI_PRODUCTIVITY, Target("MX", "dev")) for node in nodes
    ]
    assert found == pytest.approx(expected)


def test_every_scope_of_a_driver_must_match_and_levies_add() -> None:
    stated = [
        {"driver": "levy", "values": 0.1},
        {"driver": "levy", "country": "MEX", "values": 0.2},
        {"driver": "levy", "region": "LATAM", "operating_model": "bot", "values": 0.4},
        {"driver": "levy", "location": "HQ", "values": 0.8},
        {"driver": "ai_productivity", "country": "MEX", "values": {"1": 1, "2": 3}, "interpolation": "linear"},
    ]
    tree = instance({"kind": "deterministic", "drivers": stated})
    drivers = Drivers(expand(tree), tree.locations)
    assert drivers.value("t00", DriverKind.LEVY, Target("MX", operating_model="bot")) == pytest.approx(0.7)
    assert drivers.value("t00", DriverKind.LEVY, Target("MX", operating_model="captive")) == pytest.approx(0.3)
    assert drivers.value("t02", DriverKind.AI_PRODUCTIVITY, Target("MX", "dev")) == 3
    assert drivers.value("t02", DriverKind.AI_PRODUCTIVITY, Target("HQ", "dev")) == 1
