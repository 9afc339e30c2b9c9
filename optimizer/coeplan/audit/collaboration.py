"""Collaboration: heads of one area need heads of another nearby."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from coeplan_models import Collaboration, Match

from .case import PRESENT, Case
from .ledger import Subject
from .matching import largest_matching


def _pairs(case: Case) -> Iterator[tuple[str, str, Collaboration]]:
    """Yield each ordered pair of areas and its terms."""
    for area, asks in case.world.instance.areas.items():
        for partner, terms in asks.collaboration.items():
            yield area, partner, terms


def unmatched_heads(case: Case, node: str, area: str, partner: str) -> float:
    """Return the least possible number of heads of an area that find no match for a partner area at a node."""
    key = (node, area, partner)
    if key not in case.unmatched:
        case.unmatched[key] = _unmatched(case, node, area, partner)
    return case.unmatched[key]


def _unmatched(case: Case, node: str, area: str, partner: str) -> float:
    terms = case.world.instance.areas[area].collaboration[partner]
    needing = _places(case, node, area)
    serving = {place: heads * terms.heads_served for place, heads in _places(case, node, partner).items()}
    if not needing:
        return 0.0
    links = case.world.within_reach(node, terms.min_overlap)
    return max(0.0, sum(needing.values()) - largest_matching(needing, serving, links))


def _places(case: Case, node: str, area: str) -> dict[str, float]:
    return {team.location: team.heads for team in case.teams(node) if team.area == area and team.heads > 0}


def check_collaboration(case: Case) -> None:
    """See that stated matches are possible, and that the least possible number of heads is left unmatched."""
    pairs = list(_pairs(case))
    _check_pairs_known(case, {(area, partner) for area, partner, _ in pairs})
    for node in case.world.nodes:
        for area, partner, terms in pairs:
            matches = case.rows.matches.get((node, area, partner), [])
            _check_matches(case, node, matches, terms)
            unmatched = unmatched_heads(case, node, area, partner)
            if terms.unmatched == "forbidden":
                subject = Subject("collaboration_forbidden", node, None, area)
                case.ledger.at_most(subject, f"heads without a match in {partner}", unmatched, 0.0)
            # Without a price nothing hangs on the matches, and a plan may leave them out.
            if terms.unmatched:
                subject = Subject("matching", node, None, area)
                heads = sum(_places(case, node, area).values())
                stated = sum(match.heads for match in matches)
                what = f"heads matched with {partner}, at their most,"
                case.ledger.equal(subject, what, stated, heads - unmatched)


def _check_pairs_known(case: Case, known: Collection[tuple[str, str]]) -> None:
    for node, area, partner in case.rows.matches:
        wrong = f"heads are matched with {partner}, but the instance has no such collaboration"
        case.ledger.holds(Subject("match", node, None, area), wrong, (area, partner) in known)


def _check_matches(case: Case, node: str, matches: list[Match], terms: Collaboration) -> None:
    """See that matches run between places that may, with no more heads than there are on either side."""
    needing: dict[str, float] = defaultdict(float)
    serving: dict[str, float] = defaultdict(float)
    links = case.world.within_reach(node, terms.min_overlap)
    for match in matches:
        link = (match.location, match.partner_location)
        needing[match.location] += match.heads
        serving[match.partner_location] += match.heads
        wrong = (
            f"heads are matched with {match.partner} at {link[1]}, which overlaps by less than {terms.min_overlap:g}"
        )
        subject = Subject("match", node, match.location, match.area)
        case.ledger.holds(subject, wrong, match.heads <= PRESENT or link in links)
    for location, heads in needing.items():
        there = case.heads(node, location, matches[0].area)
        case.ledger.at_most(Subject("match", node, location, matches[0].area), "heads matched", heads, there)
    for location, heads in serving.items():
        there = case.heads(node, location, matches[0].partner) * terms.heads_served
        case.ledger.at_most(Subject("match", node, location, matches[0].partner), "heads served", heads, there)
