"""Lists with a filter in their head: one row a fact."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .book import Cell, Formula, Sheet, area, number_of
from .styles import Kind, Look, Role

LINE_HEIGHT = 13.5
"""Points that a line of a text takes."""

MOST_LINES = 8
"""So many lines of a text are shown; the cell holds all of it."""


@dataclass(frozen=True)
class Column:
    """A column of a list."""

    head: str | int
    """What stands above it; years are numbers."""
    width: float
    """Width in letters."""
    kind: Kind = Kind.TEXT
    """What its cells hold."""
    wraps: bool = False
    """Whether long texts go on in further lines."""


@dataclass(frozen=True)
class Listed:
    """A list that stands in a sheet."""

    sheet: str
    first: int
    """Row of its first fact, from 0."""
    count: int
    """Number of facts."""

    def column(self, number: int) -> str:
        """Return the cells of a column as formulas call them; at least one, so that the range is one."""
        return area(self.sheet, (self.first, self.first + max(1, self.count) - 1), (number, number))


def write_list(sheet: Sheet, top: int, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Listed:
    """Write a list with its head in a row, a filter in it, and the widths of its columns.

    Parameters
    ----------
    sheet : Sheet
        Where to.
    top : int
        Row of the head, from 0.
    columns : sequence of Column
        Columns, from the sheet's first.
    rows : iterable of sequences of cells
        Facts. Numbers are the plan's, formulas the workbook's own.
    """
    sheet.widths(*(column.width for column in columns))
    for number, column in enumerate(columns):
        is_year = not isinstance(column.head, str)
        right = column.kind is not Kind.TEXT and not is_year
        look = Look(Kind.WHOLE if is_year else Kind.TEXT, Role.HEAD, right=right)
        sheet.put(top, number, column.head, look)
    computed = [Look(column.kind, wraps=column.wraps) for column in columns]
    of_plan = [replace(look, from_plan=look.kind not in (Kind.TEXT, Kind.WHOLE)) for look in computed]
    count = 0
    for count, row in enumerate(rows, start=1):
        _set_height(sheet, top + count, columns, row)
        looks = (computed if isinstance(cell, Formula) else of_plan for cell in row)
        sheet.put_row(top + count, row, [those[number] for number, those in enumerate(looks)])
    sheet.raw.autofilter(top, 0, top + count, len(columns) - 1)
    return Listed(sheet.name, top + 1, count)


def _set_height(sheet: Sheet, row: int, columns: Sequence[Column], cells: Sequence[Cell]) -> None:
    """Make a row as high as its longest text asks for; not every program does so by itself."""
    pairs = [(column.width, cell) for column, cell in zip(columns, cells, strict=True) if column.wraps]
    lines = max((-(-len(cell) // int(width)) for width, cell in pairs if isinstance(cell, str)), default=1)
    if lines > 1:
        sheet.raw.set_row(row, LINE_HEIGHT * min(lines, MOST_LINES))


def filtered_list(
    sheet: Sheet, top: int, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], labels: int
) -> Listed:
    """Write a list below a line that adds up the rows which its filter shows.

    Parameters
    ----------
    sheet : Sheet
        Where to.
    top : int
        Row of the line of sums, from 0; the head stands below it.
    columns : sequence of Column
        Columns, from the sheet's first.
    rows : sequence of sequences of cells
        Facts.
    labels : int
        So many columns at the left are not added up.
    """
    listed = write_list(sheet, top + 1, columns, rows)
    looks = [Look(column.kind, Role.SUBTOTAL) for column in columns]
    sums = [
        Formula(f"=SUBTOTAL(109,{listed.column(number)})", math.fsum(number_of(row[number]) for row in rows))
        for number in range(labels, len(columns))
    ]
    sheet.put_row(top, ["Sum of the rows shown", *[None] * (labels - 1), *sums], looks)
    return listed
