"""The sheet of decisions: what to do in which period, and in which future."""

from collections.abc import Iterator, Sequence

from coeplan.report.sentences import Page, statement

from .book import Cell, Sheet
from .lists import Column, write_list
from .naming import place_text
from .styles import Kind

TOP = 3
"""Row of the list's head."""

COLUMNS = (
    Column("Period", 11),
    Column("When", 30),
    Column("Probability", 11, Kind.SHARE),
    Column("Decision", 62, wraps=True),
    Column("What", 11),
    Column("Location", 32),
    Column("Note", 26),
)


def fill_decisions(sheet: Sheet, page: Page) -> None:
    """Write every decision about a site, with its period, its future and how likely that is."""
    sheet.title(
        "Decisions",
        "Every decision about a site: what is decided now, and what only if its future shows itself.",
    )
    sheet.freeze(TOP + 1, 2)
    write_list(sheet, TOP, COLUMNS, _rows(page))


def _rows(page: Page) -> Iterator[Sequence[Cell]]:
    names, root = page.names, page.read.tree.root.id
    for view in page.read.decisions:
        when = "now" if view.node == root else view.future or "in every future"
        what = (view.kind, place_text(names, view.location))
        note = "settled by its commitment" if view.follows else ""
        yield (view.period, when, view.probability, statement(names, view), *what, note)
