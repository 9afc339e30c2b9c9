"""Records that rows of a workbook speak of and that nothing states: told once, with all rows that speak of them."""

from collections.abc import Collection, Sequence

from coeplan_models import Fault

from .expectations import nearest_names
from .tree import Entry, Leaning, Mark, Node, Table, measured, shortened
from .tree import Path as KeyPath

MOST_RUNS = 6
"""Runs of rows that a fault names; the reader finds others once these are mended."""


def unfounded(leaning: Leaning, known: Collection[str], elsewhere: str = "") -> Fault:
    """Return the fault of a record without a row.

    Parameters
    ----------
    leaning : Leaning
        The record, and who speaks of it.
    known : collection of str
        Keys of the records that there are.
    elsewhere : str
        Where else the record was looked for, as an addition to the message.
    """
    key = shortened(leaning.path[-1])
    ways = [f"one of {shortened(', '.join(known), 400)}"] if known else []
    ways += [f"a row for it on sheet {leaning.sheet}", f"no row that speaks of it, at {_rows(leaning.marks)}"]
    return Fault(
        code="unknown_key",
        path=leaning.path,
        message=f"{key!r} has no row on sheet {leaning.sheet}{elsewhere}",
        value=key,
        expected="; or ".join(ways),
        nearest=nearest_names(str(leaning.path[-1]), tuple(known)),
        place=leaning.marks[0].place(),
    )


def _rows(marks: Sequence[Mark]) -> str:
    """Say where rows are, those below each other as one range."""
    runs: list[list[Mark]] = []
    for mark in marks:
        last = runs[-1][-1] if runs else None
        if last is not None and (last.sheet, last.line + 1) == (mark.sheet, mark.line):
            runs[-1].append(mark)
        else:
            runs.append([mark])
    shown = ", ".join(_range(run) for run in runs[:MOST_RUNS])
    left = sum(len(run) for run in runs[MOST_RUNS:])
    return f"{shown} and {left} more" if left else shown


def _range(run: Sequence[Mark]) -> str:
    first, last = run[0], run[-1]
    return first.where if first is last else f"{first.where}:{last.place().cell}"


def unbrought(leanings: Sequence[Leaning], below: Node | None, whole: Node) -> list[Fault]:
    """Return the faults of records that a workbook leaves to what it extends, and that this does not bring either.

    Parameters
    ----------
    leanings : sequence of Leaning
        The records.
    below : Node or None
        All that the workbook extends, as one.
    whole : Node
        The workbook written over that.
    """
    missing = [each for each in leanings if each.path[-1] not in _keys(below, each.path[:-1])]
    lost = {each.path for each in missing}
    found: list[Fault] = []
    for each in missing:
        holder = each.path[:-1]
        known = [key for key in _keys(whole, holder) if (*holder, key) not in lost]
        found.append(unfounded(each, known, ", and nothing that the workbook extends brings it"))
    return found


def _keys(node: Node | None, path: KeyPath) -> list[str]:
    for step in path:
        entry = node.entries.get(str(step)) if isinstance(node, Table) else None
        node = None if entry is None else entry.node
    return list(node.entries) if isinstance(node, Table) else []


def without(node: Node, path: KeyPath) -> Node:
    """Return a node without the record at a path; the node itself stays as it is."""
    if not isinstance(node, Table) or str(path[0]) not in node.entries:
        return node
    entries = dict(node.entries)
    entry = entries.pop(str(path[0]))
    if len(path) > 1:
        entries[str(path[0])] = Entry(without(entry.node, path[1:]), entry.mark)
    return measured(Table(entries, node.mark))
