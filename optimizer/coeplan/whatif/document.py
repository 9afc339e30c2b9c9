"""An instance as plain data that edits are applied to: every field stated, short forms written out."""

from collections.abc import Iterator
from typing import NamedTuple

from coeplan.io.expectations import Expectations, value_at
from coeplan.io.tree import Path, Plain
from coeplan_models import ANY, Instance
from coeplan_models.checks.names import PER_AREA

EDGE = "from_heads"
"""Field of the bands and steps of a list by heads that says where each starts."""


class Write(NamedTuple):
    """One thing to do to a document."""

    path: Path
    """Where; all but its last key leads to something that is there."""
    value: Plain = None
    """What stands there afterwards."""
    removes: bool = False
    """Whether nothing stands there afterwards."""


class Difference(NamedTuple):
    """One value that differs between two documents."""

    path: Path
    before: Plain
    after: Plain
    was: bool = True
    """Whether it was there before."""
    is_there: bool = True
    """Whether it is there afterwards."""


class Document:
    """What an instance says, all defaults included, to be changed in place.

    Attributes
    ----------
    root : dict
        The document.
    """

    def __init__(self, instance: Instance) -> None:
        self.root: dict[str, Plain] = instance.model_dump(mode="json")
        self._expectations = Expectations(Instance, self.root)

    def value(self, path: Path) -> Plain:
        """Return what stands at a path; ``None`` where nothing does."""
        return value_at(self.root, path)

    def has(self, path: Path) -> bool:
        """Whether something stands at a path, be it null."""
        holder, key = self.value(path[:-1]), path[-1]
        if isinstance(holder, dict):
            return key in holder
        return isinstance(holder, list) and isinstance(key, int) and key < len(holder)

    def fields(self, path: Path) -> tuple[str, ...]:
        """Return the fields that the contract knows of the record at a path; empty for other maps."""
        known = self._expectations.keys(path)
        # A file may also extend others; by now it has.
        return known if path else tuple(field for field in known if field in Instance.model_fields)

    def entries(self, part: str) -> dict[str, Plain]:
        """Return the entries of a part of the instance that is a map; none where an edit made it something else."""
        found = self.root.get(part)
        return found if isinstance(found, dict) else {}

    def write(self, writes: list[Write]) -> list[Difference]:
        """Do several things, none of them inside another; return what differs afterwards."""
        before = [(write, self.has(write.path), self.value(write.path)) for write in writes]
        # Backwards, so that removing an entry of a list does not move those that are yet to be removed.
        for write in reversed(writes):
            self._write(write)
        _write_out(self.root)
        found: list[Difference] = []
        for write, was, value in before:
            if write.removes:
                found.append(Difference(write.path, value, None, is_there=False))
            elif was:
                found += differences(value, self.value(write.path), write.path)
            else:
                found.append(Difference(write.path, None, self.value(write.path), was=False))
        return found

    def _write(self, write: Write) -> None:
        holder, key = self.value(write.path[:-1]), write.path[-1]
        if isinstance(holder, list) and isinstance(key, int):
            holder[key : key + 1] = [] if write.removes else [write.value]
        elif isinstance(holder, dict) and write.removes:
            del holder[str(key)]
        elif isinstance(holder, dict):
            holder[str(key)] = write.value


def merged(target: Plain, patch: Plain) -> Plain:
    """Return a document with a JSON Merge Patch (RFC 7396) applied; neither is changed."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


def differences(before: Plain, after: Plain, path: Path = ()) -> Iterator[Difference]:
    """Yield what differs, each as deep down as both sides are maps, or lists of the same length."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            if key not in after:
                yield Difference((*path, key), before[key], None, is_there=False)
            elif key not in before:
                yield Difference((*path, key), None, after[key], was=False)
            else:
                yield from differences(before[key], after[key], (*path, key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for position, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from differences(old, new, (*path, position))
    elif before != after or isinstance(before, bool) != isinstance(after, bool):
        yield Difference(path, before, after)


def _write_out(root: dict[str, Plain]) -> None:
    """Write out, as records are dumped, what may be stated as one number: by area, and fees by heads.

    Later edits may then name an area or a band, whichever way an earlier edit stated them.
    """
    for location in _tables(root.get("locations")):
        for field in PER_AREA:
            if _is_number(location.get(field)):
                location[field] = {ANY: location[field]}
    for model in _tables(root.get("operating_models")):
        elsewhere = (_tables(model.get(field)) for field in ("country_overrides", "overrides"))
        for terms in (model, *(each for tables in elsewhere for each in tables)):
            if _is_number(terms.get("fee_per_head")):
                terms["fee_per_head"] = [{EDGE: 0, "fee": terms["fee_per_head"]}]


def _tables(node: Plain) -> Iterator[dict[str, Plain]]:
    """Yield the entries of a map that are maps; what an edit made something else is left to the checks."""
    if isinstance(node, dict):
        yield from (entry for entry in node.values() if isinstance(entry, dict))


def _is_number(node: Plain) -> bool:
    return isinstance(node, int | float) and not isinstance(node, bool)
