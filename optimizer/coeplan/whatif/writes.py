"""What edits of values do to a document: which values they write, and why some cannot."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any, cast

from coeplan.core.errors import InputError
from coeplan.io.tree import Path, Plain, shortened
from coeplan_models import Fault
from coeplan_models.edits import AddEntry, Merge, Remove, Scale, SetValue, Shift

from .document import EDGE, Document, Write, merged
from .names import nearest
from .paths import Key, Position, Step, find, parse_path, path_text

ValueEdit = SetValue | Scale | Shift | AddEntry | Remove | Merge


def value_writes(document: Document, edit: ValueEdit) -> list[Write]:
    """Return what an edit of values writes.

    Raises
    ------
    InputError
        If its path leads nowhere, or if what is there cannot be changed in this way; all that is wrong is listed.
    """
    return _WRITES[edit.kind](document, edit)


def _set(document: Document, edit: SetValue) -> list[Write]:
    paths = find(document.root, parse_path(edit.path), document.fields)
    return [Write(path, deepcopy(edit.value)) for path in paths]


def _remove(document: Document, edit: Remove) -> list[Write]:
    return [Write(path, removes=True) for path in find(document.root, parse_path(edit.path))]


def _merge(document: Document, edit: Merge) -> list[Write]:
    # The standard passes over the removal of what is not there; a misspelt part of the instance is none of that.
    faults = [_no_field(document, (), key) for key in edit.patch if key not in document.fields(())]
    if faults:
        raise InputError(faults)
    after = cast("dict[str, Plain]", merged(document.root, edit.patch))
    return [
        Write((key,), deepcopy(after[key])) if key in after else Write((key,), removes=True)
        for key in edit.patch
        if key in after or key in document.root
    ]


def _scale(document: Document, edit: Scale) -> list[Write]:
    return _counted(document, edit.path, lambda number: number * edit.factor)


def _shift(document: Document, edit: Shift) -> list[Write]:
    return _counted(document, edit.path, lambda number: number + edit.amount)


def _counted(document: Document, text: str, change: Callable[[float], float]) -> list[Write]:
    """Return the writes that change every number at the paths that fit a text."""
    writes: list[Write] = []
    faults: list[Fault] = []
    for path in find(document.root, parse_path(text)):
        found = [*_numbers(document, path)]
        # One fault for each path that was asked for: what is wrong with its first entry is so with most others.
        faults += [said for _, said in found if isinstance(said, Fault)][:1]
        writes += [Write(each, _as_before(said, change(said))) for each, said in found if not isinstance(said, Fault)]
    if not writes and not faults:
        faults = [_no_number((), text, "no number")]
    if faults:
        raise InputError(faults)
    return writes


def _as_before(before: float, after: float) -> float:
    """Return a number as a whole one where it was one before and still is: periods, for instance, have to be."""
    return int(after) if isinstance(before, int) and float(after).is_integer() else after


def _numbers(document: Document, path: Path) -> Iterator[tuple[Path, float | Fault]]:
    """Yield the numbers at a path with their paths; a fault instead where there is something else."""
    node = document.value(path)
    if isinstance(node, list):
        for position in range(len(node)):
            yield from _numbers(document, (*path, position))
    elif isinstance(node, dict) and document.fields(path) and EDGE not in node:
        yield path, _of_record(document, path)
    elif isinstance(node, dict):
        # Bands and steps are a series by heads: of each the number is meant, and not where it starts.
        for key in (key for key in node if key != EDGE):
            yield from _numbers(document, (*path, key))
    elif isinstance(node, bool | str):
        said = f"the text {shortened(node)!r}" if isinstance(node, str) else f"the truth value {shortened(node)}"
        yield path, _no_number(path, path_text(path), said)
    elif node is not None:
        # What is empty (null) is a limit that is not there; it stays away whatever it is multiplied by.
        yield path, node


def _of_record(document: Document, path: Path) -> Fault:
    return Fault(
        code="not_a_number",
        path=path,
        message="this is a record, whose numbers mean different things",
        expected=f"one of its fields by name: {', '.join(document.fields(path))}; or .* for all that it holds",
    )


def _no_number(path: Path, text: str, said: str) -> Fault:
    message = f"{text} holds {said}"
    return Fault(code="not_a_number", path=path, message=message, expected="a number, or a list or map of numbers")


def _add(document: Document, edit: AddEntry) -> list[Write]:
    *above, last = parse_path(edit.path)
    holders = find(document.root, tuple(above)) if above else [()]
    writes: list[Write] = []
    faults: list[Fault] = []
    for holder in holders:
        found = _added(document, holder, last)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            writes.append(Write((*holder, found), deepcopy(edit.value)))
    if faults:
        raise InputError(faults)
    return writes


def _added(document: Document, holder: Path, last: Step) -> str | int | Fault:
    """Return the key of a new entry, or why there can be none."""
    node = document.value(holder)
    if isinstance(last, Position):
        return _next_position(holder, node, last)
    return _next_key(document, holder, last)


def _next_position(holder: Path, node: Plain, last: Position) -> int | Fault:
    if isinstance(node, list) and last.index == len(node):
        return len(node)
    here = path_text(holder) or "the instance"
    free = f"{here}[{len(node)}]" if isinstance(node, list) else "a key, for it is no list"
    path = holder if last.index is None else (*holder, last.index)
    return Fault(code="cannot_add", path=path, message=f"{last.text} is not the next place of {here}", expected=free)


def _next_key(document: Document, holder: Path, last: Key) -> str | Fault:
    node, path = document.value(holder), (*holder, last.text)
    if last.is_pattern:
        message = f"{last.text!r} stands for several keys"
        return Fault(code="cannot_add", path=path, message=message, expected='one key; "*" in quotes stands for itself')
    if not isinstance(node, dict):
        here = path_text(holder)
        return Fault(code="cannot_add", path=path, message=f"{here} is no map", expected="a map or record")
    if node.get(last.text) is not None:
        message, expected = f"{path_text(path)} is there already", f"a new key; {path_text(path)} = VALUE replaces"
        return Fault(code="there_already", path=path, message=message, value=last.text, expected=expected)
    fields = document.fields(holder)
    return _no_field(document, holder, last.text) if fields and last.text not in fields else last.text


def _no_field(document: Document, holder: Path, key: str) -> Fault:
    fields = document.fields(holder)
    return Fault(
        code="unknown_key",
        path=(*holder, key),
        message=f"there is no key {shortened(key)!r} here",
        value=shortened(key),
        expected=f"one of {', '.join(fields)}",
        nearest=nearest(key, fields),
    )


_WRITES = cast(
    "Mapping[str, Callable[[Document, Any], list[Write]]]",
    {"set": _set, "scale": _scale, "shift": _shift, "add": _add, "remove": _remove, "merge": _merge},
)
