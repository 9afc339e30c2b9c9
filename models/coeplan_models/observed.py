"""What really happened between a plan's start and the period that it is advanced to."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from .base import Factor, Identifier, Months, NonNegative, Record, unit
from .footprint import RecentHire, SeatLot
from .scenarios import NodeId, Scope
from .series import PeriodSeries

OBSERVED_SCHEMA_VERSION = "1"


class ObservedCommitment(Record):
    """A commitment that is really under way at a location."""

    operating_model: Identifier
    """Under which model the site will start."""

    months_to_start: Annotated[Months, Field(json_schema_extra=unit("months"))]
    """Months from the new start until it does; it starts at the first period that starts at least so much later."""


class ObservedSite(Record):
    """What a location really holds at the new start. What is absent is as the plan has it."""

    closed: bool = False
    """Whether nothing operates here, against the plan; then there are no teams, hires and lock-ins either."""

    operating_model: Identifier | None = None
    """Model in operation."""

    age: Annotated[Months, Field(json_schema_extra=unit("months"))] | None = None
    """Months that this model has operated here; 0 where only another model than the plan's is stated."""

    converted: bool | None = None
    """Whether the model came by a conversion; false where only another model than the plan's is stated."""

    remaining_lock_in: Annotated[Months, Field(json_schema_extra=unit("months"))] | None = None
    """Months of this model's lock-in that remain; what its age leaves of it where only model or age is stated."""

    inherited_lock_ins: Mapping[Identifier, Months] | None = None
    """Months that remain of the lock-ins of models that were converted away, keyed by model."""

    teams: Mapping[Identifier, NonNegative] = Field(default_factory=dict)
    """Heads by area, whoever left, came or was released meanwhile; areas that are not named are as planned."""

    recent_hires: tuple[RecentHire, ...] | None = None
    """Hires that may still be ramping up, of all areas here; absent: the plan's, fewer where a team is smaller."""

    seats: tuple[SeatLot, ...] | None = None
    """All seats at the location, by purchase."""

    commitments: tuple[ObservedCommitment, ...] | None = None
    """All commitments under way for the location: a later one was late, an empty list says that all are cancelled."""


class ObservedDriver(Scope):
    """Value that a driver really has in the new first period."""

    value: Annotated[Factor, Field(json_schema_extra=unit("multiplier; levy: rate"))]
    """Multiplier (levy: rate) instead of the tree's own of the same scope."""

    lasting: bool = False
    """Whether later values of the same scope move with it: by the same factor; levy: by the same rate."""


class Observed(Record):
    """What really happened until the new start. Everything is optional; what is absent went as planned."""

    schema_version: Literal["1"] = OBSERVED_SCHEMA_VERSION
    """Version of this contract."""

    node: NodeId | None = None
    """Node of the plan's tree that came true, in the period advanced to. It may be left out where there is but one."""

    future: str | None = None
    """The same by its name: the branches passed, joined by dots, such as ``fast`` or ``fast.low``."""

    drivers: tuple[ObservedDriver, ...] = ()
    """Drivers that turned out otherwise than at that node."""

    sites: Mapping[Identifier, ObservedSite] = Field(default_factory=dict)
    """What locations really hold, headquarters among them, keyed by location."""

    workload: Mapping[Identifier, Annotated[PeriodSeries, Field(json_schema_extra=unit("baseline FTE"))]] = Field(
        default_factory=dict
    )
    """New forecasts of workload by area; periods count from the new first one."""

    spent: Mapping[Identifier, Annotated[NonNegative, Field(json_schema_extra=unit("money"))]] = Field(
        default_factory=dict
    )
    """What really counted against limits on capital or run cost so far, keyed by policy: in the calendar year of the
    new start, or on the whole, as the policy has it."""
