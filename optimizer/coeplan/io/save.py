"""Writes instances as files that say no more than they have to."""

from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel

from coeplan_models import ANY, FeeBand, Instance
from coeplan_models.operating_models import TermsOverride

from .documents import WORKBOOK, write_document
from .text import write_atomically

_ALWAYS = frozenset({"kind", "schema_version"})
"""Keys that are stated even where they have their default."""


def dump_instance(instance: Instance) -> dict[str, Any]:
    """Return an instance as plain data, without what has its default.

    Parameters
    ----------
    instance : Instance
        The instance.

    Returns
    -------
    dict
        As a file would say it: what is read back is the same instance.
    """
    return _record(instance)


def save_instance(instance: Instance, path: str | Path) -> None:
    """Write an instance as YAML, JSON or a workbook, in one go.

    Parameters
    ----------
    instance : Instance
        The instance.
    path : str or Path
        File to write, ``*.yaml``, ``*.json`` or ``*.xlsx``; replaced where it exists.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    if Path(path).suffix.lower() != WORKBOOK:
        write_document(dump_instance(instance), path)
        return
    # Imported here, because it writes what is dumped here, and few instances are saved so.
    from .workbook.write import workbook_bytes

    write_atomically(path, workbook_bytes(instance))


def _record(record: BaseModel) -> dict[str, Any]:
    fields = type(record).model_fields
    if isinstance(record, TermsOverride):
        # An override says what differs; null in it is no default but says that there is none here.
        said = [name for name in fields if name in record.model_fields_set]
    else:
        defaults = {name: field.get_default(call_default_factory=True) for name, field in fields.items()}
        said = [name for name in fields if name in _ALWAYS or getattr(record, name) != defaults[name]]
    return {name: _plain(getattr(record, name)) for name in said}


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return _record(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, Mapping):
        entries = {str(key): _plain(item) for key, item in cast(Mapping[Any, Any], value).items()}
        return entries[ANY] if list(entries) == [ANY] and isinstance(entries[ANY], int | float) else entries
    if isinstance(value, tuple):
        return _list(cast(tuple[Any, ...], value))
    return value


def _list(items: tuple[Any, ...]) -> Any:
    if len(items) == 1 and isinstance(items[0], FeeBand) and items[0].from_heads == 0:
        return _plain(items[0].fee)
    return [_plain(item) for item in items]
