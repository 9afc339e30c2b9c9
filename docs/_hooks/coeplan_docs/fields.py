"""Every field of what coeplan reads and writes as Markdown, from the contract's own JSON Schema."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, cast

from pydantic import BaseModel

from coeplan_models import CaseResult, Change, Instance, Observed, Plan, Study, Uncertainty, WhatIf

Schema = Mapping[str, Any]

LARGEST_STATED = 1e11
"""Limits beyond this guard against slips of the keyboard and are not worth telling."""

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

WHAT_IF_PAGE = """\
# Fields of a what-if

What a file of edits may say where lines are not enough: every kind of edit as a record, told apart by `kind`, made
from the contract at every build. `coeplan schema edits` prints the same as JSON Schema. [What if](../whatif.md)
explains how edits are written as lines, and what each does. `Change` is what is told of a value that an edit changed.

"""

STUDY_PAGE = """\
# Fields of a study

What a study file may say, and, from `CaseResult` on, what is kept of every case: every record and field, made from the
contract at every build. `coeplan schema study` prints the file's as JSON Schema. [Studies](../studies.md) explains how
a study is written and run.

"""

OBSERVED_PAGE = """\
# Fields of what was observed

What a file of what really happened may say: every record and field, made from the contract at every build.
`coeplan schema observed` prints the same as JSON Schema. [Rolling on](../advance.md) explains how it is used.

"""

UNCERTAINTY_PAGE = """\
# Fields of what is drawn

What a file of futures to draw beyond those of the tree may say: every record and field, made from the contract at every
build. `coeplan schema uncertainty` prints the same as JSON Schema. [Stress tests](../stress.md) explains how they are
drawn and what is found with them.

"""


class FieldPage(NamedTuple):
    """A page of fields."""

    opening: str
    """Title and introduction."""

    models: tuple[type[BaseModel], ...]
    """Records that it tells, with all that they hold."""

    def __call__(self) -> str:
        """Return the page as Markdown."""
        return self.opening + records_page(*self.models)


FIELD_PAGES: Mapping[str, FieldPage] = {
    "reference/instance.md": FieldPage(INSTANCE_PAGE, (Instance,)),
    "reference/plan.md": FieldPage(PLAN_PAGE, (Plan,)),
    "reference/whatif.md": FieldPage(WHAT_IF_PAGE, (WhatIf, Change)),
    "reference/study.md": FieldPage(STUDY_PAGE, (Study, CaseResult)),
    "reference/observed.md": FieldPage(OBSERVED_PAGE, (Observed,)),
    "reference/uncertainty.md": FieldPage(UNCERTAINTY_PAGE, (Uncertainty,)),
}
"""The pages by their place in the site."""


def records_page(*models: type[BaseModel]) -> str:
    """Return a section for each record and for every record that one of them holds."""
    found = {name: schema for model in models for name, schema in records(model).items()}
    return "".join(_section(name, schema) for name, schema in found.items())


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
    """Take what is said of a referred definition alone: the words of an enumeration, a meaning that is the record's.

    What refers to a definition that says nothing may be anything.
    """
    if isinstance(schema, list):
        return [_resolved(each, definitions) for each in cast("list[object]", schema)]
    if not isinstance(schema, dict):
        return schema
    stated = {key: _resolved(value, definitions) for key, value in cast("dict[str, object]", schema).items()}
    target = definitions.get(_name(stated.get("$ref", "")), {})
    if "$ref" in stated and not target:
        del stated["$ref"]
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
    """Return the unit of a field, or of the entries of a map; empty where it has none."""
    stated = [schema.get("unit"), *(each.get("unit") for each in _choices(schema))]
    stated += [unit(each) for each in _entries(schema)]
    return next((str(each) for each in stated if each), "")


def _entries(schema: Schema) -> list[Schema]:
    """What the entries of a map may be; empty for all else."""
    others = schema.get("additionalProperties")
    patterns: Mapping[str, Schema] = schema.get("patternProperties", {})
    return [*patterns.values(), *([cast("Schema", others)] if isinstance(others, dict) else [])]


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
    if "type" not in schema:
        return "anything"
    plain = {"string": "text", "boolean": "true or false", "integer": "whole number", "number": "number"}
    return plain[str(schema["type"])] + _limits(schema)


def _collection(schema: Schema) -> str:
    if schema["type"] == "array":
        return f"list of {kind(cast('Schema', schema['items']))}"
    if schema.get("additionalProperties") is True:
        return "map to anything"
    return f"map to {kind(_entries(schema)[0])}"


def _limits(schema: Schema) -> str:
    least, above = schema.get("minimum"), schema.get("exclusiveMinimum")
    most, below = schema.get("maximum"), schema.get("exclusiveMaximum")
    parts = [f"≥ {least:.10g}"] if least is not None and least > -LARGEST_STATED else []
    parts += [f"> {above:.10g}"] if above is not None else []
    parts += [f"≤ {most:.10g}"] if most is not None and most < LARGEST_STATED else []
    parts += [f"< {below:.10g}"] if below is not None else []
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
