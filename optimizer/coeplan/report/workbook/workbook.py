"""The workbook of a plan: its sheets in their order, and what ties them together."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from coeplan.plans.board import Board
from coeplan.report.sentences import Page
from coeplan_models import Instance

from .assumptions import fill_assumptions, fill_sources
from .book import Book, Sheet
from .capital import Capital, capital_checks, fill_capital
from .checks import Check
from .comparison import Opponent, comparison_checks, fill_comparison, fill_differences
from .costs import PeriodCosts, SiteCosts, YearCosts, cost_checks, fill_period_costs, fill_site_costs, fill_year_costs
from .decisions import fill_decisions
from .figures import Figures
from .futures import Futures, fill_future_costs, fill_futures, future_checks
from .headcount import Headcount, fill_future_heads, fill_headcount, headcount_checks
from .reconciliation import fill_reconciliation
from .summary import Told, fill_summary

CONTENTS = {
    "Headcount": "Expected heads by site, area and period, with ranges; by calendar year; charts",
    "Decisions": "What to do in which period and future",
    "Costs by year": "Statement of cost by calendar year, undiscounted and discounted; chart",
    "Costs by period": "The same by period",
    "Costs by site": "Cost by site, category and year: the numbers that the statements add up",
    "Capital": "Capital by category and period, by site and year, and along every path",
    "Futures": "What every future costs; chart",
    "Costs by future": "Every future's cost by category and year, with filters",
    "Headcount by future": "Every future's heads by site, area and period, with filters",
    "Assumptions": "Every input with unit, range and source",
    "Sources": "Publications that inputs come from",
    "Reconciliation": "Every total held against the plan",
}
"""The sheets that every workbook has, and what each shows."""


def plan_workbook(
    read: Board, instance: Instance | None, *, audited: bool | None, opponents: Sequence[Opponent] = ()
) -> bytes:
    """Return the workbook of a plan as the content of an ``.xlsx`` file.

    Parameters
    ----------
    read : Board
        The plan, read.
    instance : Instance or None
        The instance it was made for; without it there are no names, no assumptions and no lock-ins.
    audited : bool or None
        Whether the auditor passed the plan; None where it was not asked.
    opponents : sequence of Opponent
        Plans to compare it with.

    Returns
    -------
    bytes
        The same for the same plan, to the byte.
    """
    page = Page.of(read, instance, audited, width=PAGE_WIDTH)
    figures = Figures(read)
    book = Book(_largest_amount(page), _whole_heads(figures))
    sheets = _sheets(book, opponents)
    expected = _expected(book, sheets.own, page, figures)
    single = _single(book, sheets.own, page, figures, expected)
    fill_decisions(sheets.own["Decisions"], page)
    fill_assumptions(sheets.own["Assumptions"], instance)
    fill_sources(sheets.own["Sources"], instance)
    checks = [*expected.checks, *single.checks, *_compared(book, sheets, page)]
    verdict = fill_reconciliation(sheets.own["Reconciliation"], checks)
    contents = sheets.contents
    told = Told(page, expected.headcount, expected.years, single.futures, single.capital, verdict, contents)
    fill_summary(book, sheets.summary, told)
    book.describe(page.read.plan.title or page.read.plan.instance, _subject(page), _created(page))
    return book.content()


PAGE_WIDTH = 120
"""Columns that sentences are written for; cells wrap them anew."""


@dataclass(frozen=True)
class _Sheets:
    """All sheets, in their order in the file."""

    summary: Sheet
    own: Mapping[str, Sheet]
    """Sheets that every workbook has."""
    compared: Sequence[tuple[Opponent, Sheet, Sheet]]
    """For every plan to compare with: the sheet of money, and that of what differs."""
    contents: Sequence[tuple[Sheet, str]]
    """All but the summary, and what each shows."""


def _sheets(book: Book, opponents: Sequence[Opponent]) -> _Sheets:
    summary = book.sheet("Summary")
    compared = [
        (each, book.sheet(f"Against {each.source}"), book.sheet(f"Differences {each.source}")) for each in opponents
    ]
    own = {name: book.sheet(name) for name in CONTENTS}
    contents = [
        *((sheet, f"Bridge from the value of {each.source}, and money side by side") for each, sheet, _ in compared),
        *((sheet, f"What is decided otherwise than in {each.source}") for each, _, sheet in compared),
        *((own[name], shows) for name, shows in CONTENTS.items()),
    ]
    return _Sheets(summary, own, compared, contents)


@dataclass(frozen=True)
class _Expected:
    """What is known over all futures."""

    headcount: Headcount
    sites: SiteCosts
    years: YearCosts
    periods: PeriodCosts
    checks: Sequence[Check]


def _expected(book: Book, own: Mapping[str, Sheet], page: Page, figures: Figures) -> _Expected:
    headcount = fill_headcount(book, own["Headcount"], page, figures)
    listed = fill_future_heads(own["Headcount by future"], page, figures)
    sites = fill_site_costs(own["Costs by site"], page, figures)
    years = fill_year_costs(book, own["Costs by year"], page, figures, sites)
    periods = fill_period_costs(own["Costs by period"], page, figures)
    checks = [
        *cost_checks(page, figures, years, periods),
        *headcount_checks(headcount, listed, page, figures),
    ]
    return _Expected(headcount, sites, years, periods, checks)


@dataclass(frozen=True)
class _Single:
    """What is known of each future."""

    futures: Futures
    capital: Capital
    checks: Sequence[Check]


def _single(book: Book, own: Mapping[str, Sheet], page: Page, figures: Figures, expected: _Expected) -> _Single:
    costs = fill_future_costs(own["Costs by future"], page, figures)
    futures = fill_futures(book, own["Futures"], page, figures, costs)
    capital = fill_capital(own["Capital"], page, figures, (expected.periods, expected.sites), costs)
    checks = [*future_checks(page, figures, futures), *capital_checks(page, capital)]
    return _Single(futures, capital, checks)


def _compared(book: Book, sheets: _Sheets, page: Page) -> Iterator[Check]:
    for opponent, money, differences in sheets.compared:
        bridge = fill_comparison(book, money, page, opponent)
        fill_differences(differences, page, opponent)
        yield from comparison_checks(opponent, bridge)


def _largest_amount(page: Page) -> float:
    return max(abs(leaf.total) for leaf in page.read.plan.leaf_totals)


def _whole_heads(figures: Figures) -> bool:
    """Whether no number of heads has a fraction, as expected ones of several futures may."""
    return len(figures.leaves) == 1 and all(team.heads.is_integer() for team in figures.read.plan.teams)


def _subject(page: Page) -> str:
    return f"Plan of instance {page.read.plan.instance}, money in {page.money.currency}"


def _created(page: Page) -> datetime | None:
    """Return when the plan was made, so that the file is the same whenever it is written."""
    with suppress(ValueError):
        return datetime.fromisoformat(page.read.plan.made_by.created)
    return None
