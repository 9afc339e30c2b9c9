"""How the enumerator reads data: hours, trees, series, terms."""

import json
from datetime import date
from typing import Any

import pytest

from coeplan_models import Area, DriverKind, Instance, Location

from .contract import Subject, in_period, multiplier, pay, terms_of, workload_in
from .errors import OutOfScopeError
from .paths import cvar
from .staffing import ramp_up_loss
from .tree import scenario_tree
from .workdays import WorkingHours, mean_overlap, month_after

NEW_YORK = WorkingHours("America/New_York", 9, 8, 0)
LONDON = WorkingHours("Europe/London", 9, 8, 0)
KOLKATA = WorkingHours("Asia/Kolkata", 9, 8, 0)
JUNE, JULY = date(2027, 6, 1), date(2027, 7, 1)


def instance(**changes: Any) -> Instance:
    """Return an instance of two places and three quarters."""
    data: dict[str, Any] = {
        "name": "readings",
        "headquarters": "HQ",
        "horizon": {"start": "2027-11", "periods": 3, "months": 3},
        "areas": {"dev": {"workload": 1}},
        "locations": {
            "HQ": {"country": "USA", "time_zone": "America/Chicago", "yearly_cost": 100},
            "X": {"country": "MEX", "time_zone": "America/Mexico_City", "yearly_cost": 40},
        },
    }
    return Instance.model_validate_json(json.dumps(data | changes))


def test_hours_in_common() -> None:
    # June: London works 9 to 17, New York 14 to 22 in London's time: 3 hours.
    assert mean_overlap(LONDON, NEW_YORK, JUNE, JULY) == pytest.approx(3)
    # A site that may shift by 2 hours, either way, has 5; by 6 or more all 8.
    assert mean_overlap(LONDON._replace(shift=2), NEW_YORK, JUNE, JULY) == pytest.approx(5)
    assert mean_overlap(LONDON._replace(shift=6), NEW_YORK, JUNE, JULY) == pytest.approx(8)
    # The partner never shifts.
    assert mean_overlap(LONDON, NEW_YORK._replace(shift=6), JUNE, JULY) == pytest.approx(3)
    # Kolkata works 23:30 to 7:30 in New York's summer time: nothing, and with a shift of 3 hours 9:00 to 10:30.
    assert mean_overlap(KOLKATA, NEW_YORK, JUNE, JULY) == 0
    assert mean_overlap(KOLKATA._replace(shift=3), NEW_YORK, JUNE, JULY) == pytest.approx(1.5)


def test_daylight_saving_is_averaged_over_weekdays() -> None:
    # New York moves on Sunday, 14 March 2027, London on 28 March. March has 23 weekdays; from the 15th to the 26th, ten
    # of them, the two are 4 hours apart and share 4 hours, else 5 apart and share 3.
    expected = (13 * 3 + 10 * 4) / 23
    assert mean_overlap(LONDON, NEW_YORK, date(2027, 3, 1), date(2027, 4, 1)) == pytest.approx(expected)


def test_days_around_midnight_count() -> None:
    # A site in Auckland works 9 to 17 from 21:00 UTC of the day before (winter); a partner in Honolulu works 19:00 to
    # 3:00 UTC. Its Friday meets the site's Saturday: 6 hours on every day of the week.
    auckland = WorkingHours("Pacific/Auckland", 9, 8, 0)
    honolulu = WorkingHours("Pacific/Honolulu", 9, 8, 0)
    assert mean_overlap(auckland, honolulu, JUNE, JULY) == pytest.approx(6)


def test_months() -> None:
    assert month_after("2027-11", 0) == date(2027, 11, 1)
    assert month_after("2027-11", 14) == date(2029, 1, 1)


def test_loss_of_a_hire() -> None:
    # Ramp-up of 6 months, period of 3: 1/3 x [u - u^2/12] from 0 to 3 = 0.75; then from 3 to 6: 0.25; then nothing.
    assert ramp_up_loss(0, 3, 6) == pytest.approx(0.75)
    assert ramp_up_loss(3, 3, 6) == pytest.approx(0.25)
    assert ramp_up_loss(6, 3, 6) == 0
    # A period that outlasts the ramp-up: 1/12 x 6/2.
    assert ramp_up_loss(0, 12, 6) == pytest.approx(0.25)
    assert ramp_up_loss(0, 3, 0) == 0


def test_cvar_splits_the_boundary() -> None:
    assert cvar([1, 2, 4], [0.25, 0.25, 0.5], 0.5) == pytest.approx(4)
    assert cvar([1, 2, 4], [0.25, 0.25, 0.5], 0.25) == pytest.approx((2 + 0.5) / 0.75)
    assert cvar([1, 2, 4], [0.25, 0.25, 0.5], 0) == pytest.approx(2.75)


def test_names_and_probabilities_of_nodes() -> None:
    branches = {"up": {"probability": 0.25}, "down": {"probability": 0.75}}
    stages = [{"period": 1, "branches": branches}, {"period": 2, "branches": branches}]
    nodes = scenario_tree(instance(scenarios={"kind": "stages", "stages": stages}))
    assert [node.name for node in nodes] == [
        *("t00", "t01.up", "t01.down"),
        *("t02.up.up", "t02.up.down", "t02.down.up", "t02.down.down"),
    ]
    assert [node.probability for node in nodes[3:]] == pytest.approx([0.0625, 0.1875, 0.1875, 0.5625])
    futures = {"one": {"probability": 0.5}, "two": {"probability": 0.5}}
    nodes = scenario_tree(instance(scenarios={"kind": "fan", "known_from": 2, "futures": futures}))
    assert [node.name for node in nodes] == ["t00", "t01", "t02.one", "t02.two"]
    assert [node.leaves for node in nodes] == [(0, 1), (0, 1), (0,), (1,)]


def test_drivers_in_force() -> None:
    # A branch's drivers hold from its stage on, and multiply with those of all nodes; all scopes stated must match.
    doubled = {"driver": "workload", "values": {"0": 2}}
    half = {"driver": "workload", "area": "dev", "values": [9, 0.5, 0.5]}
    branches = {"a": {"probability": 0.5, "drivers": [half]}, "b": {"probability": 0.5}}
    scenarios = {"kind": "stages", "stages": [{"period": 1, "branches": branches}], "drivers": [doubled]}
    nodes = scenario_tree(instance(scenarios=scenarios))
    found = {node.name: multiplier(node.drivers, DriverKind.WORKLOAD, Subject(area="dev")) for node in nodes}
    assert found == {"t00": 2, "t01.a": 1, "t01.b": 2, "t02.a": 1, "t02.b": 2}
    assert multiplier(nodes[1].drivers, DriverKind.WORKLOAD, Subject(area="ops")) == 2


def test_series() -> None:
    assert in_period(3.0, 5) == 3
    assert in_period((1.0, 2.0), 1) == 2
    steps = {1: 10.0, 3: 20.0}
    assert [in_period(steps, period) for period in range(5)] == [None, 10, 10, 20, 20]
    assert [in_period(steps, period, linear=True) for period in range(5)] == [None, 10, 15, 20, 20]


def test_workload_before_its_first_key() -> None:
    with pytest.raises(OutOfScopeError, match="period 0"):
        workload_in("dev", Area(workload={1: 3.0}), 0)


def test_terms_of_a_place_come_before_those_of_its_country() -> None:
    model = {
        "set_up_cost": 1,
        "fixed_cost": 2,
        "margin": 0.3,
        "country_overrides": {"MEX": {"fixed_cost": 20, "margin": 0.5}},
        "overrides": {"X": {"fixed_cost": 200}},
    }
    terms = terms_of(instance(operating_models={"m": model}), "m", "X")
    assert (terms.set_up_cost, terms.fixed_cost, terms.margin) == (1, 200, 0.5)


def test_pay_by_area_comes_before_pay_by_roles() -> None:
    place = Location.model_validate_json(
        json.dumps(
            {
                "country": "MEX",
                "time_zone": "America/Mexico_City",
                "yearly_cost": {"ops": 7},
                "hiring_cost": 3,
                "roles": {"a": {"yearly_cost": 100, "severance": 8}, "b": {"yearly_cost": 200}},
            }
        )
    )
    mixed = Area(workload=1, role_mix={"a": 0.75, "b": 0.25})
    assert pay(place, "dev", mixed, "yearly_cost") == pytest.approx(125)
    assert pay(place, "ops", mixed, "yearly_cost") == 7
    assert pay(place, "dev", mixed, "hiring_cost") == 3
    assert pay(place, "dev", mixed, "severance") == pytest.approx(6)
    assert pay(place, "dev", Area(workload=1), "yearly_cost") is None
