"""What a place can do for an area: overlap, efficiency, and where and when a team may sit."""

import math
from dataclasses import dataclass

from coeplan_models import Area, DriverKind, Instance, for_area, value_at

from .arrangements import existing_site
from .calendar import Calendar
from .drivers import DriverValues
from .overlap import OverlapTable, WorkingHours
from .tree import ROOT, Tree

OVERLAP_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Places:
    """Numbers about locations, keyed by node, location and area numbers.

    Attributes
    ----------
    availability : dict
        Share of output that a location delivers; keyed (node, location).
    outage_begins : set
        (node, location) at which an outage begins.
    overlap : dict
        Hours a day with the area's partner in the node's period; keyed (node, location, area).
    serves : dict
        Whether heads at the first location may be matched to heads at the second for a pair of areas;
        keyed (node, area, partner area) with the set of (location, partner location).
    efficiency : dict
        Output of an effective head against headquarters before AI, availability aside; keyed (node, location, area).
    allowed : set
        (node, location, area) where a team may sit.
    initial_team : dict
        Heads before the root; keyed (location, area); absent where 0.
    """

    availability: dict[tuple[int, int], float]
    outage_begins: frozenset[tuple[int, int]]
    overlap: dict[tuple[int, int, int], float]
    serves: dict[tuple[int, int, int], tuple[tuple[int, int], ...]]
    efficiency: dict[tuple[int, int, int], float]
    allowed: frozenset[tuple[int, int, int]]
    initial_team: dict[tuple[int, int], float]


class PlaceReader:
    """Reads :class:`Places` off an instance.

    Parameters
    ----------
    instance : Instance
        The instance.
    tree, calendar, drivers
        Its tree, periods and drivers.
    """

    def __init__(self, instance: Instance, tree: Tree, calendar: Calendar, drivers: DriverValues) -> None:
        self._instance = instance
        self._tree = tree
        self._drivers = drivers
        self._overlaps = OverlapTable(calendar)
        self._locations = list(instance.locations.items())
        self._areas = list(instance.areas.items())

    def read(self) -> Places:
        """Compute all numbers."""
        availability = self._availability()
        overlap = self._partner_overlap()
        efficiency = self._efficiency(overlap)
        initial = self._initial_team()
        return Places(
            availability=availability,
            outage_begins=self._outages(availability),
            overlap=overlap,
            serves=self._serves(),
            efficiency=efficiency,
            allowed=self._allowed(efficiency, initial),
            initial_team=initial,
        )

    def _availability(self) -> dict[tuple[int, int], float]:
        return {
            (node, place): self._drivers.multiplier(DriverKind.AVAILABILITY, node, location=location_id)
            for node in range(len(self._tree))
            for place, (location_id, _) in enumerate(self._locations)
        }

    def _outages(self, availability: dict[tuple[int, int], float]) -> frozenset[tuple[int, int]]:
        return frozenset(
            (node, place)
            for (node, place), share in availability.items()
            if share < 1 and availability.get((self._tree.parent[node], place), 1.0) == 1
        )

    def _partner_hours(self, area: Area) -> WorkingHours:
        """Working hours of an area's real-time partner."""
        partner = area.real_time_partner or self._instance.headquarters
        if partner in self._instance.locations:
            return WorkingHours.of(self._instance.locations[partner])
        return WorkingHours.of_zone(partner)

    def _partner_overlap(self) -> dict[tuple[int, int, int], float]:
        found: dict[tuple[int, int, int], float] = {}
        for number, (_, area) in enumerate(self._areas):
            partner = self._partner_hours(area)
            for place, (_, location) in enumerate(self._locations):
                site = WorkingHours.of(location)
                for node, period in enumerate(self._tree.period):
                    found[node, place, number] = self._overlaps.in_period(site, partner, period)
        return found

    def _serves(self) -> dict[tuple[int, int, int], tuple[tuple[int, int], ...]]:
        """Pairs of locations that serve each collaboration, in each node's period."""
        numbers = {area_id: number for number, (area_id, _) in enumerate(self._areas)}
        found: dict[tuple[int, int, int], tuple[tuple[int, int], ...]] = {}
        for area_number, (_, area) in enumerate(self._areas):
            for partner_id, terms in area.collaboration.items():
                for node, period in enumerate(self._tree.period):
                    pairs = tuple(
                        (here, there)
                        for here in range(len(self._locations))
                        for there in range(len(self._locations))
                        if here == there or self._between(here, there, period) >= terms.min_overlap - OVERLAP_TOLERANCE
                    )
                    found[node, area_number, numbers[partner_id]] = pairs
        return found

    def _between(self, here: int, there: int, period: int) -> float:
        site, partner = (WorkingHours.of(self._locations[place][1]) for place in (here, there))
        return self._overlaps.in_period(site, partner, period)

    def _efficiency(self, overlap: dict[tuple[int, int, int], float]) -> dict[tuple[int, int, int], float]:
        found: dict[tuple[int, int, int], float] = {}
        for (node, place, number), hours in overlap.items():
            area_id, area = self._areas[number]
            location_id, location = self._locations[place]
            own = for_area(location.productivity, area_id)
            ai = self._drivers.multiplier(DriverKind.AI_PRODUCTIVITY, node, area=area_id, location=location_id)
            missing = max(0.0, area.overlap_target - hours)
            contact = max(0.0, 1 - area.real_time_share * area.loss_per_missing_hour * missing)
            found[node, place, number] = (1.0 if own is None else own) * ai * contact
        return found

    def _allowed(
        self, efficiency: dict[tuple[int, int, int], float], initial: dict[tuple[int, int], float]
    ) -> frozenset[tuple[int, int, int]]:
        reachable = {
            (place, number): self._floor_met(place, number)
            for place in range(len(self._locations))
            for number in range(len(self._areas))
        }
        return frozenset(
            key
            for key, output in efficiency.items()
            if output > 0
            and reachable[key[1:]]
            and (self._tree.period[key[0]] >= self._areas[key[2]][1].earliest_move or key[1:] in initial)
        )

    def _floor_met(self, place: int, number: int) -> bool:
        _, location = self._locations[place]
        area_id, area = self._areas[number]
        mean = self._overlaps.over_horizon(WorkingHours.of(location), self._partner_hours(area))
        return location.may_host(area_id) and mean >= area.overlap_floor - OVERLAP_TOLERANCE

    def _initial_team(self) -> dict[tuple[int, int], float]:
        """Heads before the root: the footprint's, or the root's workload at headquarters."""
        found: dict[tuple[int, int], float] = {}
        for place, (location_id, location) in enumerate(self._locations):
            site = existing_site(self._instance, location_id)
            for number, (area_id, area) in enumerate(self._areas):
                heads = site.teams.get(area_id, 0.0) if site is not None else 0.0
                default = self._instance.footprint is None and location_id == self._instance.headquarters
                if default and location.may_host(area_id):
                    heads = math.ceil(workload_at(area_id, area, ROOT, 0, self._drivers) - 1e-9)
                if heads > 0:
                    found[place, number] = float(heads)
        return found


def workload_at(area_id: str, area: Area, node: int, period: int, drivers: DriverValues) -> float:
    """Workload of an area at a node, in baseline FTE."""
    base = value_at(area.workload, period, before=0.0)
    return base * drivers.multiplier(DriverKind.WORKLOAD, node, area=area_id)
