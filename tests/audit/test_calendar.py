"""Months, years and durations."""

import pytest

from coeplan.audit.calendar import Calendar
from coeplan_models import Horizon

MIXED = Calendar(Horizon(start="2026-11", periods=4, months=(3, 3, 12, 12)))


def test_starts_middles_and_labels() -> None:
    assert MIXED.starts == (0, 3, 6, 18)
    assert MIXED.months == 30
    assert [MIXED.label(period) for period in range(4)] == ["2026-11", "2027-02", "2027-05", "2028-05"]
    assert MIXED.middle(2) == pytest.approx(1.0)


def test_a_period_that_straddles_years_is_split_by_months() -> None:
    assert MIXED.year_shares(0) == pytest.approx({2026: 2 / 3, 2027: 1 / 3})
    assert MIXED.year_shares(2) == pytest.approx({2027: 8 / 12, 2028: 4 / 12})


@pytest.mark.parametrize(
    ("month", "period"), [(0, 0), (0.5, 1), (3, 1), (3 + 1e-12, 1), (6.5, 3), (18, 3), (18.1, None)]
)
def test_a_duration_is_met_at_the_first_period_that_starts_late_enough(month: float, period: int | None) -> None:
    assert MIXED.period_from(month) == period
