"""Single values in cells: how one is written, whether it would survive, and what a filled cell says."""

import json
import math
import re
from collections.abc import Mapping
from typing import cast

from ...core.errors import InputError
from ..read_json import read_json
from ..scalars import number_value
from ..tree import Mark, Node, Plain, Scalar, boxed, plain, refuse, shortened
from .columns import Column
from .sheets import Cell

NONE = "(none)"
"""Word of a cell that states null, as overrides do where a term does not hold at all."""

LIST_WORD, STEPS_WORD = "each period", "from period"
"""Words of a series' own cell, whose numbers stand in the columns of the periods: one for each period, or one from
each period on that has a number."""

LONGEST_WRITTEN = 30_000
"""Most letters that are written into a cell; spreadsheets take a few more."""

SEPARATOR = ";"
_AWKWARD = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
"""What spreadsheets change, lose or refuse in a text."""

_BOOLEANS = {"true": True, "false": False}
_MONTH = "\\d\\d-(0[1-9]|1[0-2])"
_MOST_EXACT = 15
"""Decimal digits that every spreadsheet keeps."""


def survives(value: Plain) -> bool:
    """Whether a scalar comes back as it is from a cell of any spreadsheet."""
    if isinstance(value, str):
        return value == value.strip() != "" and len(value) <= LONGEST_WRITTEN and not _AWKWARD.search(value)
    if isinstance(value, float):
        return float(f"{value:.{_MOST_EXACT}g}") == value and not _is_negative_zero(value)
    return isinstance(value, bool) or (isinstance(value, int) and abs(value) < 10**_MOST_EXACT)


def _is_negative_zero(value: float) -> bool:
    return value == 0 and math.copysign(1, value) < 0


def written(value: Plain, column: Column) -> Scalar:
    """Return what the cell of a value holds; ``None`` where no cell can hold it."""
    if value is None:
        return NONE
    if isinstance(value, list):
        return _listed(value) if "list" in column.forms else None
    if isinstance(value, dict) or not survives(value) or value == NONE:
        return None
    fits = {str: "text", bool: "boolean", int: "number", float: "number"}[type(value)]
    whole = fits == "number" and "integer" in column.forms
    return value if fits in column.forms or whole else None


def _listed(items: list[Plain]) -> str | None:
    """Return a list as the text of a cell: its entries with separators, or JSON where these would not do."""
    if len(items) > 1 and all(isinstance(item, int | float) and survives(item) for item in items):
        return _short(f"{SEPARATOR} ".join(json.dumps(item) for item in items))
    if items and all(isinstance(item, str) and survives(item) and not re.search(r'[;,\n"\[{]', item) for item in items):
        return _short(f"{SEPARATOR} ".join(map(str, items)))
    return _short(json.dumps(items))


def _short(text: str) -> str | None:
    return text if survives(text) else None


def read_value(cell: Cell, column: Column, mark: Mark) -> Node:
    """Return what a filled cell says.

    Parameters
    ----------
    cell : Cell
        The cell.
    column : Column
        What may stand there; what may not is passed on as it is, for the contract to refuse.
    mark : Mark
        Where the cell is.

    Raises
    ------
    InputError
        If it holds a date, an error, a formula without result, or a list that cannot be read.
    """
    value = read_scalar(cell, mark, month=_MONTH in column.pattern)
    if isinstance(value, str):
        return _read_text(value.strip(), column, mark)
    if isinstance(value, int) and not isinstance(value, bool) and column.holds_only("list") and column.of_numbers:
        return boxed([value], mark)
    if isinstance(value, int) and not isinstance(value, bool) and column.holds_only("text", "list"):
        return _read_text(str(value), column, mark)
    return boxed(value, mark)


def _read_text(text: str, column: Column, mark: Mark) -> Node:
    if text == NONE:
        return boxed(None, mark)
    if "list" in column.forms:
        return boxed(_read_list(text, column, mark), mark)
    if "boolean" in column.forms:
        return boxed(_BOOLEANS.get(text.lower(), text), mark)
    return boxed(text, mark)


def _read_list(text: str, column: Column, mark: Mark) -> Plain:
    if text.startswith("["):
        return read_json_text(text, mark)
    # A comma may stand within a number, which nobody can tell from one between two numbers.
    parts = [part.strip() for part in re.split("[;\n]" if column.of_numbers else "[;,\n]", text)]
    if not column.of_numbers:
        return cast("Plain", parts)
    numbers = [number_value(part) for part in parts]
    return [part if number is None else number for part, number in zip(parts, numbers, strict=True)]


def read_json_text(text: str, mark: Mark) -> Plain:
    """Return what the JSON of a cell says."""
    try:
        return plain(read_json(text, mark.origin))
    except InputError as error:
        faults = [fault.model_copy(update={"place": mark.place()}) for fault in error.faults]
        raise InputError(faults) from error


def read_scalar(cell: Cell, mark: Mark, *, month: bool = False) -> Scalar:
    """Return the scalar of a filled cell; where a month is asked for, the first day of one will do."""
    if cell.kind == "date":
        found = re.fullmatch(r"(\d\d\d\d-\d\d)-01", str(cell.value))
        if month and found:
            return found[1]
        expected = "a month such as 2027-01, as text" if month else "a number or text; format the cell as a number"
        raise refuse("date_in_cell", f"the cell holds the date {shortened(cell.value)}", mark, expected)
    if cell.kind in _REFUSED:
        code, message, expected = _REFUSED[cell.kind]
        raise refuse(code, message.format(shortened(cell.value)), mark, expected)
    return cell.value


_REFUSED: Mapping[str, tuple[str, str, str]] = {
    "error": ("error_in_cell", "the cell shows the error {}", "a value, or a formula that can be computed"),
    "no_result": (
        "formula_without_result",
        "the cell holds a formula whose result was never stored",
        "a value; or open the workbook in a spreadsheet and save it, which stores results",
    ),
}


def keyed(cell: Cell, mark: Mark) -> str:
    """Return the key that a cell of a key column holds, as text."""
    value = read_scalar(cell, mark)
    if isinstance(value, bool | float):
        expected = "text; format the cell as text and type it again"
        raise refuse("bad_key", f"{shortened(value)} cannot be a key", mark, expected)
    return str(value).strip()
