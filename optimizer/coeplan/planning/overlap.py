"""Common working hours of two places, from IANA time zones, daylight saving included."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from coeplan_models import Location

from .calendar import Calendar

Hours = NDArray[np.float64]


@dataclass(frozen=True)
class WorkingHours:
    """Where and when a place works, and how far it may shift."""

    time_zone: str
    start: float
    hours: float
    shift: float

    @classmethod
    def of(cls, location: Location) -> "WorkingHours":
        """Read a location."""
        return cls(location.time_zone, location.workday.start, location.workday.hours, location.shift_hours)

    @classmethod
    def of_zone(cls, time_zone: str) -> "WorkingHours":
        """Working hours of a time zone that is named as a partner: 09:00 to 17:00."""
        return cls(time_zone, 9.0, 8.0, 0.0)


class OverlapTable:
    """Mean overlaps by period and over the horizon, computed once for each pair of working hours.

    Parameters
    ----------
    calendar : Calendar
        Periods.
    """

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        first = date(calendar.first_year, calendar.first_month, 1)
        self._first = first
        after = calendar.first_month - 1 + calendar.total_months
        last = date(calendar.first_year + after // 12, after % 12 + 1, 1)
        self._days = (last - first).days
        self._starts: dict[tuple[str, float], Hours] = {}
        self._means: dict[tuple[WorkingHours, WorkingHours], tuple[tuple[float, ...], float]] = {}

    def in_period(self, site: WorkingHours, partner: WorkingHours, period: int) -> float:
        """Mean overlap, in hours a day, over the Mondays to Fridays of a period."""
        return self._mean(site, partner)[0][period]

    def over_horizon(self, site: WorkingHours, partner: WorkingHours) -> float:
        """Mean overlap, in hours a day, over the Mondays to Fridays of the horizon."""
        return self._mean(site, partner)[1]

    def _mean(self, site: WorkingHours, partner: WorkingHours) -> tuple[tuple[float, ...], float]:
        key = (site, partner)
        if key not in self._means:
            daily = self._daily(site, partner)
            weekdays = (np.arange(self._days) + self._first.weekday()) % 7 < 5
            means: list[float] = []
            for period in range(len(self._calendar.months)):
                days = self._days_of(period)
                means.append(float(daily[days][weekdays[days]].mean()))
            self._means[key] = (tuple(means), float(daily[weekdays].mean()))
        return self._means[key]

    def _days_of(self, period: int) -> slice:
        """Days of a period, counted from the horizon's first."""
        calendar = self._calendar
        edges: list[int] = []
        for month in (calendar.starts[period], calendar.starts[period] + calendar.months[period]):
            index = calendar.first_month - 1 + month
            edges.append((date(calendar.first_year + index // 12, index % 12 + 1, 1) - self._first).days)
        return slice(*edges)

    def _daily(self, site: WorkingHours, partner: WorkingHours) -> Hours:
        """Longest common part on each day of the horizon, over shifts and the site's neighbouring days."""
        partner_starts = self._work_starts(partner)[1:-1]
        site_starts = self._work_starts(site)
        best = np.zeros(self._days)
        for day in (-1, 0, 1):
            starts = site_starts[1 + day : 1 + day + self._days] + 24.0 * day
            best = np.maximum(best, _longest_common(starts, site, partner_starts, partner))
        return best

    def _work_starts(self, place: WorkingHours) -> Hours:
        """UTC hours, from each date's midnight UTC, at which work starts on that local date.

        Shape (days + 2,): one day before the horizon to one after.
        """
        key = (place.time_zone, place.start)
        if key not in self._starts:
            zone = ZoneInfo(place.time_zone)
            midnight = datetime.combine(self._first - timedelta(days=1), datetime.min.time(), zone)
            offsets: list[float] = []
            for day in range(self._days + 2):
                begins = midnight + timedelta(days=day, hours=place.start)
                offset = begins.utcoffset() or timedelta()
                offsets.append(place.start - offset.total_seconds() / 3600)
            self._starts[key] = np.array(offsets)
        return self._starts[key]


def _longest_common(starts: Hours, site: WorkingHours, partner_starts: Hours, partner: WorkingHours) -> Hours:
    """Longest common part of two days' intervals when the first may shift.

    The common part is largest once the shorter interval lies within the longer one, so the best shift
    is the smallest that gets there, cut to what is allowed.
    """
    slack = partner.hours - site.hours
    earliest = partner_starts + min(slack, 0.0)
    latest = partner_starts + max(slack, 0.0)
    shift = np.clip(np.clip(starts, earliest, latest) - starts, -site.shift, site.shift)
    begins = starts + shift
    common = np.minimum(begins + site.hours, partner_starts + partner.hours) - np.maximum(begins, partner_starts)
    return np.maximum(common, 0.0)
