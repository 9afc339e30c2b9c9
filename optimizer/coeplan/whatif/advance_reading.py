"""Reads files of what really happened, and says in words of the file what is wrong with them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from coeplan.core.errors import InputError
from coeplan.io import PlaceMap, read_document
from coeplan_models import Fault, Observed, ObservedCommitment, ObservedDriver, ObservedSite, RecentHire, SeatLot
from coeplan_models.faults import shortened

_RECORDS: Mapping[tuple[str, ...], type[BaseModel]] = {
    (): Observed,
    ("drivers", "*"): ObservedDriver,
    ("sites", "*"): ObservedSite,
    ("sites", "*", "recent_hires", "*"): RecentHire,
    ("sites", "*", "seats", "*"): SeatLot,
    ("sites", "*", "commitments", "*"): ObservedCommitment,
}
"""Records by the path that leads to them, each second step any."""


@dataclass(frozen=True)
class ReadObserved:
    """What was observed, and where it stands."""

    observed: Observed
    """What was observed."""

    places: PlaceMap = field(default_factory=PlaceMap, repr=False, compare=False)
    """Where everything stands."""

    def placed(self, error: InputError) -> InputError:
        """Return an error about what was observed with the places of what its faults speak of."""
        return InputError([_placed(fault, self.places) for fault in error.faults])


def read_observed(source: str | Path | Mapping[str, Any]) -> ReadObserved:
    """Read what was observed.

    Parameters
    ----------
    source : path or mapping
        A YAML or JSON file, or what such a file says.

    Returns
    -------
    ReadObserved
        The record; what it speaks of is not looked at.

    Raises
    ------
    InputError
        If it cannot be read or breaks the contract; every fault has its path and, in a file, its place.
    """
    data, places = (source, PlaceMap()) if isinstance(source, Mapping) else read_document(source)
    try:
        observed = Observed.model_validate_json(json.dumps(data))
    except ValidationError as error:
        found = {fault.path: fault for fault in (_fault(each, data) for each in error.errors(include_url=False))}
        raise InputError([_placed(fault, places) for fault in found.values()]) from error
    return ReadObserved(observed, places)


def _placed(fault: Fault, places: PlaceMap) -> Fault:
    return fault.model_copy(update={"place": fault.place or places.place_of(fault.path, key=_is_of_key(fault))})


def _is_of_key(fault: Fault) -> bool:
    return fault.code == "bad_name" or fault.code.startswith("unknown_")


def _fault(details: ErrorDetails, data: Any) -> Fault:
    """Translate one of pydantic's errors."""
    kind, path = details["type"], _path(details, data)
    if kind == "missing":
        return Fault(code="missing_key", path=path, message=f"key {path[-1]!r} is missing")
    if kind == "extra_forbidden":
        return _unknown_key(path)
    if details["loc"][-1:] == ("[key]",):
        expected = "letters, digits, _ and - alone, a letter or digit first, at most 64 characters"
        message = f"{shortened(path[-1])!r} cannot be a name here"
        return Fault(code="bad_name", path=path, message=message, expected=expected)
    value = shortened(json.dumps(details["input"], default=str))
    expected = details["msg"].removeprefix("Input should be ")
    return Fault(code="bad_value", path=path, message=f"{value} cannot stand here", value=value, expected=expected)


def _unknown_key(path: tuple[str | int, ...]) -> Fault:
    name = str(path[-1])
    known = list(_RECORDS[_pattern(path[:-1])].model_fields)
    return Fault(
        code="unknown_key",
        path=path,
        message=f"there is no key {shortened(name)!r} here",
        value=shortened(name),
        expected=f"one of {', '.join(known)}",
        nearest=tuple(get_close_matches(name[:100], known, n=3)),
    )


def _pattern(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The path with any name or position for its second, fourth ... step."""
    return tuple("*" if position % 2 else str(step) for position, step in enumerate(path))


def _path(details: ErrorDetails, data: Any) -> tuple[str | int, ...]:
    """Return the path in the file; pydantic also names the readings that it tried of a value."""
    path: tuple[str | int, ...] = ()
    here = data
    for position, step in enumerate(details["loc"]):
        last = position == len(details["loc"]) - 1
        if isinstance(here, Mapping) and str(step) in here:
            path, here = (*path, str(step)), cast("Mapping[str, Any]", here)[str(step)]
        elif isinstance(here, list) and isinstance(step, int):
            path, here = (*path, step), cast("list[Any]", here)[step]
        elif last and details["type"] == "missing":
            path = (*path, step)
    return path
