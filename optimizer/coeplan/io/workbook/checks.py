"""Drop-downs and checked ranges of a workbook's columns, made from the same declarations as the contract's checks."""

from collections.abc import Mapping
from typing import Any

from ..cell_names import column_name
from .columns import Column
from .layout import FIRST_ROW, Table
from .wording import expected, meaning

Check = dict[str, Any]

LIST_SHEET = "(lists)"
"""Sheet of choices that are too many for a drop-down's own text; its name keeps it from being read."""

ROWS = 1_000
"""Rows of a table that are checked while people type."""

_NAMED: Mapping[str, tuple[str, str]] = {
    "area": ("Areas", "area"),
    "partner": ("Areas", "area"),
    "location": ("Locations", "location"),
    "headquarters": ("Locations", "location"),
    "country": ("Locations", "country"),
    "region": ("Locations", "region"),
    "role": ("Roles and pay", "role"),
    "operating_model": ("Operating models", "operating_model"),
    "to_model": ("Operating models", "operating_model"),
    "future": ("Futures", "future"),
    "process": ("Processes", "process"),
    "plan": ("Reference plans", "plan"),
    "node": ("Nodes", "node"),
    "parent": ("Nodes", "node"),
}
"""Columns whose words stand on another sheet, and in which column there."""

_LONGEST_LIST, _LONGEST_TITLE, _LONGEST_MESSAGE = 250, 32, 255


def reference(header: str, table: Table, heads: Mapping[str, tuple[str, ...]]) -> Check:
    """Return the drop-down of words defined on another sheet; empty where a column has none.

    Parameters
    ----------
    header : str
        Head of the column.
    table : Table
        Its table.
    heads : mapping
        Heads of each sheet's columns.
    """
    sheet, column = _NAMED.get(header.rpartition(".")[2], ("", ""))
    if sheet in ("", table.sheet) or column not in heads.get(sheet, ()):
        return {}
    letters = column_name(heads[sheet].index(column) + 1)
    area = f"='{sheet}'!${letters}${FIRST_ROW}:${letters}${FIRST_ROW + ROWS}"
    said = f"Words of sheet {sheet}, column {column}. Others are checked when the workbook is read."
    return {"validate": "list", "source": area, "error_type": "warning", "error_message": said}


def check_of(column: Column, table: Table, heads: Mapping[str, tuple[str, ...]]) -> Check:
    """Return the check of a column's cells, with what people see when they select one."""
    kinds = next((each.choices for each in table.columns if each.path[-1] == "kind"), ())
    named = reference(column.header, table, heads) if column.holds_only("text") else {}
    return {
        **(named or _own_check(column)),
        "input_title": column.header[:_LONGEST_TITLE],
        "input_message": _cut(f"{expected(column)}. {meaning(column, kinds)}", _LONGEST_MESSAGE),
    }


def _own_check(column: Column) -> Check:
    if column.holds_only("boolean"):
        return {"validate": "list", "source": ["TRUE", "FALSE"]}
    if column.choices and column.holds_only("text"):
        return {"validate": "list", "source": list(column.choices)}
    if column.holds_only("number", "integer", "each", "bands"):
        return _range(column)
    return {"validate": "any"}


def is_long(check: Check) -> bool:
    """Whether a drop-down's choices are too long to be part of the check itself."""
    source = check.get("source")
    return isinstance(source, list) and len(",".join(map(str, source))) > _LONGEST_LIST


def _range(column: Column) -> Check:
    limits = dict(column.limits)
    kind = "integer" if column.holds_only("integer") else "decimal"
    said = {"error_title": "Out of range", "error_message": _cut(f"Expected: {expected(column)}", _LONGEST_MESSAGE)}
    least, most = limits.get("minimum"), limits.get("maximum")
    if least is not None and most is not None:
        return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most, **said}
    for name, criteria in _CRITERIA.items():
        if name in limits:
            return {"validate": kind, "criteria": criteria, "value": limits[name], **said}
    return {"validate": kind, "criteria": "between", "minimum": -1e15, "maximum": 1e15, **said}


_CRITERIA = {"minimum": ">=", "exclusiveMinimum": ">", "maximum": "<=", "exclusiveMaximum": "<"}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."
