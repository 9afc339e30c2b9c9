"""An option held against its absence: both forced, both solved, and what values and bounds prove."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from coeplan.core.executor import Workers
from coeplan.core.progress import Progress, ProgressCallback
from coeplan.solving.outcome import Outcome, SolveOptions
from coeplan.solving.termination import Termination
from coeplan.solving.warm import WarmStart
from coeplan_models import Instance

from ..variants import Variant, alone, solve_variants
from .stopped import Stopped

LEAST_SECONDS = 1.0
"""Seconds that a solve needs to be worth beginning."""

SAME = 1e-6
"""Share of a value within which two values are the same: audits allow for as much."""

Make = Callable[[], Instance]


class State(StrEnum):
    """What two solves prove of an option."""

    TAKEN = "with it"
    """The best plan with it costs less than any without."""
    LEFT = "without it"
    """The best plan without it costs less than any with it."""
    UNRESOLVED = "not resolved"
    """Neither is proved."""
    NEITHER = "no plan"
    """It is proved that there is no plan either way."""
    UNKNOWN = "not known"
    """A solve was not made, or was interrupted before it had anything."""


@dataclass(frozen=True, slots=True)
class Side:
    """What is known of the best plan on one side of a contest.

    Attributes
    ----------
    value : float or None
        Cost of the best plan found; None where none was.
    bound : float or None
        Proved least cost; None where nothing is proved.
    infeasible : bool
        Whether it is proved that there is no plan.
    edits : tuple of str
        The edits that the best plan was found with.
    """

    value: float | None
    bound: float | None
    infeasible: bool = False
    edits: tuple[str, ...] = ()

    def beats(self, other: "Side") -> bool:
        """Whether the plan found here costs less than any on the other side can."""
        if self.value is None:
            return False
        if other.infeasible:
            return True
        return other.bound is not None and self.value < other.bound - slack(self.value)


@dataclass(frozen=True, slots=True)
class Contest:
    """An option against its absence.

    Attributes
    ----------
    taken, left : Side or None
        The best plan with the option and without it; None where that was not solved.
    """

    taken: Side | None
    left: Side | None

    @property
    def state(self) -> State:
        """What both prove."""
        if self.taken is None or self.left is None:
            return State.UNKNOWN
        if self.taken.infeasible and self.left.infeasible:
            return State.NEITHER
        if self.taken.beats(self.left):
            return State.TAKEN
        if self.left.beats(self.taken):
            return State.LEFT
        return State.UNRESOLVED


def slack(value: float) -> float:
    """Return by how much a value may be off."""
    return SAME * max(1.0, abs(value))


def side_of(outcomes: Sequence[Outcome], edits: Sequence[tuple[str, ...]]) -> Side:
    """Return what the solves of several ways to the same side prove together: the cheapest way counts."""
    infeasible = [each.termination is Termination.INFEASIBLE for each in outcomes]
    if all(infeasible):
        return Side(None, None, infeasible=True)
    open_ones = [each for each, none in zip(outcomes, infeasible, strict=True) if not none]
    bounds = [each.bound for each in open_ones]
    known = [each for each in bounds if each is not None]
    bound = min(known) if len(known) == len(bounds) else None
    best = best_of(outcomes)
    if best is None:
        return Side(None, bound)
    return Side(outcomes[best].value, bound, edits=edits[best])


def best_of(outcomes: Sequence[Outcome]) -> int | None:
    """Return the number of the outcome with the cheapest plan; None where none has one."""
    values = {number: each.value for number, each in enumerate(outcomes) if each.value is not None}
    return min(values, key=lambda number: values[number], default=None)


class Bench:
    """Solves variants on workers, as many as are allowed.

    Parameters
    ----------
    workers : Workers
        Where they are solved.
    options : SolveOptions
        How each is solved.
    most : int
        Solves that may be made.
    tell : callable or None
        Told after every solve, in the calling thread.
    seconds : float
        Time for all solves together.
    """

    def __init__(
        self,
        workers: Workers,
        options: SolveOptions,
        most: int,
        tell: ProgressCallback | None = None,
        seconds: float = math.inf,
    ) -> None:
        self.solves = 0
        self.interrupted = False
        self.out_of_time = False
        self._workers = workers
        self._options = alone(options)
        self._most = most
        self._tell = tell
        self._since = time.monotonic()
        self._within = seconds

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._since

    @property
    def left(self) -> int:
        """Solves that may still be made."""
        return 0 if self.interrupted or self.out_of_time else max(0, self._most - self.solves)

    @property
    def stopped(self) -> Stopped:
        """Why there are no more solves."""
        if self.interrupted:
            return Stopped.INTERRUPTED
        if self.out_of_time:
            return Stopped.TIME
        return Stopped.COMPLETE if self.left else Stopped.SOLVES

    def run(self, phase: str, tasks: Sequence[tuple[Make, WarmStart | None]]) -> list[Outcome | None]:
        """Solve variants that do not depend on each other.

        Parameters
        ----------
        phase : str
            What is being done, in words.
        tasks : sequence of callable and WarmStart
            What makes each instance, so that no more of them are in memory than are being solved, and what is known.

        Returns
        -------
        list of Outcome or None
            In the order of the tasks; None for those that were not begun, or were stopped before they had anything.
            One that time for all ends is as good as what it had found by then.
        """
        found: list[Outcome | None] = [None] * len(tasks)
        within = tasks[: self.left]
        self._report(phase)
        for number, outcome in solve_variants(self._workers, self._variants(within)):
            self.solves += 1
            cut = outcome.termination is Termination.INTERRUPTED
            self.interrupted |= cut
            found[number] = None if cut and outcome.value is None and outcome.bound is None else outcome
            self._report(phase)
        self.interrupted |= not self.out_of_time and any(each is None for each in found[: len(within)])
        return found

    def _variants(self, tasks: Sequence[tuple[Make, WarmStart | None]]) -> Iterator[Variant]:
        for make, warm in tasks:
            left = self._within - self.seconds
            if left < LEAST_SECONDS:
                self.out_of_time = True
                return
            options = replace(self._options, time_limit=min(self._options.time_limit, left))
            yield Variant(make(), options, warm)

    def tell(self, progress: Progress) -> None:
        """Tell whoever wants to know."""
        if self._tell is not None:
            self._tell(progress)

    def _report(self, phase: str) -> None:
        self.tell(Progress(f"{phase}, {self.solves} of at most {self._most} solves", self.seconds))
