"""Charts over time: stacked periods, lines of futures, bands, and which model runs a site when."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import altair as alt

from .chart_bars import GUTTER, inner_width, side_axis
from .chart_legend import colour_legend
from .elements import Canvas, Drawn
from .look import BODY_SIZE, COLOURS, INK, MUTED, WIDEST_FONT, coloured

MONTHS = 12
"""Months of a year; time is counted in months."""

MOST_LINES = 6
"""Futures that have a colour each; more are drawn alike."""

PANEL = 130
"""Height of a panel in pixels."""

BAND = 20
"""Height of a row's band in pixels."""

DASHES = ([1, 0], [6, 3], [2, 3], [10, 3, 2, 3], [4, 1], [1, 2])
"""Dashes of lines that have a colour each, in pixels drawn and left out."""


@dataclass(frozen=True)
class Piece:
    """A stretch of one thing in one period."""

    name: str
    """What it is a piece of."""
    start: int
    """First month, counted from year 0."""
    end: int
    """Month after the last."""
    low: float
    """Lower edge."""
    high: float
    """Upper edge."""


@dataclass(frozen=True)
class Point:
    """Where one future's line stands in one panel, until its next point."""

    panel: str
    """Panel it belongs to."""
    name: str
    """Future."""
    start: int
    """Month, counted from year 0."""
    amount: float
    """How much from then on."""


@dataclass(frozen=True)
class Spread:
    """Least, expected and most at one time."""

    start: int
    """Month, counted from year 0."""
    low: float
    """Least over the futures."""
    expected: float
    """Expected."""
    high: float
    """Most."""


@dataclass(frozen=True)
class Stretch:
    """A stretch of time in which a site runs under one model."""

    row: str
    """Site."""
    name: str
    """Model."""
    start: int
    """First month, counted from year 0."""
    end: int
    """Month after the last."""
    probability: float
    """How likely it is."""
    text: str
    """What stands in its first stretch; empty in the others."""


def time_axis(first: int, last: int, canvas: Canvas) -> alt.X:
    """Return the axis of months, with the years named."""
    january = -(-first // MONTHS) * MONTHS
    years = list(range(january, last, MONTHS))
    step = max(1, -(-len(years) // (5 if canvas.narrow else 12)))
    axis = alt.Axis(
        values=years[::step], labelExpr=f"format(datum.value / {MONTHS}, 'd')", title=None, grid=False, tickColor=MUTED
    )
    return alt.X("start:Q", scale=alt.Scale(domain=[first, last], nice=False, zero=False), axis=axis)


def stacked(canvas: Canvas, pieces: Sequence[Piece], colours: Mapping[str, str], title: str) -> Drawn:
    """Draw pieces that stand on each other in every period; ``title`` names the axis of amounts."""
    first, last = min(piece.start for piece in pieces), max(piece.end for piece in pieces)
    base = alt.Chart(alt.Data(values=[asdict(piece) for piece in pieces]))
    upward = alt.Y("low:Q", axis=alt.Axis(title=title, tickCount=5, **flat_title()))
    body = base.mark_rect(stroke="white", strokeWidth=1).encode(
        x=time_axis(first, last, canvas),
        x2="end:Q",
        y=upward,
        y2="high:Q",
        color=colour_legend(list(colours), colours, canvas),
    )
    return alt.layer(body).properties(width=canvas.width - 60, height=260 if canvas.narrow else 300)


def flat_title() -> dict[str, Any]:
    """Return settings that put the title of an upward axis above it, where it is read without turning the head."""
    return {
        "titleAngle": 0,
        "titleAlign": "left",
        "titleAnchor": "end",
        "titleY": -8,
        "titleX": -36,
        "titleBaseline": "bottom",
    }


def line_panels(canvas: Canvas, points: Sequence[Point], title: str) -> Drawn:
    """Draw a panel for each site, each with one line of steps for every future; ``title`` says what is counted."""
    names = list(dict.fromkeys(point.name for point in points))
    panels = list(dict.fromkeys(point.panel for point in points))
    columns = 1 if canvas.narrow else min(3, len(panels))
    width = canvas.width // columns - (50 if canvas.narrow else 45)
    first, last = min(point.start for point in points), max(point.start for point in points)
    few = len(names) <= MOST_LINES
    base = alt.Chart(alt.Data(values=[asdict(point) for point in points]))
    lines = base.mark_line(interpolate="step-after", strokeWidth=2.5 if few else 1, opacity=1 if few else 0.6).encode(
        x=time_axis(first, last, Canvas(width * 2, narrow=True)),
        y=alt.Y("amount:Q", axis=alt.Axis(title=None, tickCount=4)),
        detail="name:N",
        **(_told_apart(names, canvas) if few and len(names) > 1 else {"color": alt.value(COLOURS[0])}),
    )
    header = alt.Header(title=None, labelLimit=width, labelFontSize=BODY_SIZE + 1, labelPadding=4)
    facet = alt.Facet("panel:N", sort=panels, header=header)
    height = PANEL - 30 if canvas.narrow else PANEL
    return (
        alt.layer(lines)
        .properties(width=width, height=height)
        .facet(facet=facet, columns=columns, spacing=18)
        .properties(title=alt.TitleParams(title, anchor="start", fontSize=BODY_SIZE, fontWeight="normal", color=MUTED))
    )


def _told_apart(names: Sequence[str], canvas: Canvas) -> dict[str, Any]:
    """Tell lines apart by colour and by dashes."""
    dashes = [DASHES[position % len(DASHES)] for position in range(len(names))]
    colour = colour_legend(names, coloured(names), canvas, "stroke")
    return {"color": colour, "strokeDash": alt.StrokeDash("name:N", scale=alt.Scale(domain=names, range=dashes))}


def fan(canvas: Canvas, spreads: Sequence[Spread], points: Sequence[Point], title: str) -> Drawn:
    """Draw the band between least and most, the line of each future in it, and the expected one in black."""
    first, last = spreads[0].start, spreads[-1].start
    across = time_axis(first, last, canvas)
    base = alt.Chart(alt.Data(values=[asdict(spread) for spread in spreads]))
    upward = alt.Axis(title=title, tickCount=5, **flat_title())
    band = base.mark_area(color=COLOURS[5], opacity=0.35).encode(x=across, y=alt.Y("low:Q", axis=upward), y2="high:Q")
    expected = base.mark_line(color=INK, strokeWidth=3).encode(x=across, y=alt.Y("expected:Q", axis=upward))
    each = (
        alt.Chart(alt.Data(values=[asdict(point) for point in points]))
        .mark_line(color=COLOURS[0], strokeWidth=1, opacity=0.7)
        .encode(x=across, y=alt.Y("amount:Q", axis=upward), detail="name:N")
    )
    return alt.layer(band, each, expected).properties(width=canvas.width - 60, height=240 if canvas.narrow else 280)


def timeline(canvas: Canvas, stretches: Sequence[Stretch], colours: Mapping[str, str], span: tuple[int, int]) -> Drawn:
    """Draw a row for each site with the model that runs it; what happens in some futures only is paler."""
    rows = list(dict.fromkeys(each.row for each in stretches))
    base = alt.Chart(alt.Data(values=[asdict(each) for each in stretches])).encode(
        y=alt.Y("row:N", sort=rows, axis=side_axis(canvas), scale=alt.Scale(paddingInner=0.1))
    )
    across = time_axis(*span, canvas)
    body = base.mark_bar(height=BAND, yOffset=8 if canvas.narrow else 0).encode(
        x=across,
        x2="end:Q",
        color=colour_legend(list(colours), colours, canvas),
        opacity=alt.Opacity("probability:Q", scale=alt.Scale(domain=[0, 1], range=[0.15, 1]), legend=None),
    )
    drop = 8 if canvas.narrow else 0
    named = base.transform_filter("datum.text").mark_text(align="left", baseline="middle", dx=4, dy=drop)
    words = named.encode(x=across, text="text:N")
    layers = alt.layer(body, words, _row_labels(base, canvas))
    return layers.properties(width=inner_width(canvas), height=(52 if canvas.narrow else 34) * len(rows))


def _row_labels(base: alt.Chart, canvas: Canvas) -> alt.Chart:
    once = base.transform_aggregate(groupby=["row"])
    if canvas.narrow:
        return once.mark_text(align="left", baseline="middle", dy=-15, color=MUTED, limit=canvas.width - 30).encode(
            x=alt.value(0), text="row:N"
        )
    return once.mark_text(align="right", baseline="middle", dx=-8, limit=(GUTTER - 10) / WIDEST_FONT).encode(
        x=alt.value(0), text="row:N"
    )
