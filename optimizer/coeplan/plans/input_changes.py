"""What differs between two instances, value by value, with the path of each."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal, NamedTuple, cast

from pydantic import BaseModel

from coeplan_models import Instance, Sampled
from coeplan_models.operating_models import Override

UNIMPORTANT = frozenset({"description", "title", "sources", "figures"})
"""Fields of an instance that no plan depends on; its fingerprint leaves them out, too."""


class Step(NamedTuple):
    """One step of a path."""

    key: str
    """Field, key of a map, or position in a list."""
    siblings: frozenset[str] | None
    """All keys of the map or list in either instance; None for a field of a record."""
    is_position: bool = False
    """Whether the key is a position in a list."""


@dataclass(frozen=True)
class InputChange:
    """One value that differs, or a whole entry that only one instance has."""

    path: str
    """Where, such as ``locations.MX_GDL.yearly_cost.*``."""
    kind: Literal["changed", "added", "removed"]
    """Whether both instances say something here, only the second, or only the first."""
    before: str | None
    """What the first instance says, as JSON; None where it is added."""
    after: str | None
    """What the second says; None where it is removed."""
    factor: float | None
    """Second number over the first, where both are numbers and the first is not 0."""


class Change(NamedTuple):
    """A difference with the steps of its path, for grouping."""

    steps: tuple[Step, ...]
    row: InputChange


_ABSENT = object()


def input_changes(before: Instance, after: Instance) -> tuple[Change, ...]:
    """List everything that differs between two instances and bears on their optimum.

    Parameters
    ----------
    before, after : Instance
        The instances.

    Returns
    -------
    tuple of Change
        Differences in the order of the contract's fields. Empty exactly where the instances say the same, whatever
        the order of their entries; what is absent because it has its default is compared as the default.
    """
    fields = [name for name in Instance.model_fields if name not in UNIMPORTANT]
    kept_before, kept_after = (
        {name: value for name, value in _fields(each).items() if name in fields} for each in (before, after)
    )
    return tuple(_entries((), kept_before, kept_after, of_record=True))


def path_text(steps: tuple[Step, ...]) -> str:
    """Return a path as ``locations.MX_GDL.roles.analyst``, positions in lists as ``drivers[0]``."""
    text = "".join(f"[{step.key}]" if step.is_position else f".{step.key}" for step in steps)
    return text.removeprefix(".")


def _differences(steps: tuple[Step, ...], before: Any, after: Any) -> Iterator[Change]:
    if before is _ABSENT or after is _ABSENT:
        yield _change(steps, before, after)
    elif isinstance(before, BaseModel) and isinstance(after, BaseModel):
        yield from _entries(steps, _fields(before), _fields(after), of_record=True)
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _entries(steps, _keyed(before), _keyed(after))
    elif _is_list(before) and _is_list(after):
        yield from _entries(steps, _keyed(dict(enumerate(before))), _keyed(dict(enumerate(after))), of_list=True)
    elif before != after:
        yield _change(steps, before, after)


def _entries(
    steps: tuple[Step, ...],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    of_record: bool = False,
    of_list: bool = False,
) -> Iterator[Change]:
    siblings = None if of_record else frozenset({*before, *after})
    for key in dict.fromkeys((*before, *after)):
        step = Step(key, siblings, of_list)
        yield from _differences((*steps, step), before.get(key, _ABSENT), after.get(key, _ABSENT))


def _fields(record: BaseModel) -> dict[str, Any]:
    """Return what a record says; of terms that differ somewhere what is stated, else all that is not absent."""
    said = {name: getattr(record, name) for name in type(record).model_fields}
    if isinstance(record, Sampled):
        # What was drawn follows from what is stated.
        del said["drawn"]
    if isinstance(record, Override):
        return {name: value for name, value in said.items() if name in record.model_fields_set}
    return {name: value for name, value in said.items() if value is not None}


def _keyed(entries: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): value for key, value in entries.items()}


def _is_list(value: Any) -> bool:
    """Whether a value is a list of records or numbers; a list of names is one value."""
    return isinstance(value, tuple) and not any(isinstance(item, str) for item in cast("tuple[Any, ...]", value))


def _change(steps: tuple[Step, ...], before: Any, after: Any) -> Change:
    kind = "added" if before is _ABSENT else "removed" if after is _ABSENT else "changed"
    row = InputChange(path_text(steps), kind, _text(before), _text(after), _factor(before, after))
    return Change(steps, row)


def _text(value: Any) -> str | None:
    return None if value is _ABSENT else json.dumps(_plain(value), ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return {name: _plain(item) for name, item in _fields(value).items()}
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in _keyed(cast("Mapping[Any, Any]", value)).items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in cast("tuple[Any, ...]", value)]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.value if isinstance(value, Enum) else value


def _factor(before: Any, after: Any) -> float | None:
    if not (_is_number(before) and _is_number(after)) or before == 0:
        return None
    factor = float(after) / float(before)
    return factor if math.isfinite(factor) else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
