"""Legends below charts, as wide as there is room for."""

from collections.abc import Mapping, Sequence

import altair as alt

from .elements import Canvas

MOST_COLUMNS = {False: 4, True: 2}
"""Names beside each other at most, by whether the canvas is narrow."""

SYMBOL = 130
"""Square pixels of a symbol."""

BESIDE = 44
"""Pixels that a symbol takes with the room around it."""


def legend(names: Sequence[str], canvas: Canvas) -> alt.Legend:
    """Return a legend for so many names; those for which there is no room are cut."""
    columns = min(MOST_COLUMNS[canvas.narrow], max(1, len(names)))
    room = canvas.width // columns - BESIDE
    return alt.Legend(title=None, columns=columns, labelLimit=room, symbolSize=SYMBOL)


def colour_legend(
    names: Sequence[str], colours: Mapping[str, str], canvas: Canvas, symbol: str = "square"
) -> alt.Color:
    """Return the colours of names with a legend of one kind of symbol."""
    shown = legend(names, canvas)
    shown["symbolType"] = symbol
    return alt.Color("name:N", legend=shown, scale=alt.Scale(domain=names, range=[colours[name] for name in names]))
