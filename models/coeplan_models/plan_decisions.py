"""What a plan decides, and the states that follow: sites, teams, work left undone, matches, breaches."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from .base import Identifier, PeriodNumber, Record, unit
from .scenarios import NodeId

Heads = Annotated[float, Field(ge=0, json_schema_extra=unit("heads"))]
Fte = Annotated[float, Field(ge=0, json_schema_extra=unit("FTE"))]


class DecisionKind(StrEnum):
    """What may be decided about a site."""

    COMMIT = "commit"
    CANCEL = "cancel"
    START = "start"
    STOP = "stop"
    CONVERT = "convert"


class Decision(Record):
    """One decision about a site at one node."""

    node: NodeId
    """Node at whose start it takes effect."""

    location: Identifier
    """Where."""

    kind: Annotated[DecisionKind, Field(strict=False)]
    """What is decided."""

    operating_model: Identifier
    """The model: committed, cancelled, started, stopped, or converted away from."""

    to_model: Identifier | None = None
    """The new model of a conversion; absent otherwise."""

    start_period: PeriodNumber | None = None
    """Period in which the site starts, for commitments and cancellations; absent otherwise."""


class TeamSize(Record):
    """Heads of one area at one location and node."""

    node: NodeId
    """Node."""

    location: Identifier
    """Location."""

    area: Identifier
    """Business area."""

    heads: Heads
    """Heads of the team."""


class Team(TeamSize):
    """A team, and how it came to its size. Rows stand where heads or any flow is not 0."""

    operating_model: Identifier | None
    """Model that the location operates under at the node; absent where it does not operate."""

    attrition: Heads
    """Heads of the previous team that left by themselves."""

    hires: Heads
    """Gross hires."""

    releases: Heads
    """Releases."""

    effective_heads: Heads
    """Heads less what ramp-up costs."""


class Site(Record):
    """An operating location at one node, headquarters included, or one that only holds seats."""

    node: NodeId
    """Node."""

    location: Identifier
    """Location."""

    operating_model: Identifier | None
    """Model in operation; absent where only seats are left."""

    heads: Heads
    """Heads of all areas."""

    seats: Annotated[float, Field(ge=0, json_schema_extra=unit("seats"))]
    """Seats held, where seats are not included."""

    seats_bought: Annotated[float, Field(ge=0, json_schema_extra=unit("seats"))]
    """Growth of the seats at this node."""

    billed_heads: Heads
    """Heads that choose the fee band: heads or take-or-pay, the larger."""

    overhead_step: Annotated[float, Field(json_schema_extra=unit("heads"))] | None
    """``from_heads`` of the overhead step in force; absent where the model has none."""

    fee_band: Annotated[float, Field(json_schema_extra=unit("billed heads"))] | None
    """``from_heads`` of the fee band in force; absent where the model has none."""


class UnmetWork(Record):
    """Workload that stays undone."""

    node: NodeId
    """Node."""

    area: Identifier
    """Business area."""

    fte: Fte
    """Workload left undone."""


class Match(Record):
    """Heads of one area matched to heads of another."""

    node: NodeId
    """Node."""

    area: Identifier
    """Area that needs the other."""

    partner: Identifier
    """Area that serves."""

    location: Identifier
    """Where the heads of ``area`` sit."""

    partner_location: Identifier
    """Where the heads of ``partner`` sit."""

    heads: Heads
    """Heads of ``area`` matched."""


class Breach(Record):
    """How far a priced policy is broken in one of its rows."""

    policy: Identifier
    """The policy."""

    node: NodeId
    """Node that is charged: the row's own; for a span of a path its last node; for CVaR the root."""

    subject: str
    """Which row of the policy: a place, ``place/area`` after a loss, ``location/model`` where forbidden, a year;
    ``at_least`` or ``at_most`` of pinned heads. Of what is frozen ``team/location/area``, or ``kind/location/model`` of
    a decision, followed by the new model of a conversion or the start period of a cancellation. Empty where the policy
    has one row a node."""

    amount: Annotated[float, Field(ge=0)]
    """Size of the breach, in the policy's own unit."""
