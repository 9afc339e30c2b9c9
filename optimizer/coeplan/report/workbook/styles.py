"""How cells look: number formats by kind, weight and lines by role; no meaning is in colour alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

INK = "#1B2A38"
"""Colour of texts and of the head of tables."""

FROM_PLAN = "#0B4F9E"
"""Colour of numbers that come from the plan, as finance writes inputs; formulas are in ink."""

SHADE = "#EAEFF4"
"""Background of subtotals."""

LINE = "#9AA8B5"
"""Colour of thin lines."""

FONT = "Calibri"


class Kind(StrEnum):
    """What a cell holds, which says how it is written."""

    TEXT = "text"
    MONEY = "money"
    HEADS = "heads"
    SHARE = "share"
    FINE_SHARE = "fine share"
    NUMBER = "number"
    WHOLE = "whole"
    EXACT = "exact"


class Role(StrEnum):
    """What a cell is in its table, which says how it stands out."""

    PLAIN = "plain"
    DETAIL = "detail"
    HEAD = "head"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    NOTE = "note"
    TITLE = "title"
    SECTION = "section"
    SENTENCE = "sentence"
    LINK = "link"


_ROLES: Mapping[Role, Mapping[str, Any]] = {
    Role.PLAIN: {},
    Role.DETAIL: {},
    Role.HEAD: {"bold": True, "font_color": "#FFFFFF", "bg_color": INK, "text_wrap": True, "valign": "vcenter"},
    Role.SUBTOTAL: {"bold": True, "bg_color": SHADE, "top": 1, "top_color": LINE},
    Role.TOTAL: {"bold": True, "bg_color": SHADE, "top": 2, "bottom": 6, "top_color": INK, "bottom_color": INK},
    Role.NOTE: {"italic": True, "font_color": "#4A5966"},
    Role.TITLE: {"bold": True, "font_size": 18},
    Role.SECTION: {"bold": True, "font_size": 12, "bottom": 2, "bottom_color": INK},
    Role.SENTENCE: {"font_size": 11, "text_wrap": True, "valign": "top"},
    Role.LINK: {"underline": 1, "font_color": FROM_PLAN},
}

_NUMBERS: Mapping[Kind, str] = {
    Kind.SHARE: '0.0%;-0.0%;"–"',
    Kind.FINE_SHARE: "0.00%",
    Kind.NUMBER: "[>=1000]#,##0;[<=-1000]-#,##0;General",
    Kind.WHOLE: "0",
    Kind.EXACT: "#,##0.00####;-#,##0.00####;0",
}

CENTS_BELOW = 10_000.0
"""Where no amount is as large as this, amounts show two digits after the point."""


@dataclass(frozen=True)
class Look:
    """What a cell's format follows from."""

    kind: Kind = Kind.TEXT
    role: Role = Role.PLAIN
    from_plan: bool = False
    """Whether it is a number of the plan, not a formula."""
    wraps: bool = False
    """Whether a long text goes on in further lines."""
    quoted: bool = False
    """Whether it is a text that stays one though it looks like a formula."""
    indent: int = 0
    """Steps by which a text is set in."""
    right: bool = False
    """Whether a text stands at the right, as heads of numbers do."""


@dataclass
class Styles:
    """The formats of one workbook, each made when it is first asked for.

    Parameters
    ----------
    workbook : Workbook
        The workbook.
    largest_amount : float
        Its largest amount of money, which says how many digits amounts show.
    whole_heads : bool
        Whether all heads are whole numbers.
    """

    workbook: Workbook
    largest_amount: float
    whole_heads: bool
    _made: dict[Look, Format] = field(default_factory=dict[Look, Format])

    def of(self, look: Look) -> Format:
        """Return the format of a look."""
        if look not in self._made:
            self._made[look] = self.workbook.add_format(self._properties(look))
        return self._made[look]

    def number_format(self, kind: Kind) -> str:
        """Return how numbers of a kind are written; zeros of money and heads are dashes."""
        if kind is Kind.MONEY:
            digits = "#,##0.00" if self.largest_amount < CENTS_BELOW else "#,##0"
            return f'{digits};-{digits};"–"'
        if kind is Kind.HEADS:
            digits = "#,##0" if self.whole_heads else "#,##0.0"
            return f'{digits};-{digits};"–"'
        return _NUMBERS.get(kind, "@")

    def axis_format(self) -> str:
        """Return how money is written along an axis."""
        return "#,##0.00" if self.largest_amount < 1.0 else "#,##0"

    def _properties(self, look: Look) -> dict[str, Any]:
        found: dict[str, Any] = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top"}
        if look.kind is not Kind.TEXT:
            found |= {"num_format": self.number_format(look.kind), "align": "right", "indent": 1}
        if look.from_plan:
            found["font_color"] = FROM_PLAN
        found |= _ROLES[look.role]
        if look.wraps:
            found["text_wrap"] = True
        if look.quoted:
            found["quote_prefix"] = True
        if look.indent:
            found["indent"] = look.indent
        if look.right:
            found |= {"align": "right", "indent": 1}
        return found
