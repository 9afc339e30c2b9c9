"""Where a number comes from."""

from typing import Annotated, Literal

from pydantic import Field

from .base import LARGEST, Identifier, Record

Value = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]


class Source(Record):
    """A publication or data set."""

    title: str
    """Title."""

    address: str = ""
    """Where it can be found."""

    year: int | None = None
    """Year of publication."""

    bias: str = ""
    """What its author may gain from the figure."""


class Figure(Record):
    """Provenance of one value of the instance; its key is the value's path, such as ``locations.MX_GDL.fit_out``."""

    low: Value | None = None
    """Low end of the plausible range."""

    mid: Value | None = None
    """The value that the source or estimate gives; where the instance says otherwise, the instance holds."""

    high: Value | None = None
    """High end of the plausible range."""

    unit: str = ""
    """Unit of low, mid and high."""

    year: int | None = None
    """Year that the figure speaks of."""

    sources: tuple[Identifier, ...] = ()
    """Keys of the instance's ``sources``."""

    basis: Literal["observed", "derived", "estimate", "assumption"] = "assumption"
    """Printed in a source, computed from such, judged by an expert, or assumed without a source."""

    note: str = ""
    """How it was derived, and what to beware of."""
