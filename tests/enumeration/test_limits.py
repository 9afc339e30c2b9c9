"""Limits, CVaR and what is forbidden: optima worked out by hand in the comments; see ``by_hand`` for what is usual."""

import json
from typing import Any

import pytest

from coeplan_models import Instance

from .by_hand import Data, best, terms, tiny, value
from .enumerate import Enumeration, enumerate_optimum


def hedge(**changes: Any) -> Enumeration:
    """Return the optimum of a site that must be committed to before wages there are known.

    Work comes in year 2 only. The site costs 5 to set up and 55 a year; its wages are 0 or 70, half and half.
    """
    half = {"probability": 0.5}
    high = half | {"drivers": [{"driver": "wages", "location": "X", "values": {"1": 70}}]}
    low = half | {"drivers": [{"driver": "wages", "location": "X", "values": {"1": 0}}]}
    return best(
        areas={"dev": {"workload": [0, 1]}},
        locations={"X": {"yearly_cost": 1}},
        operating_models=terms(set_up_cost=5, lead_time=12, fixed_cost=55),
        scenarios={"kind": "fan", "known_from": 1, "futures": {"low": low, "high": high}},
        **changes,
    )


def test_expectation_and_cvar() -> None:
    # The site: 60 or 130, on average 95; headquarters: 100. CVaR(0.5) of the site is the worse half, 130.
    expected = hedge()
    assert expected.value == pytest.approx(95)
    assert expected.leaf_totals == pytest.approx({"t01.low": 60, "t01.high": 130})
    only_cvar = {"expectation_weight": 0, "cvar_weight": 1}
    assert hedge(objective=only_cvar | {"cvar_alpha": 0.5}).value == pytest.approx(100)
    # CVaR(0) is the mean. CVaR(0.25) splits the boundary leaf: (0.5 x 130 + 0.25 x 60) / 0.75 = 106.67 against 100.
    assert hedge(objective=only_cvar | {"cvar_alpha": 0}).value == pytest.approx(95)
    assert hedge(objective=only_cvar | {"cvar_alpha": 0.25}).value == pytest.approx(100)
    # 3/4 of the expectation and 1/4 of CVaR(0.25): 71.25 + 26.67 = 97.92.
    mixed = hedge(objective={"expectation_weight": 0.75, "cvar_weight": 0.25, "cvar_alpha": 0.25})
    assert mixed.value == pytest.approx(0.75 * 95 + 0.25 * (65 + 15) / 0.75)


def test_cap_on_cvar() -> None:
    # A cap of 110 on CVaR(0.5), as in the test before: hard, headquarters for 100. At 0.1 for each unit above it the
    # site costs 95 + 0.1 x (130 - 110) = 97.
    cap = {"kind": "cvar_cap", "alpha": 0.5, "limit": 110}
    assert hedge(policies={"cap": cap}).value == pytest.approx(100)
    assert hedge(policies={"cap": cap | {"price": 0.1}}).value == pytest.approx(97)


def test_limit_on_changes() -> None:
    # The given plan does nothing. Work comes in year 2: 100 at home, 40 + 35 at a site that starts then. Each of two
    # futures needs a commitment of its own; one at the root serves both, but runs the site for 35 in year 1: 110.
    half = {"probability": 0.5}
    changes: Data = {
        "areas": {"dev": {"workload": [0, 1]}},
        "operating_models": terms(fixed_cost=35),
        "scenarios": {"kind": "fan", "known_from": 1, "futures": {"one": half, "two": half}},
        "reference_plans": {"none": {}},
    }
    calm: Data = {"kind": "change_limit", "plan": "none", "limit": 0}
    assert value(**changes) == pytest.approx(75)
    assert value(**changes, policies={"calm": calm}) == pytest.approx(100)
    # One change: in one of the futures.
    assert value(**changes, policies={"calm": calm | {"limit": 1}}) == pytest.approx(87.5)
    # Priced at 5 each: two of them, 75 + 10 (one: 92.5). At 13 each: none (two: 101, one: 100.5).
    assert value(**changes, policies={"calm": calm | {"price": 5}}) == pytest.approx(85)
    assert value(**changes, policies={"calm": calm | {"price": 13}}) == pytest.approx(100)


def test_capital_of_a_calendar_year() -> None:
    # Half-years from October 2027: period 0 is half in 2027, half in 2028; period 1 is all in 2028. A site at each of
    # two places costs 10 to set up and saves 30 a half-year (one head of two). Both at once: 10 of 20 fall in 2027 and
    # 10 in 2028. With a limit of 8 in a year: one in period 0 (5 in 2027, 5 in 2028); the other in period 1 would make
    # 15 in 2028. So one place: 10 + two half-years at 20 + 50. A limit of 10: both at once, 20 + two of 20 + 20.
    places = {
        "X": {"talent_pool": 1},
        "Y": {"country": "MEX", "time_zone": "America/Mexico_City", "yearly_cost": 40, "talent_pool": 1},
    }
    changes: Data = {
        "horizon": {"start": "2027-10", "periods": 2, "months": 6},
        "areas": {"dev": {"workload": 2}},
        "locations": places,
        "operating_models": terms(set_up_cost=10),
    }
    limit: Data = {"kind": "capital_limit", "per": "calendar_year"}
    assert value(**changes, policies={"cap": limit | {"limit": 10}}) == pytest.approx(20 + 80)
    assert value(**changes, policies={"cap": limit | {"limit": 8}}) == pytest.approx(10 + 140)
    # Priced at 0.5: both at once break 8 by 2 in either year: 1 + 1 more.
    assert value(**changes, policies={"cap": limit | {"limit": 8, "price": 0.5}}) == pytest.approx(20 + 80 + 2)


def test_keeping() -> None:
    # Moving to X costs nothing and halves the bill; kept as it is, headquarters works for two years.
    instance = Instance.model_validate_json(json.dumps(tiny()))
    assert enumerate_optimum(instance).value == pytest.approx(80)
    assert enumerate_optimum(instance, keeping=True).value == pytest.approx(200)


def test_infeasible() -> None:
    # Five FTE and four heads at headquarters; X may not host.
    found = best(areas={"dev": {"workload": 5}}, locations={"X": {"hosts": []}})
    assert not found.feasible
    assert found.value is None
