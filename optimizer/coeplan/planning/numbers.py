"""Everything that the algebra needs, gathered once from an instance."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import inf

from coeplan_models import Area, ExistingSite, Instance

from .arrangements import Arc, Arrangement, arrange, existing_site, vendors
from .calendar import Calendar
from .drivers import DriverValues
from .groups import Groups
from .limits import LimitReader, Limits
from .people import People, read_people
from .places import PlaceReader, Places, workload_at
from .rates import RateReader, Rates
from .reference import ReferenceDecisions, read_reference
from .timing import Timing
from .tree import Tree, expand


@dataclass(frozen=True)
class Numbers:
    """Planning numbers on the scenario tree. Nodes, locations, areas, arrangements and arcs are numbered from 0.

    Attributes
    ----------
    instance : Instance
        What they were gathered from.
    calendar, tree
        Periods and nodes.
    location_ids, area_ids : tuple of str
        Identifiers in the order of the numbers.
    arrangements : tuple of Arrangement
        Operating models at locations; number 0 is headquarters.
    arcs : tuple of Arc
        Conversions between arrangements.
    vendors : tuple of str
        Vendors of the arrangements.
    workload : dict
        Baseline FTE; keyed (node, area).
    places, people, rates, limits
        Numbers by concept.
    least_totals : mapping or None
        Least total of each leaf's future had it been certain, in plan currency; None where regret is not asked for.
    """

    instance: Instance
    calendar: Calendar
    tree: Tree
    location_ids: tuple[str, ...]
    area_ids: tuple[str, ...]
    arrangements: tuple[Arrangement, ...]
    arcs: tuple[Arc, ...]
    vendors: tuple[str, ...]
    workload: dict[tuple[int, int], float]
    places: Places
    people: People
    rates: Rates
    limits: Limits
    least_totals: Mapping[int, float] | None = None

    def least_total(self, leaf: int) -> float:
        """Least total of a leaf's future had it been certain, in plan currency; regret is measured from it.

        Raises
        ------
        ValueError
            Where regret is asked for and nobody has said what it is measured from.
        """
        if self.least_totals is None:
            raise ValueError(
                f"regret is asked for in {self.instance.name}, but not what each future costs at least had it been "
                "certain; gather with the bounds that solving.futures proves, or with those of a plan"
            )
        return self.least_totals[leaf]

    @property
    def nodes(self) -> range:
        """Numbers of the nodes."""
        return range(len(self.tree))

    @property
    def locations(self) -> range:
        """Numbers of the locations."""
        return range(len(self.location_ids))

    @property
    def areas(self) -> range:
        """Numbers of the areas."""
        return range(len(self.area_ids))

    @cached_property
    def area_terms(self) -> tuple[Area, ...]:
        """What the instance says of each area, by number."""
        return tuple(self.instance.areas.values())

    def output(self, node: int, place: int, area: int) -> float:
        """Output of one effective head, in FTE."""
        return self.places.availability[node, place] * self.places.efficiency[node, place, area]

    def most_useful(self, node: int, place: int, area: int) -> float:
        """Most effective heads of a team that the workload can use; 0 where they have no output."""
        output = self.output(node, place, area)
        allowed = self.limits.team.get((node, place, area), 0.0)
        return min(allowed, self.workload[node, area] / output) if output > 0 else 0.0

    def most_useful_at(self, node: int, place: int) -> float:
        """The same for all areas of a location."""
        return sum(self.most_useful(node, place, area) for area in self.areas)

    @cached_property
    def headquarters(self) -> int:
        """Number of the location that is headquarters."""
        return self.location_ids.index(self.instance.headquarters)

    @cached_property
    def sites(self) -> tuple[int, ...]:
        """Arrangements that are sites: all but headquarters."""
        return tuple(number for number, each in enumerate(self.arrangements) if each.location != self.headquarters)

    @cached_property
    def at(self) -> tuple[tuple[int, ...], ...]:
        """Arrangements of each location."""
        return tuple(
            tuple(number for number, each in enumerate(self.arrangements) if each.location == place)
            for place in self.locations
        )

    @cached_property
    def arcs_into(self) -> dict[int, tuple[int, ...]]:
        """Arcs by target arrangement."""
        return {
            site: tuple(number for number, arc in enumerate(self.arcs) if arc.target == site) for site in self.sites
        }

    @cached_property
    def arcs_out_of(self) -> dict[int, tuple[int, ...]]:
        """Arcs by source arrangement."""
        return {
            site: tuple(number for number, arc in enumerate(self.arcs) if arc.source == site) for site in self.sites
        }

    @cached_property
    def timing(self) -> Timing:
        """Durations on the tree."""
        return Timing(self.instance, self.tree, self.calendar, self.arrangements, self.arcs)

    @cached_property
    def groups(self) -> Groups:
        """Who belongs to what."""
        return Groups(self.instance, self.arrangements)

    @cached_property
    def references(self) -> dict[str, ReferenceDecisions]:
        """Decisions of the instance's reference plans, by name."""
        return {name: read_reference(self, plan) for name, plan in self.instance.reference_plans.items()}

    def arrangement(self, location_id: str, model: str) -> int | None:
        """Number of a model at a location; None where it can never operate there."""
        for number, each in enumerate(self.arrangements):
            if self.location_ids[each.location] == location_id and each.model == model:
                return number
        return None

    def existing(self, place: int) -> ExistingSite | None:
        """What the footprint says of a location."""
        return existing_site(self.instance, self.location_ids[place])

    @cached_property
    def operating_before(self) -> frozenset[int]:
        """Arrangements that operate before the root, headquarters among them."""
        found = {0}
        for number, each in enumerate(self.arrangements):
            site = self.existing(each.location)
            if site is not None and site.operating_model == each.model:
                found.add(number)
        return frozenset(found)


def gather(
    instance: Instance,
    width: float = 4.0,
    budget: float | None = None,
    least_totals: Mapping[str, float] | None = None,
) -> Numbers:
    """Gather the planning numbers of an instance.

    Parameters
    ----------
    instance : Instance
        A checked instance.
    width : float
        How many times the largest sensible need is looked at where the data bound a team by nothing.
    budget : float, optional
        Cost of a known plan: there, teams that cost more are not looked at.
    least_totals : mapping of str to float, optional
        Least total of each leaf's future had it been certain, by leaf, in plan currency; asked for by rules on regret.

    Returns
    -------
    Numbers
        Ready parameters for the algebra.
    """
    calendar = Calendar.of(instance.horizon)
    tree = expand(instance.scenarios, instance.horizon.periods)
    drivers = DriverValues(instance, tree)
    arrangements, arcs = arrange(instance, calendar)
    workload = {
        (node, number): workload_at(area_id, area, node, period, drivers)
        for node, period in enumerate(tree.period)
        for number, (area_id, area) in enumerate(instance.areas.items())
    }
    places = PlaceReader(instance, tree, calendar, drivers).read()
    people = read_people(instance, tree, calendar, drivers)
    rates = RateReader(instance, tree, calendar, drivers).read(arrangements, arcs)
    least = None if least_totals is None else {leaf: least_totals[tree.nodes[leaf].id] for leaf in tree.leaves}
    spent = None if budget is None else _spent_by(instance, tree, budget, least)
    affordable = None if spent is None else _affordable(instance, tree, rates, spent)
    limits = LimitReader(instance, tree, arrangements, people, places).read(workload, width, affordable)
    return Numbers(
        instance=instance,
        calendar=calendar,
        tree=tree,
        location_ids=tuple(instance.locations),
        area_ids=tuple(instance.areas),
        arrangements=arrangements,
        arcs=arcs,
        vendors=vendors(arrangements),
        workload=workload,
        places=places,
        people=people,
        rates=rates,
        limits=limits,
        least_totals=least,
    )


def _spent_by(instance: Instance, tree: Tree, budget: float, least: Mapping[int, float] | None) -> float:
    """What a plan of some objective spends at most: a regret leaves out of a total what its future costs anyway."""
    weight = instance.objective.regret_weight
    if weight == 0 or least is None:
        return budget
    return budget + weight * sum(tree.nodes[leaf].probability * money for leaf, money in least.items())


def _affordable(instance: Instance, tree: Tree, rates: Rates, budget: float) -> dict[tuple[int, int, int], float]:
    """Heads of each team whose payroll alone costs as much as a whole plan.

    No amount is negative, and conditional value at risk and largest total are at least the mean: an objective is at
    least the sum of its weights times the expected payroll of any one team.
    """
    weight = instance.objective.total_weight
    found: dict[tuple[int, int, int], float] = {}
    for key, payroll in rates.payroll.items():
        counts = weight * tree.nodes[key[0]].probability * rates.run_weight[key[0]]
        found[key] = budget / (counts * payroll) if counts * payroll > 0 else inf
    return found
