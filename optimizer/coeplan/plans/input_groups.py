"""Differences of two instances gathered for people: paths with wildcards in the place of thousands of lines."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from .input_changes import Change, InputChange, Step, path_text

MOST_KINDS = 3
"""Differences along one path that are of more kinds than this are told as one, from least to most."""

MOST_KEYS = 3
"""So many keys are named one by one in a path."""


@dataclass(frozen=True)
class InputGroup:
    """Differences of the same kind along one path."""

    path: str
    """Where: ``*`` for every key, ``MX_*`` or ``{MX_GDL,IN_BLR}`` for some; ``*`` with ``some`` where they are many."""
    kind: str
    """``changed``, ``added`` or ``removed``."""
    count: int
    """How many differences."""
    keys_of: str
    """Name of the path's first map or list, such as ``locations``; empty where it goes through none."""
    keys: int | None
    """How many of its keys differ; None where there is none."""
    keys_in_all: int | None
    """How many keys it has in either instance."""
    before: str | None
    """What the first instance says as JSON, where that is the same in all of them."""
    after: str | None
    """What the second instance says, likewise."""
    least_factor: float | None
    """Smallest ratio of the second number to the first; None where one is no number or there is none."""
    most_factor: float | None
    """Largest ratio."""


def input_groups(changes: Iterable[Change]) -> tuple[InputGroup, ...]:
    """Gather differences by path and by what happens to the values.

    Parameters
    ----------
    changes : iterable of Change
        All differences.

    Returns
    -------
    tuple of InputGroup
        Groups in the order of their first difference; every difference is in exactly one.
    """
    found: list[InputGroup] = []
    for alike in _split(changes, lambda change: (_shape(change.steps), change.row.kind)):
        kinds = next(
            (kinds for kinds in (_split(alike, _by_factor), _split(alike, _by_values)) if len(kinds) <= MOST_KINDS),
            [alike],
        )
        found += [_group(those) for those in kinds]
    return tuple(found)


def _split(changes: Iterable[Change], key_of: Callable[[Change], Hashable]) -> list[list[Change]]:
    found: dict[Hashable, list[Change]] = {}
    for change in changes:
        found.setdefault(key_of(change), []).append(change)
    return list(found.values())


def _shape(steps: Sequence[Step]) -> tuple[str | None, ...]:
    """Return a path without the keys that maps and lists give."""
    return tuple(step.key if step.siblings is None else None for step in steps)


def _by_factor(change: Change) -> Hashable:
    """Tell differences apart by their ratio; those without one by their values."""
    factor = change.row.factor
    return _by_values(change) if factor is None else float(f"{factor:.9g}")


def _by_values(change: Change) -> Hashable:
    """Tell differences apart by their values; of whole entries that come or go there is one kind."""
    return (change.row.before, change.row.after) if change.row.kind == "changed" else ""


def _group(changes: Sequence[Change]) -> InputGroup:
    rows = [change.row for change in changes]
    factors = [row.factor for row in rows if row.factor is not None]
    known = len(factors) == len(rows)
    keys_of, keys, keys_in_all = _reach(changes)
    return InputGroup(
        path=_pattern(changes),
        kind=rows[0].kind,
        count=len(rows),
        keys_of=keys_of,
        keys=keys,
        keys_in_all=keys_in_all,
        before=_shared(rows, "before"),
        after=_shared(rows, "after"),
        least_factor=min(factors) if known else None,
        most_factor=max(factors) if known else None,
    )


def _shared(rows: Sequence[InputChange], side: str) -> str | None:
    found = {getattr(row, side) for row in rows}
    return found.pop() if len(found) == 1 else None


def _reach(changes: Sequence[Change]) -> tuple[str, int | None, int | None]:
    """Name the first map or list of a path, and count its keys: those that differ, and all."""
    steps = changes[0].steps
    first = next((place for place, step in enumerate(steps) if step.siblings is not None), None)
    if first is None:
        return "", None, None
    differing = {change.steps[first].key for change in changes}
    return steps[first - 1].key, len(differing), len(_siblings(changes, first))


def _siblings(changes: Sequence[Change], place: int) -> frozenset[str]:
    return frozenset[str]().union(*(change.steps[place].siblings or () for change in changes))


def _pattern(changes: Sequence[Change]) -> str:
    steps = [
        step if step.siblings is None else step._replace(key=_wildcard(changes, place))
        for place, step in enumerate(changes[0].steps)
    ]
    return path_text(tuple(steps))


def _wildcard(changes: Sequence[Change], place: int) -> str:
    """Return what stands in a path for the keys of several differences."""
    keys = sorted({change.steps[place].key for change in changes})
    siblings = _siblings(changes, place)
    if len(keys) == 1:
        return keys[0]
    if len(keys) == len(siblings):
        return "*"
    start = _common_start(keys[0], keys[-1])
    if {key for key in siblings if key.startswith(start)} == set(keys):
        return f"{start}*"
    return f"{{{','.join(keys)}}}" if len(keys) <= MOST_KEYS else "*"


def _common_start(first: str, last: str) -> str:
    """Return what two keys begin with; of sorted keys the first and the last tell it for all."""
    differing = (place for place, (own, other) in enumerate(zip(first, last, strict=False)) if own != other)
    return first[: next(differing, min(len(first), len(last)))]
