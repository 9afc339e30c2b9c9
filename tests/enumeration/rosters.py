"""Team sizes at one location, and what running them costs in a year."""

from itertools import product
from math import inf
from typing import NamedTuple

from coeplan_models import HEADQUARTERS_MODEL, Category

from .lifecycle import Mode
from .tables import TOLERANCE, Place, Tables, within
from .tree import Node

EDGE = 1e-9
"""Heads this near to the edge of a band or step are on it."""

Yearly = dict[Category, float]

Key = tuple[int, int, str | None, bool]
"""Node, place, model, and whether least heads and take-or-pay are in force."""


class Roster(NamedTuple):
    """Teams of all areas at a location under a model; seats and flows are left out."""

    teams: tuple[float, ...]
    heads: float
    capacity: tuple[float, ...]
    """Efficiency x heads by area, availability 1."""
    yearly: tuple[tuple[Category, float], ...]
    """Run cost a year by category, at the node's prices, without rent."""
    run: float
    """Sum of ``yearly``."""
    replacing: float
    """Cost a year of hiring for those who leave, for the terminal part."""


class Rosters:
    """All team sizes that are allowed at a location by themselves, each with its run cost."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._known: dict[Key, list[Roster]] = {}

    def rosters(self, node: Node, place: int, mode: Mode) -> list[Roster]:
        """Return every allowed roster of a location, the cheapest to run first."""
        key = (node.index, place, mode.model, mode.in_force)
        if key not in self._known:
            sizes = product(*(range(most + 1) for most in self.tables.largest(node.index, place, mode.model)))
            found = [self._roster(key, tuple(float(heads) for heads in teams)) for teams in sizes]
            self._known[key] = sorted((roster for roster in found if roster), key=lambda roster: roster.run)
        return self._known[key]

    def _roster(self, key: Key, teams: tuple[float, ...]) -> Roster | None:
        index, place, model, in_force = key
        heads = sum(teams)
        for area, team in zip(self.tables.area_records, teams, strict=True):
            if team and not within(area.min_team, team):
                return None
        if model is None:
            return Roster(teams, 0.0, teams, (), 0.0, 0.0)
        terms, numbers = self.tables.terms(model, place), self.tables.place(index, place)
        if terms.max_heads is not None and not within(heads, terms.max_heads):
            return None
        if in_force and heads < terms.min_heads - TOLERANCE * max(1.0, terms.min_heads):
            return None
        yearly = self._yearly(key, teams)
        leaving = sum(
            team * rate * cost
            for team, rate, cost in zip(teams, numbers.leaving_yearly, numbers.hiring_cost, strict=True)
        )
        return Roster(
            teams,
            heads,
            tuple(team * output for team, output in zip(teams, numbers.efficiency, strict=True)),
            tuple((category, money) for category, money in yearly.items() if money),
            sum(yearly.values()),
            leaving if terms.client_bears_hiring else 0.0,
        )

    def _yearly(self, key: Key, teams: tuple[float, ...]) -> Yearly:
        """Return a year's run cost by category, rent left out."""
        index, place, model, in_force = key
        assert model is not None
        terms, numbers, heads = self.tables.terms(model, place), self.tables.place(index, place), sum(teams)
        payroll = sum(team * cost for team, cost in zip(teams, numbers.yearly_cost, strict=True))
        yearly = {Category.PAYROLL: payroll, Category.MARGIN: payroll * terms.margin}
        yearly |= self._fees(key, heads, terms.take_or_pay_heads if in_force else 0.0)
        yearly[Category.LEVY] = self.tables.levy(index, place, model) * sum(yearly.values())
        yearly[Category.FIXED] = terms.fixed_cost * numbers.fx
        steps = [(step.from_heads, step.cost) for step in terms.overhead_steps]
        yearly[Category.OVERHEAD] = min((cost for cost in at_level(steps, heads)), default=0.0) * numbers.fx
        yearly[Category.TRAVEL] = self._travel(numbers, place, model, heads)
        return yearly

    def _fees(self, key: Key, heads: float, least: float) -> Yearly:
        """Return fee and shortfall a year, in the cheaper band where billed heads are on an edge."""
        index, place, model, _ = key
        assert model is not None
        terms = self.tables.terms(model, place)
        shortfall = max(0.0, least - heads)
        bands = at_level([(band.from_heads, band.fee) for band in terms.fee_per_head], heads + shortfall) or [0.0]
        bills = [
            (fee * heads, shortfall * (fee if terms.shortfall_price is None else terms.shortfall_price))
            for fee in bands
        ]
        factor = self.tables.fee_factor(index, place, model)
        fee, short = min(bills, key=sum)
        return {Category.FEE: fee * factor, Category.SHORTFALL: short * factor}

    def _travel(self, numbers: Place, place: int, model: str, heads: float) -> float:
        where = self.tables.location(place)
        trips = where.trips_per_head * heads
        if model != HEADQUARTERS_MODEL:
            trips += where.trips_per_site
        return trips * where.trip_cost * numbers.fx


def at_level(levels: list[tuple[float, float]], heads: float) -> list[float]:
    """Return the values of all bands or steps that hold at a number of heads: two at a shared edge."""
    ordered = sorted(levels)
    found: list[float] = []
    for number, (start, value) in enumerate(ordered):
        end = ordered[number + 1][0] if number + 1 < len(ordered) else inf
        if start - EDGE <= heads <= end + EDGE:
            found.append(value)
    return found
