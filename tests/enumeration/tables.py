"""The numbers of an instance at every node, as problem.md and readings.md state them."""

from collections.abc import Mapping
from functools import cache
from math import ceil, floor, inf
from typing import NamedTuple

from coeplan_models import Area, DriverKind, Instance, Location, Terms

from .contract import Subject, added_rate, multiplier, pay, stated, terms_of, usable, workload_in
from .errors import OutOfScopeError
from .tree import Node, scenario_tree
from .workdays import WorkingHours, mean_overlap, month_after

TOLERANCE = 1e-6
"""Rules hold within this x max(1, |right-hand side|)."""


def within(value: float, limit: float) -> bool:
    """Whether ``value <= limit`` holds as exactly as rules must."""
    return value <= limit + TOLERANCE * max(1.0, abs(limit))


class Place(NamedTuple):
    """A location at a node; entries of tuples are by area. Money is at the node's prices, in home currency."""

    available: float
    outage_begins: bool
    efficiency: tuple[float, ...]
    overlap: tuple[float, ...]
    most: tuple[float, ...]
    leaving: tuple[float, ...]
    """Share of the previous team that leaves in the period."""
    leaving_yearly: tuple[float, ...]
    yearly_cost: tuple[float, ...]
    hiring_cost: tuple[float, ...]
    severance: tuple[float, ...]
    hires: float
    """Most gross hires in the period, all areas together."""
    rent: float
    fit_out: float
    fx: float


class Tables:
    """Numbers of an instance; headquarters is the last location, so that a search turns to it last."""

    def __init__(self, instance: Instance, max_team: int | None = None) -> None:
        self.instance = instance
        self.max_team = max_team
        self.nodes = scenario_tree(instance)
        self.months = self.nodes[-1].begin + self.nodes[-1].months
        self.areas = list(instance.areas)
        home = instance.headquarters
        self.locations = [*(name for name in instance.locations if name != home), home]
        self.headquarters = len(self.locations) - 1
        self.critical = [a for a, area in enumerate(self.area_records) if area.critical and area.survival_share > 0]
        ends = self.months + instance.terminal_months / 2
        self.terminal_years = instance.terminal_months / 12
        self.terminal_discount = (1 + instance.discount_rate) ** -(ends / 12)
        self.terms = cache(self._terms)
        self.place = cache(self._place)
        self.workload = cache(self._workload)
        self.overlap = cache(self._overlap)
        self.models = [[m for m in instance.operating_models if usable(instance, m, name)] for name in self.locations]

    def _terms(self, model: str, place: int) -> Terms:
        return terms_of(self.instance, model, self.locations[place])

    @property
    def area_records(self) -> list[Area]:
        """The areas' records, in order."""
        return [self.instance.areas[name] for name in self.areas]

    def location(self, place: int) -> Location:
        """Return a location's record."""
        return self.instance.locations[self.locations[place]]

    def abroad(self, place: int) -> bool:
        """Whether a location lies outside headquarters' country, so that FX and levy apply."""
        return self.location(place).country != self.location(self.headquarters).country

    def _workload(self, index: int) -> tuple[float, ...]:
        node = self.nodes[index]
        return tuple(
            workload_in(name, area, node.period) * multiplier(node.drivers, DriverKind.WORKLOAD, Subject(area=name))
            for name, area in self.instance.areas.items()
        )

    def working_hours(self, name: str) -> WorkingHours:
        """Return when a location, or a time zone as a partner, works."""
        if name not in self.instance.locations:
            return WorkingHours(name, 9.0, 8.0, 0.0)
        place = self.instance.locations[name]
        return WorkingHours(place.time_zone, place.workday.start, place.workday.hours, place.shift_hours)

    def _overlap(self, site: str, partner: str, begin: float, end: float) -> float:
        if site == partner:
            return self.instance.locations[site].workday.hours
        start = self.instance.horizon.start
        first, last = month_after(start, int(begin)), month_after(start, int(end))
        return mean_overlap(self.working_hours(site), self.working_hours(partner)._replace(shift=0.0), first, last)

    def partner(self, area: Area) -> str:
        """Return the real-time partner of an area: a location or a time zone."""
        return area.real_time_partner or self.instance.headquarters

    def levy(self, index: int, place: int, model: str) -> float:
        """Return the levy rate on what a site pays under a model."""
        if not self.abroad(place):
            return 0.0
        subject = Subject(place=self.locations[place], where=self.location(place), model=model)
        return added_rate(self.nodes[index].drivers, subject)

    def fee_factor(self, index: int, place: int, model: str) -> float:
        """Return what fees and the shortfall price are multiplied by: growth, driver, and FX if billed locally."""
        node, terms = self.nodes[index], self.terms(model, place)
        subject = Subject(place=self.locations[place], where=self.location(place), model=model)
        factor = (1 + terms.fee_growth) ** node.middle * multiplier(node.drivers, DriverKind.FEES, subject)
        return factor * (self.place(index, place).fx if terms.fee_currency == "local" else 1.0)

    def _availability(self, node: Node | None, place: int) -> float:
        if node is None:
            return 1.0
        subject = Subject(place=self.locations[place], where=self.location(place))
        return multiplier(node.drivers, DriverKind.AVAILABILITY, subject)

    def _place(self, index: int, place: int) -> Place:
        node, name, where = self.nodes[index], self.locations[place], self.location(place)
        subject = Subject(place=name, where=where)
        fx = multiplier(node.drivers, DriverKind.FX, subject) if self.abroad(place) else 1.0
        available = self._availability(node, place)
        rates = [self._attrition(node, place, area) for area in self.areas]
        overlaps = tuple(
            self.overlap(name, self.partner(area), node.begin, node.begin + node.months) for area in self.area_records
        )
        efficiency = tuple(self._efficiency(node, place, area, overlaps[a]) for a, area in enumerate(self.areas))
        hires = where.hires_per_year
        return Place(
            available=available,
            outage_begins=available < 1 and self._availability(node.parent, place) == 1,
            efficiency=efficiency,
            overlap=overlaps,
            most=tuple(self._most(node, place, area, efficiency[a]) for a, area in enumerate(self.areas)),
            leaving=tuple(1 - (1 - rate) ** (node.months / 12) for rate in rates),
            leaving_yearly=tuple(rates),
            yearly_cost=self._wages(node, place, "yearly_cost", fx),
            hiring_cost=self._wages(node, place, "hiring_cost", fx),
            severance=self._wages(node, place, "severance", fx),
            hires=inf if hires is None else hires * node.months / 12,
            rent=where.seat_rent * (1 + where.rent_growth) ** node.middle * fx,
            fit_out=where.fit_out * fx,
            fx=fx,
        )

    def _attrition(self, node: Node, place: int, area: str) -> float:
        where = self.location(place)
        subject = Subject(area, self.locations[place], where)
        rate = stated(where.attrition, area) or 0.0
        return min(1.0, rate * multiplier(node.drivers, DriverKind.ATTRITION, subject))

    def _efficiency(self, node: Node, place: int, area_id: str, overlap: float) -> float:
        where, area = self.location(place), self.instance.areas[area_id]
        own = stated(where.productivity, area_id)
        ai = multiplier(node.drivers, DriverKind.AI_PRODUCTIVITY, Subject(area_id, self.locations[place], where))
        missing = max(0.0, area.overlap_target - overlap)
        contact = max(0.0, 1 - area.real_time_share * area.loss_per_missing_hour * missing)
        return (1.0 if own is None else own) * ai * contact

    def _wages(self, node: Node, place: int, item: str, fx: float) -> tuple[float, ...]:
        where = self.location(place)
        grown = (1 + where.wage_growth) ** node.middle * fx
        amounts: list[float] = []
        for name in self.areas:
            amount = self._pay(where, name, item)
            subject = Subject(name, self.locations[place], where)
            amounts.append(amount * grown * multiplier(node.drivers, DriverKind.WAGES, subject))
        return tuple(amounts)

    def _pay(self, where: Location, area: str, item: str) -> float:
        amount = pay(where, area, self.instance.areas[area], item)
        if amount is None and item == "yearly_cost" and (where.hosts is None or area in where.hosts):
            raise OutOfScopeError(f"area {area} has no yearly cost in {where.country}; give one, or take it from hosts")
        return amount or 0.0

    def _most(self, node: Node, place: int, area: str, efficiency: float) -> float:
        """Return the largest team of an area: 0 where it may not sit, else its pool, else the caller's limit."""
        if not self._may_sit(node, place, area, efficiency):
            return 0.0
        where = self.location(place)
        pool = stated(where.talent_pool, area)
        if pool is None:
            return inf if self.max_team is None else float(self.max_team)
        subject = Subject(area, self.locations[place], where)
        grown = float((1 + where.talent_pool_growth) ** node.middle)
        pool *= grown * multiplier(node.drivers, DriverKind.TALENT_POOL, subject)
        return float(floor(pool + TOLERANCE * max(1.0, pool)))

    def _may_sit(self, node: Node, place: int, area_id: str, efficiency: float) -> bool:
        name, area = self.locations[place], self.instance.areas[area_id]
        hosts = self.location(place).hosts
        overlap = self.overlap(name, self.partner(area), 0.0, self.months)
        early = node.period < area.earliest_move and not self.first_teams(place)[self.areas.index(area_id)]
        hosted = hosts is None or area_id in hosts
        return hosted and efficiency > 0 and overlap >= area.overlap_floor - 1e-9 and not early

    def first_teams(self, place: int) -> tuple[float, ...]:
        """Return the teams before the horizon: the footprint's, else headquarters holding the root's workload."""
        footprint, name = self.instance.footprint, self.locations[place]
        if footprint is not None:
            teams: Mapping[str, float] = footprint.sites[name].teams if name in footprint.sites else {}
            return tuple(float(teams.get(area, 0.0)) for area in self.areas)
        hosts = self.location(place).hosts
        return tuple(
            float(ceil(load - 1e-9)) if place == self.headquarters and (hosts is None or area in hosts) else 0.0
            for area, load in zip(self.areas, self.workload(0), strict=True)
        )

    def largest(self, index: int, place: int, model: str | None) -> tuple[int, ...]:
        """Return the largest team of every area under a model; none where nothing operates."""
        if model is None:
            return (0,) * len(self.areas)
        terms: Terms = self.terms(model, place)
        limit = inf if terms.max_heads is None else terms.max_heads
        most = [min(team, limit) for team in self.place(index, place).most]
        if inf in most:
            area = self.areas[most.index(inf)]
            raise OutOfScopeError(
                f"area {area} at {self.locations[place]}: neither a talent pool nor max_heads bounds the team; "
                "give a talent_pool there, or pass max_team"
            )
        return tuple(floor(team + TOLERANCE) for team in most)
