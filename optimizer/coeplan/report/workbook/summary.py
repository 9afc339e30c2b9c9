"""The first sheet: the answer, key figures, sites, risks, how good the plan is, and what else is in the workbook."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coeplan.plans.decide import SiteView
from coeplan.report.numbers import UNKNOWN, heads_range
from coeplan.report.sentences import Page, answer, quality, risks

from .book import Book, Cell, Formula, Sheet
from .capital import Capital
from .charts import Picture
from .costs import YearCosts, year_chart
from .futures import WORTH, Futures
from .grids import column_between
from .headcount import Headcount, headcount_chart
from .naming import place_text
from .reconciliation import Reconciliation
from .styles import Kind, Look, Role

COLUMNS = 7
"""Columns that texts go across."""

LETTERS_A_LINE = 140
"""Letters of a sentence that fit into the columns."""

LINE_HEIGHT = 15.0
"""Points that a line of a sentence takes."""

SECOND, LAST = 3, 6
"""Columns in which the second column of key figures begins and ends."""

CHART_ROWS = 15
"""Rows that the charts cover."""

CHART_WIDTH, CHART_HEIGHT = 520, 285
"""Size of a chart in pixels; two stand side by side."""


@dataclass(frozen=True)
class Told:
    """What the summary is made of."""

    page: Page
    headcount: Headcount
    years: YearCosts
    futures: Futures
    capital: Capital
    reconciliation: Reconciliation
    contents: Sequence[tuple[Sheet, str]]
    """The other sheets, and what each shows."""


def fill_summary(book: Book, sheet: Sheet, told: Told) -> None:
    """Write the summary."""
    page, plan = told.page, told.page.read.plan
    sheet.title(plan.title or plan.instance, _subtitle(page))
    sheet.put(2, 0, told.reconciliation.verdict, Look(role=Role.NOTE))
    sheet.widths(40, 18, 18, 18, 18, 18, 18)
    row = _sentences(sheet, 4, "The answer", answer(page))
    _draw(book, sheet, row, told)
    row = _figures(sheet, row + CHART_ROWS, told)
    row = _sites(sheet, row, page)
    row = _sentences(sheet, row, "Key risks", risks(page))
    row = _sentences(sheet, row, "How good the plan is", quality(page))
    _contents(sheet, row, told.contents)
    sheet.raw.print_area(0, 0, row + len(told.contents) + 1, COLUMNS - 1)


def _subtitle(page: Page) -> str:
    plan = page.read.plan
    version = plan.made_by.versions.get("coeplan", "")
    said = f"Plan of instance {plan.instance}, money in {plan.currency}, made {plan.made_by.created[:10]}"
    return f"{said} by coeplan {version}. Blue numbers are the plan's; black ones are live formulas."


def _sentences(sheet: Sheet, row: int, title: str, sentences: Sequence[str]) -> int:
    """Write sentences below a title, each across all columns and as high as it needs; return the row that follows."""
    sheet.section(row, title, COLUMNS)
    for place, sentence in enumerate(sentences, start=row + 1):
        lines = -(-len(sentence) // LETTERS_A_LINE)
        sheet.raw.set_row(place, LINE_HEIGHT * max(1, lines))
        sheet.wide(place, COLUMNS, sentence, Look(role=Role.SENTENCE))
    return row + len(sentences) + 2


def _figures(sheet: Sheet, row: int, told: Told) -> int:
    """Write the key figures in two columns; return the row that follows."""
    sheet.section(row, f"Key figures (money in {told.page.money.currency})", COLUMNS)
    found = list(_key_figures(told))
    half = -(-len(found) // 2)
    for number, (name, cell, kind) in enumerate(found):
        place, column = row + 1 + number % half, SECOND * (number // half)
        value = UNKNOWN if cell is None else cell
        sheet.put(place, column, name, Look())
        look = Look(kind, from_plan=not isinstance(cell, Formula), right=cell is None)
        sheet.put(place, column + (1 if column == 0 else LAST - SECOND), value, look)
    return row + half + 2


Figure = tuple[str, float | Formula | None, Kind]
"""Name, value, and what it is."""


def _key_figures(told: Told) -> Iterator[Figure]:
    plan, total = told.page.read.plan, told.years.undiscounted.total
    money, heads, abroad = Kind.MONEY, Kind.HEADS, told.headcount.abroad
    yield "Expected cost, present value", total.ref(-1).link, money
    yield "Expected cost, undiscounted", total.ref(-2).link, money
    yield "Most expensive future, present value", _most(told.futures), money
    yield "Expected capital, undiscounted", told.capital.expected.ref(-1).link, money
    yield "Largest capital of a future, undiscounted", told.capital.largest.ref(-1).link, money
    yield "Heads abroad now", abroad.ref(0).link, heads
    yield "Heads abroad at the end, expected", abroad.ref(-1).link, heads
    yield "Most heads abroad in any future", plan.summary.peak_heads_abroad, heads
    yield "Value of the objective", plan.value, money
    yield "Proved lower bound of any plan's value", plan.bound, money
    yield "Gap between value and bound", plan.gap, Kind.FINE_SHARE
    yield from _saving(told.page)


def _most(futures: Futures) -> Formula:
    return Formula(f"=MAX({column_between(futures.rows, WORTH)})", max(row.values[WORTH] for row in futures.rows))


def _saving(page: Page) -> Iterator[Figure]:
    found = page.read.indicators
    if page.read.plan.keeping is not None:
        yield "Value of keeping the present sites", found.value("keeping_value"), Kind.MONEY
        yield "Saving against keeping them", found.value("saving"), Kind.MONEY
        yield "Saving that is proved", found.value("saving_proved"), Kind.MONEY


SITE_HEADS = (
    "Location",
    "Operating model",
    "Start",
    "Probability",
    "Heads now",
    "Heads at the end",
    "Range at the end",
)


def _sites(sheet: Sheet, row: int, page: Page) -> int:
    """Write where, how and how big; return the row that follows."""
    sheet.section(row, "Sites", COLUMNS)
    looks = [Look(role=Role.HEAD), Look(role=Role.HEAD), *[Look(role=Role.HEAD, right=True)] * 5]
    sheet.put_row(row + 1, SITE_HEADS, looks)
    for place, site in enumerate(page.read.sites, start=row + 2):
        sheet.put_row(place, _site(page, site), SITE_LOOKS)
    return row + len(page.read.sites) + 3


SITE_LOOKS = (
    *(Look(wraps=True), Look(wraps=True), Look(right=True), Look(Kind.SHARE, from_plan=True)),
    *(Look(Kind.HEADS, from_plan=True), Look(Kind.HEADS, from_plan=True), Look(right=True)),
)


def _site(page: Page, site: SiteView) -> Sequence[Cell]:
    models = " then ".join(page.names.model(model) for model in site.operating_models)
    ends = heads_range(site.final_low, site.final_high)
    place = place_text(page.names, site.location)
    return (place, models, site.start, site.probability, site.heads_now, site.final_expected, ends)


def _contents(sheet: Sheet, row: int, contents: Sequence[tuple[Sheet, str]]) -> None:
    sheet.section(row, "In this workbook", COLUMNS)
    for place, (other, shows) in enumerate(contents, start=row + 1):
        sheet.link(place, 0, other.name, Look(role=Role.LINK))
        sheet.put(place, 1, shows, Look())


def _draw(book: Book, sheet: Sheet, row: int, told: Told) -> None:
    unit = told.page.money.currency
    size = {"width": CHART_WIDTH, "height": CHART_HEIGHT}
    home = told.page.read.plan.headquarters
    heads = Picture("Expected heads by site", "heads", book.styles.number_format(Kind.WHOLE), **size)
    chart = headcount_chart(book, told.headcount, heads, home, abroad=False)
    sheet.chart(row, 0, chart, "Expected heads by period, stacked by site; the numbers are in the sheet Headcount.")
    money = Picture(f"Expected cost by year, {unit}", unit, book.styles.axis_format(), **size)
    told_of_money = "Expected cost by calendar year, stacked by group; the numbers are in the sheet Costs by year."
    sheet.chart(row, 3, year_chart(book, told.years, money), told_of_money)
