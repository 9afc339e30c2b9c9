"""Which operating models can be where, on which terms, and from when on."""

from typing import Any

import pytest

from coeplan.planning import Numbers
from coeplan.planning.arrangements import existing_site

from .drafts import CAPTIVE_MX, CAPTIVE_PL, SERVICE_MX, SERVICE_PL, instance_of, numbers_of

MODELS = "operating_models"
LATE = {"horizon": {"start": "2027-01", "periods": 5, "months": 3}}
"""Periods start at months 0, 3, 6, 9 and 12."""


def first_periods(numbers: Numbers) -> dict[str, int]:
    ids = numbers.location_ids
    return {f"{ids[each.location]}/{each.model}": each.first_period for each in numbers.arrangements}


def changed(**models: dict[str, Any]) -> dict[str, Any]:
    return LATE | {MODELS: models}


def test_headquarters_comes_first_then_every_place_and_model() -> None:
    numbers = numbers_of()
    assert [(each.location, each.model) for each in numbers.arrangements] == [
        (0, "headquarters"),
        (1, "service"),
        (1, "captive"),
        (2, "service"),
        (2, "captive"),
    ]
    home = numbers.arrangements[0].terms
    assert home.seats_included and home.client_bears_hiring and home.client_bears_severance
    assert home.vendor is None and home.fixed_cost == 0 and not home.fee_per_head


def test_a_model_stays_where_it_may_be_used() -> None:
    numbers = numbers_of({f"{MODELS}.service.locations": ["PL"]})
    assert list(first_periods(numbers)) == ["HQ/headquarters", "MX/captive", "PL/service", "PL/captive"]


def test_terms_are_the_location_s_then_the_country_s_then_the_model_s() -> None:
    service = {
        "fixed_cost": 1,
        "lock_in": 2,
        "margin": 0.3,
        "max_heads": 9,
        "country_overrides": {"MEX": {"fixed_cost": 10, "lock_in": 20}, "POL": {"margin": 0.5}},
        "overrides": {"MX": {"fixed_cost": 100, "max_heads": None}},
    }
    numbers = numbers_of({f"{MODELS}.service": service})
    mexico, poland = (numbers.arrangements[site].terms for site in (SERVICE_MX, SERVICE_PL))
    assert (mexico.fixed_cost, mexico.lock_in, mexico.margin, mexico.max_heads) == (100, 20, 0.3, None)
    assert (poland.fixed_cost, poland.lock_in, poland.margin, poland.max_heads) == (1, 2, 0.5, 9)


@pytest.mark.parametrize(("lead_time", "period"), [(0, 0), (3, 1), (4, 2), (6, 2)])
def test_a_site_operates_after_its_lead_time(lead_time: float, period: int) -> None:
    numbers = numbers_of({f"{MODELS}.captive.lead_time": lead_time})
    assert first_periods(numbers)["MX/captive"] == period


def test_a_lead_time_beyond_the_horizon_leaves_a_model_out() -> None:
    assert "MX/captive" not in first_periods(numbers_of({f"{MODELS}.captive.lead_time": 7}))


def test_a_lead_time_may_differ_by_place() -> None:
    numbers = numbers_of({f"{MODELS}.captive.overrides": {"PL": {"lead_time": 0}}})
    assert first_periods(numbers)["MX/captive"] == 2
    assert first_periods(numbers)["PL/captive"] == 0


@pytest.mark.parametrize(
    ("min_age", "period"), [(0, 1), (3, 1), (3.5, 2), (9, 3), (12, 4), (13, None)], ids=lambda value: str(value)
)
def test_a_conversion_opens_a_model_once_the_old_one_is_old_enough(min_age: float, period: int | None) -> None:
    service = {"conversions": {"captive": {"min_age": min_age}}}
    found = first_periods(numbers_of(changed(service=service, captive={"lead_time": 60})))
    assert found.get("MX/captive") == period


def test_conversions_chain() -> None:
    found = first_periods(
        numbers_of(
            changed(
                captive={"lead_time": 60},
                shelter={"lead_time": 60, "conversions": {"captive": {"min_age": 4}}},
                service={"lead_time": 2, "conversions": {"shelter": {"min_age": 3}}},
            )
        )
    )
    # Service from month 3, shelter from month 6, captive 4 months later: month 12.
    assert {found[f"MX/{model}"] for model in ("service",)} == {1}
    assert (found["MX/shelter"], found["MX/captive"]) == (2, 4)


def test_a_conversion_to_what_may_not_be_there_hides_no_other() -> None:
    found = first_periods(
        numbers_of(
            changed(
                service={"conversions": {"shelter": {}, "captive": {"min_age": 3}}},
                shelter={"locations": ["PL"]},
                captive={"lead_time": 60},
            )
        )
    )
    assert "MX/shelter" not in found
    assert (found["MX/captive"], found["PL/captive"]) == (1, 1)


def test_a_lead_time_that_is_shorter_than_a_conversion_counts() -> None:
    service = {"conversions": {"captive": {"min_age": 9}}}
    assert first_periods(numbers_of(changed(service=service, captive={"lead_time": 3})))["MX/captive"] == 1


def footprint(site: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"footprint": {"sites": {"HQ": {"teams": {"dev": 10}}, "MX": site}} | more}


@pytest.mark.parametrize(("age", "period"), [(12, 0), (10, 0), (8, 1), (5, 2), (0, 4)])
def test_the_footprint_s_site_brings_its_age_along(age: float, period: int) -> None:
    service = {"lead_time": 60, "conversions": {"captive": {"min_age": 10}}}
    changes = changed(service=service, captive={"lead_time": 60}) | footprint(
        {"operating_model": "service", "age": age}
    )
    assert first_periods(numbers_of(changes)) == {"HQ/headquarters": 0, "MX/service": 0, "MX/captive": period}


def test_commitments_under_way_open_a_site_earlier() -> None:
    under_way = [
        {"location": "MX", "operating_model": "captive", "months_to_start": 2},
        {"location": "PL", "operating_model": "captive", "months_to_start": 6},
        {"location": "PL", "operating_model": "service", "months_to_start": 6},
    ]
    found = first_periods(numbers_of({"footprint": {"commitments": under_way}}))
    assert (found["MX/captive"], found["PL/captive"], found["PL/service"]) == (1, 2, 0)


def test_a_model_of_which_only_a_lock_in_is_left_never_operates() -> None:
    site = {"operating_model": "captive", "converted": True, "inherited_lock_ins": {"service": 5}}
    numbers = numbers_of({f"{MODELS}.service.locations": ["PL"], f"{MODELS}.service.lock_in": 12} | footprint(site))
    assert first_periods(numbers)["MX/service"] == 3, "the period after the last"
    allowed = numbers_of(footprint(site))
    assert first_periods(allowed)["MX/service"] == 0, "it may still be started anew"


def test_a_lock_in_that_is_left_opens_no_conversion() -> None:
    site = {"operating_model": "captive", "converted": True, "inherited_lock_ins": {"service": 5}}
    models = {
        "service": {"locations": ["PL"], "conversions": {"shelter": {}}},
        "captive": {"lead_time": 4},
        "shelter": {"lead_time": 60},
    }
    found = first_periods(numbers_of({MODELS: models} | footprint(site)))
    assert found["MX/service"] == 3
    assert "MX/shelter" not in found


def test_conversions_between_models_of_one_place() -> None:
    service = {"conversions": {"captive": {"min_age": 3, "fee_per_head": 20}}}
    captive = {"set_up_cost": 700, "conversions": {"service": {"min_age": 1, "fixed_fee": 0}}}
    numbers = numbers_of({f"{MODELS}.service": service, f"{MODELS}.captive": captive | {"locations": ["PL"]}})
    arcs = [(arc.source, arc.target, arc.min_age, arc.fixed_fee, arc.fee_per_head) for arc in numbers.arcs]
    assert arcs == [(2, 3, 3, 700, 20), (3, 2, 1, 0, 0)]
    assert [numbers.arrangements[site].location for site in (2, 3)] == [2, 2]


def test_the_set_up_of_a_conversion_is_the_new_model_s_there() -> None:
    captive = {"set_up_cost": 700, "overrides": {"PL": {"set_up_cost": 900}}}
    numbers = numbers_of({f"{MODELS}.service.conversions": {"captive": {}}, f"{MODELS}.captive": captive})
    assert [(arc.source, arc.target, arc.fixed_fee) for arc in numbers.arcs] == [
        (SERVICE_MX, CAPTIVE_MX, 700),
        (SERVICE_PL, CAPTIVE_PL, 900),
    ]


def test_vendors_are_named_once_in_order_of_appearance() -> None:
    numbers = numbers_of(
        {
            f"{MODELS}.service": {"vendor": "acme", "overrides": {"PL": {"vendor": "zeta"}}},
            f"{MODELS}.captive": {"overrides": {"PL": {"vendor": "acme"}}},
        }
    )
    assert numbers.vendors == ("acme", "zeta")


def test_what_the_footprint_says_of_a_place() -> None:
    instance = instance_of(footprint({"operating_model": "service", "age": 7}))
    site = existing_site(instance, "MX")
    assert site is not None and site.age == 7
    assert existing_site(instance, "PL") is None
    assert existing_site(instance_of(), "MX") is None
