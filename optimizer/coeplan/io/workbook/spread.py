"""Spreads an instance over the tables of a workbook.

What a cell of any spreadsheet keeps goes into the tables. All else - a text of many pages, a number of seventeen
digits, an empty list that means something - is stated on the last sheet by its path. That nothing is lost is not
assumed: the tables are read back, and whatever differs is stated by its path instead.
"""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from coeplan_models import ANY, Instance

from ..save import dump_instance
from ..tree import Path, Plain, Scalar
from .columns import Column, Schema
from .gather import gathered
from .layout import DRAWN, MORE, Slot, Table, contract, tables
from .paths import text_of
from .values import LIST_WORD, LONGEST_WRITTEN, STEPS_WORD, survives, written

Data = dict[str, Any]

_LONGEST_KEY = 1_000
"""Letters of a key that stands in a path."""


@dataclass
class Row:
    """A row of a table."""

    cells: dict[str, Scalar]
    """By the head of the column."""

    paths: dict[str, Path] = field(default_factory=dict[str, Path])
    """What of the instance each cell states, for those that state one value."""


Rows = dict[str, list[Row]]
"""Rows of each sheet, by its name."""


def spread(instance: Instance) -> Rows:
    """Return the rows of all sheets, such that reading them gives the same instance.

    Parameters
    ----------
    instance : Instance
        The instance.

    Returns
    -------
    dict of str to list of Row
        By the name of the sheet.
    """
    data = json.loads(json.dumps(dump_instance(instance)))
    data.get(DRAWN[0], {}).pop(DRAWN[1], None)
    aside = set(_unnameable(data, ()))
    while True:
        rows = _Spreading(data, aside).rows()
        back = gathered({name: [row.cells for row in found] for name, found in rows.items()})
        lost = set(_differences(data, back, contract().at(()), ()))
        if not lost:
            return rows
        # What is lost although it is stated by its path is stated with all that holds it; parts of the root always are.
        wider = aside | ((lost - aside) or {path[:-1] for path in lost if len(path) > 1})
        if wider == aside:
            raise ValueError(f"no sheet can state {', '.join(map(text_of, lost))}")
        aside = wider


def _unnameable(data: Plain, path: Path) -> Iterator[Path]:
    """Yield the maps with keys so long that no cell takes their paths."""
    if isinstance(data, dict) and any(len(key) > _LONGEST_KEY for key in data):
        yield path
    elif isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _unnameable(value, (*path, key))


def _differences(data: Plain, back: Plain, readings: list[Schema], path: Path) -> Iterator[Path]:
    """Yield the paths of what was not read back as it is, order of keys among it."""
    if isinstance(back, dict) and not isinstance(data, dict) and list(back) == [ANY]:
        back = back[ANY]
    if isinstance(data, dict) and isinstance(back, dict):
        is_record = any("properties" in reading for reading in readings)
        if list(data) != list(back) and (not is_record or set(data) < set(back)):
            yield path
            return
        for key, value in data.items():
            within = contract().inside(readings, key)
            yield from _differences(value, back[key], within, (*path, key)) if key in back else [(*path, key)]
    elif isinstance(data, list) and isinstance(back, list) and len(data) == len(back):
        within = contract().inside(readings, 0)
        for position, (one, other) in enumerate(zip(data, back, strict=True)):
            yield from _differences(one, other, within, (*path, position))
    elif json.dumps(data) != json.dumps(back):
        yield path


class _Spreading:
    """Takes an instance's data apart: what stands in tables, and what is left."""

    def __init__(self, data: Data, aside: set[Path]) -> None:
        self._data = data
        self._left = deepcopy(data)
        self._aside = aside

    def rows(self) -> Rows:
        rows = {table.sheet: list(self._table(table)) for table in tables()}
        return rows | {MORE: [row for path, value in self._rest(self._left, ()) for row in _stated(path, value)]}

    def _table(self, table: Table) -> Iterator[Row]:
        for slot in table.slots:
            for keys, path in self._holders(slot.path, self._data, ()):
                record = _at(self._data, path)
                if slot.maps:
                    yield from self._map_rows(table, slot, keys, path)
                elif isinstance(record, dict):
                    yield self._row(table, keys, path)

    def _holders(self, steps: tuple[str, ...], here: Plain, path: Path) -> Iterator[tuple[dict[str, Scalar], Path]]:
        """Yield the records that a slot means, each with its keys."""
        if path in self._aside:
            return
        if not steps:
            yield {}, path
            return
        step, *rest = steps
        for key, value in _entries(here, step):
            if not survives(key):
                continue
            for keys, found in self._holders(tuple(rest), value, (*path, key)):
                name = step[1:-1] if step[0] in "{[" else ""
                own = {name: key + 1 if isinstance(key, int) else key} if name else {}
                yield own | keys, found

    def _row(self, table: Table, keys: dict[str, Scalar], path: Path) -> Row:
        row = Row(dict(keys))
        for column in table.columns:
            where = (*path, *column.path)
            if not any(where[:length] in self._aside for length in range(len(path), len(where) + 1)):
                self._cell(row, column, where)
        return row

    def _cell(self, row: Row, column: Column, where: Path) -> None:
        """Put a field into its cell, or those of its periods, if cells can hold it."""
        holder = _at(self._data, where[:-1])
        if not isinstance(holder, dict) or where[-1] not in holder:
            return
        value = holder[str(where[-1])]
        if "series" in column.forms and isinstance(value, dict | list):
            row.cells |= self._series(value, column, where)
        elif "each" in column.forms and isinstance(value, dict):
            if next(iter(value), None) == ANY and (*where, ANY) not in self._aside:
                self._put(row, column, value[ANY], (*where, ANY))
        else:
            self._put(row, column, value, where)

    def _put(self, row: Row, column: Column, value: Plain, where: Path) -> None:
        cell = written(value, column)
        if cell is not None:
            row.cells[column.header], row.paths[column.header] = cell, where
            self._take(where)

    def _series(self, value: Data | list[Any], column: Column, where: Path) -> dict[str, Scalar]:
        entries: Data = value if isinstance(value, dict) else {str(key): item for key, item in enumerate(value)}
        if not entries or not all(map(survives, entries.values())):
            return {}
        self._take(where)
        word = STEPS_WORD if isinstance(value, dict) else LIST_WORD
        return {column.header: word} | {f"{column.header} {key}": item for key, item in entries.items()}

    def _map_rows(self, table: Table, slot: Slot, keys: dict[str, Scalar], path: Path) -> Iterator[Row]:
        record = _at(self._left, path)
        maps = {name: record.get(name) for name in slot.maps} if isinstance(record, dict) else {}
        found = {name: dict(value) for name, value in maps.items() if isinstance(value, dict)}
        kept = {name: value for name, value in found.items() if (*path, name) not in self._aside}
        for key in dict.fromkeys(key for value in kept.values() for key in value):
            row = Row({**keys, slot.map_key: key})
            for column in table.columns:
                where = (*path, *column.path, key)
                if key in kept.get(column.header, {}) and where not in self._aside and survives(key):
                    self._put(row, column, kept[column.header][key], where)
            if row.paths:
                yield row

    def _take(self, where: Path) -> None:
        holder = _at(self._left, where[:-1])
        if isinstance(holder, dict):
            del holder[str(where[-1])]

    def _rest(self, left: Plain, path: Path) -> Iterator[tuple[Path, Plain]]:
        """Yield what no table states, each value with its path."""
        if path in self._aside:
            yield path, left
        elif isinstance(left, dict):
            for key, value in left.items():
                yield from self._rest(value, (*path, key))
        elif isinstance(left, list) and all(isinstance(item, dict) for item in left):
            for position, item in enumerate(left):
                yield from self._rest(item, (*path, position))
        else:
            yield path, left


def _entries(here: Plain, step: str) -> Iterator[tuple[str | int, Plain]]:
    if step.startswith("["):
        yield from enumerate(here) if isinstance(here, list) else ()
    elif isinstance(here, dict):
        yield from here.items() if step.startswith("{") else [(step, here[step])] if step in here else []


def _at(data: Plain, path: Path) -> Plain:
    for step in path:
        if isinstance(data, dict):
            data = data.get(str(step))
        elif isinstance(data, list) and isinstance(step, int):
            data = data[step]
        else:
            return None
    return data


_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def _stated(path: Path, value: Plain) -> Iterator[Row]:
    """Yield the rows that state a value by its path: as JSON, of which long ones take several rows."""
    said = text_of(path)
    if isinstance(value, bool | int | float) and survives(value):
        yield Row({"path": said, "value": value})
        return
    text = _ESCAPE.sub(r"\\u005f", json.dumps(value).replace("\x7f", "\\u007f"))
    for start in range(0, len(text), LONGEST_WRITTEN):
        yield Row({"path": said, "value": text[start : start + LONGEST_WRITTEN]})
