"""Commitments, cancellations, ages, lock-ins and build-up on the tree."""

from typing import Any

import pytest

from coeplan.planning.timing import Timing
from coeplan.planning.tree import BEFORE

from .drafts import CAPTIVE_MX, CAPTIVE_PL, MX, PL, SERVICE_MX, SERVICE_PL, numbers_of

CAPTIVE = "operating_models.captive"
SERVICE = "operating_models.service"
STAGES = {
    "scenarios": {
        "kind": "stages",
        "stages": [
            {"period": 1, "branches": {"a": {"probability": 0.5}, "b": {"probability": 0.5}}},
        ],
    },
    "horizon": {"start": "2027-01", "periods": 4, "months": [3, 3, 6, 6]},
}
"""Periods start at months 0, 3, 6 and 12. Node 0; a is nodes 1, 3, 5 and b is 2, 4, 6."""


def timing_of(changes: dict[str, Any] | None = None) -> Timing:
    return numbers_of(STAGES | (changes or {})).timing


def footprint(*commitments: dict[str, Any], **sites: dict[str, Any]) -> dict[str, Any]:
    return {"footprint": {"sites": sites, "commitments": list(commitments)}}


def under_way(location: str, model: str, months: float) -> dict[str, Any]:
    return {"location": location, "operating_model": model, "months_to_start": months}


def test_commitments_start_in_the_first_period_after_their_lead_time() -> None:
    timing = timing_of()
    assert (timing.lead_time(SERVICE_MX), timing.lead_time(CAPTIVE_MX)) == (0, 4)
    # Captive, 4 months: month 0 to 6, months 3 and 6 to 12, month 12 to none.
    assert [timing.starts_at(node, CAPTIVE_MX) for node in range(7)] == [2, 3, 3, 3, 3, None, None]
    assert [timing.starts_at(node, SERVICE_MX) for node in (0, 2, 6)] == [0, 1, 3]


def test_commitments_for_a_start_are_those_of_its_own_path() -> None:
    timing = timing_of()
    assert [timing.commitments_for(node, CAPTIVE_MX) for node in range(7)] == [(), (), (), (0,), (0,), (1, 3), (2, 4)]
    assert timing.commitments_before(5, CAPTIVE_MX, 3) == (1, 3)
    assert timing.commitments_before(3, CAPTIVE_MX, 3) == (1,)
    assert timing.commitments_before(3, CAPTIVE_MX, 2) == (0,)


def test_starts_need_a_commitment_that_can_have_been_made() -> None:
    timing = timing_of(footprint(under_way("PL", "captive", 2)))
    assert [timing.can_start(node, CAPTIVE_MX) for node in range(7)] == [False] * 3 + [True] * 4
    assert [timing.can_start(node, CAPTIVE_PL) for node in range(7)] == [False] + [True] * 6
    assert all(timing.can_start(node, SERVICE_MX) for node in range(7))


def test_commitments_under_way_are_counted_by_the_period_they_start_in() -> None:
    commitments = (
        under_way("MX", "captive", 4),
        under_way("MX", "captive", 6),
        under_way("PL", "captive", 0),
        under_way("PL", "service", 12),
        under_way("PL", "service", 13),
    )
    found = timing_of(footprint(*commitments)).under_way
    assert dict(found) == {(CAPTIVE_MX, 2): 2, (CAPTIVE_PL, 0): 1, (SERVICE_PL, 3): 1}
    assert found[SERVICE_MX, 0] == 0


def test_cancellations_lie_between_a_commitment_and_its_start() -> None:
    timing = timing_of({f"{CAPTIVE}.cancellation_fee": 5, f"{CAPTIVE}.locations": ["MX"]})
    assert timing.cancellable == ((1, 2, 2), (2, 2, 2), (3, 2, 3), (4, 2, 3))
    assert timing.cancellable_at(3) == [(3, 2, 3)]
    assert timing.cancellable_at(0) == []


def test_commitments_under_way_can_be_cancelled_from_the_root_on() -> None:
    changes = {f"{SERVICE}.cancellation_fee": 0, f"{SERVICE}.locations": ["MX"], f"{CAPTIVE}.locations": ["PL"]}
    timing = timing_of(changes | footprint(under_way("MX", "service", 6), under_way("PL", "captive", 6)))
    # A service has no lead time: only what is under way can be cancelled, and captive has no fee.
    assert timing.cancellable == ((0, 1, 2), (1, 1, 2), (2, 1, 2))


def test_without_a_fee_nothing_can_be_cancelled() -> None:
    assert timing_of(footprint(under_way("MX", "captive", 12))).cancellable == ()


@pytest.mark.parametrize(
    ("node", "since", "months", "inside", "remaining"),
    [
        (1, 0, 3, False, 0),
        (1, 0, 4, True, 1),
        (3, 1, 3, False, 0),
        (3, 1, 3.5, True, 0.5),
        (5, 3, 9, True, 3),
        (5, BEFORE, 12, False, 0),
        (5, BEFORE, 13, True, 1),
        (0, BEFORE, 0, False, 0),
        (0, BEFORE, 2, True, 2),
    ],
)
def test_durations_begun_at_a_node_or_before(
    node: int, since: int, months: float, inside: bool, remaining: float
) -> None:
    timing = timing_of()
    assert timing.inside(node, since, months) is inside
    assert timing.remaining(node, since, months) == pytest.approx(remaining)


@pytest.mark.parametrize(
    ("node", "months", "window"),
    [(5, 0, ()), (5, 1, (5,)), (5, 6, (5,)), (5, 7, (3, 5)), (5, 12, (1, 3, 5)), (6, 13, (0, 2, 4, 6))],
)
def test_windows_look_back_along_the_path(node: int, months: float, window: tuple[int, ...]) -> None:
    assert timing_of().window(node, months) == window


def chains(min_age: float, site: dict[str, Any] | None = None) -> list[tuple[int, ...] | None]:
    changes = {f"{SERVICE}.conversions": {"captive": {"min_age": min_age}}, f"{SERVICE}.locations": ["MX"]}
    if site is not None:
        changes |= footprint(MX=site)
    timing = timing_of(changes)
    return [timing.chain_of_age(node, 0) for node in (0, 1, 3, 5)]


def test_a_conversion_asks_for_the_old_model_along_its_age() -> None:
    assert chains(0) == [None, (0,), (1,), (3,)]
    assert chains(6) == [None, None, (0, 1), (3,)]
    assert chains(6.5) == [None, None, None, (1, 3)]
    assert chains(12) == [None, None, None, (0, 1, 3)]
    assert chains(13) == [None, None, None, None]


def test_the_footprint_s_age_counts_where_it_operates_the_old_model() -> None:
    service = {"operating_model": "service", "age": 2}
    assert chains(2, service) == [(BEFORE,), (0,), (1,), (3,)]
    assert chains(5, service) == [None, (BEFORE, 0), (0, 1), (3,)]
    assert chains(8, service) == [None, None, (BEFORE, 0, 1), (1, 3)]
    assert chains(5, {"operating_model": "captive", "age": 9}) == [None, None, (0, 1), (3,)]
    assert chains(5, {"seats": [{"seats": 1, "age": 0}]}) == [None, None, (0, 1), (3,)]


def building_up(site: dict[str, Any], model: int = SERVICE_MX) -> list[bool]:
    timing = timing_of({f"{SERVICE}.build_up": 9} | footprint(MX=site))
    return [timing.building_up_before(node, model) for node in (0, 1, 3, 5)]


def test_the_footprint_s_site_builds_up_for_what_is_left() -> None:
    assert building_up({"operating_model": "service", "age": 2}) == [True, True, True, False]
    assert building_up({"operating_model": "service", "age": 3}) == [True, True, False, False]
    assert building_up({"operating_model": "service", "age": 9}) == [False] * 4
    assert building_up({"operating_model": "service", "age": 2, "converted": True}) == [False] * 4
    assert building_up({"operating_model": "service", "age": 2}, CAPTIVE_MX) == [False] * 4
    assert building_up({"operating_model": "service", "age": 2}, SERVICE_PL) == [False] * 4


def test_lock_ins_of_the_footprint_by_the_model_whose_terms_hold() -> None:
    site = {
        "operating_model": "captive",
        "age": 1,
        "converted": True,
        "remaining_lock_in": 8,
        "inherited_lock_ins": {"service": 5, "captive": 3},
    }
    timing = timing_of(footprint(MX=site, PL={"operating_model": "service", "age": 1}))
    assert timing.inherited_lock_ins(MX) == ((SERVICE_MX, 5), (CAPTIVE_MX, 8))
    assert timing.inherited_lock_ins(PL) == ()
    longer = site | {"inherited_lock_ins": {"captive": 11}}
    assert timing_of(footprint(MX=longer)).inherited_lock_ins(MX) == ((CAPTIVE_MX, 11),)


def test_seats_that_are_left_lock_nothing_in() -> None:
    assert timing_of(footprint(MX={"seats": [{"seats": 1, "age": 0}]})).inherited_lock_ins(MX) == ()
    assert timing_of().inherited_lock_ins(MX) == ()
