"""Paths of a tree, which guide the search: the future as far as a node knows it, and expected values after that."""

import json

import pytest

from coeplan.planning import gather
from coeplan.planning.tree import Tree
from coeplan.solving.paths import path_instance
from coeplan_models import Explicit, ExplicitNode, Instance

DRIVERS = {
    "up": [
        {"driver": "wages", "country": "MEX", "values": {"1": 1.2}},
        {"driver": "wages", "country": "MEX", "values": {"1": 1.5}},
        {"driver": "levy", "country": "MEX", "values": {"1": 0.1}},
        {"driver": "levy", "country": "MEX", "values": {"1": 0.3}},
        {"driver": "availability", "location": "MX", "values": {"1": 0}},
    ],
    "down": [{"driver": "wages", "location": "MX", "values": {"1": 0.5}}],
}
INSTANCE = Instance.model_validate_json(
    json.dumps(
        {
            "name": "mean",
            "headquarters": "HQ",
            "horizon": {"start": "2027-01", "periods": 2, "months": 12},
            "areas": {"dev": {"workload": 1}},
            "locations": {
                "HQ": {"country": "USA", "time_zone": "Etc/UTC", "yearly_cost": 100},
                "MX": {"country": "MEX", "time_zone": "Etc/UTC", "yearly_cost": 50},
            },
            "scenarios": {
                "kind": "fan",
                "known_from": 1,
                "futures": {
                    "up": {"probability": 0.25, "drivers": DRIVERS["up"]},
                    "down": {"probability": 0.75, "drivers": DRIVERS["down"]},
                },
            },
            "policies": {
                "tails": {"kind": "cvar_cap", "limit": 900},
                "starts": {"kind": "start_limit", "limit": 1},
            },
        }
    )
)


TREE = gather(INSTANCE).tree


def nodes(tree: Tree, node: int) -> dict[str, ExplicitNode]:
    scenarios = path_instance(INSTANCE, tree, node).scenarios
    assert isinstance(scenarios, Explicit)
    return dict(scenarios.nodes)


def test_drivers_of_one_scope_multiply_levies_add_and_both_are_weighed_by_probability() -> None:
    found = nodes(TREE, 0)
    assert [(node.period, node.parent, node.probability) for node in found.values()] == [
        (0, None, 1.0),
        (1, "t00", 1.0),
    ]
    means = {
        (driver.driver.value, driver.country or driver.location): driver.value for driver in found["mean001"].drivers
    }
    assert means == pytest.approx(
        {
            ("wages", "MEX"): 0.25 * 1.2 * 1.5 + 0.75,
            ("wages", "MX"): 0.25 + 0.75 * 0.5,
            ("levy", "MEX"): 0.25 * 0.4,
        }
    )


@pytest.mark.parametrize("leaf", TREE.leaves)
def test_the_path_to_a_leaf_is_the_one_of_the_tree_with_its_outages(leaf: int) -> None:
    found = nodes(TREE, leaf)
    assert list(found) == [TREE.nodes[node].id for node in TREE.path(leaf)]
    assert [node.drivers for node in found.values()] == [TREE.nodes[node].drivers for node in TREE.path(leaf)]


def test_expected_values_are_those_of_what_may_follow() -> None:
    stages = {
        "kind": "stages",
        "stages": [
            {
                "period": 1,
                "branches": {"a": {"probability": 0.5, "drivers": [wages(1, 2.0)]}, "b": {"probability": 0.5}},
            },
            {
                "period": 2,
                "branches": {"c": {"probability": 0.2, "drivers": [wages(2, 3.0)]}, "d": {"probability": 0.8}},
            },
        ],
    }
    horizon = {"start": "2027-01", "periods": 3, "months": 12}
    said = json.loads(INSTANCE.model_dump_json()) | {"scenarios": stages, "horizon": horizon}
    instance = Instance.model_validate_json(json.dumps(said))
    tree = gather(instance).tree
    found = path_instance(instance, tree, [node.id for node in tree.nodes].index("t01.a")).scenarios
    assert isinstance(found, Explicit)
    assert list(found.nodes) == ["t00", "t01.a", "mean002"]
    assert [driver.value for driver in found.nodes["mean002"].drivers] == pytest.approx([2.0 * (0.2 * 3.0 + 0.8)])


def wages(period: int, value: float) -> dict[str, object]:
    return {"driver": "wages", "location": "MX", "values": {str(period): value}}


def test_policies_on_the_spread_of_totals_are_left_out() -> None:
    assert list(path_instance(INSTANCE, TREE).policies) == ["starts"]
