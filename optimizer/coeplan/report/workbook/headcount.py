"""The sheets of heads: expected by site, area and period; at the ends of calendar years; and in every future."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.chart import Chart

from coeplan.plans.board import Board
from coeplan.plans.headcount import ABROAD, EVERYWHERE, Group, YearHeads
from coeplan.report.sentences import Page

from .book import Book, Cell, Formula, Sheet
from .charts import Picture, Series, stacked_columns
from .checks import Check
from .figures import Figures
from .grids import Grid, Row
from .lists import Column, Listed, filtered_list
from .naming import area_text, place_text
from .styles import Kind, Role

LABELS = ("Location", "Area")
TOP = 3
"""Row of the head of a sheet's first table."""
ALL_AREAS = "all areas"


@dataclass(frozen=True)
class Headcount:
    """Where the heads by period stand."""

    heads: str
    """Names of the periods, as charts call them."""
    sites: Mapping[str, Row]
    """Expected heads by location, headquarters last."""
    abroad: Row
    """Expected heads abroad."""
    total: Row
    """Expected heads everywhere."""


def fill_headcount(book: Book, sheet: Sheet, page: Page, figures: Figures) -> Headcount:
    """Write expected heads by site, area and period, their range over the futures, and charts of them."""
    sheet.title("Headcount", "Expected heads by location, business area and period; ranges are over all futures.")
    sheet.widths(34, 28, *[9.5] * max(len(figures.periods), len(figures.spans)))
    grid = Grid(sheet, TOP, LABELS, [(name, Kind.HEADS) for name in figures.periods])
    sheet.freeze(TOP + 1, len(LABELS))
    found = _by_period(grid, page, figures)
    below = _by_year(sheet, grid.next + 1, page)
    _draw(book, sheet, below, (page, found))
    return found


def _by_period(grid: Grid, page: Page, figures: Figures) -> Headcount:
    home = page.read.plan.headquarters
    teams: dict[str, list[Group]] = {}
    for group in figures.teams:
        teams.setdefault(group[0], []).append(group)
    away = [group for group in figures.teams if group[0] != home]
    sites = {location: _site(grid, page, figures, those) for location, those in teams.items() if location != home}
    abroad = grid.add((ABROAD.capitalize(), ALL_AREAS), grid.sums(list(sites.values())), Role.SUBTOTAL)
    _range(grid, figures, away)
    if home in teams:
        sites[home] = _site(grid, page, figures, teams[home])
    ends = [abroad, *([sites[home]] if home in teams else [])]
    total = grid.add((EVERYWHERE.capitalize(), ALL_AREAS), grid.sums(ends), Role.TOTAL)
    _range(grid, figures, figures.teams)
    return Headcount(grid.heads, sites, abroad, total)


def _site(grid: Grid, page: Page, figures: Figures, groups: Sequence[Group]) -> Row:
    place = place_text(page.names, groups[0][0])
    parts = [
        grid.add((place, area_text(page.names, area)), figures.expected_heads((location, area)), Role.DETAIL)
        for location, area in groups
    ]
    whole = grid.add((place, ALL_AREAS), grid.sums(parts), Role.SUBTOTAL)
    _range(grid, figures, groups)
    return whole


def _range(grid: Grid, figures: Figures, groups: Sequence[Group]) -> None:
    """Write the fewest and the most heads of any future, where there are several."""
    if len(figures.leaves) > 1:
        fewest, most = figures.heads_range(groups)
        grid.add(("", "fewest of any future"), fewest, Role.DETAIL)
        grid.add(("", "most of any future"), most, Role.DETAIL)


def _by_year(sheet: Sheet, top: int, page: Page) -> int:
    """Write expected heads at the end of each calendar year and their mean over it; return the row that follows."""
    read = page.read
    titles = (
        ("Expected heads at the end of each calendar year", "expected"),
        ("Expected mean heads over each calendar year (the months that the horizon has in it)", "average"),
    )
    for title, field in titles:
        sheet.section(top, title, len(LABELS) + len(read.tree.years))
        grid = Grid(sheet, top + 1, LABELS, [(year, Kind.HEADS) for year in read.tree.years])
        rows = [
            grid.add((place_text(page.names, location), ALL_AREAS), [getattr(row, field) for row in those])
            for location, those in _by_location(read).items()
        ]
        grid.add((EVERYWHERE.capitalize(), ALL_AREAS), grid.sums(rows), Role.TOTAL)
        top = grid.next + 1
    return top


def _by_location(read: Board) -> Mapping[str, list[YearHeads]]:
    """Heads of each location year by year, headquarters last."""
    found: dict[str, list[YearHeads]] = {site.location: [] for site in read.sites}
    for row in read.site_heads:
        found.setdefault(row.location, []).append(row)
    return {location: rows for location, rows in found.items() if rows}


def headcount_chart(book: Book, found: Headcount, picture: Picture, headquarters: str, *, abroad: bool) -> Chart:
    """Return the heads of all sites, one upon the other, period by period.

    Parameters
    ----------
    book : Book
        Where the chart will be.
    found : Headcount
        What it draws.
    picture : Picture
        Title and size.
    headquarters : str
        The location that is no site; it is drawn first, and in grey.
    abroad : bool
        Whether to leave headquarters out.
    """
    home = found.sites.get(headquarters)
    first = [] if abroad or home is None else [Series(home.name, home.span(), 0)]
    sites = [row for location, row in found.sites.items() if location != headquarters]
    others = [Series(row.name, row.span(), number) for number, row in enumerate(sites, start=1)]
    return stacked_columns(book, picture, found.heads, [*first, *others])


def _draw(book: Book, sheet: Sheet, row: int, what: tuple[Page, Headcount]) -> None:
    page, found = what
    home = page.read.plan.headquarters
    digits = book.styles.number_format(Kind.WHOLE)
    for column, (title, abroad) in ((0, ("Expected heads by site", False)), (5, ("Expected heads abroad", True))):
        if abroad and not any(location != home for location in found.sites):
            continue
        picture = Picture(title, "heads", digits, width=640, height=360)
        told = f"{title}, stacked by site, for every period; the numbers are those of the table above."
        sheet.chart(row, column, headcount_chart(book, found, picture, home, abroad=abroad), told)


def fill_future_heads(sheet: Sheet, page: Page, figures: Figures) -> Listed:
    """Write the heads of every team in every future, with filters."""
    sheet.title(
        "Headcount by future",
        "Heads of every team in every future, by period. Filter a future, a location or an area; "
        "the line above the head adds up the rows shown.",
    )
    columns = [
        *(Column("No.", 6, Kind.WHOLE), Column("Future", 26), Column("Probability", 11, Kind.SHARE)),
        *(Column("Location", 30), Column("Area", 26)),
        *(Column(name, 9.5, Kind.HEADS) for name in figures.periods),
    ]
    sheet.freeze(TOP + 2, 5)
    return filtered_list(sheet, TOP, columns, list(_future_rows(page, figures)), 5)


def _future_rows(page: Page, figures: Figures) -> Iterator[Sequence[Cell]]:
    numbers = {leaf.id: number for number, leaf in enumerate(figures.leaves, start=1)}
    for team in figures.future_teams:
        location, area = team.group
        place = (place_text(page.names, location), area_text(page.names, area))
        chance = page.read.tree.by_id[team.leaf].probability
        yield (numbers[team.leaf], figures.future(team.leaf), chance, *place, *team.by_period)


def headcount_checks(found: Headcount, listed: Listed, page: Page, figures: Figures) -> Iterator[Check]:
    """Yield the totals of heads by period, held against the plan's key figures of the nodes."""
    stated = {each.node: each for each in page.read.plan.node_figures}
    for period, name in enumerate(figures.periods):
        nodes = [(node.probability, stated[node.id]) for node in figures.nodes_of(period)]
        everywhere = math.fsum(chance * each.heads for chance, each in nodes)
        abroad = math.fsum(chance * each.heads_abroad for chance, each in nodes)
        source = "node_figures, weighted by probability"
        yield Check(f"Heads, {name}", found.total.ref(period).link, everywhere, source, Kind.HEADS)
        yield Check(f"Heads abroad, {name}", found.abroad.ref(period).link, abroad, source, Kind.HEADS)
        weighted = f"=SUMPRODUCT({listed.column(2)},{listed.column(5 + period)})"
        value = found.total.values[period]
        yield Check(f"Heads over all futures, {name}", Formula(weighted, value), everywhere, source, Kind.HEADS)
