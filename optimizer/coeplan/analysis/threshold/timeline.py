"""When an experiment's work begins, when its team has ramped up, when AI changes, and when all is over."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from coeplan.core.errors import InputError
from coeplan.planning.calendar import Calendar
from coeplan.planning.people import lost_heads
from coeplan_models import Fault, Horizon

from .ask import Conditions


@dataclass(frozen=True)
class Stretches:
    """Durations that an experiment has to leave room for, in months.

    Attributes
    ----------
    lead_time : float
        Longest lead time of the models compared: all do the same work, which begins when the slowest can.
    ramp_up : float
        Ramp-up of a hire at the location.
    run_off : float
        Longest lock-in or lease that may still run when the work has ended.
    """

    lead_time: float
    ramp_up: float
    run_off: float


@dataclass(frozen=True)
class Timeline:
    """The periods of an experiment.

    Attributes
    ----------
    horizon : Horizon
        All periods, those of the run-off included.
    service : int
        First period with work.
    settled : int
        First period in which those hired at the beginning have ramped up.
    changed : int
        First period in which the AI multiplier holds.
    ends : int
        Period after the last one with work.
    """

    horizon: Horizon
    service: int
    settled: int
    changed: int
    ends: int

    @classmethod
    def of(cls, horizon: Horizon, conditions: Conditions, stretches: Stretches) -> "Timeline":
        """Lay out the periods of an experiment.

        Raises
        ------
        InputError
            Where the horizon is too short for a site to be opened, and its team to ramp up.
        """
        worked = _stretched(horizon.period_months, conditions.years)
        calendar = Calendar.of(_horizon(horizon, worked))
        service = calendar.start_after(0, stretches.lead_time)
        settled = None if service is None else calendar.start_after(service, stretches.ramp_up)
        if service is None or settled is None:
            raise InputError([_too_short(calendar.total_months, stretches)])
        # Where the work is over sooner, AI changes its last period.
        changed = calendar.start_after(service, conditions.ai_after) or len(worked) - 1
        tail = _run_off(worked[-1], stretches) if conditions.ending.closes else ()
        return cls(_horizon(horizon, (*worked, *tail)), service, settled, changed, len(worked))

    @cached_property
    def calendar(self) -> Calendar:
        """The periods as months."""
        return Calendar.of(self.horizon)

    def shares(self, ramp_up: float) -> tuple[float, ...]:
        """Share of the full work that is asked for in each period.

        While the first team ramps up, it is what that team delivers; before the beginning and after the end it is 0.

        Parameters
        ----------
        ramp_up : float
            Ramp-up of a hire at the location, in months.

        Returns
        -------
        tuple of float, shape (periods,)
            Between 0 and 1.
        """
        starts, months = self.calendar.starts, self.calendar.months
        begin = starts[self.service]
        return tuple(
            1 - lost_heads(ramp_up, starts[period] - begin, months[period])
            if self.service <= period < self.ends
            else 0.0
            for period in range(len(months))
        )


def _stretched(months: Sequence[int], years: float | None) -> tuple[int, ...]:
    """Return periods of a whole number of months that fill so many years; the last one is repeated, or cut."""
    if years is None:
        return tuple(months)
    left, found = max(1, round(12 * years)), list[int]()
    while left > 0:
        period = months[min(len(found), len(months) - 1)]
        found.append(min(period, left))
        left -= period
    return tuple(found)


def _run_off(last: int, stretches: Stretches) -> tuple[int, ...]:
    return (last,) * (1 + math.ceil(stretches.run_off / last))


def _horizon(horizon: Horizon, months: tuple[int, ...]) -> Horizon:
    return Horizon(start=horizon.start, periods=len(months), months=months)


def _too_short(total: int, stretches: Stretches) -> Fault:
    return Fault(
        code="horizon_too_short",
        path=("horizon", "periods"),
        message=(
            f"the horizon of {total} months has no period in which people who ramp up in {stretches.ramp_up:g} months "
            f"have done so at a site that takes up to {stretches.lead_time:g} months to open"
        ),
        value=str(total),
        expected="a longer horizon (--years), or only models that open sooner (--model)",
    )
