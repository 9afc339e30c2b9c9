"""The best plan found and the best bound proved so far, shared by everything that works on one problem."""

import threading
from collections.abc import Callable

from coeplan.core.progress import relative_gap
from coeplan.formulation.matrix import FloatArray, MatrixModel

from .ledger import leeway


class Incumbent:
    """Best solution and best bounds of one matrix; safe from several threads.

    A bound cannot be checked, but a solution below it proves it false: then nothing more is believed of its source.

    Parameters
    ----------
    gap : float
        Relative gap that is good enough.
    on_change : callable
        Called, in the thread that brought the news, with nothing.

    Attributes
    ----------
    wanted : float
        The same gap.
    x : array, shape (columns,), or None
        Best solution known.
    objective : float or None
        Its objective.
    """

    def __init__(self, gap: float, on_change: Callable[[], None]) -> None:
        self._lock = threading.Lock()
        self.wanted = gap
        self._on_change = on_change
        self._bounds: dict[str, float] = {}
        self._exposed: dict[str, str] = {}
        self.x: FloatArray | None = None
        self.objective: float | None = None

    def offer(self, x: FloatArray, objective: float) -> bool:
        """Take a solution if it is better; return whether it was."""
        with self._lock:
            if self.objective is not None and objective >= self.objective:
                return False
            self.x, self.objective = x.copy(), objective
            self._expose_false_bounds()
        self._on_change()
        return True

    def consider(self, x: FloatArray, matrix: MatrixModel) -> bool:
        """Take a solution of unknown origin if it keeps every row and is better; tell whether it keeps them."""
        feasible = matrix.violation(x) is None
        if feasible:
            self.offer(x, matrix.objective_of(x))
        return feasible

    def prove(self, bound: float | None, source: str) -> None:
        """Take a lower bound of the full problem if it is better than what the same source gave before."""
        with self._lock:
            if bound is None or source in self._exposed or bound <= self._bounds.get(source, float("-inf")):
                return
            self._bounds[source] = bound
            self._expose_false_bounds()
        self._on_change()

    def settle(self, bound: float | None, source: str) -> None:
        """Take the last word of a source on its bound: what it said before and takes back is not believed."""
        with self._lock:
            self._bounds.pop(source, None)
        self.prove(bound, source)

    @property
    def bound(self) -> float | None:
        """Best bound of a source that is believed, and never above the solution held."""
        with self._lock:
            if not self._bounds:
                return None
            best = max(self._bounds.values())
            return best if self.objective is None else min(best, self.objective)

    @property
    def source(self) -> str:
        """Where the best bound that is believed comes from; empty where there is none."""
        with self._lock:
            return max(self._bounds, key=lambda source: self._bounds[source], default="")

    @property
    def exposed(self) -> tuple[str, ...]:
        """What was proved false, in words."""
        return tuple(self._exposed.values())

    @property
    def gap(self) -> float | None:
        """Relative gap between the two; None where either is absent."""
        return relative_gap(self.objective, self.bound)

    @property
    def good_enough(self) -> bool:
        """Whether the gap asked for is reached."""
        gap = self.gap
        return gap is not None and gap <= self.wanted

    def _expose_false_bounds(self) -> None:
        if self.objective is None:
            return
        for source, bound in list(self._bounds.items()):
            if bound > self.objective + leeway(self.objective):
                del self._bounds[source]
                self._exposed[source] = (
                    f"{source} claimed that no plan costs less than {bound:.10g}, but one costs {self.objective:.10g} "
                    "(in the solver's units of money); its bounds are not believed"
                )
