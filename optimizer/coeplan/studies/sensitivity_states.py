"""What two solves at one value of an input prove of a decision: one free, one under the decision."""

from dataclasses import dataclass
from enum import StrEnum

from coeplan_models.studies import CaseResult

TOLERANCE = 1e-6
"""Share of a value within which two values are the same: audits allow for as much."""

SITE_DECISIONS = ("commit ", "stop ", "convert ")
"""How decisions that can be held begin, in the key figures of a case; the others follow from them."""

_OUT_OF_TIME = frozenset({"time_limit", "work_limit"})


class State(StrEnum):
    """What is known of a decision at one value of an input."""

    HOLDS = "holds"
    """It is best, within the gap that solves stop at."""
    SWITCHED = "switched"
    """It is proved not to be best."""
    UNRESOLVED = "not resolved"
    """Neither is proved."""
    NO_PLAN = "no plan"
    """It is proved that there is no plan at all."""
    UNKNOWN = "not known"
    """A solve was refused, failed, or found nothing in its time; or there is no base plan."""


BEYOND = frozenset({State.SWITCHED, State.NO_PLAN})
"""States that prove a decision no longer best."""


@dataclass(frozen=True)
class Look:
    """What was found at one value of an input.

    Parameters
    ----------
    at
        The value, or the factor.
    free
        Result of the solve in which everything is free.
    held
        Result of the solve under the decision; that of the free one where that has the decision itself; None where
        there was none.
    state
        What both prove.
    regret_low
        Least that the decision costs more than the best plan there; None where there is no bound.
    regret_high
        Most that it costs more; None where there is no bound or no plan.
    """

    at: float
    free: CaseResult
    held: CaseResult | None
    state: State
    regret_low: float | None
    regret_high: float | None


def kept_decision(result: CaseResult, base: CaseResult | None) -> bool:
    """Whether a plan decides the same about sites in the first period as the base plan."""
    if base is None or base.figures is None or result.figures is None:
        return False
    return site_decisions(result.figures.today) == site_decisions(base.figures.today)


def site_decisions(told: tuple[str, ...]) -> tuple[str, ...]:
    """Return those decisions of a plan's key figures that can be held."""
    return tuple(each for each in told if each.startswith(SITE_DECISIONS))


def looked(at: float, free: CaseResult, held: CaseResult | None, gap: float) -> Look:
    """Return what two results prove at a value.

    Parameters
    ----------
    at : float
        The value.
    free, held : CaseResult
        Results without and under the decision; ``held`` may be None where there was none.
    gap : float
        Gap that solves stop at, as a share: more than this and the decision is not said to be best.
    """
    low, high = _regret(free, held)
    return Look(at, free, held, _state(free, held, gap), low, high)


def _regret(free: CaseResult, held: CaseResult | None) -> tuple[float | None, float | None]:
    if held is None:
        return None, None
    low = None if held.bound is None or free.value is None else max(0.0, held.bound - free.value)
    high = None if held.value is None or free.bound is None else max(0.0, held.value - free.bound)
    return low, high


def _state(free: CaseResult, held: CaseResult | None, gap: float) -> State:
    if free.value is None:
        return State.NO_PLAN if free.status == "infeasible" else State.UNKNOWN
    if held is None:
        return State.UNKNOWN
    low, high = _regret(free, held)
    slack = TOLERANCE * max(1.0, abs(free.value))
    if held.status == "infeasible" or (low is not None and low > slack):
        return State.SWITCHED
    if high is not None and held.value is not None and high <= gap * abs(held.value) + slack:
        return State.HOLDS
    return State.UNKNOWN if held.value is None and held.status not in _OUT_OF_TIME else State.UNRESOLVED
