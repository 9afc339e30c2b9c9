"""What is known of all plans within a margin of a plan's cost: other plans, and what they have in common."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from coeplan.core.errors import InputError
from coeplan.core.executor import Place
from coeplan_models import Fault, Instance, Plan


@dataclass(frozen=True, slots=True)
class AlternativesOptions:
    """What to look for, and how long.

    Attributes
    ----------
    within : float
        Margin as a share of the plan's value: 0.02 looks at all plans that cost at most 2 % more.
    count : int
        Most alternatives.
    differ : int
        Fewest decisions about sites in which each differs from the plan and from all others.
    sizes : bool
        Whether to find the smallest and largest team of each site, too.
    gap : float
        Relative gap at which costs are known well enough.
    seconds : float
        Time for everything.
    seed : int
        Seed of the solver's random choices.
    place : Place
        Where questions about sites are answered.

    Raises
    ------
    InputError
        Where a number cannot be meant.
    """

    within: float = 0.02
    count: int = 5
    differ: int = 1
    sizes: bool = True
    gap: float = 0.001
    seconds: float = 300.0
    seed: int = 0
    place: Place = field(default_factory=lambda: Place.parse("all-cores"))

    def __post_init__(self) -> None:
        faults = [*self._faults()]
        if faults:
            raise InputError(faults)

    def _faults(self) -> Iterator[Fault]:
        """Yield what cannot be meant."""
        if not 0 <= self.within < math.inf:
            yield _wrong("margin", self.within, "a share of at least 0, such as 0.02 for 2 %")
        if self.count < 0:
            yield _wrong("number of alternatives", self.count, "a whole number of at least 0")
        if self.differ < 1:
            yield _wrong("number of decisions that differ", self.differ, "a whole number of at least 1")
        if not 0 <= self.gap < 1:
            yield _wrong("gap", self.gap, "a share from 0 to below 1")
        if not 0 < self.seconds < math.inf:
            yield _wrong("time limit", self.seconds, "a positive number of seconds")


def _wrong(subject: str, value: float, expected: str) -> Fault:
    return Fault(code="wrong_option", message=f"the {subject} is {value:g}", value=f"{value:g}", expected=expected)


class Relation(StrEnum):
    """How the cost of an alternative compares with the plan's."""

    CHEAPER = "cheaper"
    TIE = "tie"
    DEARER = "dearer"


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another plan within the margin.

    Attributes
    ----------
    name : str
        ``a01`` and so on, the most different first.
    plan : Plan
        The plan; it was audited.
    relation : Relation
        Whether it is cheaper, costs the same, or more.
    extra : float
        Its value less the plan's.
    differs : int
        Decisions about sites in which it differs from the plan.
    apart : int
        The same from the nearest of the plan and all other alternatives.
    """

    name: str
    plan: Plan
    relation: Relation
    extra: float
    differs: int
    apart: int


class Tied(StrEnum):
    """Whether some plan that decides otherwise costs as little as the plan."""

    TIED = "tied"
    """There is one: an audited plan is at hand."""
    UNIQUE = "unique"
    """Proved: every other one costs more."""
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class NextBest:
    """The cheapest plan that decides otherwise, in however few decisions.

    Attributes
    ----------
    tied : Tied
        Whether it costs as little as the plan.
    value : float or None
        The least cost of one that is known; None where none within the margin is.
    bound : float or None
        Proved: none costs less than this; None where it is proved that none is within the margin.
    """

    tied: Tied
    value: float | None
    bound: float | None


class Need(StrEnum):
    """What all plans within the margin say of a site, a model or a country."""

    MUST = "must-have"
    """Every one uses it."""
    OPTIONAL = "optional"
    """Some use it and some do not."""
    NEVER = "never"
    """None uses it."""
    UNRESOLVED = "not resolved"
    """Those that are known say the same, but time ended before a proof."""


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """What is used or not: a location, a location under one operating model, or a country.

    Attributes
    ----------
    kind : str
        ``location``, ``model`` or ``country``.
    name : str
        Identifier of the location, or the country.
    operating_model : str
        The operating model; empty unless the subject is one at a location.
    """

    kind: str
    name: str
    operating_model: str = ""


@dataclass(frozen=True, slots=True)
class SubjectNeed:
    """Whether a subject is needed within the margin.

    Attributes
    ----------
    subject : Subject
        Of what.
    in_plan : bool
        Whether the plan uses it.
    need : Need
        What all plans within the margin say.
    """

    subject: Subject
    in_plan: bool
    need: Need


class Measure(StrEnum):
    """Which size of a site's team."""

    PEAK = "peak"
    """Most heads at any node."""
    END = "end"
    """Expected heads in the last period."""


@dataclass(frozen=True, slots=True)
class TeamRange:
    """The smallest and the largest team of a location within the margin.

    Attributes
    ----------
    location : str
        Where.
    measure : Measure
        Of what size.
    planned : float
        Heads of the plan.
    least, most : float
        Fewest and most heads of an audited plan that is known.
    least_proved : float
        Proved: no plan within the margin has fewer.
    most_proved : float or None
        Proved: none has more; None where nothing is proved.
    """

    location: str
    measure: Measure
    planned: float
    least: float
    least_proved: float
    most: float
    most_proved: float | None


@dataclass(frozen=True, slots=True)
class Alternatives:
    """All that is known of plans within a margin.

    Attributes
    ----------
    instance : Instance
        What is planned.
    plan : Plan
        The plan that others are held against.
    options : AlternativesOptions
        What was looked for.
    limit : float
        Most that a plan within the margin costs, in plan currency.
    found : tuple of Alternative
        Other plans.
    next_best : NextBest
        The cheapest of those that decide otherwise.
    stopped : str
        Why no more plans were looked for: ``complete`` (proved: there is no other that differs enough), ``count``,
        ``limits`` or ``interrupted``.
    needs : tuple of SubjectNeed
        What must be, may be, cannot be.
    ranges : tuple of TeamRange
        Sizes of teams; empty where they were not asked for.
    solves : int
        Questions put to the solver.
    seconds : float
        Wall-clock time.
    notes : tuple of str
        What a careful reader should know.
    """

    instance: Instance
    plan: Plan
    options: AlternativesOptions
    limit: float
    found: tuple[Alternative, ...]
    next_best: NextBest
    stopped: str
    needs: tuple[SubjectNeed, ...]
    ranges: tuple[TeamRange, ...]
    solves: int
    seconds: float
    notes: tuple[str, ...]
