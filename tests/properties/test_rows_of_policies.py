"""Rows of policies whose names meet: the plan's breaches have to be told apart, whatever things are called."""

from typing import Any

import pytest
from tests.exact import ExactEngine

from .bases import Data, instance_of, same


def idle(**changes: Any) -> Data:
    """Return a headquarters and one place abroad, where all work may stay undone for less than it costs."""
    place = {"time_zone": "Europe/Vienna", "yearly_cost": 100_000, "talent_pool": 4}
    critical = {"workload": 2, "critical": True, "survival_share": 1.0, "unmet": {"price": 1000}}
    data: Data = {
        "name": "idle",
        "headquarters": "VIE",
        "horizon": {"start": "2027-01", "periods": 1, "months": 12},
        "areas": {"dev": critical, "ops": critical},
        "locations": {"VIE": {"country": "AUT"} | place, "KRK": {"country": "POL"} | place},
        "operating_models": {"diy": {}},
        "policies": {"survive": {"kind": "survive_loss", "price": 100}},
    }
    return data | changes


BOTH_AREAS = 2 * 2 * 1000
ONE_PLACE_LOST = 2 * 2 * 100


def test_areas_and_places_of_different_names(exact: ExactEngine) -> None:
    """What is undone of two areas, and the loss of the one place, which leaves two FTE short in each."""
    assert exact.value(instance_of(idle())) == same(BOTH_AREAS + ONE_PLACE_LOST)


def test_areas_called_like_places(exact: ExactEngine) -> None:
    """The loss of A in area B is not the loss of B in area A."""
    data = idle()
    data["areas"] = {"A": data["areas"]["dev"], "B": data["areas"]["ops"]}
    abroad = data["locations"].pop("KRK")
    data["locations"] |= {"A": abroad, "B": abroad}
    assert exact.value(instance_of(data)) == same(BOTH_AREAS + 2 * ONE_PLACE_LOST)


def test_regions_of_the_same_words(exact: ExactEngine) -> None:
    """Both regions hold what is above their share: all of it, where nothing may be held."""
    data = idle(areas={"dev": {"workload": 2}, "ops": {"workload": 2}})
    data["locations"]["KRK"] |= {"yearly_cost": 100, "talent_pool": 1, "region": "South West"}
    data["locations"]["WRO"] = data["locations"]["KRK"] | {"region": "West South"}
    data["policies"] = {"share": {"kind": "capacity_share", "per": "region", "limit": 0.0, "price": 1}}
    assert exact.value(instance_of(data)) == same(4 * (100 + 1))


@pytest.mark.parametrize("price", [100, None])
def test_a_place_where_no_model_may_operate_can_be_lost(exact: ExactEngine, price: float | None) -> None:
    """Every place has a row, whether anybody may be there or not: with it lost, capacity elsewhere has to suffice."""
    data = idle(operating_models={"diy": {"locations": []}})
    data["policies"]["survive"] |= {"price": price}
    everybody_works = 4 * 100_000
    assert exact.value(instance_of(data)) == same(BOTH_AREAS + ONE_PLACE_LOST if price else everybody_works)
