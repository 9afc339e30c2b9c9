"""A workbook in memory: sheets with safe texts, formulas with their values, and one set-up for printing."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from .styles import Kind, Look, Role, Styles
from .texts import cell_text, header_text, looks_like_formula, sheet_name

EVERYWHERE = "A1:XFD1048576"
"""All cells of a sheet."""


@dataclass(frozen=True)
class Formula:
    """A formula with the value that readers without a calculation engine show."""

    text: str
    """The formula, with its sign of equality."""
    value: float | str
    """What it comes to."""


@dataclass(frozen=True)
class Ref:
    """A cell with a number, for formulas elsewhere."""

    sheet: str
    """Name of its sheet."""
    row: int
    """Row, from 0."""
    column: int
    """Column, from 0."""
    value: float
    """The number that stands there."""

    @property
    def near(self) -> str:
        """The cell as formulas of its own sheet call it."""
        return xl_rowcol_to_cell(self.row, self.column)

    @property
    def far(self) -> str:
        """The cell as formulas of other sheets call it."""
        return f"{quoted(self.sheet)}!{xl_rowcol_to_cell(self.row, self.column, row_abs=True, col_abs=True)}"

    @property
    def link(self) -> Formula:
        """The formula of a cell elsewhere that shows this one."""
        return Formula(f"={self.far}", self.value)


Cell = str | float | int | Formula | None
"""What a cell may hold."""


def number_of(cell: Cell) -> float:
    """Return the number that a cell holds or comes to.

    Raises
    ------
    TypeError
        If it is a text.
    """
    value = cell.value if isinstance(cell, Formula) else cell
    if isinstance(value, str):
        raise TypeError(f"{value!r} is a text, not a number")
    return 0.0 if value is None else float(value)


def quoted(sheet: str) -> str:
    """Return the name of a sheet as formulas call it."""
    doubled = sheet.replace("'", "''")
    return f"'{doubled}'"


def area(sheet: str, rows: tuple[int, int], columns: tuple[int, int]) -> str:
    """Return a range of cells, ends included, as formulas of any sheet call it."""
    first = xl_rowcol_to_cell(rows[0], columns[0], row_abs=True, col_abs=True)
    last = xl_rowcol_to_cell(rows[1], columns[1], row_abs=True, col_abs=True)
    return f"{quoted(sheet)}!{first}:{last}"


class Sheet:
    """One sheet: where it is written, and by which name formulas call it."""

    def __init__(self, worksheet: Worksheet, name: str, styles: Styles) -> None:
        self.raw = worksheet
        self.name = name
        self._styles = styles

    def put(self, row: int, column: int, cell: Cell, look: Look) -> None:
        """Write one cell; a text is never a formula, whatever it begins with."""
        if isinstance(cell, str) and (text := cell_text(cell)):
            as_text = replace(look, kind=Kind.TEXT, from_plan=False, quoted=looks_like_formula(text))
            self.raw.write_string(row, column, text, self._styles.of(as_text))
        elif isinstance(cell, Formula):
            value: Any = cell.value
            self.raw.write_formula(row, column, cell.text, self._styles.of(look), value)
        elif cell is None or isinstance(cell, str):
            self.raw.write_blank(row, column, None, self._styles.of(look))
        else:
            self.raw.write_number(row, column, cell, self._styles.of(look))

    def put_row(self, row: int, cells: Sequence[Cell], looks: Sequence[Look]) -> None:
        """Write a row from its first column on."""
        for column, (cell, look) in enumerate(zip(cells, looks, strict=True)):
            self.put(row, column, cell, look)

    def wide(self, row: int, columns: int, text: str, look: Look) -> None:
        """Write a text across some columns of a row."""
        self.raw.merge_range(row, 0, row, columns - 1, None, self._styles.of(look))
        self.put(row, 0, text, look)

    def title(self, text: str, note: str) -> None:
        """Write the sheet's title and, below it, what it shows in which unit."""
        self.raw.set_row(0, 26)
        self.put(0, 0, text, Look(role=Role.TITLE))
        self.put(1, 0, note, Look(role=Role.NOTE))

    def section(self, row: int, text: str, columns: int) -> None:
        """Write the title of a part across some columns."""
        self.raw.set_row(row, 18)
        self.put_row(row, [text, *[None] * (columns - 1)], [Look(role=Role.SECTION)] * columns)

    def widths(self, *widths: float) -> None:
        """Set the widths of the first columns, in letters."""
        for column, width in enumerate(widths):
            self.raw.set_column(column, column, width)

    def freeze(self, row: int, column: int) -> None:
        """Keep the rows above and the columns before in sight, and repeat those rows on every printed page.

        Where tables of other columns follow below, the head of the first table is not among those rows.
        """
        self.raw.freeze_panes(row, column)
        self.raw.repeat_rows(0, row - 1)

    def on_one_page(self) -> None:
        """Print the sheet on a single page, so that no chart is cut in two."""
        self.raw.fit_to_pages(1, 1)

    def chart(self, row: int, column: int, chart: Chart, description: str) -> None:
        """Put a chart with its corner at a cell; the description is read out where it cannot be seen.

        A chart that has nothing to draw, as of a plan without people or money, is left out.
        """
        if chart.series:
            self.raw.insert_chart(row, column, chart, {"description": cell_text(description), "object_position": 2})

    def link(self, row: int, column: int, sheet: str, look: Look) -> None:
        """Write the name of a sheet as a link to it."""
        target = f"internal:{quoted(sheet)}!A1"
        self.raw.write_url(row, column, target, self._styles.of(look), cell_text(sheet))


class Book:
    """A workbook that is made in memory.

    Parameters
    ----------
    largest_amount : float
        Largest amount of money, which says how many digits amounts show.
    whole_heads : bool
        Whether all heads are whole numbers.
    """

    def __init__(self, largest_amount: float, whole_heads: bool) -> None:
        self._target = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }
        self.raw = Workbook(self._target, options)
        self.styles = Styles(self.raw, largest_amount, whole_heads)
        self._names: list[str] = []

    def sheet(self, wanted: str) -> Sheet:
        """Add a sheet under a name that Excel allows."""
        name = sheet_name(wanted, self._names)
        self._names.append(name)
        worksheet = self.raw.add_worksheet(name)
        worksheet.hide_gridlines(2)
        worksheet.outline_settings(symbols_below=False)
        # Identifiers and futures may be called "2028" without being numbers.
        worksheet.ignore_errors({"number_stored_as_text": EVERYWHERE})
        worksheet.set_landscape()
        worksheet.fit_to_pages(1, 0)
        worksheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
        return Sheet(worksheet, name, self.styles)

    def describe(self, title: str, subject: str, created: datetime | None) -> None:
        """State what the file is about, and on every printed page which sheet of it that is."""
        said: dict[str, Any] = {"title": cell_text(title), "subject": cell_text(subject), "author": "coeplan"}
        self.raw.set_properties(said | ({} if created is None else {"created": created}))
        for worksheet in self.raw.worksheets():
            worksheet.set_header(f"&L{header_text(title)}&R&A")
            worksheet.set_footer(f"&L{header_text(subject)}&RPage &P of &N")

    def content(self) -> bytes:
        """Close the workbook and return its file."""
        self.raw.close()
        return self._target.getvalue()
