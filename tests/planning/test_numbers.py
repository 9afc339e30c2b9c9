"""What is gathered, and how it is looked up."""

import pytest

from .drafts import CAPTIVE_MX, CAPTIVE_PL, HQ, MX, PL, SERVICE_MX, SERVICE_PL, TWO_FUTURES, instance_of, numbers_of

NUMBERS = numbers_of({"scenarios": TWO_FUTURES})


def test_everything_is_numbered_in_the_order_of_the_instance() -> None:
    assert (list(NUMBERS.nodes), list(NUMBERS.locations), list(NUMBERS.areas)) == ([0, 1, 2, 3], [0, 1, 2], [0, 1])
    assert (NUMBERS.location_ids, NUMBERS.area_ids) == (("HQ", "MX", "PL"), ("dev", "ops"))
    assert [area.workload for area in NUMBERS.area_terms] == [10, 4]
    assert NUMBERS.instance == instance_of({"scenarios": TWO_FUTURES})
    assert NUMBERS.calendar.months == (3, 3, 6)


def test_headquarters_may_stand_anywhere_but_comes_first_among_arrangements() -> None:
    numbers = numbers_of({"headquarters": "PL"})
    assert numbers.headquarters == PL
    assert numbers.arrangements[0].location == PL
    assert numbers.sites == (1, 2, 3, 4)
    assert [numbers.arrangements[site].location for site in numbers.sites] == [HQ, HQ, MX, MX]
    assert numbers.at == ((1, 2), (3, 4), (0,))


def test_arrangements_by_place_and_by_name() -> None:
    assert NUMBERS.headquarters == HQ
    assert NUMBERS.sites == (SERVICE_MX, CAPTIVE_MX, SERVICE_PL, CAPTIVE_PL)
    assert NUMBERS.at == ((0,), (SERVICE_MX, CAPTIVE_MX), (SERVICE_PL, CAPTIVE_PL))
    assert NUMBERS.arrangement("PL", "service") == SERVICE_PL
    assert NUMBERS.arrangement("HQ", "headquarters") == 0
    assert NUMBERS.arrangement("HQ", "service") is None


def test_arcs_by_both_ends() -> None:
    models = {
        "service": {"conversions": {"captive": {}, "shelter": {}}},
        "captive": {"conversions": {"service": {}}},
        "shelter": {},
    }
    numbers = numbers_of({"operating_models": models})
    assert [(arc.source, arc.target) for arc in numbers.arcs] == [(1, 2), (1, 3), (2, 1), (4, 5), (4, 6), (5, 4)]
    assert numbers.arcs_out_of == {1: (0, 1), 2: (2,), 3: (), 4: (3, 4), 5: (5,), 6: ()}
    assert numbers.arcs_into == {1: (2,), 2: (0,), 3: (1,), 4: (5,), 5: (3,), 6: (4,)}


@pytest.mark.parametrize(
    ("sites", "operating"),
    [
        ({}, {0}),
        ({"HQ": {"teams": {"dev": 1}}, "PL": {"seats": [{"seats": 2, "age": 1}]}}, {0}),
        ({"MX": {"operating_model": "captive"}, "PL": {"operating_model": "service"}}, {0, CAPTIVE_MX, SERVICE_PL}),
    ],
)
def test_what_operates_before_the_root(sites: dict[str, object], operating: set[int]) -> None:
    numbers = numbers_of({"footprint": {"sites": sites}})
    assert numbers.operating_before == operating


def test_what_the_footprint_says_by_number() -> None:
    numbers = numbers_of({"footprint": {"sites": {"PL": {"operating_model": "service", "age": 3}}}})
    site = numbers.existing(PL)
    assert site is not None and site.age == 3
    assert numbers.existing(MX) is None
