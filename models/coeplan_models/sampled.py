"""Sampled trees: processes that futures are drawn from, and the tree that many draws are reduced to."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from .base import Factor, Identifier, Months, NonNegative, PeriodNumber, Record, Share, unit
from .drivers import Driver, DriverKind, ExplicitNode, NodeId, Scope

MOST_SAMPLES = 100_000
"""Most futures that are drawn."""

MOST_LEAVES = 2_000
"""Most leaves that they are reduced to."""

YearlyRate = Annotated[float, Field(ge=0, le=100, json_schema_extra=unit("events per year"))]
Volatility = Annotated[
    float, Field(ge=0, le=5, json_schema_extra=unit("standard deviation of the logarithm per square root of a year"))
]
PositiveFactor = Annotated[float, Field(gt=0, le=1000, json_schema_extra=unit("multiplier"))]
Sign = Annotated[float, Field(ge=-1, le=1, json_schema_extra=unit("correlation"))]


class ProcessBase(Record):
    """What every process has."""

    importance: Annotated[float, Field(ge=0, le=1000, json_schema_extra=unit("factor"))] = 1.0
    """How much differences of this process count where futures are held to be alike; 0: not at all."""


class Regime(Record):
    """One course that things may take."""

    probability: Annotated[Share, Field(json_schema_extra=unit("probability"))]
    """Probability; those of all paths of a process sum to 1."""

    drivers: tuple[Driver, ...] = ()
    """Drivers of this course; before ``known_from`` all paths must have the same values."""


class Regimes(ProcessBase):
    """Named courses of which one holds; which one becomes known at a stated period."""

    kind: Literal["regimes"]
    """Kind of process."""

    known_from: Annotated[PeriodNumber, Field(ge=1)]
    """Period at which it becomes known which path holds; one of the tree's ``branchings``."""

    paths: Annotated[Mapping[Identifier, Regime], Field(min_length=1)]
    """The courses, keyed by name."""


class Geometric(ProcessBase, Scope):
    """Geometric Brownian motion of a multiplier that is 1 at the horizon's start."""

    kind: Literal["geometric"]
    """Kind of process."""

    drift: Annotated[float, Field(gt=-1, le=10, json_schema_extra=unit("per year"))] = 0.0
    """Yearly growth of the expected value."""

    volatility: Volatility
    """Spread of yearly changes: standard deviation of the logarithm's change in a year."""


class MeanReverting(ProcessBase, Scope):
    """Ornstein-Uhlenbeck process of a multiplier's logarithm: it is drawn back to a level."""

    kind: Literal["mean_reverting"]
    """Kind of process."""

    start: PositiveFactor = 1.0
    """Value at the horizon's start."""

    level: PositiveFactor = 1.0
    """Value that the median goes to."""

    reversion: Annotated[float, Field(gt=0, le=100, json_schema_extra=unit("per year"))]
    """Speed: a distance of the logarithm from the level halves in ``0.693 / reversion`` years."""

    volatility: Volatility
    """Spread of changes before they are drawn back; in the long run that of the logarithm is
    ``volatility / sqrt(2 reversion)``."""


class Jump(ProcessBase, Scope):
    """Something that comes at an unknown time, such as a levy: from then on a driver has another value."""

    kind: Literal["jump"]
    """Kind of process."""

    rate: YearlyRate
    """How often it comes; while it lasts it does not come again."""

    value: Annotated[Factor, Field(json_schema_extra=unit("multiplier; levy: rate"))]
    """Value of the driver while it lasts, else neutral (1; levy: 0)."""

    months: Annotated[Months, Field(gt=0, json_schema_extra=unit("months"))] | None = None
    """How long it lasts; absent: for good."""


class SiteOutage(ProcessBase):
    """Loss of a site, or of all sites of a country or region, for a while."""

    kind: Literal["outage"]
    """Kind of process."""

    location: Identifier | None = None
    """Only this location; without location, country and region all sites are out at once."""

    country: str | None = None
    """Only locations of this country."""

    region: str | None = None
    """Only locations of this region."""

    rate: YearlyRate
    """How often it happens; while it lasts it does not happen again."""

    months: Annotated[Months, Field(gt=0, json_schema_extra=unit("months"))]
    """How long it lasts; where the instance has ``terminal_months`` it ends before the last period."""

    availability: Annotated[Share, Field(json_schema_extra=unit("share"))] = 0.0
    """Share of output that is left while it lasts."""

    @property
    def scope(self) -> Scope:
        """What it moves."""
        return Scope(driver=DriverKind.AVAILABILITY, location=self.location, country=self.country, region=self.region)


class Expert(ProcessBase, Scope):
    """An expert's low, mid and high of a value that is not known yet."""

    kind: Literal["expert"]
    """Kind of process."""

    known_from: Annotated[PeriodNumber, Field(ge=1)]
    """Period from which the value holds and is known, one of the tree's ``branchings``; before it the driver is
    neutral (1; levy: 0)."""

    low: Annotated[Factor, Field(json_schema_extra=unit("multiplier; levy: rate"))]
    """Low value, read as ``reading`` says."""

    mid: Annotated[Factor, Field(json_schema_extra=unit("multiplier; levy: rate"))]
    """Likeliest value, the mode."""

    high: Annotated[Factor, Field(json_schema_extra=unit("multiplier; levy: rate"))]
    """High value, read as ``reading`` says."""

    reading: Literal["extremes", "p10_p90"]
    """Whether low and high are the least and the greatest value there can be, or are fallen short of, and exceeded,
    with a chance of one in ten."""

    shape: Literal["pert", "triangular"] = "pert"
    """Distribution: ``pert`` is a beta distribution with more weight near the mode (shape 4)."""


Process = Annotated[
    Regimes | Geometric | MeanReverting | Jump | SiteOutage | Expert,
    Field(discriminator="kind"),
]
"""Kinds of processes."""

GAUSSIAN = (Geometric, MeanReverting, Expert)
"""Processes that may be correlated: a normal deviate stands behind each of their values."""


class Correlation(Record):
    """Correlation of the normal deviates behind two processes, in the same period."""

    between: Annotated[tuple[Identifier, ...], Field(min_length=2, max_length=2)]
    """Names of two processes of kind ``geometric``, ``mean_reverting`` or ``expert``."""

    value: Sign
    """Correlation; pairs that are not stated have 0."""


class DrawnStage(Record):
    """How well the tree stands for the draws from one branching to the next."""

    period: PeriodNumber
    """First period; the first stage begins at 0."""

    nodes: Annotated[int, Field(ge=1, json_schema_extra=unit("nodes"))]
    """Nodes in each period of the stage."""

    distance: Annotated[NonNegative, Field(json_schema_extra=unit("root mean square of differences of drivers"))]
    """Mean distance of the draws from the leaves that stand for them, over the stage's periods alone."""


class DrawnTree(Record):
    """What the statement of a sampled tree came to: written by coeplan, and drawn anew where the statement changes."""

    statement: str
    """SHA-256 of what was stated; where that has changed since, the tree is drawn anew."""

    nodes: Annotated[Mapping[NodeId, ExplicitNode], Field(min_length=1)]
    """The nodes, as in an explicit tree."""

    distance: Annotated[NonNegative, Field(json_schema_extra=unit("root mean square of differences of drivers"))]
    """Kantorovich distance between the draws and the leaves: the mean, over the draws, of the distance to the leaf
    that stands for it; the distance of two futures is the root of the mean over the months of the sum over processes
    of squared differences."""

    stages: tuple[DrawnStage, ...]
    """The same by stage."""

    processes: Mapping[
        Identifier, Annotated[NonNegative, Field(json_schema_extra=unit("root mean square of differences of drivers"))]
    ]
    """The same by process: which ones the tree tells little of."""


class Sampled(Record):
    """A tree drawn from processes: many futures, reduced to few leaves."""

    kind: Literal["sampled"]
    """Form of the tree."""

    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    """Where the random numbers begin: the same seed gives the same tree."""

    samples: Annotated[int, Field(ge=1, le=MOST_SAMPLES, json_schema_extra=unit("futures"))] = 2000
    """Futures that are drawn."""

    leaves: Annotated[int, Field(ge=1, le=MOST_LEAVES, json_schema_extra=unit("leaves"))]
    """Most leaves of the tree that they are reduced to; fewer where fewer tell all of them apart."""

    branchings: Annotated[tuple[Annotated[PeriodNumber, Field(ge=1)], ...], Field(min_length=1)]
    """Periods whose start reveals more, rising: nodes branch there and nowhere else."""

    processes: Annotated[Mapping[Identifier, Process], Field(min_length=1)]
    """What is uncertain, keyed by name. Each process has random numbers of its own, so that adding one changes none of
    the others."""

    correlations: tuple[Correlation, ...] = ()
    """Which processes move together."""

    drivers: tuple[Driver, ...] = ()
    """Drivers of every node, on top of those of the processes."""

    drawn: DrawnTree | None = None
    """The tree; left out in files that people write."""

    def statement(self, months: Sequence[int], *, ends_available: bool) -> str:
        """Return the SHA-256 of all that the tree follows from.

        Parameters
        ----------
        months : sequence of int
            Length of each period in months.
        ends_available : bool
            Whether outages have to end before the last period.
        """
        said = f"{self.model_dump_json(exclude={'drawn'})} {list(months)} {ends_available}"
        return hashlib.sha256(said.encode()).hexdigest()
