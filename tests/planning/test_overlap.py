"""Common working hours, against counting quarters of an hour one by one."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from coeplan.planning.calendar import Calendar
from coeplan.planning.overlap import OverlapTable, WorkingHours
from coeplan_models import Location, Workday

CHICAGO = WorkingHours("America/Chicago", 9.0, 8.0, 0.0)
QUARTER = 900

# March 2026: clocks change in the United States on the 8th and in Europe on the 29th; then April and May together.
SPRING = Calendar(2026, 3, (1, 2))
# November 2026 (the United States change on the 1st) to January 2027: the year turns within the second period.
WINTER = Calendar(2026, 11, (1, 2))

PAIRS = [
    (WorkingHours("Europe/Warsaw", 9.0, 8.0, 0.0), CHICAGO),
    (WorkingHours("Europe/Warsaw", 9.0, 8.0, 4.0), CHICAGO),
    (WorkingHours("Asia/Kolkata", 9.0, 8.0, 4.0), CHICAGO),
    (WorkingHours("Asia/Kathmandu", 8.5, 9.25, 3.25), WorkingHours("Europe/Berlin", 9.0, 8.0, 0.0)),
    (WorkingHours("America/Sao_Paulo", 10.0, 6.0, 1.5), WorkingHours("America/Chicago", 8.0, 10.0, 9.0)),
    (WorkingHours("Australia/Lord_Howe", 9.0, 8.0, 2.0), WorkingHours("Pacific/Honolulu", 9.0, 8.0, 0.0)),
    (WorkingHours("Pacific/Auckland", 9.0, 8.0, 0.5), WorkingHours("America/Los_Angeles", 15.0, 8.0, 0.0)),
    (WorkingHours("Asia/Manila", 21.0, 9.0, 0.0), WorkingHours("America/New_York", 9.0, 8.0, 0.0)),
    (WorkingHours("Europe/London", 22.5, 10.0, 0.25), WorkingHours("Europe/Berlin", 20.0, 9.0, 0.0)),
    (WorkingHours("Africa/Cairo", 9.0, 8.0, 1.0), CHICAGO),  # changes its clocks on a Friday in April
    (WorkingHours("Etc/GMT-3", 0.0, 24.0, 0.0), WorkingHours("Etc/GMT+5", 6.0, 12.0, 0.0)),
]


def name_of(pair: object) -> str | None:
    return pair.time_zone if isinstance(pair, WorkingHours) else None


def quarters(place: WorkingHours, day: date, shift: float = 0.0) -> set[int]:
    """Quarters of an hour, counted from 1970, in which a place works on a local date."""
    hours, minutes = divmod(round(place.start * 60), 60)
    begins = datetime(day.year, day.month, day.day, hours, minutes, tzinfo=ZoneInfo(place.time_zone)).astimezone(UTC)
    first = round((begins.timestamp() + shift * 3600) / QUARTER)
    return set(range(first, first + round(place.hours * 4)))


def best_common_hours(site: WorkingHours, partner: WorkingHours, day: date) -> float:
    shifts = [step / 4 for step in range(-round(site.shift * 4), round(site.shift * 4) + 1)]
    wanted = quarters(partner, day)
    days = [day + timedelta(days=offset) for offset in (-1, 0, 1)]
    return max(len(quarters(site, each, shift) & wanted) for each in days for shift in shifts) / 4


def workdays(year: int, month: int) -> Iterator[date]:
    days = (date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1))
    return (day for day in days if day.isoweekday() <= 5)


def counted(site: WorkingHours, partner: WorkingHours, months: list[tuple[int, int]]) -> float:
    hours = [best_common_hours(site, partner, day) for month in months for day in workdays(*month)]
    return sum(hours) / len(hours)


@pytest.mark.parametrize(("site", "partner"), PAIRS, ids=name_of)
@pytest.mark.parametrize(
    ("calendar", "months"),
    [(SPRING, [[(2026, 3)], [(2026, 4), (2026, 5)]]), (WINTER, [[(2026, 11)], [(2026, 12), (2027, 1)]])],
    ids=["spring", "winter"],
)
def test_overlap_is_what_counting_finds(
    calendar: Calendar, months: list[list[tuple[int, int]]], site: WorkingHours, partner: WorkingHours
) -> None:
    table = OverlapTable(calendar)
    for period, those in enumerate(months):
        assert table.in_period(site, partner, period) == pytest.approx(counted(site, partner, those))
    whole = [month for those in months for month in those]
    assert table.over_horizon(site, partner) == pytest.approx(counted(site, partner, whole))


def test_weeks_in_which_one_side_alone_has_changed_clocks() -> None:
    # 15 of March's 22 workdays (9 to 27) have 2 hours in common, 7 have 1; then always 1.
    table = OverlapTable(SPRING)
    warsaw = WorkingHours("Europe/Warsaw", 9.0, 8.0, 0.0)
    assert table.in_period(warsaw, CHICAGO, 0) == pytest.approx((15 * 2 + 7) / 22)
    assert table.in_period(warsaw, CHICAGO, 1) == pytest.approx(1.0)
    # April and May have 22 + 21 workdays: the horizon's mean is by days, not by periods.
    assert table.over_horizon(warsaw, CHICAGO) == pytest.approx((15 * 2 + 7 + 43) / 65)


def test_a_long_horizon_ends_with_its_last_period() -> None:
    # November 2026 to November 2027. São Paulo keeps its clocks: 5 hours in common with Chicago's winter, 6 in summer.
    long = OverlapTable(Calendar(2026, 11, (1, 12)))
    months = [(2026, 11), (2026, 12), *((2027, month) for month in range(1, 12))]
    sao_paulo = WorkingHours("America/Sao_Paulo", 9.0, 8.0, 0.0)
    assert long.over_horizon(sao_paulo, CHICAGO) == pytest.approx(counted(sao_paulo, CHICAGO, months))
    assert long.in_period(sao_paulo, CHICAGO, 1) == pytest.approx(counted(sao_paulo, CHICAGO, months[1:]))


def test_the_site_shifts_and_the_partner_never_does() -> None:
    table = OverlapTable(Calendar(2026, 6, (1,)))
    flexible = WorkingHours("Europe/Warsaw", 9.0, 8.0, 3.0)
    assert table.in_period(flexible, CHICAGO, 0) == pytest.approx(4.0)
    assert table.in_period(CHICAGO, flexible, 0) == pytest.approx(1.0)


@pytest.mark.parametrize(("start", "common"), [(9.5, 8.0), (8.5, 8.0), (10.5, 7.5), (7.5, 7.5)])
def test_days_of_one_length_coincide_where_a_shift_allows_it(start: float, common: float) -> None:
    table = OverlapTable(Calendar(2026, 6, (1,)))
    site, partner = WorkingHours("Etc/UTC", start, 8.0, 1.0), WorkingHours("Etc/UTC", 9.0, 8.0, 0.0)
    assert table.in_period(site, partner, 0) == pytest.approx(common)


def test_a_longer_day_holds_a_shorter_one() -> None:
    table = OverlapTable(Calendar(2026, 6, (1,)))
    long, short = WorkingHours("Etc/UTC", 6.0, 12.0, 1.0), WorkingHours("Etc/UTC", 15.0, 4.0, 2.0)
    assert table.in_period(long, short, 0) == pytest.approx(4.0)
    assert table.in_period(short, long, 0) == pytest.approx(4.0)


def test_working_hours_are_the_location_s_or_nine_to_five_of_a_zone() -> None:
    place = Location(
        country="MEX", time_zone="America/Mexico_City", workday=Workday(start=8.5, hours=9.0), shift_hours=1.5
    )
    assert WorkingHours.of(place) == WorkingHours("America/Mexico_City", 8.5, 9.0, 1.5)
    assert WorkingHours.of_zone("Europe/Berlin") == WorkingHours("Europe/Berlin", 9.0, 8.0, 0.0)
