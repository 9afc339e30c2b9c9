"""Names of cells as spreadsheets write them: ``C7`` is row 7, column 3."""

import re

_NAME = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")

LAST_ROW = 1_048_576
"""Rows of a sheet."""

LAST_COLUMN = 16_384
"""Columns of a sheet."""


def column_name(column: int) -> str:
    """Return the letters of a column, from 1: ``A``, ``Z``, ``AA``."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell, both from 1."""
    return f"{column_name(column)}{row}"


def cell_at(name: str) -> tuple[int, int] | None:
    """Return row and column, from 1, of a cell's name; ``None`` where it is no such name."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(match[2])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None
