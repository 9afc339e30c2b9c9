"""Horizontal bars: rows with a label, a bar from one amount to another, and the amount in words."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import altair as alt

from .elements import Canvas, Drawn
from .look import INK, MUTED, RULE, WIDEST_FONT, width_of

GUTTER = 250
"""Pixels for labels beside the bars; on a phone they stand above them."""

ROW_WIDE, ROW_NARROW = 30, 46
"""Pixels of a row."""

BAR = 16
"""Pixels of a bar."""

NEAR = 0.12
"""Share of the axis that the words of a row take up."""

MOST_WORDS = 0.6
"""Share of the axis that the words beside a bar may take at most."""


@dataclass(frozen=True)
class Bar:
    """One row."""

    label: str
    """What it is."""
    start: float
    """Where the bar begins."""
    end: float
    """Where it ends."""
    text: str
    """What stands beside it."""
    colour: str
    """Its colour."""
    mark: float | None = None
    """Where a tick stands besides, if anywhere."""


def bar_chart(canvas: Canvas, bars: Sequence[Bar], title: str, *, from_zero: bool = True) -> Drawn:
    """Draw rows of bars.

    Parameters
    ----------
    canvas : Canvas
        What it is drawn for.
    bars : sequence of Bar
        Rows from above.
    title : str
        What the axis measures, with its unit.
    from_zero : bool
        Whether the axis has to show 0.

    Returns
    -------
    Drawn
        Bars, labels, words and ticks.
    """
    domain = _domain(canvas, bars, from_zero=from_zero)
    near = NEAR * (domain[1] - domain[0])
    rows = [asdict(bar) | {"row": position, "far": _far(bar, near)} for position, bar in enumerate(bars)]
    height = ROW_NARROW if canvas.narrow else ROW_WIDE
    base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("row:O", axis=side_axis(canvas), sort=None))
    scale = alt.Scale(domain=domain, nice=False, zero=False)
    axis = alt.Axis(tickCount=4 if canvas.narrow else 6, title=title, titleAnchor="start")
    across = alt.X("start:Q", scale=scale, axis=axis)
    drop = 9 if canvas.narrow else 0
    body = base.mark_bar(height=BAR, yOffset=drop).encode(
        x=across, x2="end:Q", color=alt.Color("colour:N", scale=None, legend=None)
    )
    words = base.mark_text(align="left", baseline="middle", dx=6, dy=drop, fontWeight="bold").encode(
        x=alt.X("far:Q", scale=scale, axis=axis), text="text:N"
    )
    tick = (
        base.transform_filter("isValid(datum.mark)")
        .mark_tick(thickness=3, size=BAR + 6, color=INK, yOffset=drop)
        .encode(x=alt.X("mark:Q", scale=scale, axis=axis))
    )
    layers = alt.layer(_zero(bars), body, tick, words, _labels(base, canvas))
    return layers.properties(width=inner_width(canvas), height=height * len(bars))


def side_axis(canvas: Canvas) -> alt.Axis | None:
    """Return an axis that keeps the room for labels beside rows, which are drawn by themselves; none on a phone."""
    if canvas.narrow:
        return None
    return alt.Axis(labels=False, ticks=False, domain=False, grid=False, title=None, minExtent=GUTTER)


def inner_width(canvas: Canvas) -> int:
    """Return the width that is left for bars."""
    return canvas.width - (20 if canvas.narrow else GUTTER + 20)


def _far(bar: Bar, near: float) -> float:
    """Return where the words of a row begin: past the bar, and past a tick that would run through them."""
    far = max(bar.start, bar.end)
    return bar.mark if bar.mark is not None and far < bar.mark < far + near else far


def _labels(base: alt.Chart, canvas: Canvas) -> alt.Chart:
    if canvas.narrow:
        return base.mark_text(
            align="left", baseline="middle", dy=-12, limit=(canvas.width - 20) / WIDEST_FONT, color=MUTED
        ).encode(x=alt.value(0), text="label:N")
    return base.mark_text(align="right", baseline="middle", dx=-8, limit=(GUTTER - 10) / WIDEST_FONT).encode(
        x=alt.value(0), text="label:N"
    )


def _zero(bars: Sequence[Bar]) -> alt.Chart:
    """Draw the line at 0 where bars go either way."""
    below = any(min(bar.start, bar.end) < 0 for bar in bars)
    values: list[dict[str, Any]] = [{"x": 0}] if below else []
    return alt.Chart(alt.Data(values=values)).mark_rule(color=RULE, strokeWidth=1.5).encode(x="x:Q")


def _domain(canvas: Canvas, bars: Sequence[Bar], *, from_zero: bool) -> list[float]:
    ends = [end for bar in bars for end in (bar.start, bar.end, bar.mark) if end is not None]
    least = min([0.0, *ends] if from_zero else ends)
    most = max([0.0, *ends] if from_zero else ends)
    span = (most - least) or abs(most) or 1.0
    margin = 0.0 if from_zero and least == 0 else 0.04 * span
    left = least - margin
    right = max(left + _reach(canvas, bar, left) for bar in bars)
    return [left, max(right, most + 0.04 * span)]


def _reach(canvas: Canvas, bar: Bar, left: float) -> float:
    """Return how long the axis has to be for the words of a row to end within it."""
    inner = inner_width(canvas)
    words = min(width_of(bar.text) + 10, MOST_WORDS * inner)
    far = max(bar.start, bar.end) if bar.mark is None else max(bar.start, bar.end, bar.mark)
    return (far - left) * inner / (inner - words)
