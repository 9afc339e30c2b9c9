"""Drivers, and the nodes of a tree that carry them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

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
