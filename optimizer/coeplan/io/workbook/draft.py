"""An instance under construction from the rows of tables: what is stated where, and nothing twice."""

from collections.abc import Iterator

from coeplan_models import dotted

from ...core.errors import InputError
from ..extends import EXTENDS
from ..leanings import unfounded
from ..tree import Entry, Items, Leaf, Leaning, Mark, Node, Path, Table, measured, refuse, shortened

_GAP = "numbers 1, 2, 3 and so on without a gap"


class Draft:
    """Holds what rows have stated so far.

    Attributes
    ----------
    root : Table
        The instance's data, with the place of everything.
    """

    def __init__(self) -> None:
        self.root = Table({})
        self._numbered: set[Path] = set()
        self._claimed: dict[Path, Mark] = {}
        self._implied: dict[Path, Leaning] = {}

    def claim(self, path: Path, mark: Mark) -> None:
        """State that a record has a row of its own; a second row is refused."""
        if path in self._claimed:
            message = f"{shortened(path[-1])!r} stands twice, first in {self._claimed[path].where}"
            raise refuse("duplicate_key", message, mark, "each key once")
        self._claimed[path] = mark
        self.table(path, mark)

    def imply(self, path: Path, sheet: str, mark: Mark) -> None:
        """State that a row speaks of a record that has its own row on another sheet."""
        known = self._implied.get(path)
        self._implied[path] = Leaning(path, sheet, (*(known.marks if known else ()), mark))

    def number(self, path: Path) -> None:
        """State that the keys under a path are the numbers of a list's entries, from 1."""
        self._numbered.add(path)

    def table(self, path: Path, mark: Mark) -> Table:
        """Return the map at a path, made where it is missing.

        Raises
        ------
        InputError
            If something else stands there.
        """
        here: Node = self.root
        for position, step in enumerate(path):
            if isinstance(here, Items) and isinstance(step, int) and step < len(here.items):
                here = here.items[step]
            elif isinstance(here, Table) and isinstance(step, str):
                here = here.entries.setdefault(step, Entry(Table({}, mark), mark)).node
            else:
                raise _misplaced(path[: position + 1], mark)
        if not isinstance(here, Table):
            raise _misplaced(path, mark)
        return here

    def append(self, path: Path, mark: Mark) -> Path:
        """Add a record to the list at a path, and return the record's own path."""
        holder = self.table(path[:-1], mark)
        items = holder.entries.setdefault(str(path[-1]), Entry(Items([], mark), mark)).node
        if not isinstance(items, Items):
            where = "" if items.mark is None else f" in {items.mark.where}"
            message = f"{dotted(path)} is stated as one value already{where}"
            raise refuse("stated_twice", message, mark, "one value, or rows")
        items.items.append(Table({}, mark))
        return (*path, len(items.items) - 1)

    def put(self, path: Path, node: Node, mark: Mark) -> None:
        """State a value; a second statement of the same is refused."""
        holder = self.table(path[:-1], mark)
        key = str(path[-1])
        if key in holder.entries:
            first = holder.entries[key].mark
            where = "" if first is None else f", first in {first.where}"
            raise refuse("stated_twice", f"{dotted(path)} is stated twice{where}", mark, "one statement")
        holder.entries[key] = Entry(node, mark)

    def own(self, path: Path, mark: Mark) -> None:
        """State that a record is stated in parts, without a row of its own."""
        self._claimed.setdefault(path, mark)

    def settle(self) -> Iterator[InputError]:
        """Put numbered records in their order; yield what is wrong with their numbers."""
        for path in self._numbered:
            # A list replaces the one below it, so what is extended brings none of its entries.
            yield from self._refused([each for each in self._without_row() if each.path[: len(path)] == path])
            try:
                self._in_order(path)
            except InputError as error:
                yield error

    def finish(self) -> Iterator[InputError]:
        """Measure all, and yield what is wrong with its keys."""
        left = self._without_row()
        if EXTENDS in self.root.entries:
            self.root.leanings = tuple(left)
        else:
            yield from self._refused(left)
        _measure(self.root)

    def _without_row(self) -> list[Leaning]:
        """Return the records that have rows on other sheets alone."""
        return [leaning for path, leaning in self._implied.items() if path not in self._claimed]

    def _refused(self, leanings: list[Leaning]) -> Iterator[InputError]:
        """Yield, and leave out, records without a row of their own."""
        for leaning in leanings:
            del self._implied[leaning.path]
            holder = leaning.path[:-1]
            known = [str(claimed[-1]) for claimed in self._claimed if claimed[:-1] == holder]
            self.table(holder, leaning.marks[0]).entries.pop(str(leaning.path[-1]), None)
            yield InputError([unfounded(leaning, known)])

    def _in_order(self, path: Path) -> None:
        node: Node = self.root
        entry: Entry | None = None
        for step in path:
            entry = node.entries.get(str(step)) if isinstance(node, Table) else None
            if entry is None:
                return
            node = entry.node
        if entry is None or not isinstance(entry.node, Table):
            return
        found = sorted(entry.node.entries, key=int)
        for position, key in enumerate(found, start=1):
            if int(key) != position:
                raise refuse("gap", f"number {key} follows {position - 1}", entry.node.entries[key].mark, _GAP)
        entry.node = Items([entry.node.entries[key].node for key in found], entry.node.mark)


def _misplaced(path: Path, mark: Mark) -> InputError:
    return refuse(
        "bad_path", f"{dotted(path)} holds no map and no list with such a place", mark, "a path that is there"
    )


def _measure(node: Node) -> None:
    """Count the values within, as readers of other files do while they read."""
    if isinstance(node, Leaf):
        return
    for inner in node.items if isinstance(node, Items) else [entry.node for entry in node.entries.values()]:
        _measure(inner)
    measured(node)
