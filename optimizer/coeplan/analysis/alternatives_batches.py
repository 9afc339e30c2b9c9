"""Questions to the solver about one matrix, answered one after the other where a worker is."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from coeplan.core.cancel import CancelToken
from coeplan.core.executor import task_token
from coeplan.core.progress import Progress
from coeplan.formulation.matrix import FloatArray, IndexArray, MatrixChange, MatrixModel
from coeplan.solving.options import SolverOptions
from coeplan.solving.process import SolverProcess
from coeplan.solving.termination import MipResult, Termination

LEAST_SECONDS = 0.5
"""No question is asked with less time than this."""

HASTE = 2.0
"""A question may take so many times its even share of the time: most need far less."""


@dataclass(frozen=True)
class Question:
    """A problem to minimise: the matrix of a batch, changed.

    Attributes
    ----------
    change : MatrixChange
        The change.
    start : (ndarray, ndarray)
        Columns whose values are known, or are worth a try, and these values.
    enough : float or None
        An objective no larger than this answers the question, and so does a bound above it.
    """

    change: MatrixChange
    start: tuple[IndexArray, FloatArray]
    enough: float | None = None


@dataclass(frozen=True)
class Batch:
    """Questions about one matrix.

    Attributes
    ----------
    matrix : MatrixModel
        The matrix.
    questions : tuple of Question
        The questions.
    seconds : float
        Time for all of them.
    gap : float
        Relative gap at which a least value is known well enough.
    seed : int
        Seed of the solver's random choices.
    """

    matrix: MatrixModel
    questions: tuple[Question, ...]
    seconds: float
    gap: float
    seed: int


@dataclass(frozen=True)
class Answer:
    """What came of a question.

    Attributes
    ----------
    termination : Termination
        Why the solver stopped; ``INTERRUPTED`` also where it knew enough.
    x : ndarray or None
        Best solution, shape (columns,).
    bound : float or None
        Proved: no objective is smaller; None where nothing is proved, infinite where there is no solution.
    """

    termination: Termination
    x: FloatArray | None
    bound: float | None

    @classmethod
    def of(cls, result: MipResult) -> "Answer":
        """Take what matters of a result."""
        none = result.termination is Termination.INFEASIBLE
        return cls(result.termination, result.x, np.inf if none else result.bound)


def answer_batch(batch: Batch) -> tuple[Answer, ...]:
    """Answer questions in their order, as far as there is time for them and nobody cancels."""
    return tuple(_answers(batch, task_token()))


def _answers(batch: Batch, token: CancelToken) -> Iterator[Answer]:
    ends = time.monotonic() + batch.seconds
    with SolverProcess() as solver:
        solver.load(batch.matrix)
        for number, question in enumerate(batch.questions):
            left = ends - time.monotonic()
            if token.cancelled or left < LEAST_SECONDS:
                return
            limit = max(LEAST_SECONDS, min(left, HASTE * left / (len(batch.questions) - number)))
            options = SolverOptions(gap=batch.gap, time_limit=limit, threads=1, seed=batch.seed)
            yield Answer.of(_asked(solver, question, options, token))


def _asked(solver: SolverProcess, question: Question, options: SolverOptions, token: CancelToken) -> MipResult:
    """Ask one question, and stop as soon as enough is known."""
    known = CancelToken(token)

    def look(report: Progress) -> None:
        value, bound, enough = report.value, report.bound, question.enough
        if enough is not None and ((value is not None and value <= enough) or (bound is not None and bound > enough)):
            known.cancel()

    start = question.start if len(question.start[0]) else None
    return solver.solve(options, start, on_progress=look, cancel=known, fixed=question.change)
