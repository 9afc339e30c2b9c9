"""Prices of everything at each node, in plan currency: growth, wage, fee, FX and levy drivers applied.

Yearly rates are already multiplied by the length of the node's period; nothing is discounted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coeplan_models import DriverKind, Instance, Terms

from .arrangements import Arc, Arrangement
from .calendar import Calendar
from .drivers import DriverValues
from .tree import Tree

ByLocation = dict[tuple[int, int], float]
ByTeam = dict[tuple[int, int, int], float]


@dataclass(frozen=True)
class Band:
    """One overhead step or fee band: from how many heads to how many, and its price.

    ``price`` is that of the whole site for a step, that of one head for a band; ``shortfall`` that of one missing head.
    ``top`` is None for the last.
    """

    bottom: float
    top: float | None
    price: float
    shortfall: float = 0.0


@dataclass(frozen=True)
class Rates:
    """Prices keyed by node and number of location, arrangement, area or arc.

    Attributes
    ----------
    payroll, hiring, severance : dict
        Per head, gross hire, release; keyed (node, location, area).
    levy : dict
        Rate on payroll, margin and fees; keyed (node, arrangement).
    overhead, fee : dict
        Steps and bands; keyed (node, arrangement); absent where there are none.
    fixed, set_up, cancellation, exit, early_exit : dict
        Per period, commitment, cancellation, stop, remaining month; keyed (node, arrangement).
    conversion_fixed, conversion_head : dict
        Per conversion and per head that passes over; keyed (node, arc).
    rent, fit_out, head_travel, site_travel : dict
        Per seat, seat of growth, head, site; keyed (node, location).
    coordination : dict
        Per vendor in use; keyed node.
    friction : dict
        Per unmatched head; keyed (node, area, partner area); absent where unmatched heads are forbidden.
    unmet : dict
        Per FTE left undone; keyed (node, area); absent where not allowed.
    run_weight, weight : tuple of float, shape (nodes,)
        Discount factors of run cost (a leaf's includes the time after the horizon) and of everything else.
    discount : tuple of float, shape (nodes,)
        Discount factor of each node.
    terminal_years, terminal_discount : float
        Length of the time after the horizon in years, and its discount factor.
    terminal_share : dict
        That length over the leaf's period; keyed leaf.
    """

    payroll: ByTeam
    hiring: ByTeam
    severance: ByTeam
    levy: ByLocation
    overhead: dict[tuple[int, int], tuple[Band, ...]]
    fee: dict[tuple[int, int], tuple[Band, ...]]
    fixed: ByLocation
    set_up: ByLocation
    cancellation: ByLocation
    exit: ByLocation
    early_exit: ByLocation
    conversion_fixed: ByLocation
    conversion_head: ByLocation
    rent: ByLocation
    fit_out: ByLocation
    head_travel: ByLocation
    site_travel: ByLocation
    coordination: tuple[float, ...]
    friction: ByTeam
    unmet: dict[tuple[int, int], float]
    run_weight: tuple[float, ...]
    discount: tuple[float, ...]
    terminal_share: dict[int, float]
    terminal_years: float
    terminal_discount: float


class RateReader:
    """Reads :class:`Rates` off an instance."""

    def __init__(self, instance: Instance, tree: Tree, calendar: Calendar, drivers: DriverValues) -> None:
        self._instance = instance
        self._tree = tree
        self._calendar = calendar
        self._drivers = drivers
        self._locations = list(instance.locations.items())
        self._areas = list(instance.areas.items())
        self._home = instance.locations[instance.headquarters].country
        self._fx = {
            (node, place): self._fx_at(node, place)
            for node in range(len(tree))
            for place in range(len(self._locations))
        }

    def read(self, arrangements: Sequence[Arrangement], arcs: Sequence[Arc]) -> Rates:
        """Compute all prices."""
        return Rates(
            payroll={key: cost * self._years(key[0]) for key, cost in self._pay("yearly_cost").items()},
            hiring=self._pay("hiring_cost"),
            severance=self._pay("severance"),
            levy=self._levy(arrangements),
            overhead=self._overhead(arrangements),
            fee=self._fees(arrangements),
            fixed=self._by_arrangement(arrangements, "fixed_cost", yearly=True),
            set_up=self._by_arrangement(arrangements, "set_up_cost"),
            cancellation=self._by_arrangement(arrangements, "cancellation_fee"),
            exit=self._by_arrangement(arrangements, "exit_cost"),
            early_exit=self._by_arrangement(arrangements, "early_exit_fee"),
            conversion_fixed=self._by_arc(arrangements, arcs, "fixed_fee"),
            conversion_head=self._by_arc(arrangements, arcs, "fee_per_head"),
            **self._by_location(),
            **self._home_currency(),
            **self._weights(),
        )

    def _nodes(self) -> range:
        return range(len(self._tree))

    def _years(self, node: int) -> float:
        return self._calendar.months[self._tree.period[node]] / 12

    def _growth(self, rate: float, node: int) -> float:
        return self._calendar.growth(rate, self._tree.period[node])

    def _fx_at(self, node: int, place: int) -> float:
        """Exchange rate of a location; in headquarters' country money is home currency."""
        location_id, location = self._locations[place]
        if location.country == self._home:
            return 1.0
        return self._drivers.multiplier(DriverKind.FX, node, location=location_id)

    def _pay(self, item: str) -> ByTeam:
        """Price of a head-year, hire or release, where the location may host the area."""
        found: ByTeam = {}
        for place, (location_id, location) in enumerate(self._locations):
            for number, (area_id, area) in enumerate(self._areas):
                base = location.pay(area_id, area, item) or 0.0
                for node in self._nodes():
                    driver = self._drivers.multiplier(DriverKind.WAGES, node, area=area_id, location=location_id)
                    growth = self._growth(location.wage_growth, node)
                    found[node, place, number] = base * growth * driver * self._fx[node, place]
        return found

    def _levy(self, arrangements: Sequence[Arrangement]) -> ByLocation:
        found: ByLocation = {}
        for number, each in enumerate(arrangements):
            location_id, location = self._locations[each.location]
            for node in self._nodes():
                abroad = location.country != self._home
                found[node, number] = self._drivers.levy(node, location_id, each.model) if abroad else 0.0
        return found

    def _by_arrangement(self, arrangements: Sequence[Arrangement], item: str, *, yearly: bool = False) -> ByLocation:
        return {
            (node, number): (getattr(each.terms, item) or 0.0)
            * self._fx[node, each.location]
            * (self._years(node) if yearly else 1.0)
            for number, each in enumerate(arrangements)
            for node in self._nodes()
        }

    def _by_arc(self, arrangements: Sequence[Arrangement], arcs: Sequence[Arc], item: str) -> ByLocation:
        return {
            (node, number): getattr(arc, item) * self._fx[node, arrangements[arc.source].location]
            for number, arc in enumerate(arcs)
            for node in self._nodes()
        }

    def _overhead(self, arrangements: Sequence[Arrangement]) -> dict[tuple[int, int], tuple[Band, ...]]:
        found: dict[tuple[int, int], tuple[Band, ...]] = {}
        for number, each in enumerate(arrangements):
            steps = each.terms.overhead_steps
            tops = [*(step.from_heads for step in steps[1:]), None]
            for node in self._nodes() if steps else ():
                factor = self._years(node) * self._fx[node, each.location]
                found[node, number] = tuple(
                    Band(step.from_heads, top, step.cost * factor) for step, top in zip(steps, tops, strict=True)
                )
        return found

    def _fees(self, arrangements: Sequence[Arrangement]) -> dict[tuple[int, int], tuple[Band, ...]]:
        found: dict[tuple[int, int], tuple[Band, ...]] = {}
        for number, each in enumerate(arrangements):
            for node in self._nodes():
                if bands := self._fee_bands(node, each):
                    found[node, number] = bands
        return found

    def _fee_bands(self, node: int, arrangement: Arrangement) -> tuple[Band, ...]:
        """Bands of one arrangement; one without a fee where only a shortfall is priced."""
        terms = arrangement.terms
        factor = self._fee_factor(node, arrangement, terms)
        own = None if terms.shortfall_price is None else terms.shortfall_price * factor
        if not terms.fee_per_head:
            return (Band(0.0, None, 0.0, own or 0.0),) if terms.take_or_pay_heads > 0 else ()
        tops = [*(band.from_heads for band in terms.fee_per_head[1:]), None]
        return tuple(
            Band(band.from_heads, top, band.fee * factor, band.fee * factor if own is None else own)
            for band, top in zip(terms.fee_per_head, tops, strict=True)
        )

    def _fee_factor(self, node: int, arrangement: Arrangement, terms: Terms) -> float:
        location_id = self._locations[arrangement.location][0]
        driver = self._drivers.multiplier(DriverKind.FEES, node, location=location_id, model=arrangement.model)
        fx = self._fx[node, arrangement.location] if terms.fee_currency == "local" else 1.0
        return self._years(node) * self._growth(terms.fee_growth, node) * driver * fx

    def _by_location(self) -> dict[str, Any]:
        found: dict[str, ByLocation] = {"rent": {}, "fit_out": {}, "head_travel": {}, "site_travel": {}}
        for place, (_, location) in enumerate(self._locations):
            for node in self._nodes():
                fx, years = self._fx[node, place], self._years(node)
                found["rent"][node, place] = location.seat_rent * years * fx * self._growth(location.rent_growth, node)
                found["fit_out"][node, place] = location.fit_out * fx
                found["head_travel"][node, place] = location.trips_per_head * location.trip_cost * years * fx
                found["site_travel"][node, place] = location.trips_per_site * location.trip_cost * years * fx
        return found

    def _home_currency(self) -> dict[str, Any]:
        friction: ByTeam = {}
        unmet: dict[tuple[int, int], float] = {}
        numbers = {area_id: number for number, (area_id, _) in enumerate(self._areas)}
        for number, (_, area) in enumerate(self._areas):
            for node in self._nodes():
                if area.unmet is not None:
                    unmet[node, number] = area.unmet.price * self._years(node)
                for partner, terms in area.collaboration.items():
                    if terms.unmatched != "forbidden":
                        friction[node, number, numbers[partner]] = terms.unmatched * self._years(node)
        coordination = tuple(self._instance.coordination_cost * self._years(node) for node in self._nodes())
        return {"friction": friction, "unmet": unmet, "coordination": coordination}

    def _weights(self) -> dict[str, Any]:
        rate, after = self._instance.discount_rate, self._instance.terminal_months
        discount = tuple(self._calendar.discount(rate, period) for period in self._tree.period)
        terminal_discount = self._calendar.terminal_discount(rate, after)
        share = {leaf: after / 12 / self._years(leaf) for leaf in self._tree.leaves}
        run_weight = tuple(discount[node] + share.get(node, 0.0) * terminal_discount for node in self._nodes())
        return {
            "run_weight": run_weight,
            "discount": discount,
            "terminal_share": share,
            "terminal_years": after / 12,
            "terminal_discount": terminal_discount,
        }
