"""Which drivers apply to what."""

from typing import Any

import pytest

from coeplan.planning.drivers import DriverValues
from coeplan.planning.tree import expand
from coeplan_models import DriverKind

from .drafts import instance_of, steady

WAGES = DriverKind.WAGES
EVERYWHERE = {"area": "dev", "location": "MX"}


def drivers_of(*said: dict[str, Any]) -> DriverValues:
    instance = instance_of({"scenarios": steady(*said)})
    return DriverValues(instance, expand(instance.scenarios, 3))


@pytest.mark.parametrize(
    ("scope", "place", "factor"),
    [
        ({}, {}, 2),
        ({}, EVERYWHERE, 2),
        ({"area": "dev"}, EVERYWHERE, 2),
        ({"area": "ops"}, EVERYWHERE, 1),
        ({"location": "MX"}, EVERYWHERE, 2),
        ({"location": "PL"}, EVERYWHERE, 1),
        ({"country": "MEX"}, EVERYWHERE, 2),
        ({"country": "POL"}, EVERYWHERE, 1),
        ({"region": "LATAM"}, EVERYWHERE, 2),
        ({"region": "EU"}, EVERYWHERE, 1),
        ({"area": "dev", "region": "LATAM"}, EVERYWHERE, 2),
        ({"area": "ops", "region": "LATAM"}, EVERYWHERE, 1),
        ({"area": "dev", "country": "POL"}, EVERYWHERE, 1),
        ({"operating_model": "service"}, {"location": "MX", "model": "service"}, 2),
        ({"operating_model": "service"}, {"location": "MX", "model": "captive"}, 1),
        ({"operating_model": "service"}, {"location": "MX"}, 1),
        ({"country": "MEX"}, {"area": "dev"}, 1),
        ({"region": "LATAM"}, {"area": "dev"}, 1),
        ({"location": "MX"}, {"area": "dev"}, 1),
    ],
)
def test_all_that_is_stated_must_match(scope: dict[str, str], place: dict[str, str], factor: float) -> None:
    drivers = drivers_of({"driver": "wages", "values": 2, **scope})
    assert drivers.multiplier(WAGES, 0, **place) == factor


def test_several_multiply_and_other_kinds_do_not_count() -> None:
    drivers = drivers_of(
        {"driver": "wages", "values": [2, 3, 4]},
        {"driver": "wages", "values": 5, "country": "MEX"},
        {"driver": "wages", "values": 7, "country": "POL"},
        {"driver": "fx", "values": 11},
    )
    assert [drivers.multiplier(WAGES, node, area="dev", location="MX") for node in range(3)] == [10, 15, 20]
    assert drivers.multiplier(DriverKind.ATTRITION, 0, area="dev", location="MX") == 1


def test_levies_add() -> None:
    drivers = drivers_of(
        {"driver": "levy", "values": 0.1, "country": "MEX"},
        {"driver": "levy", "values": {1: 0.05}, "operating_model": "service"},
        {"driver": "levy", "values": 0.4, "location": "PL", "operating_model": "captive"},
    )
    assert [drivers.levy(node, "MX", "service") for node in range(2)] == pytest.approx([0.1, 0.15])
    assert drivers.levy(1, "MX", "captive") == pytest.approx(0.1)
    assert drivers.levy(1, "PL", "captive") == pytest.approx(0.4)
    assert drivers.levy(0, "HQ", "headquarters") == 0
