"""Cutting every period in two: what stays exactly, what changes by a known factor, and what it makes possible.

Let every period have D months, be cut in two, and all data hold in both halves as in the whole. A plan that goes on
deciding at the old periods' starts alone

- costs the same at a discount rate of 0; at a rate r, with x = ln(1 + r) x D/48, run cost is worth cosh(x) times as
  much, whatever is paid once e^x times, and what follows the horizon the same;
- keeps every rule, if durations are multiples of D, nobody leaves, ramps up or is hired against a yearly limit, nothing
  grows, hours in common do not change within a period, and no limit on a calendar year's capital meets a period that
  straddles years;
- pays twice for a lasting breach of a priced policy that has a row in every period: its price is per row.

So the optimum with more points of decision is at most that cost. Attrition and ramp-up have their own tests below.
"""

from typing import Any

import pytest
from hypothesis import strategies as st
from tests.exact import ExactEngine

from .bases import Base, Data, bases, instance_of, no_dearer, same
from .halving import expected_after_the_cut, frozen_to, halve_prices_of_lasting_breaches, halved, late, settle
from .loosenings import places
from .tiers import for_all

WITHOUT = ("uneven_periods", "freeze", "change_limit")
"""Features that no cut is made through: reference plans do not know the new nodes."""


@for_all(fast=8, slow=150, base=bases(without=WITHOUT, most=6))
def test_the_same_decisions_cost_the_same(exact: ExactEngine, base: Base) -> None:
    """Yearly costs of two halves are those of the whole; amounts paid once fall due at the same starts of periods."""
    uncut = base.data
    settle(uncut)
    uncut["discount_rate"] = 0.0
    cut = halved(instance_of(uncut))
    halve_prices_of_lasting_breaches(cut)
    plan = exact.plan(instance_of(uncut))
    if plan is not None:
        assert exact.value(instance_of(frozen_to(cut, plan))) == same(plan.value)
        assert no_dearer(exact.value(instance_of(cut)), plan.value)


@for_all(fast=6, slow=120, base=bases("discounting", without=(*WITHOUT, "cvar_cap", "cvar_objective"), most=6))
def test_discounting_from_other_middles_has_a_known_factor(exact: ExactEngine, base: Base) -> None:
    """The middles of the halves lie D/4 months before and after the whole's, and what is paid once moves to the first.

    Seats cost nothing here: whether to hold them or to buy them anew is decided between the two factors.
    """
    uncut = base.data
    settle(uncut)
    for place in places(uncut):
        place.pop("seat_rent", None)
        place.pop("fit_out", None)
    for policy in uncut["policies"].values():
        policy.pop("price", None)
    plan = exact.plan(instance_of(uncut))
    if plan is not None:
        cut = halved(instance_of(uncut))
        weight = uncut.get("objective", {}).get("expectation_weight", 1.0)
        expected = weight * expected_after_the_cut(plan, uncut["discount_rate"], uncut["horizon"]["months"])
        assert exact.value(instance_of(frozen_to(cut, plan))) == same(expected)
        assert no_dearer(exact.value(instance_of(cut)), expected)


LENGTHS = st.sampled_from((2, 4, 6, 12))


def at_home(months: int, heads: int, **place: Any) -> Data:
    """Return an instance of headquarters alone: work for some heads, as many people at most, three periods."""
    home = {"country": "AUT", "time_zone": "Europe/Vienna", "yearly_cost": 60_000, "talent_pool": heads}
    return {
        "name": "at-home",
        "headquarters": "VIE",
        "horizon": {"start": "2027-01", "periods": 3, "months": months},
        "areas": {"dev": {"workload": heads}},
        "locations": {"VIE": home | place},
        "policies": {},
    }


def payroll(data: Data) -> float:
    """Return what the heads of :func:`at_home` cost over the horizon."""
    return data["areas"]["dev"]["workload"] * 60_000 * 3 * data["horizon"]["months"] / 12


def values_of(exact: ExactEngine, data: Data) -> tuple[float | None, float | None]:
    """Return an instance's optimum uncut and cut."""
    instance = instance_of(data)
    return exact.value(instance), exact.value(instance_of(halved(instance)))


@for_all(fast=3, slow=40, months=LENGTHS, heads=st.integers(1, 9), rate=st.sampled_from((0.1, 0.3, 0.6, 1.0)))
def test_keeping_a_team_takes_more_hires(exact: ExactEngine, months: int, heads: int, rate: float) -> None:
    """Who is hired in the first half may leave in the second: hires are 2/(1 + q) as many, with q = (1 - a)^(D/24).

    A half loses 1 - q of the team, the whole 1 - q^2, and 2(1 - q) = (1 - q^2) x 2/(1 + q).
    """
    data = at_home(months, heads, attrition=rate, hiring_cost=7000)
    uncut, cut = values_of(exact, data)
    assert uncut is not None
    assert cut == same(payroll(data) + (uncut - payroll(data)) * 2 / (1 + (1 - rate) ** (months / 24)))


@for_all(fast=3, slow=40, months=LENGTHS, heads=st.integers(1, 9), rate=st.sampled_from((0.1, 0.3, 0.6)))
def test_attrition_of_two_halves_is_that_of_the_whole(exact: ExactEngine, months: int, heads: int, rate: float) -> None:
    """(1 - a)^(D/12) is the square of (1 - a)^(D/24): a team left alone is at the second half what it was in the whole.

    Nobody is released, as that costs more than to keep them; heads are fractional, so that attrition alone acts.
    """
    data = at_home(months, heads, attrition=rate, severance=10_000_000)
    data["areas"]["dev"] |= {"whole_heads": False, "workload": 0}
    data["footprint"] = {"sites": {"VIE": {"teams": {"dev": heads}}}}
    instance = instance_of(data)
    uncut, cut = exact.plan(instance), exact.plan(instance_of(halved(instance)))
    assert uncut is not None and cut is not None
    left = {team.node: team.heads for team in cut.teams}
    assert len(uncut.teams) == 3
    for team in uncut.teams:
        assert left[late(team.node)] == pytest.approx(team.heads)


@for_all(fast=3, slow=40, months=LENGTHS, heads=st.integers(1, 9), ramp_up=st.sampled_from((1, 2.5, 4, 9, 30)))
def test_ramp_up_loses_as_much_in_two_halves(exact: ExactEngine, months: int, heads: int, ramp_up: float) -> None:
    """The loss of a period is the mean of one function over it: the mean of its halves' means.

    The first half loses more than the second, so that work which must all be done may need more heads than before;
    where it may stay undone at a price, what is undone costs the same. A head short is hired at once in both: the price
    is far above their cost.
    """
    data = at_home(months, heads, ramp_up=ramp_up)
    data["areas"]["dev"]["unmet"] = {"price": 5_000_000}
    data["footprint"] = {"sites": {"VIE": {"teams": {"dev": heads - 1}}}}
    uncut, cut = values_of(exact, data)
    assert uncut is not None
    assert uncut > payroll(data) + 1
    assert cut == same(uncut)


@for_all(fast=2, slow=20, months=LENGTHS, heads=st.integers(3, 9))
def test_hires_of_a_period_have_half_of_it_after_the_cut(exact: ExactEngine, months: int, heads: int) -> None:
    """Hires a year hold in every period by its length: two hires at once need two periods' worth when cut in two."""
    data = at_home(months, heads, hires_per_year=2 * 12 / months)
    data["footprint"] = {"sites": {"VIE": {"teams": {"dev": heads - 2}}}}
    uncut, cut = values_of(exact, data)
    assert uncut == same(payroll(data))
    assert cut is None


@for_all(fast=2, slow=20, months=LENGTHS, heads=st.integers(2, 9))
def test_a_lasting_breach_is_charged_in_every_row(exact: ExactEngine, months: int, heads: int) -> None:
    """The price of a breach is per row and not per year, so twice the periods are twice the charge."""
    data = at_home(months, heads)
    data["policies"]["few"] = {"kind": "heads", "location": "VIE", "at_most": heads - 1, "price": 1000}
    uncut, cut = values_of(exact, data)
    assert uncut == same(payroll(data) + 3 * 1000)
    assert cut == same(payroll(data) + 6 * 1000)
