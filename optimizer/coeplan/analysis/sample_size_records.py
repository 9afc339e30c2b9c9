"""What a sampled tree is worth by the number of its leaves: what is asked, and what was found."""

from dataclasses import dataclass, field
from statistics import fmean

from coeplan.core.executor import Place
from coeplan.solving.outcome import SolveOptions
from coeplan_models import Instance

from .sample_size_interval import Limit, upper_limit
from .why.stopped import Stopped

GAP = 0.0005
"""Gap of each solve where nothing is said: it is part of what is told, so that it should be small."""

SECONDS = 120.0
"""Time limit of each solve where nothing is said."""


@dataclass(frozen=True, slots=True)
class SampleSizeOptions:
    """What to try, how often, and where.

    Attributes
    ----------
    leaves : tuple of int
        Numbers of leaves, each at least 2.
    replications : int
        Independent batches of futures that the largest number of leaves is judged on, at least 2. Smaller ones are
        judged on the same futures, in more batches.
    confidence : float
        Level of the one-sided interval, between 0.5 and 1.
    solve : SolveOptions
        How each tree and each future is solved.
    place : Place
        Where they are solved.

    Raises
    ------
    ValueError
        Where a number cannot be meant.
    """

    leaves: tuple[int, ...] = (5, 10, 20)
    replications: int = 5
    confidence: float = 0.95
    solve: SolveOptions = field(default_factory=lambda: SolveOptions(gap=GAP, time_limit=SECONDS))
    place: Place = field(default_factory=lambda: Place.parse("all-cores"))

    def __post_init__(self) -> None:
        if not self.leaves or min(self.leaves) < 2:
            raise ValueError(f"leaves are {self.leaves}, expected one number or more, each at least 2")
        if self.replications < 2:
            raise ValueError(f"replications is {self.replications}, expected at least 2: one has no spread")
        if not 0.5 < self.confidence < 1:
            raise ValueError(f"confidence is {self.confidence}, expected a level between 0.5 and 1")


@dataclass(frozen=True, slots=True)
class Batch:
    """What one batch of independent futures says of a plan.

    Attributes
    ----------
    value, bound : float
        Expected cost of the best plan found for the batch, which knows its futures from the first branching on, and the
        proved least.
    outside : float
        Mean cost, over the futures of the batch, with what the tree decides before the first branching and the best
        found for all after it.
    """

    value: float
    bound: float
    outside: float

    @property
    def gap(self) -> float:
        """By how much the plan may cost more than the best, by this batch."""
        return self.outside - self.bound

    @property
    def of_solve(self) -> float:
        """Part of the gap that is the solver's: between its bound and the best plan that is known for the batch."""
        return min(self.value, self.outside) - self.bound


@dataclass(frozen=True, slots=True)
class SampleSize:
    """What a tree with so many leaves is worth.

    Attributes
    ----------
    leaves : int
        Most leaves of the tree, and futures of each batch.
    distance : float
        Kantorovich distance of the draws from the tree.
    value, bound : float or None
        Expected cost of the plan on the tree, and its proved bound; None where none was found.
    batches : tuple of Batch
        What independent futures say of what it decides before the first branching.
    without_plan : int
        Futures for which nothing could be found that follows those decisions.
    confidence : float
        Level of the interval.
    """

    leaves: int
    distance: float
    value: float | None
    bound: float | None
    batches: tuple[Batch, ...]
    without_plan: int
    confidence: float

    @property
    def outside(self) -> float | None:
        """Mean cost on independent futures; None where nothing is known of them."""
        return fmean(batch.outside for batch in self.batches) if self.batches else None

    @property
    def least(self) -> float | None:
        """Mean of the batches' proved bounds: what the best plan costs at least, statistically."""
        return fmean(batch.bound for batch in self.batches) if self.batches else None

    @property
    def of_solves(self) -> float | None:
        """Part of the gap that is the solver's: what more time may take away."""
        return fmean(batch.of_solve for batch in self.batches) if self.batches else None

    @property
    def gap(self) -> Limit | None:
        """Mean gap of the batches, and its upper confidence limit.

        None where fewer than two batches are known, or some future has no plan, so that there is no finite gap.
        """
        if len(self.batches) < 2 or self.without_plan:
            return None
        return upper_limit([batch.gap for batch in self.batches], self.confidence)


@dataclass(frozen=True, slots=True)
class SampleSizes:
    """What a sampled tree is worth by the number of its leaves.

    Attributes
    ----------
    instance : Instance
        The instance, with the tree that it states.
    options : SampleSizeOptions
        What was asked.
    shared : int
        Periods before the first branching, whose decisions are judged.
    futures : int
        Independent futures that every size is judged on; those that are left when batches are filled are not looked at.
    sizes : tuple of SampleSize
        By rising number of leaves.
    stopped : Stopped
        Why the search ended.
    solves : int
        Solves that were made.
    seconds : float
        Wall-clock time.
    """

    instance: Instance
    options: SampleSizeOptions
    shared: int
    futures: int
    sizes: tuple[SampleSize, ...]
    stopped: Stopped
    solves: int
    seconds: float = field(compare=False)
