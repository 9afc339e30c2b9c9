"""The best plan found and the best bound proved so far, shared by everything that works on one problem."""

import threading
from collections.abc import Callable

from coeplan.core.progress import relative_gap
from coeplan.formulation.matrix import FloatArray


class Incumbent:
    """Best solution and best bound of one matrix; safe from several threads.

    Parameters
    ----------
    gap : float
        Relative gap that is good enough.
    on_change : callable
        Called, in the thread that brought the news, with nothing.
    """

    def __init__(self, gap: float, on_change: Callable[[], None]) -> None:
        self._lock = threading.Lock()
        self._gap = gap
        self._on_change = on_change
        self.x: FloatArray | None = None
        self.objective: float | None = None
        self.bound: float | None = None

    def offer(self, x: FloatArray, objective: float) -> bool:
        """Take a solution if it is better; return whether it was."""
        with self._lock:
            if self.objective is not None and objective >= self.objective:
                return False
            self.x, self.objective = x.copy(), objective
        self._on_change()
        return True

    def prove(self, bound: float | None) -> None:
        """Take a lower bound of the full problem if it is better."""
        with self._lock:
            if bound is None or (self.bound is not None and bound <= self.bound):
                return
            self.bound = bound
        self._on_change()

    @property
    def gap(self) -> float | None:
        """Relative gap between the two; None where either is absent."""
        return relative_gap(self.objective, self.bound)

    @property
    def good_enough(self) -> bool:
        """Whether the gap asked for is reached."""
        gap = self.gap
        return gap is not None and gap <= self._gap
