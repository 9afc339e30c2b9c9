"""Tables of numbers with titles at the left, periods or years across, and totals that are formulas."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from .book import Cell, Formula, Ref, Sheet, area, number_of, quoted
from .styles import Kind, Look, Role


@dataclass(frozen=True)
class Row:
    """A row of numbers that stands in a sheet."""

    sheet: str
    row: int
    first: int
    """Column of its first number."""
    values: tuple[float, ...]

    def ref(self, position: int) -> Ref:
        """Return one of its numbers; positions from 0, negative ones from the end."""
        place = range(len(self.values))[position]
        return Ref(self.sheet, self.row, self.first + place, self.values[position])

    @property
    def name(self) -> str:
        """Cell of its first text, as formulas and charts call it."""
        return area(self.sheet, (self.row, self.row), (0, 0)).rpartition(":")[0]

    def near(self, position: int) -> str:
        """Return one of its cells as formulas of its own sheet call it, in a column that stays."""
        return xl_rowcol_to_cell(self.row, self.first + range(len(self.values))[position], col_abs=True)

    def span(self, first: int = 0, last: int = -1) -> str:
        """Return the cells of its numbers from one position to another as formulas and charts call them."""
        places = range(len(self.values))
        columns = (self.first + places[first], self.first + places[last])
        return area(self.sheet, (self.row, self.row), columns)


class Grid:
    """A table that grows downwards.

    Parameters
    ----------
    sheet : Sheet
        Where it is written.
    top : int
        Row of its head, from 0.
    labels : sequence of str
        Heads of the columns of text.
    columns : sequence of (str, Kind) pairs
        Heads of the columns of numbers, and what they hold.
    """

    def __init__(
        self, sheet: Sheet, top: int, labels: Sequence[str], columns: Sequence[tuple[str | int, Kind]]
    ) -> None:
        self.sheet = sheet
        self.top = top
        self.next = top + 1
        self._labels = len(labels)
        self._kinds = [kind for _, kind in columns]
        heads: list[Cell] = [*labels, *(head for head, _ in columns)]
        # Years are numbers; shown without separators they are heads like any other.
        looks = [Look(role=Role.HEAD)] * self._labels + [Look(Kind.WHOLE, Role.HEAD)] * len(columns)
        sheet.put_row(top, heads, looks)
        for column, (head, _) in enumerate(columns, start=self._labels):
            if isinstance(head, str):
                sheet.put(top, column, head, Look(role=Role.HEAD, right=True))

    @property
    def heads(self) -> str:
        """The heads of all columns of numbers, as charts call them."""
        return self.heads_between(0, -1)

    def heads_between(self, first: int, last: int) -> str:
        """Return the heads of some columns of numbers, as charts call them."""
        places = range(len(self._kinds))
        columns = (self._labels + places[first], self._labels + places[last])
        return area(self.sheet.name, (self.top, self.top), columns)

    def add(self, labels: Sequence[str], cells: Sequence[float | Formula | None], role: Role = Role.PLAIN) -> Row:
        """Add a row; numbers are the plan's, formulas the workbook's own, and None leaves a cell empty.

        Parameters
        ----------
        labels : sequence of str
            Texts, one for each column of text.
        cells : sequence of float, Formula or None
            Numbers, one for each column of numbers.
        role : Role
            How the row stands out; ``Role.DETAIL`` is a row of the level below, which can be folded away.
        """
        indent = 1 if role is Role.DETAIL else 0
        looks = [Look(role=role, indent=indent), *[Look(role=role)] * (self._labels - 1)]
        for cell, kind in zip(cells, self._kinds, strict=True):
            looks.append(Look(kind, role, from_plan=not isinstance(cell, Formula)))
        self.sheet.put_row(self.next, [*labels, *cells], looks)
        if role is Role.DETAIL:
            self.sheet.raw.set_row(self.next, None, None, {"level": 1})
        values = tuple(number_of(cell) for cell in cells)
        self.next += 1
        return Row(self.sheet.name, self.next - 1, self._labels, values)

    def number_cell(self, position: int) -> str:
        """Return the cell of a number of the next row, as formulas of this sheet call it."""
        return xl_rowcol_to_cell(self.next, self._labels + position, col_abs=True)

    def head_cell(self, position: int) -> str:
        """Return the head of a column of numbers, as formulas of this sheet call it."""
        return xl_rowcol_to_cell(self.top, self._labels + position, row_abs=True)

    def head_far(self, position: int) -> str:
        """Return the head of a column of numbers, as charts call it."""
        return f"{quoted(self.sheet.name)}!{xl_rowcol_to_cell(self.top, self._labels + position, True, True)}"

    def label_cell(self, column: int) -> str:
        """Return the cell of a text of the next row, as formulas of this sheet call it."""
        return xl_rowcol_to_cell(self.next, column, col_abs=True)

    def across(self, cells: Sequence[float | Formula | None], first: int = 0) -> Formula:
        """Return the sum of cells that the next row will hold, ``first`` columns of numbers from the left."""
        column = self._labels + first
        return row_sum(self.next, (column, column + len(cells) - 1), cells)

    def sums(self, rows: Sequence[Row]) -> list[Formula]:
        """Return the sums of rows of this table, column by column."""
        return [column_sum([row.ref(position) for row in rows]) for position in range(len(self._kinds))]

    def skip(self) -> None:
        """Leave a row empty."""
        self.next += 1


def row_sum(row: int, columns: tuple[int, int], cells: Sequence[float | Formula | None]) -> Formula:
    """Return the sum of the cells of a row from one column to another, for a formula of the same sheet."""
    start, end = (xl_rowcol_to_cell(row, column) for column in columns)
    return Formula(f"=SUM({start}:{end})", math.fsum(number_of(cell) for cell in cells))


def column_sum(refs: Sequence[Ref]) -> Formula:
    """Return the sum of cells of one column: as a range where they stand one below the other."""
    if not refs:
        return Formula("=0", 0.0)
    in_line = [ref.row for ref in refs] == list(range(refs[0].row, refs[0].row + len(refs)))
    told = f"{refs[0].near}:{refs[-1].near}" if in_line and len(refs) > 1 else ",".join(ref.near for ref in refs)
    return Formula(f"=SUM({told})", math.fsum(ref.value for ref in refs))


def column_between(rows: Sequence[Row], position: int) -> str:
    """Return one column of rows that stand one below the other, as formulas and charts call it."""
    column = rows[0].first + position
    return area(rows[0].sheet, (rows[0].row, rows[-1].row), (column, column))


def weighted_mean(rows: Sequence[Row], weight: int, position: int) -> Formula:
    """Return the sum of one column of rows that stand one below the other, weighted by another column of theirs."""
    value = math.fsum(row.values[weight] * row.values[position] for row in rows)
    return Formula(f"=SUMPRODUCT({column_between(rows, weight)},{column_between(rows, position)})", value)
