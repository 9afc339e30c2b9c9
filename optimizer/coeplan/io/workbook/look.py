"""How a workbook looks: the formats of its cells."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

_INK, _PAPER, _GREY, _LINE = "#1F3044", "#FFFFFF", "#5B6770", "#D5DBE1"
_NEEDED, _KEY, _INPUT = "#1F5A92", "#EAF1F8", "#FFFDF2"

TABS = {
    "basic": "#1F5A92",
    "futures": "#B45F06",
    "rules": "#6A3D9A",
    "existing": "#2E7D32",
    "provenance": "#5B6770",
}
"""Colours of tabs by part of the workbook."""

GROUPS = {
    "basic": "What there is to plan",
    "futures": "What may happen",
    "rules": "What a plan has to keep",
    "existing": "What exists already",
    "provenance": "Where numbers come from",
}
"""Parts of the workbook in words."""

_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": _INK},
    "heading": {"bold": True, "font_size": 12, "font_color": _NEEDED},
    "prose": {"text_wrap": True, "valign": "top", "font_color": _INK},
    "warning": {"text_wrap": True, "valign": "top", "bold": True, "bg_color": "#FDE9D9", "border": 1},
    "head": {
        "bold": True,
        "font_color": _PAPER,
        "bg_color": _GREY,
        "border": 1,
        "border_color": _LINE,
        "valign": "top",
    },
    "needed": {"bold": True, "font_color": _PAPER, "bg_color": _NEEDED, "border": 1, "border_color": _LINE},
    "unit": {"italic": True, "font_size": 9, "font_color": _GREY, "text_wrap": True, "valign": "top"},
    "meaning": {"font_size": 9, "font_color": _GREY, "text_wrap": True, "valign": "top", "bottom": 2},
    "key": {"num_format": "@", "bg_color": _KEY, "border": 1, "border_color": _LINE},
    "text": {"num_format": "@", "bg_color": _INPUT, "border": 1, "border_color": _LINE},
    "quoted": {"num_format": "@", "bg_color": _INPUT, "border": 1, "border_color": _LINE, "quote_prefix": True},
    "number": {"num_format": "General", "bg_color": _INPUT, "border": 1, "border_color": _LINE},
    "amount": {"num_format": "#,##0", "bg_color": _INPUT, "border": 1, "border_color": _LINE},
    "note": {"font_color": _GREY, "italic": True},
    "shown": {"font_color": _INK},
    "shown_amount": {"font_color": _INK, "num_format": "#,##0"},
    "link": {"font_color": _NEEDED, "underline": 1},
}


class Look:
    """The formats of one workbook, by name."""

    def __init__(self, workbook: Workbook) -> None:
        self._made: dict[str, Format] = {name: workbook.add_format(look) for name, look in _FORMATS.items()}

    def __getitem__(self, name: str) -> Format:
        return self._made[name]
