"""Tables that other questions have left in folders, for the section of a report that they belong to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from coeplan.core.errors import InputError
from coeplan_models import Fault, Place

from .elements import Block, Part, Table
from .letters import sentence, spaced, words

MOST_ROWS = 200
"""Rows of a table that are shown."""


@dataclass(frozen=True)
class Known:
    """A table that a report can show."""

    name: str
    """Name of its file, without ``.csv``."""
    section: str
    """Section that it belongs to."""
    title: str
    """What it shows."""
    columns: tuple[str, ...]
    """Columns that are shown, those of them that the table has."""
    labels: int
    """So many first columns hold text."""


KNOWN = (
    Known(
        "thresholds",
        "how",
        "From how many people a model pays",
        ("location", "area", "winner", "loser", "multiplier", "since", "before"),
        4,
    ),
    Known("claims", "how", "Claims about sizes", ("claim", "statement", "answer", "found"), 4),
    Known(
        "regret_rows",
        "risks",
        "Regret: how much more each way to plan costs than the best in hindsight",
        ("row", "title", "worst_low", "worst_high", "expected_low", "expected_high"),
        2,
    ),
    Known("regret", "risks", "Regret in each future", ("row", "future", "regret_low", "regret_high"), 2),
)
"""All tables that are looked for, in the order in which they are shown."""


def given_blocks(folders: Sequence[str | Path]) -> dict[str, list[Block]]:
    """Return the tables of folders by the section that they belong to.

    Parameters
    ----------
    folders : sequence of path
        Folders that ``coeplan threshold --out`` or ``coeplan regret --out`` have written.

    Returns
    -------
    dict of str to list of Block
        A part for each table, by the name of its section.

    Raises
    ------
    InputError
        If a folder holds no table that a report can show, or one cannot be read; every fault is told.
    """
    found: dict[str, list[Block]] = {}
    faults: list[Fault] = []
    for folder in folders:
        tables = [known for known in KNOWN if (Path(folder) / f"{known.name}.csv").is_file()]
        if not tables:
            faults.append(_nothing(folder))
        for known in tables:
            _add(found, known, Path(folder) / f"{known.name}.csv", faults)
    if faults:
        raise InputError(faults)
    return found


def _add(found: dict[str, list[Block]], known: Known, file: Path, faults: list[Fault]) -> None:
    try:
        frame = pd.read_csv(file)
    except (OSError, ValueError) as error:
        message = f"the table {file.name!r} cannot be read: {error}"
        faults.append(Fault(code="cannot_read", message=message, expected=_EXPECTED, place=Place(file=str(file))))
        return
    columns = [name for name in known.columns if name in frame.columns]
    table = _table(known, frame[columns])
    found.setdefault(known.section, []).append(Part(known.title, (table,)))


_EXPECTED = "a table as `coeplan threshold --out` or `coeplan regret --out` writes it"


def _nothing(folder: str | Path) -> Fault:
    names = ", ".join(f"{known.name}.csv" for known in KNOWN)
    return Fault(
        code="no_tables",
        message=f"there is no table in the folder {str(folder)!r} that a report can show",
        value=str(folder),
        expected=f"a folder with one of {names}",
        place=Place(file=str(folder)),
    )


def _table(known: Known, frame: pd.DataFrame) -> Table:
    shown = frame.head(MOST_ROWS)
    texts = {str(name): _texts(shown[name]) for name in shown.columns}
    head = tuple(sentence(spaced(name)) for name in texts)
    left = len(frame) - len(shown)
    caption = known.title if not left else f"{known.title}; {left} more rows stand in {known.name}.csv"
    return Table(caption, head, tuple(zip(*texts.values(), strict=True)), labels=known.labels)


def _texts(column: pd.Series) -> list[str]:
    said: Callable[[object], str] = (
        _number if pd.api.types.is_numeric_dtype(column) else lambda value: words(str(value))
    )
    return ["" if missing else said(value) for value, missing in zip(column, column.isna(), strict=True)]


def _number(value: object) -> str:
    """Return a number as a person would write it."""
    number = float(str(value))
    return f"{number:,.0f}" if abs(number) >= 1000 or number.is_integer() else f"{number:,.4g}"
