"""Attrition, pools, hires, ramp-up."""

from typing import Any

import pytest

from coeplan.planning.people import lost_heads

from .drafts import DEV, HQ, MX, OPS, PL, TWO_FUTURES, numbers_of, steady

STEPS = 20000


def integrated(ramp_up: float, since: float, months: float) -> float:
    """Mean of max(0, 1 - u / ramp_up) over a period, by the midpoint rule."""
    middles = (since + months * (step + 0.5) / STEPS for step in range(STEPS))
    return sum(max(0.0, 1 - u / ramp_up) for u in middles) / STEPS


@pytest.mark.parametrize(
    ("ramp_up", "since", "months"), [(3, 0, 3), (5, 0, 3), (5, 3, 3), (1, 0, 12), (24, 7, 3), (4, 3.5, 6), (6, 0, 6)]
)
def test_lost_heads_are_the_integral_of_what_is_not_done_yet(ramp_up: float, since: float, months: float) -> None:
    assert lost_heads(ramp_up, since, months) == pytest.approx(integrated(ramp_up, since, months), abs=1e-7)


@pytest.mark.parametrize(
    ("ramp_up", "since", "months", "lost"),
    [(3, 0, 3, 0.5), (3, 0, 6, 0.25), (3, 3, 3, 0.0), (3, 4, 3, 0.0), (0, 0, 3, 0.0), (6, 3, 3, 0.25), (6, 0, 3, 0.75)],
)
def test_lost_heads_by_hand(ramp_up: float, since: float, months: float, lost: float) -> None:
    assert lost_heads(ramp_up, since, months) == pytest.approx(lost)


def test_attrition_compounds_within_a_period() -> None:
    # 0.3439 a year: 0.9 ** 4 = 0.6561 stay, so a tenth leaves in a quarter and 0.19 in half a year.
    people = numbers_of({"locations.MX.attrition": {"*": 0.3439, "ops": 0}}).people
    assert [people.attrition[node, MX, DEV] for node in range(3)] == pytest.approx([0.1, 0.1, 0.19])
    assert [people.yearly_attrition[node, MX, DEV] for node in range(3)] == pytest.approx([0.3439] * 3)
    assert people.attrition[0, MX, OPS] == people.attrition[0, PL, DEV] == 0


@pytest.mark.parametrize(("factor", "rate", "half_a_year"), [(0, 0, 0), (2, 0.6, 1 - 0.4**0.5), (4, 1, 1)])
def test_a_driver_moves_the_rate_up_to_all(factor: float, rate: float, half_a_year: float) -> None:
    drivers = steady({"driver": "attrition", "area": "dev", "region": "LATAM", "values": {2: factor}})
    people = numbers_of({"locations.MX.attrition": 0.3, "scenarios": drivers}).people
    assert people.yearly_attrition[2, MX, DEV] == pytest.approx(rate)
    assert people.attrition[2, MX, DEV] == pytest.approx(half_a_year)
    assert people.yearly_attrition[2, MX, OPS] == people.yearly_attrition[1, MX, DEV] == 0.3


def test_pools_grow_to_the_middle_of_the_period_and_follow_their_driver() -> None:
    changes: dict[str, Any] = {
        "horizon": {"start": "2027-01", "periods": 2, "months": 12},
        "locations.MX.talent_pool": {"dev": 100, "*": 50},
        "locations.MX.talent_pool_growth": 0.21,
        "locations.HQ.talent_pool": {"ops": 7},
        "scenarios": steady({"driver": "talent_pool", "country": "MEX", "area": "dev", "values": {1: 0.5}}),
    }
    pool = numbers_of(changes).people.pool
    assert pool == pytest.approx(
        {
            (0, MX, DEV): 110,
            (1, MX, DEV): 133.1 / 2,
            (0, MX, OPS): 55,
            (1, MX, OPS): 66.55,
            (0, HQ, OPS): 7,
            (1, HQ, OPS): 7,
        }
    )


def test_hires_follow_the_length_of_the_period() -> None:
    most = numbers_of({"locations.MX.hires_per_year": 8, "locations.HQ.hires_per_year": 0}).people.most_hires
    assert most == {(0, MX): 2, (1, MX): 2, (2, MX): 4, (0, HQ): 0, (1, HQ): 0, (2, HQ): 0}


def test_hires_of_all_ancestors_lose_until_they_have_ramped_up() -> None:
    people = numbers_of({"locations.MX.ramp_up": {"dev": 8}, "scenarios": TWO_FUTURES}).people
    losses = {key: dict(found) for key, found in people.ramp_losses.items()}
    # What is left of a ramp-up of 8 months is a triangle: k months after the hire it has an area of (8 - k) ** 2 / 16.
    # Periods are months 0 to 3, 3 to 6, 6 to 12.
    left = {month: (8 - month) ** 2 / 16 for month in (0, 3, 6, 8)}
    third = {1: left[3] / 6, 0: left[6] / 6}
    assert losses == {
        (0, MX, DEV): pytest.approx({0: (left[0] - left[3]) / 3}),
        (1, MX, DEV): pytest.approx({1: (left[0] - left[3]) / 3, 0: (left[3] - left[6]) / 3}),
        (2, MX, DEV): pytest.approx(third | {2: (left[0] - left[6]) / 6}),
        (3, MX, DEV): pytest.approx(third | {3: (left[0] - left[6]) / 6}),
    }


def test_whoever_has_ramped_up_at_the_start_of_a_period_loses_nothing() -> None:
    losses = numbers_of({"locations.MX.ramp_up": 3}).people.ramp_losses
    assert losses[1, MX, OPS] == ((1, pytest.approx(0.5)),)
    assert (0, PL, DEV) not in losses


def test_recent_hires_of_the_footprint_ramp_up_from_their_own_month_on() -> None:
    site = {
        "operating_model": "service",
        "teams": {"dev": 6, "ops": 1},
        "recent_hires": [
            {"area": "dev", "heads": 2, "months_ago": 1},
            {"area": "dev", "heads": 3, "months_ago": 4},
            {"area": "ops", "heads": 1, "months_ago": 9},
        ],
    }
    people = numbers_of({"locations.MX.ramp_up": 5, "footprint": {"sites": {"MX": site}}}).people
    # A hire k months old loses ((5 - k) ** 2 - (5 - k - 3) ** 2) / 10 / 3 in a quarter, squares of negatives being 0.
    assert people.inherited_losses == {
        (0, MX, DEV): pytest.approx(2 * (16 - 1) / 30 + 3 * 1 / 30),
        (1, MX, DEV): pytest.approx(2 * 1 / 30),
    }
