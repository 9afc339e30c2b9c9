"""Which of several plans costs least, and what their proved bounds leave open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True)
class Stand:
    """What is proved of one plan's problem."""

    label: str
    """Plan, by its letter."""
    problem: str
    """Fingerprint of its instance: plans of the same one share their optimum."""
    value: float
    """Objective value of the plan."""
    bound: float | None
    """Proved lower bound; None where none is proved."""


@dataclass(frozen=True)
class RankedPlan:
    """One plan's place among several."""

    rank: int
    """Place by value, from 1; the same place for the same value."""
    label: str
    """Plan, by its letter."""
    value: float
    """Objective value of the plan."""
    over_base: float
    """Value less that of the first plan given."""
    optimum_low: float | None
    """Most that is proved of what the best plan of its instance costs at least; None without any bound."""
    optimum_high: float
    """Least value among the plans of its instance: what the best one costs at most."""
    group: int
    """Group, from 1: every instance of a group is proved to have a lower optimum than those of later groups."""
    not_told_from: tuple[str, ...]
    """Plans of other instances whose optimum may be lower or higher than this one's."""
    same_instance: tuple[str, ...]
    """Other plans of the same instance."""


@dataclass(frozen=True)
class Interval:
    """Between which costs an optimum lies."""

    low: float
    """Proved bound; minus infinity where none is proved."""
    high: float
    """Value of the best plan that is known."""

    def below(self, other: "Interval") -> bool:
        """Whether this optimum is proved to be lower than another."""
        return self.high < other.low


def optima(stands: Sequence[Stand]) -> Mapping[str, Interval]:
    """Return between which costs the optimum of each problem lies, as far as all of its plans prove."""
    found: dict[str, Interval] = {}
    for stand in stands:
        known = found.get(stand.problem, Interval(-inf, inf))
        low = -inf if stand.bound is None else stand.bound
        found[stand.problem] = Interval(max(known.low, low), min(known.high, stand.value))
    return found


def ranking(stands: Sequence[Stand]) -> tuple[RankedPlan, ...]:
    """Rank plans by value, and say which of them the bounds do not tell apart.

    Parameters
    ----------
    stands : sequence of Stand
        The plans; the first is the base.

    Returns
    -------
    tuple of RankedPlan
        By value, equal ones in the order given. The interval of a difference of two optima follows from
        ``optimum_low`` and ``optimum_high``; groups are those of intervals that overlap or touch, one after the other.
    """
    known = optima(stands)
    groups = _groups(known)
    ordered = sorted(stands, key=lambda stand: stand.value)
    return tuple(_ranked(stand, stands, known, groups) for stand in ordered)


def _groups(known: Mapping[str, Interval]) -> Mapping[str, int]:
    """Number the problems so that everything in a group lies below everything in the next."""
    found: dict[str, int] = {}
    reach, group = -inf, 0
    for problem, interval in sorted(known.items(), key=lambda entry: (entry[1].low, entry[1].high, entry[0])):
        group += not found or reach < interval.low
        reach = max(reach, interval.high)
        found[problem] = group
    return found


def _ranked(
    stand: Stand, stands: Sequence[Stand], known: Mapping[str, Interval], groups: Mapping[str, int]
) -> RankedPlan:
    own = known[stand.problem]
    others = [each for each in stands if each.problem != stand.problem]
    return RankedPlan(
        rank=1 + sum(each.value < stand.value for each in stands),
        label=stand.label,
        value=stand.value,
        over_base=stand.value - stands[0].value,
        optimum_low=None if own.low == -inf else own.low,
        optimum_high=own.high,
        group=groups[stand.problem],
        not_told_from=tuple(each.label for each in others if not _apart(own, known[each.problem])),
        same_instance=tuple(each.label for each in stands if each.problem == stand.problem and each is not stand),
    )


def _apart(one: Interval, other: Interval) -> bool:
    return one.below(other) or other.below(one)
