"""The scenario tree: what may happen, how likely, and when it becomes known."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from .base import Factor, Identifier, PeriodNumber, Record, Share, unit
from .series import FactorSeries

LONGEST_NODE_ID = 200
"""Most characters of a node's name."""

NodeId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$", max_length=LONGEST_NODE_ID)]
"""Names a node of the tree."""


class DriverKind(StrEnum):
    """What a driver moves."""

    AI_PRODUCTIVITY = "ai_productivity"
    WORKLOAD = "workload"
    WAGES = "wages"
    FX = "fx"
    FEES = "fees"
    ATTRITION = "attrition"
    TALENT_POOL = "talent_pool"
    AVAILABILITY = "availability"
    LEVY = "levy"


DRIVER_SCOPES: Mapping[DriverKind, frozenset[str]] = {
    DriverKind.AI_PRODUCTIVITY: frozenset({"area", "location", "country", "region"}),
    DriverKind.WORKLOAD: frozenset({"area"}),
    DriverKind.WAGES: frozenset({"area", "location", "country", "region"}),
    DriverKind.FX: frozenset({"location", "country", "region"}),
    DriverKind.FEES: frozenset({"location", "country", "region", "operating_model"}),
    DriverKind.ATTRITION: frozenset({"area", "location", "country", "region"}),
    DriverKind.TALENT_POOL: frozenset({"area", "location", "country", "region"}),
    DriverKind.AVAILABILITY: frozenset({"location", "country", "region"}),
    DriverKind.LEVY: frozenset({"location", "country", "region", "operating_model"}),
}
"""What each kind of driver may be narrowed to; without any scope it holds for all."""


class Scope(Record):
    """What a driver holds for: all that is stated must match; nothing stated means all."""

    driver: Annotated[DriverKind, Field(strict=False)]
    """What the driver moves."""

    area: Identifier | None = None
    """Only this business area."""

    location: Identifier | None = None
    """Only this location."""

    country: str | None = None
    """Only this country."""

    region: str | None = None
    """Only this region."""

    operating_model: Identifier | None = None
    """Only this operating model."""


class Driver(Scope):
    """Values of a driver over the periods."""

    values: Annotated[FactorSeries, Field(json_schema_extra=unit("multiplier; levy: rate"))]
    """Multiplier (levy: rate) in each period: one number, a list with one entry a period, or a map from
    the period at which a value starts; before the first key it is neutral (1; levy: 0)."""

    interpolation: Literal["hold", "linear"] = "hold"
    """How a map is read between its keys; after the last key its value holds."""


class NodeDriver(Scope):
    """Value of a driver at one node."""

    value: Annotated[Factor, Field(json_schema_extra=unit("multiplier; levy: rate"))]
    """Multiplier; for levy a rate that adds."""


class Deterministic(Record):
    """One future, known from the start."""

    # Files always state the kind, for it tells the forms apart; only in Python it may be left out.
    model_config = ConfigDict(json_schema_extra={"required": ["kind"]})

    kind: Literal["deterministic"] = "deterministic"
    """Form of the tree."""

    drivers: tuple[Driver, ...] = ()
    """Drivers of every node."""


class Future(Record):
    """One named future of a fan."""

    probability: Annotated[Share, Field(json_schema_extra=unit("probability"))]
    """Probability; those of all futures sum to 1."""

    drivers: tuple[Driver, ...] = ()
    """Drivers of this future; before ``known_from`` all futures must have the same values."""


class Fan(Record):
    """Named futures that share one path until it becomes known which one holds."""

    kind: Literal["fan"]
    """Form of the tree."""

    known_from: Annotated[PeriodNumber, Field(ge=1)]
    """Period at which the futures part; decisions of earlier periods are the same in all."""

    futures: Annotated[Mapping[Identifier, Future], Field(min_length=1)]
    """The futures, keyed by name."""

    drivers: tuple[Driver, ...] = ()
    """Drivers of every node, on top of those of the futures."""


class Branch(Record):
    """One outcome of a stage."""

    probability: Annotated[Share, Field(json_schema_extra=unit("probability"))]
    """Probability given the node it branches from; those of a stage sum to 1."""

    drivers: tuple[Driver, ...] = ()
    """Drivers of the branch from the stage's period on; periods are those of the horizon."""


class Stage(Record):
    """A period at which every node branches in the same way."""

    period: Annotated[PeriodNumber, Field(ge=1)]
    """Period whose start reveals the outcome."""

    branches: Annotated[Mapping[Identifier, Branch], Field(min_length=1)]
    """The outcomes, keyed by name."""


class Stages(Record):
    """A tree in which every node branches in the same way at given periods."""

    kind: Literal["stages"]
    """Form of the tree."""

    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    """The branchings, by rising period."""

    drivers: tuple[Driver, ...] = ()
    """Drivers of every node, on top of those of the branches."""


class ExplicitNode(Record):
    """One node of an explicit tree."""

    period: PeriodNumber
    """Period of the node."""

    parent: NodeId | None = None
    """Node of the period before; absent for the root alone."""

    probability: Annotated[Share, Field(json_schema_extra=unit("probability"))]
    """Probability of passing through the node (not conditional); children sum to their parent's."""

    drivers: tuple[NodeDriver, ...] = ()
    """Drivers of this node alone."""


class Explicit(Record):
    """A tree written node by node."""

    kind: Literal["explicit"]
    """Form of the tree."""

    nodes: Annotated[Mapping[NodeId, ExplicitNode], Field(min_length=1)]
    """The nodes, keyed by identifier."""


Scenarios = Annotated[Deterministic | Fan | Stages | Explicit, Field(discriminator="kind")]
"""Ways to write a scenario tree."""
