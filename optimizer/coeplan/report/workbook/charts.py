"""Native charts over cells of the workbook; series differ in brightness and pattern as well as in colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.chart import Chart

from .book import Book
from .styles import FONT, INK, LINE

COLOURS = ("#A9B4BF", "#0B4F9E", "#E69F00", "#009E73", "#8E3B6F", "#56B4E9", "#7A4B00", "#F0E442", "#2B2B2B", "#CC79A7")
"""Fills of series that differ in brightness, too; the first, grey, is for what is at home."""

PATTERNS = ("wide_upward_diagonal", "dotted_grid", "narrow_horizontal", "large_checker_board")
"""Fills of the series after these, each with the same colours again."""


@dataclass(frozen=True)
class Series:
    """What a chart draws of one row or column of numbers."""

    name: str
    """Cell of its name, as formulas call it."""
    values: str
    """Cells of its numbers."""
    fill: int
    """Which fill it has; the first, 0, is for what is at home."""


@dataclass(frozen=True)
class Picture:
    """What every chart has."""

    title: str
    """Title."""
    unit: str
    """Title of the axis of numbers."""
    number_format: str
    """How its numbers are written."""
    width: int = 760
    """Width in pixels."""
    height: int = 340
    """Height in pixels."""
    least: float = 0.0
    """Where the axis of numbers begins."""


def stacked_columns(book: Book, picture: Picture, heads: str, series: Sequence[Series]) -> Chart:
    """Return a column for each head, in it all series one upon the other."""
    return _stacked(book, "column", picture, heads, series)


def stacked_bars(book: Book, picture: Picture, heads: str, series: Sequence[Series]) -> Chart:
    """Return a bar for each head, in it all series side by side; the first head is on top."""
    return _stacked(book, "bar", picture, heads, series)


def _stacked(book: Book, kind: str, picture: Picture, heads: str, series: Sequence[Series]) -> Chart:
    chart = _chart(book, kind, picture)
    for each in series:
        drawn = {"name": f"={each.name}", "values": f"={each.values}", "categories": f"={heads}", "gap": 45}
        chart.add_series(drawn | _fill(each.fill))
    chart.set_legend({"position": "bottom" if len(series) < 7 else "right", "font": _font(9)})
    return chart


def _fill(number: int) -> dict[str, Any]:
    """Return a fill that no other series of a chart has, as long as there are fewer than fifty."""
    colour, again = COLOURS[number % len(COLOURS)], number // len(COLOURS)
    border = {"color": "#FFFFFF", "width": 0.5}
    if not again:
        return {"fill": {"color": colour}, "border": border}
    pattern = PATTERNS[(again - 1) % len(PATTERNS)]
    return {"pattern": {"pattern": pattern, "fg_color": colour, "bg_color": "#FFFFFF"}, "border": border}


@dataclass(frozen=True)
class Steps:
    """Cells of a waterfall: every column of cells has one entry a step."""

    heads: str
    """Names of the steps."""
    hidden: str
    """What lies below each step and is not drawn."""
    whole: str
    """Values at the start and at the end."""
    up: str
    """Increases."""
    down: str
    """Decreases, as positive numbers."""


def waterfall(book: Book, picture: Picture, steps: Steps) -> Chart:
    """Return the way from one value to another, the start on top; what adds is plain, what saves is striped."""
    chart = _chart(book, "bar", picture)
    stripes = {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#009E73", "bg_color": "#FFFFFF"}}
    kinds: Sequence[tuple[str, str, dict[str, Any]]] = (
        ("", steps.hidden, {"fill": {"none": True}, "border": {"none": True}}),
        ("Value", steps.whole, {"fill": {"color": INK}}),
        ("Costs more", steps.up, {"fill": {"color": "#E69F00"}, "border": {"color": INK, "width": 0.5}}),
        ("Costs less", steps.down, stripes | {"border": {"color": INK, "width": 0.5}}),
    )
    for name, values, look in kinds:
        chart.add_series({"name": name, "values": f"={values}", "categories": f"={steps.heads}", "gap": 30} | look)
    # Programs number the entries of a legend of bars differently, so that the one not drawn could not be left out.
    chart.set_legend({"none": True})
    return chart


def _chart(book: Book, kind: str, picture: Picture) -> Chart:
    chart = book.raw.add_chart({"type": kind, "subtype": "stacked"})
    if chart is None:
        raise ValueError(f"there are no charts of the kind {kind!r}")
    chart.set_title({"name": picture.title, "name_font": _font(12) | {"bold": True}, "overlay": False})
    heads = {"num_font": _font(9), "line": {"color": LINE}, "label_position": "low"}
    if kind == "bar":
        # Bars are listed from below, tables from above.
        chart.set_y_axis(heads | {"reverse": True})
        chart.set_x_axis(_numbers(picture))
    else:
        chart.set_x_axis(heads)
        chart.set_y_axis(_numbers(picture))
    chart.set_size({"width": picture.width, "height": picture.height})
    chart.set_chartarea({"border": {"color": LINE}})
    return chart


def _numbers(picture: Picture) -> dict[str, Any]:
    """Return the axis of numbers."""
    return {
        "name": picture.unit,
        "name_font": _font(9) | {"bold": False},
        "num_font": _font(9),
        "num_format": picture.number_format,
        "major_gridlines": {"visible": True, "line": {"color": "#DDE3E8", "width": 0.75}},
        "line": {"none": True},
        **({"min": picture.least} if picture.least else {}),
    }


def _font(size: int) -> dict[str, Any]:
    return {"name": FONT, "size": size, "color": INK}
