"""Every field of instances and plans as Markdown, from the contract's own JSON Schema."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from pydantic import BaseModel

from coeplan_models import Instance, Plan

Schema = Mapping[str, Any]

LARGEST_STATED = 1e11
"""Upper limits beyond this guard against slips of the keyboard and are not worth telling."""

INSTANCE_PAGE = """\
# Fields of an instance

What an instance file may say: every record and field, made from the contract at every build. An unknown key is a
fault, so that a misspelt one is never passed over. `coeplan schema instance` prints the same as JSON Schema, which
editors can use to complete and check. [The input in short](../input.md) explains how a file is written.

Amounts are in the instance's currency; rates and shares are fractions (0.08 is 8 %).

"""

PLAN_PAGE = """\
# Fields of a plan

What `plan.json` holds: every record and field, made from the contract at every build. `coeplan schema plan` prints
the same as JSON Schema. [The plan](../plan.md) explains how it is read.

Heads, flows and amounts are never rounded; an absent value is `null`, never 0.

"""


def instance_page() -> str:
    """Return the page of the fields of an instance."""
    return INSTANCE_PAGE + records_page(Instance)


def plan_page() -> str:
    """Return the page of the fields of a plan."""
    return PLAN_PAGE + records_page(Plan)


def records_page(model: type[BaseModel]) -> str:
    """Return a section for a record and for every record that it holds."""
    return "".join(_section(name, schema) for name, schema in records(model).items())


def records(model: type[BaseModel]) -> dict[str, Schema]:
    """Return the schema of a record and of every record below it, in the order in which they are met."""
    whole = model.model_json_schema()
    definitions = cast("dict[str, Schema]", whole.get("$defs", {}))
    found: dict[str, Schema] = {model.__name__: whole}
    waiting = list(_references(whole["properties"]))
    while waiting:
        name = waiting.pop(0)
        if name not in found and "properties" in definitions[name]:
            found[name] = definitions[name]
            waiting += _references(definitions[name]["properties"])
    return {name: cast("Schema", _resolved(each, definitions)) for name, each in found.items()}


def _references(schema: object) -> Iterable[str]:
    """Names of the definitions that a schema refers to."""
    if isinstance(schema, dict):
        for key, value in cast("dict[str, object]", schema).items():
            if key == "$ref":
                yield _name(value)
            elif key != "discriminator":
                yield from _references(value)
    elif isinstance(schema, list):
        for each in cast("list[object]", schema):
            yield from _references(each)


def _name(reference: object) -> str:
    return str(reference).rpartition("/")[2]


def _resolved(schema: object, definitions: Mapping[str, Schema]) -> object:
    """Take what is said of a referred definition alone: the words of an enumeration, a meaning that is the record's."""
    if isinstance(schema, list):
        return [_resolved(each, definitions) for each in cast("list[object]", schema)]
    if not isinstance(schema, dict):
        return schema
    stated = {key: _resolved(value, definitions) for key, value in cast("dict[str, object]", schema).items()}
    target = definitions.get(_name(stated.get("$ref", "")), {})
    return {key: target[key] for key in ("enum", "description") if key in target} | stated


def _section(name: str, schema: Schema) -> str:
    required = cast("list[str]", schema.get("required", []))
    rows = [
        f"| `{field}` | {kind(each)} | {_cell(unit(each))} | {_default(field in required, each)} "
        f"| {_cell(each.get('description', ''))} |"
        for field, each in cast("dict[str, Schema]", schema["properties"]).items()
    ]
    head = ["| Field | Type | Unit | Default | Meaning |", "| --- | --- | --- | --- | --- |"]
    return f"## {name} {{#{name}}}\n\n{_cell(schema['description'])}\n\n" + "\n".join([*head, *rows]) + "\n\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("``", "`").replace("|", "\\|")


def unit(schema: Schema) -> str:
    """Return the unit of a field; empty where it has none."""
    stated = [schema.get("unit"), *(each.get("unit") for each in _choices(schema))]
    return next((str(each) for each in stated if each), "")


def _choices(schema: Schema) -> list[Schema]:
    """What a value may be, if one of several things."""
    return cast("list[Schema]", [*schema.get("anyOf", []), *schema.get("oneOf", [])])


def kind(schema: Schema) -> str:
    """Return in words what a value may be."""
    choices = [each for each in _choices(schema) if each.get("type") != "null"]
    if choices:
        return ", ".join(dict.fromkeys(kind(each) for each in choices))
    if "enum" in schema or "const" in schema:
        words = schema.get("enum") or [schema["const"]]
        return " or ".join(f"`{word}`" for word in words)
    if "$ref" in schema:
        return f"[{_name(schema['$ref'])}](#{_name(schema['$ref'])})"
    if schema.get("type") in ("array", "object"):
        return _collection(schema)
    plain = {"string": "text", "boolean": "true or false", "integer": "whole number", "number": "number"}
    return plain[str(schema["type"])] + _limits(schema)


def _collection(schema: Schema) -> str:
    if schema["type"] == "array":
        return f"list of {kind(cast('Schema', schema['items']))}"
    keyed = [*cast("Mapping[str, Schema]", schema.get("patternProperties", {})).values()]
    return f"map to {kind(keyed[0] if keyed else cast('Schema', schema['additionalProperties']))}"


def _limits(schema: Schema) -> str:
    least, above = schema.get("minimum"), schema.get("exclusiveMinimum")
    most, below = schema.get("maximum"), schema.get("exclusiveMaximum")
    parts = [f"≥ {least:g}"] if least is not None else []
    parts += [f"> {above:g}"] if above is not None else []
    parts += [f"≤ {most:g}"] if most is not None and most < LARGEST_STATED else []
    parts += [f"< {below:g}"] if below is not None else []
    return f" {', '.join(parts)}" if parts else ""


def _default(required: bool, schema: Schema) -> str:
    if required:
        return "required"
    value = schema.get("default")
    if value is None:
        return "absent" if "default" in schema else "empty"
    if value in ("", [], {}):
        return "empty"
    if isinstance(value, dict):
        return "its own defaults"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
