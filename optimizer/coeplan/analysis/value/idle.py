"""Until when nothing can operate where nothing is committed for a while."""

from collections.abc import Iterator, Mapping

from coeplan.planning.calendar import Calendar
from coeplan_models import Forbid, Instance


def idle_until(instance: Instance, periods: int) -> Iterator[Forbid]:
    """Yield what follows from committing and converting nothing in the first periods, as policies.

    Nothing is said of locations where the footprint has a site or a commitment: there something may operate.

    Parameters
    ----------
    instance : Instance
        The instance.
    periods : int
        How many periods.
    """
    calendar = Calendar.of(instance.horizon)
    for place in instance.locations:
        if place == instance.headquarters or place in _existing(instance):
            continue
        for model, first in _reached(instance, place, calendar, periods).items():
            if first > 0:
                yield Forbid(kind="forbid", location=place, operating_model=model, last_period=first - 1)


def _existing(instance: Instance) -> set[str]:
    """Return locations where the footprint has something."""
    if instance.footprint is None:
        return set()
    return {*instance.footprint.sites, *(each.location for each in instance.footprint.commitments)}


def _reached(instance: Instance, place: str, calendar: Calendar, periods: int) -> Mapping[str, int]:
    """Return the first period in which each model can operate at a location: by a start, or over conversions."""
    country = instance.locations[place].country
    models = {name: each for name, each in instance.operating_models.items() if each.may_operate_at(place)}
    terms = {name: each.terms_at(place, country) for name, each in models.items()}
    first = {name: _started(calendar, periods, each.lead_time) for name, each in terms.items()}
    for _ in terms:
        for name, each in terms.items():
            for other in each.conversions:
                if other in first:
                    first[other] = min(first[other], first[name] + 1)
    return first


def _started(calendar: Calendar, periods: int, lead_time: float) -> int:
    """Return in which period a commitment of the first period after the wait starts; the last where in none."""
    last = len(calendar.months)
    started = calendar.start_after(periods, lead_time) if periods < last else None
    return last if started is None else started
