"""The plan in single numbers: what it costs, what it saves, how sure that is, and where its risks lie."""

from collections.abc import Iterable
from dataclasses import dataclass

from coeplan_models import Keeping, Plan

from .plan_tree import PlanTree

MONEY = "money"
SHARE = "share"
HEADS = "heads"
HOURS = "hours a day"
POINTS = "points"
COUNT = "number"


@dataclass(frozen=True)
class Indicator:
    """One number about a plan."""

    name: str
    """What it is, such as ``saving``."""
    value: float | None
    """The number; None where it is not known."""
    unit: str
    """Unit of it."""
    subject: str = ""
    """What it is about: a country, or the future in which it stands."""
    node: str = ""
    """Node at which it stands."""
    period: str = ""
    """Period of the node, by name."""


@dataclass(frozen=True)
class Indicators:
    """All single numbers about a plan."""

    rows: tuple[Indicator, ...]

    def find(self, name: str) -> Indicator | None:
        """Return the one indicator of a name; None where a plan says nothing about it."""
        return next((row for row in self.rows if row.name == name), None)

    def value(self, name: str) -> float | None:
        """Return the number of the one indicator of a name; None where it is not known."""
        found = self.find(name)
        return None if found is None else found.value

    def all_of(self, name: str) -> tuple[Indicator, ...]:
        """Return the indicators of a name that stands once for each subject."""
        return tuple(row for row in self.rows if row.name == name)


def indicators(plan: Plan, tree: PlanTree) -> Indicators:
    """Gather the single numbers of a plan."""
    return Indicators(
        (
            *_quality(plan),
            *_saving(plan),
            *_size(plan, tree),
            *_now(plan, tree),
            *_risk_of_cost(plan, tree),
            *_country_shares(plan, tree),
            *_means(plan, tree),
        )
    )


def _quality(plan: Plan) -> Iterable[Indicator]:
    yield Indicator("value", plan.value, MONEY)
    yield Indicator("bound", plan.bound, MONEY)
    yield Indicator("gap", plan.gap, SHARE)
    yield Indicator("expected_total", plan.summary.expected_total, MONEY)
    yield Indicator("cvar", plan.summary.cvar, MONEY)
    yield Indicator("expected_capital", plan.summary.expected_capital, MONEY)
    yield Indicator("largest_capital", plan.summary.largest_capital, MONEY)


def _saving(plan: Plan) -> Iterable[Indicator]:
    keeping = plan.keeping
    proved = _proved_saving(plan, keeping)
    yield Indicator("keeping_value", keeping.value if keeping else None, MONEY)
    yield Indicator("keeping_bound", keeping.bound if keeping else None, MONEY)
    yield Indicator("saving", keeping.saving if keeping else None, MONEY)
    yield Indicator("saving_share", _share(keeping.saving, keeping.value) if keeping else None, SHARE)
    yield Indicator("saving_proved", proved, MONEY)
    yield Indicator("saving_proved_share", _share(proved, keeping.bound) if keeping else None, SHARE)


def _proved_saving(plan: Plan, keeping: Keeping | None) -> float | None:
    """Least saving that is certain: no way of keeping costs less than its proved bound."""
    return None if keeping is None or keeping.bound is None else keeping.bound - plan.value


def _share(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else part / whole


def _size(plan: Plan, tree: PlanTree) -> Iterable[Indicator]:
    most_sites = max(plan.node_figures, key=lambda figures: figures.sites)
    yield Indicator("peak_heads_abroad", plan.summary.peak_heads_abroad, HEADS)
    yield _at("most_sites", (float(most_sites.sites), COUNT), tree, most_sites.node)
    abroad = {site.location for site in plan.sites if site.operating_model and site.location != plan.headquarters}
    yield Indicator("sites_ever", float(len(abroad)), COUNT)
    yield Indicator("futures", float(len(tree.leaves)), COUNT)
    yield Indicator("nodes", float(len(tree.nodes)), COUNT)


def _now(plan: Plan, tree: PlanTree) -> Iterable[Indicator]:
    """Yield what happens in the first period, and at how many branches the tree first parts."""
    root = tree.root.id
    teams = [team for team in plan.teams if team.node == root]
    capital = sum(figures.capital for figures in plan.node_figures if figures.node == root)
    yield _at("capital_now", (capital, MONEY), tree, root)
    yield _at("hires_now", (sum(team.hires for team in teams), HEADS), tree, root)
    yield _at("releases_now", (sum(team.releases for team in teams), HEADS), tree, root)
    parting = tree.children[tree.segments[0].nodes[-1]]
    if parting:
        yield Indicator("first_branches", float(len(parting)), COUNT, "", parting[0], tree.label(parting[0]))


def _at(name: str, quantity: tuple[float | None, str], tree: PlanTree, node: str) -> Indicator:
    return Indicator(name, quantity[0], quantity[1], tree.future(node), node, tree.label(node))


def _risk_of_cost(plan: Plan, tree: PlanTree) -> Iterable[Indicator]:
    worst = max(plan.leaf_totals, key=lambda leaf: leaf.total)
    expected = plan.summary.expected_total
    yield _at("worst_total", (worst.total, MONEY), tree, worst.leaf)
    yield _at("worst_probability", (worst.probability, SHARE), tree, worst.leaf)
    yield _at("worst_over_expected", (worst.total - expected, MONEY), tree, worst.leaf)
    yield _at("worst_over_expected_share", (_share(worst.total - expected, expected), SHARE), tree, worst.leaf)
    yield from _regrets(plan, tree)


def _regrets(plan: Plan, tree: PlanTree) -> Iterable[Indicator]:
    """Yield the largest regret and, where it was asked for, that of every future."""
    regrets = {leaf.leaf: leaf.regret for leaf in plan.leaf_totals if leaf.regret is not None}
    if not regrets:
        return
    most = max(regrets, key=lambda leaf: regrets[leaf])
    yield _at("largest_regret", (regrets[most], MONEY), tree, most)
    for leaf, regret in regrets.items():
        yield _at("regret", (regret, MONEY), tree, leaf)


def _country_shares(plan: Plan, tree: PlanTree) -> Iterable[Indicator]:
    """Largest share of the workload that each country's capacity has at any node, largest first."""
    largest: dict[str, tuple[float, str]] = {}
    for holding in plan.holdings:
        if holding.per == "country" and holding.share is not None:
            found = largest.get(holding.name)
            if found is None or holding.share > found[0]:
                largest[holding.name] = (holding.share, holding.node)
    for country, (share, node) in sorted(largest.items(), key=lambda item: -item[1][0]):
        yield Indicator("largest_country_share", share, SHARE, country, node, tree.label(node))


def _means(plan: Plan, tree: PlanTree) -> Iterable[Indicator]:
    """Yield each mean now and where it is worst: risk where it is highest, overlap where it is lowest."""
    risk = {each.node: each.risk_score for each in plan.node_figures if each.risk_score is not None}
    overlap = {each.node: each.mean_overlap for each in plan.node_figures if each.mean_overlap is not None}
    root = tree.root.id
    yield _at("risk_score_now", (risk.get(root), POINTS), tree, root)
    if risk:
        highest = max(risk, key=lambda node: risk[node])
        yield _at("risk_score_worst", (risk[highest], POINTS), tree, highest)
    yield _at("mean_overlap_now", (overlap.get(root), HOURS), tree, root)
    if overlap:
        lowest = min(overlap, key=lambda node: overlap[node])
        yield _at("mean_overlap_worst", (overlap[lowest], HOURS), tree, lowest)
