"""Statements of cost: categories in the groups of finance, a subtotal for each, and the total, as formulas."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from coeplan_models import Category

from .book import Formula
from .figures import MONEY_GROUPS
from .grids import Grid, Row
from .naming import category_text
from .styles import Role

LABELS = ("Group", "Category")
"""Heads of the columns of text."""

Cells = Sequence[float | Formula]


@dataclass(frozen=True)
class Statement:
    """Where the lines of a statement stand."""

    lines: Mapping[Category, Row]
    """Line of each category."""
    groups: Mapping[str, Row]
    """Subtotal of each group that has a category."""
    total: Row
    """Sum of the subtotals."""


def write_statement(
    grid: Grid, categories: Sequence[Category], cells: Callable[[Category], Cells], total: str
) -> Statement:
    """Write a statement of cost.

    Parameters
    ----------
    grid : Grid
        Table with the columns of text ``LABELS``.
    categories : sequence of Category
        What there are amounts of.
    cells : callable
        Gives the cells of a category's line; asked just before the line is written.
    total : str
        Name of the last line.

    Returns
    -------
    Statement
        Lines, subtotals, total.
    """
    lines: dict[Category, Row] = {}
    groups: dict[str, Row] = {}
    for group, members in MONEY_GROUPS.items():
        present = [each for each in members if each in categories]
        for category in present:
            lines[category] = grid.add((group, category_text(category)), cells(category), Role.DETAIL)
        if present:
            rows = [lines[category] for category in present]
            groups[group] = grid.add((group, "all"), grid.sums(rows), Role.SUBTOTAL)
    return Statement(lines, groups, grid.add((total, ""), grid.sums(list(groups.values())), Role.TOTAL))
