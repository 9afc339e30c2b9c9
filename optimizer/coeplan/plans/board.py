"""Everything that a reader asks of a plan, worked out once for tables, page and interfaces alike."""

from collections.abc import Mapping
from dataclasses import dataclass

from coeplan_models import Instance, Plan

from . import decide, headcount, spending
from .indicators import Indicators, indicators
from .leases import Lease, leases
from .lock_ins import LockIn, lock_ins
from .plan_tree import PlanTree
from .soundness import demand_sound


@dataclass(frozen=True)
class Board:
    """A plan, read."""

    plan: Plan
    """The plan."""
    tree: PlanTree
    """Its scenario tree."""
    sites: tuple[decide.SiteView, ...]
    """Where, how, since when, how big."""
    decisions: tuple[decide.DecisionView, ...]
    """All decisions."""
    team_changes: tuple[decide.TeamChange, ...]
    """Teams of the first period."""
    branches: tuple[decide.BranchView, ...]
    """What to do on each stretch between branchings."""
    future_heads: tuple[headcount.FutureHeads, ...]
    """Heads by location, area, year and future."""
    heads: tuple[headcount.YearHeads, ...]
    """Heads by location, area and year over the futures."""
    site_heads: tuple[headcount.YearHeads, ...]
    """Heads by location and year over the futures."""
    total_heads: tuple[headcount.YearHeads, ...]
    """Heads abroad and everywhere by year over the futures."""
    costs: tuple[spending.YearCost, ...]
    """Expected money by year, category and location."""
    spans: tuple[str, ...]
    """Calendar years, and ``after horizon`` where something falls there."""
    cash: tuple[spending.Cash, ...]
    """Money by year and future."""
    indicators: Indicators
    """Single numbers."""
    lock_ins: tuple[LockIn, ...] | None
    """Lock-ins; None where the instance, which holds the terms, is not at hand."""
    leases: tuple[Lease, ...] | None
    """Leases of seats; None where the instance, which holds the terms, is not at hand."""

    @property
    def cost_by_category(self) -> tuple[spending.CostLine, ...]:
        """Expected money of each category, and in total."""
        return spending.lines(self.costs, self.spans, "category")

    @property
    def cost_by_location(self) -> tuple[spending.CostLine, ...]:
        """Expected money of each location, and in total."""
        return spending.lines(self.costs, self.spans, "location")

    @property
    def capital_by_year(self) -> tuple[spending.YearSpread, ...]:
        """Capital by calendar year over the futures."""
        return spending.capital_by_year(self.cash)

    @property
    def cash_by_year(self) -> tuple[spending.YearSpread, ...]:
        """All money by calendar year over the futures."""
        return spending.cash_by_year(self.cash)


def board(plan: Plan, instance: Instance | None = None) -> Board:
    """Read a plan.

    Parameters
    ----------
    plan : Plan
        The plan.
    instance : Instance, optional
        The instance it was made for; without it lock-ins and leases are not known.

    Returns
    -------
    Board
        All that tables and pages say.

    Raises
    ------
    InputError
        If the plan does not hang together, or not with its instance, as one that was changed by hand may not.
    """
    demand_sound(plan, instance)
    reading = decide.Reading.of(plan)
    tree = reading.tree
    views = decide.decisions(reading)
    future_heads = headcount.by_site_and_area(tree, plan.teams)
    costs = spending.by_category_and_location(tree, plan.amounts)
    return Board(
        plan=plan,
        tree=tree,
        sites=decide.sites(reading),
        decisions=views,
        team_changes=decide.team_changes(reading),
        branches=decide.branches(reading, views),
        future_heads=future_heads,
        heads=headcount.by_year(future_heads),
        site_heads=headcount.by_site(tree, plan.teams),
        total_heads=headcount.totals(tree, plan.teams, plan.headquarters),
        costs=costs,
        spans=spending.spans_of(tree, costs),
        cash=spending.cash(tree, plan.amounts),
        indicators=indicators(plan, tree),
        lock_ins=None if instance is None else lock_ins(plan, instance),
        leases=None if instance is None else leases(plan, instance),
    )


@dataclass(frozen=True)
class Names:
    """Names for people; identifiers where there are none."""

    locations: Mapping[str, str]
    """Names of locations by identifier."""
    operating_models: Mapping[str, str]
    """Names of operating models by identifier."""
    areas: Mapping[str, str]
    """Names of business areas by identifier."""
    home_country: str | None
    """Country of headquarters, where known."""

    @classmethod
    def of(cls, instance: Instance | None) -> "Names":
        """Take the names of an instance."""
        if instance is None:
            return cls({}, {}, {}, None)
        return cls(
            {key: each.name for key, each in instance.locations.items() if each.name},
            {key: each.name for key, each in instance.operating_models.items() if each.name},
            {key: each.name for key, each in instance.areas.items() if each.name},
            instance.locations[instance.headquarters].country,
        )

    def location(self, key: str) -> str:
        """Return a location's name."""
        return self.locations.get(key, key)

    def model(self, key: str) -> str:
        """Return an operating model's name."""
        return self.operating_models.get(key, key)

    def area(self, key: str) -> str:
        """Return an area's name."""
        return self.areas.get(key, key)
