"""The sheets of expected cost: by site and year, by calendar year as a statement, and by period."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.chart import Chart

from coeplan.plans.board import Board
from coeplan.plans.spending import AFTER_HORIZON
from coeplan.report.sentences import Page
from coeplan_models import Category

from .book import Book, Formula, Sheet, area
from .charts import Picture, Series, stacked_columns
from .checks import Check
from .figures import CAPITAL_GROUP, GROUP_OF, RUN, Figures
from .grids import Grid, Row
from .naming import category_text, place_text
from .statements import LABELS, Cells, Statement, write_statement
from .styles import Kind, Role

TOP = 3
"""Row of the head of a sheet's first table."""

AFTER, TOTAL, PRESENT_VALUE = "After horizon", "Total", "Present value"


@dataclass(frozen=True)
class SiteCosts:
    """Where expected cost by site, category and year stands."""

    sheet: str
    rows: tuple[int, int]
    """First and last row, from 0, of lines and subtotals."""
    lines: Mapping[tuple[str, Category], Row]
    """Line of each location and category."""
    total: Row
    """Sum over all locations: years, after the horizon, total, present value."""


def fill_site_costs(sheet: Sheet, page: Page, figures: Figures) -> SiteCosts:
    """Write expected cost by location, category and calendar year: the numbers that statements add up."""
    unit = page.money.currency
    sheet.title("Costs by site", f"Expected cost in {unit} by location and category; years are undiscounted.")
    sheet.widths(34, 20, 18, *[13] * (len(figures.spans) + 2))
    grid = Grid(sheet, TOP, ("Location", *LABELS), _year_columns(figures))
    sheet.freeze(TOP + 1, 3)
    lines: dict[tuple[str, Category], Row] = {}
    subtotals: list[Row] = []
    for location, by_category in _by_location(page.read, figures).items():
        place = place_text(page.names, location)
        for category, (years, present_value) in by_category.items():
            cells = [*years, grid.across(years), present_value]
            labels = (place, GROUP_OF[category], category_text(category))
            lines[location, category] = grid.add(labels, cells, Role.DETAIL)
        rows = [lines[location, category] for category in by_category]
        subtotals.append(grid.add((place, "all", ""), grid.sums(rows), Role.SUBTOTAL))
    rows = (TOP + 1, max(TOP + 1, grid.next - 1))
    return SiteCosts(sheet.name, rows, lines, grid.add(("All places", "", ""), grid.sums(subtotals), Role.TOTAL))


def _year_columns(figures: Figures) -> list[tuple[str | int, Kind]]:
    """Return the columns of a table by calendar year."""
    heads = [AFTER if span == AFTER_HORIZON else int(span) for span in figures.spans]
    return [(head, Kind.MONEY) for head in (*heads, TOTAL, PRESENT_VALUE)]


Line = tuple[list[float], float]
"""Money by calendar year and after the horizon, and its present value."""


def _by_location(read: Board, figures: Figures) -> Mapping[str, Mapping[Category, Line]]:
    """Gather expected cost: sites in their order, headquarters after them, then what belongs to no place."""
    order = [site.location for site in read.sites]
    found: dict[tuple[str, Category], Line] = {}
    for cost in read.costs:
        years, present_value = found.setdefault(
            (cost.location, Category(cost.category)), ([0.0] * len(figures.spans), 0.0)
        )
        years[figures.spans.index(cost.span)] += cost.money
        found[cost.location, Category(cost.category)] = (years, present_value + cost.present_value)
    places = dict.fromkeys([*order, *(location for location, _ in found if location), ""])
    by_place = {
        place: {each: found[place, each] for each in figures.categories if (place, each) in found} for place in places
    }
    return {place: lines for place, lines in by_place.items() if lines}


@dataclass(frozen=True)
class YearCosts:
    """Where the statements by calendar year stand."""

    heads: str
    """Calendar years and what follows the horizon, as charts call them."""
    undiscounted: Statement
    """Years, after the horizon, total, present value."""
    discounted: Statement
    """Years, after the horizon, total."""


def fill_year_costs(book: Book, sheet: Sheet, page: Page, figures: Figures, sites: SiteCosts) -> YearCosts:
    """Write the statements of expected cost by calendar year, undiscounted and discounted, with their chart."""
    unit = page.money.currency
    sheet.title("Costs by year", f"Expected cost in {unit} by calendar year, at the prices of its time (undiscounted).")
    sheet.widths(26, 20, *[13] * (len(figures.spans) + 2))
    grid = Grid(sheet, TOP, LABELS, _year_columns(figures))
    sheet.freeze(TOP + 1, len(LABELS))
    sheet.on_one_page()
    undiscounted = write_statement(grid, figures.categories, _of_sites(grid, sites, figures), "Total cost")
    _cumulative(grid, undiscounted.total, len(figures.spans) - 1)
    _range(grid, page, figures)
    sheet.section(grid.next + 1, f"The same in {unit}, discounted to the horizon's start", len(figures.spans) + 3)
    below = Grid(sheet, grid.next + 2, LABELS, _year_columns(figures)[:-1])
    discounted = _discounted(below, page.read, figures)
    found = YearCosts(grid.heads_between(0, len(figures.spans) - 1), undiscounted, discounted)
    picture = Picture(f"Expected cost by year, {unit}, undiscounted", unit, book.styles.axis_format())
    chart = year_chart(book, found, picture)
    sheet.chart(below.next + 1, 0, chart, f"{picture.title}: stacked by group; the numbers are the subtotals above.")
    return found


def year_chart(book: Book, found: YearCosts, picture: Picture) -> Chart:
    """Return cost by calendar year, its groups one upon the other."""
    last = len(found.undiscounted.total.values) - 3
    groups = found.undiscounted.groups.values()
    series = [Series(row.name, row.span(0, last), number) for number, row in enumerate(groups, start=1)]
    return stacked_columns(book, picture, found.heads, series)


def _of_sites(grid: Grid, sites: SiteCosts, figures: Figures) -> Callable[[Category], Cells]:
    """Return what gives the cells of a category: the sums of its lines in the sheet by site, year by year."""
    names = area(sites.sheet, sites.rows, (2, 2))

    def cells(category: Category) -> Cells:
        lines = [line for (_, other), line in sites.lines.items() if other is category]
        return [
            Formula(
                f"=SUMIFS({area(sites.sheet, sites.rows, (3 + column, 3 + column))},{names},{grid.label_cell(1)})",
                math.fsum(line.values[column] for line in lines),
            )
            for column in range(len(figures.spans) + 2)
        ]

    return cells


def _cumulative(grid: Grid, total: Row, count: int) -> None:
    """Write what has been spent by the end of each of the first ``count`` years or periods."""
    cells = [
        Formula(f"=SUM({total.ref(0).near}:{total.ref(last).near})", math.fsum(total.values[: last + 1]))
        for last in range(count)
    ]
    grid.add(("Cumulative", ""), [*cells, *[None] * (len(total.values) - count)], Role.NOTE)


def _range(grid: Grid, page: Page, figures: Figures) -> None:
    """Write the least and the most that any future asks for in each year, where there are several."""
    if len(figures.leaves) > 1:
        years = page.read.cash_by_year
        grid.add(("Least of any future", ""), [*(row.low for row in years), None, None, None], Role.NOTE)
        grid.add(("Most of any future", ""), [*(row.high for row in years), None, None, None], Role.NOTE)


def _discounted(grid: Grid, read: Board, figures: Figures) -> Statement:
    cells: dict[Category, list[float]] = {each: [0.0] * len(figures.spans) for each in figures.categories}
    for cost in read.costs:
        cells[Category(cost.category)][figures.spans.index(cost.span)] += cost.present_value

    return write_statement(grid, figures.categories, _with_total(grid, cells), "Total present value")


def _with_total(grid: Grid, cells: Mapping[Category, Sequence[float]]) -> Callable[[Category], Cells]:
    """Return what gives the cells of a category: its numbers, and their sum as a formula."""
    return lambda category: [*cells[category], grid.across(cells[category])]


@dataclass(frozen=True)
class PeriodCosts:
    """Where the statements by period stand; columns are the periods, after the horizon, and the total."""

    undiscounted: Statement
    discounted: Statement


def fill_period_costs(sheet: Sheet, page: Page, figures: Figures) -> PeriodCosts:
    """Write the statements of expected cost by period, undiscounted and discounted."""
    unit = page.money.currency
    sheet.title("Costs by period", f"Expected cost in {unit} by period, at the prices of its time (undiscounted).")
    sheet.widths(26, 20, *[12] * (len(figures.periods) + 2))
    columns = [(head, Kind.MONEY) for head in (*figures.periods, AFTER, TOTAL)]
    grid = Grid(sheet, TOP, LABELS, columns)
    sheet.freeze(TOP + 1, len(LABELS))
    money = _with_total(grid, figures.expected_money(discounted=False))
    undiscounted = write_statement(grid, figures.categories, money, "Total cost")
    _cumulative(grid, undiscounted.total, len(figures.periods))
    sheet.section(grid.next + 1, f"The same in {unit}, discounted to the horizon's start", len(columns) + len(LABELS))
    below = Grid(sheet, grid.next + 2, LABELS, columns)
    worth = _with_total(below, figures.expected_money(discounted=True))
    return PeriodCosts(undiscounted, write_statement(below, figures.categories, worth, "Total present value"))


def cost_checks(page: Page, figures: Figures, years: YearCosts, periods: PeriodCosts) -> Iterator[Check]:
    """Yield the totals of expected cost, held against the plan."""
    stated = page.read.plan.summary.expected_total
    for what, total in (
        ("Expected cost, present value, by site and category", years.undiscounted.total),
        ("Expected cost, present value, by year", years.discounted.total),
        ("Expected cost, present value, by period", periods.discounted.total),
    ):
        yield Check(what, total.ref(-1).link, stated, "summary.expected_total")
    yield from _category_checks(page.read, years, periods)
    yield from _node_checks(page.read, figures, periods)


def _category_checks(read: Board, years: YearCosts, periods: PeriodCosts) -> Iterator[Check]:
    sums: dict[Category, tuple[list[float], list[float]]] = {}
    for amount in read.plan.amounts:
        chance = read.tree.by_id[amount.node].probability
        money, worth = sums.setdefault(amount.category, ([], []))
        money.append(chance * amount.money)
        worth.append(chance * amount.discounted)
    for category, line in years.undiscounted.lines.items():
        name = category_text(category)
        money, worth = sums[category]
        source = f"amounts of category {category.value}, weighted by probability"
        yield Check(f"{name}, present value, by year", line.ref(-1).link, math.fsum(worth), source)
        yield Check(f"{name}, undiscounted, by year", line.ref(-2).link, math.fsum(money), source)
        by_period = periods.undiscounted.lines[category].ref(-1)
        yield Check(f"{name}, undiscounted, by period", by_period.link, math.fsum(money), source)


def _node_checks(read: Board, figures: Figures, periods: PeriodCosts) -> Iterator[Check]:
    """Yield run cost and capital of every period, held against the plan's key figures of the nodes."""
    stated = {each.node: each for each in read.plan.node_figures}
    for group, field in ((RUN, "run_cost"), (CAPITAL_GROUP, "capital")):
        row = periods.undiscounted.groups.get(group)
        if row is None:
            continue
        for period, name in enumerate(figures.periods):
            nodes = figures.nodes_of(period)
            sums = math.fsum(node.probability * float(getattr(stated[node.id], field)) for node in nodes)
            source = f"node_figures.{field}, weighted by probability"
            yield Check(f"{group}, {name}", row.ref(period).link, sums, source)
