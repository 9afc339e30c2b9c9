"""Where an optimum moves against what one may expect: the exceptions that the properties make, each at its smallest.

In each test the second instance looks no worse than the first, and costs more, as the rules have it.
"""

from typing import Any

from tests.exact import ExactEngine

from .bases import Data, instance_of, same
from .trees import split, written_out


def small(months: int | list[int] = 12, periods: int = 1, **changes: Any) -> Data:
    """Return a headquarters and one place abroad, each with four people at most, and work for two heads."""
    home = {"country": "AUT", "time_zone": "Europe/Vienna", "yearly_cost": 100_000, "talent_pool": 4}
    abroad = {"country": "POL", "time_zone": "Europe/Warsaw", "yearly_cost": 50_000, "talent_pool": 4}
    data: Data = {
        "name": "small",
        "headquarters": "VIE",
        "horizon": {"start": "2027-01", "periods": periods, "months": months},
        "areas": {"dev": {"workload": 2}},
        "locations": {"VIE": home, "KRK": abroad},
        "operating_models": {"aas": {"vendor": "acme", "seats_included": True}},
    }
    return data | changes


def values(exact: ExactEngine, *instances: Data) -> list[float | None]:
    """Return the optima of several instances."""
    return [exact.value(instance_of(data)) for data in instances]


def test_less_take_or_pay_may_lose_a_volume_band(exact: ExactEngine) -> None:
    """Three billed heads reach the band in which a head costs 5,000; a head that is not there costs 1,000."""
    bands = [{"from_heads": 0, "fee": 20_000}, {"from_heads": 3, "fee": 5000}]
    terms = {"fee_per_head": bands, "shortfall_price": 1000}
    more = small(operating_models={"aas": terms | {"take_or_pay_heads": 3}})
    less = small(operating_models={"aas": terms | {"take_or_pay_heads": 0}})
    assert values(exact, more, less) == [same(111_000), same(140_000)]


def test_less_work_may_leave_less_room_under_a_share(exact: ExactEngine) -> None:
    """A place may hold half of all work: with two heads' worth that may stay undone for nothing, it may hold all."""
    share = {"share": {"kind": "capacity_share", "per": "location", "limit": 0.5}}
    dev, ops = {"workload": 2}, {"workload": 2, "unmet": {"price": 0}}
    here = {"footprint": {"sites": {"VIE": {"teams": {"dev": 2}}}}, "policies": share}
    more = small(areas={"dev": dev, "ops": ops}, **here)
    less = small(areas={"dev": dev, "ops": ops | {"workload": 0}}, **here)
    assert values(exact, more, less) == [same(100_000), same(150_000)]


def test_a_more_productive_place_may_hold_too_much(exact: ExactEngine) -> None:
    """One head is half of all capacity asked for; if that head does a tenth more it is above the share."""
    share = {"share": {"kind": "capacity_share", "per": "location", "limit": 0.5}}
    one, better = small(policies=share), small(policies=share)
    better["locations"]["KRK"]["productivity"] = 1.1
    assert values(exact, one, better) == [same(150_000), same(200_000)]


def test_who_does_not_leave_may_have_to_be_released(exact: ExactEngine) -> None:
    """Work halves: all who are too many leave by themselves, or are paid severance."""
    leaving = small(periods=2, areas={"dev": {"workload": [4, 2]}}, operating_models={})
    leaving["locations"]["VIE"] |= {"attrition": 0.5, "severance": 30_000}
    staying = small(periods=2, areas={"dev": {"workload": [4, 2]}}, operating_models={})
    staying["locations"]["VIE"] |= {"attrition": 0.0, "severance": 30_000}
    assert values(exact, leaving, staying) == [same(600_000), same(660_000)]


def test_a_place_more_is_a_loss_more_to_survive(exact: ExactEngine) -> None:
    """Each place that can be lost has a row of its own, used or not; here two FTE are missing in each, at 1,000."""
    areas = {"dev": {"workload": 2, "critical": True, "survival_share": 1.0, "unmet": {"price": 10_000}}}
    policies = {"survive": {"kind": "survive_loss", "price": 1000}}
    one, two = small(areas=areas, policies=policies), small(areas=areas, policies=policies)
    two["locations"]["WRO"] = dict(two["locations"]["KRK"])
    assert values(exact, one, two) == [same(22_000), same(24_000)]


def test_a_shorter_lead_time_may_pass_a_period_over(exact: ExactEngine) -> None:
    """A site that is needed from month 13 on cannot start then: a year after month 0 is month 12, after 12 too late."""
    months, load = [12, 1, 1], {"dev": {"workload": [2, 2, 3]}}
    late, early = (
        small(months, 3, areas=load, operating_models={"aas": {"fixed_cost": 120_000, "lead_time": lead_time}})
        for lead_time in (13, 12)
    )
    for data in (late, early):
        data["locations"]["VIE"]["talent_pool"] = 2
        data["locations"]["KRK"]["yearly_cost"] = 100_000
    heads, site = (2 * 13 + 3) * 100_000 / 12, 10_000
    assert values(exact, late, early) == [same(heads + site), same(heads + 2 * site)]


def test_a_longer_time_after_the_horizon_may_cost_less(exact: ExactEngine) -> None:
    """All of it is discounted from its middle: beyond T = 24/ln(1 + r), 35 months at 100 percent, it is worth less."""
    longer, shorter = (small(operating_models={}, discount_rate=1.0, terminal_months=months) for months in (80, 40))
    within = 200_000 * 2**-0.5
    after = [200_000 * years * 2 ** -(1 + years / 2) for years in (80 / 12, 40 / 12)]
    assert values(exact, longer, shorter) == [same(within + after[0]), same(within + after[1])]
    assert after[0] < after[1]


def test_chances_that_tell_nothing_may_make_room_under_a_cap(exact: ExactEngine) -> None:
    """A coin is thrown before the site may open: heads, it opens early, at 200 or 325; tails, late, at 250 or 300.

    Opened early in both cases the worst half costs 325, above the cap of 315; opened late in both cases it costs 300,
    and the mean is 275. One of each has a worst half of 312.5, and a mean of 268.75.
    """
    dear = {"driver": "fx", "location": "KRK", "values": {"2": 3.5}}
    branches = {"strong": {"probability": 0.5, "drivers": [dear]}, "weak": {"probability": 0.5}}
    data = small(periods=3, areas={"dev": {"workload": 1}})
    data["operating_models"]["aas"] |= {"lock_in": 24, "min_heads": 1}
    data["scenarios"] = {"kind": "stages", "stages": [{"period": 2, "branches": branches}]}
    data["policies"] = {
        "not-yet": {"kind": "forbid", "location": "KRK", "last_period": 0},
        "cap": {"kind": "cvar_cap", "alpha": 0.5, "limit": 315_000},
    }
    thrown = written_out(instance_of(data))
    split(thrown, "t01", 0.5)
    assert values(exact, data, thrown) == [same(275_000), same(268_750)]
