"""Which edit a fault of an edited instance comes from."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from pydantic import JsonValue

from coeplan.io.tree import Path
from coeplan_models import Change, Fault, Place


class Step(NamedTuple):
    """An edit that was applied."""

    said: str
    """As messages quote it."""
    place: Place | None
    """Where it stands."""
    changes: tuple[Change, ...]
    """What it changed."""


def blamed(faults: Iterable[Fault], steps: Sequence[Step], known: Iterable[Fault]) -> list[Fault]:
    """Return faults, each with the place and the text of the edit that it comes from.

    Parameters
    ----------
    faults : iterable of Fault
        What is wrong with the edited instance.
    steps : sequence of Step
        The edits, in the order in which they were applied.
    known : iterable of Fault
        What was wrong, or suspicious, before: no edit is to blame for it.
    """
    before = {_identity(fault) for fault in known}
    return [fault if _identity(fault) in before else _blamed(fault, steps) for fault in faults]


def said_of(fault: Fault, said: str, place: Place | None) -> Fault:
    """Return a fault with the place and the text of an edit; a place within a file that it has already stays."""
    stands = place if fault.place is None or fault.place.line is None else fault.place
    return fault.model_copy(update={"message": f"{fault.message} (edit: {said})", "place": stands})


def unlike(faults: Iterable[Fault], known: Iterable[Fault]) -> list[Fault]:
    """Return the faults of which no other, of the same kind and of the same value, is known."""
    before = {_identity(fault) for fault in known}
    return [fault for fault in faults if _identity(fault) not in before]


def _identity(fault: Fault) -> tuple[object, ...]:
    return fault.code, fault.path, fault.value


def _blamed(fault: Fault, steps: Sequence[Step]) -> Fault:
    """Name the last edit that wrote the value or some of it; else the one that took away what it names."""
    signs: tuple[Callable[[Change], bool], ...] = (
        lambda each: _holds(each.path, fault.path),
        lambda each: fault.value is not None and _took(each, fault.value),
        lambda each: _holds(fault.path, each.path),
    )
    guilty = [step for sign in signs for step in reversed(steps) if any(map(sign, step.changes))]
    # Where nothing but one edit was done, what is wrong since then can come from nowhere else.
    for step in (*guilty, *(steps if len(steps) == 1 else ())):
        return said_of(fault, step.said, step.place)
    return fault


def _holds(path: Path, other: Path) -> bool:
    return other[: len(path)] == path


def _took(change: Change, name: str) -> bool:
    """Whether a name was there before, as a key or as a value, and is not there any more."""
    gone = change.what == "removed" and str(change.path[-1]) == name
    return gone or (_says(change.before, name) and not _says(change.after, name))


def _says(node: JsonValue, name: str) -> bool:
    if isinstance(node, dict):
        return name in node or any(_says(entry, name) for entry in node.values())
    return any(_says(item, name) for item in node) if isinstance(node, list) else node == name
