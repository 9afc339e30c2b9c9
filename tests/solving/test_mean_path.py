"""The mean path, which guides the search: one future, every driver at its expected value."""

import json

import pytest

from coeplan.planning import gather
from coeplan.solving.mean_path import mean_instance
from coeplan_models import Explicit, Instance

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


def test_drivers_of_one_scope_multiply_levies_add_and_both_are_weighed_by_probability() -> None:
    scenarios = mean_instance(INSTANCE, gather(INSTANCE).tree).scenarios
    assert isinstance(scenarios, Explicit)
    assert [(node.period, node.parent, node.probability) for node in scenarios.nodes.values()] == [
        (0, None, 1.0),
        (1, "m000", 1.0),
    ]
    means = {
        (driver.driver.value, driver.country or driver.location): driver.value
        for driver in scenarios.nodes["m001"].drivers
    }
    assert means == pytest.approx(
        {
            ("wages", "MEX"): 0.25 * 1.2 * 1.5 + 0.75,
            ("wages", "MX"): 0.25 + 0.75 * 0.5,
            ("levy", "MEX"): 0.25 * 0.4,
        }
    )


def test_policies_on_the_spread_of_totals_are_left_out() -> None:
    assert list(mean_instance(INSTANCE, gather(INSTANCE).tree).policies) == ["starts"]
