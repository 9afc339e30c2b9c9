"""Edits: what a what-if changes in an instance, one step after the other."""

import math
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, JsonValue, StringConstraints, model_validator

from .base import Identifier, NonNegative, PeriodNumber, Record, unit

WHAT_IF_SCHEMA_VERSION = "1"


def _finite(value: JsonValue) -> JsonValue:
    """Refuse numbers that no file of an instance may hold, however deep they stand."""
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, float) and not math.isfinite(here):
            raise ValueError(f"{here} is no finite number")
        waiting += here.values() if isinstance(here, dict) else here if isinstance(here, list) else ()
    return value


EditValue = Annotated[JsonValue, AfterValidator(_finite)]
"""What a file may say: text, a finite number, a truth value, null, or lists and maps of such."""

EditPath = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
"""Keys joined by dots, with places of lists in brackets; ``*`` and ``?`` stand for letters of one key."""

PlanFile = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
"""A plan file, or the name of a plan that the caller hands over."""


class SetValue(Record):
    """Replaces a value. Written ``PATH = VALUE``."""

    kind: Literal["set"]
    """Kind of edit."""

    path: EditPath
    """Values that are there, or fields that the contract knows."""

    value: EditValue
    """What stands there afterwards."""


class Scale(Record):
    """Multiplies every number at a path: one, or those of a list or map. Written ``PATH x FACTOR``."""

    kind: Literal["scale"]
    """Kind of edit."""

    path: EditPath
    """Numbers, or lists and maps of numbers."""

    factor: Annotated[float, Field(json_schema_extra=unit("factor"))]
    """What they are multiplied by."""


class Shift(Record):
    """Adds an amount to every number at a path: one, or those of a list or map. Written ``PATH + AMOUNT``."""

    kind: Literal["shift"]
    """Kind of edit."""

    path: EditPath
    """Numbers, or lists and maps of numbers."""

    amount: Annotated[float, Field(json_schema_extra=unit("that of the numbers"))]
    """What is added to each; negative to take away."""


class AddEntry(Record):
    """Adds an entry to a map or list. Written ``add PATH = VALUE``."""

    kind: Literal["add"]
    """Kind of edit."""

    path: EditPath
    """A key that is not there yet, or the position after a list's last; what holds it is there."""

    value: EditValue
    """The entry."""


class Remove(Record):
    """Removes entries; a field of a record goes back to its default. Written ``remove PATH``."""

    kind: Literal["remove"]
    """Kind of edit."""

    path: EditPath
    """What is removed."""


class Merge(Record):
    """Merges a JSON Merge Patch (RFC 7396) into the instance. Written ``merge {...}``."""

    kind: Literal["merge"]
    """Kind of edit."""

    patch: Annotated[dict[str, JsonValue], AfterValidator(_finite)]
    """Maps are merged key by key, null removes a key, all else replaces."""


class OpenSite(Record):
    """Pins that a location operates. Written ``open LOCATION [as MODEL] by PERIOD [until PERIOD]``."""

    kind: Literal["open"]
    """Kind of edit."""

    location: Identifier
    """The location."""

    operating_model: Identifier | None = None
    """Model under which it operates in period ``by``; absent: any."""

    by: PeriodNumber
    """First period in which it must operate; it may start earlier."""

    until: PeriodNumber | None = None
    """Last period in which it must; absent: to the end."""


class Never(Record):
    """Pins that something is not used. Written ``never LOCATION``, ``never MODEL at LOCATION`` and the like."""

    kind: Literal["never"]
    """Kind of edit."""

    location: Identifier | None = None
    """The location; absent: any but headquarters."""

    operating_model: Identifier | None = None
    """The model; absent: any."""

    area: Identifier | None = None
    """The area whose teams are meant; absent: operating as such is."""

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if self.location is None and self.operating_model is None and self.area is None:
            raise ValueError("location, operating_model or area has to be named")
        return self


class KeepHeads(Record):
    """Pins heads. Written ``keep heads [of AREA] at LOCATION LEAST..MOST [from PERIOD] [to PERIOD]``."""

    kind: Literal["keep_heads"]
    """Kind of edit."""

    location: Identifier
    """The location; headquarters may be named."""

    area: Identifier | None = None
    """The area; absent: all areas together."""

    at_least: Annotated[NonNegative, Field(json_schema_extra=unit("heads"))] | None = None
    """Least heads."""

    at_most: Annotated[NonNegative, Field(json_schema_extra=unit("heads"))] | None = None
    """Most heads."""

    first_period: PeriodNumber = 0
    """First period in which it holds."""

    last_period: PeriodNumber | None = None
    """Last period in which it holds; absent: to the end."""

    @model_validator(mode="after")
    def _bounds_something(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise ValueError("at_least or at_most has to be given")
        return self


class FreezePeriods(Record):
    """Pins what is announced already. Written ``freeze COUNT periods of PLAN``."""

    kind: Literal["freeze"]
    """Kind of edit."""

    periods: Annotated[int, Field(ge=1, le=1200, json_schema_extra=unit("periods"))]
    """The first so many periods are as in the plan."""

    plan: PlanFile
    """The plan."""


class ChangeAtMost(Record):
    """Pins how many commits, stops and conversions differ. Written ``change at most COUNT of PLAN``."""

    kind: Literal["change_at_most"]
    """Kind of edit."""

    limit: Annotated[int, Field(ge=0, json_schema_extra=unit("decisions"))]
    """Most decisions that differ."""

    plan: PlanFile
    """The plan."""


Edit = Annotated[
    SetValue | Scale | Shift | AddEntry | Remove | Merge | OpenSite | Never | KeepHeads | FreezePeriods | ChangeAtMost,
    Field(discriminator="kind"),
]
"""Every kind of edit, told apart by ``kind``."""


class WhatIf(Record):
    """Changes of an instance that belong together, under a name."""

    schema_version: Literal["1"] = WHAT_IF_SCHEMA_VERSION
    """Version of this contract."""

    name: Identifier
    """Short name."""

    title: str = ""
    """Title for people."""

    description: str = ""
    """What is asked, and why."""

    edits: tuple[Edit, ...] = ()
    """The changes, in the order in which they apply: each sees what those before it did."""


class Change(Record):
    """One value that an edit changed."""

    path: tuple[str | int, ...]
    """Keys that lead to it."""

    what: Literal["changed", "added", "removed"]
    """Whether it was there before and is there afterwards."""

    before: JsonValue
    """What stood there; null where nothing did."""

    after: JsonValue
    """What stands there now; null where nothing does."""

    edit: str
    """The edit that did it, as text."""
