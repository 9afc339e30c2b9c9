"""What a plan's money is paid for, counted: heads, hires, seats, sites, decisions."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from coeplan_models import RUN_COST, Amount, Category, DecisionKind, Plan, Site, Team

from .plan_tree import PlanTree

OF_A_MODEL = frozenset(
    {
        Category.MARGIN,
        Category.FEE,
        Category.SHORTFALL,
        Category.FIXED,
        Category.OVERHEAD,
        Category.SET_UP,
        Category.EXIT,
        Category.EARLY_EXIT,
        Category.CONVERSION,
        Category.CANCELLATION,
    }
)
"""Categories whose prices are terms of an operating model; the others cost the same under any model."""

OF_AN_AREA = frozenset(
    {
        Category.PAYROLL,
        Category.MARGIN,
        Category.FRICTION,
        Category.UNMET,
        Category.HIRING,
        Category.SEVERANCE,
    }
)
"""Categories that are counted by business area; the others belong to a site as a whole."""

ROWS = frozenset({Category.COORDINATION, Category.EARLY_EXIT})
"""Categories of which a plan tells no quantity but that there is an amount."""

UNITS: Mapping[Category, str] = {
    Category.PAYROLL: "heads",
    Category.MARGIN: "heads",
    Category.FEE: "heads",
    Category.SHORTFALL: "heads billed without being there",
    Category.LEVY: "heads",
    Category.FIXED: "sites",
    Category.OVERHEAD: "sites",
    Category.RENT: "seats",
    Category.TRAVEL: "heads",
    Category.COORDINATION: "vendors",
    Category.FRICTION: "unmatched heads",
    Category.UNMET: "FTE",
    Category.HIRING: "hires",
    Category.SEVERANCE: "releases",
    Category.EXIT: "stops",
    Category.EARLY_EXIT: "early exits",
    Category.SET_UP: "commitments",
    Category.FIT_OUT: "seats bought",
    Category.CONVERSION: "conversions",
    Category.CANCELLATION: "cancellations",
    Category.BREACH: "units of breach",
}
"""What is counted for each category."""

SITE_DECISIONS: Mapping[DecisionKind, Category] = {
    DecisionKind.COMMIT: Category.SET_UP,
    DecisionKind.CANCEL: Category.CANCELLATION,
    DecisionKind.STOP: Category.EXIT,
    DecisionKind.CONVERT: Category.CONVERSION,
}
"""What each decision costs once."""


class Item(NamedTuple):
    """What is paid for; empty where an item belongs to no location, model, area or subject."""

    category: Category
    location: str = ""
    operating_model: str = ""
    area: str = ""
    subject: str = ""


class Counted(NamedTuple):
    """How much there is of an item at a node."""

    node: str
    terminal: bool
    item: Item
    quantity: float


def is_yearly(category: Category, *, terminal: bool) -> bool:
    """Whether an amount is paid for each year that a quantity lasts; else it is paid once."""
    return terminal or category in RUN_COST


def item_of(amount: Amount) -> Item:
    """Return what an amount is paid for."""
    model = amount.operating_model if amount.category in OF_A_MODEL else None
    area = amount.area if amount.category in OF_AN_AREA else None
    return Item(amount.category, amount.location or "", model or "", area or "", amount.subject or "")


def counted(plan: Plan, tree: PlanTree) -> Iterator[Counted]:
    """Yield the quantities of a plan at its nodes and, of what goes on after the horizon, of the leaves once more."""
    leaves = {leaf.id for leaf in tree.leaves}
    for found in _at_nodes(plan):
        yield found
        if found.node in leaves and found.item.category in RUN_COST:
            yield found._replace(terminal=True)
    for team in plan.teams:
        if team.node in leaves:
            yield Counted(team.node, True, Item(Category.HIRING, team.location, area=team.area), team.heads)
    for amount in plan.amounts:
        if amount.category in ROWS:
            yield Counted(amount.node, amount.terminal, item_of(amount), 1.0)


def _at_nodes(plan: Plan) -> Iterator[Counted]:
    for team in plan.teams:
        yield from _of_team(team)
    for site in plan.sites:
        yield from _of_site(site)
    yield from _unmatched(plan)
    for row in plan.unmet:
        yield Counted(row.node, False, Item(Category.UNMET, area=row.area), row.fte)
    for row in plan.breaches:
        yield Counted(row.node, False, Item(Category.BREACH, subject=row.policy), row.amount)
    for decision in plan.decisions:
        category = SITE_DECISIONS.get(decision.kind)
        if category is not None:
            model = decision.to_model or decision.operating_model
            yield Counted(decision.node, False, Item(category, decision.location, model), 1.0)


def _of_team(team: Team) -> Iterator[Counted]:
    model = team.operating_model or ""
    for category, under, quantity in (
        (Category.PAYROLL, "", team.heads),
        (Category.MARGIN, model, team.heads),
        (Category.HIRING, "", team.hires),
        (Category.SEVERANCE, "", team.releases),
    ):
        yield Counted(team.node, False, Item(category, team.location, under, team.area), quantity)


def _of_site(site: Site) -> Iterator[Counted]:
    model = site.operating_model or ""
    operates = 0.0 if site.operating_model is None else 1.0
    for category, under, quantity in (
        (Category.LEVY, "", site.heads),
        (Category.TRAVEL, "", site.heads),
        (Category.FEE, model, site.heads),
        (Category.SHORTFALL, model, max(0.0, site.billed_heads - site.heads)),
        (Category.FIXED, model, operates),
        (Category.OVERHEAD, model, operates),
        (Category.RENT, "", site.seats),
        (Category.FIT_OUT, "", site.seats_bought),
    ):
        yield Counted(site.node, False, Item(category, site.location, under), quantity)


def _unmatched(plan: Plan) -> Iterator[Counted]:
    """Yield the heads without a match of every pair of areas that the plan speaks of."""
    pairs = {(row.area or "", row.subject or "") for row in plan.amounts if row.category is Category.FRICTION}
    heads = _sums((team.node, team.area, team.heads) for team in plan.teams)
    for area, partner in sorted(pairs):
        served = _sums((row.node, row.area, row.heads) for row in plan.matches if row.partner == partner)
        for (node, of), number in heads.items():
            if of == area:
                unmatched = max(0.0, number - served.get((node, area), 0.0))
                yield Counted(node, False, Item(Category.FRICTION, area=area, subject=partner), unmatched)


def _sums(rows: Iterable[tuple[str, str, float]]) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for node, area, heads in rows:
        found[node, area] = found.get((node, area), 0.0) + heads
    return found
