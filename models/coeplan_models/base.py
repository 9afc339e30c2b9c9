"""What every record of the contract shares: frozen, closed to unknown keys, and each number with its unit."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

ANY = "*"
"""Key of a map by business area that stands for every area without an entry of its own."""

Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_\-]*$", max_length=64)]
"""Names a thing inside an instance: letters, digits, ``_`` and ``-``."""

AreaKey = Annotated[str, StringConstraints(pattern=r"^(\*|[A-Za-z0-9][A-Za-z0-9_\-]*)$", max_length=64)]
"""A business area's identifier, or ``*`` for every area without an entry of its own."""

LARGEST = 1e12
"""No number of an instance may be larger: amounts beyond it lose cents in double precision."""

LARGEST_FACTOR = 1e6
"""No factor by which a number is multiplied over time may be larger."""


class Record(BaseModel):
    """A frozen record; unknown keys are refused so that a misspelt one is never silently ignored."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
    )


def unit(text: str) -> dict[str, Any]:
    """Return the JSON Schema entry that states a field's unit."""
    return {"unit": text}


def _spread(value: Any) -> Any:
    """Read one number for all areas as a map with the single key ``*``."""
    return {ANY: value} if isinstance(value, int | float) and not isinstance(value, bool) else value


NonNegative = Annotated[float, Field(ge=0, le=LARGEST)]
Factor = Annotated[float, Field(ge=0, le=LARGEST_FACTOR)]
Share = Annotated[float, Field(ge=0, le=1)]
Rate = Annotated[float, Field(gt=-1, le=10)]
Months = Annotated[float, Field(ge=0, le=1200)]
Hours = Annotated[float, Field(ge=0, le=24)]
PeriodNumber = Annotated[int, Field(ge=0, le=1200)]

PerArea = Annotated[
    Mapping[AreaKey, NonNegative], BeforeValidator(_spread, json_schema_input_type=float | dict[str, float])
]
"""A number for each business area; one plain number means the same for all (key ``*``)."""

Number = TypeVar("Number")


def for_area(values: Mapping[str, Number], area: str) -> Number | None:
    """Return the entry of ``area``, else that of ``*``, else ``None``."""
    found = values.get(area)
    return values.get(ANY) if found is None else found
