"""Faults: what is wrong with an input, where, and what was expected."""

from typing import Literal

from .base import Record

_LONGEST_NAME = 200
"""Letters of a key or name that are told; no identifier may be longer."""


class Place(Record):
    """Where in a file something stands."""

    file: str
    """File as the user named it, or as the package names what it ships."""

    line: int | None = None
    """Line, from 1; of a workbook the row."""

    column: int | None = None
    """Column, from 1."""

    sheet: str | None = None
    """Sheet, where the file is a workbook."""

    cell: str | None = None
    """Cell of the sheet, such as ``C7``."""

    @property
    def in_sheet(self) -> str:
        """The cell as spreadsheets write it, such as ``Areas!C7``."""
        sheet = self.sheet or ""
        name = sheet if sheet.isalnum() else "'{}'".format(sheet.replace("'", "''"))
        return f"{name}!{self.cell}"

    def __str__(self) -> str:
        """Return ``file:line:column`` as editors understand it, or ``file:sheet!cell``."""
        if self.sheet is not None:
            return f"{self.file}:{self.in_sheet}"
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


class Fault(Record):
    """One thing that is wrong (fault) or suspicious (warning) in an input."""

    severity: Literal["fault", "warning"] = "fault"
    """A fault stops; a warning does not."""

    code: str
    """Kind of fault, stable across versions, such as ``unknown_area``."""

    path: tuple[str | int, ...] = ()
    """Keys that lead to the value, such as ``("areas", "support", "workload")``."""

    message: str
    """What is wrong, naming subject and value."""

    value: str | None = None
    """The value found, shortened."""

    expected: str | None = None
    """What would have been right."""

    nearest: tuple[str, ...] = ()
    """Known names that look like the one found."""

    place: Place | None = None
    """File, line and column, where the input came from a file."""

    def __str__(self) -> str:
        """Return the fault as one line for people; what a terminal would not print as a letter is escaped."""
        where = f"{self.place}: " if self.place else ""
        subject = f"{dotted(self.path)}: " if self.path else ""
        expected = f"; expected {self.expected}" if self.expected else ""
        nearest = f"; did you mean {' or '.join(map(_name, self.nearest))}?" if self.nearest else ""
        return printable(f"{where}{subject}{self.message}{expected}{nearest}")


def dotted(path: tuple[str | int, ...]) -> str:
    """Return a path as ``locations.MX_GDL.seats[0]``; keys longer than any identifier are cut."""
    text = ""
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{_name(key)}" if text else _name(key)
    return text


def shortened(value: object, most: int = 60) -> str:
    """Return a value as text of at most so many characters."""
    text = str(value)
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _name(key: str) -> str:
    return shortened(key, _LONGEST_NAME)


def printable(text: str) -> str:
    """Return a text with everything escaped that a terminal would not print as a letter, line ends among it."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)
