"""Prices at each node: growth, drivers, exchange rates, lengths of periods."""

from typing import Any

import pytest

from coeplan.planning.rates import Band, Rates

from .drafts import CAPTIVE_MX, DEV, HQ, MX, OPS, PL, SERVICE_MX, SERVICE_PL, numbers_of, steady

LOCAL = "locations.MX"
SERVICE = "operating_models.service"
TWO_YEARS = {"horizon": {"start": "2027-01", "periods": 2, "months": [12, 24]}}
"""Middles are half a year and two years away."""


def rates(changes: dict[str, Any] | None = None, *drivers: dict[str, Any]) -> Rates:
    return numbers_of({"scenarios": steady(*drivers)} | (changes or {})).rates


def test_payroll_is_of_the_period_hiring_and_severance_are_not() -> None:
    found = rates({f"{LOCAL}.hiring_cost": 800, f"{LOCAL}.severance": {"dev": 900}})
    assert [found.payroll[node, MX, DEV] for node in range(3)] == pytest.approx([12500, 12500, 25000])
    assert [found.hiring[node, MX, DEV] for node in range(3)] == pytest.approx([800] * 3)
    assert found.severance[2, MX, DEV] == pytest.approx(900)
    assert found.severance[2, MX, OPS] == 0
    assert found.hiring[0, HQ, DEV] == 0


def test_pay_grows_and_follows_wages_and_exchange_rates() -> None:
    changes = TWO_YEARS | {f"{LOCAL}.wage_growth": 0.21, f"{LOCAL}.hiring_cost": 800, f"{LOCAL}.severance": 900}
    drivers = (
        {"driver": "wages", "area": "dev", "country": "MEX", "values": {1: 1.5}},
        {"driver": "fx", "location": "MX", "values": {1: 2}},
    )
    found = rates(changes, *drivers)
    assert found.payroll[0, MX, DEV] == pytest.approx(55000)
    assert found.payroll[1, MX, DEV] == pytest.approx(50000 * 1.4641 * 1.5 * 2 * 2)
    assert found.payroll[1, MX, OPS] == pytest.approx(50000 * 1.4641 * 2 * 2)
    assert found.hiring[1, MX, DEV] == pytest.approx(800 * 1.4641 * 1.5 * 2)
    assert found.severance[1, MX, OPS] == pytest.approx(900 * 1.4641 * 2)
    assert found.payroll[1, PL, DEV] == pytest.approx(120000)


def test_pay_may_be_that_of_roles() -> None:
    changes = {
        "areas.dev.role_mix": {"junior": 0.75, "lead": 0.25},
        f"{LOCAL}.yearly_cost": {"ops": 1},
        f"{LOCAL}.roles": {
            "junior": {"yearly_cost": 40000, "hiring_cost": 400},
            "lead": {"yearly_cost": 80000, "severance": 1000},
        },
    }
    found = rates(TWO_YEARS | changes)
    assert found.payroll[0, MX, DEV] == pytest.approx(50000)
    assert found.hiring[0, MX, DEV] == pytest.approx(300)
    assert found.severance[0, MX, DEV] == pytest.approx(250)
    assert found.payroll[0, MX, OPS] == pytest.approx(1)


def test_exchange_rates_leave_headquarters_country_alone() -> None:
    place = {"country": "USA", "time_zone": "Etc/GMT+6", "yearly_cost": 40000, "fit_out": 10}
    found = rates(TWO_YEARS | {"locations.DEN": place, "locations.PL.fit_out": 10}, {"driver": "fx", "values": 3})
    assert found.payroll[0, 3, DEV] == pytest.approx(40000)
    assert found.fit_out[0, 3] == 10
    assert found.payroll[0, HQ, DEV] == pytest.approx(100000)
    assert found.fit_out[0, PL] == 30


def test_levies_hold_abroad_by_place_and_model() -> None:
    drivers = (
        {"driver": "levy", "values": {1: 0.1}},
        {"driver": "levy", "country": "MEX", "operating_model": "service", "values": 0.05},
    )
    place = {"country": "USA", "time_zone": "Etc/GMT+6"}
    found = rates({"locations.DEN": place}, *drivers)
    assert [found.levy[node, SERVICE_MX] for node in range(2)] == pytest.approx([0.05, 0.15])
    assert [found.levy[node, CAPTIVE_MX] for node in range(2)] == pytest.approx([0, 0.1])
    assert found.levy[1, SERVICE_PL] == pytest.approx(0.1)
    assert found.levy[1, 0] == found.levy[1, 5] == found.levy[1, 6] == 0


def test_costs_of_a_site_follow_the_exchange_rate_and_only_what_runs_the_period() -> None:
    terms = {
        "fixed_cost": 1200,
        "set_up_cost": 100,
        "cancellation_fee": 20,
        "exit_cost": 30,
        "early_exit_fee": 4,
        "conversions": {"captive": {"fixed_fee": 50, "fee_per_head": 6}},
    }
    found = rates({SERVICE: terms}, {"driver": "fx", "country": "MEX", "values": 2})
    assert [found.fixed[node, SERVICE_MX] for node in range(3)] == pytest.approx([600, 600, 1200])
    assert found.fixed[2, SERVICE_PL] == pytest.approx(600)
    for item, amount in (("set_up", 100), ("cancellation", 20), ("exit", 30), ("early_exit", 4)):
        assert getattr(found, item)[2, SERVICE_MX] == pytest.approx(2 * amount), item
        assert getattr(found, item)[2, SERVICE_PL] == pytest.approx(amount), item
        assert getattr(found, item)[2, CAPTIVE_MX] == 0, item
    assert (found.conversion_fixed[0, 0], found.conversion_head[0, 0]) == pytest.approx((100, 12))
    assert (found.conversion_fixed[0, 1], found.conversion_head[0, 1]) == pytest.approx((50, 6))


def test_overhead_steps_end_where_the_next_begins() -> None:
    steps = [{"from_heads": 0, "cost": 100}, {"from_heads": 5, "cost": 300}, {"from_heads": 9, "cost": 200}]
    found = rates({f"{SERVICE}.overhead_steps": steps}, {"driver": "fx", "country": "MEX", "values": 2})
    assert found.overhead[2, SERVICE_MX] == (Band(0, 5, 100, 0), Band(5, 9, 300, 0), Band(9, None, 200, 0))
    assert [step.price for step in found.overhead[0, SERVICE_PL]] == pytest.approx([25, 75, 50])
    assert (0, CAPTIVE_MX) not in found.overhead


BANDS = [{"from_heads": 0, "fee": 1000}, {"from_heads": 8, "fee": 800}]


@pytest.mark.parametrize(
    ("currency", "fx"), [("home", 1), ("local", 3)], ids=["billed at home", "billed in local currency"]
)
def test_fees_grow_and_follow_their_driver(currency: str, fx: float) -> None:
    terms = {"fee_per_head": BANDS, "fee_growth": 0.21, "fee_currency": currency, "take_or_pay_heads": 4}
    drivers = (
        {"driver": "fees", "operating_model": "service", "region": "LATAM", "values": {1: 1.5}},
        {"driver": "fx", "country": "MEX", "values": 3},
    )
    found = rates(TWO_YEARS | {SERVICE: terms, f"{LOCAL}.wage_growth": 0.5}, *drivers).fee
    for node, factor in ((0, 1.1), (1, 2 * 1.4641 * 1.5)):
        (low, high) = found[node, SERVICE_MX]
        assert (low.bottom, low.top, high.bottom, high.top) == (0, 8, 8, None)
        assert (low.price, high.price) == pytest.approx((1000 * factor * fx, 800 * factor * fx))
        assert (low.shortfall, high.shortfall) == pytest.approx((low.price, high.price))
    assert found[1, SERVICE_PL][0].price == pytest.approx(2 * 1464.1)
    assert (0, CAPTIVE_MX) not in found


def test_a_shortfall_may_have_a_price_of_its_own() -> None:
    terms = {"fee_per_head": BANDS, "take_or_pay_heads": 4, "shortfall_price": 600, "fee_growth": 0.21}
    (low, high) = rates(TWO_YEARS | {SERVICE: terms}).fee[1, SERVICE_MX]
    assert (low.shortfall, high.shortfall) == pytest.approx((600 * 2 * 1.4641, 600 * 2 * 1.4641))
    free = rates(TWO_YEARS | {SERVICE: terms | {"shortfall_price": 0}}).fee[1, SERVICE_MX]
    assert [band.shortfall for band in free] == [0, 0]


@pytest.mark.parametrize("heads", [4, 1, 0.5])
def test_without_a_fee_a_shortfall_has_one_band_for_all(heads: float) -> None:
    terms = {"take_or_pay_heads": heads, "shortfall_price": 600}
    assert rates(TWO_YEARS | {SERVICE: terms}).fee[0, SERVICE_MX] == (Band(0, None, 0, 600),)
    assert (0, SERVICE_MX) not in rates(TWO_YEARS | {SERVICE: {"shortfall_price": 600}}).fee


def test_seats_and_trips() -> None:
    changes = {
        f"{LOCAL}.seat_rent": 1000,
        f"{LOCAL}.rent_growth": 0.21,
        f"{LOCAL}.fit_out": 70,
        f"{LOCAL}.trips_per_head": 2,
        f"{LOCAL}.trips_per_site": 5,
        f"{LOCAL}.trip_cost": 300,
    }
    found = rates(TWO_YEARS | changes, {"driver": "fx", "country": "MEX", "values": {1: 2}})
    assert [found.rent[node, MX] for node in range(2)] == pytest.approx([1100, 1000 * 2 * 1.4641 * 2])
    assert [found.fit_out[node, MX] for node in range(2)] == pytest.approx([70, 140])
    assert [found.head_travel[node, MX] for node in range(2)] == pytest.approx([600, 2400])
    assert [found.site_travel[node, MX] for node in range(2)] == pytest.approx([1500, 6000])
    assert found.rent[1, PL] == found.head_travel[1, PL] == 0


def test_amounts_in_home_currency() -> None:
    changes = {
        "coordination_cost": 1200,
        "areas.dev.unmet": {"price": 400},
        "areas.dev.collaboration": {"ops": {"min_overlap": 1, "heads_served": 1, "unmatched": 200}},
        "areas.ops.collaboration": {"dev": {"min_overlap": 1, "heads_served": 1, "unmatched": "forbidden"}},
    }
    found = rates(changes, {"driver": "fx", "country": "MEX", "values": 2})
    assert found.coordination == pytest.approx((300, 300, 600))
    assert found.unmet == pytest.approx({(0, DEV): 100, (1, DEV): 100, (2, DEV): 200})
    assert found.friction == pytest.approx({(0, DEV, OPS): 50, (1, DEV, OPS): 50, (2, DEV, OPS): 100})


def test_weights_of_what_is_paid_once_and_of_what_runs_on() -> None:
    found = rates(TWO_YEARS | {"discount_rate": 0.25, "terminal_months": 24})
    # The two years after the horizon of three have their middle four years away, and are as long as the last period.
    assert found.discount == pytest.approx((0.8**0.5, 0.64))
    assert found.terminal_share == pytest.approx({1: 1.0})
    assert found.run_weight == pytest.approx((0.8**0.5, 0.64 + 0.8**4))
    assert (found.terminal_years, found.terminal_discount) == pytest.approx((2, 0.8**4))


def test_the_time_after_the_horizon_is_counted_in_lengths_of_the_last_period() -> None:
    found = rates(TWO_YEARS | {"terminal_months": 6})
    assert found.terminal_share == pytest.approx({1: 0.25})
    assert found.run_weight == pytest.approx((1, 1.25))
    assert found.terminal_years == 0.5
    assert rates(TWO_YEARS).run_weight == (1, 1)
