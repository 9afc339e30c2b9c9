"""Periods, middles, growth and durations."""

import pytest

from coeplan.planning.calendar import Calendar
from coeplan_models import Horizon

MIXED = Calendar.of(Horizon(start="2026-11", periods=4, months=(3, 3, 12, 12)))


def test_periods_follow_each_other() -> None:
    assert (MIXED.first_year, MIXED.first_month, MIXED.months) == (2026, 11, (3, 3, 12, 12))
    assert MIXED.starts == (0, 3, 6, 18)
    assert MIXED.total_months == 30
    assert [MIXED.month_name(period) for period in range(4)] == ["2026-11", "2027-02", "2027-05", "2028-05"]


def test_months_are_named_over_the_turn_of_the_year() -> None:
    monthly = Calendar.of(Horizon(start="2026-12", periods=2, months=1))
    assert [monthly.month_name(period) for period in range(2)] == ["2026-12", "2027-01"]


def test_middles_growth_and_discounting() -> None:
    assert [MIXED.middle(period) for period in range(4)] == pytest.approx([1.5 / 12, 4.5 / 12, 1.0, 2.0])
    assert MIXED.growth(0.21, 2) == pytest.approx(1.21)
    assert MIXED.growth(0.21, 3) == pytest.approx(1.4641)
    assert MIXED.growth(-0.19, 0) == pytest.approx(0.81**0.125)
    assert MIXED.discount(0.25, 2) == pytest.approx(0.8)
    assert MIXED.discount(0.25, 3) == pytest.approx(0.64)


def test_the_time_after_the_horizon_is_discounted_from_its_own_middle() -> None:
    # 30 months and half of 12 are three years.
    assert MIXED.terminal_discount(0.25, 12) == pytest.approx(0.512)
    assert MIXED.terminal_discount(0.25, 0) == pytest.approx(0.8**2.5)


@pytest.mark.parametrize(
    ("month", "period"),
    [(-2, 0), (0, 0), (0.5, 1), (3, 1), (3 + 5e-10, 1), (3 + 1e-6, 2), (6.5, 3), (18, 3), (18.1, None)],
)
def test_a_duration_is_met_at_the_first_period_that_starts_late_enough(month: float, period: int | None) -> None:
    assert MIXED.first_period_from(month) == period


@pytest.mark.parametrize(
    ("period", "lead_time", "start"),
    [(0, 0, 0), (0, 3, 1), (0, 4, 2), (1, 3, 2), (1, 4, 3), (2, 12, 3), (2, 13, None), (3, 0, 3), (3, 1, None)],
)
def test_a_commitment_starts_after_its_lead_time(period: int, lead_time: float, start: int | None) -> None:
    assert MIXED.start_after(period, lead_time) == start


@pytest.mark.parametrize(
    ("period", "since", "duration", "within"),
    [
        (0, 0, 0, False),
        (0, 0, 1, True),
        (1, 0, 3, False),
        (1, 0, 3 + 5e-10, False),
        (1, 0, 3.5, True),
        (1, -2, 5, False),
        (1, -2, 5.5, True),
        (2, 3, 3, False),
        (2, 3, 4, True),
        (0, 3, 1, True),
    ],
)
def test_a_duration_runs_until_it_has_passed(period: int, since: float, duration: float, within: bool) -> None:
    assert MIXED.within(period, since, duration) is within


@pytest.mark.parametrize(
    ("period", "shares"),
    [
        (0, {2026: 2 / 3, 2027: 1 / 3}),
        (1, {2027: 1.0}),
        (2, {2027: 8 / 12, 2028: 4 / 12}),
        (3, {2028: 8 / 12, 2029: 4 / 12}),
    ],
)
def test_a_period_that_straddles_years_is_split_by_months(period: int, shares: dict[int, float]) -> None:
    assert MIXED.year_shares(period) == pytest.approx(shares)


def test_a_period_of_years_touches_each() -> None:
    assert Calendar(2026, 12, (26,)).year_shares(0) == pytest.approx(
        {2026: 1 / 26, 2027: 12 / 26, 2028: 12 / 26, 2029: 1 / 26}
    )
