"""From a chart to SVG that may stand in a page, and to PNG."""

import html
import re
from functools import cache
from typing import Any

from .elements import NARROW, WIDE, Canvas, Figure
from .look import FONT, config

PNG_SCALE = 2.0
"""Pixels of a PNG for each of the chart's, so that it is sharp on a slide."""

_TAG = re.compile(r"<[^>]*>")
_OPENING = re.compile(r"<svg\b[^>]*>")
_SIZES = re.compile(r'\b(?:width|height|viewBox)="[^"]*"')
_NAMED = re.compile(r'(\bid="|url\(#|href="#)')
_LINES = re.compile(r'\b(?:d|transform)="[^"]*"')
_LONG_NUMBER = re.compile(r"(\d\.\d)\d+")
_NEEDLESS = re.compile(r' (?:class|role|aria-[a-z]+|pointer-events|font-family)="[^"]*"| opacity="1"')
"""Attributes that say nothing where the whole picture has one description, one font and no pointer."""


def inline_svg(figure: Figure, canvas: Canvas) -> str:
    """Return a chart as SVG to stand in a page among others.

    Parameters
    ----------
    figure : Figure
        The chart.
    canvas : Canvas
        What it is drawn for.

    Returns
    -------
    str
        One element with the chart's title and finding for those who do not see it. Its identifiers are like those of
        no other chart; nothing in it asks for anything from elsewhere.
    """
    prefix = f"{figure.name}-{'narrow' if canvas.narrow else 'wide'}"
    drawn = _TAG.sub(lambda tag: _cleaned(tag[0], prefix), _drawn(figure, canvas))
    opening = _OPENING.search(drawn)
    if opening is None:
        raise ValueError(f"chart {figure.name!r} was drawn without an svg element")
    sizes = " ".join(_SIZES.findall(opening[0]))
    named = f'role="img" aria-labelledby="{prefix}-title {prefix}-finding" font-family="{FONT}"'
    title = f'<title id="{prefix}-title">{html.escape(figure.title)}</title>'
    finding = f'<desc id="{prefix}-finding">{html.escape(figure.finding)}</desc>'
    return f"<svg {sizes} {named}>{title}{finding}{drawn[opening.end() :].strip()}"


def svg_file(figure: Figure) -> str:
    """Return a chart as an SVG file of its own, with its title and finding."""
    drawn = inline_svg(figure, WIDE)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" {drawn[5:]}\n'


def png_file(figure: Figure) -> bytes:
    """Return a chart as a PNG file, in twice the resolution of the page."""
    return _convert().vegalite_to_png(_specification(figure, WIDE), scale=PNG_SCALE)


def both_sizes(figure: Figure) -> tuple[str, str]:
    """Return a chart for wide and for narrow pages."""
    return inline_svg(figure, WIDE), inline_svg(figure, NARROW)


def _drawn(figure: Figure, canvas: Canvas) -> str:
    return _convert().vegalite_to_svg(_specification(figure, canvas))


def _specification(figure: Figure, canvas: Canvas) -> dict[str, Any]:
    # Altair's own check of a chart takes longer than drawing it; Vega-Lite refuses what it cannot draw.
    return figure.draw(canvas).to_dict(validate=False) | {"config": config()}


@cache
def _convert() -> Any:
    """Load what draws; it brings a browser's engine along, so it is not loaded before a chart is asked for."""
    import vl_convert

    return vl_convert


def _cleaned(tag: str, prefix: str) -> str:
    """Return a tag with identifiers of its own picture, and without what nobody sees."""
    kept = _NEEDLESS.sub("", tag)
    named = _NAMED.sub(rf"\g<1>{prefix}-", kept)
    return _LINES.sub(lambda found: _LONG_NUMBER.sub(r"\1", found[0]), named)
