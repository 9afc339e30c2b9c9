"""The points of a frontier drawn with letters, for a terminal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

COLUMNS, ROWS = 60, 14

SEVERAL = "**"
"""Stands where there is no room to tell points apart."""

Format = Callable[[float], str]


@dataclass(frozen=True)
class Axis:
    """One measure along an axis.

    Attributes
    ----------
    title : str
        What it is.
    values : sequence of float
        Value of each point.
    text : callable
        Writes a value.
    """

    title: str
    values: Sequence[float]
    text: Format

    def places(self, room: int) -> list[int]:
        """Return where each value stands, from 0 at the least to ``room`` at the most."""
        low, high = min(self.values), max(self.values)
        return [round(room * (value - low) / (high - low)) if high > low else 0 for value in self.values]


def chart(across: Axis, up: Axis, marks: Sequence[str]) -> str:
    """Draw points.

    Parameters
    ----------
    across, up : Axis
        The measures along both axes.
    marks : sequence of str
        Two letters for each point.

    Returns
    -------
    str
        Lines of text, at most some 90 letters wide.
    """
    field = [["  "] * (COLUMNS // 2 + 1) for _ in range(ROWS + 1)]
    for column, row, mark in zip(across.places(COLUMNS // 2), up.places(ROWS), marks, strict=True):
        line = field[ROWS - row]
        line[column] = mark if line[column] == "  " else SEVERAL
    labels = [up.text(max(up.values)), *[""] * (ROWS - 1), up.text(min(up.values))]
    width = max(len(label) for label in labels)
    lines = [f"{label:>{width}} |{''.join(cells)}".rstrip() for label, cells in zip(labels, field, strict=True)]
    left, right = across.text(min(across.values)), across.text(max(across.values))
    space = max(1, COLUMNS + 2 - len(left) - len(right))
    foot = [f"{'':{width}} +{'-' * (COLUMNS + 2)}", f"{'':{width}}  {left}{' ' * space}{right}"]
    told = f"{'':{width}}  {across.title} (across), {up.title} (up)"
    return "\n".join([*lines, *foot, told])
