"""One thread shared by two: a search that goes step by step, and whoever calls it in between."""

from collections.abc import Callable, Iterator

from .clock import Clock

OVER = object()
"""What comes after the last step."""


class Turns:
    """Lets a search have its share of the time, from now on to a given end.

    Parameters
    ----------
    clock : Clock
        What it goes by.
    ends : float
        When everything ends, on that clock.
    share : callable
        Returns the share of the search as things stand.
    """

    def __init__(self, clock: Clock, ends: float, share: Callable[[], float]) -> None:
        self._clock = clock
        self._ends = ends
        self._share = share
        self._began = clock.now()
        self._steps: Iterator[None] = iter(())
        self._over = False
        self._spent = 0.0
        self._since: float | None = None

    def begin(self, steps: Iterator[None], seconds: float) -> None:
        """Search for so long.

        Parameters
        ----------
        steps : iterator
            The search; whatever it does it does when it is asked for its next step.
        seconds : float
            Time or work for its first turn, which ends with a step.
        """
        self._steps = steps
        self._advance(lambda: seconds)

    def catch_up(self) -> None:
        """Search until it has had its share of the time so far."""
        due = self._clock.now() - self._began
        self._advance(lambda: self._share() * due)

    def left(self) -> float:
        """Time that is left for the search: all of its share less what it has spent."""
        now = self._clock.now()
        spent = self._spent + (0.0 if self._since is None else now - self._since)
        return min(self._share() * (self._ends - self._began) - spent, self._ends - now)

    def _advance(self, due: Callable[[], float]) -> None:
        """Search until it has spent what is due, as things stand after each step."""
        while self._spent < due() and not self._over:
            since = self._since = self._clock.now()
            self._over = next(self._steps, OVER) is OVER
            self._spent += self._clock.now() - since
            self._since = None
