"""What is asked about a site within a margin: whether plans do without it, or use it, and how small or large it may be.

A question is put where the known plans leave it open, in batches that share a matrix. What a solve proves is kept here;
what plans show is read off the plans.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coeplan.core.executor import Outcome, Workers
from coeplan.formulation.matrix import FloatArray, IndexArray, MatrixChange

from .alternatives_batches import LEAST_SECONDS, Answer, Batch, Question, answer_batch
from .alternatives_known import Known, Tell
from .alternatives_matrix import Extension
from .alternatives_records import AlternativesOptions, Measure, Subject
from .alternatives_search import objective

PER_BATCH = 6
"""Questions that share a worker's solver."""

ROUNDED = 1e-6
"""Heads this far from a whole number still are it, where teams are whole."""


@dataclass(frozen=True)
class UseAsk:
    """Whether some plan within the margin uses a subject, or does without it.

    Attributes
    ----------
    subject : Subject
        The subject.
    used : bool
        Whether a plan that uses it is looked for.
    """

    subject: Subject
    used: bool

    def open(self, known: Known) -> bool:
        """Whether no known plan answers it."""
        return not known.both(self.subject)


@dataclass(frozen=True)
class SizeAsk:
    """How small or large a team may be.

    Attributes
    ----------
    location : str
        Where.
    measure : Measure
        Of what size.
    largest : bool
        Whether the largest is looked for.
    """

    location: str
    measure: Measure
    largest: bool

    def open(self, known: Known) -> bool:
        """Whether no known plan answers it: nothing is below 0."""
        return self.largest or min(known.sizes(self.location, self.measure)) > 0


Ask = UseAsk | SizeAsk


@dataclass(frozen=True)
class Asked:
    """What the solver answered to one question: a bound on the objective, in the units of the question."""

    ask: Ask
    bound: float | None


class Asking:
    """Puts questions to workers, and keeps the plans that answer them.

    Parameters
    ----------
    known : Known
        The model, the margin, and where plans are kept.
    options : AlternativesOptions
        Gap and seed.
    workers : Workers
        Who answers.
    """

    def __init__(self, known: Known, options: AlternativesOptions, workers: Workers) -> None:
        self._known = known
        self._options = options
        self._workers = workers
        self.solves = 0
        self.notes: list[str] = []

    def ask(self, asks: Sequence[Ask], seconds: float, tell: Tell) -> list[Asked]:
        """Put questions for so many seconds; return what was proved, plans being kept.

        Each batch is made when a worker is about to be free, so that plans found by then spare questions.
        """
        chunks: list[list[Ask]] = []
        ends = self._known.left - seconds
        found: list[Asked] = []

        def batches():
            for first in range(0, len(asks), PER_BATCH):
                left = self._known.left - ends
                chunk = [ask for ask in asks[first : first + PER_BATCH] if ask.open(self._known)]
                if chunk and left >= LEAST_SECONDS:
                    chunks.append(chunk)
                    share = self._workers.count * PER_BATCH / (len(asks) - first)
                    yield self._batch(chunk, left * min(1.0, share))

        for outcome in self._workers.run(answer_batch, batches()):
            found += self._taken(chunks[outcome.number], outcome)
            tell(f"questions about sites answered: {self.solves}")
        return found

    def _taken(self, chunk: Sequence[Ask], outcome: Outcome[tuple[Answer, ...]]) -> list[Asked]:
        """Keep what a batch found; return what it proved."""
        if outcome.failure is not None:
            self.notes.append(f"questions about sites failed: {outcome.failure}")
        answers = outcome.value or ()
        self.solves += len(answers)
        for answer in answers:
            if answer.x is not None and self._within(answer.x):
                self._known.take(answer.x)
        return [Asked(ask, answer.bound) for ask, answer in zip(chunk, answers, strict=False)]

    def _within(self, x: FloatArray) -> bool:
        """Whether a solution is within the margin: that of a question about use may be dearer."""
        matrix = self._known.wording.matrix
        cost = matrix.objective_of(x[: matrix.column_count]) * self._known.wording.model.money
        # Solutions keep rows within the solver's tolerance alone.
        return cost <= self._known.limit + self._known.nearly

    @property
    def _most(self) -> float:
        """Most that the model's cost may be."""
        _, most = self._known.wording.limit_row(self._known.limit)
        return most + self._known.wording.matrix.offset

    def _batch(self, chunk: Sequence[Ask], seconds: float) -> Batch:
        extension = Extension(self._known.wording.matrix)
        terms, most = self._known.wording.limit_row(self._known.limit)
        limit = extension.row(terms)
        words = _Words(self._known, extension, limit, most)
        made = [words.use(ask) if isinstance(ask, UseAsk) else words.size(ask) for ask in chunk]
        columns = extension.columns
        questions = tuple(each.question(columns, self._most) for each in made)
        return Batch(extension.built(), questions, seconds, self._options.gap, self._options.seed)


@dataclass(frozen=True)
class _Made:
    """A question whose matrix is still growing: rows with new bounds, what to minimise instead of cost, and a start."""

    rows: dict[int, tuple[float, float]]
    terms: dict[int, float] | None
    start: dict[int, float]

    def question(self, columns: int, enough: float) -> Question:
        """Return the question, once the number of columns is known."""
        other = MatrixChange() if self.terms is None else objective(columns, self.terms)
        change = MatrixChange(
            cost_columns=other.cost_columns,
            cost=other.cost,
            offset=other.offset,
            rows=np.array(list(self.rows), dtype=np.int32),
            row_lower=np.array([low for low, _ in self.rows.values()]),
            row_upper=np.array([high for _, high in self.rows.values()]),
        )
        places: IndexArray = np.array(list(self.start), dtype=np.int32)
        return Question(change, (places, np.array(list(self.start.values()))), enough if self.terms is None else None)


class _Words:
    """Adds to a model what questions need."""

    def __init__(self, known: Known, extension: Extension, limit: int, most: float) -> None:
        self._known = known
        self._wording = known.wording
        self._extension = extension
        self._limit = {limit: (-np.inf, most)}

    def use(self, ask: UseAsk) -> _Made:
        """Ask for the least cost with or without a subject; elsewhere begin with what the plan decides."""
        row = self._extension.row(self._wording.operates(ask.subject))
        rows = {row: (1.0, np.inf) if ask.used else (-np.inf, 0.0)}
        kept = self._wording.decided(self._wording.locations(ask.subject))
        return _Made(rows, None, {column: float(self._known.base[column]) for column in kept})

    def size(self, ask: SizeAsk) -> _Made:
        """Ask for the smallest or the largest team; begin with the plan."""
        start = dict(enumerate(self._known.base.tolist()))
        sign = -1.0 if ask.largest else 1.0
        if ask.measure is Measure.END:
            terms = self._wording.heads_at_end(ask.location)
            return _Made(self._limit, {column: sign * factor for column, factor in terms.items()}, start)
        peak = self._wording.peak(self._extension, ask.location)
        above = {} if ask.largest else dict.fromkeys(peak.above, (0.0, np.inf))
        return _Made({**self._limit, **above}, {peak.column: sign}, start)


def proved_size(asked: Sequence[Asked], ask: SizeAsk, known: Known) -> float | None:
    """Return what was proved of a size: the fewest or the most heads; None where nothing was."""
    bounds = [each.bound for each in asked if each.ask == ask and each.bound is not None]
    if not bounds or not np.isfinite(bounds[0]):
        return None
    heads = -bounds[0] if ask.largest else bounds[0]
    if not known.wording.whole(ask.measure):
        return heads
    return float(np.floor(heads + ROUNDED) if ask.largest else np.ceil(heads - ROUNDED))


def proved_uses(asked: Sequence[Asked], known: Known) -> frozenset[UseAsk]:
    """Return the questions of which it is proved that no plan within the margin answers them."""
    _, most = known.wording.limit_row(known.limit)
    edge = most + known.wording.matrix.offset
    return frozenset(
        each.ask for each in asked if isinstance(each.ask, UseAsk) and each.bound is not None and each.bound > edge
    )
