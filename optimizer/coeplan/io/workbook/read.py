"""Reads an instance from a workbook, with the sheet and cell of everything."""

from collections.abc import Iterator, Sequence

from coeplan_models import Fault

from ...core.errors import InputError
from ..cell_names import cell_at, column_name
from ..expectations import nearest_names
from ..tree import Mark, Node, Origin, PartlyReadError, refuse, shortened
from .columns import PERIOD_COLUMN
from .gather import PATH, VALUE, Filled, Gathering, Row
from .layout import FIELD, FIRST_FORM_ROW, FIRST_ROW, HEADER_ROW, MARKERS, MORE, START, Table, tables
from .sheets import Sheet, read_sheets


def read_workbook(origin: Origin) -> Node:
    """Return what the workbook of an instance says.

    Parameters
    ----------
    origin : Origin
        The file, ``*.xlsx``.

    Returns
    -------
    Node
        The data, each value with its sheet and cell.

    Raises
    ------
    PartlyReadError
        If some of its cells or sheets cannot be read; it carries what the others say.
    InputError
        If none can: the file is damaged, too large, locked, or no workbook.
    """
    reader = _Reader(origin)
    reader.read(read_sheets(origin))
    root = reader.gathering.root()
    if reader.gathering.faults:
        raise PartlyReadError(reader.gathering.faults, root)
    return root


class _Reader:
    """Finds the tables of a workbook and their rows."""

    def __init__(self, origin: Origin) -> None:
        self.gathering = Gathering()
        self._origin = origin

    def read(self, sheets: list[Sheet]) -> None:
        found = {sheet.name.strip().casefold(): sheet for sheet in sheets}
        for table in tables():
            sheet = found.pop(table.sheet.casefold(), None)
            if sheet is not None:
                self._check_merged(sheet)
                self.gathering.rows(table, self._form(table, sheet) if table.is_form else self._rows(table, sheet))
        self.gathering.settle()
        more = found.pop(MORE.casefold(), None)
        if more is not None:
            self._check_merged(more)
            self.gathering.more(self._more(more))
        for sheet in found.values():
            if sheet.name.strip() != START and not _is_note(sheet.name.strip()) and sheet.cells:
                self._unknown_sheet(sheet)

    def _mark(self, sheet: Sheet, place: tuple[int, int]) -> Mark:
        return Mark(self._origin, *place, sheet.name)

    def _refuse(self, code: str, message: str, mark: Mark, expected: str) -> None:
        self.gathering.note(refuse(code, message, mark, expected))

    def _unknown_sheet(self, sheet: Sheet) -> None:
        known = (*(table.sheet for table in tables()), MORE)
        place = self._mark(sheet, min(sheet.cells)).place()
        fault = Fault(
            code="unknown_sheet",
            message=f"there is no sheet {shortened(sheet.name)!r} in a workbook of an instance",
            value=shortened(sheet.name),
            expected=f"one of {', '.join(known)}; or a name in parentheses, as of a sheet of notes",
            nearest=nearest_names(sheet.name, known),
            place=place,
        )
        self.gathering.note(InputError([fault]))

    def _check_merged(self, sheet: Sheet) -> None:
        for area in sheet.merged:
            corners = [cell_at(corner) for corner in area.split(":")]
            last = max((corner[0] for corner in corners if corner), default=HEADER_ROW)
            if last >= HEADER_ROW:
                first = next((corner for corner in corners if corner), (1, 1))
                message = f"the cells {shortened(area)} are merged"
                self._refuse("merged_cells", message, self._mark(sheet, first), "one cell for each value; unmerge them")

    def _heads(self, sheet: Sheet, known: Sequence[str], series: frozenset[str] = frozenset()) -> dict[int, str]:
        """Return the heads of the columns that are read, by column; what is wrong with them is noted."""
        heads: dict[int, str] = {}
        strange: set[int] = set()
        for (row, column), cell in sorted(sheet.cells.items()):
            if row == HEADER_ROW:
                head, mark = str(cell.value).strip(), self._mark(sheet, (row, column))
                of_period = PERIOD_COLUMN.fullmatch(head)
                if _is_note(head):
                    strange.add(column)
                elif head in heads.values():
                    self._refuse("duplicate_key", f"column {shortened(head)!r} stands twice", mark, "each column once")
                elif head in known or (of_period and of_period[1] in series):
                    heads[column] = head
                else:
                    strange.add(column)
                    self._unknown_column(head, known, mark)
            elif row > HEADER_ROW and column not in heads and column not in strange:
                strange.add(column)
                message = f"column {column_name(column)} holds values, but its row {HEADER_ROW} says not of what"
                expected = f"the name of a column in row {HEADER_ROW}, or one in parentheses for notes"
                self._refuse("missing_key", message, self._mark(sheet, (row, column)), expected)
        return heads

    def _unknown_column(self, head: str, known: Sequence[str], mark: Mark) -> None:
        fault = Fault(
            code="unknown_key",
            message=f"there is no column {shortened(head)!r} on this sheet",
            value=shortened(head),
            expected=f"one of {', '.join(known)}; or a name in parentheses, as of a column of notes",
            nearest=nearest_names(head, tuple(known)),
            place=mark.place(),
        )
        self.gathering.note(InputError([fault]))

    def _rows(self, table: Table, sheet: Sheet) -> Iterator[Row]:
        """Yield the rows of a table that hold anything."""
        series = frozenset(column.header for column in table.columns if "series" in column.forms)
        known = (*table.keys, *(column.header for column in table.columns))
        heads = self._heads(sheet, known, series)
        if not self._is_in_place(sheet):
            return
        yield from self._filled(sheet, heads, FIRST_ROW)

    def _is_in_place(self, sheet: Sheet) -> bool:
        """Whether the rows above the records are where they were; moved, they would be taken for records."""
        for row, marker in MARKERS.items():
            cell = sheet.cells.get((row, 1))
            if sheet.cells and (cell is None or str(cell.value).strip() != marker):
                message = f"cell A{row} does not say {marker!r}, so rows were moved"
                expected = (
                    f"the column names in row {HEADER_ROW}, {marker!r} in A{row}, records from row {FIRST_ROW} on"
                )
                self._refuse("moved_rows", message, self._mark(sheet, (row, 1)), expected)
                return False
        return True

    def _filled(self, sheet: Sheet, heads: dict[int, str], first: int) -> Iterator[Row]:
        for number, cells in sheet.rows():
            if number < first:
                continue
            found: dict[str, Filled] = {
                heads[column]: (cell, self._mark(sheet, (number, column)))
                for column, cell in cells.items()
                if column in heads
            }
            if found:
                yield Row(next(iter(found.values()))[1], found)

    def _more(self, sheet: Sheet) -> Iterator[Row]:
        return self._filled(sheet, self._heads(sheet, (PATH, VALUE)), FIRST_FORM_ROW)

    def _form(self, table: Table, sheet: Sheet) -> Iterator[Row]:
        """Yield the one row that a form's fields make, each from a row of its own."""
        known = tuple(column.header for column in table.columns)
        found: dict[str, Filled] = {}
        for row in self._filled(sheet, self._heads(sheet, (FIELD, VALUE)), FIRST_FORM_ROW):
            name = str(row.cells[FIELD][0].value).strip() if FIELD in row.cells else ""
            if name not in known:
                self._unknown_field(name, known, row.mark)
            elif name in found:
                where = found[name][1].where
                self._refuse("duplicate_key", f"{name} stands twice, first in {where}", row.mark, "each field once")
            elif VALUE in row.cells:
                found[name] = row.cells[VALUE]
        yield Row(Mark(self._origin, HEADER_ROW, 1, sheet.name), found)

    def _unknown_field(self, name: str, known: tuple[str, ...], mark: Mark) -> None:
        fault = Fault(
            code="unknown_key",
            message=f"there is no field {shortened(name)!r}" if name else "the row says not of which field it is",
            value=shortened(name) or None,
            expected=f"one of {', '.join(known)}",
            nearest=nearest_names(name, known),
            place=mark.place(),
        )
        self.gathering.note(InputError([fault]))


def _is_note(name: str) -> bool:
    return name.startswith("(") and name.endswith(")")
