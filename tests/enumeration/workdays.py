"""Calendar arithmetic: months, Mondays to Fridays, and how long two places work at the same time."""

from datetime import date, datetime, timedelta
from functools import cache
from statistics import fmean
from typing import NamedTuple
from zoneinfo import ZoneInfo


class WorkingHours(NamedTuple):
    """When a place works: zone, start in hours after local midnight, length in hours, hours it may shift."""

    zone: str
    start: float
    length: float
    shift: float


def month_after(start: str, months: int) -> date:
    """Return the first day of the month that begins ``months`` after ``start`` (``YYYY-MM``)."""
    count = int(start[:4]) * 12 + int(start[5:]) - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def begins(hours: WorkingHours, day: date) -> float:
    """Return the instant at which a place's working day of a local date begins, in hours since 1970 UTC."""
    local = datetime(day.year, day.month, day.day) + timedelta(hours=hours.start)
    return local.replace(tzinfo=ZoneInfo(hours.zone)).timestamp() / 3600


def common_hours(site: WorkingHours, partner: WorkingHours, day: date) -> float:
    """Return the longest common part of the partner's working day and any of the site's around it, in hours.

    A shift moves both ends of the site's interval alike, so with a free shift the shorter interval fits into the
    longer one; a bounded shift can bring the nearer ends together by at most its hours.
    """
    opens = begins(partner, day)
    closes = opens + partner.length
    best = 0.0
    for offset in (-1, 0, 1):
        starts = begins(site, day + timedelta(days=offset))
        ends = starts + site.length
        shared = min(partner.length, site.length, closes - starts + site.shift, ends - opens + site.shift)
        best = max(best, shared)
    return best


@cache
def mean_overlap(site: WorkingHours, partner: WorkingHours, first: date, end: date) -> float:
    """Return the overlap averaged over the Mondays to Fridays from ``first`` to the day before ``end``."""
    days = (first + timedelta(days=count) for count in range((end - first).days))
    return fmean(common_hours(site, partner, day) for day in days if day.weekday() < 5)
