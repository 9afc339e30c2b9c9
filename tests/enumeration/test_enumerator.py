"""The enumerator on instances whose optimum is worked out by hand in the comments; ``by_hand`` says what is usual."""

from typing import Any

import pytest

from coeplan_models import Category

from .by_hand import Data, best, heads, terms, value
from .enumerate import Enumeration


def test_coverage_and_ramp_up() -> None:
    # Two FTE; a hire at X ramps up over 12 months, so that in its first year it gives 1/12 x integral of (1 - u/12)
    # from 0 to 12 = 1/2. Year 1, x heads at X and h at headquarters, h + x/2 >= 2: (0, 2) 200, (1, 2) 240,
    # (2, 1) 180, (3, 1) 220, (4, 0) 160. Year 2 after (4, 0): two of them, ramped up, 80: 240 in all.
    found = best(areas={"dev": {"workload": 2}}, locations={"X": {"ramp_up": 12}})
    assert found.value == pytest.approx(240)
    assert heads(found, "X") == {"t00": 4, "t01": 2}
    # With a pool of 3, year 1 costs at least 180, by (2, 1), and year 2 again 80: 260.
    assert value(areas={"dev": {"workload": 2}}, locations={"X": {"ramp_up": 12, "talent_pool": 3}}) == pytest.approx(
        260
    )


def test_lead_time() -> None:
    # Four quarters. A commitment with a lead of 4 months starts at the first period that begins at month 4 or later:
    # period 2. Set-up 10, two quarters at headquarters 50, two at X 20: 80. A lead of 7: period 3: 10 + 75 + 10 = 95.
    # A lead of 10: never; 100 at headquarters.
    quarters = {"periods": 4, "months": 3}
    for lead, expected in ((4, 80), (6, 80), (7, 95), (10, 100)):
        found = value(horizon=quarters, operating_models=terms(set_up_cost=10, lead_time=lead))
        assert found == pytest.approx(expected), lead


FIXED_SITE: Data = {
    "horizon": {"periods": 2, "months": 3},
    "areas": {"dev": {"workload": [1, 1]}},
    "locations": {"X": {"hosts": []}},
}
"""Headquarters does all work, 25 a quarter; a site at X is there and costs 120 a year for nothing."""


def locked(**values: Any) -> float:
    """Return the value with a site that is locked in for 6 more months."""
    site = {"HQ": {"teams": {"dev": 1}}, "X": {"operating_model": "run", "age": 3, "remaining_lock_in": 6}}
    return value(**FIXED_SITE, operating_models=terms(fixed_cost=120, exit_cost=4, **values), footprint={"sites": site})


def test_lock_in_and_early_exit() -> None:
    # Without an early exit the site runs for both quarters: 50 + 60. With a fee of 5 a month: stop at once for
    # 6 x 5 + 4 = 34 (a quarter later it is 30 + 3 x 5 + 4 = 49). A fee of 12: at once 76, later 30 + 36 + 4 = 70,
    # never 60.
    assert locked() == pytest.approx(50 + 60)
    assert locked(early_exit_fee=5) == pytest.approx(50 + 34)
    assert locked(early_exit_fee=12) == pytest.approx(50 + 60)


def test_take_or_pay_after_the_build_up() -> None:
    # Two heads at X; fee 10 a head-year, three heads billed from month 3 on. Quarter 1: payroll 20, fee 5. Quarter 2:
    # payroll 20, fee 5 and a shortfall of one head at the fee, 2.5: 52.5. Headquarters would cost 100.
    bill: Data = {"fee_per_head": 10, "take_or_pay_heads": 3, "build_up": 3}
    common: Data = {"horizon": {"periods": 2, "months": 3}, "areas": {"dev": {"workload": 2}}}
    assert value(**common, operating_models=terms(**bill)) == pytest.approx(52.5)
    # With a price of its own, 2 a head-year, the shortfall is 0.5.
    found = best(**common, operating_models=terms(**bill, shortfall_price=2))
    assert found.value == pytest.approx(50.5)
    assert found.by_category()[Category.SHORTFALL] == pytest.approx(0.5)


def test_fee_bands_at_their_edge() -> None:
    # One year. Falling: from 2 heads on 12 instead of 20, and 2 heads are on the edge: 2 x (40 + 12).
    one_year = {"periods": 1, "months": 12}
    falling = [{"from_heads": 0, "fee": 20}, {"from_heads": 2, "fee": 12}]
    for load, expected in ((1, 60), (2, 104), (3, 156)):
        found = value(horizon=one_year, areas={"dev": {"workload": load}}, operating_models=terms(fee_per_head=falling))
        assert found == pytest.approx(expected), load
    # Rising: from 2 heads on 80 instead of 5. Two heads: still 2 x 45. Three heads at X: 3 x 120 = 360; better two at
    # X and one at headquarters: 90 + 100.
    rising = [{"from_heads": 0, "fee": 5}, {"from_heads": 2, "fee": 80}]
    for load, expected in ((2, 90), (3, 190)):
        found = value(horizon=one_year, areas={"dev": {"workload": load}}, operating_models=terms(fee_per_head=rising))
        assert found == pytest.approx(expected), load


def seats_value(fit_out: float, lease: float = 0) -> Enumeration:
    """Return the optimum of 2, 1, 2 heads at X, each on a seat that costs 10 a year."""
    return best(
        horizon={"periods": 3, "months": 12},
        areas={"dev": {"workload": [2, 1, 2]}},
        locations={"HQ": {"hosts": []}, "X": {"seat_rent": 10, "fit_out": fit_out, "lease": lease}},
        operating_models=terms(seats_included=False),
    )


def test_seats_over_a_dip() -> None:
    # Payroll 80 + 40 + 80 = 200. To hold a seat over the dip costs 10, to buy it again its fit-out. Fit-out 15: hold:
    # rent 60, fit-out 30. Fit-out 6: give it up: rent 50, fit-out 18.
    held, again = seats_value(15), seats_value(6)
    assert held.value == pytest.approx(200 + 60 + 30)
    assert [node.seats for node in held.plan] == [{"X": 2}, {"X": 2}, {"X": 2}]
    assert again.value == pytest.approx(200 + 50 + 18)
    assert [node.seats for node in again.plan] == [{"X": 2}, {"X": 1}, {"X": 2}]
    # Within a lease of 24 months none can be given up in the dip: rent 60, fit-out 12.
    assert seats_value(6, lease=24).value == pytest.approx(200 + 60 + 12)


def test_conversion() -> None:
    # Three years of one head, 40 each. As a service: fee 50 a year. Captive: set-up 100. Conversion from month 12 on
    # for 30: 50 + 30 = 80 beats 100 and 150. From month 13 on: 100 + 30 = 130, so captive at once: 100. Default of the
    # fixed fee is the new model's set-up: 50 + 100 = 150, so captive at once.
    def converted(**arc: Any) -> float:
        models = {
            "run": {"fee_per_head": 50, "seats_included": True, "conversions": {"own": arc}},
            "own": {"set_up_cost": 100, "seats_included": True},
        }
        horizon = {"periods": 3, "months": 12}
        return value(horizon=horizon, locations={"HQ": {"hosts": []}}, operating_models=models)

    assert converted(min_age=12, fixed_fee=30) == pytest.approx(120 + 80)
    assert converted(min_age=13, fixed_fee=30) == pytest.approx(120 + 100)
    assert converted(min_age=12) == pytest.approx(120 + 100)
    # A fee of 3 a head that passes over is paid, although to release a head and to hire one would be free.
    assert converted(min_age=12, fixed_fee=30, fee_per_head=3) == pytest.approx(120 + 80 + 3)


def test_conversion_passes_heads_over_for_a_fee() -> None:
    # A site of two heads converts at once (fee 50 a head-year falls away) for 10 a head: 2 x 40 x 2 years + 20. To
    # release a head costs 4 and to hire one 5, 9 in all, but nobody is exchanged. With work for one head only the
    # other is released, for 4, before the one passes over.
    def converted(workload: float) -> float:
        arc = {"fixed_fee": 0, "fee_per_head": 10}
        return value(
            areas={"dev": {"workload": workload}},
            locations={"HQ": {"hosts": list[str]()}, "X": {"severance": 4, "hiring_cost": 5}},
            operating_models={
                "run": {"fee_per_head": 50, "seats_included": True, "conversions": {"own": arc}},
                "own": {"set_up_cost": 1000, "seats_included": True},
            },
            footprint={"sites": {"X": {"operating_model": "run", "teams": {"dev": 2}}}},
        )

    assert converted(2) == pytest.approx(160 + 20)
    assert converted(1) == pytest.approx(80 + 10 + 4)


def test_discounting_growth_and_terminal() -> None:
    # One year at headquarters at 10 %, wages growing by 4 %: 100 x 1.04^0.5 from the middle of the year, 0.5 years on;
    # six more months at the same wages, from their own middle, 1.25 years on.
    found = value(
        horizon={"periods": 1, "months": 12},
        discount_rate=0.1,
        terminal_months=6,
        locations={"HQ": {"wage_growth": 0.04}, "X": {"hosts": []}},
    )
    assert found == pytest.approx(100 * 1.04**0.5 / 1.1**0.5 + 50 * 1.04**0.5 / 1.1**1.25)


def test_unmet_work() -> None:
    # 2.5 FTE in one year at headquarters: three heads 300, or two heads and half an FTE undone at 120: 260. If only a
    # tenth, 0.25 FTE, may stay undone: three heads.
    common: Data = {"horizon": {"periods": 1, "months": 12}, "locations": {"X": {"hosts": []}}}
    assert value(**common, areas={"dev": {"workload": 2.5, "unmet": {"price": 120}}}) == pytest.approx(260)
    few = {"price": 120, "max_share": 0.1}
    assert value(**common, areas={"dev": {"workload": 2.5, "unmet": few}}) == pytest.approx(300)


def test_attrition_and_replacement() -> None:
    # Attrition 19 % a year is 10 % in half a year: 1 - 0.81^0.5. Two heads stay two: 0.2 hires at 10 each in each of
    # two halves: 200 + 4. After the horizon 12 months cost 200 and 0.19 x 2 x 10.
    place = {"attrition": 0.19, "hiring_cost": 10}
    common: Data = {
        "horizon": {"periods": 2, "months": 6},
        "areas": {"dev": {"workload": 2}},
        "locations": {"HQ": place, "X": {"hosts": []}},
    }
    assert value(**common) == pytest.approx(204)
    assert value(**common, terminal_months=12) == pytest.approx(204 + 200 + 3.8)


def test_cancellation() -> None:
    # A site takes 12 months, set-up 10, fixed cost 100 a year. Work of 4 FTE in year 2 in one future, none in the
    # other, half and half. Committed: 10; in the good future 4 x 40 + 100 = 260 instead of 400. In the bad one the site
    # would cost 100, or 20 to cancel: 0.5 x (10 + 260) + 0.5 x (10 + 20) = 150. Without cancelling: 190; headquarters:
    # 200.
    half = {"probability": 0.5}
    futures = {"good": half, "bad": half | {"drivers": [{"driver": "workload", "values": {"2": 0}}]}}
    changes: Data = {
        "horizon": {"periods": 3, "months": [6, 6, 12]},
        "areas": {"dev": {"workload": [0, 0, 4]}},
        "scenarios": {"kind": "fan", "known_from": 1, "futures": futures},
    }
    site: Data = {"set_up_cost": 10, "lead_time": 12, "fixed_cost": 100}
    assert value(**changes, operating_models=terms(**site)) == pytest.approx(190)
    found = best(**changes, operating_models=terms(**site, cancellation_fee=20))
    assert found.value == pytest.approx(150)
    assert [d.kind.value for d in found.decisions if d.node == "t01.bad"] == ["cancel"]


def test_collaboration() -> None:
    # Two heads of dev need one head of ops, who cannot leave headquarters. At X dev costs 40 instead of 100. X and
    # headquarters share 8 hours but for an hour in summer. Friction of 15 for each head without a match.
    def together(hours: float, served: float, unmatched: float | str) -> float:
        need = {"min_overlap": hours, "heads_served": served, "unmatched": unmatched}
        areas = {"dev": {"workload": 2, "collaboration": {"ops": need}}, "ops": {"workload": 1}}
        return value(
            horizon={"start": "2027-06", "periods": 1, "months": 12}, areas=areas, locations={"X": {"hosts": ["dev"]}}
        )

    # Overlap of the year is between 7 and 8 hours: with 7 both are served, with 8 none is: 2 x 15.
    assert together(7, 2, 15) == pytest.approx(180)
    assert together(8, 2, 15) == pytest.approx(180 + 30)
    # One head serves one only: one is unmatched.
    assert together(7, 1, 15) == pytest.approx(180 + 15)
    # Forbidden: a second head of ops (100) does not help before X has its match; at 8 hours all stay at home: 300.
    assert together(8, 2, "forbidden") == pytest.approx(300)
    # One head served: two of dev at X with two of ops at home: 80 + 200 = 280. One of dev at each place needs two of
    # ops as well: 40 + 100 + 200.
    assert together(7, 1, "forbidden") == pytest.approx(280)


def test_no_release_when_an_outage_begins() -> None:
    # Two heads at X, three years; no work from year 2 on, and X fails in year 2. Nobody may be released then: 80 + 80,
    # and the site may not stop; in year 3 all go.
    sites = {"X": {"operating_model": "run", "teams": {"dev": 2}}}
    changes: Data = {
        "horizon": {"periods": 3, "months": 12},
        "areas": {"dev": {"workload": [2, 0, 0]}},
        "locations": {"HQ": {"hosts": []}},
        "footprint": {"sites": sites},
    }
    failing = {"kind": "deterministic", "drivers": [{"driver": "availability", "location": "X", "values": [1, 0, 1]}]}
    assert value(**changes) == pytest.approx(80)
    assert value(**changes, scenarios=failing) == pytest.approx(160)


def test_single_site_handover() -> None:
    # Two heads move from headquarters to X, where only one a year can be hired: in between the area sits at two places
    # for one period, which a handover of 1 allows; a handover of 0 keeps it at home for 3 x 200.
    changes: Data = {
        "horizon": {"periods": 3, "months": 12},
        "locations": {"X": {"hires_per_year": 1}},
        "footprint": {"sites": {"HQ": {"teams": {"dev": 2}}}},
    }
    apart = value(**changes, areas={"dev": {"workload": 2, "single_site": True, "handover": 1}})
    stays = value(**changes, areas={"dev": {"workload": 2, "single_site": True, "handover": 0}})
    # Year 1: one at X, one at home 140; year 2: two at X 80; year 3: 80.
    assert apart == pytest.approx(140 + 80 + 80)
    assert stays == pytest.approx(600)


def test_least_heads_after_the_build_up() -> None:
    # Two heads at least from month 12 on, one FTE of work: year 1 one head (40), year 2 two heads at X (80), or the
    # site stops and headquarters works (100). With the least at once: 80 + 80; headquarters alone is 200.
    assert value(operating_models=terms(min_heads=2, build_up=12)) == pytest.approx(120)
    assert value(operating_models=terms(min_heads=2)) == pytest.approx(160)


def test_money_of_a_site() -> None:
    # One year, one head at X: payroll 40 x FX 2 = 80, margin 10 % 8, fee 5 (billed at home), levy 20 % of 93, fixed
    # 3 x 2, overhead 4 x 2 (on the edge of its second step), trips (1 + 2) x 1.5 x 2; vendor 7. Home is too dear.
    found = best(
        horizon={"periods": 1, "months": 12},
        coordination_cost=7,
        locations={
            "HQ": {"yearly_cost": 900},
            "X": {"trips_per_head": 1, "trips_per_site": 2, "trip_cost": 1.5},
        },
        operating_models=terms(
            vendor="v",
            margin=0.1,
            fee_per_head=5,
            fixed_cost=3,
            overhead_steps=[{"from_heads": 0, "cost": 4}, {"from_heads": 1, "cost": 90}],
        ),
        scenarios={
            "kind": "deterministic",
            "drivers": [
                {"driver": "fx", "country": "MEX", "values": 2},
                {"driver": "levy", "values": 0.15},
                {"driver": "levy", "operating_model": "run", "values": 0.05},
            ],
        },
    )
    assert found.by_category() == pytest.approx(
        {
            Category.PAYROLL: 80,
            Category.MARGIN: 8,
            Category.FEE: 5,
            Category.LEVY: 18.6,
            Category.FIXED: 6,
            Category.OVERHEAD: 8,
            Category.TRAVEL: 9,
            Category.COORDINATION: 7,
        }
    )
    assert found.value == pytest.approx(141.6)
