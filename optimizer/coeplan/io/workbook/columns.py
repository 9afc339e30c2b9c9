"""Columns of a workbook's tables, made from the contract's JSON Schema: what may stand in them, unit, meaning."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from ..extends import EXTENDS

Schema = dict[str, Any]

Form = str
"""What may stand in a cell: a scalar (``number``, ``integer``, ``text``, ``boolean``), a ``list`` of such, a ``series``
over the periods, one number for ``each`` area, or one fee instead of ``bands``."""

_SCALARS: Mapping[str, Form] = {"number": "number", "integer": "integer", "string": "text", "boolean": "boolean"}


@dataclass(frozen=True)
class Column:
    """A field of a record as a column of the record's table."""

    path: tuple[str, ...]
    """Keys below the record; fields of a record within it follow that record's own key."""

    forms: frozenset[Form]
    """What may stand in it."""

    meaning: str = ""
    """Description of the field."""

    unit: str = ""
    """Unit, where it is a number."""

    choices: tuple[str, ...] = ()
    """Words to choose from, where not any text will do."""

    limits: tuple[tuple[str, float], ...] = ()
    """Limits of a number, by their names in JSON Schema."""

    default: str = ""
    """What holds where the cell is empty, as text; empty where there is nothing to say."""

    needed: bool = False
    """Whether the record cannot do without it."""

    of_numbers: bool = False
    """Whether a list in it holds numbers."""

    pattern: str = ""
    """Pattern of its text."""

    kinds: tuple[str, ...] = ()
    """Kinds of record that have it, where the table holds records of several kinds."""

    def holds_only(self, *forms: Form) -> bool:
        """Whether nothing but these may stand in it."""
        return self.forms <= frozenset(forms)

    @property
    def header(self) -> str:
        """What stands in the column's head."""
        return ".".join(self.path)


class Contract:
    """The schema of instances as files write them, read step by step."""

    def __init__(self, schema: Schema) -> None:
        self._definitions: Mapping[str, Schema] = schema["$defs"]
        self._root: Schema = schema["else"]
        self._part: Schema = schema["then"]["properties"]

    def at(self, path: Iterable[str]) -> list[Schema]:
        """Return the readings of the value at a path.

        Parameters
        ----------
        path : iterable of str
            Names of fields; steps in braces or brackets stand for any key of a map or any place of a list.
        """
        here = [self._root]
        for step in path:
            below = [found for schema in here if (found := _below(schema, step)) is not None]
            here = [reading for schema in below for reading in self.readings(schema)]
        return here

    def readings(self, schema: Schema | bool) -> list[Schema]:
        """Return all ways in which a value may be written, but for null."""
        if isinstance(schema, bool):
            return []
        if "$ref" in schema:
            return self.readings(self._definitions[schema["$ref"].rpartition("/")[2]])
        inner: list[Schema] = schema.get("anyOf", schema.get("oneOf", []))
        if inner:
            return [reading for each in inner for reading in self.readings(each)]
        return [] if schema.get("type") == "null" else [schema]

    def inside(self, readings: Iterable[Schema], step: str | int) -> list[Schema]:
        """Return the readings of what stands under a key, or at a place, of a value."""
        found: list[Schema] = []
        for schema in readings:
            if isinstance(step, int):
                below = schema.get("items")
            else:
                below = schema.get("properties", {}).get(step) or _below(schema, "{}")
            found += self.readings(below) if below else []
        return found

    def columns(self, path: Iterable[str]) -> tuple[Column, ...]:
        """Return the columns of the records at a path, those of all their kinds."""
        found: dict[tuple[str, ...], Column] = {}
        records = [schema for schema in self.at(path) if "properties" in schema]
        for record in records:
            for column in self._columns(record, ()):
                before = found.get(column.path)
                found[column.path] = column if before is None else _joined(before, column)
        return tuple(sorted(found.values(), key=lambda column: column.path not in _FIRST))

    def extending(self) -> Column:
        """Return the column of what an instance is written over, which files state and records do not."""
        return replace(self._column((EXTENDS,), frozenset({"list"}), self._part[EXTENDS]), pattern="")

    def _columns(self, record: Schema, prefix: tuple[str, ...]) -> Iterator[Column]:
        kind = record["properties"].get(KIND, {}).get("const")
        needed = record.get("required", ())
        for name, schema in record["properties"].items():
            path = (*prefix, name)
            readings = self.readings(schema)
            inner = [reading for reading in readings if "properties" in reading]
            forms = self._forms(readings)
            if inner:
                for each in inner:
                    yield from self._columns(each, path)
            elif forms:
                column = self._column(path, forms, schema)
                yield replace(column, needed=name in needed and not prefix, kinds=(kind,) if kind else ())

    def _column(self, path: tuple[str, ...], forms: frozenset[Form], schema: Schema) -> Column:
        readings = self.readings(schema)
        items = [item for reading in readings for item in self.readings(reading.get("items", False))]
        numbers = [reading for reading in readings if reading.get("type") in ("number", "integer")]
        return Column(
            path,
            forms,
            _described(schema),
            next((each["unit"] for each in (schema, *schema.get("anyOf", ()), *readings) if "unit" in each), ""),
            tuple(dict.fromkeys(choice for reading in readings for choice in _choices(reading))),
            tuple((name, numbers[0][name]) for name in _LIMITS if numbers and name in numbers[0]),
            _default(schema.get("default")),
            of_numbers=any(item.get("type") in ("number", "integer") for item in items),
            pattern=next((reading["pattern"] for reading in readings if "pattern" in reading), ""),
        )

    def _forms(self, readings: list[Schema]) -> frozenset[Form]:
        """Return what may stand in one cell; nothing where a value has a table of its own."""
        scalars = {_SCALARS[reading["type"]] for reading in readings if reading.get("type") in _SCALARS}
        lists = [reading for reading in readings if reading.get("type") == "array"]
        maps = [reading for reading in readings if reading.get("type") == "object"]
        if maps:
            return frozenset(scalars | ({"series"} if lists else {"each"})) if scalars else frozenset()
        items = [item for reading in lists for item in self.readings(reading.get("items", {}))]
        if any("properties" in item for item in items):
            return frozenset(scalars | {"bands"}) if scalars else frozenset()
        return frozenset(scalars | ({"list"} if lists else set()))

    def maps_of(self, path: Iterable[str]) -> tuple[str, ...]:
        """Return the fields of a record that say one number for each area, or one for all."""
        return tuple(column.path[0] for column in self.columns(path) if "each" in column.forms)

    def kinds(self, path: Iterable[str]) -> dict[str, str]:
        """Return the kinds of record at a path, each with what it is; empty where records have no kind."""
        records = [schema for schema in self.at(path) if "const" in schema.get("properties", {}).get(KIND, {})]
        return {record["properties"][KIND]["const"]: _described(record) for record in records}

    def map_columns(self, path: tuple[str, ...], fields: Iterable[str]) -> tuple[Column, ...]:
        """Return the columns of a table that holds several maps of scalars of the same record, key by key."""
        found: list[Column] = []
        for field in fields:
            schema = next(record["properties"][field] for record in self.at(path) if "properties" in record)
            values = [reading for each in self.at((*path, field, "{}")) for reading in self.readings(each)]
            column = self._column((field,), frozenset(_SCALARS[each["type"]] for each in values), schema)
            limits = tuple((name, values[0][name]) for name in _LIMITS if name in values[0])
            found.append(replace(column, limits=limits, default=""))
        return tuple(found)


KIND = "kind"
"""Field that tells records of several kinds apart."""

_FIRST = (("name",), (KIND,), ("driver",))
"""Fields that say what a record is, which people look for first."""

_LIMITS = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")


def _below(schema: Schema, step: str) -> Schema | None:
    if step.startswith("["):
        return schema.get("items")
    if step.startswith("{"):
        others: Schema | bool = schema.get("additionalProperties", False)
        patterns: Schema = schema.get("patternProperties", {})
        return next(iter(patterns.values()), None if isinstance(others, bool) else others)
    return schema.get("properties", {}).get(step)


def _described(schema: Schema) -> str:
    return " ".join(schema.get("description", "").replace("``", "'").split())


def _choices(schema: Schema) -> tuple[str, ...]:
    stated = cast("list[object]", schema.get("enum", [schema["const"]] if "const" in schema else []))
    return tuple(str(choice) for choice in stated)


def _default(value: object) -> str:
    """Return a default in words of a cell; nothing for what is empty or absent."""
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:g}" if isinstance(value, int | float) else value if isinstance(value, str) else ""


def _joined(one: Column, other: Column) -> Column:
    """Return one column for a field that several kinds of record have, each in its own way."""
    texts = dict.fromkeys((one.meaning, other.meaning))
    units = dict.fromkeys(unit for unit in (*one.unit.split(" or "), other.unit) if unit)
    free = any("text" in each.forms and not each.choices for each in (one, other))
    return replace(
        one,
        forms=one.forms | other.forms,
        meaning=" ".join(text for text in texts if text == other.meaning or (text and text not in other.meaning)),
        unit=" or ".join(units),
        choices=() if free else tuple(dict.fromkeys((*one.choices, *other.choices))),
        limits=one.limits if one.limits == other.limits else (),
        default=one.default if one.default == other.default else "",
        needed=one.needed and other.needed,
        kinds=(*one.kinds, *other.kinds),
    )


PERIOD_COLUMN = re.compile(r"(.+) ([0-9]{1,4})")
"""Head of a column that holds one period of a series: the series' own head and the period."""
