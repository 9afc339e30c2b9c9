"""A regret table in a terminal, and as tables in files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from rich.console import Group, RenderableType
from rich.text import Text

from coeplan.analysis.regret_records import Cell, Future, RegretRow, RegretTable, Span, Verdict
from coeplan.analysis.why.stopped import Stopped

from .files import write_frames
from .grids import bullets, grid
from .letters import literal
from .numbers import UNKNOWN, MoneyUnit, count, listed, probability

SHADES = " ░▒▓█"
"""From no regret to the largest of the page; the numbers beside them say the same."""

BETWEEN = 3
"""Blanks after each column of a table."""

NO_PLAN = "no plan"

STOPPED = {
    Stopped.COMPLETE: "",
    Stopped.SOLVES: " As many solves were made as are allowed (--solves); cells are missing.",
    Stopped.INTERRUPTED: " It was interrupted; cells are missing.",
}
"""What the page adds where something is missing."""


def regret_view(found: RegretTable, width: int) -> Group:
    """Return the page of a regret table for a Rich console.

    Parameters
    ----------
    found : RegretTable
        The table.
    width : int
        Columns to write in; futures for which there is no room come in a table of their own below.

    Returns
    -------
    Group
        What a console prints: regrets, costs, verdicts, and what was left out.
    """
    return Group(*_sections(found, width))


def write_regret_tables(found: RegretTable, folder: str | Path) -> tuple[Path, ...]:
    """Write one row for each cell (``regret``), and one for each row of the table (``regret_rows``).

    Parameters
    ----------
    found : RegretTable
        The table.
    folder : str or Path
        Where to; made where it is missing.

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be written.
    """
    cells = pd.DataFrame(list(_cell_rows(found)), columns=_CELL_COLUMNS)
    rows = pd.DataFrame([_row_values(row, found) for row in found.rows], columns=_ROW_COLUMNS)
    return write_frames({"regret": cells, "regret_rows": rows}, folder)


_CELL_COLUMNS = [
    *("row", "kind", "future", "probability", "kept_periods", "cost", "cost_bound", "least_cost", "least_cost_bound"),
    *("regret_low", "regret_high", "infeasible", "says"),
]

_ROW_COLUMNS = [
    *("row", "kind", "title", "worst_low", "worst_high", "expected_low", "expected_high", "fails"),
    *("may_be_least_worst", "may_be_least_expected", "edits"),
]


def _cell_rows(found: RegretTable) -> Iterator[tuple[object, ...]]:
    for row in found.rows:
        for future, best, cell in zip(found.futures, found.best, row.cells, strict=True):
            where = (row.name, row.kind.value, future.name, future.probability, future.kept)
            costs = (cell.value, cell.bound, best.high, best.low)
            yield (*where, *costs, cell.regret.low, cell.regret.high, cell.infeasible, cell.says)


def _row_values(row: RegretRow, found: RegretTable) -> tuple[object, ...]:
    measures = (row.worst.low, row.worst.high, row.expected.low, row.expected.high, row.fails)
    least = (row.name in found.least_worst.rows, row.name in found.least_expected.rows)
    return (row.name, row.kind.value, row.title, *measures, *least, "; ".join(row.edits))


def _sections(found: RegretTable, width: int) -> Iterator[RenderableType]:
    amounts = [each for row in found.rows for cell in row.cells if (each := cell.regret.high) is not None]
    regrets = MoneyUnit.fitting(found.instance.currency, amounts)
    costs = MoneyUnit.fitting(found.instance.currency, [best.high for best in found.best if best.high is not None])
    yield literal(f"{found.instance.name}: what one may regret", "bold")
    yield from bullets(_opening(found))
    yield from _section("Which regrets least")
    yield from bullets(_verdicts(found, regrets))
    yield from _tables(f"Regret ({regrets.head})", _regrets(found, regrets), width)
    yield from _tables(f"Cost ({costs.head})", _costs(found, costs), width)
    yield from _section("What the rows are")
    yield from bullets(f"{row.name}: {row.title or row.kind.value}" for row in found.rows)
    if found.left_out:
        yield from _section("Left out")
        yield from bullets(found.left_out)


def _section(title: str) -> Iterator[RenderableType]:
    yield Text()
    yield literal(title.upper(), "bold cyan")


def _opening(found: RegretTable) -> Iterator[str]:
    yield (
        "Regret is what a row costs in a future less what the best plan for that future alone would; a range is what "
        "the bounds of the solves prove."
    )
    yield (
        "A plan keeps its decisions and teams as long as several futures are possible and is then planned anew; "
        "`as decided` is its own total. An archetype keeps its edits, and all else is planned knowing the future."
    )
    if found.probability < 1 - 1e-9:
        yield f"Futures shown have {probability(found.probability)} of the probability; expected values are over them."
    yield f"{count(found.solves, 'solve', 'solves')}, {found.seconds:.0f} s.{STOPPED[found.stopped]}"


def _verdicts(found: RegretTable, unit: MoneyUnit) -> Iterator[str]:
    rows = {row.name: row for row in found.rows}
    measures = {"largest": (found.least_worst, "worst"), "expected": (found.least_expected, "expected")}
    for words, (verdict, name) in measures.items():
        spans = {row: _span(getattr(rows[row], name), unit) for row in verdict.rows}
        yield _verdict(words, verdict, spans)
    failing = [row.name for row in found.rows if row.fails]
    if failing:
        yield f"Without a plan in some future, and so out of it: {listed(failing)}."


def _verdict(words: str, verdict: Verdict, spans: dict[str, str]) -> str:
    if not verdict.rows:
        return f"Smallest {words} regret: no row has a plan in every future."
    told = listed(f"{row} ({span})" for row, span in spans.items())
    if verdict.resolved:
        return f"Smallest {words} regret: {told}."
    return f"Smallest {words} regret: {'a tie of' if verdict.tied else 'not resolved between'} {told}."


@dataclass(frozen=True)
class _Column:
    """A column of a table: its head, and a cell for each row."""

    head: str
    cells: tuple[str, ...]

    @property
    def width(self) -> int:
        return max(map(len, (self.head, *self.cells)))


def _tables(title: str, columns: Sequence[_Column], width: int) -> Iterator[RenderableType]:
    """Yield a table; columns for which there is no room come in further tables, each with the first one before them."""
    labels, *rest = columns
    while rest:
        shown = [rest.pop(0)]
        room = width - labels.width - shown[0].width - 2 * BETWEEN
        while rest and (room := room - BETWEEN - rest[0].width) >= 0:
            shown.append(rest.pop(0))
        yield from _section(title)
        table = grid([column.head for column in (labels, *shown)], 1)
        for row in zip(*(column.cells for column in (labels, *shown)), strict=True):
            table.add_row(*row)
        yield table


def _regrets(found: RegretTable, unit: MoneyUnit) -> list[_Column]:
    """Return the columns of regrets: one for each future, and the largest and expected ones."""
    largest = max((row.worst.high or 0.0 for row in found.rows), default=0.0)
    columns = [_Column("", tuple(row.name for row in found.rows))]
    for place, future in enumerate(found.futures):
        cells = (_regret_cell(row.cells[place], largest, unit) for row in found.rows)
        columns.append(_Column(_head(future), tuple(cells)))
    worst = tuple(NO_PLAN if row.fails else _span(row.worst, unit) for row in found.rows)
    expected = tuple(NO_PLAN if row.fails else _span(row.expected, unit) for row in found.rows)
    return [*columns, _Column("Largest", worst), _Column("Expected", expected)]


def _head(future: Future) -> str:
    return future.name if future.probability is None else f"{future.name} {probability(future.probability)}"


def _regret_cell(cell: Cell, largest: float, unit: MoneyUnit) -> str:
    if cell.regret == Span(None, None):
        return cell.says or UNKNOWN
    return f"{_shade(cell.regret, largest)} {_span(cell.regret, unit)}"


def _shade(span: Span, largest: float) -> str:
    """Return a shade by the most that a regret may be; none may be told where that is not known."""
    if span.high is None or largest <= 0:
        return " "
    share = max(0.0, span.high) / largest
    return SHADES[min(len(SHADES) - 1, round(share * (len(SHADES) - 1)))]


def _span(span: Span, unit: MoneyUnit) -> str:
    """Write a range, or one number where both ends look the same."""
    if span.low is None and span.high is None:
        return UNKNOWN
    if span.low is None or span.high is None:
        return f"at least {unit.bare(span.low or 0.0)}" if span.high is None else f"at most {unit.bare(span.high)}"
    low, high = unit.bare(span.low), unit.bare(span.high)
    return low if low == high else f"{low} to {high}"


def _costs(found: RegretTable, unit: MoneyUnit) -> list[_Column]:
    """Return the columns of costs: first that of each future's own best plan."""
    columns = [_Column("", ("best of each future", *(row.name for row in found.rows)))]
    for place, (future, best) in enumerate(zip(found.futures, found.best, strict=True)):
        cells = (_cost_cell(row.cells[place], unit) for row in found.rows)
        columns.append(_Column(_head(future), (_span(best, unit), *cells)))
    return columns


def _cost_cell(cell: Cell, unit: MoneyUnit) -> str:
    cost = Span(cell.bound, cell.value)
    return cell.says if cost == Span(None, None) else _span(cost, unit)
