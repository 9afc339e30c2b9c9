"""What a solve may spend: seconds, or work that is the same on every machine and in every run.

All parts of a solve ask one clock what time it is, and the solver processes tell it what they did. A wall clock goes by
itself. A work clock only goes when a solver has worked, and by as much on every run: so whatever is decided by looking
at it is decided alike, and the result of a solve with a work limit does not depend on the machine or its load.
"""

import time
from dataclasses import replace
from typing import Protocol

from coeplan.formulation.matrix import MatrixModel

from .options import LARGEST_COUNT, SolverOptions
from .termination import Effort

UNLIMITED = 1e7
"""Seconds that no solve takes; the kill timer has to be set to something."""

PER_SOLVE = 0.01
"""Units of work of a solve as such, so that solves without any effort come to an end, too."""

FEWEST_CHECKS = 30
"""A solve is allowed at least so many looks at its limits; with fewer it would not find anything."""

ALLOWED_PER_CHECK = 2e-6
"""What a look at its limits is taken to cost before a solve, when it is told how many it may take."""

PER_CHECK = 2e-6
PER_SIMPLEX_ITERATION = 2e-8
PER_INTERIOR_ITERATION = 8e-7
"""Units of work for each entry of the matrix: a look of branch and bound at its limits, an iteration. Chosen so that a
unit is about a second of the machine that this was written on."""


class Clock(Protocol):
    """Tells the time that a solve goes by."""

    @property
    def counts_work(self) -> bool:
        """Whether it counts work instead of seconds."""
        ...

    def now(self) -> float:
        """Return the time."""
        ...

    def limited(self, options: SolverOptions, matrix: MatrixModel) -> SolverOptions:
        """Return the options with which a solve of a matrix takes about their ``time_limit`` on this clock at most."""
        ...

    def worked(self, effort: Effort, matrix: MatrixModel) -> None:
        """Hear what a solve took."""
        ...

    def spend(self, amount: float) -> None:
        """Hear what was handed out to be spent elsewhere."""
        ...


class WallClock:
    """Seconds of ``time.monotonic``."""

    counts_work = False

    def now(self) -> float:
        """Return the time."""
        return time.monotonic()

    def limited(self, options: SolverOptions, matrix: MatrixModel) -> SolverOptions:
        """Return the options as they are."""
        return options

    def worked(self, effort: Effort, matrix: MatrixModel) -> None:
        """Take no notice: time goes by itself."""

    def spend(self, amount: float) -> None:
        """Take no notice: time goes by itself."""


class WorkClock:
    """Work of solvers, in units of about a second; not to be shared by threads."""

    counts_work = True

    def __init__(self) -> None:
        self._now = 0.0

    def now(self) -> float:
        """Return the work done so far."""
        return self._now

    def limited(self, options: SolverOptions, matrix: MatrixModel) -> SolverOptions:
        """Return options that count instead of looking at a watch; one thread, as more do not count alike."""
        price = _price(options, matrix)
        most = min(LARGEST_COUNT, round(options.time_limit / price))
        counted = {"check_limit": max(FEWEST_CHECKS, most)} if matrix.integer.any() else {"work_limit": max(1, most)}
        return replace(options, time_limit=UNLIMITED, threads=1, **counted)

    def worked(self, effort: Effort, matrix: MatrixModel) -> None:
        """Go on by what a solve took."""
        self._now += PER_SOLVE + matrix.entry_count * (
            PER_CHECK * effort.checks
            + PER_SIMPLEX_ITERATION * effort.simplex_iterations
            + PER_INTERIOR_ITERATION * effort.interior_iterations
        )

    def spend(self, amount: float) -> None:
        """Go on by an amount."""
        self._now += amount


def _price(options: SolverOptions, matrix: MatrixModel) -> float:
    """What one of those things costs that are counted in a solve."""
    if matrix.integer.any():
        each = ALLOWED_PER_CHECK
    else:
        each = PER_INTERIOR_ITERATION if options.extra.get("solver") == "ipx" else PER_SIMPLEX_ITERATION
    return each * max(1, matrix.entry_count)


def clock_of(counts_work: bool) -> Clock:
    """Return a clock that counts work, or one that goes by itself."""
    return WorkClock() if counts_work else WallClock()
