"""A planning problem made ready to solve: numbers, algebra and arrays, and the ways between plan and columns."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from coeplan.core.garbage import collection_put_off
from coeplan.formulation.algebra import Algebra
from coeplan.formulation.build import build
from coeplan.formulation.compile import CompiledModel, compile_model
from coeplan.formulation.completion import complete
from coeplan.formulation.decisions import Decisions, read_decisions
from coeplan.formulation.matrix import FloatArray, MatrixChange
from coeplan.formulation.plan_fields import NodeRows, plan_fields
from coeplan.planning import Numbers, gather
from coeplan_models import Instance

DECIDED = ("operate", "commit", "cancel", "team", "seats")
"""Families of variables that decisions speak of; all others follow."""

NARROW = 4.0
WIDEST = 64.0
"""Widths of technical bounds on teams: what is tried first, and the most."""

NEAR_LIMIT = 0.5
"""A team beyond this share of a technical bound asks for a wider one."""


@dataclass(frozen=True)
class PlanningModel:
    """The mixed-integer program of an instance.

    Attributes
    ----------
    numbers : Numbers
        Planning numbers.
    algebra : Algebra
        Pyomo model with its variables by family.
    compiled : CompiledModel
        The same as arrays.
    """

    numbers: Numbers
    algebra: Algebra
    compiled: CompiledModel

    @classmethod
    def of(
        cls,
        instance: Instance,
        width: float,
        budget: float | None = None,
        least_totals: Mapping[str, float] | None = None,
    ) -> "PlanningModel":
        """Gather, formulate and compile an instance.

        Parameters
        ----------
        instance : Instance
            The instance.
        width, budget : float
            What bounds teams that no data bound.
        least_totals : mapping of str to float, optional
            What regret is measured from, by leaf, in plan currency; asked for where regret is.
        """
        with collection_put_off():
            numbers = gather(instance, width, budget, least_totals)
            algebra = build(numbers)
            return cls(numbers, algebra, compile_model(algebra.model))

    @property
    def money(self) -> float:
        """Plan currency per unit of the solver's objective."""
        return self.algebra.money

    def decisions(self, x: FloatArray) -> Decisions:
        """Read the decisions off a solution, rounded."""
        self.compiled.store(x)
        return read_decisions(self.algebra)

    def vector(self, decisions: Decisions) -> FloatArray:
        """Return the value of every column that follows from decisions, shape (columns,)."""
        complete(self.algebra, decisions)
        return np.array([column.value for column in self.compiled.columns], dtype=np.float64)

    def rows(self, decisions: Decisions) -> dict[str, Any]:
        """Return the fields of a plan that follow from decisions."""
        return plan_fields(self.numbers, decisions, self.node_rows(decisions))

    def node_rows(self, decisions: Decisions) -> NodeRows:
        """Return the rows of a plan that belong to nodes."""
        return NodeRows.of(self.algebra, decisions)

    def changed(self, change: MatrixChange) -> "PlanningModel":
        """Return the model with other numbers in its arrays."""
        return replace(self, compiled=replace(self.compiled, matrix=self.compiled.matrix.changed(change)))

    def holding(
        self, decisions: Decisions, families: Collection[str] = DECIDED, nodes: Collection[int] | None = None
    ) -> MatrixChange:
        """Return the change that holds what decisions say.

        Parameters
        ----------
        decisions : Decisions
            What was decided.
        families : collection of str, optional
            Which of ``DECIDED`` to hold.
        nodes : collection of int, optional
            Where; None holds everywhere.
        """
        places, said = self.compiled.places(), self._said(decisions)
        held = {
            places[id(column)]: said[family](key)
            for family in families
            for key, column in self.algebra.columns[family].items()
            if nodes is None or key[0] in nodes
        }
        return MatrixChange.fixing(
            np.array(list(held), dtype=np.int64), np.array(list(held.values()), dtype=np.float64)
        )

    def _said(self, decisions: Decisions) -> dict[str, Callable[[Any], float]]:
        """What decisions say of each variable, by family."""
        arrangements = self.numbers.arrangements
        return {
            "operate": lambda key: decisions.operating.get((key[0], arrangements[key[1]].location)) == key[1],
            "commit": lambda key: key in decisions.commits,
            "cancel": lambda key: key in decisions.cancels,
            "team": lambda key: decisions.team.get(key, 0.0),
            "seats": lambda key: decisions.seats.get(key, 0.0),
        }

    def keeping(self) -> MatrixChange:
        """Return the change that leaves no commitment, no conversion and no start but those under way."""
        places = self.compiled.places()
        held = [places[id(column)] for column in self._changing()]
        return MatrixChange.fixing(np.array(held, dtype=np.int64), np.zeros(len(held)))

    def _changing(self) -> Iterator[Any]:
        """Variables of commitments, conversions and new sites."""
        columns, timing = self.algebra.columns, self.numbers.timing
        yield from columns["commit"].values()
        yield from columns["convert"].values()
        for (node, site), column in columns["start"].items():
            if timing.lead_time(site) == 0 and not timing.under_way[site, self.numbers.tree.period[node]]:
                yield column

    def technical(self) -> dict[str, float]:
        """Return the most heads of a team that are looked at, by location, where no data bound them."""
        limits, ids = self.numbers.limits, self.numbers.location_ids
        found: dict[str, float] = {}
        for key in limits.technical:
            place = ids[key[1]]
            found[place] = min(found.get(place, limits.team[key]), limits.team[key])
        return found

    def presses_technical_limit(self, decisions: Decisions) -> bool:
        """Whether a team is near a bound that no data gave, so that a wider one should be tried."""
        limits = self.numbers.limits
        return any(
            heads > NEAR_LIMIT * limits.team[key] for key, heads in decisions.team.items() if key in limits.technical
        )
