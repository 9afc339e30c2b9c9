"""Texts of unknown origin as cells, names of sheets and headers: shown as they are, never executed."""

import re
from collections.abc import Collection

from coeplan_models.faults import printable, shortened

LONGEST_CELL = 2_000
"""Letters of a text that stand in a cell; Excel refuses more than 32,767."""

LONGEST_SHEET_NAME = 31
"""Letters of a sheet's name that Excel allows."""

LONGEST_HEADER = 120
"""Letters of a text in a header of printed pages; Excel allows 255 for the whole header."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_STARTS_FORMULA = ("=", "+", "-", "@")
_RESERVED = "history"
"""Excel keeps this name of a sheet to itself."""


def cell_text(text: str) -> str:
    """Return a text as one line of printable letters, shortened to what a cell is fit for."""
    return shortened(printable(" ".join(text.split())), LONGEST_CELL)


def looks_like_formula(text: str) -> bool:
    """Whether a text would become a formula if somebody typed it, or opened it from a CSV file."""
    return text.startswith(_STARTS_FORMULA)


def sheet_name(wanted: str, taken: Collection[str]) -> str:
    """Return a name that Excel allows for a sheet and that no other sheet has.

    Parameters
    ----------
    wanted : str
        The name wanted, of any length and with any letters.
    taken : collection of str
        Names of the other sheets. Excel does not tell capitals from small letters.

    Returns
    -------
    str
        At most 31 letters, without ``[ ] : * ? / \\`` and without quotes at its ends; numbered where it is taken.
    """
    known = {name.casefold() for name in taken} | {_RESERVED}
    base = _FORBIDDEN.sub("-", cell_text(wanted))[:LONGEST_SHEET_NAME].strip("' ") or "Sheet"
    name, number = base, 1
    while name.casefold() in known:
        number += 1
        ending = f" ({number})"
        name = base[: LONGEST_SHEET_NAME - len(ending)].rstrip("' ") + ending
    return name


def header_text(text: str) -> str:
    """Return a text for the header or footer of printed pages, in which ``&`` begins a code."""
    return shortened(cell_text(text), LONGEST_HEADER).replace("&", "&&")
