"""How charts look: colours that colour-blind readers tell apart, shapes, letters, lines."""

from collections.abc import Iterable, Mapping
from typing import Any

INK = "#1a1a1a"
"""Text."""

MUTED = "#595959"
"""Text of axes and remarks; 7 : 1 against white."""

RULE = "#d9d9d9"
"""Lines of grids."""

LAND = "#e6e8eb"
"""Land on maps."""

HOME = "#8c8c8c"
"""Headquarters, which is there with or without a plan."""

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#5d3a9b", "#f0e442")
"""Colours of Okabe and Ito, those with most contrast on white first, and a violet; black is left to text."""

SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "triangle-down", "triangle-right", "triangle-left")
"""Shapes that stand beside the colours."""

FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
"""Fonts whose letters are equally wide, so that a chart looks the same wherever it is opened."""

BODY_SIZE = 12
"""Pixels of letters in charts."""

LETTER = 0.56
"""Mean width of a letter against its height."""

WIDEST_FONT = 1.2
"""How much wider letters may be than those that a chart is laid out with: fonts differ from machine to machine."""


def width_of(text: str) -> float:
    """Return the pixels that a line of text takes, in the widest font that it may be shown in."""
    return len(text) * BODY_SIZE * LETTER * WIDEST_FONT


def coloured(names: Iterable[str], first: int = 0) -> dict[str, str]:
    """Give each name a colour, from the one numbered ``first``; past the last colour they begin anew."""
    distinct = enumerate(dict.fromkeys(names), first)
    return {name: COLOURS[position % len(COLOURS)] for position, name in distinct}


def shaped(names: Iterable[str]) -> dict[str, str]:
    """Give each name a shape, in the same order as colours."""
    return {name: SHAPES[position % len(SHAPES)] for position, name in enumerate(dict.fromkeys(names))}


def config() -> Mapping[str, Any]:
    """Return Vega-Lite's settings of all charts."""
    letters = {"labelFontSize": BODY_SIZE, "labelColor": MUTED, "titleColor": MUTED, "titleFontWeight": "normal"}
    lines = {"domainColor": RULE, "tickColor": RULE, "gridColor": RULE, "labelLimit": 180}
    return {
        "aria": False,
        "font": FONT,
        "background": "white",
        "padding": 4,
        "view": {"stroke": None},
        "axis": {**letters, **lines, "titleFontSize": BODY_SIZE, "labelFlush": False},
        "legend": {**letters, "titleFontSize": BODY_SIZE, "orient": "bottom", "labelLimit": 300, "symbolOpacity": 1},
        "header": {**letters, "labelColor": INK, "labelFontWeight": "bold", "labelAnchor": "start"},
        "text": {"fontSize": BODY_SIZE, "color": INK},
    }
