"""How an instance is to be solved, and what came of it."""

from dataclasses import dataclass

from coeplan_models import Plan

from .clock import Clock, clock_of
from .termination import Termination
from .warm import WarmStart


@dataclass(frozen=True)
class SolveOptions:
    """How an instance is to be solved.

    Attributes
    ----------
    gap : float
        Stop once (value - bound) / \\|value\\| is at most this.
    time_limit : float
        Seconds for everything; not looked at where ``work`` is given.
    work : float or None
        Work of the solvers for everything instead, in units of about a second; the result is the same on every run.
    threads : int or None
        Threads of the solver; None takes what helps.
    seed : int
        Seed of the solver's random choices.
    keeping : bool
        Whether to find out, first, what keeping everything as it is would cost.
    reusable : bool
        Whether to leave more to the solves of similar instances (``Outcome.warm``), at the price of solving the
        relaxation once more where the proof needs it.
    workers : str
        Where a tree too large for one model is solved, subtree by subtree: ``all-cores``, a number of worker processes,
        ``in-process``, or the address of a Dask scheduler.
    by_subtrees : bool or None
        Whether to solve subtree by subtree; None where the tree is too large for one model.
    """

    gap: float = 0.005
    time_limit: float = 300.0
    work: float | None = None
    threads: int | None = None
    seed: int = 0
    keeping: bool = True
    reusable: bool = False
    workers: str = "all-cores"
    by_subtrees: bool | None = None

    @property
    def limit(self) -> float:
        """What may be spent on everything, on :meth:`clock`."""
        return self.time_limit if self.work is None else self.work

    @property
    def alone(self) -> bool:
        """Whether only one process may be at work at a time: then search and proof take turns."""
        return self.threads == 1 or self.work is not None

    def clock(self) -> Clock:
        """Return a new clock of the kind that the limit is meant for."""
        return clock_of(self.work is not None)


@dataclass(frozen=True)
class Outcome:
    """Why the solver stopped and, apart from that, what is held.

    Attributes
    ----------
    termination : str
        Why the solver stopped.
    plan : Plan or None
        Best audited plan; None where none is held.
    value, bound, gap : float or None
        Objective of the plan, proved lower bound, and their relative difference.
    seconds : float
        Wall-clock time of everything.
    notes : tuple of str
        What a careful reader should know.
    warm : WarmStart or None
        What the solve leaves to those of similar instances; None where no plan is held.
    """

    termination: Termination
    plan: Plan | None
    value: float | None
    bound: float | None
    gap: float | None
    seconds: float
    notes: tuple[str, ...] = ()
    warm: WarmStart | None = None
