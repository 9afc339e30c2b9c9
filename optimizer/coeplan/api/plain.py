"""Records as plain values that JSON can hold."""

import dataclasses
from typing import Any, cast


def plain_values(record: Any) -> dict[str, object]:
    """Return a dataclass as a map of plain values, those within turned as well."""
    return cast("dict[str, object]", dataclasses.asdict(record))
