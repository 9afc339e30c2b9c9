"""How plans and bounds of one model are hunted down."""

from collections.abc import Callable
from dataclasses import dataclass

from .clock import Clock
from .model import PlanningModel

SEARCH_SHARE = 0.4
"""Share of the time for the search where search and proof take turns."""

FIRST_PLAN_SHARE = 0.8
"""Share that it has as long as there is no plan, without which no bound is worth anything."""

Report = Callable[[str, float | None, float | None, str | None], None]


@dataclass(frozen=True)
class HuntOptions:
    """How to hunt.

    Attributes
    ----------
    gap : float
        Relative gap that is good enough.
    clock : Clock
        What the hunt goes by.
    ends : float
        When to stop, on that clock.
    alone : bool
        Whether search and proof take turns, instead of running side by side.
    seed : int
        Seed of all random choices.
    reusable : bool
        Whether to find a vertex of the relaxation too, for similar problems.
    report : callable
        Told phase, value, bound (plan currency) and message, in the calling thread.
    wide : callable
        Makes the model in which a closed proof is looked at again, given the value of the plan held in plan currency.
    """

    gap: float
    clock: Clock
    ends: float
    alone: bool
    seed: int
    reusable: bool
    report: Report
    wide: Callable[[float], PlanningModel]
