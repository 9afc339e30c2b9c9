"""Value and bound over time, and what is read off them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

CHECKPOINTS = (10, 30, 60, 120, 300)
"""Seconds at which the gap is read."""

TARGETS = (0.02, 0.01, 0.005)
"""Gaps for which the time is read."""

NO_PLAN = 1.0
"""Gap where there is no plan: as if nothing were known."""


@dataclass(frozen=True)
class Point:
    """What is held at one time: seconds since the instance was given, value of the best plan, proved bound."""

    seconds: float
    value: float | None
    bound: float | None

    @property
    def gap(self) -> float:
        """Distance of value and bound over the value, at most 1; 1 where there is no plan or no bound."""
        if self.value is None or self.bound is None:
            return NO_PLAN
        if self.value <= self.bound:
            return 0.0
        return min(NO_PLAN, (self.value - self.bound) / abs(self.value)) if self.value else NO_PLAN


def gap_at(trace: Sequence[Point], seconds: float) -> float:
    """Return the gap that stands at a time; 1 before there is a plan."""
    past = [point.gap for point in trace if point.seconds <= seconds]
    return min(past, default=NO_PLAN)


def time_to(trace: Sequence[Point], gap: float) -> float | None:
    """Return the first time at which the gap is small enough; None where it never is."""
    return next((point.seconds for point in trace if point.gap <= gap), None)


def first_plan(trace: Sequence[Point]) -> float | None:
    """Return the time of the first plan; None where there is none."""
    return next((point.seconds for point in trace if point.value is not None), None)


class Recorder:
    """Keeps the best value and bound, and passes every improvement on.

    Parameters
    ----------
    tell : callable
        Is given a point whenever value or bound has improved.
    """

    def __init__(self, tell: Callable[[Point], None]) -> None:
        self._tell = tell
        self._best = Point(0.0, None, None)

    def hear(self, seconds: float, value: float | None, bound: float | None) -> None:
        """Take note of a value and a bound, in plan currency."""
        old = self._best
        better = value is not None and (old.value is None or value < old.value)
        tighter = bound is not None and (old.bound is None or bound > old.bound)
        if better or tighter:
            self._best = Point(seconds, value if better else old.value, bound if tighter else old.bound)
            self._tell(self._best)
