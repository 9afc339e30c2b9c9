"""What exists before the first period."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from .base import Identifier, Months, NonNegative, Record, unit


class RecentHire(Record):
    """Heads of a team, counted in it, that may still be ramping up."""

    area: Identifier
    """Their area."""

    heads: Annotated[NonNegative, Field(json_schema_extra=unit("heads"))]
    """How many were hired."""

    months_ago: Annotated[Months, Field(json_schema_extra=unit("months"))]
    """Months from their hiring to the start of the horizon."""


class SeatLot(Record):
    """Seats bought together."""

    seats: Annotated[NonNegative, Field(json_schema_extra=unit("seats"))]
    """How many."""

    age: Annotated[Months, Field(json_schema_extra=unit("months"))]
    """Months from their purchase to the start of the horizon."""


class ExistingSite(Record):
    """What a location holds before the horizon."""

    operating_model: Identifier | None = None
    """Model in operation; absent for headquarters, and for a place that only has seats left."""

    age: Annotated[Months, Field(json_schema_extra=unit("months"))] = 0.0
    """Months that this model has operated here."""

    converted: bool = False
    """Whether the model came by a conversion, so that least heads and take-or-pay hold at once."""

    remaining_lock_in: Annotated[Months, Field(json_schema_extra=unit("months"))] = 0.0
    """Months of this model's lock-in that remain at the start of the horizon."""

    inherited_lock_ins: Mapping[Identifier, Months] = Field(default_factory=dict)
    """Months that remain of the lock-ins of models that were converted away, keyed by model."""

    teams: Mapping[Identifier, NonNegative] = Field(default_factory=dict)
    """Heads by area, recent hires included."""

    recent_hires: tuple[RecentHire, ...] = ()
    """Hires that may still be ramping up."""

    seats: tuple[SeatLot, ...] = ()
    """Seats at the location, by purchase."""


class CommitmentUnderWay(Record):
    """A commitment made before the horizon; its set-up cost is already paid."""

    location: Identifier
    """Where the site will start."""

    operating_model: Identifier
    """Under which model."""

    months_to_start: Annotated[Months, Field(json_schema_extra=unit("months"))]
    """Months that remain of the lead time; it starts at the first period that starts at least so much later."""


class Footprint(Record):
    """Sites, teams and commitments before the first period."""

    sites: Mapping[Identifier, ExistingSite] = Field(default_factory=dict)
    """What each location holds; headquarters holds only what is stated here."""

    commitments: tuple[CommitmentUnderWay, ...] = ()
    """Commitments under way."""
