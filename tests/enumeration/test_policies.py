"""Every kind of policy, hard and priced, on one small choice worked out by hand.

One year, two FTE. All at X: 2 x 40 = 80; one there and one at home: 140; all at home: 200. X's hours do not meet
headquarters' at all.
"""

from typing import Any

import pytest

from .by_hand import Data, best, terms, value

CHOICE: Data = {
    "horizon": {"periods": 1, "months": 12},
    "areas": {"dev": {"workload": 2, "critical": True, "survival_share": 0.5}},
    "locations": {
        "HQ": {"risk_score": 1},
        "X": {"country": "IND", "time_zone": "Asia/Kolkata", "region": "south", "risk_score": 9},
    },
    "operating_models": terms(vendor="v"),
    "reference_plans": {"home": {"teams": [{"node": "t00", "location": "HQ", "area": "dev", "heads": 2}]}},
}

HALF = {"kind": "capacity_share", "limit": 0.5}
LOSS = {"kind": "survive_loss"}
NEVER = {"kind": "forbid"}
COUNT = {"kind": "count_limit", "limit": 0}


@pytest.mark.parametrize(
    ("policy", "hard", "price", "priced"),
    [
        # One of two FTE may be held by X, its country, its region, the vendor or the model; one is too many.
        (HALF | {"per": "location"}, 140, 10, 90),
        (HALF | {"per": "country"}, 140, 10, 90),
        (HALF | {"per": "region"}, 140, 10, 90),
        (HALF | {"per": "vendor"}, 140, 10, 90),
        (HALF | {"per": "operating_model"}, 140, 10, 90),
        # Headquarters alone is named: all at X is fine.
        (HALF | {"per": "location", "names": ["HQ"]}, 80, 10, 80),
        # Overlap of 8 hours at home and 0 at X: a mean of 4 with one each; all at X lacks 2 FTE x 4 hours.
        ({"kind": "mean_overlap", "floor": 4}, 140, 3, 80 + 24),
        # Scores 1 and 9: a mean of 5 with one each; all at X is 2 FTE x 4 points above.
        ({"kind": "risk_score", "limit": 5}, 140, 2, 80 + 16),
        # After the loss of X half of the work, 1 FTE, must be possible; all at X lacks it all.
        (LOSS | {"per": "location"}, 140, 20, 100),
        (LOSS | {"per": "country"}, 140, 20, 100),
        # The loss of headquarters, or of its country, hurts nobody who is at X.
        (LOSS | {"per": "location", "names": ["HQ"]}, 80, 20, 80),
        (LOSS | {"per": "country", "names": ["USA"]}, 80, 20, 80),
        ({"kind": "start_limit", "limit": 0}, 200, 7, 87),
        (COUNT | {"of": "sites"}, 200, 7, 87),
        (COUNT | {"of": "operating_models"}, 200, 7, 87),
        (COUNT | {"of": "vendors"}, 200, 7, 87),
        (NEVER | {"location": "X"}, 200, 7, 87),
        (NEVER | {"operating_model": "run"}, 200, 7, 87),
        (NEVER | {"operating_model": "run", "location": "X"}, 200, 7, 87),
        # With an area each of the two heads counts; headquarters only if named.
        (NEVER | {"area": "dev"}, 200, 7, 94),
        (NEVER | {"area": "dev", "location": "HQ"}, 80, 7, 80),
        ({"kind": "heads", "location": "X", "at_most": 1}, 140, 10, 90),
        ({"kind": "heads", "location": "HQ", "area": "dev", "at_least": 1}, 140, 10, 90),
        # The given plan has two heads at home: a commitment, a start and two heads at either place differ.
        ({"kind": "freeze", "plan": "home", "periods": 1}, 200, 4, 80 + 24),
        # One commitment too many.
        ({"kind": "change_limit", "plan": "home", "limit": 0}, 200, 9, 89),
    ],
)
def test_policies(policy: Data, hard: float, price: float, priced: float) -> None:
    assert value(**CHOICE, policies={"rule": policy}) == pytest.approx(hard)
    assert value(**CHOICE, policies={"rule": policy | {"price": price}}) == pytest.approx(priced)
    assert value(**CHOICE, policies={"rule": policy | {"enabled": False}}) == pytest.approx(80)


def test_periods_of_a_policy() -> None:
    # The same choice for two years, and no site in the second one alone: 80 + 200.
    years = CHOICE | {"horizon": {"periods": 2, "months": 12}}
    rule = {"kind": "count_limit", "of": "sites", "limit": 0, "first_period": 1}
    assert value(**years, policies={"rule": rule}) == pytest.approx(280)
    # In the first one alone: 200 + 80.
    assert value(**years, policies={"rule": rule | {"first_period": 0, "last_period": 0}}) == pytest.approx(280)


def test_must_operate() -> None:
    # A site that nobody needs costs 5: kept open for that, or not for a price of 3.
    idle: Data = {
        "horizon": {"periods": 1, "months": 12},
        "locations": {"X": {"hosts": list[str]()}},
        "operating_models": {"run": {"fixed_cost": 5}, "other": {"fixed_cost": 9}},
    }
    rule = {"kind": "must_operate", "location": "X"}
    assert value(**idle, policies={"rule": rule}) == pytest.approx(105)
    assert value(**idle, policies={"rule": rule | {"operating_model": "other"}}) == pytest.approx(109)
    assert value(**idle, policies={"rule": rule | {"price": 3}}) == pytest.approx(103)


@pytest.mark.parametrize("per", ["period", "calendar_year", "total"])
def test_capital_limit(per: str) -> None:
    # Set-up of 10 against a limit of 5: 80 + 10, or all at home; a price of 2 adds 2 x 5.
    dear = CHOICE | {"operating_models": terms(set_up_cost=10)}
    rule: dict[str, Any] = {"kind": "capital_limit", "per": per, "limit": 5}
    assert value(**dear, policies={"rule": rule}) == pytest.approx(200)
    assert value(**dear, policies={"rule": rule | {"price": 2}}) == pytest.approx(100)


def test_run_cost_limit() -> None:
    # All at home costs 200 a year against 150: not feasible, or 0.5 x 50 more.
    home = CHOICE | {"locations": {"X": {"hosts": list[str]()}}}
    rule: dict[str, Any] = {"kind": "run_cost_limit", "limit": 150}
    assert not best(**home, policies={"rule": rule}).feasible
    assert value(**home, policies={"rule": rule | {"price": 0.5}}) == pytest.approx(225)
