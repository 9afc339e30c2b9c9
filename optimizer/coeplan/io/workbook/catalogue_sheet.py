"""The sheet that shows the catalogue: what ``extends`` can take, with ranges and sources, beside what is filled in."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from xlsxwriter.worksheet import Worksheet

from coeplan_models import Figure

from ..catalogue import CatalogueEntry
from ..tree import Scalar
from .layout import HEADER_ROW, TITLE_ROW
from .look import Look

CATALOGUE_SHEET = "(Catalogue)"
"""Sheet of the catalogue's values; its name keeps it from being read."""

Stated = Mapping[str, tuple[str, Scalar]]
"""Where the workbook states a value itself, as a formula, and the value; by its path."""

_COLUMNS: Mapping[str, int] = {
    "extends": 24,
    "what": 16,
    "name": 24,
    "value of": 52,
    "low": 12,
    "value": 12,
    "high": 12,
    "in this workbook": 16,
    "unit": 22,
    "basis": 12,
    "year": 8,
    "sources": 60,
    "note": 90,
}
"""Heads of the columns, with their widths."""

_TITLE = (
    "(Catalogue): what comes with coeplan, to look up; not read. To take an entry, write what column extends says into "
    "field extends of sheet Instance."
)


def catalogue_sheet(sheet: Worksheet, look: Look, entries: Sequence[CatalogueEntry], stated: Stated) -> None:
    """Write every value of the catalogue, a row each.

    Parameters
    ----------
    sheet : Worksheet
        An empty sheet.
    look : Look
        Formats.
    entries : sequence of CatalogueEntry
        What the catalogue holds.
    stated : mapping
        Values that the workbook states itself: they stand beside those of the catalogue, as formulas that follow them.
    """
    sheet.write_string(TITLE_ROW - 1, 0, _TITLE, look["title"])
    for position, (head, width) in enumerate(_COLUMNS.items()):
        sheet.set_column(position, position, width)
        sheet.write_string(HEADER_ROW - 1, position, head, look["head"])
    sheet.freeze_panes(HEADER_ROW, 1)
    last = HEADER_ROW
    for last, cells in enumerate(_rows(entries), start=HEADER_ROW):
        for position, head in enumerate(_COLUMNS):
            _cell(sheet, (last, position), cells.get(head), look)
        formula, value = stated.get(str(cells["value of"]), ("", None))
        if isinstance(value, int | float):
            sheet.write_formula(
                last, list(_COLUMNS).index("in this workbook"), formula, look["note"], cast("Any", value)
            )
    sheet.autofilter(HEADER_ROW - 1, 0, last, len(_COLUMNS) - 1)


def _rows(entries: Sequence[CatalogueEntry]) -> Iterator[Mapping[str, Scalar]]:
    for entry in entries:
        own: dict[str, Scalar] = {"extends": entry.taken_by, "what": entry.holds, "name": entry.title}
        for path, figure in entry.figures.items():
            yield {**own, "value of": path, **_of_figure(figure, entry)}


def _of_figure(figure: Figure, entry: CatalogueEntry) -> dict[str, Scalar]:
    return {
        "low": figure.low,
        "value": figure.mid,
        "high": figure.high,
        "unit": figure.unit,
        "basis": figure.basis,
        "year": figure.year,
        "sources": "; ".join(entry.sources[key].title for key in figure.sources),
        "note": figure.note,
    }


def _cell(sheet: Worksheet, place: tuple[int, int], value: Scalar, look: Look) -> None:
    if isinstance(value, int | float):
        sheet.write_number(*place, value, look["shown_amount" if abs(value) >= 10_000 else "shown"])
    elif value:
        sheet.write_string(*place, value, look["shown"])
