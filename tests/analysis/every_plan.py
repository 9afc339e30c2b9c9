"""Every plan of a tiny instance, and its measures, by the enumeration's own reading of the rules."""

from collections.abc import Sequence
from math import inf
from typing import Any

from tests.enumeration import Effort, random_instance_data
from tests.enumeration.bounds import Rules
from tests.enumeration.enumerate import Judge
from tests.enumeration.lifecycle import Lifecycle
from tests.enumeration.paths import cvar
from tests.enumeration.policies import NodePolicies
from tests.enumeration.rosters import Rosters
from tests.enumeration.search import Found, Held, Search, State
from tests.enumeration.shared import SharedRules
from tests.enumeration.staffing import Staffings
from tests.enumeration.tables import Tables
from tests.enumeration.tree import Node
from tests.enumeration.vectors import Shape

from coeplan.api.load import load
from coeplan_models import Instance

SCORES = {"AUS": 1.0, "GDL": 4.0}
ELSEWHERE = 7.0

FUTURES = {
    "low": {"probability": 0.5, "drivers": [{"driver": "workload", "values": {"1": 0.6}}]},
    "high": {"probability": 0.5, "drivers": [{"driver": "wages", "location": "GDL", "values": {"1": 1.6}}]},
}
TREE = {"kind": "fan", "known_from": 1, "futures": FUTURES}
"""Two futures: less work, or dear people in the cheap place."""

PERIODS = 2

Values = dict[str, float]


def tiny(seed: int, *features: str, **changes: Any) -> Instance:
    """Return a random instance so small that all of its plans can be looked at."""
    data = random_instance_data(seed, features)
    data["horizon"] |= {"periods": PERIODS, "months": 6}
    for driver in data.get("scenarios", {}).get("drivers", ()):
        driver["values"] = _cut(driver["values"])
    data["areas"]["dev"]["workload"] = 3
    for place, location in data["locations"].items():
        location["risk_score"] = SCORES.get(place, ELSEWHERE)
        location["talent_pool"] = 3 if place == "AUS" else 2
    return load(data | changes)


def _cut(values: Any) -> Any:
    """Return what a driver does within the horizon."""
    if isinstance(values, list):
        return values[:PERIODS]
    return {period: value for period, value in values.items() if int(period) < PERIODS} or {"0": 1.0}


class _All:
    """Takes everything that the search offers."""

    def __init__(self) -> None:
        self.found: list[Found] = []
        self.most = inf

    def open(self, _vector: object) -> bool:
        """Say that nothing is cut off."""
        return True

    def offer(self, find: Found) -> None:
        """Keep a find."""
        self.found.append(find)


class _Everything(Search):
    """A search that keeps every way to go on, from every state."""

    every: Sequence[Found] = ()

    def _explore(self, node: Node, state: State, held: Held) -> None:
        self.every = self.front(node, state, inf)

    def front(self, node: Node, state: State, ceiling: float) -> list[Found]:
        """Return every way to go on."""
        taken: Any = _All()
        super()._explore(node, state, taken)
        return taken.found


def every_plan(instance: Instance) -> list[Values]:
    """Return the measures of every plan of an instance that keeps its rules."""
    tables = Tables(instance)
    policies, rosters = NodePolicies(tables), Rosters(tables)
    judge = Judge(tables, policies)
    judge.shape = Shape(True, [], judge.probabilities)
    rules = Rules(tables, Lifecycle(tables, False), rosters, SharedRules(tables), policies, judge.changes)
    search = _Everything(
        rules, Staffings(tables, rosters, lazy_seats=False), judge.shape, Effort(bounds=False, memory=False)
    )
    search.best(lambda _vector: inf, 1.0)
    return [_values(tables, judge, found) for found in search.every]


def _values(tables: Tables, judge: Judge, found: Found) -> Values:
    alpha = tables.instance.objective.cvar_alpha
    nodes = _standing(tables, tables.nodes[0], found)
    return {
        "cost": sum(share * total for share, total in zip(judge.probabilities, found.vector, strict=True)),
        "cvar": cvar(found.vector, judge.probabilities, alpha),
        "worst": max(found.vector),
        "concentration": max(each["concentration"] for each in nodes),
        "risk": max((each["risk"] for each in nodes if "risk" in each), default=min(SCORES.values())),
        "overlap": min((each["overlap"] for each in nodes if "overlap" in each), default=8.0),
        "capital": _capital(found),
    }


def _standing(tables: Tables, node: Node, found: Found) -> list[Values]:
    """Return the measures of each node of a plan by itself."""
    held = [staffing.roster.capacity for staffing in found.choice.staffings]
    scores = [tables.location(place).risk_score for place in range(len(held))]
    overlaps = [tables.place(node.index, place).overlap for place in range(len(held))]
    capacity = sum(map(sum, held))
    here = {"concentration": _concentration(tables, node, held)}
    if capacity:
        here["risk"] = sum(score * sum(mine) for score, mine in zip(scores, held, strict=True)) / capacity
        pairs = zip(overlaps, held, strict=True)
        hours = [hour * team for row, mine in pairs for hour, team in zip(row, mine, strict=True)]
        here["overlap"] = sum(hours) / capacity
    below = [_standing(tables, child, f) for child, f in zip(node.children, found.below, strict=True)]
    return [here, *(each for some in below for each in some)]


def _concentration(tables: Tables, node: Node, held: Sequence[Sequence[float]]) -> float:
    home = tables.location(tables.headquarters).country
    countries: Values = {}
    for place, capacities in enumerate(held):
        country = tables.location(place).country
        if country != home:
            countries[country] = countries.get(country, 0.0) + sum(capacities)
    return max(countries.values(), default=0.0) / sum(tables.workload(node.index))


def _capital(found: Found) -> float:
    here = found.choice.joint.capital + sum(staffing.capital for staffing in found.choice.staffings)
    return here + max((_capital(each) for each in found.below), default=0.0)
