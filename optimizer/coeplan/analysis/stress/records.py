"""What a stress test is asked, and what it finds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from coeplan.core.executor import Place
from coeplan.solving.outcome import SolveOptions
from coeplan_models import Category, Instance, Plan
from coeplan_models.uncertainty import Uncertainty

from .drivers import FloatArray, IntArray
from .recovery import Recovery
from .tally import RuleKey

DRAWS, REPLANNED = 10_000, 200
"""Draws where nothing is said: by the plan's own rule, and planned anew."""

REPLAN = SolveOptions(gap=0.005, work=30.0)
"""How draws are planned anew where nothing is said."""


@dataclass(frozen=True, slots=True)
class StressOptions:
    """How many futures to draw, which, and where they are worked out.

    Attributes
    ----------
    draws : int
        How many.
    seed : int
        Seed of all random numbers; results do not depend on the place.
    uncertainty : Uncertainty or None
        How far draws may be from the tree; None: what is usual.
    replan : SolveOptions or None
        How each draw is planned anew in every period; None where the plan's own rule is followed.
    place : Place
        Where they are worked out.
    """

    draws: int = DRAWS
    seed: int = 0
    uncertainty: Uncertainty | None = None
    replan: SolveOptions | None = None
    place: Place = field(default_factory=lambda: Place.parse("in-process"))


@dataclass(frozen=True)
class Sample:
    """What came of a number of draws, each column of an array one of them.

    Attributes
    ----------
    first : int
        Number of the first draw.
    total : array, shape (draws,)
        Discounted cost.
    by_category : mapping of Category to array
        The same by what it is for.
    unmet : mapping of str to array
        Work left undone by area, in FTE-years.
    idle : array
        Head-years paid without work or output.
    empty : array
        Seat-years paid without anybody who works there.
    worst : mapping of RuleKey to array
        Largest breach of each rule; 0 where it is kept. A rule that is absent is kept in all.
    leaf : array of int
        Leaf of the plan's tree that each draw ends at.
    worded : array of bool
        Whether the rule as worded leads to the same decisions as the nearest nodes.
    recovery : Recovery
        Every outage of a place with people.
    """

    first: int
    total: FloatArray
    by_category: Mapping[Category, FloatArray]
    unmet: Mapping[str, FloatArray]
    idle: FloatArray
    empty: FloatArray
    worst: Mapping[RuleKey, FloatArray]
    leaf: IntArray
    worded: NDArray[np.bool_]
    recovery: Recovery

    @property
    def count(self) -> int:
        """How many draws there are."""
        return len(self.total)


@dataclass(frozen=True)
class Stress:
    """What a plan comes to in futures that its tree does not hold.

    Attributes
    ----------
    instance, plan
        The plan and what it was made for.
    options : StressOptions
        What was asked.
    uncertainty : Uncertainty
        How far draws were from the tree.
    sample : Sample
        What came of each draw.
    leaves : mapping of int to str
        Leaves of the plan's tree, by the numbers in ``sample.leaf``.
    interrupted : bool
        Whether it was stopped before all draws were made.
    seconds : float
        Wall-clock time.
    """

    instance: Instance
    plan: Plan
    options: StressOptions
    uncertainty: Uncertainty
    sample: Sample
    leaves: Mapping[int, str]
    interrupted: bool
    seconds: float = field(compare=False)
