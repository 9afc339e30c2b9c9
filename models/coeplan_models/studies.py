"""Studies: many what-ifs of one instance, listed, as a grid, or drawn at random; and what came of each."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, cast

from pydantic import BeforeValidator, Field, StringConstraints

from .base import LARGEST, Identifier, NonNegative, Record, unit
from .plan_figures import Money, Summary

STUDY_SCHEMA_VERSION = "1"

MOST_CASES = 100_000
"""No study may have more cases."""


def _listed(value: Any) -> Any:
    """Read one text as a list of one."""
    if isinstance(value, str):
        return (value,)
    return tuple(cast(list[Any], value)) if isinstance(value, list) else value


EditText = Annotated[str, StringConstraints(min_length=1, max_length=10_000)]
"""An edit in one line, such as ``locations.MX_*.wage_growth x 1.1``."""

PathPattern = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
"""The path of a value, in which ``*`` stands for any part of a key."""

Edits = Annotated[tuple[EditText, ...], BeforeValidator(_listed, json_schema_input_type=str | list[str])]
"""Edits in the order in which they apply; one alone may stand without a list."""

Paths = Annotated[tuple[PathPattern, ...], BeforeValidator(_listed, json_schema_input_type=str | list[str])]
"""Path patterns; one alone may stand without a list."""

Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]


class CaseLimits(Record):
    """When the solve of a case stops. Each case has these limits for itself."""

    gap: Annotated[float, Field(ge=0, le=1, json_schema_extra=unit("share"))] = 0.005
    """Stop at this gap between plan and proved bound."""

    time_limit: Annotated[float, Field(ge=1, le=1e6, json_schema_extra=unit("seconds"))] = 300.0
    """Stop after so long."""

    work: Annotated[float, Field(gt=0, le=LARGEST, json_schema_extra=unit("work units"))] | None = None
    """Stop after so much work of the solver, which does not depend on how busy the machine is; absent: no such
    limit."""


class ListedCases(Record):
    """Cases one by one."""

    kind: Literal["list"]
    """Listed."""

    what_ifs: Annotated[Mapping[Identifier, Edits], Field(min_length=1)]
    """Edits of each case, keyed by its name."""


class GridCases(Record):
    """Every combination of one level of each axis."""

    kind: Literal["grid"]
    """Full product."""

    axes: Annotated[
        Mapping[Identifier, Annotated[Mapping[Identifier, Edits], Field(min_length=1)]], Field(min_length=1)
    ]
    """Edits of each level, keyed by axis and level. The edits of earlier axes apply first; a level without edits
    leaves everything as it is."""


class Range(Record):
    """Values that one input is drawn from."""

    path: PathPattern
    """The value's path. A pattern gives all values that match it the same number, or the same factor."""

    low: Number
    """Low end."""

    high: Number
    """High end, above ``low``."""

    mode: Number | None = None
    """Most likely value of a triangular distribution; absent: the middle."""

    distribution: Literal["uniform", "triangular", "log"] = "uniform"
    """Evenly spread, spread as a triangle, or evenly spread in its logarithm (both ends above 0)."""

    way: Literal["set", "scale"] = "set"
    """Whether the number drawn replaces the value or multiplies it."""

    whole: bool = False
    """Whether only whole numbers are drawn."""


class RangedCases(Record):
    """Cases made from ranges."""

    ranges: Mapping[Identifier, Range] = Field(default_factory=dict)
    """Ranges by name."""

    figures: Paths = ()
    """Paths whose provenance in the instance (``figures``) gives ranges by itself: from low to high, most likely the
    instance's own value. Patterns such as ``locations.MX_*``, which take all that stands below what they match."""


Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]


class RandomCases(RangedCases):
    """A random design: each case takes one number from every range, and the cases together cover all ranges."""

    kind: Literal["random"]
    """Random design."""

    number: Annotated[int, Field(ge=1, le=MOST_CASES)]
    """How many cases."""

    seed: Seed = 0
    """Seed; the same one always draws the same cases."""

    method: Literal["latin_hypercube", "sobol"] = "latin_hypercube"
    """Latin hypercube: each range is cut into as many slices as there are cases, each drawn once. Sobol sequence: the
    first cases stay the same when ``number`` grows."""


class SensitivityCases(RangedCases):
    """Cases made to tell which inputs matter."""

    most_figures: Annotated[int, Field(ge=1, le=1000)] = 20
    """Where ``figures`` give more ranges than this, only so many are taken: those that are widest against the value
    itself. Ranges that are named count besides."""


class SwitchSearch(Record):
    """Looks for the value of each input at which the decision stops being best, on either side of the present one."""

    halvings: Annotated[int, Field(ge=0, le=30)] = 4
    """How many more values are looked at on a side where the decision is found to stop being best: each halves the
    stretch in which it does."""

    widening: Annotated[float, Field(ge=0, le=10, json_schema_extra=unit("factor"))] = 1.0
    """How far beyond an end of its range an input is looked at where the decision holds there, as a multiple of the
    way from the present value to that end; 0 for no farther."""


class TornadoCases(SensitivityCases):
    """One input at a time, at the low and at the high end of its range, all others as they are."""

    kind: Literal["tornado"]
    """One input at a time."""

    decision: Literal["today", "plan"] = "today"
    """The decision that is asked about: what the base plan commits to, stops and converts in the first period, or in
    all."""

    switch: SwitchSearch | None = SwitchSearch()
    """How switch points are looked for; null: they are not."""


class MorrisCases(SensitivityCases):
    """Elementary effects after Morris: paths through the ranges that change one input at a time."""

    kind: Literal["morris"]
    """Elementary effects."""

    trajectories: Annotated[int, Field(ge=2, le=MOST_CASES)] = 10
    """How many paths; each has one case more than there are inputs."""

    levels: Annotated[int, Field(ge=2, le=100, multiple_of=2)] = 4
    """Levels of each range; an even number."""

    seed: Seed = 0
    """Seed; the same one always draws the same cases."""


class SobolCases(SensitivityCases):
    """Shares of variance after Sobol, from samples after Saltelli."""

    kind: Literal["sobol"]
    """Shares of variance."""

    samples: Annotated[int, Field(ge=2, le=MOST_CASES)] = 64
    """How many samples, a power of 2; each has two cases more than there are inputs."""

    seed: Seed = 0
    """Seed; the same one always draws the same cases."""


class Study(Record):
    """An instance, and many cases of it to solve."""

    schema_version: Literal["1"] = STUDY_SCHEMA_VERSION
    """Version of this contract."""

    name: Identifier
    """Short name."""

    title: str = ""
    """Title for people."""

    description: str = ""
    """What the study is to find out."""

    instance: Annotated[str, Field(min_length=1)]
    """Instance file, relative to the study file, or the name of a shipped example."""

    limits: CaseLimits = CaseLimits()
    """When the solve of a case stops."""

    cases: Annotated[
        ListedCases | GridCases | RandomCases | TornadoCases | MorrisCases | SobolCases, Field(discriminator="kind")
    ]
    """The cases."""


class KeyFigures(Record):
    """What a case's plan comes to."""

    heads_at_end: Annotated[Mapping[str, NonNegative], Field(json_schema_extra=unit("heads"))]
    """Expected heads in the last period, by location."""

    sites_at_end: Annotated[Mapping[str, NonNegative], Field(json_schema_extra=unit("sites"))]
    """Expected sites in the last period, by operating model; headquarters is not counted."""

    starts: tuple[str, ...]
    """All starts of sites, as ``LOCATION/MODEL@NODE``, in alphabetical order."""

    today: tuple[str, ...]
    """What is decided about sites at the root, as ``KIND LOCATION/MODEL``, in alphabetical order."""

    summary: Summary
    """The plan in a few numbers."""


class CaseResult(Record):
    """What came of one case."""

    schema_version: Literal["1"] = STUDY_SCHEMA_VERSION
    """Version of this contract."""

    id: str
    """Identifier of the case, made from its edits alone."""

    name: str
    """Name of the case."""

    edits: tuple[str, ...]
    """Edits, in the order in which they apply."""

    factors: Mapping[str, str | float]
    """Level or value of each factor of the study."""

    status: str
    """Why the solver stopped (``optimal``, ``time_limit``, ``infeasible`` and so on); or ``refused`` where the edits
    make no valid instance, ``failed`` where the solve raised an error, ``crashed`` where its process died."""

    message: str
    """What there is to say about the status."""

    value: Money | None
    """Objective of the plan; absent where there is none."""

    bound: Money | None
    """Proved lower bound; absent where nothing was proved."""

    gap: Annotated[float, Field(json_schema_extra=unit("share"))] | None
    """Gap between both, as a share of the value."""

    seconds: Annotated[float, Field(ge=0, json_schema_extra=unit("seconds"))] | None
    """Time that the case took; absent where its process ended before it could tell."""

    figures: KeyFigures | None
    """Key figures of the plan; absent where there is none."""

    plan_bytes: Annotated[int, Field(ge=0, json_schema_extra=unit("bytes"))] | None
    """Size of the plan's file as stored; absent where there is no plan."""

    version: str
    """Version of coeplan that solved the case."""
