"""The plan under audit, next to what the instance says: who is where at each node."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from coeplan_models import Team

from .ledger import Ledger
from .lifecycle import Course
from .rows import PlanRows
from .world import World

PRESENT = 1e-6
"""A team is there from more heads than this."""


class Case:
    """One plan under audit.

    Parameters
    ----------
    world : World
        What the instance says.
    rows : PlanRows
        What the plan says.
    course : Course
        The life of the sites, replayed from the plan's decisions.
    ledger : Ledger
        Where checks are entered.

    Attributes
    ----------
    unmatched : dict
        Heads without a match, keyed by node, area and partner area, once they are worked out.
    """

    def __init__(self, world: World, rows: PlanRows, course: Course, ledger: Ledger) -> None:
        self.world = world
        self.rows = rows
        self.course = course
        self.ledger = ledger
        self.unmatched: dict[tuple[str, str, str], float] = {}
        self._by_node: dict[str, list[Team]] = defaultdict(list)
        self._site_heads: dict[tuple[str, str], float] = defaultdict(float)
        self._capacities: dict[str, Mapping[tuple[str, str], float]] = {}
        for team in rows.teams.values():
            self._by_node[team.node].append(team)
            self._site_heads[team.node, team.location] += team.heads
        self._first_cells = [
            (location, area)
            for location in world.instance.locations
            for area in world.instance.areas
            if world.first_team(location, area) > 0
        ]

    def teams(self, node: str) -> Sequence[Team]:
        """Return the rows of teams at a node."""
        return self._by_node.get(node, ())

    def heads(self, node: str, location: str, area: str) -> float:
        """Return the heads of an area at a location and node."""
        team = self.rows.teams.get((node, location, area))
        return team.heads if team is not None else 0.0

    def previous_heads(self, node: str, location: str, area: str) -> float:
        """Return the heads at the parent; at the root those of the footprint."""
        parent = self.world.nodes[node].parent
        return self.world.first_team(location, area) if parent is None else self.heads(parent, location, area)

    def attrition(self, node: str, location: str, area: str) -> float:
        """Return how many heads of the previous team leave by themselves, recomputed."""
        return self.world.attrition_share(node, location, area) * self.previous_heads(node, location, area)

    def cells(self, node: str) -> Iterator[tuple[str, str]]:
        """Yield each location and area that has a row of teams at the node, or had heads just before it."""
        here = dict.fromkeys((team.location, team.area) for team in self.teams(node))
        parent = self.world.nodes[node].parent
        if parent is None:
            before = self._first_cells
        else:
            before = [(team.location, team.area) for team in self.teams(parent) if team.heads > 0]
        yield from here | dict.fromkeys(before)

    def site_heads(self, node: str, location: str) -> float:
        """Return the heads of all areas at a location and node."""
        return self._site_heads.get((node, location), 0.0)

    def seats(self, node: str, location: str) -> float:
        """Return the seats held at a location and node."""
        site = self.rows.sites.get((node, location))
        return site.seats if site is not None else 0.0

    def capacities(self, node: str) -> Mapping[tuple[str, str], float]:
        """Return efficiency x heads of each team at a node, in FTE, keyed by location and area."""
        if node not in self._capacities:
            self._capacities[node] = {
                (team.location, team.area): team.heads * self.world.efficiency(node, team.location, team.area)
                for team in self.teams(node)
            }
        return self._capacities[node]

    def capacity(self, node: str) -> float:
        """Return the capacity of all teams at a node, in FTE."""
        return sum(self.capacities(node).values())

    def model(self, node: str, location: str) -> str | None:
        """Return the model that operates at a location and node; none where nothing operates."""
        return self.course.state(node, location).operating_model

    def vendor(self, node: str, location: str) -> str | None:
        """Return the vendor that runs a site at a node; none for the company itself or where nothing operates."""
        model = self.model(node, location)
        return self.world.terms(location, model).vendor if model is not None else None

    def sites(self, node: str) -> Iterator[tuple[str, str]]:
        """Yield each site in operation and its model; headquarters is none."""
        for location in self.world.instance.locations:
            model = self.model(node, location)
            if model is not None and location != self.world.headquarters:
                yield location, model
