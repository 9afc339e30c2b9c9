"""Losses of ramp-up that end early, because the team is gone."""

from math import inf

from .algebra import Algebra


def earlier_losses(m: Algebra, node: int, place: int, area: int) -> list[tuple[int, float]]:
    """Strict ancestors whose hires still lose output, and what each hire loses.

    A team that is gone has no hires of its own node.
    """
    losses = m.numbers.people.ramp_losses.get((node, place, area), ())
    return [(k, lost) for k, lost in losses if k != node and _most_hires(m, k, place, area) > 0]


def most_forgiven(m: Algebra, node: int, place: int, area: int) -> float:
    """Most losses that can end early, in heads; 0 where every hire of the path has ramped up."""
    inherited = m.numbers.people.inherited_losses.get((node, place, area), 0.0)
    earlier = earlier_losses(m, node, place, area)
    return inherited + sum(lost * _most_hires(m, k, place, area) for k, lost in earlier)


def _most_hires(m: Algebra, node: int, place: int, area: int) -> float:
    most = m.numbers.people.most_hires.get((node, place), inf)
    return min(most, m.numbers.limits.team.get((node, place, area), 0.0))
