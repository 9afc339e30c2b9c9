"""Upper bounds on teams and hires: no plan that keeps the rules exceeds them.

A place without talent pool, hires limit or most heads has no bound in the data. It gets a technical one, several times
what its work and the instance's thresholds ask of it. That is not proved: ramp-up, or a mean that many heads could
mend, may ask for more. So a closed proof is looked at again with the bounds that the plan's own cost proves (see
``solving.pipeline``): a plan that is no dearer cannot pay for more heads than these.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from coeplan_models import HeadsPin, Instance

from .arrangements import Arrangement
from .people import People
from .places import Places
from .tree import Tree


@dataclass(frozen=True)
class Limits:
    """Upper bounds, keyed by node and number of location or arrangement and area.

    Attributes
    ----------
    team : dict
        Most heads of a team; keyed (node, location, area); only where a team is allowed.
    heads : dict
        Most heads of a team under an arrangement; keyed (node, arrangement, area); only where it can operate.
    site : dict
        Most heads of a site under an arrangement; keyed (node, arrangement).
    technical : set
        (node, location, area) whose bound is technical, not data.
    """

    team: dict[tuple[int, int, int], float]
    heads: dict[tuple[int, int, int], float]
    site: dict[tuple[int, int], float]
    technical: frozenset[tuple[int, int, int]]


class LimitReader:
    """Computes :class:`Limits`.

    Parameters
    ----------
    instance, tree, arrangements, people, places
        What the bounds follow from.
    workload : dict
        Workload; keyed (node, area).
    width : float
        How many times the largest sensible need a technical bound allows.
    """

    def __init__(
        self,
        instance: Instance,
        tree: Tree,
        arrangements: tuple[Arrangement, ...],
        people: People,
        places: Places,
    ) -> None:
        self._instance = instance
        self._tree = tree
        self._arrangements = arrangements
        self._people = people
        self._places = places
        self._areas = list(instance.areas.values())
        self._pinned = self._heads_of_pins()

    def read(
        self,
        workload: dict[tuple[int, int], float],
        width: float,
        affordable: Mapping[tuple[int, int, int], float] | None = None,
    ) -> Limits:
        """Compute all bounds; ``affordable`` are heads of each team whose payroll alone uses up a plan's cost."""
        hired = self._hired()
        need = self._needs(workload)
        team: dict[tuple[int, int, int], float] = {}
        technical: set[tuple[int, int, int]] = set()
        for key in sorted(self._places.allowed):
            node, place, number = key
            begins = self._places.initial_team.get((place, number), 0.0)
            bound = min(self._people.pool.get(key, inf), begins + hired[node, place])
            if bound == inf:
                technical.add(key)
                bound = begins + width * max(need[place, number], self._pinned.get((place, number), 0.0))
                bound = min(bound, affordable.get(key, inf)) if affordable is not None else bound
            team[key] = self._whole(bound, number)
        heads = self._by_arrangement(team)
        return Limits(team, heads, self._sites(heads, hired), frozenset(technical))

    def _whole(self, bound: float, number: int) -> float:
        return float(math.floor(bound + 1e-6)) if self._areas[number].whole_heads else bound

    def _hired(self) -> dict[tuple[int, int], float]:
        """Gross hires that a location can have made on the path to each node, from its first possible opening."""
        first: dict[int, int] = {}
        for each in self._arrangements:
            first[each.location] = min(first.get(each.location, each.first_period), each.first_period)
        found: dict[tuple[int, int], float] = {}
        for node in range(len(self._tree)):
            for place in range(len(self._instance.locations)):
                before = found.get((self._tree.parent[node], place), 0.0)
                opened = first.get(place, inf) <= self._tree.period[node]
                most = self._people.most_hires.get((node, place), inf) if opened else 0.0
                found[node, place] = before + most
        return found

    def _needs(self, workload: dict[tuple[int, int], float]) -> dict[tuple[int, int], float]:
        """Heads that a rule may ask of a place for an area, generously: all work of all areas, and every threshold."""
        thresholds: dict[int, float] = {}
        for each in self._arrangements:
            terms = each.terms
            edges = [each.from_heads for each in (*terms.fee_per_head, *terms.overhead_steps)]
            largest = max([terms.min_heads, terms.take_or_pay_heads, *edges])
            thresholds[each.location] = max(thresholds.get(each.location, 0.0), largest)
        total = max(
            sum(workload[node, number] for number in range(len(self._areas))) for node in range(len(self._tree))
        )
        weakest: dict[tuple[int, int], float] = {}
        for _, place, number in self._places.allowed:
            weakest[place, number] = inf
        for (_, place, number), output in self._places.efficiency.items():
            if output > 0 and (place, number) in weakest:
                weakest[place, number] = min(weakest[place, number], output)
        return {
            (place, number): 1 + total / output + self._areas[number].min_team + thresholds.get(place, 0.0)
            for (place, number), output in weakest.items()
        }

    def _heads_of_pins(self) -> dict[tuple[int, int], float]:
        """Heads that policies and given plans name; keyed (location, area)."""
        places, areas = list(self._instance.locations), list(self._instance.areas)
        named = [
            (policy.location, area, policy.at_least)
            for policy in self._instance.policies.values()
            if isinstance(policy, HeadsPin) and policy.at_least is not None
            for area in (areas if policy.area is None else [policy.area])
        ]
        plans = self._instance.reference_plans.values()
        named += [(team.location, team.area, team.heads) for plan in plans for team in plan.teams]
        found: dict[tuple[int, int], float] = {}
        for location, area, heads in named:
            if location in places and area in areas:
                key = (places.index(location), areas.index(area))
                found[key] = max(found.get(key, 0.0), heads)
        return found

    def _by_arrangement(self, team: dict[tuple[int, int, int], float]) -> dict[tuple[int, int, int], float]:
        found: dict[tuple[int, int, int], float] = {}
        for number, each in enumerate(self._arrangements):
            most = inf if each.terms.max_heads is None else each.terms.max_heads
            for (node, place, area), bound in team.items():
                if place == each.location and each.first_period <= self._tree.period[node] and bound > 0:
                    found[node, number, area] = self._whole(min(bound, most), area)
        return found

    def _sites(
        self, heads: dict[tuple[int, int, int], float], hired: dict[tuple[int, int], float]
    ) -> dict[tuple[int, int], float]:
        sums: dict[tuple[int, int], float] = {}
        for (node, number, _), bound in heads.items():
            sums[node, number] = sums.get((node, number), 0.0) + bound
        for (node, number), total in sums.items():
            most = self._arrangements[number].terms.max_heads
            place = self._arrangements[number].location
            grown = self._initial(place) + hired[node, place]
            sums[node, number] = min(total, inf if most is None else most, grown)
        return sums

    def _initial(self, place: int) -> float:
        return sum(heads for (where, _), heads in self._places.initial_team.items() if where == place)
