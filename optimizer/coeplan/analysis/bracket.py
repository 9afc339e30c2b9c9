"""Between which values of an input an answer turns, as far as it is known."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Bracket:
    """Between which values an answer turns.

    Attributes
    ----------
    holds : float
        Last value at which it is proved to hold, before the first at which it does not.
    fails : float
        First value at which it is proved not to hold.
    unresolved : tuple of float
        Values between both at which neither is proved, nearest to ``holds`` first.
    """

    holds: float
    fails: float
    unresolved: tuple[float, ...]

    @property
    def stretches(self) -> tuple[tuple[float, float], ...]:
        """Stretches of which nothing is known: from ``holds`` to what is not resolved, and from there to ``fails``."""
        if not self.unresolved:
            return ((self.holds, self.fails),)
        return ((self.holds, self.unresolved[0]), (self.unresolved[-1], self.fails))

    @property
    def middle(self) -> float:
        """Middle of the widest stretch of which nothing is known."""
        begin, end = max(self.stretches, key=lambda stretch: abs(stretch[1] - stretch[0]))
        return (begin + end) / 2


def find_bracket(present: float, known: Mapping[float, bool | None]) -> Bracket | None:
    """Return where an answer turns; None where no value is known at which it has.

    Parameters
    ----------
    present : float
        The present value, at which it holds.
    known : mapping of float to bool or None
        Whether it holds at other values on one side; None where neither is proved.
    """
    ordered = sorted(known, key=lambda value: abs(value - present))
    fails = next((value for value in ordered if known[value] is False), None)
    if fails is None:
        return None
    nearer = ordered[: ordered.index(fails)]
    holds = next((value for value in reversed(nearer) if known[value]), present)
    after = nearer.index(holds) + 1 if holds in nearer else 0
    return Bracket(holds, fails, tuple(nearer[after:]))
