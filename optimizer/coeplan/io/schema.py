"""JSON Schema of the files, made from the contract."""

from copy import deepcopy
from functools import cache
from typing import Any, Literal, cast

from coeplan_models import INSTANCE_SCHEMA_VERSION, PLAN_SCHEMA_VERSION, Instance, Plan

Kind = Literal["instance", "plan"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_EXTENDS = {
    "description": "Files that this one is written over, the later over the earlier: paths relative to this file, "
    "or catalogue:NAME. Maps are merged by key, null removes a key, lists and values replace.",
    "title": "Extends",
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
}

_FILE = {
    "description": "Plan file that decisions and teams are taken from, relative to this file; instead of both.",
    "title": "File",
    "type": "string",
}


def json_schema(kind: Kind) -> dict[str, Any]:
    """Return the JSON Schema of instance or plan files.

    Parameters
    ----------
    kind : {"instance", "plan"}
        Which kind of file.

    Returns
    -------
    dict
        JSON Schema, draft 2020-12. Numbers carry their ``unit``. A file that ``extends`` others may leave out
        or remove anything, so only its top-level keys are judged.
    """
    return deepcopy(file_schema(kind))


@cache
def file_schema(kind: Kind) -> dict[str, Any]:
    """Return :func:`json_schema`, made once; the caller leaves it as it is."""
    if kind == "plan":
        return _headed(kind, PLAN_SCHEMA_VERSION, _closed(Plan.model_json_schema()))
    schema = _closed(Instance.model_json_schema())
    schema["$defs"]["ReferencePlan"]["properties"]["file"] = _FILE
    properties = schema.pop("properties")
    whole = {"type": "object", "properties": properties | {"extends": False}, "required": schema.pop("required")}
    part = {"properties": dict.fromkeys(properties, True) | {"extends": _EXTENDS}}
    closed = {"additionalProperties": schema.pop("additionalProperties")}
    rules = {"if": {"required": ["extends"]}, "then": part | closed, "else": whole | closed}
    return _headed(kind, INSTANCE_SCHEMA_VERSION, schema | rules)


def _headed(kind: Kind, version: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"$schema": DIALECT, "$id": f"urn:coeplan:{kind}:{version}"} | schema


def _closed(schema: Any) -> Any:
    """Close maps to keys that their pattern does not match, as the contract does."""
    if isinstance(schema, list):
        return [_closed(item) for item in cast(list[Any], schema)]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in cast(dict[str, Any], schema).items()}
    if "patternProperties" in closed:
        closed.setdefault("additionalProperties", False)
    return closed
