"""What is expected of a bad file."""

from typing import NamedTuple


class Expected(NamedTuple):
    """The fault of a bad file."""

    code: str
    """Its code."""

    path: str = ""
    """Keys that lead to the value, as the fault's line says them; empty where the file as such is broken."""

    line: int | None = None
    """Its line; ``None`` where the fault is of the whole file."""

    column: int | None = None
    """Its column; ``None`` where the line is enough to find it."""

    also: tuple[str, ...] | None = ()
    """Paths of all other faults, in the order of the file; ``None``: whatever they are."""

    nearest: str | None = None
    """Name that is offered in its place, if any."""

    file: str | None = None
    """File that is at fault, where it is not the one given."""
