"""The language that equations are written in: a model under construction, with its numbers and variables.

An equation asks for ``m.operate(node, site)`` and gets a variable, a known number (headquarters operates, the
footprint's heads) or 0 (what cannot be), so that it reads like the formula in its docstring.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from inspect import signature
from typing import Any, cast

import pyomo.environ as pyo

from coeplan.planning import Numbers
from coeplan.planning.tree import BEFORE

Index = tuple[Any, ...]
Expression = Any
"""A Pyomo expression, variable or plain number."""


Over = Callable[["Algebra"], Iterable[Index]]
"""Lists the indices at which an equation holds."""

NODE_NAMES = frozenset({"node", "entry", "earlier", "leaf"})
"""Parameters of row functions that are nodes; ``entry`` and ``earlier`` may also be before the horizon."""


@dataclass(frozen=True)
class Equation:
    """One family of rows.

    Attributes
    ----------
    name : str
        Name of the family.
    over : callable
        Lists the indices at which it holds.
    row : callable
        Returns the row for one index.
    source : str
        Where a strengthening comes from. Empty for a rule, without which plans could be cheaper than is allowed.
    """

    name: str
    over: Over
    row: Callable[..., Expression]
    source: str = ""

    @property
    def description(self) -> str:
        """The row function's docstring: words and formula."""
        return self.row.__doc__ or ""

    @property
    def node_positions(self) -> tuple[int, ...]:
        """Which parts of an index are nodes, or a node and what is said for "before the horizon"; the row's own first.

        The parameters of the row function after the model say what the index consists of.
        """
        names = list(signature(self.row).parameters)[1:]
        return tuple(position for position, name in enumerate(names) if name in NODE_NAMES)


def equation(over: Over) -> Callable[[Callable[..., Expression]], Equation]:
    """Make an equation of a function that returns the row for one index; ``over`` lists the indices."""
    return lambda row: Equation(row.__name__, over, row)


def strengthening(over: Over, source: str) -> Callable[[Callable[..., Expression]], Equation]:
    """Make an equation that costs no whole decision its optimum, but raises the linear relaxation.

    The other rows say the same once sites, teams, steps and bands are whole; ``source`` tells who found it.
    """
    return lambda row: Equation(row.__name__, over, row, source)


@dataclass
class Algebra:
    """A model under construction.

    Attributes
    ----------
    numbers : Numbers
        Planning numbers.
    model : pyomo.environ.ConcreteModel
        Holds variables and rows.
    columns : dict
        Variables by family name, each keyed by its index.
    money : float
        Amounts in the model are divided by this, so that coefficients stay near 1.
    breaches_at : dict
        Policy and variable of each breach, by the node that is charged.
    rows_of_breach : dict
        Rows of each breach, by the ``id`` of its variable.
    asked : list
        Breaches that the row under construction has asked for.
    """

    numbers: Numbers
    model: Any
    money: float = 1.0
    columns: dict[str, dict[Index, Any]] = field(default_factory=dict)
    breaches_at: dict[int, list[tuple[str, Any]]] = field(default_factory=dict)
    rows_of_breach: dict[int, list[Any]] = field(default_factory=dict)
    asked: list[Any] = field(default_factory=list)

    def column(self, family: str, *index: Any) -> Expression:
        """Return a variable, or 0 where it does not exist."""
        return self.columns[family].get(index, 0)

    def indices(self, family: str) -> Iterable[Index]:
        """Indices of a family of variables."""
        return self.columns[family].keys()

    # -- state, with what is known instead of a variable where it is known --------------------------------------

    def operate(self, node: int, site: int) -> Expression:
        """1 where an arrangement operates; headquarters always does."""
        if site == 0:
            return 1
        if node == BEFORE:
            return int(site in self.numbers.operating_before)
        return self.column("operate", node, site)

    def operating(self, node: int, place: int) -> Expression:
        """1 where a location operates under any arrangement."""
        return sum(self.operate(node, site) for site in self.numbers.at[place])

    def before(self, node: int) -> int:
        """Parent of a node; ``BEFORE`` for the root."""
        return self.numbers.tree.parent[node]

    def heads(self, node: int, site: int, area: int) -> Expression:
        """Heads of an area under an arrangement; those of the footprint before the root."""
        if node == BEFORE:
            place = self.numbers.arrangements[site].location
            known = self.numbers.places.initial_team.get((place, area), 0.0)
            return known if site in self.numbers.operating_before else 0
        return self.column("heads", node, site, area)

    def site_heads(self, node: int, site: int) -> Expression:
        """Heads of all areas under an arrangement."""
        return sum(self.heads(node, site, area) for area in self.numbers.areas)

    def team(self, node: int, place: int, area: int) -> Expression:
        """Heads of an area at a location."""
        return self.column("team", node, place, area)

    def effective(self, node: int, place: int, area: int) -> Expression:
        """Effective heads: the team less what ramp-up costs."""
        key = (node, place, area)
        return self.columns["effective"].get(key, self.team(*key))

    def capacity(self, node: int, site: int, area: int) -> Expression:
        """Efficiency x heads of one area under an arrangement, availability aside."""
        place = self.numbers.arrangements[site].location
        return self.numbers.places.efficiency[node, place, area] * self.heads(node, site, area)

    def site_capacity(self, node: int, site: int) -> Expression:
        """Efficiency x heads of all areas under an arrangement."""
        return sum(self.capacity(node, site, area) for area in self.numbers.areas)

    def converted_into(self, node: int, site: int) -> Expression:
        """1 where a site passes over to this arrangement."""
        return sum(self.column("convert", node, arc) for arc in self.numbers.arcs_into.get(site, ()))

    def converted_out_of(self, node: int, site: int) -> Expression:
        """1 where a site passes over from this arrangement to another."""
        return sum(self.column("convert", node, arc) for arc in self.numbers.arcs_out_of.get(site, ()))

    def left(self, node: int, site: int) -> Expression:
        """1 where an arrangement ends, by a stop or a conversion."""
        return self.column("stop", node, site) + self.converted_out_of(node, site)

    def entered(self, node: int, site: int) -> Expression:
        """1 where an arrangement begins, by a start or a conversion."""
        return self.column("start", node, site) + self.converted_into(node, site)

    def cancelled(self, node: int, site: int) -> Expression:
        """Cancellations, on the path, of commitments that would start at a node."""
        start = self.numbers.tree.period[node]
        return sum(self.column("cancel", k, site, start) for k in self.numbers.tree.ancestors(node))

    def committed(self, node: int, site: int) -> Expression:
        """1 where a commitment is made; without lead time that is a start which the footprint had not under way."""
        timing = self.numbers.timing
        if timing.lead_time(site) > 0:
            return self.column("commit", node, site)
        under_way = timing.under_way[site, self.numbers.tree.period[node]]
        started = self.column("start", node, site)
        return started - under_way + self.cancelled(node, site) if under_way else started

    def in_force(self, node: int, site: int) -> Expression:
        """1 where least heads and take-or-pay hold: the arrangement operates and is built up."""
        return self.columns["built_up"].get((node, site), self.operate(node, site))

    def breach(self, policy: str, node: int, subject: str) -> Expression:
        """Breach of a priced policy in one row; 0 where the policy is hard."""
        if self.numbers.instance.policies[policy].price is None:
            return 0
        key = (policy, node, subject)
        family = self.columns["breach"]
        if key not in family:
            family[key] = self.model.breach.add()
            self.breaches_at.setdefault(node, []).append((policy, family[key]))
        self.asked.append(family[key])
        return family[key]

    def breach_rows(self, column: Any) -> list[Any]:
        """Rows in which the variable of a breach stands."""
        return self.rows_of_breach.get(id(column), [])


def is_number(expression: Expression) -> bool:
    """Whether an expression holds no variable."""
    return isinstance(expression, int | float)


def can_be(expression: Expression) -> bool:
    """Whether an expression of what is at least 0 can be more: it holds a variable, or is a number above 0."""
    return not is_number(expression) or expression > 0


def value_of(expression: Expression) -> float:
    """Value of an expression at its variables' values."""
    return float(cast("Any", pyo).value(expression))


def weighted(terms: Iterable[tuple[float, Expression]]) -> Expression:
    """Sum of coefficient x expression, terms with coefficient 0 left out."""
    return pyo.quicksum(coefficient * expression for coefficient, expression in terms if coefficient != 0)
