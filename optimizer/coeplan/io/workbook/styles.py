"""Which number formats of a workbook show a number as a date or time, and which date a number is."""

import re
from datetime import datetime, timedelta

from .package import Package

_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Formats built into spreadsheets that show dates or times."""

_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
"""Parts of a format that are text, padding, colours, conditions or currencies."""

_OF_DATES = re.compile(r"[dmyhs]", re.IGNORECASE)
_SCIENTIFIC = "general"


def dated_styles(package: Package, part: str) -> frozenset[int]:
    """Return the cell styles, by position, that show a number as a date or time."""
    codes: dict[int, str] = {}
    dated: set[int] = set()
    within: list[str] = []
    count = 0

    def started(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        if tag == "numFmt":
            codes[whole_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif tag == "xf" and "cellXfs" in within:
            number = whole_number(attributes.get("numFmtId"))
            if number in _DATES or (number in codes and _shows_date(codes[number])):
                dated.add(count)
            count += 1
        within.append(tag)

    def ended(_: str) -> None:
        within.pop()

    package.parse(part, started, ended)
    return frozenset(dated)


def _shows_date(code: str) -> bool:
    first = _NOT_CODE.sub("", code).partition(";")[0]
    return first.lower() != _SCIENTIFIC and bool(_OF_DATES.search(first))


def whole_number(text: str | None) -> int:
    """Return a whole number of an attribute, from 0; -1 where there is none."""
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else -1


def date_text(serial: float, *, since_1904: bool) -> str:
    """Return the date, and the time where it has one, that a number stands for; the number where it is none."""
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
    try:
        found = start + timedelta(days=serial)
    except (OverflowError, ValueError):
        return f"{serial:.15g}"
    return found.date().isoformat() if found.time() == datetime.min.time() else found.isoformat(" ", "minutes")
