"""The contract as data: which fields there are, and records with some of them rewritten."""

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

from coeplan_models import Instance, Record

Field = tuple[str, str]
"""A record of the contract and one of its fields."""

Rewrite = Callable[[Record, str, Any], Any]
"""Takes a record, a field's name and its value as plain data; returns the value to put in its place."""


class Said(NamedTuple):
    """What the contract says of a field, what it refers to left out."""

    units: frozenset[str]
    types: frozenset[str]
    """JSON types of what is neither a fixed word nor a key of a map."""

    keyed: bool
    """Whether it is a map with keys of its own."""


@cache
def fields() -> Mapping[Field, Said]:
    """Return every field of an instance, wherever in it, by record."""
    schema = Instance.model_json_schema()
    records = {Instance.__name__: schema, **schema["$defs"]}
    return {
        (record, name): _said(list(_parts(said)))
        for record, details in records.items()
        for name, said in details.get("properties", {}).items()
    }


def _said(parts: list[dict[str, Any]]) -> Said:
    return Said(
        units=frozenset(part["unit"] for part in parts if "unit" in part),
        types=frozenset(part["type"] for part in parts if "type" in part and not {"const", "enum"} & part.keys()),
        keyed=any(part.get("type") == "object" for part in parts),
    )


def _parts(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a schema and all that it consists of."""
    yield schema
    for name in ("anyOf", "oneOf", "prefixItems"):
        for part in schema.get(name, ()):
            yield from _parts(part)
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            yield from _parts(schema[name])
    for part in schema.get("patternProperties", {}).values():
        yield from _parts(part)


def rewritten(record: Record, rewrite: Rewrite) -> dict[str, Any]:
    """Return what a record states as plain data, each field rewritten, those of records within it first."""
    return {
        name: rewrite(record, name, _plain(getattr(record, name), rewrite))
        for name in type(record).model_fields
        if name in record.model_fields_set
    }


def _plain(value: Any, rewrite: Rewrite) -> Any:
    if isinstance(value, Record):
        return rewritten(value, rewrite)
    if isinstance(value, Mapping):
        return {str(key): _plain(item, rewrite) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item, rewrite) for item in value]
    return value.value if isinstance(value, Enum) else value
