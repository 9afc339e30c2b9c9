"""How many hours a day two places work at the same time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from .calendar import Calendar

Days = npt.NDArray[np.float64]
SECONDS_AN_HOUR = 3600.0
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Clock:
    """When a place works: ``hours`` from ``start`` local time in its zone, each day."""

    zone: str
    start: float = 9.0
    hours: float = 8.0
    shift: float = 0.0
    """Hours by which the place may shift its working day either way, when it is the site."""


class Overlaps:
    """Mean hours a day that a site shares with a partner, by period and over the horizon.

    Each pair of clocks is worked out once, for all days of the horizon at a time.

    Parameters
    ----------
    calendar : Calendar
        The horizon's periods.
    """

    def __init__(self, calendar: Calendar) -> None:
        first = calendar.first_day(0)
        last = calendar.first_day(calendar.months)
        # One day more on either side: a partner's day is compared with the site's days before and after it.
        self._dates = [first + timedelta(days=day) for day in range(-1, (last - first).days + 1)]
        edges = [(calendar.first_day(start) - first).days for start in (*calendar.starts, calendar.months)]
        self._edges = np.array(edges)
        self._workday = np.array([float(day.weekday() < SATURDAY) for day in self._dates[1:-1]])
        self._openings: dict[tuple[str, float], Days] = {}
        self._means: dict[tuple[Clock, Clock], tuple[list[float], float]] = {}

    def in_period(self, site: Clock, partner: Clock, period: int) -> float:
        """Return the mean overlap over the Mondays to Fridays of a period, in hours a day."""
        return self._mean(site, partner)[0][period]

    def in_horizon(self, site: Clock, partner: Clock) -> float:
        """Return the mean overlap over the Mondays to Fridays of the horizon, in hours a day."""
        return self._mean(site, partner)[1]

    def _mean(self, site: Clock, partner: Clock) -> tuple[list[float], float]:
        found = self._means.get((site, partner))
        if found is None:
            counted = self._daily(site, partner) * self._workday
            hours = np.add.reduceat(counted, self._edges[:-1])
            days = np.add.reduceat(self._workday, self._edges[:-1])
            found = ([float(mean) for mean in hours / days], float(counted.sum() / self._workday.sum()))
            self._means[site, partner] = found
        return found

    def _daily(self, site: Clock, partner: Clock) -> Days:
        """Return the longest common part on each of the partner's days, shape (days of the horizon,)."""
        theirs = self._opening(partner)[1:-1]
        ours = self._opening(site)
        days = len(theirs)
        longest = np.zeros(days)
        for offset in range(3):
            # How much later the site opens than the partner. Shifting moves this by up to `shift` either way, so
            # each end of the common part may gain that much, while neither working day grows.
            later = ours[offset : offset + days] - theirs
            common = np.minimum(partner.hours - later, site.hours + later) + site.shift
            longest = np.maximum(longest, np.minimum(common, min(partner.hours, site.hours)))
        return longest

    def _opening(self, clock: Clock) -> Days:
        """Return the instant at which a place opens on each date, in hours since 1970, shape (dates,)."""
        key = (clock.zone, clock.start)
        if key not in self._openings:
            zone = ZoneInfo(clock.zone)
            after_midnight = timedelta(hours=clock.start)
            openings = [
                (datetime(day.year, day.month, day.day) + after_midnight).replace(tzinfo=zone).timestamp()
                for day in self._dates
            ]
            self._openings[key] = np.array(openings) / SECONDS_AN_HOUR
        return self._openings[key]
