"""The tables of the terminal page: sites, heads by year, money by year."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rich import box
from rich.console import RenderableType
from rich.style import StyleType
from rich.table import Table

from coeplan.plans.decide import SiteView
from coeplan.plans.headcount import ABROAD, EVERYWHERE, YearHeads
from coeplan.plans.spending import AFTER_HORIZON, TOTAL, CostLine

from .letters import literal
from .numbers import WHOLE, heads, heads_expected, heads_range, probability
from .sentences import Page, place_name

LABEL_WIDTH = 15
"""Columns that a label may take; longer ones wrap."""

NUMBER_WIDTH = 10
"""Columns that a number takes with its margin."""


class Grid(Table):
    """A table whose cells are printed as they are written."""

    def add_row(
        self, *renderables: RenderableType | None, style: StyleType | None = None, end_section: bool = False
    ) -> None:
        """Add a row; texts among its cells are of unknown origin."""
        cells = (literal(each) if isinstance(each, str) else each for each in renderables)
        super().add_row(*cells, style=style, end_section=end_section)


def grid(heads_of_columns: Sequence[str], labels: int) -> Table:
    """Make an empty table; the first ``labels`` columns hold text, the others numbers."""
    table = Grid(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0))
    for position, head in enumerate(heads_of_columns):
        if position < labels:
            table.add_column(literal(head), overflow="fold")
        else:
            table.add_column(literal(head), justify="right", no_wrap=True)
    return table


def bullets(lines: Iterable[str], depth: int = 0) -> Iterator[Table]:
    """Yield lines, each with a dash before it."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(width=1 + 2 * depth, justify="right")
    table.add_column(overflow="fold")
    for line in lines:
        table.add_row("-", literal(line))
    yield table


def sites(page: Page) -> Table:
    """Where, how, how big: one row a location."""
    year = page.read.tree.years[0]
    last = page.read.tree.label(page.read.tree.leaves[0].id)
    table = grid(("Location", "Operating model", "Start", "Heads now", f"End {year}", f"In {last}"), 3)
    for site in page.read.sites:
        models = " > ".join(page.names.model(model) for model in site.operating_models)
        table.add_row(
            page.names.location(site.location),
            models,
            _start(site),
            heads(site.heads_now),
            heads_expected(site.year_end_expected, site.year_end_low, site.year_end_high),
            heads_expected(site.final_expected, site.final_low, site.final_high),
        )
    return table


def _start(site: SiteView) -> str:
    return site.start if site.probability > 1 - 1e-9 else f"{site.start} ({probability(site.probability)})"


def team_changes(page: Page) -> Table | None:
    """Heads to hire and release in the first period; None where there are none."""
    rows = [row for row in page.read.team_changes if row.hires or row.releases]
    if not rows:
        return None
    table = grid(("Location", "Area", "Before", "Leave", "Hire", "Release", "Heads then"), 2)
    for row in rows:
        table.add_row(
            page.names.location(row.location),
            page.names.area(row.area),
            *(heads(number) for number in (row.before, row.attrition, row.hires, row.releases, row.heads)),
        )
    return table


@dataclass(frozen=True)
class Row:
    """One row of a table by years."""

    labels: tuple[str, ...]
    cells: Mapping[str, str]
    section: bool = False
    """Whether a line is drawn below it."""


def by_years(width: int, label_heads: Sequence[str], columns: Sequence[str], rows: Sequence[Row]) -> Iterator[Table]:
    """Yield tables with a column a year, as many as the width has room for."""
    room = max(1, (width - LABEL_WIDTH * len(label_heads)) // NUMBER_WIDTH)
    for first in range(0, len(columns), room):
        shown = columns[first : first + room]
        table = grid((*label_heads, *shown), len(label_heads))
        for row in rows:
            table.add_row(*row.labels, *(row.cells[column] for column in shown), end_section=row.section)
        yield table


def headcount(page: Page) -> Iterator[Table]:
    """Yield heads at the end of each year by site and area, expected, with the range of each site."""
    years = [str(year) for year in page.read.tree.years]
    return by_years(page.width, ("Location", "Area"), years, list(_headcount_rows(page)))


def _headcount_rows(page: Page) -> Iterator[Row]:
    for site in page.read.sites:
        areas: dict[str, list[YearHeads]] = {}
        for row in page.read.heads:
            if row.location == site.location:
                areas.setdefault(row.area, []).append(row)
        name = page.names.location(site.location)
        parts = [Row((name, page.names.area(area)), _expected(rows)) for area, rows in areas.items()]
        whole = [row for row in page.read.site_heads if row.location == site.location]
        yield from _closed([*parts, *_sum_rows(name, whole, alone=len(parts) == 1)])
    for title in (ABROAD, EVERYWHERE):
        rows = [row for row in page.read.total_heads if row.location == title]
        yield from _closed([*_sum_rows(title, rows, alone=False)])


def _sum_rows(title: str, rows: Sequence[YearHeads], *, alone: bool) -> Iterator[Row]:
    """Yield expected heads of all areas, unless there is one alone, and their range over the futures."""
    if rows and not alone:
        yield Row((title, "all"), _expected(rows))
    if any(row.high - row.low > WHOLE for row in rows):
        yield Row((title, "range"), {str(row.year): heads_range(row.low, row.high) for row in rows})


def _closed(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield rows with a line below the last."""
    for position, row in enumerate(rows):
        yield replace(row, section=position == len(rows) - 1)


def _expected(rows: Iterable[YearHeads]) -> dict[str, str]:
    return {str(row.year): heads(row.expected) for row in rows}


def costs(page: Page) -> Iterator[Table]:
    """Yield expected money by category and year, in total and as present value."""
    columns = [_span_head(span) for span in page.read.spans]
    rows = [_cost_row(page, line) for line in page.read.cost_by_category]
    return by_years(page.width, (f"Category, {page.money.head}",), (*columns, "Total", "Present value"), rows)


def _span_head(span: str) -> str:
    return "After" if span == AFTER_HORIZON else span


def _cost_row(page: Page, line: CostLine) -> Row:
    cells = {_span_head(span): page.money.bare(amount) for span, amount in line.by_span.items()}
    cells |= {"Total": page.money.bare(line.total), "Present value": page.money.bare(line.present_value)}
    return Row((line.name.replace("_", " "),), cells, section=line.name == TOTAL)


def cost_places(page: Page) -> Iterator[Table]:
    """Yield expected money by location and year, in total and as present value."""
    columns = [_span_head(span) for span in page.read.spans]
    rows = [_place_row(page, line) for line in page.read.cost_by_location]
    return by_years(page.width, (f"Location, {page.money.head}",), (*columns, "Total", "Present value"), rows)


def _place_row(page: Page, line: CostLine) -> Row:
    name = TOTAL if line.name == TOTAL else place_name(page, line.name)
    return Row((name,), _cost_row(page, line).cells)


def capital(page: Page) -> Iterator[Table]:
    """Yield capital by year: expected, and the most that any future asks for."""
    rows = page.read.capital_by_year
    years = [str(row.year) for row in rows]
    expected = {str(row.year): page.money.bare(row.expected) for row in rows}
    most = {str(row.year): page.money.bare(row.high) for row in rows}
    return by_years(
        page.width, (f"Capital, {page.money.head}",), years, [Row(("expected",), expected), Row(("most",), most)]
    )
