"""What is asked of the threshold finder."""

from dataclasses import dataclass, field
from enum import StrEnum


class Ending(StrEnum):
    """What becomes of the site at the horizon's end."""

    GOES_ON = "goes-on"
    """It stays; the instance's terminal months follow, as in any plan."""
    CLOSES = "closes"
    """The work ends, the site stops, and what then still runs, lock-ins and leases, is paid to its end."""

    @property
    def closes(self) -> bool:
        """Whether the site has stopped in the last period."""
        return self is Ending.CLOSES


@dataclass(frozen=True, slots=True)
class Conditions:
    """What all experiments of a run have in common.

    Attributes
    ----------
    years : float or None
        Length of the horizon; None takes that of the instance.
    ending : Ending
        What becomes of the site at the horizon's end.
    ai_after : float
        Months of work before the AI multiplier holds.
    conversions : bool
        Whether a way of running a site includes passing on to another one, where the instance allows it.
    """

    years: float | None = None
    ending: Ending = Ending.GOES_ON
    ai_after: float = 12.0
    conversions: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """One experiment.

    Attributes
    ----------
    location : str
        Where the site is.
    model : str
        How it is run; ``headquarters`` where the work is done at home instead.
    heads : int
        Heads that the work needs at today's productivity.
    multiplier : float
        What AI does to output per head later on.
    variant : str
        Which inputs are at which end of their range; empty for the instance as it is.
    """

    location: str
    model: str
    heads: int
    multiplier: float = 1.0
    variant: str = ""


SAME = 2e-6
"""Costs that are proved to differ by no more, as a share, count as the same."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What came of one experiment.

    Attributes
    ----------
    value, bound : float or None
        Objective of the audited plan and proved lower bound, in plan currency; both None where there is no plan.
    status : str
        Why the solver stopped.
    heads : float
        Most heads that the plan has at the site at any time.
    converts_to : tuple of str
        Models that the site passes over to in some future.
    """

    value: float | None
    bound: float | None
    status: str
    heads: float = 0.0
    converts_to: tuple[str, ...] = ()

    def same(self, other: "Cost") -> bool:
        """Whether it is proved that two experiments cost the same, as far as numbers can tell."""
        ends = (self.value, self.bound, other.value, other.bound)
        numbers = [each for each in ends if each is not None]
        return len(numbers) == len(ends) and max(numbers) - min(numbers) <= SAME * max(1.0, abs(max(numbers)))

    @property
    def cannot(self) -> bool:
        """Whether it is proved that the site cannot be run so."""
        return self.status == "infeasible"


TOLERANCE = 1e-7
"""Costs that differ by less, as a share, are not told apart: sums in double precision are no better."""


@dataclass
class Book:
    """All that is known so far: what came of each experiment."""

    costs: dict[Cell, Cost] = field(default_factory=dict[Cell, Cost])

    def cheaper(self, first: Cell, second: Cell) -> int | None:
        """Tell two experiments apart.

        Returns
        -------
        int or None
            -1 where the first is proved to cost less, 1 where the second is, 0 where the proved intervals overlap;
            None where one of them is not known yet.
        """
        if first not in self.costs or second not in self.costs:
            return None
        one, other = self.costs[first], self.costs[second]
        if one.cannot or other.cannot:
            return int(one.cannot) - int(other.cannot)
        if _below(one, other):
            return -1
        return 1 if _below(other, one) else 0


def _below(one: Cost, other: Cost) -> bool:
    if one.value is None or other.bound is None:
        return False
    return one.value < other.bound - TOLERANCE * max(1.0, abs(other.bound))
