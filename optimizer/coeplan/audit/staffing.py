"""Teams: how they come to their size, and where they may sit."""

from .case import PRESENT, Case
from .ledger import Subject
from .world import HOUR_SLACK


def check_flows(case: Case) -> None:
    """See that each team follows from the previous one, attrition, hires and releases."""
    for node in case.world.nodes:
        for location, area in case.cells(node):
            _check_flow(case, node, location, area)


def _check_flow(case: Case, node: str, location: str, area: str) -> None:
    team = case.rows.teams.get((node, location, area))
    previous = case.previous_heads(node, location, area)
    if team is None:
        subject = Subject("missing_row", node, location, area)
        wrong = f"{previous:g} heads were there before, but the plan has no row of this team"
        case.ledger.holds(subject, wrong, previous <= PRESENT)
        return
    model = case.model(node, location)
    attrition = case.attrition(node, location, area)
    case.ledger.equal(Subject("attrition", node, location, area, model), "attrition", team.attrition, attrition)
    expected = previous - attrition + team.hires - team.releases
    subject = Subject("attrition_balance", node, location, area, model)
    case.ledger.equal(subject, "heads against previous - attrition + hires - releases", team.heads, expected)
    subject = Subject("team_model", node, location, area, model)
    wrong = f"the team's row says the site operates under {team.operating_model}, its decisions lead to {model}"
    case.ledger.holds(subject, wrong, team.operating_model == model)
    if model is None:
        closed = Subject("hires_while_closed", node, location, area)
        case.ledger.at_most(closed, "hires where nothing operates", team.hires, 0.0)
        closed = Subject("team_while_closed", node, location, area)
        case.ledger.at_most(closed, "heads where nothing operates", team.heads, 0.0)
    if case.world.outage_begins(node, location):
        subject = Subject("outage", node, location, area, model)
        case.ledger.at_most(subject, "releases when an outage begins", team.releases, 0.0)
    if (node, location) in case.course.conversions:
        subject = Subject("net_flows", node, location, area, model)
        exchanged = min(team.hires, team.releases)
        case.ledger.at_most(subject, "heads released and hired anew at a conversion", exchanged, 0.0)


def check_sizes(case: Case) -> None:
    """See that teams are whole, not too small, not larger than the talent pool, and where they may be."""
    instance = case.world.instance
    for team in case.rows.teams.values():
        asks = instance.areas[team.area]
        subject = Subject("whole_heads", team.node, team.location, team.area, team.operating_model)
        if asks.whole_heads:
            case.ledger.equal(subject, "whole heads", team.heads, float(round(team.heads)))
        if team.heads <= PRESENT:
            continue
        at = (team.node, team.location, team.area)
        case.ledger.at_least(Subject("min_team", *at), "smallest team", team.heads, asks.min_team)
        pool = case.world.pool(*at)
        if pool is not None:
            case.ledger.at_most(Subject("talent_pool", *at), "team against the talent pool", team.heads, pool)
        refusal = _refusal(case, *at)
        case.ledger.holds(Subject("placement", *at), refusal or "", refusal is None)
        known = instance.locations[team.location].pay(team.area, asks, "yearly_cost") is not None
        case.ledger.holds(Subject("yearly_cost", *at), "the instance states no yearly cost for this team", known)


def _refusal(case: Case, node: str, location: str, area: str) -> str | None:
    """Return why an area may not sit at a location, if it may not."""
    world = case.world
    asks = world.instance.areas[area]
    if not world.instance.locations[location].may_host(area):
        return "the location does not host the area"
    if world.efficiency(node, location, area) <= 0:
        return "a head would have no output here: productivity, AI multiplier or overlap leaves nothing"
    overlap = world.horizon_overlap(location, area)
    if overlap < asks.overlap_floor - HOUR_SLACK:
        return f"mean overlap over the horizon is {overlap:.4g} hours a day, the area's floor {asks.overlap_floor:g}"
    if world.nodes[node].period < asks.earliest_move and world.first_team(location, area) <= 0:
        return f"the area may move from period {asks.earliest_move} on, and had no team here before"
    return None


def check_hire_limits(case: Case) -> None:
    """See that gross hires of all areas stay within a location's hires a year."""
    for node in case.world.nodes:
        hires: dict[str, float] = {}
        for team in case.teams(node):
            hires[team.location] = hires.get(team.location, 0.0) + team.hires
        for location, count in hires.items():
            limit = case.world.instance.locations[location].hires_per_year
            if limit is not None:
                subject = Subject("hire_limit", node, location)
                case.ledger.at_most(subject, "gross hires", count, limit * case.world.years(node))


def check_single_sites(case: Case) -> None:
    """See that single-site areas sit at one place, or at two while they move."""
    single = [(name, area.handover) for name, area in case.world.instance.areas.items() if area.single_site]
    for area, handover in single:
        in_a_row: dict[str | None, int] = {None: 0}
        for node in case.world.nodes.values():
            places = [t.location for t in case.teams(node.id) if t.area == area and t.heads > PRESENT]
            in_a_row[node.id] = in_a_row[node.parent] + 1 if len(places) > 1 else 0
            subject = Subject("single_site", node.id, None, area)
            case.ledger.at_most(subject, "places of a single-site area", float(len(places)), 2.0)
            subject = Subject("handover", node.id, None, area)
            what = "consecutive periods at two places"
            case.ledger.at_most(subject, what, float(in_a_row[node.id]), float(handover))
