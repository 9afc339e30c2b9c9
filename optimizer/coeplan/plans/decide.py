"""What a plan says to do: the sites, what to commit to now, and what to do in which future."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coeplan_models import Decision, DecisionKind, Plan

from .plan_tree import PlanTree, Segment

PLACES = 6
"""Digits after the point to which heads are told apart."""

IN_OPERATION = "in operation"
"""Start of a site that operated before the first period."""


@dataclass(frozen=True)
class SiteView:
    """A location over the whole plan: where, how, since when, how big."""

    location: str
    """Location."""
    headquarters: bool
    """Whether it is headquarters, which is no site."""
    operating_models: tuple[str, ...]
    """Models it operates under at some node, in the order in which they come."""
    start: str
    """First period of operation, ``in operation`` where it operated before."""
    probability: float
    """Probability that it operates at any time."""
    heads_now: float
    """Heads in the first period."""
    year_end: int
    """First calendar year, whose end the next three speak of."""
    year_end_expected: float
    """Expected heads then."""
    year_end_low: float
    """Fewest heads then over the futures."""
    year_end_high: float
    """Most heads then over the futures."""
    final_expected: float
    """Expected heads in the last period."""
    final_low: float
    """Fewest heads in the last period over the futures."""
    final_high: float
    """Most heads in the last period over the futures."""
    peak: float
    """Most heads in any period of any future."""
    peak_period: str
    """Period, by name, in which it has them first."""


@dataclass(frozen=True)
class DecisionView:
    """A decision with its period and future by name."""

    node: str
    """Node at whose start it takes effect."""
    period: str
    """Its period by name."""
    future: str
    """What has shown itself by then; empty before the first branching."""
    probability: float
    """Probability of the node."""
    kind: str
    """``commit``, ``cancel``, ``start``, ``stop`` or ``convert``."""
    location: str
    """Where."""
    operating_model: str
    """The model: committed, cancelled, started, stopped, or converted away from."""
    to_model: str | None
    """The new model of a conversion."""
    starts: str | None
    """Period, by name, in which a site starts that is committed or cancelled here."""
    follows: bool
    """Whether it is a start that a commitment of the plan has settled already."""


@dataclass(frozen=True)
class TeamChange:
    """A team of the first period, and how it came to its size."""

    location: str
    """Location."""
    area: str
    """Business area."""
    before: float
    """Heads before the first period."""
    attrition: float
    """Heads that leave by themselves."""
    hires: float
    """Gross hires."""
    releases: float
    """Releases."""
    heads: float
    """Heads in the first period."""


@dataclass(frozen=True)
class SiteSize:
    """Heads of a location along a stretch of the tree on which nothing new shows itself."""

    location: str
    """Location."""
    operating_model: str | None
    """Model at its end; None where it does not operate then."""
    before: float
    """Heads at the node before; at the first stretch those of the first period."""
    first: float
    """Heads in its first period."""
    last: float
    """Heads in its last period."""


@dataclass(frozen=True)
class BranchView:
    """What to do from one branching to the next, in one future."""

    node: str
    """First node."""
    since: str
    """First period by name."""
    until: str
    """Last period by name."""
    future: str
    """What has shown itself; empty before the first branching."""
    parent: str | None
    """What had shown itself before; None for the stretch before the first branching."""
    probability: float
    """Probability of passing through."""
    decisions: tuple[DecisionView, ...]
    """Decisions, those of the very first period left out, by period."""
    sizes: tuple[SiteSize, ...]
    """Heads of every location that has any, before, at its start or at its end."""


@dataclass(frozen=True)
class Reading:
    """A plan with what is looked up in it again and again."""

    plan: Plan
    """The plan."""
    tree: PlanTree
    """Its tree."""
    heads: Mapping[tuple[str, str], float]
    """Heads by node and location."""
    models: Mapping[tuple[str, str], str]
    """Model in operation by node and location."""

    @classmethod
    def of(cls, plan: Plan) -> "Reading":
        """Look a plan's sites up by node and location."""
        heads = {(site.node, site.location): site.heads for site in plan.sites}
        models = {(s.node, s.location): s.operating_model for s in plan.sites if s.operating_model is not None}
        return cls(plan, PlanTree.of(plan), heads, models)


def decisions(reading: Reading) -> tuple[DecisionView, ...]:
    """All decisions, each with its period and future by name, parents before children."""
    position = {node.id: number for number, node in enumerate(reading.tree.nodes)}
    ordered = sorted(reading.plan.decisions, key=lambda decision: position[decision.node])
    return tuple(_view(reading, decision) for decision in ordered)


def _view(reading: Reading, decision: Decision) -> DecisionView:
    tree = reading.tree
    starts = None if decision.start_period is None else tree.period_name(decision.start_period)
    return DecisionView(
        node=decision.node,
        period=tree.label(decision.node),
        future=tree.future(decision.node),
        probability=tree.by_id[decision.node].probability,
        kind=decision.kind.value,
        location=decision.location,
        operating_model=decision.operating_model,
        to_model=decision.to_model,
        starts=starts,
        follows=decision.kind is DecisionKind.START and _committed(reading, decision),
    )


def _committed(reading: Reading, start: Decision) -> bool:
    """Whether a commitment on the start's path has settled it."""
    return any(
        other.kind is DecisionKind.COMMIT
        and (other.location, other.operating_model) == (start.location, start.operating_model)
        and other.start_period == reading.tree.by_id[start.node].period
        and reading.tree.on_path(other.node, start.node)
        for other in reading.plan.decisions
    )


def sites(reading: Reading) -> tuple[SiteView, ...]:
    """Every location that operates at any node, headquarters last, else in the order of their starts."""
    headquarters = reading.plan.headquarters
    ever = dict.fromkeys(site.location for site in reading.plan.sites if site.operating_model is not None)
    views = [_site(reading, location) for location in ever]
    first = {view.location: _first_period(reading, view.location) for view in views}
    return tuple(sorted(views, key=lambda view: (view.location == headquarters, first[view.location])))


def _first_period(reading: Reading, location: str) -> int:
    return min(node.period for node in reading.tree.nodes if (node.id, location) in reading.models)


def _site(reading: Reading, location: str) -> SiteView:
    tree = reading.tree
    year = tree.years[0]
    year_end = _spread(reading, location, [node.id for node in tree.nodes if tree.closes_year(node.id, year)])
    final = _spread(reading, location, [leaf.id for leaf in tree.leaves])
    largest = _largest(reading, location)
    return SiteView(
        location=location,
        headquarters=location == reading.plan.headquarters,
        operating_models=tuple(dict.fromkeys(_models_of(reading, location))),
        start=_start(reading, location),
        probability=_ever_operates(reading, location),
        heads_now=reading.heads.get((tree.root.id, location), 0.0),
        year_end=year,
        year_end_expected=year_end[0],
        year_end_low=year_end[1],
        year_end_high=year_end[2],
        final_expected=final[0],
        final_low=final[1],
        final_high=final[2],
        peak=reading.heads.get((largest, location), 0.0),
        peak_period=tree.label(largest),
    )


def _largest(reading: Reading, location: str) -> str:
    """Return the first node at which a location has most heads."""
    likely = sorted((node for node in reading.tree.nodes if node.probability > 0), key=lambda node: node.period)
    return max(likely, key=lambda node: round(reading.heads.get((node.id, location), 0.0), PLACES)).id


def _models_of(reading: Reading, location: str) -> Iterable[str]:
    found = (reading.models.get((node.id, location)) for node in reading.tree.nodes)
    return (model for model in found if model is not None)


def _spread(reading: Reading, location: str, nodes: list[str]) -> tuple[float, float, float]:
    """Expected, fewest and most heads over nodes of which every path passes exactly one."""
    probability = {node: reading.tree.by_id[node].probability for node in nodes}
    likely = [reading.heads.get((node, location), 0.0) for node in nodes if probability[node] > 0]
    expected = sum(probability[node] * reading.heads.get((node, location), 0.0) for node in nodes)
    return expected, min(likely), max(likely)


def _start(reading: Reading, location: str) -> str:
    root = reading.tree.root.id
    starts_now = any(
        decision.kind is DecisionKind.START and (decision.node, decision.location) == (root, location)
        for decision in reading.plan.decisions
    )
    if (root, location) in reading.models and not starts_now:
        return IN_OPERATION
    return reading.tree.period_name(_first_period(reading, location))


def _ever_operates(reading: Reading, location: str) -> float:
    return sum(
        leaf.probability
        for leaf in reading.tree.leaves
        if any((node, location) in reading.models for node in reading.tree.paths[leaf.id])
    )


def team_changes(reading: Reading) -> tuple[TeamChange, ...]:
    """Teams of the first period, and how each came to its size."""
    return tuple(
        TeamChange(
            location=team.location,
            area=team.area,
            before=team.heads - team.hires + team.releases + team.attrition,
            attrition=team.attrition,
            hires=team.hires,
            releases=team.releases,
            heads=team.heads,
        )
        for team in reading.plan.teams
        if team.node == reading.tree.root.id
    )


def branches(reading: Reading, views: Iterable[DecisionView]) -> tuple[BranchView, ...]:
    """What to do on each stretch between branchings; the first one leads up to the first branching."""
    by_node: dict[str, list[DecisionView]] = {}
    for view in views:
        if view.node != reading.tree.root.id:
            by_node.setdefault(view.node, []).append(view)
    return tuple(_branch(reading, segment, by_node) for segment in reading.tree.segments)


def _branch(reading: Reading, segment: Segment, by_node: Mapping[str, list[DecisionView]]) -> BranchView:
    tree = reading.tree
    return BranchView(
        node=segment.nodes[0],
        since=tree.label(segment.nodes[0]),
        until=tree.label(segment.nodes[-1]),
        future=segment.future,
        parent=None if segment.parent is None else tree.future(segment.parent),
        probability=segment.probability,
        decisions=tuple(view for node in segment.nodes for view in by_node.get(node, ())),
        sizes=_sizes(reading, segment),
    )


def _sizes(reading: Reading, segment: Segment) -> tuple[SiteSize, ...]:
    first, last = segment.nodes[0], segment.nodes[-1]
    before = segment.parent or first
    locations = dict.fromkeys(site.location for site in reading.plan.sites)
    found = tuple(
        SiteSize(
            location=location,
            operating_model=reading.models.get((last, location)),
            before=reading.heads.get((before, location), 0.0),
            first=reading.heads.get((first, location), 0.0),
            last=reading.heads.get((last, location), 0.0),
        )
        for location in locations
    )
    return tuple(size for size in found if size.before or size.first or size.last or size.operating_model)
