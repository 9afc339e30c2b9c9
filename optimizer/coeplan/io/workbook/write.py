"""Writes an instance as a workbook: a sheet for each concept, with units, meaning, drop-downs and checked ranges."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, cast

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from coeplan_models import ANY, Instance, dotted

from ..catalogue import CatalogueEntry
from ..cell_names import cell_name
from ..tree import Path, Scalar
from .catalogue_sheet import CATALOGUE_SHEET, catalogue_sheet
from .checks import LIST_SHEET, ROWS, Check, check_of, is_long, reference
from .columns import KIND, PERIOD_COLUMN, Column
from .gather import PATH, VALUE
from .layout import (
    FIELD,
    FIRST_FORM_ROW,
    FIRST_ROW,
    HEADER_ROW,
    MARKERS,
    MEANING_ROW,
    MORE,
    RARE,
    START,
    TITLE_ROW,
    UNIT_ROW,
    Table,
    contract,
    tables,
)
from .look import TABS, Look
from .spread import Row, Rows, spread
from .start import start_page
from .wording import expected, kinds_of, meaning, origin

_MADE = datetime(2000, 1, 1)
"""Date of making that every workbook states, so that the same instance is the same file."""

_FORMULA_STARTS = ("=", "+", "-", "@")
_MOST_TEXT_WIDTH, _NUMBER_WIDTH, _TEXT_WIDTH = 60, 15, 24


def workbook_bytes(instance: Instance, about: str = "", catalogue: Sequence[CatalogueEntry] = ()) -> bytes:
    """Return the content of a workbook that states an instance.

    Parameters
    ----------
    instance : Instance
        The instance; reading the workbook gives the same.
    about : str
        What people should know of its values before they use them, told on the first sheet; nothing where empty.
    catalogue : sequence of CatalogueEntry
        Entries to show on a sheet that is not read, so that people see what ``extends`` can take; no sheet where empty.

    Returns
    -------
    bytes
        An ``.xlsx`` file; the same for the same instance.
    """
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(target, options) as workbook:
        workbook.set_properties({"title": instance.title or instance.name, "created": _MADE})
        _Writer(workbook, instance).write(about, catalogue)
    return target.getvalue()


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, workbook: Workbook, instance: Instance) -> None:
        self._workbook = workbook
        self._instance = instance
        self._look = Look(workbook)
        self._rows: Rows = spread(instance)
        self._heads = {table.sheet: self._headers(table) for table in tables()}
        self._stated: dict[str, tuple[str, Scalar]] = {}
        self._lists: list[list[str]] = []

    def write(self, about: str, catalogue: Sequence[CatalogueEntry]) -> None:
        start = self._workbook.add_worksheet(START)
        for table in tables():
            sheet = self._workbook.add_worksheet(table.sheet)
            sheet.set_tab_color(TABS[table.group])
            (self._form if table.is_form else self._table)(sheet, table)
            if table.sheet in RARE and not self._rows[table.sheet]:
                sheet.hide()
        self._more(self._workbook.add_worksheet(MORE))
        if catalogue:
            catalogue_sheet(self._workbook.add_worksheet(CATALOGUE_SHEET), self._look, catalogue, self._stated)
        self._long_lists(self._workbook.add_worksheet(LIST_SHEET))
        start_page(start, self._look, self._rows, about, lists_catalogue=bool(catalogue))
        start.activate()

    def _headers(self, table: Table) -> tuple[str, ...]:
        """Return the heads of a table's columns: keys, fields, then the periods of its series."""
        own = [column.header for column in table.columns]
        series = [column.header for column in table.columns if "series" in column.forms]
        used = {head for row in self._rows[table.sheet] for head in row.cells}
        periods = {int(match[2]) for head in used if (match := PERIOD_COLUMN.fullmatch(head)) and match[1] in series}
        columns = sorted(periods | set(range(self._instance.horizon.periods)))
        return (*table.keys, *own, *(f"{head} {period}" for head in series for period in columns))

    def _table(self, sheet: Worksheet, table: Table) -> None:
        heads = self._heads[table.sheet]
        sheet.write_string(TITLE_ROW - 1, 0, f"{table.sheet}: {table.about}", self._look["title"])
        by_head = {column.header: column for column in table.columns}
        for position, head in enumerate(heads):
            if position < len(table.keys):
                self._key_column(sheet, table, position, head)
            elif head in by_head:
                self._column(sheet, table, position, by_head[head])
            else:
                self._period_column(sheet, position, head)
        for row, marker in MARKERS.items():
            sheet.write_string(row - 1, 0, marker, self._look["unit"])
        sheet.set_row(MEANING_ROW - 1, 84)
        sheet.freeze_panes(FIRST_ROW - 1, max(1, len(table.keys)))
        for number, row in enumerate(self._rows[table.sheet], start=FIRST_ROW):
            self._record(sheet, table, number, row)
        if table.keys == ("value_of",):
            self._values_of_figures(sheet, len(heads))

    def _key_column(self, sheet: Worksheet, table: Table, position: int, head: str) -> None:
        sheet.set_column(position, position, _TEXT_WIDTH)
        sheet.write_string(HEADER_ROW - 1, position, head, self._look["needed"])
        if position:
            needed = all(head in slot.keys for slot in table.slots)
            sheet.write_string(UNIT_ROW - 1, position, "text" if needed else "text, or empty", self._look["unit"])
            said = "What the row belongs to." if needed else "What the row belongs to, where it is not for all."
            sheet.write_string(MEANING_ROW - 1, position, said, self._look["meaning"])
        self._check(sheet, position, reference(head, table, self._heads))

    def _column(self, sheet: Worksheet, table: Table, position: int, column: Column) -> None:
        kinds = next((each.choices for each in table.columns if each.path[-1] == "kind"), ())
        is_text = column.holds_only("text", "list")
        sheet.set_column(position, position, _TEXT_WIDTH if is_text else _NUMBER_WIDTH)
        sheet.write_string(HEADER_ROW - 1, position, column.header, self._look["needed" if column.needed else "head"])
        sheet.write_string(UNIT_ROW - 1, position, expected(column), self._look["unit"])
        sheet.write_string(MEANING_ROW - 1, position, meaning(column, kinds), self._look["meaning"])
        self._check(sheet, position, check_of(column, table, self._heads))
        self._kinds(sheet, (HEADER_ROW, position + 1), table, column)

    def _kinds(self, sheet: Worksheet, place: tuple[int, int], table: Table, column: Column) -> None:
        """Tell in a note at the head of a field what each kind of record is, where it says the kind."""
        if column.path[-1] == KIND:
            kinds = contract().kinds((*table.slots[0].path, *column.path[:-1]))
            note = {"width": 520, "height": 24 + 34 * len(kinds), "author": "coeplan"}
            if kinds:
                sheet.write_comment(place[0] - 1, place[1] - 1, kinds_of(kinds), note)

    def _period_column(self, sheet: Worksheet, position: int, head: str) -> None:
        period = int(head.rpartition(" ")[2])
        sheet.set_column(position, position, _NUMBER_WIDTH)
        sheet.write_string(HEADER_ROW - 1, position, head, self._look["head"])
        sheet.write_string(UNIT_ROW - 1, position, f"from {self._month(period)}", self._look["unit"])
        sheet.write_string(MEANING_ROW - 1, position, f"Value in period {period}.", self._look["meaning"])

    def _month(self, period: int) -> str:
        """Return the first month of a period, ``YYYY-MM``; of one beyond the horizon its number."""
        lengths = self._instance.horizon.period_months
        if period >= len(lengths):
            return f"period {period}"
        year, month = map(int, self._instance.horizon.start.split("-"))
        months = year * 12 + month - 1 + sum(lengths[:period])
        return f"{months // 12}-{months % 12 + 1:02}"

    def _check(self, sheet: Worksheet, position: int, check: Check) -> None:
        if check:
            sheet.data_validation(FIRST_ROW - 1, position, FIRST_ROW + ROWS - 1, position, self._sourced(check))

    def _sourced(self, check: Check) -> Check:
        """Return a check with a drop-down of many choices moved to a sheet of its own."""
        if not is_long(check):
            return check
        if check["source"] not in self._lists:
            self._lists.append(check["source"])
        letters = cell_name(1, self._lists.index(check["source"]) + 1)[:-1]
        return {**check, "source": f"='{LIST_SHEET}'!${letters}$1:${letters}${len(check['source'])}"}

    def _record(self, sheet: Worksheet, table: Table, number: int, row: Row) -> None:
        for position, head in enumerate(self._heads[table.sheet]):
            value = row.cells.get(head)
            look = "key" if position < len(table.keys) else ""
            self._cell(sheet, (number, position + 1), value, look)
            if head in row.paths and value is not None:
                self._state(sheet, (number, position + 1), value, row.paths[head])

    def _cell(self, sheet: Worksheet, place: tuple[int, int], value: Scalar, look: str = "") -> None:
        """Write a value as what it is; text is never taken for a formula."""
        row, column = place[0] - 1, place[1] - 1
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value, self._look[look or "number"])
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, self._look["amount" if abs(value) >= 10_000 else "number"])
        elif value is not None:
            quoted = value.startswith(_FORMULA_STARTS)
            sheet.write_string(row, column, value, self._look["quoted" if quoted else look or "text"])

    def _state(self, sheet: Worksheet, place: tuple[int, int], value: Scalar, path: Path) -> None:
        """Remember where a value stands, and tell in a note where it comes from.

        Figures of a value for all areas are written either way: as that of the field, or of its entry ``*``.
        """
        field = path[:-1] if path[-1] == ANY else path
        paths = (dotted(field), dotted((*field, ANY)))
        self._stated |= dict.fromkeys(paths, (f"='{sheet.get_name()}'!{cell_name(*place)}", value))
        figure = next((self._instance.figures[each] for each in paths if each in self._instance.figures), None)
        if figure is not None:
            note = {"width": 320, "height": 110, "author": "coeplan"}
            sheet.write_comment(place[0] - 1, place[1] - 1, origin(figure, self._instance), note)

    def _form(self, sheet: Worksheet, table: Table) -> None:
        sheet.write_string(TITLE_ROW - 1, 0, f"{table.sheet}: {table.about}", self._look["title"])
        for position, (head, width) in enumerate(((FIELD, 30), (VALUE, 44), ("(unit)", 34), ("(meaning)", 90))):
            sheet.write_string(HEADER_ROW - 1, position, head, self._look["head"])
            sheet.set_column(position, position, width)
        sheet.freeze_panes(FIRST_FORM_ROW - 1, 1)
        row = self._rows[table.sheet][0]
        for number, column in enumerate(table.columns, start=FIRST_FORM_ROW):
            value = row.cells.get(column.header)
            sheet.write_string(number - 1, 0, column.header, self._look["needed" if column.needed else "head"])
            sheet.write_string(number - 1, 2, expected(column), self._look["unit"])
            sheet.write_string(number - 1, 3, meaning(column, ()), self._look["unit"])
            if value is None:
                sheet.write_blank(number - 1, 1, None, self._look["text" if "text" in column.forms else "number"])
            else:
                self._cell(sheet, (number, 2), value)
                self._state(sheet, (number, 2), value, column.path)
            self._kinds(sheet, (number, 1), table, column)
            check = check_of(column, table, self._heads)
            sheet.data_validation(number - 1, 1, number - 1, 1, self._sourced(check))

    def _values_of_figures(self, sheet: Worksheet, position: int) -> None:
        """Write beside each figure the value that the instance holds, as a formula that follows it."""
        sheet.set_column(position, position, _NUMBER_WIDTH)
        sheet.write_string(HEADER_ROW - 1, position, "(value)", self._look["head"])
        sheet.write_string(MEANING_ROW - 1, position, "The value that the workbook holds now.", self._look["meaning"])
        for number, row in enumerate(self._rows["Figures"], start=FIRST_ROW):
            formula, value = self._stated.get(str(row.cells["value_of"]), ("", None))
            if formula and value is not None:
                sheet.write_formula(number - 1, position, formula, self._look["note"], cast("Any", value))

    def _more(self, sheet: Worksheet) -> None:
        title = f"{MORE}: what has no place on other sheets, by its path, as JSON: text in double quotes."
        sheet.write_string(TITLE_ROW - 1, 0, title, self._look["title"])
        for position, head in enumerate((PATH, VALUE)):
            sheet.set_column(position, position, _MOST_TEXT_WIDTH)
            sheet.write_string(HEADER_ROW - 1, position, head, self._look["head"])
        for number, row in enumerate(self._rows[MORE], start=FIRST_FORM_ROW):
            for position, head in enumerate((PATH, VALUE)):
                self._cell(sheet, (number, position + 1), row.cells[head])
        if not self._rows[MORE]:
            sheet.hide()

    def _long_lists(self, sheet: Worksheet) -> None:
        for column, choices in enumerate(self._lists):
            for row, choice in enumerate(choices):
                sheet.write_string(row, column, choice)
        sheet.hide()
