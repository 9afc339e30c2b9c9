"""The words of a file and where they stand; line breaks are kept, for they are all that tells the formats apart."""

import re
from dataclasses import dataclass
from pathlib import Path

from coeplan import InputError
from coeplan_models import Fault, Place

_LINE_END = re.compile(r"\r\n|\r|\n")
_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
"""What counts as a number: not all that Python reads as one (``nan``, ``1_000``) is."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a file.

    Attributes
    ----------
    text : str
        The word.
    line, column : int
        Where it begins, from 1.
    """

    text: str
    line: int
    column: int

    def number(self) -> float | None:
        """Return the number that the word is; None where it is none."""
        return float(self.text) if _NUMBER.fullmatch(self.text) else None

    def place(self, path: Path) -> Place:
        """Return where the word stands."""
        return Place(file=str(path), line=self.line, column=self.column)


def words_of(path: Path) -> list[Word]:
    """Read the words of a file.

    Copies of old archives end in a block of zero bytes; those count as white space. Bytes that are no UTF-8 stay
    visible as words that are no numbers.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        message = f"the file cannot be read: {error.strerror or error}"
        raise InputError([Fault(code="cannot_read", message=message, place=Place(file=str(path)))]) from error
    lines = _LINE_END.split(raw.rstrip(b"\0 \t\r\n").decode("utf-8-sig", errors="replace"))
    return [
        Word(found.group(), number, found.start() + 1)
        for number, line in enumerate(lines, 1)
        for found in _WORD.finditer(line)
    ]
