"""Numbers and names at the far end of what the contract allows: refused with faults, or planned on without harm."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from tests.io.bad.changes import line_of
from tests.io.fuzzing.judges import in_time, survives
from tests.io.fuzzing.mutations import Slot, slots

from coeplan.core.errors import InputError
from coeplan.io import load_instance

Said = dict[str, Any]


def small(**parts: Any) -> Said:
    """Return an instance of one area, headquarters and one place, with parts put in their place."""
    places = {"HQ": ("USA", "America/Chicago", 100_000), "MX": ("MEX", "America/Mexico_City", 50_000)}
    return {
        "name": "small",
        "headquarters": "HQ",
        "horizon": {"start": "2027-01", "periods": 4, "months": 3},
        "areas": {"dev": {"workload": 3}},
        "locations": {
            key: {"country": country, "time_zone": zone, "yearly_cost": cost}
            for key, (country, zone, cost) in places.items()
        },
        "operating_models": {"bot": {"set_up_cost": 100, "vendor": "acme", "fee_per_head": 9000}},
    } | parts


def drivers(count: int, **driver: Any) -> Said:
    return {"kind": "deterministic", "drivers": [driver] * count}


def named(letters: int, stages: int) -> Said:
    """Return a tree of stages with one branch each, of a long name."""
    outcome = {"b" * letters: {"probability": 1}}
    return {"kind": "stages", "stages": [{"period": period, "branches": outcome} for period in range(1, stages + 1)]}


def with_place(horizon: Said, **fields: Any) -> Said:
    """Return an instance with more said of its place."""
    said = small(horizon=horizon)
    said["locations"]["MX"] |= fields
    return said


CENTURY = {"start": "2100-01", "periods": 10, "months": 120}

EXTREMES: dict[str, Said] = {
    "discounting near minus one": small(discount_rate=-0.9999, horizon=CENTURY),
    "discounting at once": small(discount_rate=10, terminal_months=1200, horizon=CENTURY),
    "wages that drown all": small(scenarios=drivers(40, driver="wages", values=1e12)),
    "work that drowns all": small(scenarios=drivers(40, driver="workload", values=1e12)),
    "output that drowns all": small(scenarios=drivers(40, driver="ai_productivity", values=1e12)),
    "pools that drown all": small(scenarios=drivers(40, driver="talent_pool", values=1e12)),
    "wages of many drivers": small(scenarios=drivers(60, driver="wages", values=1e6)),
    "work of many drivers": small(scenarios=drivers(60, driver="workload", values=1e6)),
    "output of many drivers": small(scenarios=drivers(60, driver="ai_productivity", values=1e6)),
    "pools of many drivers": small(scenarios=drivers(60, driver="talent_pool", values=1e6)),
    "attrition of many drivers": small(scenarios=drivers(60, driver="attrition", values=1e6)),
    "levies of many drivers": small(scenarios=drivers(60, driver="levy", values=1e6)),
    "growth over a century": with_place(CENTURY, wage_growth=10),
    "work that melts away": small(scenarios=drivers(40, driver="workload", values=1e-12)),
    "one large driver": small(scenarios=drivers(1, driver="wages", values=1e7)),
    "one large levy": small(scenarios=drivers(1, driver="levy", values=1e12)),
    "long names in every stage": small(horizon={"start": "2027-01", "periods": 6, "months": 3}, scenarios=named(64, 5)),
    "long names in three stages": small(scenarios=named(64, 3)),
    "terms for every country": small(operating_models={"bot": {"country_overrides": {"*": {"lead_time": 3}}}}),
    "figure of everything": small(figures={"*": {"note": "all"}}),
    "hours of a whole day": small(areas={"dev": {"workload": 3, "overlap_target": 24, "overlap_floor": 24}}),
    "long ago": small(horizon={"start": "1900-01", "periods": 4, "months": 3}),
    "outage everywhere": small(scenarios=drivers(1, driver="availability", values=0)),
    "nothing to do": small(areas={"dev": {"workload": 0}}),
    "nobody may do it": small(
        locations=small()["locations"] | {"MX": {"country": "MEX", "time_zone": "UTC", "hosts": []}}
    ),
    "no models": small(operating_models={}),
    "empty footprint": small(footprint={}),
}


@pytest.mark.parametrize("name", EXTREMES)
def test_extreme(name: str, tmp_path: Path) -> None:
    with in_time():
        try:
            instance = load_instance(EXTREMES[name]).instance
        except InputError as error:
            assert all(fault.path for fault in error.faults)
            return
        assert survives(instance, tmp_path / "saved.json") != "loaded"


ONE_FAULT = {
    "discounting near minus one": ("too_large", ("discount_rate",)),
    "wages of many drivers": ("too_large", ("scenarios",)),
    "work of many drivers": ("too_large", ("scenarios",)),
    "output of many drivers": ("too_large", ("scenarios",)),
    "pools of many drivers": ("too_large", ("scenarios",)),
    "attrition of many drivers": ("too_large", ("scenarios",)),
    "growth over a century": ("too_large", ("locations", "MX", "yearly_cost")),
    "one large driver": ("out_of_range", ("scenarios", "drivers", 0, "values")),
    "one large levy": ("out_of_range", ("scenarios", "drivers", 0, "values")),
    "long names in every stage": ("long_node_names", ("scenarios", "stages")),
    "terms for every country": ("unknown_country", ("operating_models", "bot", "country_overrides", "*")),
    "figure of everything": ("figure_of_all", ("figures", "*")),
}


@pytest.mark.parametrize("name", ONE_FAULT)
def test_an_extreme_beyond_measure_is_one_fault_at_its_place(name: str, tmp_path: Path) -> None:
    path = tmp_path / "extreme.json"
    path.write_text(json.dumps(EXTREMES[name], indent=1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_instance(path)
    (fault,) = caught.value.faults
    assert (fault.code, fault.path) == ONE_FAULT[name]
    assert fault.place is not None
    assert (fault.place.file, fault.place.line) == (str(path), line_of(fault.path, EXTREMES[name]))


WHOLE = small(
    discount_rate=0.08,
    coordination_cost=1000,
    areas={"dev": {"workload": {"0": 3}, "min_team": 1, "unmet": {"price": 9e5}, "handover": 1, "earliest_move": 0}},
    locations={
        "HQ": small()["locations"]["HQ"],
        "MX": small()["locations"]["MX"]
        | dict.fromkeys(("wage_growth", "rent_growth", "talent_pool_growth"), 0.03)
        | dict.fromkeys(("hiring_cost", "severance", "ramp_up", "attrition", "productivity"), 1)
        | dict.fromkeys(("hires_per_year", "seat_rent", "fit_out", "lease", "trips_per_head", "trip_cost"), 5)
        | {"talent_pool": 9, "workday": {"start": 9, "hours": 8}, "shift_hours": 1, "risk_score": 2},
    },
    operating_models={
        "bot": dict.fromkeys(("set_up_cost", "fixed_cost", "exit_cost", "early_exit_fee", "cancellation_fee"), 5)
        | dict.fromkeys(("lead_time", "lock_in", "build_up", "take_or_pay_heads", "min_heads", "shortfall_price"), 3)
        | {
            "margin": 0.1,
            "fee_growth": 0.02,
            "fee_per_head": [{"from_heads": 0, "fee": 9}, {"from_heads": 4, "fee": 8}],
        }
        | {"conversions": {"captive": {"min_age": 3, "fixed_fee": 9, "fee_per_head": 1}}},
        "captive": {"overhead_steps": [{"from_heads": 0, "cost": 5}, {"from_heads": 4, "cost": 7}]},
    },
)
"""An instance that states a number in nearly every field."""

FAR = (0, 1e-300, 1e-9, -1e-9, 1e6, 1e12, -0.9999, 10, 1200, 480)


def numbers(data: Said) -> Iterable[Slot]:
    return [(holder, key) for holder, key in slots(data) if type(holder[key]) in (int, float)]


@pytest.mark.slow
@pytest.mark.parametrize("value", FAR)
def test_every_number_at_the_far_end(value: float, tmp_path: Path) -> None:
    """Each number in turn is put to an extreme; what is not refused is formulated, saved and written out."""
    outcomes: dict[str, int] = {}
    for holder, key in numbers(WHOLE):
        before, holder[key] = holder[key], value
        try:
            with in_time():
                found = survives(load_instance(WHOLE).instance, tmp_path / "saved.json")
        except InputError:
            found = "refused"
        finally:
            holder[key] = before
        outcomes[found] = outcomes.get(found, 0) + 1
    assert sum(outcomes.values()) > 50
    assert outcomes.keys() & {"formulated", "refused"}
