"""An instance says what its case says: on small cases its optimum is the one found by trying everything."""

from dataclasses import replace

import pytest
from benchmarks.published import FORMATS, FacilityCase, read_case, to_instance
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exact import ExactEngine
from tests.published.cases import DATA, least_cost, small_cases

from coeplan import InputError, load_instance

SINGLE_SOURCE = pytest.mark.parametrize("single_source", [False, True], ids=FORMATS)

PAIR = FacilityCase("pair", (6.0, 6.0), (10.0, 20.0), (4.0, 8.0), ((8.0, 4.0), (8.0, 16.0)), single_source=False)
"""Two facilities, and two customers of whom one needs more than either facility has."""


@SINGLE_SOURCE
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_the_optimum_is_the_case_s(exact: ExactEngine, single_source: bool, data: st.DataObject) -> None:
    case = data.draw(small_cases(single_source=single_source))
    least = least_cost(case)
    found = exact.value(to_instance(case))
    assert found == (None if least is None else pytest.approx(least, rel=1e-6, abs=1e-6))


def test_demand_above_every_capacity_is_divided(exact: ExactEngine) -> None:
    # Both open; the larger customer is served 6 from its cheaper facility, and 2 from the other.
    assert least_cost(PAIR) == 10 + 20 + 6 + 2 * 2 + 4
    assert exact.value(to_instance(PAIR)) == pytest.approx(44)


def test_demand_above_every_capacity_has_no_single_source(exact: ExactEngine) -> None:
    case = replace(PAIR, single_source=True)
    assert least_cost(case) is None
    assert exact.value(to_instance(case)) is None


@SINGLE_SOURCE
def test_capacity_just_short_of_demand_is_not_enough(exact: ExactEngine, single_source: bool) -> None:
    case = FacilityCase("tight", (2.5,), (7.0,), (1.25, 1.25), ((1.0,), (2.0,)), single_source)
    assert exact.value(to_instance(case)) == pytest.approx(10)
    assert exact.value(to_instance(replace(case, capacities=(2.499,)))) is None


def test_customers_without_demand_change_nothing(exact: ExactEngine) -> None:
    more = replace(PAIR, demands=(*PAIR.demands, 0.0), costs=(*PAIR.costs, (0.0, 0.0)))
    assert exact.value(to_instance(more)) == pytest.approx(44)


def test_open_facilities_pay_their_fixed_cost_once_and_others_none(exact: ExactEngine) -> None:
    plan = exact.plan(to_instance(replace(PAIR, capacities=(12.0, 12.0))))
    # Alone, the first facility serves both for 16; the second would cost 20 and save 4.
    assert [(site.location, site.heads) for site in plan.sites if site.operating_model == "facility"] == [("f01", 12)]
    assert [amount.money for amount in plan.amounts if amount.category == "set_up"] == [10]
    assert plan.value == pytest.approx(26)


@pytest.mark.parametrize("name", ["or-library/cap41.txt", "holmberg/p1"])
def test_names_and_numbers_are_the_file_s(name: str) -> None:
    case = read_case(DATA / name)
    loaded = load_instance(to_instance(case))
    instance = loaded.instance
    assert loaded.warnings == ()
    facilities, customers = len(case.capacities), len(case.demands)
    assert [*instance.locations][1:] == [f"f{number:02d}" for number in range(1, facilities + 1)]
    assert [*instance.areas] == [f"c{number:03d}" for number in range(1, customers + 1)]
    assert instance.locations[instance.headquarters].hosts == ()
    assert {area.single_site for area in instance.areas.values()} == {case.single_source}
    for customer, area in enumerate(instance.areas.values()):
        assert area.workload == case.demands[customer]
        paid = [place.yearly_cost[f"c{customer + 1:03d}"] for place in list(instance.locations.values())[1:]]
        assert [price * area.workload for price in paid] == pytest.approx(case.costs[customer], rel=1e-14)
    terms = [instance.operating_models["facility"].terms_at(place, "ZZZ") for place in [*instance.locations][1:]]
    assert tuple(each.max_heads for each in terms) == case.capacities
    assert tuple(each.set_up_cost for each in terms) == case.fixed_costs


def test_names_sort_as_they_count() -> None:
    for facilities, customers, last in ((120, 1, ("f120", "c001")), (1, 1001, ("f01", "c1001"))):
        row = (1.0,) * facilities
        instance = to_instance(FacilityCase("wide", row, row, (1.0,) * customers, (row,) * customers, False))
        areas, locations = [*instance.areas], [*instance.locations][1:]
        assert (areas, locations) == (sorted(areas), sorted(locations))
        assert (locations[-1], areas[-1]) == last


def test_numbers_too_large_for_an_instance_are_refused() -> None:
    with pytest.raises(InputError, match=r"locations\.f01\.yearly_cost\.c001"):
        to_instance(replace(PAIR, demands=(1e-9, 8.0), costs=((1e6, 1.0), PAIR.costs[1])))
