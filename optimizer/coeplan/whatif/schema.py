"""JSON Schema of files of edits, made from the contract."""

from typing import Any, cast

from coeplan.io.schema import DIALECT
from coeplan_models import WHAT_IF_SCHEMA_VERSION, WhatIf

from .files import SEVERAL

Schema = dict[str, Any]

_LINE: Schema = {
    "type": "string",
    "description": "An edit in one line, such as 'areas.support.workload x 1.2' or 'never bot at IN_BLR'.",
}


def edits_schema() -> Schema:
    """Return the JSON Schema of files of edits: one what-if, several by name, or no more than the edits.

    Returns
    -------
    dict
        JSON Schema, draft 2020-12. Numbers carry their ``unit``.
    """
    whole = WhatIf.model_json_schema()
    fields = cast("dict[str, Schema]", whole["properties"])
    name, version = fields.pop("name"), fields.pop("schema_version")
    listed = {"type": "array", "items": {"anyOf": [_LINE, fields["edits"]["items"]]}}
    edits: Schema = {"description": fields["edits"]["description"], "title": "Edits", "anyOf": [listed, _LINE]}
    among = _closed(fields | {"edits": edits}, "edits")
    alone = _closed(fields | {"schema_version": version, "name": name, "edits": edits}, "edits")
    inner: Schema = {
        "type": "object",
        "description": "What-ifs by name.",
        "propertyNames": {"pattern": name["pattern"], "maxLength": name["maxLength"]},
        "additionalProperties": {"anyOf": [among, edits]},
        "minProperties": 1,
    }
    several = _closed({"schema_version": version, SEVERAL: inner}, SEVERAL)
    return {
        "$schema": DIALECT,
        "$id": f"urn:coeplan:edits:{WHAT_IF_SCHEMA_VERSION}",
        "title": "Edits",
        "description": whole["description"],
        "$defs": whole["$defs"],
        "anyOf": [alone, several, edits],
    }


def _closed(fields: dict[str, Schema], needed: str) -> Schema:
    """Return the schema of a map with these fields and no others."""
    return {"type": "object", "properties": fields, "required": [needed], "additionalProperties": False}
