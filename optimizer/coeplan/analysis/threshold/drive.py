"""Searches driven together: round by round, what all of them want next is solved on workers."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from coeplan.analysis.variants import Variant, alone, solve_variants
from coeplan.core.cancel import CancelToken
from coeplan.core.executor import Workers
from coeplan.solving.outcome import Outcome, SolveOptions
from coeplan_models import Instance
from coeplan_models.plan_decisions import DecisionKind

from .ask import Book, Cell, Cost


class Search(Protocol):
    """Something that can say, from what is known, which experiments it needs next."""

    def wanted(self, book: Book) -> Sequence[Cell]:
        """Return the experiments to do next; none where the search has ended."""
        ...


@dataclass(frozen=True, slots=True)
class ThresholdProgress:
    """How far the finder is.

    Attributes
    ----------
    phase : str
        What is being done, in words for a person.
    done : int
        Experiments done.
    known : int
        Experiments known so far to be needed; a search that narrows down adds some.
    seconds : float
        Time since the beginning.
    """

    phase: str
    done: int
    known: int
    seconds: float


ThresholdCallback = Callable[[ThresholdProgress], None]


class Rounds:
    """Solves what searches want, and keeps what came of it.

    Parameters
    ----------
    workers : Workers
        Where experiments are solved.
    make : callable
        Makes the instance of an experiment.
    options : SolveOptions
        How each is solved.
    cancel : CancelToken
        When it is cancelled, nothing more is solved; what is known stays.
    on_progress : callable or None
        Told about the state, in the calling thread.

    Attributes
    ----------
    book : Book
        All that is known.
    complete : bool
        Whether every search so far came to its end.
    """

    def __init__(
        self,
        workers: Workers,
        make: Callable[[Cell], Instance],
        options: SolveOptions,
        cancel: CancelToken,
        on_progress: ThresholdCallback | None = None,
    ) -> None:
        self.book = Book()
        self.cancel = cancel
        self.complete = True
        self._workers = workers
        self._make = make
        self._options = alone(options)
        self._tell = on_progress
        self._began = time.monotonic()

    def run(self, searches: Sequence[Search], phase: str) -> None:
        """Solve until no search wants anything more, or until cancelled."""
        while wanted := list(dict.fromkeys(cell for search in searches for cell in search.wanted(self.book))):
            if self.cancel.cancelled:
                self.complete = False
                return
            self._solve(wanted, phase)

    def _solve(self, cells: Sequence[Cell], phase: str) -> None:
        known = len(self.book.costs) + len(cells)
        self._report(phase, known)
        variants = (Variant(self._make(cell), self._options) for cell in cells)
        for number, outcome in solve_variants(self._workers, variants):
            if str(outcome.termination) == "interrupted":
                # What an interrupt left is no answer; another run would ask again.
                continue
            self.book.costs[cells[number]] = cost_of(outcome)
            self._report(phase, known)

    def _report(self, phase: str, known: int) -> None:
        if self._tell is not None:
            self._tell(ThresholdProgress(phase, len(self.book.costs), known, time.monotonic() - self._began))


def cost_of(outcome: Outcome) -> Cost:
    """Return what came of an experiment."""
    status, plan = str(outcome.termination), outcome.plan
    if plan is None:
        return Cost(None, outcome.bound, status)
    passed = (each.to_model for each in plan.decisions if each.kind is DecisionKind.CONVERT and each.to_model)
    heads = max((team.heads for team in plan.teams), default=0.0)
    return Cost(outcome.value, outcome.bound, status, heads, tuple(dict.fromkeys(passed)))
