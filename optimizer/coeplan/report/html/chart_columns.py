"""Upright columns of several parts, one for each year or group."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import altair as alt

from .chart_legend import colour_legend
from .chart_time import flat_title
from .elements import Canvas, Drawn


@dataclass(frozen=True)
class Column:
    """A part of a column."""

    at: str
    """Column it stands in."""
    name: str
    """What it is a part of."""
    low: float
    """Lower edge."""
    high: float
    """Upper edge."""


def column_chart(canvas: Canvas, columns: Sequence[Column], colours: Mapping[str, str], title: str) -> Drawn:
    """Draw columns in the order given; ``title`` names the axis of amounts."""
    base = alt.Chart(alt.Data(values=[asdict(column) for column in columns]))
    upward = alt.Axis(title=title, tickCount=5, **flat_title())
    body = base.mark_bar(stroke="white", strokeWidth=1).encode(
        x=alt.X(
            "at:N",
            sort=None,
            axis=alt.Axis(title=None, labelAngle=0, labelOverlap="greedy", labelSeparation=6),
            scale=alt.Scale(paddingInner=0.25),
        ),
        y=alt.Y("low:Q", axis=upward),
        y2="high:Q",
        color=colour_legend(list(colours), colours, canvas),
    )
    return alt.layer(body).properties(width=canvas.width - 60, height=250 if canvas.narrow else 280)
