"""Reads the sheets of a workbook: what stands in each cell, as it is stored."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from ...core.errors import InputError
from ..cell_names import cell_at
from ..tree import Origin, Scalar, whole
from .package import CLEARED, Package
from .styles import date_text, dated_styles, whole_number

MOST_ELEMENTS = 3_000_000
"""Most rows and cells of a workbook, empty ones with a format among them."""

LONGEST_TEXT = 32_767
"""Most letters of a cell."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

_TRUE = ("1", "true")

Kind = Literal["text", "number", "boolean", "date", "error", "no_result"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell. Of a formula it is the result that the spreadsheet stored with it."""

    value: Scalar
    """Text, a number or a truth value; of dates and errors what a person would see."""

    kind: Kind = "text"
    """What the spreadsheet says it is; ``no_result`` of a formula that was never computed."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: what stands where."""

    name: str
    """As its tab says."""

    cells: dict[tuple[int, int], Cell] = field(default_factory=dict[tuple[int, int], Cell])
    """By row and column, from 1; empty cells have no entry."""

    merged: tuple[str, ...] = ()
    """Ranges whose cells are merged, such as ``B5:B7``."""

    def rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Yield the rows that hold anything, downwards, each with its cells by column."""
        rows: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in self.cells.items():
            rows.setdefault(row, {})[column] = cell
        for row in sorted(rows):
            yield row, dict(sorted(rows[row].items()))


def read_sheets(origin: Origin) -> list[Sheet]:
    """Return the sheets of a workbook, in the order of their tabs.

    Parameters
    ----------
    origin : Origin
        The file.

    Returns
    -------
    list of Sheet
        Hidden ones too; charts and dialogs are left out.

    Raises
    ------
    InputError
        If the file is no workbook that can be read; its place is the file.
    """
    return _Reader(Package(origin)).sheets()


class _Reader:
    """Reads the parts of a package that sheets consist of."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._elements = 0
        self._dated: frozenset[int] = frozenset()
        self._texts: list[str] = []
        self._since_1904 = False
        self._stale = False
        """Whether the writer asks for everything to be computed anew, so that no stored result can be relied on."""

    def sheets(self) -> list[Sheet]:
        root = next((part for kind, part in self._package.related("").values() if kind == "officeDocument"), "")
        named = self._named(root)
        related = self._package.related(root)
        for kind, part in related.values():
            if kind == "sharedStrings" and self._package.has(part):
                self._texts = self._shared_texts(part)
            elif kind == "styles" and self._package.has(part):
                self._dated = dated_styles(self._package, part)
        for name, number in named:
            if number not in related:
                raise self.damaged(f"it does not say where its sheet {name[:40]!r} is")
        parts = [(name, *related[number]) for name, number in named]
        return [self._sheet(name, part) for name, kind, part in parts if kind == "worksheet"]

    def _named(self, root: str) -> list[tuple[str, str]]:
        """Return the sheets' names and the identifiers of their parts; note what holds for the whole workbook."""
        named: list[tuple[str, str]] = []

        def started(tag: str, attributes: dict[str, str]) -> None:
            if tag == "sheet":
                number = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
                named.append((attributes.get("name", ""), number))
            elif tag == "workbookPr":
                self._since_1904 = attributes.get("date1904") in _TRUE
            elif tag == "calcPr":
                self._stale = attributes.get("fullCalcOnLoad") in _TRUE

        self._package.parse(root, started)
        return named

    def _shared_texts(self, part: str) -> list[str]:
        texts: list[str] = []
        gathered = _Gathered()

        def started(tag: str, _: dict[str, str]) -> None:
            gathered.start(tag)

        def ended(tag: str) -> None:
            gathered.end(tag)
            if tag == "si":
                texts.append(gathered.taken())

        self._package.parse(part, started, ended, gathered.said)
        return texts

    def _sheet(self, name: str, part: str) -> Sheet:
        sheet = _SheetHandler(name, self)
        self._package.parse(part, sheet.started, sheet.ended, sheet.gathered.said)
        return Sheet(name, sheet.cells, tuple(sheet.merged))

    def count(self) -> None:
        """Count a row or cell; a workbook of too many is refused before it fills the memory."""
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise self._package.refused(
                "too_many_values",
                f"there are more than {MOST_ELEMENTS:,} rows and cells, empty ones with a format among them",
                CLEARED,
            )

    def damaged(self, message: str) -> InputError:
        """Return the error of a workbook that cannot be read."""
        return self._package.damaged(message)

    def cell(self, kind: str, text: str, style: int, *, formula: bool) -> Cell | None:
        """Return what a stored cell says; ``None`` where it is empty."""
        if formula and (self._stale or (kind != "str" and not text.strip())):
            return Cell("a formula without a result", "no_result")
        if kind == "s":
            position = whole_number(text.strip())
            if not 0 <= position < len(self._texts):
                raise self.damaged(f"a cell refers to shared text {text!r}, and there are {len(self._texts)}")
            return _text(self._texts[position])
        if kind in ("str", "inlineStr"):
            return _text(text)
        if not text.strip():
            return None
        if kind == "b":
            return Cell(text.strip() in _TRUE, "boolean")
        if kind == "e":
            return Cell(text, "error")
        return Cell(text, "date") if kind == "d" else self._number(text, style)

    def _number(self, text: str, style: int) -> Cell:
        try:
            value = float(text)
        except ValueError as error:
            raise self.damaged(f"a cell holds the number {text[:40]!r}") from error
        if not math.isfinite(value):
            return Cell(text, "error")
        if style in self._dated:
            return Cell(date_text(value, since_1904=self._since_1904), "date")
        return Cell(whole(int(value)) if value.is_integer() else value, "number")


class _Gathered:
    """Gathers the text of a cell from the elements that hold it; readings of letters beside it are left out."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._holds = False
        self._phonetic = False

    def start(self, tag: str) -> None:
        if tag == "rPh":
            self._phonetic = True
        self._holds = tag in ("t", "v") and not self._phonetic

    def end(self, tag: str) -> None:
        if tag == "rPh":
            self._phonetic = False
        self._holds = False

    def said(self, text: str) -> None:
        if self._holds:
            self._texts.append(text)

    def taken(self) -> str:
        text = "".join(self._texts)
        self._texts.clear()
        return text


class _SheetHandler:
    """Takes the elements of one sheet as they come."""

    def __init__(self, name: str, reader: _Reader) -> None:
        self.cells: dict[tuple[int, int], Cell] = {}
        self.merged: list[str] = []
        self.gathered = _Gathered()
        self._name = name
        self._reader = reader
        self._place = (0, 0)
        self._kind = ""
        self._style = 0
        self._formula = False

    def started(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._reader.count()
            self._place = self._place_of(attributes.get("r"))
            self._kind, self._style = attributes.get("t", "n"), whole_number(attributes.get("s", "0"))
            self._formula = False
        elif tag == "row":
            self._reader.count()
            stated = attributes.get("r")
            self._place = (self._place[0] + 1 if stated is None else whole_number(stated), 0)
        elif tag == "f":
            self._formula = True
        elif tag == "mergeCell":
            self.merged.append(attributes.get("ref", ""))
        else:
            self.gathered.start(tag)

    def _place_of(self, name: str | None) -> tuple[int, int]:
        """Return the place of a cell; one that states none follows the cell before it."""
        if name is None:
            return self._place[0], self._place[1] + 1
        place = cell_at(name)
        if place is None or place[0] != self._place[0]:
            raise self._reader.damaged(f"sheet {self._name[:40]!r} has a cell at {name[:20]!r}")
        return place

    def ended(self, tag: str) -> None:
        if tag == "c":
            cell = self._reader.cell(self._kind, self.gathered.taken(), self._style, formula=self._formula)
            if self._place in self.cells:
                raise self._reader.damaged(f"sheet {self._name[:40]!r} has a cell twice")
            if cell is not None:
                self.cells[self._place] = cell
        else:
            self.gathered.end(tag)


def _text(text: str) -> Cell | None:
    said = _ESCAPED.sub(_letter, text)
    return Cell(said) if said.strip() else None


def _letter(escaped: re.Match[str]) -> str:
    """Return the letter that an escape stands for; half of a letter stays as it is written."""
    number = int(escaped[1], 16)
    return escaped[0] if 0xD800 <= number <= 0xDFFF else chr(number)
