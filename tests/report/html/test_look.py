"""Colours of the page: text has the contrast that WCAG asks for at level AA, on every ground that it stands on."""

import re
from importlib.resources import files

import pytest

LEAST = 4.5
"""Contrast of text of a usual size."""

STYLE = (files("coeplan.report.html") / "style.css").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", STYLE))
GROUNDS = ("#ffffff", *(colour for name, colour in COLOURS.items() if name == "soft"))


def luminance(colour):
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def text_colours():
    return sorted(set(re.findall(r"(?<!-)color: var\(--([a-z]+)\)", STYLE)))


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("name", text_colours())
def test_text_can_be_read_on_every_ground(name, ground):
    assert contrast(COLOURS[name], ground) >= LEAST


def test_the_colours_were_found():
    assert {"ink", "muted", "accent", "bad"} <= set(text_colours())
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
