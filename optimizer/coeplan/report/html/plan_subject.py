"""A plan as its report sees it: read, named, with the heads of every place at every node."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from coeplan.plans.board import Names, board
from coeplan.plans.plan_tree import month_index
from coeplan_models import Instance, Plan, PlanNode

from ..numbers import MoneyUnit
from ..sentences import Page
from .letters import names_of
from .look import HOME, coloured, shaped

FIRST_PLACE = 2
"""Colour of the first place; the first two are mostly taken by operating models."""

COLUMNS = 80
"""What a page of text would be wide; a report is as wide as its paper."""


@dataclass(frozen=True)
class Subject:
    """What a report of a plan is about."""

    page: Page
    """The plan, read, with names and the unit of money."""
    instance: Instance | None
    """The instance it was made for, where at hand."""

    @classmethod
    def of(cls, plan: Plan, instance: Instance | None, audited: bool | None) -> "Subject":
        """Read a plan.

        Raises
        ------
        InputError
            If the plan does not hang together, or not with its instance.
        """
        read = board(plan, instance)
        amounts = (plan.value, plan.summary.worst_total, *(leaf.total for leaf in plan.leaf_totals))
        unit = MoneyUnit.fitting(plan.currency, amounts)
        return cls(Page(read, names_of(instance), unit, audited, COLUMNS), instance)

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.page.read.plan

    @property
    def names(self) -> Names:
        """Names for people."""
        return self.page.names

    @property
    def money(self) -> MoneyUnit:
        """Unit of all money."""
        return self.page.money

    @cached_property
    def heads(self) -> Mapping[tuple[str, str], float]:
        """Heads by node and location."""
        return {(site.node, site.location): site.heads for site in self.plan.sites}

    @cached_property
    def models(self) -> Mapping[tuple[str, str], str]:
        """Operating model by node and location, where one operates."""
        found = ((site.node, site.location, site.operating_model) for site in self.plan.sites)
        return {(node, location): model for node, location, model in found if model is not None}

    @property
    def abroad(self) -> tuple[str, ...]:
        """Sites in the order of their starts."""
        return tuple(site.location for site in self.page.read.sites if not site.headquarters)

    @cached_property
    def place_colours(self) -> Mapping[str, str]:
        """Colours of all places that are used, by location; headquarters is grey."""
        return coloured(self.abroad, FIRST_PLACE) | {self.plan.headquarters: HOME}

    @cached_property
    def model_colours(self) -> Mapping[str, str]:
        """Colours of the operating models in use, by name."""
        return {self.names.model(model): colour for model, colour in coloured(self._models).items()}

    @cached_property
    def model_shapes(self) -> Mapping[str, str]:
        """Shapes of the operating models in use, by name."""
        return {self.names.model(model): shape for model, shape in shaped(self._models).items()}

    @property
    def _models(self) -> list[str]:
        home = self.plan.headquarters
        return list(dict.fromkeys(model for (_, location), model in self.models.items() if location != home))

    @cached_property
    def periods(self) -> tuple[tuple[PlanNode, ...], ...]:
        """Nodes of each period."""
        found: dict[int, list[PlanNode]] = {}
        for node in self.plan.nodes:
            found.setdefault(node.period, []).append(node)
        return tuple(tuple(found[period]) for period in sorted(found))

    def expected_heads(self, nodes: tuple[PlanNode, ...], location: str) -> float:
        """Return expected heads of a place over the nodes of one period."""
        return sum(node.probability * self.heads.get((node.id, location), 0.0) for node in nodes)

    def futures(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield every future by name, with the nodes of its path."""
        tree = self.page.read.tree
        for leaf in tree.leaves:
            yield tree.future(leaf.id) or "the one future", tree.paths[leaf.id]


def months_of(node: PlanNode) -> tuple[int, int]:
    """Return the first month of a node, counted from year 0, and the month after its last."""
    start = month_index(node.start)
    return start, start + node.months
