"""Why there is no plan, as tables."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from coeplan.analysis.diagnosis.result import Conflict, Diagnosis, WayOut

from .files import write_frames

TOGETHER = 0
"""Number that changes have in place of a conflict's where, made at once, they resolve all conflicts."""

_RULES = ("conflict", "rule", "path", "place", "off", "irreducible", "in_whole_numbers", "futures", "periods", "dates")
_WAYS = (
    *("conflict", "way", "rule", "says", "before", "after", "unit", "share", "place", "edits"),
    *("verified", "least", "cost", "gap"),
)


def write_diagnosis_tables(found: Diagnosis, folder: str | Path) -> tuple[Path, ...]:
    """Write the rules that conflict and the ways out as CSV and as Parquet.

    Parameters
    ----------
    found : Diagnosis
        What was found.
    folder : str or Path
        Where to; made where it is missing.

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be written.
    """
    return write_frames(diagnosis_tables(found), folder)


def diagnosis_tables(found: Diagnosis) -> dict[str, pd.DataFrame]:
    """Return ``conflicts``, a row for each rule of each, and ``ways_out``, a row for each way out of each.

    Conflicts are numbered from 1. What resolves all of them at once has the number 0, a row for each change.
    """
    rules = [row for number, each in enumerate(found.conflicts, 1) for row in _rules(number, each, found.calendar)]
    ways = [_way(number, *way) for number, each in enumerate(found.conflicts, 1) for way in enumerate(each.ways, 1)]
    if found.together is not None:
        ways += [_way(TOGETHER, *way) for way in enumerate(found.together.ways, 1)]
    return {"conflicts": pd.DataFrame(rules, columns=_RULES), "ways_out": pd.DataFrame(ways, columns=_WAYS)}


def _rules(number: int, conflict: Conflict, calendar: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
    """Yield a row for each rule of a conflict, each with what is known of the conflict."""
    known = (
        conflict.irreducible,
        conflict.in_whole_numbers,
        "; ".join(conflict.futures),
        "; ".join(map(str, conflict.periods)),
        "; ".join(calendar[period] for period in conflict.periods),
    )
    for each in conflict.rules:
        yield number, each.says, each.path, str(each.place or ""), "; ".join(each.off), *known


def _way(conflict: int, number: int, way: WayOut) -> tuple[object, ...]:
    change = (way.before, way.after, way.unit, way.share)
    proof = (way.verified.value, way.least, way.cost, way.gap)
    return conflict, number, way.rule, way.says, *change, str(way.place or ""), "; ".join(way.edits), *proof
