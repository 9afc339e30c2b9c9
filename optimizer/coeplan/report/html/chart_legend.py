"""Legends below charts, as wide as there is room for."""

from collections.abc import Mapping, Sequence

import altair as alt

from .elements import Canvas
from .look import width_of

MOST_COLUMNS = {False: 4, True: 2}
"""Names beside each other at most, by whether the canvas is narrow."""

SYMBOL = 130
"""Square pixels of a symbol."""

COLUMN_PADDING = 24
"""Pixels between names beside each other."""

BESIDE = 50
"""Pixels that a symbol takes with the room around it."""


def legend(names: Sequence[str], canvas: Canvas) -> alt.Legend:
    """Return a legend for so many names, in as many columns as hold them; those too long for one are cut."""
    longest = max(map(width_of, names), default=0.0)
    columns = max(1, min(MOST_COLUMNS[canvas.narrow], len(names), int(canvas.width // (longest + BESIDE))))
    room = canvas.width // columns - BESIDE
    return alt.Legend(title=None, columns=columns, labelLimit=room, symbolSize=SYMBOL, columnPadding=COLUMN_PADDING)


def colour_legend(
    names: Sequence[str], colours: Mapping[str, str], canvas: Canvas, symbol: str = "square"
) -> alt.Color:
    """Return the colours of names with a legend of one kind of symbol."""
    shown = legend(names, canvas)
    shown["symbolType"] = symbol
    return alt.Color("name:N", legend=shown, scale=alt.Scale(domain=names, range=[colours[name] for name in names]))
