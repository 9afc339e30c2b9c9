"""Availability, overlap, efficiency, where a team may sit, and who was there before."""

from typing import Any

import pytest

from .drafts import DEV, HQ, MX, OPS, PL, TWO_FUTURES, numbers_of, steady


def allowed(changes: dict[str, Any], node: int = 0) -> set[tuple[int, int]]:
    found = numbers_of(changes).places.allowed
    return {(place, area) for each, place, area in found if each == node}


def efficiency(changes: dict[str, Any], place: int, area: int = DEV, node: int = 0) -> float:
    return numbers_of(changes).places.efficiency[node, place, area]


EVERYWHERE = {(place, area) for place in (HQ, MX, PL) for area in (DEV, OPS)}


def test_availability_is_the_product_of_its_drivers() -> None:
    drivers = steady(
        {"driver": "availability", "location": "MX", "values": {1: 0.5}},
        {"driver": "availability", "region": "LATAM", "values": {2: 0.5}},
    )
    places = numbers_of({"scenarios": drivers}).places
    assert [places.availability[node, MX] for node in range(3)] == [1, 0.5, 0.25]
    assert [places.availability[node, PL] for node in range(3)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("values", "begins"),
    [([0.5, 0.5, 1], {0}), ([1, 0, 0], {1}), ([1, 0.9, 0], {1}), ([0, 1, 0.5], {0, 2}), ([1, 1, 1], set())],
)
def test_an_outage_begins_where_the_parent_was_fully_there(values: list[float], begins: set[int]) -> None:
    drivers = steady({"driver": "availability", "location": "MX", "values": values})
    assert numbers_of({"scenarios": drivers}).places.outage_begins == {(node, MX) for node in begins}


def test_an_outage_begins_on_its_own_branch() -> None:
    futures = {
        "up": {"probability": 0.4, "drivers": [{"driver": "availability", "values": {2: 0.5}}]},
        "down": {"probability": 0.6},
    }
    begins = numbers_of({"scenarios": TWO_FUTURES | {"futures": futures}}).places.outage_begins
    assert begins == {(2, place) for place in (HQ, MX, PL)}


def test_overlap_is_with_the_area_s_partner() -> None:
    places = numbers_of(
        {"areas.ops.real_time_partner": "PL", "locations.MX.shift_hours": 2, "locations.PL.shift_hours": 1}
    ).places
    assert [places.overlap[0, place, DEV] for place in (HQ, MX, PL)] == pytest.approx([8, 8, 2])
    # Poland does not move to meet headquarters or Mexico; Mexico moves by 2.
    assert [places.overlap[2, place, OPS] for place in (HQ, MX, PL)] == pytest.approx([1, 3, 8])


def test_a_zone_may_be_the_partner() -> None:
    places = numbers_of({"areas.dev.real_time_partner": "Etc/GMT+3"}).places
    assert [places.overlap[0, place, DEV] for place in (HQ, MX, PL)] == pytest.approx([5, 5, 4])


def test_overlap_is_that_of_the_node_s_period() -> None:
    # A place in Chicago against one that never changes its clocks: 8 hours in winter, 7 from March 8 on.
    changes = {"horizon": {"start": "2026-02", "periods": 3, "months": 2}, "scenarios": TWO_FUTURES}
    places = numbers_of(changes | {"locations.HQ.time_zone": "America/Chicago"}).places
    spring = (20 + 5) * 8 + 17 * 7
    assert places.overlap[0, MX, DEV] == pytest.approx(spring / 42)
    assert [places.overlap[node, MX, DEV] for node in (1, 2, 3)] == pytest.approx([7, 7, 7])


LOSING = {"areas.dev.overlap_target": 5, "areas.dev.real_time_share": 0.4, "areas.dev.loss_per_missing_hour": 0.2}


@pytest.mark.parametrize(
    ("changes", "place", "output"),
    [
        ({}, PL, 1.0),
        ({"locations.PL.productivity": 0.7}, PL, 0.7),
        ({"locations.PL.productivity": {"*": 0.7, "dev": 1.3}}, PL, 1.3),
        ({"locations.PL.productivity": {"ops": 0.7}}, PL, 1.0),
        (LOSING, HQ, 1.0),
        (LOSING, MX, 1.0),
        (LOSING, PL, 1 - 0.4 * 0.2 * 4),
        (LOSING | {"locations.PL.productivity": 0.5}, PL, 0.5 * 0.68),
        (LOSING | {"areas.dev.loss_per_missing_hour": 0.7}, PL, 0.0),
        (LOSING | {"areas.dev.overlap_target": 1}, PL, 1.0),
    ],
)
def test_output_falls_with_missing_hours(changes: dict[str, Any], place: int, output: float) -> None:
    assert efficiency(changes, place) == pytest.approx(output)


def test_ai_multiplies_output_but_availability_does_not() -> None:
    drivers = steady(
        {"driver": "ai_productivity", "area": "dev", "values": {1: 1.5}},
        {"driver": "ai_productivity", "country": "POL", "values": {1: 1.2}},
        {"driver": "availability", "values": {1: 0}},
    )
    changes = {"scenarios": drivers}
    assert efficiency(changes, PL, DEV, 0) == 1
    assert efficiency(changes, PL, DEV, 1) == pytest.approx(1.8)
    assert efficiency(changes, PL, OPS, 1) == pytest.approx(1.2)
    assert efficiency(changes, MX, OPS, 1) == 1


def test_every_place_may_host_every_area_unless_something_is_said() -> None:
    assert allowed({}) == EVERYWHERE


def test_a_place_hosts_what_it_names() -> None:
    assert allowed({"locations.PL.hosts": ["ops"], "locations.HQ.hosts": []}) == {(MX, DEV), (MX, OPS), (PL, OPS)}


@pytest.mark.parametrize(("floor", "there"), [(0, True), (1, True), (1 + 1e-10, True), (1.001, False)])
def test_overlap_reaches_the_floor(floor: float, there: bool) -> None:
    assert ((PL, DEV) in allowed({"areas.dev.overlap_floor": floor})) is there


def test_the_floor_is_of_the_horizon_s_mean() -> None:
    changes = {"horizon": {"start": "2026-02", "periods": 3, "months": 2}, "locations.HQ.time_zone": "America/Chicago"}
    # February to July: 25 of 130 workdays have 8 hours, the others 7.
    mean = 7 + 25 / 130
    assert (MX, DEV) in allowed(changes | {"areas.dev.overlap_floor": mean - 1e-6}, node=2)
    assert (MX, DEV) not in allowed(changes | {"areas.dev.overlap_floor": mean + 1e-6}, node=0)


def test_no_team_sits_where_it_has_no_output_even_at_headquarters() -> None:
    changes = {"locations.HQ.productivity": {"dev": 0}, "locations.PL.productivity": {"ops": 0}}
    assert allowed(changes) == EVERYWHERE - {(HQ, DEV), (PL, OPS)}


def test_an_area_moves_from_its_period_on_but_stays_where_it_was() -> None:
    changes = {"areas.dev.earliest_move": 2}
    assert allowed(changes, 1) == EVERYWHERE - {(MX, DEV), (PL, DEV)}
    assert allowed(changes, 2) == EVERYWHERE
    sites = {"MX": {"operating_model": "service", "teams": {"dev": 2}}}
    assert allowed(changes | {"footprint": {"sites": sites}}) == EVERYWHERE - {(HQ, DEV), (PL, DEV)}


def test_who_serves_whom_depends_on_who_may_shift() -> None:
    changes = {
        "locations.MX.shift_hours": 2,
        "areas.dev.collaboration": {"ops": {"min_overlap": 3, "heads_served": 1, "unmatched": 0}},
    }
    serves = numbers_of(changes).places.serves
    assert set(serves) == {(node, DEV, OPS) for node in range(3)}
    # From Mexico dev can meet Poland's 3 hours; from Poland nobody can meet Mexico.
    assert set(serves[0, DEV, OPS]) == {(HQ, HQ), (HQ, MX), (MX, HQ), (MX, MX), (MX, PL), (PL, PL)}
    stricter = changes | {"areas.dev.collaboration": {"ops": {"min_overlap": 8.5, "heads_served": 1, "unmatched": 0}}}
    assert set(numbers_of(stricter).places.serves[0, DEV, OPS]) == {(HQ, HQ), (MX, MX), (PL, PL)}


@pytest.mark.parametrize(
    ("workload", "heads"), [(10, 10), (10 + 1e-10, 10), (10.2, 11), ([9, 3, 3], 9), ({1: 5}, None), (0, None)]
)
def test_headquarters_holds_the_root_workload_where_nothing_else_is_said(workload: Any, heads: float | None) -> None:
    changes = {"areas.dev.workload": workload, "areas.dev.whole_heads": False}
    assert numbers_of(changes).places.initial_team.get((HQ, DEV)) == heads


def test_drivers_of_the_root_count_for_the_root_workload() -> None:
    drivers = steady({"driver": "workload", "area": "dev", "values": [1.25, 2, 2]})
    assert numbers_of({"scenarios": drivers}).places.initial_team == {(HQ, DEV): 13, (HQ, OPS): 4}


def test_headquarters_holds_only_what_it_hosts() -> None:
    assert numbers_of({"locations.HQ.hosts": ["ops"]}).places.initial_team == {(HQ, OPS): 4}


def test_a_footprint_says_all_that_is_there() -> None:
    sites = {"MX": {"operating_model": "service", "teams": {"dev": 2.5, "ops": 0}}}
    assert numbers_of({"footprint": {"sites": sites}}).places.initial_team == {(MX, DEV): 2.5}
    assert numbers_of({"footprint": {}}).places.initial_team == {}


def test_workload_by_node() -> None:
    drivers = steady({"driver": "workload", "area": "dev", "values": [1, 2, 3]})
    numbers = numbers_of({"scenarios": drivers, "areas.dev.workload": {1: 10, 2: 20}})
    assert numbers.workload == {(0, DEV): 0, (1, DEV): 20, (2, DEV): 60, **{(node, OPS): 4 for node in range(3)}}
