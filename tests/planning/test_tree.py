"""Trees from every way to write them."""

import json
from typing import Any

import pytest

from coeplan.planning.tree import BEFORE, Node, Tree, expand
from coeplan_models import DriverKind, Instance, NodeDriver

from .drafts import BASE


def tree_of(scenarios: dict[str, Any], periods: int) -> Tree:
    data = {**BASE, "scenarios": scenarios}
    return expand(Instance.model_validate_json(json.dumps(data)).scenarios, periods)


def ids(tree: Tree) -> list[str]:
    return [node.id for node in tree.nodes]


def values(node: Node) -> list[tuple[str, float]]:
    return [(driver.driver.value, driver.value) for driver in node.drivers]


def driver(values: Any, kind: str = "workload", **scope: Any) -> dict[str, Any]:
    return {"driver": kind, "values": values, **scope}


FAN = {
    "kind": "fan",
    "known_from": 2,
    "drivers": [driver([1, 2, 3, 4])],
    "futures": {
        "fast": {"probability": 0.3, "drivers": [driver({2: 5}, "wages"), driver({1: 0.1}, "levy")]},
        "slow": {"probability": 0.7, "drivers": [driver({3: 7}, "wages"), driver({1: 0.1}, "levy")]},
    },
}

STAGES = {
    "kind": "stages",
    "stages": [
        {
            "period": 1,
            "branches": {
                "a": {"probability": 0.25, "drivers": [driver(2, "fx")]},
                "b": {"probability": 0.75, "drivers": [driver([1, 3, 4], "fx")]},
            },
        },
        {
            "period": 2,
            "branches": {"x": {"probability": 0.5, "drivers": [driver(9, "fees")]}, "y": {"probability": 0.5}},
        },
    ],
}

EXPLICIT = {
    "kind": "explicit",
    "nodes": {
        "late.b": {"period": 1, "parent": "start", "probability": 0.6},
        "late.a": {"period": 1, "parent": "start", "probability": 0.4, "drivers": [{"driver": "levy", "value": 0.5}]},
        "start": {"period": 0, "probability": 1},
        "end.a": {"period": 2, "parent": "late.a", "probability": 0.4},
        "end.b": {"period": 2, "parent": "late.b", "probability": 0.6},
    },
}


def test_one_future_is_one_path() -> None:
    tree = tree_of({"kind": "deterministic"}, 3)
    assert ids(tree) == ["t00", "t01", "t02"]
    assert len(tree) == 3
    assert tree.parent == (BEFORE, 0, 1)
    assert tree.leaves == (2,)
    assert [node.probability for node in tree.nodes] == [1, 1, 1]


def test_a_hundred_periods_take_three_digits() -> None:
    assert ids(tree_of({"kind": "deterministic"}, 101))[-2:] == ["t99", "t100"]


def test_futures_of_a_fan_part_where_they_become_known() -> None:
    tree = tree_of(FAN, 4)
    assert ids(tree) == ["t00", "t01", "t02.fast", "t02.slow", "t03.fast", "t03.slow"]
    assert tree.period == (0, 1, 2, 2, 3, 3)
    assert tree.parent == (BEFORE, 0, 1, 1, 2, 3)
    assert [node.probability for node in tree.nodes] == pytest.approx([1, 1, 0.3, 0.7, 0.3, 0.7])
    assert tree.children == ((1,), (2, 3), (4,), (5,), (), ())
    assert tree.leaves == (4, 5)
    assert tree.path(5) == (0, 1, 3, 5)
    assert tree.ancestors(5) == (0, 1, 3)
    assert tree.ancestors(0) == ()


def test_each_future_of_a_fan_has_its_own_drivers_and_those_of_all() -> None:
    tree = tree_of(FAN, 4)
    assert values(tree.nodes[0]) == [("workload", 1), ("wages", 1), ("levy", 0)]
    assert values(tree.nodes[1]) == [("workload", 2), ("wages", 1), ("levy", 0.1)]
    assert values(tree.nodes[2]) == [("workload", 3), ("wages", 5), ("levy", 0.1)]
    assert values(tree.nodes[3]) == [("workload", 3), ("wages", 1), ("levy", 0.1)]
    assert values(tree.nodes[5]) == [("workload", 4), ("wages", 7), ("levy", 0.1)]


def test_stages_branch_every_node_and_earlier_branches_stay() -> None:
    tree = tree_of(STAGES, 3)
    assert ids(tree) == ["t00", "t01.a", "t01.b", "t02.a.x", "t02.a.y", "t02.b.x", "t02.b.y"]
    assert tree.parent == (BEFORE, 0, 0, 1, 1, 2, 2)
    probabilities = [1, 0.25, 0.75, 0.125, 0.125, 0.375, 0.375]
    assert [node.probability for node in tree.nodes] == pytest.approx(probabilities)
    assert values(tree.nodes[0]) == []
    assert values(tree.nodes[2]) == [("fx", 3)]
    assert values(tree.nodes[5]) == [("fx", 4), ("fees", 9)]
    assert values(tree.nodes[4]) == [("fx", 2)]


def test_explicit_nodes_keep_their_names_in_order_of_period_then_of_writing() -> None:
    tree = tree_of(EXPLICIT, 3)
    assert ids(tree) == ["start", "late.b", "late.a", "end.a", "end.b"]
    assert tree.parent == (BEFORE, 0, 0, 2, 1)
    assert tree.paths == ((0,), (0, 1), (0, 2), (0, 2, 3), (0, 1, 4))
    assert [node.probability for node in tree.nodes] == [1, 0.6, 0.4, 0.4, 0.6]
    assert values(tree.nodes[2]) == [("levy", 0.5)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"values": 1.5}, [1.5, 1.5, 1.5, 1.5, 1.5]),
        ({"values": [1, 2, 3, 4, 5]}, [1, 2, 3, 4, 5]),
        ({"values": {1: 2, 3: 6}}, [1, 2, 2, 6, 6]),
        ({"values": {0: 2, 4: 6}, "interpolation": "linear"}, [2, 3, 4, 5, 6]),
        ({"values": {1: 2, 3: 6}, "interpolation": "linear"}, [1, 2, 4, 6, 6]),
        ({"values": {1: 0.2}, "driver": "levy"}, [0, 0.2, 0.2, 0.2, 0.2]),
    ],
    ids=["number", "list", "steps", "line", "line-from-1", "levy"],
)
def test_values_of_a_driver_by_period(said: dict[str, Any], expected: list[float]) -> None:
    tree = tree_of({"kind": "deterministic", "drivers": [{"driver": "fx"} | said]}, 5)
    assert [node.drivers[0].value for node in tree.nodes] == pytest.approx(expected)


def test_a_driver_keeps_its_scope_at_each_node() -> None:
    scope = {"area": "dev", "location": "MX", "country": "MEX", "region": "LATAM", "operating_model": "service"}
    (found,) = tree_of({"kind": "deterministic", "drivers": [driver(2, "wages", **scope)]}, 1).nodes[0].drivers
    assert isinstance(found, NodeDriver)
    assert found.driver is DriverKind.WAGES
    assert {name: getattr(found, name) for name in scope} == scope
