"""The numbers of a plan that a workbook lists: heads and money by period, by calendar year and by future."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from coeplan.plans.board import Board
from coeplan.plans.headcount import Group, NodeHeads, groups_of, node_heads
from coeplan.plans.spending import AFTER_HORIZON
from coeplan_models import CAPITAL, RUN_COST, Amount, Category, PlanNode

ONLY_FUTURE = "the only future"
"""Name of the future of a plan that knows one alone."""

RUN, ONE_OFF, CAPITAL_GROUP, CHARGE = "Run cost", "One-off cost", "Capital", "Charges for breaches"

MONEY_GROUPS: Mapping[str, tuple[Category, ...]] = {
    RUN: tuple(each for each in Category if each in RUN_COST),
    ONE_OFF: tuple(each for each in Category if each not in RUN_COST | CAPITAL | {Category.BREACH}),
    CAPITAL_GROUP: tuple(each for each in Category if each in CAPITAL),
    CHARGE: (Category.BREACH,),
}
"""Categories as finance groups them; every category is in one group."""

GROUP_OF: Mapping[Category, str] = {each: group for group, those in MONEY_GROUPS.items() for each in those}

Numbers = tuple[float, ...]


@dataclass(frozen=True)
class FutureMoney:
    """Money of one category on the path of one future."""

    leaf: str
    """Leaf of the future."""
    category: Category
    """What it is for."""
    by_span: Numbers
    """Undiscounted money by calendar year, then after the horizon, shape (spans,)."""
    present_value: float
    """All of it, discounted to the horizon's start."""


@dataclass(frozen=True)
class FutureTeam:
    """Heads of one team on the path of one future."""

    leaf: str
    """Leaf of the future."""
    group: Group
    """Location and area."""
    by_period: Numbers
    """Heads, shape (periods,)."""


@dataclass(frozen=True)
class Figures:
    """The numbers of a plan by period, year and future; expected ones are weighted by probability."""

    read: Board
    """The plan, read."""

    @cached_property
    def spans(self) -> tuple[str, ...]:
        """Calendar years, and ``after horizon``, which stands even where nothing falls there."""
        return (*(str(year) for year in self.read.tree.years), AFTER_HORIZON)

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """Names of the periods."""
        return tuple(self.read.tree.period_name(number) for number in self._numbers)

    @cached_property
    def _numbers(self) -> tuple[int, ...]:
        return tuple(sorted({node.period for node in self.read.tree.nodes}))

    @cached_property
    def leaves(self) -> tuple[PlanNode, ...]:
        """Leaves of the tree; each stands for a future."""
        return self.read.tree.leaves

    def future(self, leaf: str) -> str:
        """Return the name of a future."""
        return self.read.tree.future(leaf) or ONLY_FUTURE

    @cached_property
    def _heads(self) -> NodeHeads:
        return node_heads(self.read.plan.teams, lambda team: (team.location, team.area))

    @cached_property
    def teams(self) -> tuple[Group, ...]:
        """Locations and areas that have heads at any node, in the order of the sites, headquarters last."""
        order = {site.location: place for place, site in enumerate(self.read.sites)}
        return tuple(sorted(groups_of(self._heads), key=lambda group: order.get(group[0], len(order))))

    def nodes_of(self, period: int) -> list[PlanNode]:
        """Return the nodes of a period by its place among the periods."""
        return [node for node in self.read.tree.nodes if node.period == self._numbers[period]]

    def expected_heads(self, group: Group) -> Numbers:
        """Return the expected heads of a location and area, shape (periods,)."""
        return tuple(
            math.fsum(node.probability * self._at(node.id, group) for node in self.nodes_of(period))
            for period in range(len(self.periods))
        )

    def heads_range(self, groups: Sequence[Group]) -> tuple[Numbers, Numbers]:
        """Return the fewest and the most heads that some teams have together in any future, shape (periods,) each."""
        sums = [
            [math.fsum(self._at(node.id, group) for group in groups) for node in self.nodes_of(period) if _likely(node)]
            for period in range(len(self.periods))
        ]
        return tuple(min(each, default=0.0) for each in sums), tuple(max(each, default=0.0) for each in sums)

    def _at(self, node: str, group: Group) -> float:
        return self._heads.get(node, {}).get(group, 0.0)

    @cached_property
    def future_teams(self) -> tuple[FutureTeam, ...]:
        """Heads of every team in every future in which it ever has any."""
        found = (
            FutureTeam(leaf.id, group, tuple(self._at(node, group) for node in self._path(leaf.id)))
            for leaf in self.leaves
            for group in self.teams
        )
        return tuple(each for each in found if any(each.by_period))

    def _path(self, leaf: str) -> list[str]:
        """Return the node of every period on a path; none, as an empty name, where it has ended."""
        by_period = {self.read.tree.by_id[node].period: node for node in self.read.tree.paths[leaf]}
        return [by_period.get(number, "") for number in self._numbers]

    def expected_money(self, *, discounted: bool) -> Mapping[Category, Numbers]:
        """Return expected money by category and period, what follows the horizon last, shape (periods + 1,) each."""
        cells: dict[tuple[Category, int], list[float]] = {}
        place = {number: position for position, number in enumerate(self._numbers)}
        for amount in self.read.plan.amounts:
            node = self.read.tree.by_id[amount.node]
            column = len(place) if amount.terminal else place[node.period]
            money = amount.discounted if discounted else amount.money
            cells.setdefault((amount.category, column), []).append(node.probability * money)
        return {
            category: tuple(math.fsum(cells.get((category, column), ())) for column in range(len(place) + 1))
            for category in self.categories
        }

    @cached_property
    def categories(self) -> tuple[Category, ...]:
        """Categories that the plan has amounts of, group by group."""
        found = {amount.category for amount in self.read.plan.amounts}
        return tuple(each for each in GROUP_OF if each in found)

    @cached_property
    def future_money(self) -> tuple[FutureMoney, ...]:
        """Money of every future by category and calendar year."""
        at_node = _by_node(self.read.plan.amounts)
        return tuple(
            money
            for leaf in self.leaves
            for category in self.categories
            if (money := self._future_money(leaf.id, category, at_node)) is not None
        )

    def _future_money(
        self, leaf: str, category: Category, at_node: Mapping[tuple[str, Category], Sequence[Amount]]
    ) -> FutureMoney | None:
        rows = [row for node in self.read.tree.paths[leaf] for row in at_node.get((node, category), ())]
        if not rows:
            return None
        cells: dict[str, list[float]] = {span: [] for span in self.spans}
        for row in rows:
            for span, share in self._shares(row):
                cells[span].append(share * row.money)
        sums = tuple(math.fsum(cells[span]) for span in self.spans)
        return FutureMoney(leaf, category, sums, math.fsum(row.discounted for row in rows))

    def _shares(self, amount: Amount) -> Iterable[tuple[str, float]]:
        if amount.terminal:
            return ((AFTER_HORIZON, 1.0),)
        return ((str(year), share) for year, share in self.read.tree.year_shares[amount.node].items())


def _by_node(amounts: Iterable[Amount]) -> Mapping[tuple[str, Category], Sequence[Amount]]:
    found: dict[tuple[str, Category], list[Amount]] = {}
    for amount in amounts:
        found.setdefault((amount.node, amount.category), []).append(amount)
    return found


def _likely(node: PlanNode) -> bool:
    """Whether a node is passed at all; one that is not says nothing about a range."""
    return node.probability > 0
