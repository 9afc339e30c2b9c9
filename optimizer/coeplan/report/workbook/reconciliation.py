"""The sheet that holds every total of the workbook against the plan: live formula, plan, difference."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from .book import Formula, Sheet, area, number_of
from .checks import Check
from .styles import Kind, Look, Role

TOP = 5
"""Row of the head of the list."""

TOLERANCE = 1e-6
"""Totals agree where they differ by no more than this, relative to the plan's number, or absolutely below 1."""

SIGNIFICANT = 13
"""Digits of a sum that double precision carries after thousands of additions."""

MOST_DECIMALS = 6
"""Digits after the point to which differences are told at most."""

AGREES, DIFFERS = "agrees", "DIFFERS"

HEADS = ("Total", "Workbook", "Plan", "Difference", "Verdict", "Where the plan says it")


@dataclass(frozen=True)
class Reconciliation:
    """What came of all checks."""

    verdict: Formula
    """One sentence about all of them, as a formula of any sheet."""


def fill_reconciliation(sheet: Sheet, checks: Sequence[Check]) -> Reconciliation:
    """Write every check; the verdict on all of them stands on top."""
    sheet.title(
        "Reconciliation",
        "Every total of this workbook, added up by live formulas, held against what the plan (plan.json) says.",
    )
    sheet.widths(58, 20, 20, 16, 11, 52)
    looks = [Look(role=Role.HEAD), *[Look(role=Role.HEAD, right=True)] * 3, *[Look(role=Role.HEAD)] * 2]
    sheet.put_row(TOP, HEADS, looks)
    sheet.freeze(TOP + 1, 1)
    for row, check in enumerate(checks, start=TOP + 1):
        _check(sheet, row, check)
    last = TOP + len(checks)
    sheet.raw.autofilter(TOP, 0, last, len(HEADS) - 1)
    verdicts = area(sheet.name, (TOP + 1, last), (4, 4))
    found = _verdict(verdicts, checks)
    sheet.put(2, 0, found, Look(role=Role.SUBTOTAL))
    note = (
        f"Differences are rounded to the digits that double precision carries; a total agrees within {TOLERANCE:g} "
        "of the plan's number."
    )
    sheet.put(3, 0, note, Look(role=Role.NOTE))
    return Reconciliation(found)


def _check(sheet: Sheet, row: int, check: Check) -> None:
    own, stated = (xl_rowcol_to_cell(row, column) for column in (1, 2))
    decimals = _decimals(check.stated)
    found = number_of(check.found)
    moved = Formula(f"=ROUND({own}-{stated},{decimals})", round(found - check.stated, decimals) + 0.0)
    limit = f"{TOLERANCE}*MAX(1,ABS({stated}))"
    verdict = Formula(f'=IF(ABS({own}-{stated})<={limit},"{AGREES}","{DIFFERS}")', _said(check))
    kind, exact = check.kind, Look(Kind.EXACT)
    cells = [check.what, check.found, check.stated, moved, verdict, check.source]
    sheet.put_row(row, cells, [Look(), Look(kind), Look(kind, from_plan=True), exact, Look(), Look()])


def _said(check: Check) -> str:
    close = abs(number_of(check.found) - check.stated) <= TOLERANCE * max(1.0, abs(check.stated))
    return AGREES if close else DIFFERS


def _decimals(stated: float) -> int:
    """Return to how many digits after the point a sum of this size is exact."""
    digits = math.floor(math.log10(max(1.0, abs(stated)))) + 1
    return max(0, min(MOST_DECIMALS, SIGNIFICANT - digits))


def _verdict(verdicts: str, checks: Sequence[Check]) -> Formula:
    count = len(checks)
    differing = sum(_said(check) == DIFFERS for check in checks)
    good = f"All {count} totals agree with the plan."
    bad = f" of {count} totals differ from the plan: see the sheet Reconciliation."
    text = f'=IF(COUNTIF({verdicts},"{AGREES}")={count},"{good}",{count}-COUNTIF({verdicts},"{AGREES}")&"{bad}")'
    return Formula(text, f"{differing}{bad}" if differing else good)
