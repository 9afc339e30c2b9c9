"""What the instance says of each node: work, people, prices, terms."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from coeplan_models import HEADQUARTERS_MODEL, DriverKind, ExistingSite, Instance, Terms, for_area, value_at

from .calendar import MONTHS_A_YEAR, Calendar
from .drivers import Drivers, Target
from .overlap import Clock, Overlaps
from .tree import TreeNode, expand

FULL = 1 - 1e-12
"""Availability from which a place counts as fully available."""

HOUR_SLACK = 1e-9
"""Comparisons of hours of overlap allow for this."""

NOTHING = ExistingSite()
"""What a location holds that the footprint does not name."""


class World:
    """The instance, read node by node. Locations, areas, models and nodes are named by identifier.

    Parameters
    ----------
    instance : Instance
        A valid instance.

    Attributes
    ----------
    nodes : mapping of str to TreeNode
        The scenario tree, parents before children.
    leaves : tuple of TreeNode
        Nodes without children.
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.calendar = Calendar(instance.horizon)
        self.nodes: Mapping[str, TreeNode] = {node.id: node for node in expand(instance)}
        parents = {node.parent for node in self.nodes.values()}
        self.leaves = tuple(node for node in self.nodes.values() if node.id not in parents)
        self.overlaps = Overlaps(self.calendar)
        self._drivers = Drivers(self.nodes.values(), instance.locations)
        self._clocks = {
            name: Clock(place.time_zone, place.workday.start, place.workday.hours, place.shift_hours)
            for name, place in instance.locations.items()
        }
        self._paths: dict[str, tuple[TreeNode, ...]] = {}
        self._terms: dict[tuple[str, str | None], Terms] = {}
        self._efficiency: dict[tuple[str, str, str], float] = {}
        self._partner_overlap: dict[tuple[int, str, str], float] = {}
        self._reach: dict[tuple[int, float], frozenset[tuple[str, str]]] = {}

    # Time

    def path(self, node: str) -> tuple[TreeNode, ...]:
        """Return the nodes from the root to a node, itself included."""
        if node not in self._paths:
            here = self.nodes[node]
            before = self.path(here.parent) if here.parent is not None else ()
            self._paths[node] = (*before, here)
        return self._paths[node]

    def start(self, node: str) -> int:
        """Return the months from the horizon's start to the start of a node."""
        return self.calendar.starts[self.nodes[node].period]

    def months(self, node: str) -> int:
        """Return the length of a node in months."""
        return self.calendar.lengths[self.nodes[node].period]

    def years(self, node: str) -> float:
        """Return the length of a node in years."""
        return self.months(node) / MONTHS_A_YEAR

    def grown(self, node: str, yearly: float) -> float:
        """Return what one unit has grown to in the middle of a node, at a yearly rate."""
        return (1 + yearly) ** self.calendar.middle(self.nodes[node].period)

    def discount(self, node: str, terminal: bool) -> float:
        """Return the value at the horizon's start of one unit paid at a node, or in the terminal period after it."""
        rate = 1 + self.instance.discount_rate
        if terminal:
            return rate ** -((self.calendar.months + self.instance.terminal_months / 2) / MONTHS_A_YEAR)
        return rate ** -self.calendar.middle(self.nodes[node].period)

    # Work

    def workload(self, node: str, area: str) -> float:
        """Return the workload of an area at a node, in baseline FTE."""
        base = value_at(self.instance.areas[area].workload, self.nodes[node].period, before=0.0)
        return base * self._drivers.value(node, DriverKind.WORKLOAD, Target(area=area))

    def total_workload(self, node: str) -> float:
        """Return the workload of all areas at a node, in baseline FTE."""
        return sum(self.workload(node, area) for area in self.instance.areas)

    def efficiency(self, node: str, location: str, area: str) -> float:
        """Return the output of a ramped head of an area, in baseline FTE, availability left out."""
        key = (node, location, area)
        if key not in self._efficiency:
            asks = self.instance.areas[area]
            skill = for_area(self.instance.locations[location].productivity, area)
            missing = max(0.0, asks.overlap_target - self.partner_overlap(node, location, area))
            kept = max(0.0, 1 - asks.real_time_share * asks.loss_per_missing_hour * missing)
            assisted = self._drivers.value(node, DriverKind.AI_PRODUCTIVITY, Target(location, area))
            self._efficiency[key] = (1.0 if skill is None else skill) * assisted * kept
        return self._efficiency[key]

    def availability(self, node: str | None, location: str) -> float:
        """Return the share of a location's output that is not lost at a node; before the root nothing is lost."""
        if node is None:
            return 1.0
        return self._drivers.value(node, DriverKind.AVAILABILITY, Target(location))

    def outage_begins(self, node: str, location: str) -> bool:
        """Whether the location is out at the node and was fully available at the parent."""
        before = self.availability(self.nodes[node].parent, location)
        return self.availability(node, location) < FULL <= before

    # Overlap

    def within_reach(self, node: str, hours: float) -> frozenset[tuple[str, str]]:
        """Return each location with each other that it reaches: itself, and those that it overlaps with long enough.

        Parameters
        ----------
        node : str
            Node, whose period counts.
        hours : float
            Least overlap, in hours a day; of a pair the first location may shift its working day.
        """
        period = self.nodes[node].period
        if (period, hours) not in self._reach:
            self._reach[period, hours] = frozenset(
                (here, there)
                for here, site in self._clocks.items()
                for there, partner in self._clocks.items()
                if here == there or self.overlaps.in_period(site, partner, period) >= hours - HOUR_SLACK
            )
        return self._reach[period, hours]

    def partner_overlap(self, node: str, location: str, area: str) -> float:
        """Return the overlap of an area at a location with the area's partner in a node's period, in hours a day."""
        key = (self.nodes[node].period, location, area)
        if key not in self._partner_overlap:
            hours = self.overlaps.in_period(self._clocks[location], self._partner(area), key[0])
            self._partner_overlap[key] = hours
        return self._partner_overlap[key]

    def horizon_overlap(self, location: str, area: str) -> float:
        """Return the same, averaged over the horizon."""
        return self.overlaps.in_horizon(self._clocks[location], self._partner(area))

    def _partner(self, area: str) -> Clock:
        named = self.instance.areas[area].real_time_partner or self.instance.headquarters
        return self._clocks.get(named) or Clock(named)

    # People

    def attrition_rate(self, node: str, location: str, area: str) -> float:
        """Return the share of a team that leaves within a year at a node's rate, at most 1."""
        rate = for_area(self.instance.locations[location].attrition, area) or 0.0
        return min(1.0, rate * self._drivers.value(node, DriverKind.ATTRITION, Target(location, area)))

    def attrition_share(self, node: str, location: str, area: str) -> float:
        """Return the share of the previous team that leaves within the node."""
        return 1 - (1 - self.attrition_rate(node, location, area)) ** self.years(node)

    def pool(self, node: str, location: str, area: str) -> float | None:
        """Return the largest team that the talent pool allows, in heads; none where unbounded."""
        place = self.instance.locations[location]
        heads = for_area(place.talent_pool, area)
        if heads is None:
            return None
        driver = self._drivers.value(node, DriverKind.TALENT_POOL, Target(location, area))
        return heads * self.grown(node, place.talent_pool_growth) * driver

    def ramp_up(self, location: str, area: str) -> float:
        """Return the months until a hire works at full output."""
        return for_area(self.instance.locations[location].ramp_up, area) or 0.0

    # Prices

    def fx(self, node: str, location: str) -> float:
        """Return the multiplier of amounts in local currency; 1 in headquarters' country."""
        if self.at_home(location):
            return 1.0
        return self._drivers.value(node, DriverKind.FX, Target(location))

    def pay(self, node: str, location: str, area: str, item: str) -> float:
        """Return ``yearly_cost``, ``hiring_cost`` or ``severance`` of a head at a node's prices; 0 where not given."""
        place = self.instance.locations[location]
        base = place.pay(area, self.instance.areas[area], item) or 0.0
        wages = self._drivers.value(node, DriverKind.WAGES, Target(location, area))
        return base * self.grown(node, place.wage_growth) * wages * self.fx(node, location)

    def fee_index(self, node: str, location: str, model: str) -> float:
        """Return the multiplier of fee per head and shortfall price at a node."""
        terms = self.terms(location, model)
        driver = self._drivers.value(node, DriverKind.FEES, Target(location, operating_model=model))
        local = self.fx(node, location) if terms.fee_currency == "local" else 1.0
        return self.grown(node, terms.fee_growth) * driver * local

    def levy_rate(self, node: str, location: str, model: str) -> float:
        """Return the levy on payroll, margin and fees of a site; 0 in headquarters' country."""
        if self.at_home(location):
            return 0.0
        return self._drivers.value(node, DriverKind.LEVY, Target(location, operating_model=model))

    # Places and terms

    @property
    def headquarters(self) -> str:
        """Identifier of headquarters."""
        return self.instance.headquarters

    def at_home(self, location: str) -> bool:
        """Whether a location lies in headquarters' country."""
        return self.instance.locations[location].country == self.instance.locations[self.headquarters].country

    def terms(self, location: str, model: str | None) -> Terms:
        """Return the terms of a model at a location; built-in ones at headquarters and where nothing operates."""
        key = (location, model)
        if key not in self._terms:
            if model is None or model == HEADQUARTERS_MODEL:
                self._terms[key] = Terms(seats_included=True)
            else:
                country = self.instance.locations[location].country
                self._terms[key] = self.instance.operating_models[model].terms_at(location, country)
        return self._terms[key]

    def allows(self, location: str, model: str) -> bool:
        """Whether a model may be committed, started or converted to at a location."""
        known = self.instance.operating_models.get(model)
        return location != self.headquarters and known is not None and known.may_operate_at(location)

    def grouped(self, per: str) -> Mapping[str, Sequence[str]]:
        """Return the locations of each ``location``, ``country`` or ``region``; a place without a region has none."""
        groups: dict[str, list[str]] = defaultdict(list)
        for name, place in self.instance.locations.items():
            group = name if per == "location" else place.country if per == "country" else place.region
            if group:
                groups[group].append(name)
        return groups

    # Before the first period

    def existing(self, location: str) -> ExistingSite:
        """Return what a location holds before the horizon, teams aside where no footprint is given."""
        footprint = self.instance.footprint
        return footprint.sites.get(location, NOTHING) if footprint is not None else NOTHING

    def first_team(self, location: str, area: str) -> float:
        """Return the heads of an area at a location before the horizon."""
        if self.instance.footprint is not None:
            return self.existing(location).teams.get(area, 0.0)
        place = self.instance.locations[location]
        if location != self.headquarters or not place.may_host(area):
            return 0.0
        root = next(iter(self.nodes))
        return float(max(0, math.ceil(self.workload(root, area) - 1e-9)))
