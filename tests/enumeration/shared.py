"""What locations share at a node: work that must be done, people who need each other, vendors in use."""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from coeplan_models import Category, Collaboration

from .rosters import Roster
from .tables import TOLERANCE, Tables
from .tree import Node

SAME_HOURS = 1e-9
"""Overlaps in hours are compared with this allowance."""


class Shared(NamedTuple):
    """Cost a year that belongs to no location, and workload left undone, by area."""

    yearly: tuple[tuple[Category, float], ...]
    run: float
    unmet: tuple[float, ...]


class SharedRules:
    """Coverage, collaboration and coordination."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._least: dict[int, tuple[float, ...]] = {}
        self._served: dict[tuple[int, float, float], list[list[bool]]] = {}
        self.pairs = [
            (tables.areas.index(area), tables.areas.index(other), terms)
            for area, record in tables.instance.areas.items()
            for other, terms in record.collaboration.items()
        ]

    def least_output(self, node: Node) -> tuple[float, ...]:
        """Return, by area, the output without which too much work would stay undone."""
        if node.index not in self._least:
            found: list[float] = []
            for load, area in zip(self.tables.workload(node.index), self.tables.area_records, strict=True):
                allowed = area.unmet.max_share * load if area.unmet else 0.0
                found.append(load - allowed - TOLERANCE * max(1.0, load))
            self._least[node.index] = tuple(found)
        return self._least[node.index]

    def judge(
        self, node: Node, models: tuple[str | None, ...], rosters: list[Roster], output: tuple[float, ...]
    ) -> Shared | None:
        """Return what the locations share, or ``None`` where work or collaboration falls short.

        Just as much work stays undone as must: more of it would only cost more.
        """
        if any(done < least for done, least in zip(output, self.least_output(node), strict=True)):
            return None
        loads = self.tables.workload(node.index)
        unmet = tuple(
            max(0.0, load - done) if area.unmet else 0.0
            for load, done, area in zip(loads, output, self.tables.area_records, strict=True)
        )
        friction = self._friction(node, rosters)
        if friction is None:
            return None
        undone = sum(
            left * area.unmet.price for left, area in zip(unmet, self.tables.area_records, strict=True) if area.unmet
        )
        yearly = {
            Category.COORDINATION: self.tables.instance.coordination_cost * len(self.vendors(models)),
            Category.FRICTION: friction,
            Category.UNMET: undone,
        }
        spent = tuple((category, money) for category, money in yearly.items() if money)
        return Shared(spent, sum(yearly.values()), unmet)

    def vendors(self, models: tuple[str | None, ...]) -> set[str]:
        """Return the vendors of all sites in operation."""
        named = {self.tables.terms(model, place).vendor for place, model in enumerate(models) if model is not None}
        return {vendor for vendor in named if vendor is not None}

    def _friction(self, node: Node, rosters: list[Roster]) -> float | None:
        """Return the yearly price of unmatched heads; ``None`` where they are forbidden."""
        total = 0.0
        for area, other, terms in self.pairs:
            unmatched = self.unmatched(node, (area, other, terms), rosters)
            if terms.unmatched == "forbidden":
                if unmatched > TOLERANCE:
                    return None
            else:
                total += unmatched * terms.unmatched
        return total

    def unmatched(self, node: Node, pair: tuple[int, int, Collaboration], rosters: list[Roster]) -> float:
        """Return the least heads of the first area that find no match.

        The largest matching equals the smallest cut (Ford and Fulkerson, 1956): for the worst set of places, their
        heads less what all places that serve any of them can serve.
        """
        area, other, terms = pair
        seeking = [roster.teams[area] for roster in rosters]
        serving = [roster.teams[other] * terms.heads_served for roster in rosters]
        served_by = self._reach(node, terms.min_overlap)
        sites = [place for place, heads in enumerate(seeking) if heads]
        worst = 0.0
        for chosen in nonempty(sites):
            reached = {helper for place in chosen for helper, serves in enumerate(served_by[place]) if serves}
            short = sum(seeking[place] for place in chosen) - sum(serving[helper] for helper in reached)
            worst = max(worst, short)
        return worst

    def _reach(self, node: Node, hours: float) -> list[list[bool]]:
        """Return whether each place is served by each other one in the node's period."""
        key = (node.period, node.begin, hours)
        if key not in self._served:
            names, ends = self.tables.locations, node.begin + node.months
            self._served[key] = [
                [
                    site == partner or self.tables.overlap(site, partner, node.begin, ends) >= hours - SAME_HOURS
                    for partner in names
                ]
                for site in names
            ]
        return self._served[key]


def nonempty(items: list[int]) -> Iterator[tuple[int, ...]]:
    """Yield all subsets but the empty one."""
    for size in range(1, len(items) + 1):
        yield from combinations(items, size)
