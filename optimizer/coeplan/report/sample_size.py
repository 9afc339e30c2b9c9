"""What a sampled tree is worth by the number of its leaves, in a terminal and as a table."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from coeplan.analysis.sample_size_interval import Limit
from coeplan.analysis.sample_size_records import SampleSize, SampleSizes
from coeplan.analysis.why.stopped import Stopped

from .files import write_frames
from .frontier_chart import Axis, chart
from .grids import bullets, grid
from .letters import literal
from .numbers import UNKNOWN, MoneyUnit, count, percent

COLUMNS = (
    *("leaves", "distance", "value", "bound", "outside", "least", "of_solves"),
    *("gap", "gap_error", "gap_upper", "confidence", "batches", "without_plan"),
)
"""Columns of the table."""


def sample_sizes_view(found: SampleSizes) -> Group:
    """Return the page of what a sampled tree is worth for a Rich console.

    Parameters
    ----------
    found : SampleSizes
        What was found.

    Returns
    -------
    Group
        What a console prints.
    """
    amounts = [amount for each in found.sizes for amount in (each.value, each.outside) if amount is not None]
    return Group(*_lines(found, MoneyUnit.fitting(found.instance.currency, amounts)))


def write_sample_size_table(found: SampleSizes, folder: str | Path) -> tuple[Path, ...]:
    """Write the table ``sample_sizes``, as CSV and as Parquet, one row for each number of leaves.

    Parameters
    ----------
    found : SampleSizes
        What was found.
    folder : str or Path
        Where to; made where it is missing.

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be written.
    """
    return write_frames({"sample_sizes": sample_size_table(found)}, folder)


def sample_size_table(found: SampleSizes) -> pd.DataFrame:
    """Return one row for each number of leaves."""
    return pd.DataFrame([size_values(each) for each in found.sizes], columns=list(COLUMNS))


def size_values(each: SampleSize) -> dict[str, object]:
    """Return what is known of one number of leaves, by column; money in plan currency."""
    gap = each.gap
    limits = (None, None, None) if gap is None else (gap.mean, gap.error, gap.upper)
    told = (each.leaves, each.distance, each.value, each.bound, each.outside, each.least, each.of_solves)
    return dict(zip(COLUMNS, (*told, *limits, each.confidence, len(each.batches), each.without_plan), strict=True))


def _lines(found: SampleSizes, unit: MoneyUnit) -> Iterator[RenderableType]:
    yield literal(f"{found.instance.name}: how many leaves its sampled tree needs", "bold")
    interrupted = " It was interrupted, so that something is missing." if found.stopped is Stopped.INTERRUPTED else ""
    yield from bullets(
        (
            f"Judged is what each tree decides for {_now(found.shared)}, on the same {found.futures} futures for all, "
            "in batches of as many as the tree has leaves; after that each future is known.",
            f"{count(found.solves, 'solve', 'solves')}, {found.seconds:.0f} s.{interrupted}",
        )
    )
    yield from _section(f"Expected cost against leaves ({unit.head})")
    yield _values(found, unit)
    known = [(each, each.gap) for each in found.sizes if each.gap is not None]
    small = MoneyUnit.fitting(found.instance.currency, [gap.upper for _, gap in known])
    if known:
        yield from _section(f"How much dearer than the best it may be ({small.head})")
        yield _gaps(known, small)
    if len(known) > 1:
        leaves = Axis("leaves", [float(each.leaves) for each, _ in known], lambda value: f"{value:.0f}")
        limits = Axis(f"at most, {small.head}", [gap.upper for _, gap in known], small.bare)
        yield Text()
        yield Text(chart(leaves, limits, ["o "] * len(known)), no_wrap=True)
    yield from _missing(found)


def _now(shared: int) -> str:
    return "the first period" if shared == 1 else f"the first {shared} periods"


def _section(title: str) -> Iterator[RenderableType]:
    yield Text()
    yield literal(title.upper(), "bold cyan")


def _values(found: SampleSizes, unit: MoneyUnit) -> Table:
    table = grid(("Leaves", "Distance", "In sample", "Bound", "Out of sample", "Best at least"), 0)
    for each in found.sizes:
        amounts = (each.value, each.bound, each.outside, each.least)
        told = (UNKNOWN if amount is None else unit.bare(amount) for amount in amounts)
        table.add_row(str(each.leaves), f"{each.distance:.4f}", *told)
    return table


def _gaps(known: Sequence[tuple[SampleSize, Limit]], unit: MoneyUnit) -> Table:
    sure = percent(known[0][0].confidence, 0)
    table = grid(("Leaves", "Mean", "Standard error", "By solves", f"At most ({sure} sure)", "Of the cost"), 0)
    for each, gap in known:
        share = gap.upper / each.outside if each.outside else None
        amounts = (gap.mean, gap.error, each.of_solves or 0.0, gap.upper)
        table.add_row(str(each.leaves), *map(unit.bare, amounts), percent(share, 2))
    return table


def _missing(found: SampleSizes) -> Iterator[RenderableType]:
    told = [
        f"With the decisions of {each.leaves} leaves no plan was found in "
        f"{count(each.without_plan, 'future', 'futures')}, so that their gap has no limit: a priced shortfall of work "
        "(areas.*.unmet) would give it one."
        for each in found.sizes
        if each.without_plan
    ]
    if told:
        yield Text()
        yield from bullets(told)
