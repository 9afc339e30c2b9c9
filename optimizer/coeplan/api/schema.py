"""The JSON Schemas of what coeplan reads and writes."""

from typing import Any, Literal

from coeplan.io import json_schema
from coeplan.whatif.schema import edits_schema

SchemaKind = Literal["instance", "plan", "edits", "study", "observed", "uncertainty"]


def schema(kind: SchemaKind = "instance") -> dict[str, Any]:
    """Return the JSON Schema of a kind of file, with the unit of every number.

    Parameters
    ----------
    kind : {"instance", "plan", "edits", "study", "observed", "uncertainty"}
        Which one.

    Returns
    -------
    dict
        The schema, in draft 2020-12.
    """
    return edits_schema() if kind == "edits" else json_schema(kind)
