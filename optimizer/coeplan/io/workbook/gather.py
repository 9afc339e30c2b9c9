"""Gathers an instance from the rows of a workbook's tables."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path as FilePath
from typing import NamedTuple

from coeplan_models import ANY, Fault

from ...core.errors import InputError
from ..tree import Entry, Items, Leaf, Mark, Node, Origin, Path, Plain, Scalar, boxed, plain, refuse, shortened
from ..tree import Table as Map
from .columns import PERIOD_COLUMN, Column
from .draft import Draft
from .layout import MORE, Slot, Table, tables
from .paths import EXPECTED_PATH, path_of
from .sheets import Cell
from .values import LIST_WORD, STEPS_WORD, keyed, read_json_text, read_scalar, read_value

PATH, VALUE = "path", "value"
"""Columns of the sheet for all else."""

Filled = tuple[Cell, Mark]
"""A filled cell and where it is."""


class Row(NamedTuple):
    """A row of a table as it was found."""

    mark: Mark
    """Its first filled cell."""

    cells: Mapping[str, Filled]
    """Filled cells by the head of their column."""


class Gathering:
    """Takes rows, table by table in the order of the tables, and says what instance they make.

    Attributes
    ----------
    faults : list of Fault
        What is wrong with them, apart from the contract.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.draft = Draft()

    def note(self, error: InputError, path: Path = ()) -> None:
        """Note a fault, and what of the instance it has left unsaid."""
        self.faults += [fault if fault.path else fault.model_copy(update={"path": path}) for fault in error.faults]

    def rows(self, table: Table, rows: Iterable[Row]) -> None:
        """Take the rows of a table."""
        for row in rows:
            try:
                self._row(table, row)
            except InputError as error:
                self.note(error)

    def _row(self, table: Table, row: Row) -> None:
        keys = {name: (keyed(*row.cells[name]), row.cells[name][1]) for name in table.keys if name in row.cells}
        slot = next((slot for slot in table.slots if set(slot.keys) == set(keys)), None)
        if slot is None:
            raise _unkeyed(table, row, tuple(keys))
        path: Path = ()
        for position, step in enumerate(slot.path):
            if step == "[]":
                path = self.draft.append(path, row.mark)
            elif step[0] in "[{":
                key, mark = keys[step[1:-1]]
                if step.startswith("["):
                    self.draft.number(path)
                    key = _numbered(key, mark)
                path = (*path, key)
                self._own_row(table, slot.path[: position + 1], path, mark)
            else:
                path = (*path, step)
        self._cells(table, slot, row, path)

    def _own_row(self, table: Table, pattern: tuple[str, ...], path: Path, mark: Mark) -> None:
        """Claim the row's own record, or note that the row speaks of one that has its row elsewhere."""
        if any(slot.path == pattern and not slot.maps for slot in table.slots):
            self.draft.claim(path, mark)
            return
        sheet = _sheet_of().get(pattern)
        if sheet is not None:
            self.draft.imply(path, sheet, mark)

    def _cells(self, table: Table, slot: Slot, row: Row, path: Path) -> None:
        for column in table.columns:
            where = (*path, *column.path)
            if slot.maps:
                where = (*where, keyed(*row.cells[slot.map_key]))
            elif "each" in column.forms:
                where = (*where, ANY)
            try:
                if "series" in column.forms:
                    self._series(row, column, where)
                elif column.header in row.cells:
                    cell, mark = row.cells[column.header]
                    self.draft.put(where, read_value(cell, column, mark), mark)
            except InputError as error:
                self.note(error, where)

    def _series(self, row: Row, column: Column, where: Path) -> None:
        """Take a series: one number, or those of the columns of periods."""
        said = row.cells.get(column.header)
        periods = _periods(row, column)
        own = None if said is None else read_value(said[0], column, said[1])
        word = own.value if isinstance(own, Leaf) else None
        if not periods or word not in (None, LIST_WORD, STEPS_WORD):
            if own is not None and said is not None:
                self.draft.put(where, own, said[1])
            if own is not None and periods:
                raise _both(column, own, next(iter(periods.values()))[1])
            return
        first = next(iter(periods.values()))[1]
        nodes = {key: read_value(cell, column, mark) for key, (cell, mark) in periods.items()}
        entries = {str(key): Entry(node, periods[key][1]) for key, node in nodes.items()}
        mark = first if said is None else said[1]
        if word == LIST_WORD:
            missing = next((key for key in range(len(nodes)) if key not in nodes), None)
            if missing is not None:
                message = f"there is no number for period {missing}"
                raise refuse("missing_period", message, mark, f"one in each column from {column.header} 0 on")
            self.draft.put(where, Items(list(nodes.values()), mark), mark)
        else:
            self.draft.put(where, Map(entries, mark), mark)

    def more(self, rows: Iterable[Row]) -> None:
        """Take the rows that state values by their paths; those of one path are one text."""
        found: dict[str, list[Filled]] = {}
        for row in rows:
            if PATH in row.cells and VALUE in row.cells:
                text = str(row.cells[PATH][0].value).strip()
                found.setdefault(text, []).append(row.cells[VALUE])
            else:
                missing = VALUE if PATH in row.cells else PATH
                self.note(refuse("missing_key", f"the row states no {missing}", row.mark, "a path and a value"))
        for text, cells in found.items():
            try:
                self._stated(text, cells)
            except InputError as error:
                self.note(error)

    def _stated(self, text: str, cells: Sequence[Filled]) -> None:
        mark = cells[0][1]
        path = path_of(text)
        if path is None or isinstance(path[-1], int):
            raise refuse("bad_path", f"{shortened(text)!r} is no path of a value", mark, EXPECTED_PATH)
        self.draft.put(path, _boxed(cells), mark)
        for length in range(2, len(path)):
            self.draft.own(path[:length], mark)

    def settle(self) -> None:
        """Put numbered records in their order, once all tables are taken."""
        for error in self.draft.settle():
            self.note(error)

    def root(self) -> Map:
        """Return the instance's data, once everything is taken; what is wrong with its keys is among the faults."""
        for error in self.draft.finish():
            self.note(error)
        return self.draft.root


def gathered(rows: Mapping[str, Sequence[Mapping[str, Scalar]]]) -> Plain:
    """Return the data that rows make which were not read from a file, by the names of their sheets.

    What cannot be gathered of them is left out.
    """
    gathering = Gathering()
    for table in tables():
        gathering.rows(table, _as_found(table.sheet, rows[table.sheet]))
    gathering.settle()
    gathering.more(_as_found(MORE, rows[MORE]))
    return plain(gathering.root())


def _as_found(sheet: str, rows: Sequence[Mapping[str, Scalar]]) -> Iterator[Row]:
    nowhere = Origin(sheet, FilePath())
    for number, cells in enumerate(rows, start=1):
        mark = Mark(nowhere, number, 1, sheet)
        yield Row(mark, {head: (stored(value), mark) for head, value in cells.items()})


def stored(value: Scalar) -> Cell:
    """Return a value as a spreadsheet stores it."""
    if isinstance(value, str):
        return Cell(value)
    return Cell(value, "boolean" if isinstance(value, bool) else "number")


@cache
def _sheet_of() -> Mapping[tuple[str, ...], str]:
    """Return the sheet on which records of a path have a row each, without which rows elsewhere mean nothing."""
    return {slot.path: table.sheet for table in tables() for slot in table.slots if not slot.maps and not table.implied}


def _unkeyed(table: Table, row: Row, filled: tuple[str, ...]) -> InputError:
    ways = [" and ".join(slot.keys) if slot.keys else "none of the key columns" for slot in table.slots]
    said = f"only {' and '.join(filled)}" if filled else "no key"
    message = f"the row has {said} of the columns that say what it belongs to"
    return refuse("missing_key", message, row.mark, f"{' or '.join(dict.fromkeys(ways))} filled")


def _numbered(key: str, mark: Mark) -> str:
    if re.fullmatch("[1-9][0-9]{0,5}", key):
        return key
    raise refuse("bad_key", f"{shortened(key)!r} is no number of an entry", mark, "1, 2, 3 and so on")


def _periods(row: Row, column: Column) -> dict[int, Filled]:
    """Return the filled cells of a series' periods, by period."""
    found: dict[int, Filled] = {}
    for head, filled in row.cells.items():
        match = PERIOD_COLUMN.fullmatch(head)
        if match and match[1] == column.header:
            found[int(match[2])] = filled
    return dict(sorted(found.items()))


def _both(column: Column, own: Node, mark: Mark) -> InputError:
    said = shortened(own.value) if isinstance(own, Leaf) else "a value"
    message = f"there are numbers for periods, and {said} for all of them in column {column.header}"
    periods = f"{LIST_WORD!r} or {STEPS_WORD!r} in column {column.header}"
    return refuse("stated_twice", message, mark, f"{periods}; or the one number, and the columns of periods empty")


def _boxed(cells: Sequence[Filled]) -> Node:
    """Return what the cells of one path say: a number, a truth value, or JSON."""
    mark = cells[0][1]
    values = [read_scalar(*each) for each in cells]
    if len(values) == 1 and not isinstance(values[0], str):
        return boxed(values[0], mark)
    if any(not isinstance(value, str) for value in values):
        raise refuse("duplicate_key", "the path stands in several rows", mark, "one row, or parts of one JSON text")
    return boxed(read_json_text("".join(map(str, values)), mark), mark)
