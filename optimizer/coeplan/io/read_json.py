"""Reads JSON with the place of every key and value."""

import re
from bisect import bisect_right
from json import JSONDecodeError
from json.decoder import scanstring  # pyright: ignore[reportUnknownVariableType, reportAttributeAccessIssue]
from typing import cast

from coeplan_models import Fault

from ..core.errors import InputError
from .tree import (
    MOST_DEPTH,
    MOST_VALUES,
    Entry,
    Items,
    Leaf,
    Mark,
    Node,
    Origin,
    Table,
    measured,
    note,
    refuse,
    shortened,
    too_deep,
    too_many,
    twice,
    whole,
)

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORD = re.compile(r"[-+]?\w+")
_WORDS = {"true": True, "false": False, "null": None}
_MOST_DIGITS = 400
"""Digits of a whole number that are looked at: with more it is larger than any double."""


def read_json(text: str, origin: Origin) -> Node:
    """Return what a JSON document says.

    Parameters
    ----------
    text : str
        The text of the file.
    origin : Origin
        The file.

    Returns
    -------
    Node
        The document's root.

    Raises
    ------
    InputError
        If it is no JSON by RFC 8259 (``NaN`` is none), is nested too deep, or holds a key twice.
    """
    reader = _Reader(text, origin)
    root = reader.value(0)
    reader.end()
    if reader.faults:
        raise InputError(reader.faults)
    return root


class _Reader:
    """Reads a text from front to back."""

    def __init__(self, text: str, origin: Origin) -> None:
        self.faults: list[Fault] = []
        self._text = text
        self._origin = origin
        self._position = 0
        self._values = 0
        self._lines = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]

    def value(self, depth: int) -> Node:
        """Return the value that comes next."""
        self._skip()
        start = self._position
        letter = self._text[start : start + 1]
        self._values += 1
        if self._values > MOST_VALUES:
            raise too_many(f"there are more than {MOST_VALUES:,} values", self._mark(start))
        if depth > MOST_DEPTH:
            raise too_deep(self._mark(start))
        if letter == "{":
            return self._map(depth)
        if letter == "[":
            return self._list(depth)
        if letter == '"':
            return Leaf(self._string(), self._mark(start))
        return self._number() or self._word()

    def end(self) -> None:
        """Make sure that nothing follows."""
        self._skip()
        if self._position < len(self._text):
            raise self._refused("something follows after the end of the document")

    def _mark(self, offset: int) -> Mark:
        line = bisect_right(self._lines, offset)
        return Mark(self._origin, line, offset - self._lines[line - 1] + 1)

    def _refused(self, message: str, expected: str = "JSON") -> InputError:
        found = refuse("not_json", message, self._mark(self._position), expected)
        return InputError([*self.faults, *found.faults])

    def _skip(self) -> None:
        match = _SPACE.match(self._text, self._position)
        self._position = match.end() if match else self._position

    def _string(self) -> str:
        try:
            text, self._position = cast(tuple[str, int], scanstring(self._text, self._position + 1, True))
        except JSONDecodeError as error:
            self._position = error.pos
            raise self._refused(f"text is not well formed: {error.msg}", "text in double quotes on one line") from error
        if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
            raise self._refused("text before this place holds half of a character (a lone surrogate)")
        return text

    def _number(self) -> Leaf | None:
        start = self._position
        match = _NUMBER.match(self._text, start)
        if match is None or _WORD.match(self._text, match.end()):
            return None
        self._position = match.end()
        digits = match.group()
        is_whole = match.group(1) is None and match.group(2) is None and len(digits) <= _MOST_DIGITS
        return Leaf(whole(int(digits)) if is_whole else float(digits), self._mark(start))

    def _word(self) -> Leaf:
        start = self._position
        match = _WORD.match(self._text, start)
        word = match.group() if match else self._text[start : start + 1]
        if word not in _WORDS:
            found = f"there is {shortened(word)!r}" if word else "the file ends too early"
            raise self._refused(found, "a value: text in double quotes, a number, true, false, null, a list or a map")
        self._position += len(word)
        return Leaf(_WORDS[word], self._mark(start))

    def _list(self, depth: int) -> Node:
        mark, items = self._mark(self._position), list[Node]()
        self._position += 1
        if self._next_is("]"):
            return measured(Items(items, mark))
        while True:
            items.append(self.value(depth + 1))
            if self._closed("]"):
                return measured(Items(items, mark))

    def _map(self, depth: int) -> Node:
        mark, entries = self._mark(self._position), dict[str, Entry]()
        self._position += 1
        if self._next_is("}"):
            return measured(Table(entries, mark))
        while True:
            self._skip()
            key_mark = self._mark(self._position)
            if self._text[self._position : self._position + 1] != '"':
                raise self._refused("a key does not start here", "a key in double quotes")
            key = self._string()
            if not self._next_is(":"):
                raise self._refused(f"no colon follows key {shortened(key)!r}", "a colon")
            entry = Entry(self.value(depth + 1), key_mark)
            if key in entries:
                note(self.faults, twice(key, key_mark, entries[key]))
            entries.setdefault(key, entry)
            if self._closed("}"):
                return measured(Table(entries, mark))

    def _next_is(self, letter: str) -> bool:
        self._skip()
        if self._text[self._position : self._position + 1] != letter:
            return False
        self._position += 1
        return True

    def _closed(self, bracket: str) -> bool:
        """Whether a list or map ends here; otherwise a comma is passed over."""
        if self._next_is(bracket):
            return True
        if not self._next_is(","):
            raise self._refused(f"the value before is not followed by a comma or {bracket}", f"a comma or {bracket}")
        self._skip()
        if self._text[self._position : self._position + 1] == bracket:
            raise self._refused(f"a comma stands before {bracket}", "no comma after the last value")
        return False
