"""Overlap of working days, against figures known from time-zone tables."""

import pytest

from coeplan.audit.calendar import Calendar
from coeplan.audit.overlap import Clock, Overlaps
from coeplan_models import Horizon

YEAR = Calendar(Horizon(start="2026-01", periods=12, months=1))
AUSTIN = Clock("America/Chicago")


def mean(site: Clock, partner: Clock = AUSTIN) -> float:
    return Overlaps(YEAR).in_horizon(site, partner)


@pytest.mark.parametrize(
    ("zone", "shift", "least", "most"),
    [
        ("Asia/Kolkata", 4.0, 0.5, 1.5),
        ("Asia/Kolkata", 0.0, 0.0, 0.0),
        ("Asia/Manila", 4.0, 1.0, 2.0),
        ("Europe/Warsaw", 0.0, 1.0, 1.1),
        ("Europe/Warsaw", 4.0, 5.0, 5.1),
        ("America/Sao_Paulo", 0.0, 5.0, 6.0),
        ("America/Sao_Paulo", 4.0, 8.0, 8.0),
        ("America/Toronto", 0.0, 7.0, 7.0),
        ("Europe/Bucharest", 0.0, 0.0, 0.1),
        ("America/Chicago", 0.0, 8.0, 8.0),
    ],
)
def test_year_mean_against_austin(zone: str, shift: float, least: float, most: float) -> None:
    assert least - 1e-9 <= mean(Clock(zone, shift=shift)) <= most + 1e-9


def test_bengaluru_gains_an_hour_in_winter() -> None:
    """With a shift of 4 h Bengaluru works until 21:00 IST = 15:30 UTC; Austin opens at 14:00 UTC in summer (CDT),
    at 15:00 in winter (CST). In July both have 1.5 h in common, in January 0.5 h."""
    overlaps = Overlaps(YEAR)
    site = Clock("Asia/Kolkata", shift=4.0)
    assert overlaps.in_period(site, AUSTIN, 6) == pytest.approx(1.5)
    assert overlaps.in_period(site, AUSTIN, 0) == pytest.approx(0.5)


def test_weeks_in_which_one_side_alone_has_changed_clocks() -> None:
    """In 2026 Austin changes on 8 March, Krakow on 29 March: 15 of March's 22 workdays have 2 h in common, 7 have 1 h.
    In autumn Krakow changes on 25 October, Austin on 1 November: 5 of October's 22 workdays have 2 h."""
    overlaps = Overlaps(YEAR)
    krakow = Clock("Europe/Warsaw")
    assert overlaps.in_period(krakow, AUSTIN, 2) == pytest.approx((15 * 2 + 7 * 1) / 22)
    assert overlaps.in_period(krakow, AUSTIN, 9) == pytest.approx((5 * 2 + 17 * 1) / 22)


def test_the_site_may_shift_but_never_the_partner() -> None:
    flexible = Clock("Europe/Warsaw", shift=4.0)
    assert mean(flexible, AUSTIN) > 5
    assert mean(AUSTIN, flexible) < 1.1


def test_days_before_and_after_are_compared_too() -> None:
    """09:00 to 17:00 at UTC+14 is 19:00 to 03:00 UTC, the evening before; a partner at UTC-10 works 19:00 to 03:00
    UTC too. The common part is the whole day, though the dates differ by one."""
    assert mean(Clock("Etc/GMT-14"), Clock("Etc/GMT+10")) == pytest.approx(8.0)


def test_working_days_of_other_lengths() -> None:
    """10 h from 07:00 against 4 h from 15:00 in the same zone: 15:00 to 17:00. A shift of 1 h makes it 3 h, one of
    5 h all 4 h of the partner, no more."""
    partner = Clock("Etc/UTC", 15.0, 4.0)
    assert mean(Clock("Etc/UTC", 7.0, 10.0), partner) == pytest.approx(2.0)
    assert mean(Clock("Etc/UTC", 7.0, 10.0, 1.0), partner) == pytest.approx(3.0)
    assert mean(Clock("Etc/UTC", 7.0, 10.0, 5.0), partner) == pytest.approx(4.0)


def test_the_horizon_mean_weighs_days_not_periods() -> None:
    """A long period and a short one: the mean over all days lies nearer to the long one's."""
    calendar = Calendar(Horizon(start="2026-01", periods=2, months=(2, 1)))
    overlaps = Overlaps(calendar)
    krakow = Clock("Europe/Warsaw")
    first, second = (overlaps.in_period(krakow, AUSTIN, period) for period in range(2))
    # January and February 2026 have 42 workdays, March has 22.
    assert overlaps.in_horizon(krakow, AUSTIN) == pytest.approx((42 * first + 22 * second) / 64)
    assert first < second
