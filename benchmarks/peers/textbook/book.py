"""The textbook model under construction: its variables, and what is known before the root."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from math import floor
from typing import Any

import pyomo.environ as pyo

from coeplan.planning import Numbers
from coeplan.planning.tree import BEFORE
from coeplan_models import Policy

MONEY = 1000.0
"""Amounts are in thousands, as in a report."""

ROUNDING = 1e-9

Expression = Any
"""A Pyomo expression, variable or plain number."""


@dataclass
class Book:
    """The textbook model of an instance.

    Sites are numbered as in the planning numbers: one for each location and operating model, 0 for headquarters.

    Attributes
    ----------
    numbers : Numbers
        Planning numbers: what everything costs and can do.
    model : pyomo.environ.ConcreteModel
        The model.
    rows : pyomo.environ.ConstraintList
        All its rows.
    columns : dict
        Variables by the name of their family and their key.
    charges : list
        (node, discounted price, breach) of every breach of a priced policy; those of caps on CVaR stand elsewhere.
    """

    numbers: Numbers
    model: Any = field(default_factory=pyo.ConcreteModel)
    columns: dict[str, dict[tuple[int, ...], Any]] = field(default_factory=dict)
    charges: list[tuple[int, float, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows: Any = pyo.ConstraintList()
        self.model.rows = self.rows
        self.breaches: Any = pyo.VarList(domain=pyo.NonNegativeReals)
        self.model.breaches = self.breaches
        self.switches: Any = pyo.VarList(domain=pyo.Binary)
        self.model.switches = self.switches

    # -- variables ------------------------------------------------------------------------------------------------

    def add(
        self, name: str, keys: Iterable[Any], domain: Any = pyo.NonNegativeReals, most: Callable[..., Any] | None = None
    ) -> Any:
        """Add a family of variables, each at least 0 and, where said, at most ``most`` of its key."""
        bounds = None if most is None else lambda _, *key: (0, most(*key))
        family: Any = pyo.Var(list(keys), domain=domain, bounds=bounds)
        setattr(self.model, name, family)
        self.columns[name] = {key if isinstance(key, tuple) else (key,): column for key, column in family.items()}
        return family

    def get(self, name: str, *key: int) -> Expression:
        """Return a variable, or 0 where there is none."""
        return self.columns[name].get(key, 0)

    def row(self, relation: Any) -> None:
        """Add a row; one between numbers that holds says nothing, and one that does not cannot be kept."""
        if relation is True:
            return
        self.rows.add(pyo.Constraint.Infeasible if relation is False else relation)

    def breach(self, policy: Policy, node: int, unit: float = 1.0) -> Expression:
        """Return a new breach of a policy, priced and charged at a node; 0 where the policy is hard."""
        if policy.price is None:
            return 0
        breach = self.breaches.add()
        self.charges.append((node, policy.price * unit * self.numbers.rates.discount[node] / MONEY, breach))
        return breach

    # -- state ----------------------------------------------------------------------------------------------------

    def before(self, node: int) -> int:
        """Parent of a node."""
        return self.numbers.tree.parent[node]

    def operate(self, node: int, site: int) -> Expression:
        """1 where a site operates; headquarters always does."""
        if node == BEFORE:
            return int(site in self.numbers.operating_before)
        return 1 if site == 0 else self.get("operate", node, site)

    def open(self, node: int, place: int) -> Expression:
        """1 where a location operates under any model."""
        return sum(self.operate(node, site) for site in self.numbers.at[place])

    def heads(self, node: int, site: int, area: int) -> Expression:
        """Heads of an area at a site."""
        if node != BEFORE:
            return self.get("heads", node, site, area)
        place = self.numbers.arrangements[site].location
        known = self.numbers.places.initial_team.get((place, area), 0.0)
        return known if site in self.numbers.operating_before else 0.0

    def site_heads(self, node: int, site: int) -> Expression:
        """Heads of all areas at a site."""
        return sum(self.heads(node, site, area) for area in self.numbers.areas)

    def team(self, node: int, place: int, area: int) -> Expression:
        """Heads of an area at a location."""
        return sum(self.heads(node, site, area) for site in self.numbers.at[place])

    def capacity(self, node: int, site: int, area: int) -> Expression:
        """Efficiency x heads of an area at a site."""
        place = self.numbers.arrangements[site].location
        return self.numbers.places.efficiency[node, place, area] * self.heads(node, site, area)

    def staying(self, node: int, site: int, area: int) -> Expression:
        """Heads of the parent that attrition leaves."""
        place = self.numbers.arrangements[site].location
        return (1 - self.numbers.people.attrition[node, place, area]) * self.heads(self.before(node), site, area)

    def into(self, node: int, site: int) -> Expression:
        """1 where a site passes over to this model."""
        return sum(self.get("convert", node, arc) for arc in self.numbers.arcs_into.get(site, ()))

    def out_of(self, node: int, site: int) -> Expression:
        """1 where a site passes over from this model."""
        return sum(self.get("convert", node, arc) for arc in self.numbers.arcs_out_of.get(site, ()))

    def stops(self, node: int, place: int) -> Expression:
        """1 where a location stops."""
        return sum(self.get("stop", node, site) for site in self.numbers.at[place])

    def in_force(self, node: int, site: int) -> Expression:
        """1 where least heads and take-or-pay hold."""
        return self.get("in_force", node, site) if self.builds_up(site) else self.operate(node, site)

    def builds_up(self, site: int) -> bool:
        """Whether least heads or take-or-pay hold only some time after the start."""
        terms = self.numbers.arrangements[site].terms
        return terms.build_up > 0 and (terms.min_heads > 0 or terms.take_or_pay_heads > 0)

    # -- big numbers ----------------------------------------------------------------------------------------------

    @cached_property
    def people(self) -> list[tuple[int, int, int]]:
        """(node, site, area) of all teams that may ever be, or were, at a site."""
        numbers = self.numbers
        hosted = {(place, area) for _, place, area in numbers.places.allowed} | set(numbers.places.initial_team)
        return [
            (node, site, area)
            for node in numbers.nodes
            for site, each in enumerate(numbers.arrangements)
            for area in numbers.areas
            if (each.location, area) in hosted
        ]

    def most(self, node: int, place: int, area: int) -> float:
        """Most heads of a team: its talent pool, else what the engine takes; 0 where it may not sit."""
        key = (node, place, area)
        if key not in self.numbers.places.allowed:
            return 0.0
        most = self.numbers.people.pool.get(key, self.numbers.limits.team[key])
        # HiGHS 1.15.1 finds false optima, or none, where a whole variable has a bound that is not whole.
        return float(floor(most + ROUNDING)) if self.numbers.area_terms[area].whole_heads else most

    def most_of_site(self, node: int, site: int) -> float:
        """Most heads of a site: all its teams, or what its terms allow."""
        each = self.numbers.arrangements[site]
        teams = sum(self.most(node, each.location, area) for area in self.numbers.areas)
        return teams if each.terms.max_heads is None else min(teams, each.terms.max_heads)
