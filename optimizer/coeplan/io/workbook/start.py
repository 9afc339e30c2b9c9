"""The first sheet of a workbook: what to fill in, how, and what to do next."""

from xlsxwriter.worksheet import Worksheet

from ...core.resources import shipped_names
from .catalogue_sheet import CATALOGUE_SHEET
from .layout import MORE, RARE, Table, tables
from .look import GROUPS, Look
from .spread import Rows
from .values import LIST_WORD, NONE, STEPS_WORD

_HOW = (
    "Yellow and blue cells are yours; rows 1 to 4 of each sheet, with names, units and meaning, stay where they are.",
    "Names of columns on blue are needed. Any other cell may stay empty; then the value after 'Empty:' holds, or none.",
    "Each row of a sheet is one thing: an area, a location, a fee band. Add and delete rows as you like; their order "
    "matters only among bands, steps and drivers of the same owner, and where numbers say so.",
    "Rates and shares are fractions: 0.08, or 8 % in a cell formatted as a percentage. Amounts are in the currency of "
    "sheet Instance.",
    "Type numbers as your spreadsheet does. Text that looks like a number, or a date, is refused and never guessed.",
    "Formulas may stand in cells: the result that the spreadsheet stored when it saved the file is what counts.",
    f"A number over time: one number; or '{STEPS_WORD}', with numbers in the columns of the periods from which they "
    f"hold; or '{LIST_WORD}', with a number in the column of every period.",
    "Several names in one cell stand with ; between them. [] is an empty list, which is not the same as an empty cell.",
    f"In sheet Overrides {NONE} says that a term does not hold there at all, such as an upper limit.",
    "A key column with * (sheet Locations by area) means every area without a row of its own.",
    "Sheets and columns with a name in parentheses are for your notes and are not read; what is hidden is read.",
    "Sheets that most plans do without are hidden as long as they are empty: right-click on a tab, Show or Unhide.",
    "Cells with a red corner have a note: low, mid and high of the value, and its source; sheet Figures lists all. The "
    "head of a column kind has one, too: what each kind is.",
)

_NEXT = (
    "coeplan check plan.xlsx - lists everything that is wrong, with sheet and cell",
    "coeplan solve plan.xlsx --out results - finds the plan of least expected cost",
    "coeplan report results --out report.html - makes a page of it, for a board",
    "coeplan whatif plan.xlsx 'areas.*.workload x 1.2' - asks what changes if all areas have more work",
)


_TAKING = (
    "Places and operating models with sources that come with coeplan can be taken by name: on sheet Instance, field "
    "extends, write catalogue:NAME, several with ; between. What this workbook states goes before what is taken.",
    "A model works where sheet Operating models, column locations, allows it: add the places that you take there, or "
    "leave the cell empty for all places.",
)

_SHOWN = (
    f"Sheet {CATALOGUE_SHEET}, the last, shows every value that can be taken, with low, high and source, and beside it "
    "what this workbook states for the same."
)


def start_page(sheet: Worksheet, look: Look, rows: Rows, about: str, *, lists_catalogue: bool) -> None:
    """Write the first sheet.

    Parameters
    ----------
    sheet : Worksheet
        An empty sheet.
    look : Look
        Formats.
    rows : Rows
        Rows of all sheets, to be counted.
    about : str
        What people should know of the values; nothing where empty.
    lists_catalogue : bool
        Whether the workbook has a sheet that shows the catalogue's values.
    """
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    sheet.set_column(2, 2, 12)
    line = _Lines(sheet, look)
    line.write("Where to build a centre of excellence, how big, and how to run it", "title")
    if about:
        line.write(about, "warning")
    line.write("How to fill in this workbook", "heading")
    for text in _HOW:
        line.write(text, "prose")
    line.write("Then, in a terminal", "heading")
    for text in _NEXT:
        line.write(text, "prose")
    _contents(line, rows)
    line.write("The catalogue", "heading")
    for text in _TAKING:
        line.write(text, "prose")
    if lists_catalogue:
        line.write(_SHOWN, "prose")
    line.write(f"Names: {', '.join(shipped_names('catalogue'))}.", "prose")


def _contents(line: "_Lines", rows: Rows) -> None:
    group = ""
    for table in tables():
        if table.group != group:
            group = table.group
            line.write(GROUPS[group], "heading")
        line.contents(table, len(rows[table.sheet]))
    if rows[MORE]:
        line.write(f"Sheet {MORE} states {len(rows[MORE])} values that fit no other sheet, by their paths.", "prose")


class _Lines:
    """Writes line after line."""

    def __init__(self, sheet: Worksheet, look: Look) -> None:
        self._sheet = sheet
        self._look = look
        self._row = 0

    def write(self, text: str, look: str) -> None:
        """Write a line of prose, or a title, and go on."""
        column = 1 if look in ("prose", "warning") else 0
        self._sheet.write_string(self._row, column, text, self._look[look])
        if column and len(text) > 110:
            self._sheet.set_row(self._row, 15 * (1 + len(text) // 110))
        self._row += 1

    def contents(self, table: Table, count: int) -> None:
        """Write the line of a sheet, with a link to it."""
        self._sheet.write_url(self._row, 0, f"internal:'{table.sheet}'!A1", self._look["link"], table.sheet)
        self._sheet.write_string(self._row, 1, table.about, self._look["prose"])
        rows = "form" if table.is_form else f"{count} row{'' if count == 1 else 's'}"
        if table.sheet in RARE and not count:
            rows = "hidden"
        self._sheet.write_string(self._row, 2, rows, self._look["note"])
        self._row += 1
