"""The sheets of single futures: what each costs, and every amount of it by category and calendar year."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from coeplan.plans.spending import AFTER_HORIZON
from coeplan.report.sentences import Page

from .book import Book, Cell, Formula, Sheet, area
from .charts import Picture, Series, stacked_bars
from .checks import Check
from .figures import GROUP_OF, MONEY_GROUPS, Figures, FutureMoney
from .grids import Grid, Row, column_between, column_sum, row_sum, weighted_mean
from .lists import Column, Listed, filtered_list
from .naming import category_text
from .styles import Kind, Role

TOP = 3
"""Row of the first line below a sheet's title."""

LABELS = 5
"""Columns at the left of the list that hold no money."""

WORTH = 2 + len(MONEY_GROUPS) + 1
"""Column of the present value among the numbers of a future."""

MOST_DRAWN = 40
"""So many futures are told apart in a chart."""


@dataclass(frozen=True)
class FutureCosts:
    """Where the money of every future stands."""

    listed: Listed
    spans: int
    """Number of calendar years, and one for what follows the horizon."""

    def summed(self, column: int, number: str, group: str) -> str:
        """Return the formula that adds up a group of one future's money.

        Parameters
        ----------
        column : int
            Column of money in the list, from 0: years, after the horizon, total, present value.
        number : str
            Cell that holds the future's number.
        group : str
            Cell that holds the group's name.
        """
        money, numbers, groups = (self.listed.column(each) for each in (LABELS + column, 0, 3))
        return f"=SUMIFS({money},{numbers},{number},{groups},{group})"

    def present_value(self, number: str) -> str:
        """Return the formula that adds up the present value of all money of one future."""
        money, numbers = (self.listed.column(each) for each in (LABELS + self.spans + 1, 0))
        return f"=SUMIFS({money},{numbers},{number})"


def fill_future_costs(sheet: Sheet, page: Page, figures: Figures) -> FutureCosts:
    """Write the money of every future by category and calendar year, with filters."""
    sheet.title(
        "Costs by future",
        f"Cost in {page.money.currency} of every future by category; years are undiscounted and not weighted by "
        "probability. Filter a future or a group; the line above the head adds up the rows shown.",
    )
    heads = ["After horizon" if span == AFTER_HORIZON else int(span) for span in figures.spans]
    columns = [
        *(Column("No.", 6, Kind.WHOLE), Column("Future", 26), Column("Probability", 11, Kind.SHARE)),
        *(Column("Group", 20), Column("Category", 18)),
        *(Column(head, 13, Kind.MONEY) for head in (*heads, "Total", "Present value")),
    ]
    sheet.freeze(TOP + 2, LABELS)
    rows = list(_rows(page, figures, TOP + 2))
    return FutureCosts(filtered_list(sheet, TOP, columns, rows, LABELS), len(figures.spans))


def _rows(page: Page, figures: Figures, first: int) -> Iterator[Sequence[Cell]]:
    numbers = {leaf.id: number for number, leaf in enumerate(figures.leaves, start=1)}
    for place, money in enumerate(figures.future_money, start=first):
        chance = page.read.tree.by_id[money.leaf].probability
        name = (numbers[money.leaf], figures.future(money.leaf), chance)
        total = row_sum(place, (LABELS, LABELS + len(figures.spans) - 1), money.by_span)
        what = (GROUP_OF[money.category], category_text(money.category))
        yield (*name, *what, *money.by_span, total, money.present_value)


@dataclass(frozen=True)
class Futures:
    """Where the futures stand, one a row."""

    rows: tuple[Row, ...]
    """Number, probability, groups, total, present value."""
    expected: Row
    """The same, weighted by probability."""


def fill_futures(book: Book, sheet: Sheet, page: Page, figures: Figures, costs: FutureCosts) -> Futures:
    """Write what every future costs by group, and in all, with a chart."""
    unit = page.money.currency
    sheet.title("Futures", f"What every future costs in {unit}: undiscounted by group, and its present value in all.")
    groups = list(MONEY_GROUPS)
    sheet.widths(30, 6, 11, *[20] * (len(groups) + 2), 20, 24)
    kinds = [("No.", Kind.WHOLE), ("Probability", Kind.SHARE)]
    kinds += [(name, Kind.MONEY) for name in (*groups, "Total", "Present value")]
    kinds += [("Most heads abroad", Kind.HEADS), ("Heads abroad at the end", Kind.HEADS)]
    grid = Grid(sheet, TOP, ("Future",), kinds)
    sheet.freeze(TOP + 1, 1)
    rows = [_future(grid, page, figures, costs, number) for number in range(len(figures.leaves))]
    found = Futures(tuple(rows), _expected(grid, rows))
    if 1 < len(rows) <= MOST_DRAWN:
        _draw(book, sheet, unit, grid, found)
    return found


def _future(grid: Grid, page: Page, figures: Figures, costs: FutureCosts, number: int) -> Row:
    """Write one future: its money is added up from the list of all amounts."""
    leaf = figures.leaves[number]
    money = [each for each in figures.future_money if each.leaf == leaf.id]
    own = grid.number_cell(0)
    groups = [
        Formula(costs.summed(costs.spans, own, grid.head_cell(2 + place)), _undiscounted(money, group))
        for place, group in enumerate(MONEY_GROUPS)
    ]
    worth = Formula(costs.present_value(own), math.fsum(each.present_value for each in money))
    abroad = {each.node: each.heads_abroad for each in page.read.plan.node_figures}
    path = [abroad[node] for node in page.read.tree.paths[leaf.id]]
    cells = [number + 1, leaf.probability, *groups, grid.across(groups, 2), worth, max(path), path[-1]]
    return grid.add((figures.future(leaf.id),), cells)


def _undiscounted(money: Sequence[FutureMoney], group: str) -> float:
    return math.fsum(math.fsum(each.by_span) for each in money if GROUP_OF[each.category] == group)


def _expected(grid: Grid, rows: Sequence[Row]) -> Row:
    """Write the mean of all futures, weighted by probability."""
    means = [weighted_mean(rows, 1, position) for position in range(2, len(rows[0].values))]
    cells = [None, column_sum([row.ref(1) for row in rows]), *means]
    return grid.add(("Expected",), cells, Role.TOTAL)


def _draw(book: Book, sheet: Sheet, unit: str, grid: Grid, found: Futures) -> None:
    names = area(sheet.name, (found.rows[0].row, found.rows[-1].row), (0, 0))
    series = [
        Series(grid.head_far(2 + place), column_between(found.rows, 2 + place), place + 1)
        for place in range(len(MONEY_GROUPS))
    ]
    height = 160 + 26 * len(found.rows)
    picture = Picture(f"Cost of every future, {unit}, undiscounted", unit, book.styles.axis_format())
    chart = stacked_bars(book, replace(picture, height=height), names, series)
    sheet.chart(
        grid.next + 1, 0, chart, f"{picture.title}: stacked by group; the numbers are those of the table above."
    )


def future_checks(page: Page, figures: Figures, found: Futures) -> Iterator[Check]:
    """Yield the totals of the futures, held against the plan."""
    plan = page.read.plan
    stated = {each.leaf: each for each in plan.leaf_totals}
    for leaf, row in zip(figures.leaves, found.rows, strict=True):
        name = figures.future(leaf.id)
        yield Check(f"Present value of {name}", row.ref(WORTH).link, stated[leaf.id].total, "leaf_totals.total")
    expected, cells = found.expected, column_between(found.rows, WORTH)
    yield Check("Mean of all futures", expected.ref(WORTH).link, plan.summary.expected_total, "summary.expected_total")
    worst = Formula(f"=MAX({cells})", max(row.values[WORTH] for row in found.rows))
    yield Check("Most expensive future", worst, plan.summary.worst_total, "summary.worst_total")
    peak = max(row.values[WORTH + 1] for row in found.rows)
    most = Formula(f"=MAX({column_between(found.rows, WORTH + 1)})", peak)
    source = "summary.peak_heads_abroad"
    yield Check("Most heads abroad", most, plan.summary.peak_heads_abroad, source, Kind.HEADS)
    yield Check("Probabilities of all futures", expected.ref(1).link, 1.0, "by definition", Kind.SHARE)
