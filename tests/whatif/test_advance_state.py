"""What is carried to the new start, on plans that can be followed by hand."""

from typing import Any

import pytest
from tests.enumeration.by_hand import merged, tiny
from tests.exact import ExactEngine

from coeplan.whatif.advance import Advanced, advance
from coeplan.whatif.advance_growth import grown_locations, grown_models
from coeplan_models import ExistingSite, Figure, Footprint, Instance, Observed, Plan
from coeplan_models.checks import check_instance

from .advance_bench import broken_rule, differing_amounts, instance_of, model_of, trial

QUARTERS = {"periods": 4, "months": 3}


def planned(exact: ExactEngine, **changes: Any) -> tuple[Instance, Plan]:
    instance = instance_of(tiny(**changes))
    plan = exact.plan(instance)
    assert plan is not None
    return instance, plan


def codes(found: Advanced) -> list[str]:
    return [note.code for note in found.notes if not note.exact]


def footprint(found: Advanced) -> Footprint:
    assert found.instance.footprint is not None
    return found.instance.footprint


BUILDING = {
    "horizon": QUARTERS,
    "areas": {"dev": {"workload": [1, 5, 8, 9]}},
    "locations": {"HQ": {"hosts": []}, "X": {"attrition": 0.3, "ramp_up": 9, "talent_pool": 30}},
    "footprint": {
        "sites": {
            "X": {
                "operating_model": "run",
                "teams": {"dev": 12},
                "recent_hires": [{"area": "dev", "heads": 12, "months_ago": 1}],
            }
        }
    },
}
"""A site that was just staffed: who leaves is replaced, so that more were hired of late than there are heads."""


def test_hires_beyond_their_team_are_told_and_the_oldest_are_left_out(exact: ExactEngine) -> None:
    instance, plan = planned(exact, **BUILDING)
    each = trial(instance, plan, 1, "t01")
    assert each.inexact == ["hires_beyond_team"]
    site = footprint(each.advanced).sites["X"]
    team = next(row for row in plan.teams if row.node == "t00")
    left = {hire.months_ago: hire.heads for hire in site.recent_hires}
    assert left == {3: pytest.approx(team.hires), 4: pytest.approx(team.heads - team.hires)}
    assert left[4] < 12
    # The contract is kept; and had it room for all of them, nothing would be lost.
    assert [fault for fault in check_instance(each.advanced.instance) if fault.severity == "fault"] == []
    exactly = each.instance.footprint
    assert exactly is not None
    assert sum(hire.heads for hire in exactly.sites["X"].recent_hires) == pytest.approx(12 + team.hires)
    model = model_of(each)
    assert broken_rule(each, model) is None
    assert differing_amounts(each, model) == []


LIFE = {
    "horizon": {"periods": 6, "months": 3},
    "areas": {"dev": {"workload": 1, "unmet": {"price": 1}}},
    "locations": {"Y": {"country": "IND", "time_zone": "Asia/Kolkata", "yearly_cost": 40}},
    "operating_models": {
        "run": {"lock_in": 6, "conversions": {"own": {"fixed_fee": 1}}},
        "bot": {"lock_in": 20, "conversions": {"run": {"fixed_fee": 1}}, "seats_included": True},
        "own": {"lock_in": 2, "conversions": {"bot": {"fixed_fee": 1}}, "seats_included": True},
    },
    "footprint": {
        "sites": {
            "Y": {
                "operating_model": "own",
                "age": 5,
                "converted": True,
                "remaining_lock_in": 7,
                "inherited_lock_ins": {"bot": 10, "own": 4},
            }
        }
    },
    "policies": {
        f"{model}{first}": {
            "kind": "must_operate",
            "location": place,
            "operating_model": model,
            "first_period": first,
            "last_period": last,
        }
        for place, model, first, last in (
            ("X", "bot", 0, 0),
            ("X", "run", 1, 1),
            ("X", "own", 2, 2),
            ("X", "bot", 3, 5),
            ("Y", "own", 0, 3),
            ("Y", "run", 5, 5),
        )
    }
    | {"gone": {"kind": "forbid", "location": "Y", "first_period": 4, "last_period": 4}},
}
"""X is converted from period to period, and back; Y stops in period 4 and starts again."""


def life(operating_model: str, age: float, lock_in: float, converted: bool, **inherited: float) -> ExistingSite:
    return ExistingSite(
        operating_model=operating_model,
        age=age,
        converted=converted,
        remaining_lock_in=lock_in,
        inherited_lock_ins=inherited,
    )


def test_ages_and_lock_ins_run_on_over_conversions_and_stops(exact: ExactEngine) -> None:
    instance, plan = planned(exact, **LIFE)
    found = [advance(instance, plan, period) for period in range(1, 6)]
    assert [footprint(each).sites["X"] for each in found] == [
        life("bot", 3, 17, False),
        life("run", 3, 3, True, bot=14),
        life("own", 3, 0, True, bot=11),
        life("bot", 3, 17, True),
        life("bot", 6, 14, True),
    ]
    assert [footprint(each).sites.get("Y") for each in found] == [
        life("own", 8, 4, True, bot=7),
        life("own", 11, 1, True, bot=4),
        life("own", 14, 0, True, bot=1),
        life("own", 17, 0, True),
        None,
    ]
    assert all(codes(each) == [] for each in found)
    instance, plan = planned(exact, **merged(LIFE, {"operating_models": {"bot": {"early_exit_fee": 1}}}))
    found = [codes(advance(instance, plan, period)) for period in range(1, 6)]
    assert found == [[], [], [], ["lock_ins_of_one_model"], ["lock_ins_of_one_model"]]


def test_seats_are_given_up_from_the_oldest_on(exact: ExactEngine) -> None:
    lots = [{"seats": 2, "age": 1}, {"seats": 3, "age": 30}, {"seats": 1, "age": 9}]
    site = {"operating_model": "run", "age": 30, "teams": {"dev": 4}, "seats": lots}
    instance, plan = planned(
        exact,
        horizon={"periods": 3, "months": 3},
        areas={"dev": {"workload": [4, 5, 1]}},
        locations={"HQ": {"hosts": []}, "X": {"seat_rent": 1, "fit_out": 1, "talent_pool": 9, "lease": 6}},
        operating_models={"run": {"seats_included": False}},
        footprint={"sites": {"X": site}},
    )
    # Four heads keep the two seats under lease and the youngest of the others; the fifth needs none that is new.
    held = [footprint(advance(instance, plan, period)).sites["X"].seats for period in (1, 2)]
    by_age = [{lot.age: lot.seats for lot in lots} for lots in held]
    bought = sum(row.seats_bought for row in plan.sites if row.node == "t01" and row.location == "X")
    assert by_age[0] in ({4: 2, 12: 1, 33: 1}, {4: 2, 12: 1, 33: 2})
    assert by_age[1] == {7: 2, 15: 1, 36: 2 - bought} | ({3: bought} if bought else {})


def test_a_commitment_that_is_cancelled_is_gone(exact: ExactEngine) -> None:
    under_way = [
        {"location": place, "operating_model": "run", "months_to_start": months}
        for place, months in (("X", 7), ("Y", 8))
    ]
    instance, plan = planned(
        exact,
        horizon=QUARTERS,
        areas={"dev": {"workload": 1, "unmet": {"price": 1}}},
        locations={"Y": {"country": "IND", "time_zone": "Asia/Kolkata", "yearly_cost": 40}},
        operating_models={"run": {"fixed_cost": 900, "cancellation_fee": 1, "lead_time": 9}},
        footprint={"sites": {}, "commitments": under_way},
        policies={
            "stay": {"kind": "must_operate", "location": "X", "first_period": 3},
            "go": {"kind": "forbid", "location": "Y"},
        },
    )
    found = advance(instance, plan, 2)
    assert [(each.location, each.months_to_start) for each in footprint(found).commitments] == [("X", 1)]


def test_an_outage_that_goes_on_is_told_where_it_does(exact: ExactEngine) -> None:
    out = {"driver": "availability", "location": "X", "values": [1, 0.5, 0.5, 1]}
    instance, plan = planned(
        exact,
        horizon=QUARTERS,
        areas={"dev": {"workload": 1, "unmet": {"price": 500}}},
        scenarios={"kind": "deterministic", "drivers": [out]},
    )
    assert [codes(advance(instance, plan, period)) for period in (1, 2, 3)] == [[], ["outage_goes_on"], []]
    mended = Observed.model_validate({"drivers": ({"driver": "availability", "location": "X", "value": 1.0},)})
    assert codes(advance(instance, plan, 2, mended)) == []


def test_a_handover_under_way_and_an_area_that_has_left_early_are_told(exact: ExactEngine) -> None:
    instance, plan = planned(
        exact,
        horizon=QUARTERS,
        areas={"dev": {"workload": 2, "single_site": True, "handover": 2, "earliest_move": 3}},
        locations={"HQ": {"hires_per_year": 4}, "X": {"hires_per_year": 2}},
        footprint={
            "sites": {"HQ": {"teams": {"dev": 1}}, "X": {"operating_model": "run", "age": 12, "teams": {"dev": 1}}}
        },
    )
    found = advance(instance, plan, 1)
    teams = {location: site.teams for location, site in footprint(found).sites.items()}
    assert teams == {"HQ": {"dev": 1}, "X": {"dev": 1}}
    assert codes(found) == ["handover_anew"]
    assert found.instance.areas["dev"].earliest_move == 2
    gone = Observed.model_validate({"sites": {"HQ": {"teams": {"dev": 0.0}}}})
    assert codes(advance(instance, plan, 1, gone)) == ["early_area_left"]
    assert codes(advance(instance, plan, 3, gone)) == []


def test_an_area_that_has_left_the_default_headquarters_is_told(exact: ExactEngine) -> None:
    instance, plan = planned(exact, horizon=QUARTERS, areas={"dev": {"earliest_move": 3}})
    gone = Observed.model_validate({"sites": {"HQ": {"teams": {"dev": 0.0}}}})
    assert [codes(advance(instance, plan, 1, said)) for said in (None, gone)] == [[], ["early_area_left"]]
    nowhere, plan = planned(
        exact,
        horizon=QUARTERS,
        areas={"dev": {"earliest_move": 3, "unmet": {"price": 1}}},
        locations={"HQ": {"hosts": []}},
    )
    assert codes(advance(nowhere, plan, 1)) == []


def test_ages_stay_within_what_the_contract_states(exact: ExactEngine) -> None:
    old = {"operating_model": "run", "age": 1199, "teams": {"dev": 1}, "seats": [{"seats": 1, "age": 1199}]}
    instance, plan = planned(
        exact,
        horizon=QUARTERS,
        locations={"HQ": {"hosts": []}, "X": {"seat_rent": 1, "fit_out": 1}},
        operating_models={"run": {"seats_included": False}},
        footprint={"sites": {"X": old}},
    )
    site = footprint(advance(instance, plan, 1)).sites["X"]
    assert (site.age, [lot.age for lot in site.seats]) == (1200, [1200])


FEES = {
    "fee_per_head": [{"from_heads": 0, "fee": 10}, {"from_heads": 3, "fee": 8}],
    "fee_growth": 0.1,
    "take_or_pay_heads": 1,
    "shortfall_price": 4,
}
OVERRIDES = {
    "country_overrides": {"MEX": {"fee_growth": -0.2}, "IND": {"fee_per_head": 7}, "POL": {"shortfall_price": None}},
    "overrides": {"X": {"fee_growth": 0.3}, "Y": {"fee_growth": 0.1}, "Z": {"lead_time": 2}, "V": {"fee_growth": 0.0}},
}
PLACES = {"X": "MEX", "Y": "MEX", "Z": "IND", "W": "POL", "V": "POL", "U": "FRA"}


@pytest.mark.parametrize("years", [0.25, 1.0, 31 / 12])
def test_fees_grow_on_as_they_would_have_wherever_they_are_overridden(years: float) -> None:
    places = {name: {"country": country, "time_zone": "UTC", "yearly_cost": 40} for name, country in PLACES.items()}
    instance = instance_of(tiny(locations=places, operating_models={"run": FEES | OVERRIDES}))
    grown = grown_models(instance, years)["run"]
    for place, country in PLACES.items():
        before, now = instance.operating_models["run"].terms_at(place, country), grown.terms_at(place, country)
        assert now.fee_growth == before.fee_growth
        factor = (1 + before.fee_growth) ** years
        assert [(band.from_heads, band.fee) for band in now.fee_per_head] == [
            (band.from_heads, pytest.approx(band.fee * factor, rel=1e-12)) for band in before.fee_per_head
        ]
        price = before.shortfall_price
        assert now.shortfall_price == (None if price is None else pytest.approx(price * factor, rel=1e-12))
    # What an override need not say it does not say.
    assert grown.overrides["Z"].model_fields_set == {"lead_time"}


def test_pay_of_areas_and_roles_rents_and_pools_grow() -> None:
    place = {
        "wage_growth": 0.1,
        "rent_growth": 0.2,
        "talent_pool_growth": -0.5,
        "seat_rent": 6,
        "fit_out": 5,
        "hiring_cost": 3,
        "severance": {"dev": 2},
        "roles": {"lead": {"yearly_cost": 50, "hiring_cost": 1, "severance": 4}},
    }
    grown = grown_locations(instance_of(tiny(locations={"X": place})), 2.0)["X"]
    assert grown.yearly_cost == {"*": pytest.approx(40 * 1.21)}
    assert (grown.hiring_cost, grown.severance) == ({"*": pytest.approx(3 * 1.21)}, {"dev": pytest.approx(2 * 1.21)})
    role = grown.roles["lead"]
    assert (role.yearly_cost, role.hiring_cost, role.severance) == pytest.approx((50 * 1.21, 1.21, 4 * 1.21))
    assert grown.seat_rent == pytest.approx(6 * 1.44)
    assert grown.talent_pool == {"*": pytest.approx(4 * 0.25)}
    assert grown.fit_out == 5


@pytest.mark.parametrize(
    ("start", "months", "floor", "may"),
    [
        # Clocks in Chicago and Warsaw change some weeks apart, when they have 2 hours in common and not 1.
        ("2027-03", [1, 8], 1.05, True),  # March is over, and with it what the mean owed to it
        ("2027-01", [2, 1], 1.2, False),  # March alone remains, in which the mean is higher
    ],
)
def test_an_area_may_sit_where_it_might(
    exact: ExactEngine, start: str, months: list[int], floor: float, may: bool
) -> None:
    instance, plan = planned(
        exact,
        horizon={"start": start, "periods": 2, "months": months},
        areas={"dev": {"overlap_floor": floor}},
        locations={"X": {"country": "POL", "time_zone": "Europe/Warsaw"}},
    )
    found = advance(instance, plan, 1)
    assert [note.code for note in found.notes] == ["overlap_floor_restated"]
    assert any(team.location == "X" for team in plan.teams) is may
    model = model_of(trial(instance, plan, 1, "t01"))
    allowed = {model.numbers.location_ids[place] for _, place, _ in model.numbers.places.allowed}
    assert allowed == ({"HQ", "X"} if may else {"HQ"})


def test_periods_of_series_are_counted_anew(exact: ExactEngine) -> None:
    horizon = {"periods": 4, "months": [3, 6, 3, 12]}
    loads = ({"0": 1, "2": 2, "3": 1}, [1, 1, 2, 1], 2)
    found = []
    for load in loads:
        instance, plan = planned(exact, horizon=horizon, areas={"dev": {"workload": load}})
        found.append([advance(instance, plan, period).instance for period in (1, 3)])
    assert [[each.areas["dev"].workload for each in pair] for pair in found] == [
        [{0: 1, 1: 2, 2: 1}, {0: 1}],
        [(1, 2, 1), (1,)],
        [2, 2],
    ]
    assert [(each.horizon.start, each.horizon.periods, each.horizon.months) for each in found[0]] == [
        ("2027-04", 3, (6, 3, 12)),
        ("2028-01", 1, (12,)),
    ]


def test_names_tell_the_month_once(exact: ExactEngine) -> None:
    instance, plan = planned(exact, horizon=QUARTERS)
    first = advance(instance, plan, 1)
    again = exact.plan(first.instance)
    assert again is not None
    assert first.instance.name == "by-hand-2027-04"
    assert advance(first.instance, again, 1).instance.name == "by-hand-2027-07"
    long = instance.model_copy(update={"name": "n" * 64})
    assert advance(long, plan, 1).instance.name == "n" * 56 + "-2027-04"


def test_what_it_comes_from_stands_in_the_description(exact: ExactEngine) -> None:
    instance, plan = planned(exact, **merged(BUILDING, {"description": "Once.\nTwice."}))
    told = advance(instance, plan, 1).instance.description.splitlines()
    assert told[:2] == ["Once.", "Twice."]
    assert told[2].startswith(
        f"Advanced to 2027-04 from a plan of instance by-hand ({plan.instance_hash[:12]}), node t01"
    )
    assert told[3].startswith("Not carried exactly: Within the ramp-up X hired ")
    assert len(told) == 4


def test_provenance_follows_its_value(exact: ExactEngine) -> None:
    figures = {
        "locations.X.yearly_cost.*": {"low": 30, "mid": 40, "high": 50},
        "locations.X.fit_out": {"mid": 5},
        "locations.X.severance.dev": {"low": 1},
        "areas.dev.workload": {"mid": 1},
        "areas.dev.workload[2]": {"high": 2},
        "areas.dev.workload[0]": {"high": 3},
        "footprint": {"note": "invented"},
        "policies.most.limit": {"mid": 1000},
        "policies.few.limit": {"mid": 2},
        "discount_rate": {"mid": 0.1},
        "horizon.periods": {"mid": 4},
    }
    instance, plan = planned(
        exact,
        horizon=QUARTERS,
        areas={"dev": {"workload": [1, 1, 1, 1]}},
        locations={"X": {"wage_growth": 0.1, "severance": {"dev": 0}}},
        operating_models={"run": {"set_up_cost": 5}},
        policies={
            "most": {"kind": "capital_limit", "limit": 1000},
            "few": {"kind": "count_limit", "of": "sites", "limit": 2},
        },
        figures=figures,
    )
    found = advance(instance, plan, 1)
    grown = 1.1**0.25
    pay = found.instance.figures["locations.X.yearly_cost.*"]
    assert (pay.low, pay.mid, pay.high) == pytest.approx((30 * grown, 40 * grown, 50 * grown))
    assert {key: figure for key, figure in found.instance.figures.items() if figure is not pay} == {
        "locations.X.fit_out": Figure(mid=5),
        "locations.X.severance.dev": Figure(low=1),
        "areas.dev.workload": Figure(mid=1),
        "areas.dev.workload[1]": Figure(high=2),
        "policies.few.limit": Figure(mid=2),
        "discount_rate": Figure(mid=0.1),
    }
    assert [note.text for note in found.notes if note.code == "figures_dropped"] == [
        "4 figures of provenance speak of values that are over or have changed."
    ]
