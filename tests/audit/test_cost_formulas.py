"""What an amount is worth once the instance says something else, worked out by hand."""

from collections.abc import Callable
from typing import Any

import pytest

from . import closing, opening, passing
from .drafts import Draft
from .findings import findings

MX: dict[str, Any] = {"location": "MX"}


def driver(kind: str, values: Any, **scope: str) -> Callable[[Draft], object]:
    """Return a change that adds a driver."""

    def change(draft: Draft) -> None:
        scenarios = draft.instance.get("scenarios", {"kind": "deterministic", "drivers": []})
        rows = [*scenarios["drivers"], {"driver": kind, "values": values, **scope}]
        draft.put("scenarios", scenarios | {"drivers": rows})

    return change


def put(path: str, value: Any) -> Callable[[Draft], object]:
    """Return a change of the instance."""
    return lambda draft: draft.put(path, value)


SERVICE = "operating_models.service"
CAPTIVE = "operating_models.captive"

OPENING = [
    # Four heads are there and two are billed beside, at 10, and FX is 2.
    (put(f"{SERVICE}.fee_currency", "home"), "fee", {}, 40),
    (put(f"{SERVICE}.fee_currency", "home"), "shortfall", {}, 20),
    (put(f"{SERVICE}.fee_currency", "home"), "levy", {}, (425.92 + 42.592 + 40 + 20) / 10),
    (put(f"{SERVICE}.fee_growth", 0.21), "fee", {}, 80 * 1.331),
    (put(f"{SERVICE}.fee_growth", 0.21), "shortfall", {}, 40 * 1.331),
    (put(f"{SERVICE}.shortfall_price", 7), "shortfall", {}, 2 * 7 * 2),
    (driver("fees", 1.5, operating_model="service"), "fee", {}, 120),
    (driver("fees", 1.5, operating_model="service"), "shortfall", {}, 60),
    (driver("fees", 1.5, operating_model="captive"), "fee", {}, 80),
    # Four billed heads stay below the band from 5 on.
    (put(f"{SERVICE}.take_or_pay_heads", 4), "fee", {}, 4 * 12 * 2),
    (put(f"{SERVICE}.take_or_pay_heads", 4), "shortfall", {}, 0),
    (put(f"{SERVICE}.overrides", {"MX": {"fixed_cost": 3}}), "fixed", {}, 6),
    (put(f"{SERVICE}.country_overrides", {"MEX": {"margin": 0.5}}), "margin", {}, 212.96),
    (
        put(f"{SERVICE}.overhead_steps", [{"from_heads": 0, "cost": 6}, {"from_heads": 4, "cost": 5}]),
        "overhead",
        {},
        10,
    ),
    (put(f"{SERVICE}.client_bears_hiring", False), "hiring", MX, 0),
    (put("locations.MX.wage_growth", 0), "payroll", MX, 4 * 40 * 2),
    (put("locations.MX.wage_growth", 0), "hiring", MX, 4 * 5 * 2),
    (driver("wages", 2, area="dev", country="MEX"), "payroll", MX, 851.84),
    (driver("wages", 2, area="dev", country="MEX"), "hiring", MX, 106.48),
    (driver("wages", 2, area="support"), "payroll", MX, 425.92),
    # FX without a scope holds everywhere but in headquarters' country.
    (driver("fx", 3), "payroll", MX, 425.92 * 3),
    (driver("fx", 3), "payroll", {"location": "HQ", "area": "dev"}, 800),
    (driver("levy", 0.2, region="LATAM", operating_model="service"), "levy", {}, 58.8512 * 3),
    (driver("levy", 0.2, location="HQ"), "levy", {}, 58.8512),
    (put("locations.MX.trip_cost", 5), "travel", MX, 6 * 5 * 2),
    (put("coordination_cost", 20), "coordination", {}, 20),
    (put("areas.support.collaboration.dev.heads_served", 0.5), "friction", {}, 0),
    # Mexico's four heads would serve one more if it were near enough.
    (put("areas.support.collaboration.dev.min_overlap", 6), "friction", {}, 6),
    (put("areas.dev.unmet.price", 100), "unmet", {}, 60),
]

CLOSING = [
    (put("locations.MX.seat_rent", 12), "rent", {"node": "t01"}, 36),
    # The middle of the second period is 0.75 years away.
    (put("locations.MX.rent_growth", 0.5), "rent", {"node": "t01"}, 18 * 1.5**0.75),
    (put(f"{CAPTIVE}.client_bears_severance", False), "severance", {}, 0),
    (put("locations.MX.wage_growth", 0.5), "severance", {}, 54 * 1.5**0.75),
    (driver("fx", 3, location="MX"), "exit", {}, 150),
    (driver("fx", 3, location="MX"), "early_exit", {}, 36),
    (driver("fx", 3, location="MX"), "fit_out", {}, 6),
    (driver("fx", 3, location="MX"), "rent", {"node": "t01"}, 54),
    # 5 of 11 months remain, and 1 of another 7.
    (put("footprint.sites.MX.remaining_lock_in", 11), "early_exit", {}, 20),
    (put("footprint.sites.MX.inherited_lock_ins", {"captive": 7}), "early_exit", {}, 16),
    (put("footprint.sites.MX.remaining_lock_in", 6), "early_exit", {}, 0),
]

PASSING = [
    (put(f"{SERVICE}.conversions.captive.fixed_fee", 5), "conversion", {}, 14),
    (put(f"{SERVICE}.conversions.captive.fixed_fee", 0), "conversion", {}, 9),
    (put(f"{SERVICE}.client_bears_severance", False), "severance", {}, 0),
    (put(f"{CAPTIVE}.client_bears_severance", False), "severance", {}, 9),
    (put(f"{CAPTIVE}.client_bears_hiring", False), "hiring", {}, 0),
    (put(f"{SERVICE}.client_bears_hiring", True), "hiring", {}, 3),
    (driver("fx", 3, location="IN"), "cancellation", {}, 24),
    (driver("fx", 3, location="MX"), "conversion", {}, 102),
    (driver("fx", 3, location="MX"), "severance", {}, 27),
]


def off(draft: Draft, category: str, place: dict[str, Any]) -> bool:
    """Whether the auditor finds the amount of a category and place off, what follows the horizon left aside."""
    return any(
        finding.rule == "amount"
        and finding.message.startswith(f"{category} ")
        and all(getattr(finding, field) == name for field, name in place.items())
        for finding in findings(draft)
    )


def check(draft: Draft, change: Callable[[Draft], object], what: tuple[str, dict[str, Any], float]) -> None:
    category, place, money = what
    change(draft)
    rows = [
        row
        for row in draft.amounts
        if row["category"] == category
        and not row.get("terminal")
        and all(row.get(field) == name for field, name in place.items())
    ]
    assert len(rows) == 1, rows
    assert off(draft, category, place) == (abs(rows[0]["money"] - money) > 1e-6 * max(1, money))
    rows[0]["money"] = money
    assert not off(draft, category, place)


@pytest.mark.parametrize(("change", "category", "place", "money"), OPENING)
def test_opening(change: Callable[[Draft], object], category: str, place: dict[str, Any], money: float) -> None:
    check(opening.draft(), change, (category, {"node": "t01", **place}, money))


@pytest.mark.parametrize(("change", "category", "place", "money"), CLOSING)
def test_closing(change: Callable[[Draft], object], category: str, place: dict[str, Any], money: float) -> None:
    check(closing.draft(), change, (category, place, money))


@pytest.mark.parametrize(("change", "category", "place", "money"), PASSING)
def test_passing(change: Callable[[Draft], object], category: str, place: dict[str, Any], money: float) -> None:
    check(passing.draft(), change, (category, place, money))


def test_headquarters_travels_by_head_only() -> None:
    draft = opening.draft().put("locations.HQ.trips_per_head", 1).put("locations.HQ.trips_per_site", 9)
    draft.put("locations.HQ.trip_cost", 2)
    assert off(draft, "travel", {"node": "t00", "location": "HQ"})
    for node, heads in (("t00", 14), ("t01", 12)):
        row = {"location": "HQ", "operating_model": "headquarters"}
        draft.add("amounts", node=node, category="travel", money=2 * heads, **row)
    assert not off(draft, "travel", {"location": "HQ"})


def test_what_follows_the_horizon_lasts_its_own_months() -> None:
    """With 6 months after the horizon instead of 12, every terminal amount is half."""
    draft = opening.draft().put("terminal_months", 6)
    assert {finding.rule for finding in findings(draft)} >= {"amount", "discounted_amount"}
    for row in draft.amounts:
        if row.get("terminal"):
            row["money"] /= 2
    # The middle is then 2.25 years away.
    draft.terminal_discount = 1.21**-2.25
    assert findings(draft) == ()


def test_attrition_after_the_horizon_takes_all_at_most() -> None:
    draft = opening.draft()
    driver("attrition", {"1": 10}, location="MX")(draft)
    row = draft.pick("amounts", category="hiring", location="MX", terminal=True)
    assert row["money"] == 13.31
    row["money"] = 4 * 5 * 1.331 * 2
    assert findings(draft) == ()
