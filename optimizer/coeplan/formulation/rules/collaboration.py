"""Collaboration: overlap with partners, and heads of areas that need each other."""

from collections.abc import Iterable

from coeplan_models import MeanOverlap

from ..algebra import Algebra, Expression, Index, equation, is_number
from .policies import nodes_of, policy_of


@equation(lambda m: nodes_of(m, MeanOverlap))
def mean_overlap(m: Algebra, policy: str, node: int) -> Expression:
    r"""Overlap with the areas' partners, weighted by capacity, reaches the floor.

    .. math:: \sum_{l,a} (\omega_{nla} - \omega) \epsilon_{nla} z_{nla} + \text{breach} \ge 0
    """
    numbers = m.numbers
    floor = policy_of(m, policy, MeanOverlap).floor
    excess = sum(
        (numbers.places.overlap[key] - floor) * numbers.places.efficiency[key] * m.team(*key)
        for key in ((node, place, area) for place in numbers.locations for area in numbers.areas)
    )
    row = excess + m.breach(policy, node, "")
    return None if is_number(row) else row >= 0


def _pairs(m: Algebra) -> Iterable[Index]:
    return m.numbers.places.serves.keys()


def _needing(m: Algebra) -> Iterable[Index]:
    for node, area, partner in _pairs(m):
        yield from ((node, area, partner, place) for place in m.numbers.locations)


@equation(_needing)
def match_of_team(m: Algebra, node: int, area: int, partner: int, place: int) -> Expression:
    r"""No more heads of an area are matched than there are at a location.

    .. math:: \sum_{l'} \mu_{nabll'} \le z_{nla}
    """
    matched = sum(m.column("matched", node, area, partner, place, there) for there in m.numbers.locations)
    return None if is_number(matched) else matched <= m.team(node, place, area)


@equation(_needing)
def match_of_partner(m: Algebra, node: int, area: int, partner: int, place: int) -> Expression:
    r"""A head of the partner area serves at most its ratio of heads.

    .. math:: \sum_l \mu_{nabll'} \le \rho_{ab} z_{nl'b}
    """
    terms = m.numbers.area_terms[area].collaboration[m.numbers.area_ids[partner]]
    matched = sum(m.column("matched", node, area, partner, here, place) for here in m.numbers.locations)
    return None if is_number(matched) else matched <= terms.heads_served * m.team(node, place, partner)


@equation(_pairs)
def all_matched_where_forbidden(m: Algebra, node: int, area: int, partner: int) -> Expression:
    r"""Where unmatched heads are forbidden, all are matched.

    .. math:: \sum_l z_{nla} \le \sum_{l,l'} \mu_{nabll'}
    """
    if (node, area, partner) in m.numbers.rates.friction:
        return None
    row = unmatched(m, node, area, partner)
    return None if is_number(row) else row <= 0


def unmatched(m: Algebra, node: int, area: int, partner: int) -> Expression:
    """Heads of an area that are not matched to the partner area."""
    heads = sum(m.team(node, place, area) for place in m.numbers.locations)
    pairs = m.numbers.places.serves[node, area, partner]
    return heads - sum(m.column("matched", node, area, partner, here, there) for here, there in pairs)


EQUATIONS = (mean_overlap, match_of_team, match_of_partner, all_matched_where_forbidden)
