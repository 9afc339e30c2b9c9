"""The sheet of capital: by category and period, by site and year, and along the path of every future."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coeplan.plans.spending import AFTER_HORIZON
from coeplan.report.sentences import Page

from .book import Formula, Sheet
from .checks import Check
from .costs import PeriodCosts, SiteCosts
from .figures import CAPITAL_GROUP, MONEY_GROUPS, Figures
from .futures import FutureCosts
from .grids import Grid, Row, column_between, column_sum, weighted_mean
from .naming import category_text, place_text
from .styles import Kind, Role

TOP = 3
"""Row of the head of the first table."""


@dataclass(frozen=True)
class Capital:
    """Where capital stands."""

    by_period: Row
    """Expected capital by period, and in total."""
    paths: tuple[Row, ...]
    """Number, probability, capital by year and in total of every future."""
    expected: Row
    """The same, weighted by probability."""
    largest: Row
    """The largest capital of any path, by year and in total."""


def fill_capital(
    sheet: Sheet, page: Page, figures: Figures, expected: tuple[PeriodCosts, SiteCosts], futures: FutureCosts
) -> Capital:
    """Write capital: expected by period and by site, and what every future asks for."""
    periods, sites = expected
    unit = page.money.currency
    sheet.title("Capital", f"Set-up, fit-out, conversion and cancellation in {unit}, undiscounted.")
    sheet.widths(34, *[12] * (max(len(figures.periods) + 1, len(figures.spans) + 2)))
    columns = [(head, Kind.MONEY) for head in (*figures.periods, "Total")]
    grid = Grid(sheet, TOP, ("Expected, by category and period",), columns)
    sheet.freeze(TOP - 1, 1)
    by_period = _by_period(grid, periods)
    below = _by_site(sheet, grid.next + 1, page, figures, sites)
    return _paths(sheet, below + 1, figures, futures, by_period)


def _by_period(grid: Grid, periods: PeriodCosts) -> Row:
    """Write expected capital by category, taken from the sheet of costs by period."""
    rows = [
        grid.add((category_text(category),), _linked(grid, line))
        for category in MONEY_GROUPS[CAPITAL_GROUP]
        if (line := periods.undiscounted.lines.get(category)) is not None
    ]
    return grid.add(("All capital",), grid.sums(rows), Role.TOTAL)


def _linked(grid: Grid, line: Row) -> Sequence[Formula]:
    """Return the cells of a line elsewhere; capital never falls after the horizon, so that column is left out."""
    cells = [line.ref(position).link for position in range(len(line.values) - 2)]
    return [*cells, grid.across(cells)]


def _by_site(sheet: Sheet, top: int, page: Page, figures: Figures, sites: SiteCosts) -> int:
    """Write expected capital by site and calendar year; return the row that follows."""
    years = [span for span in figures.spans if span != AFTER_HORIZON]
    columns = [(head, Kind.MONEY) for head in (*(int(year) for year in years), "Total")]
    grid = Grid(sheet, top, ("Expected, by site and calendar year",), columns)
    places = dict.fromkeys(location for location, category in sites.lines if category in MONEY_GROUPS[CAPITAL_GROUP])
    rows: list[Row] = []
    for place in places:
        lines = [sites.lines.get((place, category)) for category in MONEY_GROUPS[CAPITAL_GROUP]]
        cells = [_far_sum([line for line in lines if line is not None], year) for year in range(len(years))]
        rows.append(grid.add((place_text(page.names, place),), [*cells, grid.across(cells)]))
    grid.add(("All places",), grid.sums(rows), Role.TOTAL)
    return grid.next


def _far_sum(lines: Sequence[Row], position: int) -> Formula:
    refs = [line.ref(position) for line in lines]
    return Formula("=" + "+".join(ref.far for ref in refs), math.fsum(ref.value for ref in refs))


def _paths(sheet: Sheet, top: int, figures: Figures, costs: FutureCosts, by_period: Row) -> Capital:
    """Write the capital of every future by calendar year, and its mean and largest over the futures."""
    years = [int(span) for span in figures.spans if span != AFTER_HORIZON]
    kinds = [("No.", Kind.WHOLE), ("Probability", Kind.SHARE), *((head, Kind.MONEY) for head in (*years, "Total"))]
    grid = Grid(sheet, top, ("Along the path of every future",), kinds)
    rows: list[Row] = []
    for number, leaf in enumerate(figures.leaves):
        own = grid.number_cell(0)
        money = [each for each in figures.future_money if each.leaf == leaf.id]
        capital = [each for each in money if each.category in MONEY_GROUPS[CAPITAL_GROUP]]
        cells = [
            Formula(costs.summed(year, own, f'"{CAPITAL_GROUP}"'), math.fsum(each.by_span[year] for each in capital))
            for year in range(len(years))
        ]
        whole = [number + 1, leaf.probability, *cells, grid.across(cells, 2)]
        rows.append(grid.add((figures.future(leaf.id),), whole))
    places = range(2, len(kinds))
    means = [weighted_mean(rows, 1, place) for place in places]
    expected = grid.add(("Expected",), [None, column_sum([row.ref(1) for row in rows]), *means], Role.TOTAL)
    largest = grid.add(
        ("Largest of any future",), [None, None, *(_most(rows, place) for place in places)], Role.SUBTOTAL
    )
    return Capital(by_period, tuple(rows), expected, largest)


def _most(rows: Sequence[Row], place: int) -> Formula:
    return Formula(f"=MAX({column_between(rows, place)})", max(row.values[place] for row in rows))


def capital_checks(page: Page, found: Capital) -> Iterator[Check]:
    """Yield the totals of capital, held against the plan."""
    summary = page.read.plan.summary
    source = "summary.expected_capital"
    yield Check("Expected capital, by period", found.by_period.ref(-1).link, summary.expected_capital, source)
    yield Check("Expected capital, along paths", found.expected.ref(-1).link, summary.expected_capital, source)
    largest = found.largest.ref(-1).link
    yield Check("Largest capital of a path", largest, summary.largest_capital, "summary.largest_capital")
