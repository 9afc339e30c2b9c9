"""What the ways to plan prove together: each costs at least what those do that leave it more freedom."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..why.contest import slack
from .result import Bracket, Step, StepKind, Verdict, Worth

NO_PLAN_IN_TIME = "no plan was found within the limits of the solve"
NOT_LOOKED_AT = "it was not looked at"


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to plan.

    Attributes
    ----------
    kind : StepKind
        Which.
    periods : int or None
        The first so many periods are concerned.
    """

    kind: StepKind
    periods: int | None = None

    def is_freer_than(self, other: "Rung") -> bool:
        """Whether every plan of the other way is one of this way, too."""
        if self == other:
            return False
        if self.kind is other.kind or (self.kind, other.kind) in _FREER:
            return (self.periods or 0) <= (other.periods or 0)
        return self.kind is StepKind.WAIT_AND_SEE or (
            self.kind is StepKind.HERE_AND_NOW and other.kind is not StepKind.WAIT_AND_SEE
        )


_FREER = {(StepKind.SAME_IN_ALL, StepKind.MEAN_PLAN), (StepKind.MEAN_SITES, StepKind.MEAN_PLAN)}
"""Ways of which the first is freer as long as it binds no more periods."""

WAIT_AND_SEE = Rung(StepKind.WAIT_AND_SEE)
HERE_AND_NOW = Rung(StepKind.HERE_AND_NOW)


def ladder(found: Mapping[Rung, Bracket], reasons: Mapping[Rung, str]) -> tuple[Step, ...]:
    """Return the ways to plan from the freest on, each with the closest bracket that all prove together.

    Parameters
    ----------
    found : mapping of Rung to Bracket
        What is known of each way by itself, freer ones before those that they are freer than.
    reasons : mapping of Rung to str
        Why there is no number, where more is known than that there is no plan.
    """
    brackets = dict(found)
    rungs = list(brackets)
    for number, rung in enumerate(rungs):
        for freer in (each for each in rungs[:number] if each.is_freer_than(rung)):
            brackets[rung] = _no_cheaper(brackets[rung], brackets[freer])
    for number, rung in reversed(list(enumerate(rungs))):
        for bound in (each for each in rungs[number + 1 :] if rung.is_freer_than(each)):
            brackets[rung] = _no_dearer(brackets[rung], brackets[bound])
    return tuple(
        Step(rung.kind, rung.periods, _sound(bracket), reasons.get(rung, _reason(bracket, found[rung])))
        for rung, bracket in brackets.items()
    )


def contradictions(found: Mapping[Rung, Bracket]) -> Iterator[tuple[Rung, Rung, float]]:
    """Yield a freer way, another, and by how much what is proved of the first exceeds a plan of the second.

    Parameters
    ----------
    found : mapping of Rung to Bracket
        What is known of each way by itself.
    """
    for rung, bracket in found.items():
        if bracket.high is None:
            continue
        for freer in (each for each in found if each == rung or each.is_freer_than(rung)):
            low = found[freer].low
            if low is not None and low > bracket.high + slack(bracket.high):
                yield freer, rung, low - bracket.high


def _no_cheaper(bracket: Bracket, freer: Bracket) -> Bracket:
    """Return what is known of a way beside a freer one."""
    if freer.infeasible:
        return Bracket(infeasible=True)
    if bracket.infeasible or freer.low is None:
        return bracket
    return replace(bracket, low=freer.low if bracket.low is None else max(bracket.low, freer.low))


def _no_dearer(bracket: Bracket, bound: Bracket) -> Bracket:
    """Return what is known of a way beside one that it is freer than."""
    if bound.high is None:
        return bracket
    return replace(bracket, high=bound.high if bracket.high is None else min(bracket.high, bound.high))


def _sound(bracket: Bracket) -> Bracket:
    """Return a bracket whose sides rounding has not let cross."""
    if bracket.low is None or bracket.high is None:
        return bracket
    return replace(bracket, low=min(bracket.low, bracket.high))


def _reason(bracket: Bracket, alone: Bracket) -> str:
    if bracket.infeasible:
        return "no plan keeps every rule"
    if bracket.high is not None:
        return ""
    return NOT_LOOKED_AT if alone == Bracket() else NO_PLAN_IN_TIME


def worths(steps: Sequence[Step], value: float) -> tuple[Worth, ...]:
    """Return by how much neighbours on the ladder differ.

    Parameters
    ----------
    steps : sequence of Step
        The ladder.
    value : float
        Cost of the plan: differences too small beside it are none.
    """
    return tuple(_worth(cheaper, dearer, slack(value)) for cheaper, dearer in _pairs(steps))


def _pairs(steps: Sequence[Step]) -> Iterator[tuple[Step, Step]]:
    (now,) = (each for each in steps if each.kind is StepKind.HERE_AND_NOW)
    for each in steps:
        if each.kind is StepKind.WAIT_AND_SEE:
            yield each, now
        elif each is not now:
            yield now, each


def _worth(cheaper: Step, dearer: Step, least: float) -> Worth:
    low, high = difference(cheaper.bracket, dearer.bracket)
    verdict = Verdict.NO_PLAN if dearer.bracket.infeasible else _verdict(low, high, least)
    if verdict is Verdict.NO_PLAN:
        low = high = None
    return Worth(cheaper.kind, dearer.kind, dearer.periods, low, high, verdict, dearer.reason or cheaper.reason)


def difference(cheaper: Bracket, dearer: Bracket) -> tuple[float | None, float | None]:
    """Return least and most that one way costs more than a freer one, never below 0; None where nothing is proved."""
    low = None if dearer.low is None or cheaper.high is None else max(0.0, dearer.low - cheaper.high)
    high = None if dearer.high is None or cheaper.low is None else max(0.0, dearer.high - cheaper.low)
    return low, high


def _verdict(low: float | None, high: float | None, least: float) -> Verdict:
    if low is not None and low > least:
        return Verdict.WORTH
    if high is None:
        return Verdict.UNKNOWN
    return Verdict.NOTHING if high <= least else Verdict.UNRESOLVED
