"""What depends on where the horizon begins: overlap over the horizon, first moves, outages and handovers under way."""

from collections.abc import Iterator

from coeplan.planning.arrangements import existing_site
from coeplan.planning.calendar import Calendar
from coeplan.planning.drivers import DriverValues
from coeplan.planning.overlap import OverlapTable, WorkingHours
from coeplan.planning.places import OVERLAP_TOLERANCE
from coeplan.planning.tree import ROOT, expand
from coeplan_models import Area, DriverKind, Instance, value_at

from .advance_cut import Cut, Notes
from .advance_state import State


def with_same_hosts(instance: Instance, old: Instance, notes: Notes) -> Instance:
    """Return the advanced instance with areas allowed at the places where they were.

    An area may sit where the overlap with its partner, averaged over the horizon, reaches its floor; over the months
    that remain the average may be another, for clocks change. Where that would open or close a place, floor and hosts
    are restated.
    """
    before, now = _MeanOverlaps(old), _MeanOverlaps(instance)
    hosts = {location_id: location.hosts for location_id, location in instance.locations.items()}
    floors: dict[str, float] = {}
    for area_id, area in old.areas.items():
        if area.overlap_floor == 0:
            continue
        met = {place for place in old.locations if before.of(place, area) >= area.overlap_floor - OVERLAP_TOLERANCE}
        means = {place: now.of(place, area) for place in instance.locations}
        if met == {place for place, mean in means.items() if mean >= area.overlap_floor - OVERLAP_TOLERANCE}:
            continue
        floors[area_id] = min([area.overlap_floor, *(means[place] for place in met)])
        for place, mean in means.items():
            if place not in met and mean >= floors[area_id] - OVERLAP_TOLERANCE:
                listed = hosts[place]
                allowed = tuple(instance.areas) if listed is None else listed
                hosts[place] = tuple(each for each in allowed if each != area_id)
        notes.told(
            "overlap_floor_restated",
            f"Over the months that remain {area_id} has another mean overlap with its partner than over the whole "
            f"horizon: its floor is restated as {floors[area_id]:,.4g} hours, so that it may sit where it might.",
        )
    return instance.model_copy(
        update={
            "areas": {
                key: area.model_copy(update={"overlap_floor": floors.get(key, area.overlap_floor)})
                for key, area in instance.areas.items()
            },
            "locations": {
                key: location.model_copy(update={"hosts": hosts[key]}) for key, location in instance.locations.items()
            },
        }
    )


class _MeanOverlaps:
    """Mean overlaps of places with the partners of areas over an instance's horizon."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._overlaps = OverlapTable(Calendar.of(instance.horizon))

    def of(self, place: str, area: Area) -> float:
        """Hours a day that a place and the partner of an area have in common."""
        partner = area.real_time_partner or self._instance.headquarters
        locations = self._instance.locations
        hours = WorkingHours.of(locations[partner]) if partner in locations else WorkingHours.of_zone(partner)
        return self._overlaps.over_horizon(WorkingHours.of(locations[place]), hours)


def note_places(cut: Cut, advanced: Instance, state: State, notes: Notes) -> None:
    """Note what the new start forgets of places: an outage under way, a handover under way, who may come back."""
    drivers = DriverValues(advanced, expand(advanced.scenarios, advanced.horizon.periods))
    for location in _out_before(cut):
        if drivers.multiplier(DriverKind.AVAILABILITY, ROOT, location=location) < 1:
            notes.inexact(
                "outage_goes_on",
                f"The outage of {location} goes on in {cut.month}, which now counts as its beginning: in the first "
                "period nobody is released there, and the site neither stops nor is converted.",
            )
    for area_id, area in cut.instance.areas.items():
        places = [place for place, site in state.sites.items() if site.teams.get(area_id, 0.0) > 0]
        if area.single_site and len(places) > 1:
            notes.inexact(
                "handover_anew",
                f"{area_id} sits at {' and '.join(places)} and has to be at one place; its handover of at most "
                f"{area.handover} periods counts anew from {cut.month}.",
            )
        for place in _left_early(cut, area_id, area):
            if place not in places:
                notes.inexact(
                    "early_area_left",
                    f"{area_id} may not move before period {area.earliest_move - cut.period} and has left {place}, "
                    "where it was from the start: it may not come back earlier, as it might have.",
                )


def _out_before(cut: Cut) -> Iterator[str]:
    """Locations that were out in the period before the new start."""
    drivers = DriverValues(cut.instance, cut.tree)
    for location in cut.instance.locations:
        if drivers.multiplier(DriverKind.AVAILABILITY, cut.tree.parent[cut.root], location=location) < 1:
            yield location


def _left_early(cut: Cut, area_id: str, area: Area) -> Iterator[str]:
    """Places where an area may be before it may move, because the old start had a team of it there."""
    if area.earliest_move <= cut.period:
        return
    for location_id, location in cut.instance.locations.items():
        site = existing_site(cut.instance, location_id)
        default = cut.instance.footprint is None and location_id == cut.instance.headquarters
        held = 0.0 if site is None else site.teams.get(area_id, 0.0)
        if default and location.may_host(area_id):
            held = value_at(area.workload, 0, before=0.0)
        if held > 0:
            yield location_id
