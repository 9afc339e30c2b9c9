"""The scenario tree: what may happen, how likely, and when it becomes known."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from .base import Identifier, PeriodNumber, Record, Share, unit
from .drivers import (
    DRIVER_SCOPES,
    LONGEST_NODE_ID,
    Driver,
    DriverKind,
    ExplicitNode,
    NodeDriver,
    NodeId,
    Scope,
)
from .sampled import Sampled

__all__ = [
    "DRIVER_SCOPES",
    "LONGEST_NODE_ID",
    "Branch",
    "Deterministic",
    "Driver",
    "DriverKind",
    "Explicit",
    "ExplicitNode",
    "Fan",
    "Future",
    "NodeDriver",
    "NodeId",
    "Sampled",
    "Scenarios",
    "Scope",
    "Stage",
    "Stages",
]


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


class Explicit(Record):
    """A tree written node by node."""

    kind: Literal["explicit"]
    """Form of the tree."""

    nodes: Annotated[Mapping[NodeId, ExplicitNode], Field(min_length=1)]
    """The nodes, keyed by identifier."""


Scenarios = Annotated[Deterministic | Fan | Stages | Sampled | Explicit, Field(discriminator="kind")]
"""Ways to write a scenario tree."""
