"""What the contract expects at a place of a file, in words, taken from its JSON Schema."""

import re
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, NamedTuple

from coeplan_models import Record

from .schema import record_schema
from .tree import Path, Plain

Schema = dict[str, Any]

_WRITTEN = {
    r"^(19|20|21)\d\d-(0[1-9]|1[0-2])$": "a month such as 2027-01",
    r"^[A-Z]{3}$": "a currency as three capitals, such as USD",
    r"^[A-Za-z0-9][A-Za-z0-9_\-]*$": "a name of letters, digits, _ and -",
    r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$": "a node's name of letters, digits, _, . and -",
}
"""Patterns of the contract in words."""

_LIMITS = {
    "minimum": "at least",
    "ge": "at least",
    "exclusiveMinimum": "above",
    "gt": "above",
    "maximum": "at most",
    "le": "at most",
    "exclusiveMaximum": "below",
    "lt": "below",
}


class Expected(NamedTuple):
    """What stands at a place if all is well."""

    text: str | None
    """In words, with limits and unit."""

    meaning: str
    """First sentence of the field's description, without its full stop."""

    choices: tuple[str, ...]
    """Words to choose from, if the value is one of some."""

    def nearest(self, value: Plain) -> tuple[str, ...]:
        """Return the choices that look like a value."""
        return nearest_names(value, self.choices) if isinstance(value, str) else ()


class Expectations:
    """The schema of a record, read along given data."""

    def __init__(self, model: type[Record], data: Plain) -> None:
        self._schema = record_schema(model)
        self._data = data

    def value_at(self, path: Path) -> Plain:
        """Return what the data says at a path; ``None`` where it says nothing."""
        return value_at(self._data, path)

    def expected(self, path: Path, limits: Schema) -> Expected:
        """Return what is expected at a path; ``limits`` adds those that the schema does not state."""
        field = self._at(path)
        branches = [branch for branch in _branches(field) if branch.get("type") != "null"]
        words = list(dict.fromkeys(word for branch in branches if (word := self._words(branch, limits))))
        unit = next((branch["unit"] for branch in (field, *branches) if "unit" in branch), None)
        text = " or ".join(words) + _hint(branches, self.value_at(path)) + (f" ({unit})" if unit else "")
        choices = tuple(choice for branch in branches for choice in _choices(self._resolved(branch)))
        described = str(field.get("description", "")).replace("\n", " ").replace("``", "'")
        return Expected(text or None, re.split(r"[.;](?: |$)", described)[0], choices)

    def keys(self, path: Path) -> tuple[str, ...]:
        """Return the keys that a map at a path may have; empty where any will do."""
        return tuple(self._resolved(self._at(path)).get("properties", {}))

    def _at(self, path: Path) -> Schema:
        """Return the schema of the value at a path, with the description of its field."""
        part = self._schema.get("else")
        here: Schema = self._schema if part is None else part
        data = self._data
        for step in path:
            here = self._step(here, step, data)
            data = _below(data, step)
        return self._chosen(here, data)

    def _step(self, schema: Schema, step: str | int, data: Plain) -> Schema:
        here = self._resolved(self._chosen(schema, data))
        if isinstance(step, int):
            return here.get("items", {})
        if step in here.get("properties", {}):
            return here["properties"][step]
        others: Schema | bool = here.get("additionalProperties", False)
        patterns: Schema = here.get("patternProperties", {})
        return next(iter(patterns.values()), {} if isinstance(others, bool) else others)

    def _chosen(self, schema: Schema, data: Plain) -> Schema:
        """Choose, among several readings, the one that the data tries; a kind's own record where it says one."""
        kinds = schema.get("discriminator", {}).get("mapping")
        if kinds is not None:
            kind = data.get("kind") if isinstance(data, dict) else None
            if isinstance(kind, str) and kind in kinds:
                return self._resolved({"$ref": kinds[kind]})
            return {"properties": {"kind": {"enum": list(kinds), "type": "string"}}, "type": "object"}
        wanted = "array" if isinstance(data, list) else "object" if isinstance(data, dict) else None
        for branch in schema.get("anyOf", ()):
            if wanted is not None and self._resolved(branch).get("type") == wanted:
                return branch
        return schema

    def _resolved(self, schema: Schema) -> Schema:
        if "$ref" not in schema:
            return schema
        return self._schema["$defs"][schema["$ref"].rsplit("/", 1)[1]]

    def _words(self, branch: Schema, limits: Schema) -> str:
        resolved = self._resolved(branch)
        choices = _choices(resolved)
        if choices:
            return ("one of " if len(choices) > 1 else "") + ", ".join(choices)
        kind = resolved.get("type")
        if kind in ("number", "integer"):
            return ("a number" if kind == "number" else "a whole number") + _range({**limits, **resolved})
        if kind == "string":
            return written(resolved.get("pattern", ""))
        if kind == "array":
            entry = self._words(resolved.get("items", {}), {})
            return f"a list with {entry} as each entry" if entry else "a list"
        return {"object": "a map", "boolean": "true or false"}.get(str(kind), "")


def written(pattern: str) -> str:
    """Return in words how a text of a pattern of the contract is written; ``text`` where anything will do."""
    return _WRITTEN.get(pattern, "text")


def _hint(branches: list[Schema], value: Plain) -> str:
    """Say how to write what was probably meant."""
    types = [branch.get("type") for branch in branches]
    if types == ["string"] and isinstance(value, int | float):
        return ", in quotes"
    looks_like_number = isinstance(value, str) and re.match(r"[-+]?[.,]?[0-9]", value)
    if looks_like_number and {"number", "integer"} & {*types}:
        return ", plainly written: no quotes, no %, no separators"
    return ""


def _branches(schema: Schema) -> list[Schema]:
    return schema.get("anyOf", [schema])


@lru_cache(1024)
def nearest_names(name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return known names that look like one; the same misprint often stands in many places."""
    return tuple(get_close_matches(name[:100].casefold(), known, n=3))


def value_at(data: Plain, path: Path) -> Plain:
    """Return what plain data says at a path; ``None`` where it says nothing."""
    for step in path:
        data = _below(data, step)
    return data


def _below(data: Plain, step: str | int) -> Plain:
    if isinstance(data, dict):
        return data.get(str(step))
    return data[step] if isinstance(data, list) and isinstance(step, int) and step < len(data) else None


def _choices(schema: Schema) -> tuple[str, ...]:
    stated: list[object] = schema.get("enum", [schema["const"]] if "const" in schema else [])
    return tuple(str(choice) for choice in stated)


def _range(schema: Schema) -> str:
    said = {word: schema[key] for key, word in _LIMITS.items() if key in schema}
    if {"at least", "at most"} <= said.keys():
        return f" from {_number(said['at least'])} to {_number(said['at most'])}"
    return " and".join(f" {word} {_number(value)}" for word, value in said.items())


def _number(value: float) -> str:
    return f"{value:,.15g}"
