"""The JSON Schemas of what coeplan reads and writes."""

from typing import Any, Literal

from coeplan.io import json_schema

SchemaKind = Literal["instance", "plan"]


def schema(kind: SchemaKind = "instance") -> dict[str, Any]:
    """Return the JSON Schema of instances or of plans, with the unit of every number.

    Parameters
    ----------
    kind : {"instance", "plan"}
        Which one.

    Returns
    -------
    dict
        The schema, in draft 2020-12.
    """
    return json_schema(kind)
