"""Files written over others: ``extends`` names them, and every value keeps the place where it was stated."""

import os.path
from collections.abc import Iterator
from difflib import get_close_matches
from functools import reduce
from pathlib import Path

from coeplan_models import Fault

from ..core.errors import InputError
from ..core.resources import shipped, shipped_names
from .documents import read_instance_tree
from .leanings import unbrought, without
from .tree import (
    LONGEST_NAME,
    Entry,
    Items,
    Leaf,
    Mark,
    Node,
    Origin,
    PartlyReadError,
    Table,
    measured,
    refuse,
    shortened,
)
from .tree import Path as KeyPath

MOST_LEVELS = 32
"""Most files that may extend each other in a chain."""

MOST_BASES = 100
"""Most files that one file may name."""

CATALOGUE = "catalogue"
FROM_CATALOGUE = f"{CATALOGUE}:"
"""What names of catalogue files start with."""

_LONGEST_CHAIN = 1000
"""Letters of a chain of names that are told."""

EXTENDS = "extends"
"""Key of what a file is written over."""


class Library:
    """Reads files together with those that they extend, each once.

    Attributes
    ----------
    files : list of str
        Names of the files read, in the order in which they were opened.
    """

    def __init__(self) -> None:
        self.files: list[str] = []
        self._done: dict[Path, Node] = {}
        self._failed: dict[Path, InputError] = {}
        self._open: list[tuple[Path, str]] = []

    def read(self, origin: Origin, asked: Mark | None = None) -> Node:
        """Return what a file says, written over what it extends.

        Parameters
        ----------
        origin : Origin
            The file.
        asked : Mark, optional
            Where another file names this one.

        Raises
        ------
        PartlyReadError
            If a workbook speaks of records that neither it nor what it extends states; it carries all else.
        InputError
            If it, or a file that it extends, cannot be read, or if files extend each other in a circle.
        """
        key = _identity(origin.path)
        if key in self._done:
            return self._done[key]
        if key in self._failed:
            raise self._failed[key]
        chain = [name for _, name in self._open]
        if key in (path for path, _ in self._open):
            circle = shortened(" -> ".join([*chain, origin.name]), _LONGEST_CHAIN)
            message = f"files extend each other in a circle: {circle}"
            raise refuse("extends_circle", message, asked, "files that do not lead back here")
        if len(chain) > MOST_LEVELS:
            message = f"more than {MOST_LEVELS} files extend each other"
            raise refuse("extends_too_deep", message, asked, f"a chain of at most {MOST_LEVELS} files")
        self._open.append((key, origin.name))
        try:
            self._done[key] = self.extended(self._tree(origin, asked))
        except InputError as error:
            # Remembered, so that files that name each other over and over are each tried once.
            self._failed[key] = error
            raise
        finally:
            self._open.pop()
        return self._done[key]

    def extended(self, root: Node) -> Node:
        """Return a root written over what its ``extends`` names, without that key."""
        if not isinstance(root, Table) or EXTENDS not in root.entries:
            return root
        faults: dict[Fault, None] = {}  # each once: files that name each other would say them over and over
        bases: list[Node] = []
        for leaf in _named(root.entries[EXTENDS]):
            try:
                bases.append(self._base(leaf))
            except InputError as error:
                faults |= dict.fromkeys(error.faults)
        if faults:
            raise InputError(list(faults))
        own = measured(Table({key: entry for key, entry in root.entries.items() if key != EXTENDS}, root.mark))
        below = reduce(written_over, bases) if bases else None
        whole = own if below is None else written_over(below, own)
        missing = unbrought(root.leanings, below, whole)
        if missing:
            raise PartlyReadError(missing, reduce(without, [fault.path for fault in missing], whole))
        return whole

    def _base(self, leaf: Leaf) -> Node:
        root = self.read(_origin(leaf), leaf.mark)
        if not isinstance(root, Table):
            message = f"{shortened(leaf.value, LONGEST_NAME)!r} holds no map"
            raise refuse("wrong_type", message, leaf.mark, "a file that holds a map of keys")
        return root

    def _tree(self, origin: Origin, asked: Mark | None) -> Node:
        self.files.append(origin.name)
        try:
            return read_instance_tree(origin)
        except InputError as error:
            if asked is None or [fault.code for fault in error.faults] not in (["file_not_found"], ["cannot_read"]):
                raise
            # A file that is not there has no line to point to, but the one that names it has.
            raise InputError([error.faults[0].model_copy(update={"place": asked.place()})]) from error


def _identity(path: Path) -> Path:
    """Return what tells a file from others, however it is named; links in a circle and no names stay what they are."""
    try:
        return Path(os.path.realpath(path))
    except ValueError:
        return path  # a zero byte: reading the file will say so


def _named(entry: Entry) -> Iterator[Leaf]:
    nodes = entry.node.items if isinstance(entry.node, Items) else [entry.node]
    if len(nodes) > MOST_BASES:
        raise refuse("bad_extends", f"extends names {len(nodes)} files", entry.mark, f"at most {MOST_BASES} files")
    for node in nodes:
        if not isinstance(node, Leaf) or not isinstance(node.value, str) or not node.value:
            message = "extends names something that is no file"
            mark = entry.mark if node is entry.node else node.mark
            raise refuse("bad_extends", message, mark, "a file, catalogue:NAME, or a list of such")
        yield node


def _origin(leaf: Leaf) -> Origin:
    """Return the file that an entry of ``extends`` means."""
    text = str(leaf.value)
    if text.startswith(FROM_CATALOGUE):
        return _of_catalogue(text, leaf.mark)
    return beside(text, leaf.mark)


def _of_catalogue(text: str, mark: Mark | None) -> Origin:
    name = text.removeprefix(FROM_CATALOGUE)
    known = shipped_names(CATALOGUE)
    if name in known:
        return Origin(text, shipped(CATALOGUE, f"{name}.yaml"))
    fault = Fault(
        code="unknown_catalogue",
        message=f"the catalogue has no {shortened(name)!r}",
        value=shortened(name),
        expected=f"one of {', '.join(known)}" if known else "a catalogue, but none is installed",
        nearest=tuple(get_close_matches(name[:100], known, n=3)),
        place=None if mark is None else mark.place(),
    )
    raise InputError([fault])


def beside(text: str, mark: Mark | None) -> Origin:
    """Return the file that a path in a file means: relative to the file that says it."""
    if mark is None:
        return Origin(text, Path(text))
    said_in = mark.origin
    path = said_in.path.parent / text
    if said_in.name.startswith(FROM_CATALOGUE):
        root = shipped(CATALOGUE)
        normal = Path(os.path.normpath(path))
        inside = normal.is_relative_to(root)
        name = f"{FROM_CATALOGUE}{normal.relative_to(root).with_suffix('').as_posix()}" if inside else str(path)
        return Origin(name, path)
    return Origin(os.path.normpath(Path(said_in.name).parent / text), path)


def written_over(base: Node, over: Node, path: KeyPath = ()) -> Node:
    """Return a node written over another.

    Parameters
    ----------
    base : Node
        What is written over.
    over : Node
        Maps are merged by key, where ``null`` removes a key; lists and scalars replace. Scenarios, a policy or a
        process of another ``kind`` replace the whole map.
    path : tuple
        Keys that lead to both.

    Returns
    -------
    Node
        Neither is changed; everything keeps its mark.
    """
    if not isinstance(base, Table) or not isinstance(over, Table):
        return over
    if _of_other_kind(base, over, path):
        kept = {key: entry for key, entry in over.entries.items() if not (_is_null(entry.node) and key in base.entries)}
        return measured(Table(kept, over.mark))
    entries = dict(base.entries)
    for key, entry in over.entries.items():
        if key not in entries:
            entries[key] = entry
        elif _is_null(entry.node):
            del entries[key]
        else:
            entries[key] = Entry(written_over(entries[key].node, entry.node, (*path, key)), entry.mark)
    return measured(Table(entries, over.mark))


def _is_null(node: Node) -> bool:
    return isinstance(node, Leaf) and node.value is None


def _of_other_kind(base: Table, over: Table, path: KeyPath) -> bool:
    told_apart = path == ("scenarios",) or path[:-1] in (("policies",), ("scenarios", "processes"))
    before, after = base.entries.get("kind"), over.entries.get("kind")
    if not told_apart or before is None or after is None:
        return False
    return isinstance(before.node, Leaf) and isinstance(after.node, Leaf) and before.node.value != after.node.value
