"""JSON Schema of the files, made from the contract."""

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any, Literal, cast

from coeplan_models import (
    INSTANCE_SCHEMA_VERSION,
    OBSERVED_SCHEMA_VERSION,
    PLAN_SCHEMA_VERSION,
    STUDY_SCHEMA_VERSION,
    UNCERTAINTY_SCHEMA_VERSION,
    Instance,
    Observed,
    Plan,
    Record,
    Study,
    Uncertainty,
)

Kind = Literal["instance", "plan", "study", "observed", "uncertainty"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_CONTRACTS: Mapping[Kind, tuple[type[Record], str]] = {
    "instance": (Instance, INSTANCE_SCHEMA_VERSION),
    "plan": (Plan, PLAN_SCHEMA_VERSION),
    "study": (Study, STUDY_SCHEMA_VERSION),
    "observed": (Observed, OBSERVED_SCHEMA_VERSION),
    "uncertainty": (Uncertainty, UNCERTAINTY_SCHEMA_VERSION),
}
"""What each kind of file holds, and the version of its contract."""

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
    """Return the JSON Schema of files of a kind.

    Parameters
    ----------
    kind : {"instance", "plan", "study", "observed", "uncertainty"}
        Which kind of file.

    Returns
    -------
    dict
        JSON Schema, draft 2020-12. Numbers carry their ``unit``. An instance that ``extends`` others may leave out
        or remove anything, so only its top-level keys are judged.
    """
    model, version = _CONTRACTS[kind]
    return {"$schema": DIALECT, "$id": f"urn:coeplan:{kind}:{version}"} | deepcopy(record_schema(model))


@cache
def record_schema(model: type[Record]) -> dict[str, Any]:
    """Return the schema of a record as files write it, made once; the caller leaves it as it is."""
    schema = _closed(model.model_json_schema())
    return _as_written(schema) if model is Instance else schema


def _as_written(schema: dict[str, Any]) -> dict[str, Any]:
    """Add what files of instances may say instead: what they extend, and plan files."""
    schema["$defs"]["ReferencePlan"]["properties"]["file"] = _FILE
    properties = schema.pop("properties")
    whole = {"type": "object", "properties": properties | {"extends": False}, "required": schema.pop("required")}
    part = {"properties": dict.fromkeys(properties, True) | {"extends": _EXTENDS}}
    closed = {"additionalProperties": schema.pop("additionalProperties")}
    return schema | {"if": {"required": ["extends"]}, "then": part | closed, "else": whole | closed}


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
