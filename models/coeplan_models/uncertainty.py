"""What futures to draw around a scenario tree, beyond those that it holds."""

from typing import Annotated, Literal

from pydantic import Field

from .base import Record, Share, unit
from .scenarios import Scope

UNCERTAINTY_SCHEMA_VERSION = "1"


class Spread(Scope):
    """How a driver strays from the tree: a log-normal factor of mean 1 that begins at 1 and wanders."""

    each: Literal["area", "location", "country", "region"] | None = None
    """Let it stray in each of these by itself; absent: the same everywhere."""

    yearly: Annotated[float, Field(ge=0, le=2, json_schema_extra=unit("standard deviation of the logarithm"))]
    """How far it strays in a year."""

    reversion: Annotated[float, Field(ge=0, le=50, json_schema_extra=unit("per year"))] = 0.0
    """How fast it comes back: 0 never, so that it strays ever further; 1 by 63 % in a year."""


class Outage(Record):
    """Times at which places are out, besides those of the tree."""

    location: str | None = None
    """Only this location."""

    country: str | None = None
    """Only this country, all of it at once; with neither, each location by itself."""

    per_year: Annotated[float, Field(ge=0, le=12, json_schema_extra=unit("outages per year"))]
    """How many begin in a year, on average, at random."""

    months: Annotated[float, Field(ge=0.01, le=1200, json_schema_extra=unit("months"))]
    """How long one lasts."""

    availability: Annotated[Share, Field(json_schema_extra=unit("share of output"))] = 0.0
    """Share of output that is delivered meanwhile."""


class Uncertainty(Record):
    """What futures a stress test draws."""

    schema_version: Literal["1"] = UNCERTAINTY_SCHEMA_VERSION
    """Version of this contract."""

    smoothing: Share = 0.5
    """How far draws lie between and beyond the tree's own paths: 0 draws these alone, 1 a bell curve with their means
    and covariances."""

    spreads: tuple[Spread, ...] = ()
    """How drivers stray besides."""

    outages: tuple[Outage, ...] = ()
    """How places fail besides."""
