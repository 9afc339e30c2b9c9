"""Heads by calendar year: at the year's end and on average, expected and in each future."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from coeplan_models import Team

from .plan_tree import PlanTree

ALL = ""
"""Stands for all areas in a row that sums them up."""

ABROAD = "all abroad"
"""Stands for every location but headquarters. No identifier holds a blank, so none can be mistaken for it."""

EVERYWHERE = "all places"
"""Stands for every location."""

Group = tuple[str, str]
"""Location and area that heads are counted for."""


@dataclass(frozen=True)
class FutureHeads:
    """Heads of one location and area in one calendar year of one future."""

    year: int
    """Calendar year."""
    future: str
    """Name of the future; empty where there is only one."""
    leaf: str
    """Leaf of the tree that stands for the future."""
    probability: float
    """Probability of the future."""
    location: str
    """Location."""
    area: str
    """Business area."""
    year_end: float
    """Heads in the year's last month, or the horizon's last month in it."""
    average: float
    """Mean heads over the months that the horizon has in the year."""


@dataclass(frozen=True)
class YearHeads:
    """Heads at the end of one calendar year over all futures."""

    year: int
    """Calendar year."""
    location: str
    """Location; ``all abroad`` for all but headquarters, ``all places`` for all, in totals."""
    area: str
    """Business area; empty for all areas."""
    expected: float
    """Expected heads in the year's last month, or the horizon's last month in it."""
    low: float
    """Fewest over the futures."""
    high: float
    """Most over the futures."""
    average: float
    """Expected mean heads over the months that the horizon has in the year."""


NodeHeads = Mapping[str, Mapping[Group, float]]
"""Heads of each group at each node; a group that is missing has none."""


def node_heads(teams: Iterable[Team], group: Callable[[Team], Group | None]) -> NodeHeads:
    """Sum heads by node and group; teams whose group is None are passed over."""
    found: dict[str, dict[Group, float]] = {}
    for team in teams:
        key = group(team)
        if key is not None and team.heads:
            at_node = found.setdefault(team.node, {})
            at_node[key] = at_node.get(key, 0.0) + team.heads
    return found


def groups_of(heads: NodeHeads) -> tuple[Group, ...]:
    """Groups that have heads at any node, in the order of their first appearance."""
    return tuple(dict.fromkeys(key for at_node in heads.values() for key in at_node))


@dataclass(frozen=True)
class _Span:
    """One calendar year on the path of one future."""

    year: int
    leaf: str
    last: str
    weights: tuple[tuple[str, float], ...]

    @classmethod
    def of(cls, tree: PlanTree, leaf: str, year: int) -> "_Span":
        """Take the nodes of a path that have months in the year, each weighted by its months there."""
        months = {
            node: tree.by_id[node].months * tree.year_shares[node][year]
            for node in tree.paths[leaf]
            if year in tree.year_shares[node]
        }
        every = sum(months.values())
        return cls(year, leaf, list(months)[-1], tuple((node, inside / every) for node, inside in months.items()))


def by_future(tree: PlanTree, heads: NodeHeads) -> tuple[FutureHeads, ...]:
    """Heads of every group in every calendar year of every future."""
    groups = groups_of(heads)
    spans = [_Span.of(tree, leaf.id, year) for leaf in tree.leaves for year in tree.years]
    return tuple(_future_heads(tree, heads, span, group) for span in spans for group in groups)


def _future_heads(tree: PlanTree, heads: NodeHeads, span: _Span, group: Group) -> FutureHeads:
    return FutureHeads(
        year=span.year,
        future=tree.future(span.leaf),
        leaf=span.leaf,
        probability=tree.by_id[span.leaf].probability,
        location=group[0],
        area=group[1],
        year_end=heads.get(span.last, {}).get(group, 0.0),
        average=sum(weight * heads.get(node, {}).get(group, 0.0) for node, weight in span.weights),
    )


def by_year(rows: Sequence[FutureHeads]) -> tuple[YearHeads, ...]:
    """Sum the futures up: expected heads and their range, by calendar year, location and area."""
    gathered: dict[tuple[int, str, str], list[FutureHeads]] = {}
    for row in rows:
        gathered.setdefault((row.year, row.location, row.area), []).append(row)
    return tuple(_over_futures(those) for those in gathered.values())


def _over_futures(rows: Sequence[FutureHeads]) -> YearHeads:
    likely = [row.year_end for row in rows if row.probability > 0]
    return YearHeads(
        year=rows[0].year,
        location=rows[0].location,
        area=rows[0].area,
        expected=sum(row.probability * row.year_end for row in rows),
        low=min(likely),
        high=max(likely),
        average=sum(row.probability * row.average for row in rows),
    )


def totals(tree: PlanTree, teams: Sequence[Team], headquarters: str) -> tuple[YearHeads, ...]:
    """Heads abroad and everywhere, by calendar year."""
    abroad = node_heads(teams, lambda team: None if team.location == headquarters else (ABROAD, ALL))
    everywhere = node_heads(teams, lambda team: (EVERYWHERE, ALL))
    return (*by_year(by_future(tree, abroad)), *by_year(by_future(tree, everywhere)))


def by_site(tree: PlanTree, teams: Sequence[Team]) -> tuple[YearHeads, ...]:
    """Heads of each location, all areas together, by calendar year."""
    return by_year(by_future(tree, node_heads(teams, lambda team: (team.location, ALL))))


def by_site_and_area(tree: PlanTree, teams: Sequence[Team]) -> tuple[FutureHeads, ...]:
    """Heads of each location and area by calendar year and future."""
    return by_future(tree, node_heads(teams, lambda team: (team.location, team.area)))
