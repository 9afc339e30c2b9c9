"""What a file says, with the place of every key and value: plain data in boxes that know where they stand."""

import json
import math
import pathlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from numbers import Integral, Real
from typing import TypeAlias, cast

from coeplan_models import Fault, Place
from coeplan_models.faults import shortened as cut

from ..core.errors import InputError
from .cell_names import cell_name

MOST_DEPTH = 64
"""Most levels that maps and lists may be nested in each other."""

MOST_VALUES = 3_000_000
"""Most values of a document, those that aliases repeat counted again."""

MOST_FAULTS = 20_000
"""Most faults that are told at once; with more than these the file is not what it should be altogether."""

LONGEST_NAME = 300
"""Letters of a file's name that are told; names of files in folders may be longer, but seldom are."""

Scalar = str | int | float | bool | None
"""A value that holds no others."""

Plain: TypeAlias = "Scalar | list[Plain] | dict[str, Plain]"
"""What a file says, without places."""

Path = tuple[str | int, ...]
"""Keys that lead to a value."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A file that was read."""

    name: str
    """As the user named it, or ``catalogue:NAME``."""

    path: pathlib.Path
    """Where it is."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file."""

    origin: Origin
    line: int
    """From 1."""
    column: int
    """From 1."""
    sheet: str | None = None
    """Sheet of a workbook, whose rows are its lines."""

    def place(self) -> Place:
        """Return the mark as faults state it."""
        if self.sheet is None:
            return Place(file=self.origin.name, line=self.line, column=self.column)
        cell = cell_name(self.line, self.column)
        return Place(file=self.origin.name, line=self.line, column=self.column, sheet=self.sheet, cell=cell)

    @property
    def where(self) -> str:
        """The mark within its file, in words."""
        return f"line {self.line}" if self.sheet is None else self.place().in_sheet


@dataclass(slots=True)
class Leaf:
    """A scalar."""

    value: Scalar
    mark: Mark | None = None


@dataclass(slots=True)
class Items:
    """A list. ``size`` counts the values within, itself included; ``height`` the levels, itself included."""

    items: list["Node"]
    mark: Mark | None = None
    size: int = 1
    height: int = 1


@dataclass(slots=True)
class Entry:
    """A value of a map under its key."""

    node: "Node"
    mark: Mark | None = None
    """Where the key stands."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """A record that rows of a workbook speak of and that has no row of its own."""

    path: Path
    """The record."""
    sheet: str
    """Sheet on which its own row would stand."""
    marks: tuple[Mark, ...]
    """Rows that speak of it."""


@dataclass(slots=True)
class Table:
    """A map. ``size`` counts the values within, itself included; ``height`` the levels, itself included."""

    entries: dict[str, Entry]
    mark: Mark | None = None
    size: int = 1
    height: int = 1
    leanings: tuple[Leaning, ...] = ()
    """Of the root of a workbook: records that what it extends has to bring."""


Node = Leaf | Items | Table


class PartlyReadError(InputError):
    """Parts of a file cannot be read.

    Attributes
    ----------
    root : Node
        What its other parts say.
    """

    def __init__(self, faults: Sequence[Fault], root: Node) -> None:
        self.root = root
        super().__init__(faults)


def refuse(code: str, message: str, mark: Mark | None = None, expected: str | None = None) -> InputError:
    """Return the error of one fault at a mark, to be raised."""
    place = None if mark is None else mark.place()
    return InputError([Fault(code=code, message=message, expected=expected, place=place)])


def note(faults: list[Fault], error: InputError) -> None:
    """Add the faults of an error to those found before; raise them all once there are too many to go on."""
    faults.extend(error.faults)
    if len(faults) > MOST_FAULTS:
        raise InputError(faults)


def shortened(value: object, most: int = 60) -> str:
    """Return a value as a file would say it, as text of at most so many characters."""
    return cut(json.dumps(value) if value is None or isinstance(value, bool) else value, most)


def measured(node: Node) -> Node:
    """State how many values and levels a list or map holds, and refuse one that holds too many.

    What it holds has been measured before, so that repeating by alias costs nothing.
    """
    if isinstance(node, Leaf):
        return node
    children = node.items if isinstance(node, Items) else [entry.node for entry in node.entries.values()]
    size, deepest = 1, 0
    for child in children:
        if isinstance(child, Leaf):
            size += 1
        else:
            size += child.size
            deepest = max(deepest, child.height)
    node.size, node.height = size, deepest + 1
    if node.size > MOST_VALUES:
        raise too_many(f"there are {node.size:,} values once all aliases are written out", node.mark)
    if node.height > MOST_DEPTH:
        raise too_deep(node.mark)
    return node


def twice(key: str, mark: Mark, first: Entry | None) -> InputError:
    """Return the error of a key that stands twice in the same map."""
    where = "" if first is None or first.mark is None else f", first in {first.mark.where}"
    return refuse("duplicate_key", f"key {shortened(key)!r} stands twice in the same map{where}", mark, "each key once")


def too_many(message: str, mark: Mark | None) -> InputError:
    """Return the error of a document with too many values."""
    return refuse("too_many_values", message, mark, f"at most {MOST_VALUES:,} values")


def too_deep(mark: Mark | None) -> InputError:
    """Return the error of maps and lists nested too deep."""
    message = f"maps and lists are nested more than {MOST_DEPTH} levels deep"
    return refuse("too_deep", message, mark, f"at most {MOST_DEPTH} levels")


def plain(node: Node) -> Plain:
    """Return what a node says as dicts, lists and scalars."""
    if isinstance(node, Leaf):
        return node.value
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {key: plain(entry.node) for key, entry in node.entries.items()}


def boxed(value: object, mark: Mark | None = None) -> Node:
    """Return plain data as nodes that all stand at one mark; what cannot come from a file is refused.

    Parameters
    ----------
    value : object
        Scalars (those of numpy too), mappings with text or whole numbers as keys, and sequences.
    mark : Mark, optional
        Where it stands.

    Raises
    ------
    InputError
        If there is anything else in it, or too much.
    """
    return _Boxer(mark).node(value, 0)


class _Boxer:
    """Makes nodes of plain data; what is held several times is looked at once."""

    def __init__(self, mark: Mark | None) -> None:
        self._mark = mark
        self._done: dict[int, Node] = {}

    def node(self, value: object, depth: int) -> Node:
        if depth > MOST_DEPTH:
            raise too_deep(self._mark)
        if isinstance(value, Enum):
            return self.node(value.value, depth + 1)
        if value is None or isinstance(value, str | Real):
            return Leaf(_scalar(value, self._mark), self._mark)
        if id(value) not in self._done:
            self._done[id(value)] = measured(self._holder(value, depth + 1))
        return self._done[id(value)]

    def _holder(self, value: object, depth: int) -> Node:
        if isinstance(value, Mapping):
            return self._table(cast(Mapping[object, object], value), depth)
        if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
            return Items([self.node(item, depth) for item in cast(Sequence[object], value)], self._mark)
        kind = type(value).__name__
        raise refuse("wrong_type", f"a value is of type {kind}", self._mark, "text, numbers, true, false, maps, lists")

    def _table(self, value: Mapping[object, object], depth: int) -> Table:
        entries: dict[str, Entry] = {}
        for key, item in value.items():
            plain_key = key.value if isinstance(key, Enum) else key
            if isinstance(plain_key, bool) or not isinstance(plain_key, str | int):
                message = f"a map has the key {shortened(repr(key))}"
                raise refuse("bad_key", message, self._mark, "text or a whole number as key")
            name = _text(str(plain_key), self._mark)
            if name in entries:
                message = f"a map has the key {shortened(name)!r} as text and as number"
                raise refuse("duplicate_key", message, self._mark, "each key once")
            entries[name] = Entry(self.node(item, depth), self._mark)
        return Table(entries, self._mark)


def _scalar(value: object, mark: Mark | None) -> Scalar:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(str(value), mark)
    return whole(int(value)) if isinstance(value, Integral) else float(cast(Real, value))


def _text(text: str, mark: Mark | None) -> str:
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise refuse("bad_text", "text holds half of a character (a lone surrogate)", mark, "whole characters")
    return text


def whole(value: int) -> int | float:
    """Return a whole number as it is where it is exact as a double, else as the double next to it."""
    if abs(value) < 2**53:
        return value
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


class PlaceMap:
    """Tells where each value of a document stands."""

    def __init__(self, root: Node | None = None) -> None:
        self._root = root

    def place_of(self, path: Sequence[str | int], *, key: bool = False) -> Place | None:
        """Return where the value at a path stands.

        Parameters
        ----------
        path : sequence of str or int
            Keys that lead to the value.
        key : bool
            Ask for the key instead of the value.

        Returns
        -------
        Place or None
            Of a scalar the value itself, of a map or list its key; of what is not there the nearest thing above
            it that is. ``None`` where the document came from no file.
        """
        node = self._root
        found = None if node is None else node.mark
        for position, step in enumerate(path):
            mark, node = _below(node, step)
            if node is None:
                break
            last = position == len(path) - 1
            scalar = isinstance(node, Leaf) and node.value is not None
            found = node.mark if mark is None or (last and scalar and not key) else mark
        return None if found is None else found.place()


def _below(node: Node | None, step: str | int) -> tuple[Mark | None, Node | None]:
    """Return the mark of a key, and the value under it; of an entry of a list no mark."""
    if isinstance(node, Table):
        entry = node.entries.get(str(step))
        return (None, None) if entry is None else (entry.mark, entry.node)
    if isinstance(node, Items) and isinstance(step, int) and 0 <= step < len(node.items):
        return None, node.items[step]
    return None, None
